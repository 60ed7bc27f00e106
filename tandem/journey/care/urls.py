from django.urls import path

from tandem.journey.care import views

app_name = "care"
urlpatterns = [path("vorgaenge/<int:matter_pk>/zufriedenheit", views.satisfaction, name="satisfaction")]
