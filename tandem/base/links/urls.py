from django.urls import path

from tandem.base.links import views

app_name = "links"
urlpatterns = [
    path("link/<str:token>", views.page, name="page"),
    path("link/<str:token>/<str:part>", views.page, name="part"),
]
