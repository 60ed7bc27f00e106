from django.urls import path

from tandem.journey.quotes.views import acts, editor, lines, lists, sources

app_name = "quotes"
urlpatterns = [
    path("angebote", lists.register, name="register"),
    path("angebote/<int:pk>", editor.quote, name="quote"),
    path("angebote/<int:pk>/positionen", lines.add_line, name="add_line"),
    path("angebote/<int:pk>/einfuegen", lines.insert, name="insert"),
    path("angebote/<int:pk>/zurueck", lines.take_back, name="take_back"),
    path("angebote/<int:pk>/bedingungen", lines.set_terms, name="set_terms"),
    path("angebote/<int:pk>/alle-bedingungen", sources.terms, name="terms"),
    path("angebote/<int:pk>/uebernehmen", sources.take, name="take"),
    path("angebote/<int:pk>/vorlage", sources.keep, name="keep"),
    path("angebote/versionen/<int:pk>/stand", lines.standing, name="standing"),
    path("angebote/positionen/<int:pk>", lines.set_line, name="set_line"),
    path("angebote/positionen/<int:pk>/blatt", sources.line, name="line"),
    path("angebote/positionen/<int:pk>/entfernen", lines.remove_line, name="remove_line"),
    path("angebote/positionen/<int:pk>/verdoppeln", lines.duplicate_line, name="duplicate_line"),
    path("angebote/positionen/<int:pk>/verschieben", lines.move_line, name="move_line"),
    path("angebote/positionen/<int:pk>/art", lines.set_kind, name="set_kind"),
    path("angebote/versionen/<int:pk>.pdf", editor.document, name="document"),
    path("vorgaenge/<int:matter_pk>/angebot", acts.start, name="start"),
    path("angebote/<int:pk>/senden", acts.send, name="send"),
    path("angebote/<int:pk>/mail", acts.send_mail_again, name="send_mail_again"),
    path("angebote/<int:pk>/mail/stand", editor.mail_state, name="mail_state"),
    path("angebote/<int:pk>/nachfassen", acts.follow_up, name="follow_up"),
    path("angebote/<int:pk>/gewonnen", acts.win, name="win"),
    path("angebote/<int:pk>/verloren", acts.lose, name="lose"),
    path("angebote/<int:pk>/version", acts.new_version, name="new_version"),
]
