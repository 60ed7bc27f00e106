from django.urls import path

from tandem.essentials.calendar import views

app_name = "calendar"
urlpatterns = [
    path("kalender", views.calendar, name="week"),
    path("kalender/neu", views.new, name="new"),
    path("kalender/meiner", views.own, name="own"),
    path("kalender/meiner/ort", views.save_base, name="save_base"),
    path("kalender/meiner/ort/loeschen", views.clear_base, name="clear_base"),
    path("kalender/meiner/gebiete", views.save_areas, name="save_areas"),
    path("kalender/meiner/kalender", views.add_link, name="add_link"),
    path("kalender/meiner/kalender/<int:pk>/entfernen", views.remove_link, name="remove_link"),
    path("kalender/meiner/abo", views.make_feed, name="make_feed"),
    path("kalender/meiner/abo/widerrufen", views.revoke_feed, name="revoke_feed"),
    path("kalender/abo/<str:token>.ics", views.feed, name="feed"),
    path("kalender/<int:pk>", views.appointment, name="appointment"),
    path("kalender/<int:pk>/verschieben", views.move, name="move"),
    path("kalender/<int:pk>/ziehen", views.drop, name="drop"),
    path("kalender/<int:pk>/ziehen/zurueck", views.take_drop_back, name="take_drop_back"),
    path("kalender/<int:pk>/mail", views.mail, name="mail"),
    path("kalender/<int:pk>/absagen", views.cancel, name="cancel"),
]
