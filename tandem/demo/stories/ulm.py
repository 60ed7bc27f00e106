"""Anna's and Tobias' day: what stands in the drawn screens."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from tandem.demo.stories import hoelzl, on_the_road, orders_under_way
from tandem.demo.stories.stage import VISIT, Stage, Story
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import NOT_NOW, NOT_REACHED
from tandem.journey.leads import actions as leads
from tandem.journey.quotes import actions as quotes

# Working days before today at which the first of these stories begins.
FIRST_MOMENT = 50
NEW_CUSTOMERS = 1


def all_of(stage: Stage) -> list[Story]:
    """Every story of the tandem Ulm-Bodensee."""
    tellers = (
        hoelzl.hoelzl_conveyor, hoelzl.hoelzl_chains, hoelzl.hoelzl_order, on_the_road.riess_scale, riess_rollers, orders_under_way.steigmaier, federsee, orders_under_way.wendlinger, naef,
        orders_under_way.voegel, engstler, schmalegger, schmalegger_quote, bruellmann, on_the_road.gstoettner, on_the_road.kautter_frame, kautter_quote, on_the_road.mattheis,
        on_the_road.zengerle, on_the_road.illertal, orders_under_way.wendlinger_request, naef_quote, orders_under_way.federsee_complaint,
    )  # fmt: skip
    return [teller(stage) for teller in tellers]


def reserve(s: Stage) -> None:
    """Keep Tobias' visits of these stories free from everything else."""
    visits_of_tobias = (
        s.days.back(8, "14:00"), s.days.back(1, "08:15"), s.days.back(1, "10:00"), s.days.back(1, "14:30"),
        s.days.ahead(0, "10:30"), s.days.ahead(0, "14:00"),
    )  # fmt: skip
    for start in visits_of_tobias:
        s.diary.keep(s.cast.tobias.pk, start, start + VISIT)


def riess_rollers(s: Stage) -> Story:
    """A quote of the day before yesterday, to be put into the register."""
    d, tobias, riess = s.days, s.cast.tobias, s.customers["riess"]
    yield (at := d.back(4, "16:10"))
    matter = s.sale(
        riess, "Rollenbahn Kommissionierzone", contact=s.contacts["riess"][1], step="quote", by=tobias, at=at
    )
    lines = [("rb620", "12", "6"), ("rb620k", "4", "6"), ("sens", "12", "0"), ("montage", "3", "0")]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=50)
    yield (at := d.back(2, "15:45"))
    s.send(quote, by=tobias, at=at)


def federsee(s: Stage) -> Story:
    """A chain that wears out at a rhythm."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["federsee"]
    yield (at := d.back(5, "13:30"))
    matter = s.sale(customer, "Kettenwechsel FK 80", repeat=True, value="3800", by=anna, at=at)
    yield (at := d.back(3, "08:40"))
    text = "Beim letzten Wechsel 5.800 Stunden. Erst nach 10 Uhr anrufen und Herrn Traub verlangen."
    teamwork.note(customer=customer, matter=matter, channel="note", text=text, by=tobias, at=at)
    yield (at := d.back(2, "15:10"))
    teamwork.set_next_step(
        matter=matter,
        next_step="Herrn Traub anrufen: Kettenwechsel FK 80 fällig",
        due_at=d.ahead(0, "10:00"),
        by=anna,
        at=at,
    )


def naef(s: Stage) -> Story:
    """A regular who buys later than usual."""
    d, anna, customer = s.days, s.cast.anna, s.customers["naef"]
    yield (at := d.back(4, "11:30"))
    s.sale(
        customer, "Wiederkauf Umlenkstationen", contact=s.contacts["naef"][1], repeat=True, value="14200", by=anna, at=at,
        next_step="Frau Bösch anrufen: Wiederkauf 5 Wochen über dem Rhythmus", due_at=d.ahead(0, "14:00"),
    )  # fmt: skip


def naef_quote(s: Stage) -> Story:
    """An open quote in francs."""
    d, tobias, customer = s.days, s.cast.tobias, s.customers["naef"]
    yield (at := d.back(14, "15:20"))
    matter = s.sale(
        customer, "Steuerung Linie 3 erneuern", contact=s.contacts["naef"][0], step="quote", by=tobias, at=at
    )
    lines = [("sps", "2", "0"), ("fu40", "12", "4"), ("sens", "12", "0"), ("ibn", "3", "0")]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=40)
    yield (at := d.back(13, "09:40"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(6, "16:15"))
    quotes.follow_up(
        quote=quote, situation="Herr Näf wartet auf die Freigabe vom Verwaltungsrat, Sitzung ist nächste Woche.",
        probability=50, next_at=d.ahead(3, "09:00"), by=tobias, at=at,
    )  # fmt: skip


def engstler(s: Stage) -> Story:
    """A quote that nobody has chased, and a discount to be agreed."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["engstler"]
    yield (at := d.back(16, "11:40"))
    matter = s.sale(customer, "Förderstrecke Trockenofen", step="quote", by=tobias, at=at)
    quote = s.write_quote(matter, [("gf400", "1", "0"), ("kg80", "1", "0")], by=tobias, at=at, chance=40)
    yield (at := d.back(15, "08:50"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(1, "09:10"))
    teamwork.ask(
        matter=matter, asked=tobias, text="Herr Engstler will 9 % Rabatt. Gehen wir mit, oder lieber 45 Tage Zahlungsziel?",
        due_at=d.ahead(0, "13:00"), by=anna, at=at,
    )  # fmt: skip


def schmalegger(s: Stage) -> Story:
    """Nine weeks without a contact, six are planned."""
    d, anna, customer = s.days, s.cast.anna, s.customers["schmalegger"]
    yield (at := d.back(8, "09:15"))
    matter = s.sale(
        customer,
        "Ersatzteile Saison",
        repeat=True,
        value="6900",
        by=anna,
        at=at,
        next_step="Frau Schmalegger anrufen",
    )
    yield (at := d.back(7, "10:05"))
    text = "Auf dem Feld, Büro richtet es aus."
    calls.log_call(matter=matter, result=NOT_REACHED, text=text, by=anna, at=at)
    yield (at := d.back(6, "09:30"))
    text = (
        "Erst nach der Maisernte, dann in Ruhe."
        if d.today.month in (10, 11)
        else "Diese Woche keine Zeit, Messe."
    )
    calls.log_call(
        matter=matter, result=NOT_NOW, text=text, next_on=d.back(2, "09:00").date(), by=anna, at=at
    )


def schmalegger_quote(s: Stage) -> Story:
    """Sent yesterday."""
    d, tobias, customer = s.days, s.cast.tobias, s.customers["schmalegger"]
    yield (at := d.back(3, "14:00"))
    matter = s.sale(customer, "Förderer Saatgutaufbereitung", step="quote", by=tobias, at=at)
    lines = [("gf400e", "1", "5"), ("tm80", "2", "0"), ("ibn", "1", "0")]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=30)
    yield (at := d.back(2, "11:20"))
    s.send(quote, by=tobias, at=at)


def bruellmann(s: Stage) -> Story:
    """A contact from the fair, to be checked and released."""
    d, anna, customer = s.days, s.cast.anna, s.customers["bruellmann"]
    yield (at := d.back(1, "11:45"))
    leads.take_in(
        source="fair", campaign="LogiMAT", title="Palettenförderer Neubau", customer=customer,
        contact=s.contacts["bruellmann"][0],
        requirement="Neubau in Frauenfeld, Förderstrecke vom Kranfeld zum Versand, rund 60 m. Budget im Frühjahr.",
        by=anna, at=at,
    )  # fmt: skip


def kautter_quote(s: Stage) -> Story:
    """Nineteen days in the follow-up."""
    d, tobias, customer = s.days, s.cast.tobias, s.customers["kautter"]
    yield (at := d.back(20, "09:30"))
    matter = s.sale(
        customer,
        "Palettenförderer Blechlager",
        contact=s.contacts["kautter"][1],
        step="quote",
        by=tobias,
        at=at,
    )
    lines = [("kf2", "2", "4"), ("dt2", "1", "0"), ("ibn", "1", "0"), ("fracht", "1", "0")]
    quote = s.write_quote(matter, lines, by=tobias, at=at, chance=50)
    yield (at := d.back(19, "13:20"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(12, "16:30"))
    quotes.follow_up(
        quote=quote, situation="Herr Yılmaz prüft die Stellfläche, Statik noch offen. Entscheidung vertagt.",
        probability=40, next_at=d.back(3, "15:00"), by=tobias, at=at,
    )  # fmt: skip
