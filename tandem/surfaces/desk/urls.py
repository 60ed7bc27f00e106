from django.urls import path

from tandem.surfaces.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("heute", views.today, name="today"),
    path("kunden/<int:pk>", views.customer, name="customer"),
    path("kunden/<int:pk>/verlauf", views.history, name="history"),
    path("kunden/<int:pk>/notiz", views.note, name="note"),
    path("prozess", views.process, name="process"),
    path("prozess/<slug:key>", views.step, name="step"),
    path("wir-warten", views.wir_warten, name="waiting"),
    path("koordination", views.coordination, name="coordination"),
    path("suche", views.search, name="search"),
    path("mehr", views.more, name="more"),
    path("darstellung", views.theme, name="theme"),
    path("neues", views.pulse, name="pulse"),
    path("sprache", views.language, name="language"),
]
