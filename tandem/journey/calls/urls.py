from django.urls import path

from tandem.journey.calls import views

app_name = "calls"
urlpatterns = [
    path("vorgaenge/<int:matter_pk>/anruf", views.log, name="log"),
    path("vorgaenge/<int:matter_pk>/termin", views.book, name="book"),
    path("termine/<int:pk>/verschieben", views.move, name="move"),
    path("termine/<int:pk>/absagen", views.cancel, name="cancel"),
]
