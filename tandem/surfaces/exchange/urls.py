from django.urls import path

from tandem.surfaces.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import", views.start, name="start"),
    path("import/hochladen", views.upload, name="upload"),
    path("import/<int:pk>", views.run, name="run"),
    path("import/<int:pk>/stand", views.progress, name="progress"),
    path("import/<int:pk>/spalten", views.remap, name="remap"),
    path("import/<int:pk>/einlesen", views.apply, name="apply"),
    path("import/<int:pk>/rueckgaengig", views.undo, name="undo"),
    path("import/<int:pk>/leads", views.make_leads, name="make_leads"),
    path("import/<int:pk>/verwerfen", views.discard, name="discard"),
    path("import/<int:pk>/hinweise.csv", views.problems_csv, name="problems"),
]
