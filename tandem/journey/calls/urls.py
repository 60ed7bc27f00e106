from django.urls import path

from tandem.journey.calls import views
from tandem.journey.calls.calling import views as calling
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
    path("anrufen", calling.page, name="calling"),
    path("anrufen/weiter", calling.begin, name="begin"),
    path("anrufen/spaeter", calling.later, name="later"),
    path("anrufen/ergebnis", calling.record, name="record"),
    path("anrufen/ende", calling.stop, name="stop"),
    path("anrufen/<int:pk>/zuruecknehmen", calling.undo, name="undo_result"),
    path("anrufen/leitfaeden", calling.guide_list, name="guides"),
    path("anrufen/leitfaeden/neu", calling.guide, name="new_guide"),
    path("anrufen/leitfaeden/<int:pk>", calling.guide, name="guide"),
    path("anrufen/leitfaeden/<int:pk>/weg", calling.remove_guide, name="remove_guide"),
]
