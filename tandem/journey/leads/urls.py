from django.urls import path

from tandem.journey.leads import views

app_name = "leads"
urlpatterns = [
    path("leads", views.worklist, name="list"),
    path("leads/neu", views.new, name="new"),
    path("leads/neu/kunden", views.pick, name="pick"),
    path("leads/<int:matter_pk>/pruefen", views.check, name="check"),
    path("leads/<int:matter_pk>/freigeben", views.release, name="release"),
    path("leads/<int:matter_pk>/annehmen", views.accept, name="accept"),
    path("leads/<int:matter_pk>/zurueckgeben", views.give_back, name="return"),
]
