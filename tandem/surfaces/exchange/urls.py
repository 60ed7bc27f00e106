from django.urls import path

from tandem.surfaces.exchange.views import call_lists, catalogue, lists, process, quotes

app_name = "exchange"
urlpatterns = [
    path("import", lists.start, name="start"),
    path("import/hochladen", lists.upload, name="upload"),
    path("import/produkte", catalogue.products, name="products"),
    path("import/produkte/preise", catalogue.prices, name="prices"),
    path("prozess/excel", process.page, name="process"),
    path("prozess/excel/prozess.xlsx", process.workbook, name="process_workbook"),
    path("prozess/excel/einlesen", process.read_back, name="read_process"),
    path("wochenrunde/<int:pk>/anrufe.xlsx", call_lists.of_round, name="calls_of_round"),
    path("anrufen/heute.xlsx", call_lists.of_today, name="calls_of_today"),
    path("anrufen/listen", call_lists.taken, name="call_lists"),
    path("api/v1/calls", call_lists.of_program, name="calls_of_program"),
    path("import/angebote", quotes.start, name="quotes"),
    path("import/angebote/hochladen", quotes.upload, name="upload_quotes"),
    path("import/<int:pk>", lists.run, name="run"),
    path("import/<int:pk>/stand", lists.progress, name="progress"),
    path("import/<int:pk>/spalten", lists.remap, name="remap"),
    path("import/<int:pk>/einlesen", lists.apply, name="apply"),
    path("import/<int:pk>/rueckgaengig", lists.undo, name="undo"),
    path("import/<int:pk>/leads", lists.make_leads, name="make_leads"),
    path("import/<int:pk>/verwerfen", lists.discard, name="discard"),
    path("import/<int:pk>/hinweise.csv", lists.problems_csv, name="problems"),
]
