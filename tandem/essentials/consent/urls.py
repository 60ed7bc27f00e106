"""Addresses of the legal basis of contacts."""

from django.urls import path

from tandem.essentials.consent import views

app_name = "consent"
urlpatterns = [
    path("ansprechpartner/<int:pk>/grundlage", views.sheet, name="sheet"),
    path("grundlagen/<int:pk>/zuruecknehmen", views.take_back, name="take_back"),
    path("grundlagen/<int:pk>/beleg", views.proof, name="proof"),
]
