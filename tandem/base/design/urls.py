from django.urls import path

from tandem.base.design import views

app_name = "design"

urlpatterns = [
    path("design/gallery", views.gallery, name="gallery"),
    path("design/gallery/hits", views.gallery_hits, name="gallery_hits"),
]
