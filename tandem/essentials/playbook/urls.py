"""The addresses of this room."""

from django.urls import path

from tandem.essentials.playbook import views

app_name = "playbook"
urlpatterns = [path("prozess/vorlage", views.template, name="template")]
