"""The addresses of this room."""

from django.urls import path

from tandem.steering.reviews import views

app_name = "reviews"
urlpatterns = [
    path("ansprechen", views.overview, name="list"),
    path("vorgaenge/<int:pk>/ansprechen", views.raise_it, name="raise"),
    path("ansprechen/<int:pk>", views.conflict, name="conflict"),
    path("ansprechen/<int:pk>/sicht", views.write_view, name="view"),
    path("ansprechen/<int:pk>/vorschlag", views.propose, name="propose"),
    path("ansprechen/vorschlag/<int:pk>/antwort", views.answer, name="answer"),
    path("ansprechen/<int:pk>/entscheiden", views.decide, name="decide"),
    path("ansprechen/<int:pk>/regel", views.ask_for_rule, name="ask_for_rule"),
    path("ansprechen/<int:pk>/zuruecknehmen", views.withdraw, name="withdraw"),
]
