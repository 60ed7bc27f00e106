from django.urls import path

from tandem.journey.orders import views

app_name = "orders"
urlpatterns = [
    path("auftraege", views.listed, name="list"),
    path("auftraege/<int:pk>", views.order, name="order"),
    path("auftraege/<int:pk>.pdf", views.document, name="document"),
    path("auftraege/<int:pk>/geliefert", views.deliver, name="deliver"),
    path("auftraege/<int:pk>/mail", views.send_mail_again, name="send_mail_again"),
    path("auftraege/<int:pk>/mail/stand", views.mail_state, name="mail_state"),
    path("vorgaenge/<int:matter_pk>/auftrag", views.confirm, name="confirm"),
    path("vorgaenge/<int:matter_pk>/lieferung", views.deliver_for, name="deliver_for"),
]
