from django.urls import path

from tandem.journey.calls import views
from tandem.journey.calls.rounds import urls as rounds
from tandem.journey.calls.slots import views as slots

app_name = "calls"
urlpatterns = [
    path("vorgaenge/<int:matter_pk>/anruf", views.log, name="log"),
    path("vorgaenge/<int:matter_pk>/termin", views.book, name="book"),
    path("vorgaenge/<int:matter_pk>/termin/vorschlaege", slots.proposals, name="proposals"),
    path("vorgaenge/<int:matter_pk>/termin/halten", slots.hold, name="hold"),
    path("vorgaenge/<int:matter_pk>/termin/freigeben", slots.let_go, name="let_go"),
    path("termine/<int:pk>/verschieben", views.move, name="move"),
    path("termine/<int:pk>/absagen", views.cancel, name="cancel"),
    *rounds.urlpatterns,
]
