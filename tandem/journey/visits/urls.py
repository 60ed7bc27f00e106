from django.urls import path

from tandem.journey.visits import views

app_name = "visits"
urlpatterns = [path("vorgaenge/<int:matter_pk>/besuch", views.report, name="report")]
