from django.urls import path

from tandem.essentials.calendar import views

app_name = "calendar"
urlpatterns = [
    path("kalender", views.week, name="week"),
    path("kalender/neu", views.new, name="new"),
    path("kalender/<int:pk>", views.appointment, name="appointment"),
    path("kalender/<int:pk>/verschieben", views.move, name="move"),
    path("kalender/<int:pk>/absagen", views.cancel, name="cancel"),
]
