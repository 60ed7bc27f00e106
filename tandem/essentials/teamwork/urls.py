"""The addresses of this room."""

from django.urls import path

from tandem.essentials.teamwork.views import (
    consultations,
    handovers,
    matters,
    moving,
    requests,
    side_work,
    staff,
    steps,
)

app_name = "teamwork"
urlpatterns = [
    path("verwaltung/personen/<int:pk>/abmelden", staff.let_go, name="let_go"),
    path("vorgaenge/<int:pk>", matters.matter, name="matter"),
    path("vorgaenge/<int:pk>/naechster-schritt", matters.next_step, name="next_step"),
    path("vorgaenge/<int:pk>/weiter", moving.move_on, name="move_on"),
    path("prozess/umzug", moving.move_all, name="move_all"),
    path("prozess/umzug/jetzt", moving.move_all_now, name="move_all_now"),
    path("vorgaenge/<int:pk>/checkliste", steps.tick, name="tick"),
    path("zur-kenntnis/alle", steps.see_all, name="see_all"),
    path("zur-kenntnis/<int:pk>", steps.see, name="see"),
    path("vorgaenge/<int:pk>/notiz", matters.note, name="note"),
    path("vorgaenge/<int:pk>/schliessen", matters.close, name="close"),
    path("vorgaenge/<int:pk>/uebergeben", handovers.hand_over, name="hand_over"),
    path("vorgaenge/<int:pk>/uebernehmen", handovers.take_over, name="take_over"),
    path("vorgaenge/<int:pk>/rueckfrage", side_work.ask, name="ask"),
    path("vorgaenge/<int:pk>/aufgabe", side_work.add_task, name="add_task"),
    path("uebergaben/<int:pk>/annehmen", handovers.accept, name="accept"),
    path("uebergaben/<int:pk>/ablehnen", handovers.decline, name="decline"),
    path("uebergaben/<int:pk>/zurueckziehen", handovers.take_back, name="take_back"),
    path("vorgaenge/<int:pk>/zuarbeit", side_work.delegate, name="delegate"),
    path("rueckfragen/<int:pk>/noch-einmal", side_work.reopen, name="reopen_question"),
    path("erinnern/<slug:kind>/<int:pk>", side_work.remind, name="remind"),
    path("rueckfragen/<int:pk>", side_work.answer, name="answer"),
    path("aufgaben/<int:pk>/erledigt", side_work.finish_task, name="finish_task"),
    path("aufgaben/<int:pk>/wieder-offen", side_work.reopen_task, name="reopen_task"),
    path("kunden/<int:pk>/abstimmen", consultations.consult, name="consult"),
    path("ruecksprachen/<int:pk>", consultations.decide, name="decide"),
    path("kunden/<int:pk>/vorgang", matters.begin, name="open"),
    path("anliegen", requests.requests, name="requests"),
    path("anruf", requests.take_call, name="take_call"),
]
