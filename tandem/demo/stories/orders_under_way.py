"""Matters that have come to an order: won, late, delivered, put right."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.care import actions as care
from tandem.journey.orders import actions as orders
from tandem.journey.orders.models import Order
from tandem.journey.quotes import actions as quotes


def steigmaier(s: Stage) -> Story:
    """A delivery promise that cannot be kept: inside tells the customer."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["steigmaier"]
    yield (at := d.back(33, "10:40"))
    matter = s.sale(customer, "Trommelmotoren TM 113", step="quote", by=tobias, at=at)
    quote = s.write_quote(matter, [("tm113", "8", "5"), ("fu40", "8", "0")], by=tobias, at=at, chance=70)
    yield (at := d.back(32, "14:20"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(25, "11:10"))
    quotes.win(quote=quote, reference="Best.-Nr. 20418", by=tobias, at=at)
    yield (at := d.back(24, "09:05"))
    orders.confirm(matter=matter, promised_on=d.ahead(3, "12:00").date(), by=tobias, at=at)
    yield (at := d.back(1, "16:20"))
    teamwork.set_next_step(
        matter=matter, next_step=f"Lieferverzug TM 113 ankündigen: {d.ahead(3, '12:00'):%d.%m.} wird {d.ahead(7, '12:00'):%d.%m.}",
        due_at=d.ahead(0, "09:00"), reason="Einkauf meldet: Wicklungen kommen eine Woche später. Spielregel: Bei Lieferproblemen meldet sich der Innendienst.",
        by=anna, at=at,
    )  # fmt: skip


def wendlinger(s: Stage) -> Story:
    """Won yesterday: Tobias offers Anna the order."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["wendlinger"]
    yield (at := d.back(17, "09:50"))
    matter = s.sale(customer, "Langgutförderer Zuschnitt", step="quote", by=tobias, at=at)
    lines = [
        ("gf600", "2", "4"),
        ("kg250", "2", "0"),
        ("fu75", "2", "0"),
        ("montage", "2", "0"),
        ("fracht", "1", "0"),
    ]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=60)
    yield (at := d.back(15, "10:30"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(9, "14:45"))
    quotes.follow_up(
        quote=quote, situation="Herr Wendlinger ist überzeugt, will aber den Umbau in die Betriebsferien legen. Bestellung diese Woche.",
        probability=80, next_at=d.back(2, "10:00"), by=tobias, at=at,
    )  # fmt: skip
    yield (at := d.back(1, "16:40"))
    quotes.win(quote=quote, reference="Mail von Frau Maurer, Bestellung 26-3310", by=tobias, at=at)
    yield (at := d.back(1, "17:00"))
    teamwork.hand_over(
        matter=matter, to=anna, explicit=True, due_at=d.ahead(1, "12:00"), next_step="Auftrag Langgutförderer bestätigen",
        briefing="Bestellung ist da. Bitte AB mit Montage in den Betriebsferien, Demontage macht Wendlinger selbst.",
        by=tobias, at=at,
    )  # fmt: skip


def wendlinger_request(s: Stage) -> Story:
    """A customer called, Lea took it down."""
    d, lea, customer = s.days, s.cast.lea, s.customers["wendlinger"]
    yield (at := d.back(1, "15:05"))
    teamwork.take_request(
        customer=customer, contact=s.contacts["wendlinger"][1], by=lea, at=at,
        text="Frau Maurer braucht die CE-Erklärung zur Lieferung aus dem Frühjahr, der TÜV kommt nächste Woche",
    )  # fmt: skip


def voegel(s: Stage) -> Story:
    """A first order, delivered: is she satisfied?"""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["voegel"]
    yield (at := d.back(44, "10:00"))
    matter = s.sale(customer, "Rollenbahn Plattenzuschnitt", step="quote", by=tobias, at=at)
    lines = [("rb620", "6", "0"), ("rb620k", "2", "0"), ("montage", "2", "0")]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=50)
    yield (at := d.back(43, "13:15"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(36, "09:25"))
    quotes.win(quote=quote, reference="Auftragsschreiben vom Besuch, unterschrieben", by=tobias, at=at)
    yield (at := d.back(35, "10:10"))
    orders.confirm(matter=matter, promised_on=d.back(6, "12:00").date(), by=tobias, at=at)
    yield (at := d.back(5, "15:30"))
    order = Order.objects.get(matter=matter)
    orders.record_delivery(
        order=order, delivered_on=at.date(), note="Montage fertig, Abnahme unterschrieben.", by=anna, at=at
    )
    yield (at := d.back(4, "08:35"))
    teamwork.set_next_step(
        matter=matter,
        next_step="Frau Vögel anrufen: zufrieden mit dem Erstauftrag?",
        due_at=d.ahead(0, "14:40"),
        by=anna,
        at=at,
    )


def federsee_complaint(s: Stage) -> Story:
    """A low score that both put right: closed since."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["federsee"]
    yield (at := d.back(40, "09:00"))
    matter = s.sale(customer, "Lichtschranken Siloabzug", step="quote", by=tobias, at=at)
    quote = s.write_quote(matter, [("sens", "6", "0"), ("ibn", "1", "0")], by=tobias, at=at, chance=70)
    yield (at := d.back(39, "10:30"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(34, "10:30"))
    quotes.win(quote=quote, reference="Bestellung 4511902", by=tobias, at=at)
    yield (at := d.back(33, "10:30"))
    orders.confirm(matter=matter, promised_on=d.back(20, "12:00").date(), by=tobias, at=at)
    yield (at := d.back(20, "13:00"))
    orders.record_delivery(order=Order.objects.get(matter=matter), delivered_on=at.date(), by=anna, at=at)
    yield (at := d.back(16, "10:20"))
    words = "Anlage läuft, aber die Lichtschranke am Abzug fällt bei Staub aus. Zwei Tage hat keiner zurückgerufen."
    satisfaction = care.record_satisfaction(
        matter=matter, score=5, words=words, contact=s.contacts["federsee"][0], by=anna, at=at
    )
    yield (at := d.back(14, "11:30"))
    request = satisfaction.request
    assert request is not None
    for task in request.tasks.filter(done_at=None):
        teamwork.finish_task(task=task, result="Vor Ort Abblasung nachgerüstet, läuft.", by=tobias, at=at)
    yield (at := d.back(13, "09:15"))
    teamwork.close(
        matter=request,
        outcome="done",
        result="Herr Traub ist zufrieden, Abblasung auf Kulanz.",
        by=anna,
        at=at,
    )
