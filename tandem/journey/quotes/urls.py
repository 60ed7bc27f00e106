from django.urls import path

from tandem.journey.quotes.views import acts, editor, lists

app_name = "quotes"
urlpatterns = [
    path("angebote", lists.register, name="register"),
    path("angebote/<int:pk>", editor.quote, name="quote"),
    path("angebote/<int:pk>/positionen", editor.add_line, name="add_line"),
    path("angebote/<int:pk>/bedingungen", editor.set_terms, name="set_terms"),
    path("angebote/positionen/<int:pk>", editor.set_line, name="set_line"),
    path("angebote/positionen/<int:pk>/entfernen", editor.remove_line, name="remove_line"),
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
