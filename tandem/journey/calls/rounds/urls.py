from django.urls import path

from tandem.journey.calls.rounds import views

urlpatterns = [
    path("wochenrunde", views.current, name="rounds"),
    path("wochenrunde/vorschlag", views.propose, name="round_propose"),
    path("wochenrunde/<int:pk>", views.show, name="round"),
    path("wochenrunde/<int:pk>/stand", views.state, name="round_state"),
    path("wochenrunde/<int:pk>/weitere", views.more, name="round_more"),
    path("wochenrunde/<int:pk>/auffrischen", views.refresh, name="round_refresh"),
    path("wochenrunde/<int:pk>/beginnen", views.start, name="round_start"),
    path("wochenrunde/<int:pk>/dabei", views.join, name="round_join"),
    path("wochenrunde/<int:pk>/beenden", views.end, name="round_end"),
    path("wochenrunde/<int:pk>/oeffnen", views.reopen, name="round_reopen"),
    path("wochenrunde/kandidaten/<int:pk>/ansehen", views.look_at, name="round_look_at"),
    path("wochenrunde/kandidaten/<int:pk>/vereinbaren", views.decide, name="round_decide"),
    path("wochenrunde/kandidaten/<int:pk>/zurueck", views.reconsider, name="round_reconsider"),
    path("wochenrunde/kandidaten/<int:pk>/ansicht", views.prepare, name="round_prepare"),
    path("wochenrunde/kandidaten/<int:pk>/ansicht/zurueck", views.undo_prepare, name="round_undo_prepare"),
]
