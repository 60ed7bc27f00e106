"""The drawn customer file: Hölzl Fördertechnik."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from decimal import Decimal

from tandem.demo.days import week_of
from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import NEED_NOTED
from tandem.journey.orders import actions as orders
from tandem.journey.quotes import actions as quotes
from tandem.journey.visits import actions as visits
from tandem.journey.visits.models import NEED_NOW

CONVEYOR = [
    ("kg250", "6", "8"),
    ("fu75", "12", "6"),
    ("tm113", "8", "8"),
    ("fk80", "4", "10"),
    ("ibn", "2", "0"),
    ("fracht", "1", "0"),
]


def hoelzl_conveyor(s: Stage) -> Story:
    """The drawn file: a new belt conveyor, two versions, the turn goes to and fro."""
    d, anna, tobias, hoelzl = s.days, s.cast.anna, s.cast.tobias, s.customers["hoelzl"]
    claudia, jochen, _selin = s.contacts["hoelzl"]
    yield (at := d.back(14, "10:20"))
    matter = s.sale(hoelzl, "Gurtförderer Halle 3", contact=jochen, value="45000", by=anna, at=at)
    yield (at := d.back(13, "09:35"))
    text = "Alte Strecke Halle 3 steht zu oft. Herr Binder will Tobias vor Ort dabeihaben, Aufmaß nötig."
    calls.log_call(matter=matter, result=NEED_NOTED, text=text, contact=jochen, by=anna, at=at)
    s.book(matter, tobias, d.back(8, "14:00"), by=anna, at=d.back(13, "09:40"))
    yield (at := d.back(8, "16:40"))
    found = visits.Findings(
        result=NEED_NOW,
        contacts=[jochen],
        requirement="Neuer Gurtförderer Halle 3: 6 Antriebe 5,5 kW, Umrichter, Staubzone 22 am Silo, Ketten für den Abzug.",
        outcome=f"Angebot bis {d.back(4, '12:00'):%d.%m.}, Montage zwischen den Jahren gewünscht.",
        competitor="Rollmann Systeme",
        potential=Decimal(50000),
        next_step="Angebot Gurtförderer schreiben",
        next_person=tobias,
    )
    visits.report(matter=matter, findings=found, by=tobias, at=at)
    yield (at := d.back(6, "09:10"))
    quote = s.write_quote(matter, CONVEYOR, by=tobias, at=at, chance=60)
    yield (at := d.back(6, "11:25"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(4, "13:50"))
    version = quotes.new_version(quote=quote, note="Umrichter für 690 V, Staffel angepasst", by=tobias, at=at)
    quotes.set_terms(version=version, discount=Decimal("0.7"), by=tobias, at=at)
    yield (at := d.back(4, "14:30"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(4, "15:20"))
    teamwork.hand_over(
        matter=matter, to=anna, briefing="Liefertermin klären, Frau Hölzl braucht eine Kalenderwoche.",
        next_step="Liefertermin mit Frau Hölzl klären", due_at=d.back(1, "16:00"), by=tobias, at=at,
    )  # fmt: skip
    yield (at := d.back(2, "09:10"))
    teamwork.note(
        customer=hoelzl, matter=matter, channel="customer", contact="Jochen Binder",
        text="„Pos. 20 bitte für 690 V prüfen.“ Anna hat übernommen.", by=anna, at=at,
    )  # fmt: skip
    yield (at := d.back(1, "14:10"))
    text = f"12 Min. Liefertermin KW {week_of(d.ahead(12, '12:00').date())} für Pos. 20 zugesagt. Sie vergleicht noch mit einem zweiten Anbieter, Preis ist nicht das Hauptthema."
    teamwork.note(
        customer=hoelzl, matter=matter, channel="call", contact=claudia.full_name, text=text, by=anna, at=at
    )
    yield (at := d.back(1, "15:20"))
    teamwork.hand_over(
        matter=matter, to=tobias, briefing="Termin steht, bitte nachfassen. Frau Hölzl entscheidet Anfang Dezember."
        if d.today.month == 11 else "Termin steht, bitte nachfassen. Frau Hölzl entscheidet in zwei Wochen.",
        next_step=f"Angebot {quote.number} nachfassen", due_at=d.ahead(2, "16:00"), by=anna, at=at,
    )  # fmt: skip
    yield (at := d.back(1, "15:40"))
    teamwork.add_task(
        customer=hoelzl, matter=matter, title="ATEX Zone 22 für Pos. 30 klären", accountable=anna,
        due_at=d.ahead(0, "14:00"), by=tobias, at=at,
    )  # fmt: skip
    yield (at := d.back(1, "16:05"))
    teamwork.ask(
        matter=matter, asked=s.cast.paul, text="Ist der TM 113 in der Ausführung von Pos. 30 für Zone 22 zugelassen, oder braucht es die Variante mit Erdungsset?",
        due_at=d.ahead(0, "14:00"), by=anna, at=at,
    )  # fmt: skip


def hoelzl_chains(s: Stage) -> Story:
    """A spare part quote that inside looks after."""
    d, anna, hoelzl = s.days, s.cast.anna, s.customers["hoelzl"]
    yield (at := d.back(9, "10:50"))
    matter = s.sale(
        hoelzl,
        "Ersatzketten FK 80",
        contact=s.contacts["hoelzl"][2],
        repeat=True,
        step="quote",
        by=anna,
        at=at,
    )
    quote = s.write_quote(matter, [("fk80s", "8", "0"), ("fracht", "1", "0")], by=anna, at=at, chance=80)
    yield (at := d.back(9, "11:15"))
    s.send(quote, by=anna, at=at)
    yield (at := d.back(9, "11:20"))
    teamwork.take_over(
        matter=matter,
        reason="Ersatzteile mache ich, Frau Aydın bestellt meist nach einer Woche.",
        by=anna,
        at=at,
    )
    yield (at := d.back(3, "09:20"))
    quotes.follow_up(
        quote=quote, situation="Frau Aydın hat das Angebot, Freigabe kommt mit der Bedarfsliste Anfang der Woche.",
        probability=80, next_at=d.ahead(3, "10:00"), by=anna, at=at,
    )  # fmt: skip


def hoelzl_order(s: Stage) -> Story:
    """An order on its way."""
    d, tobias, hoelzl = s.days, s.cast.tobias, s.customers["hoelzl"]
    yield (at := d.back(31, "09:30"))
    matter = s.sale(hoelzl, "Retrofit Antriebe Linie 2", step="quote", by=tobias, at=at)
    quote = s.write_quote(
        matter, [("kg250", "10", "8"), ("fu75", "8", "6"), ("ibn", "2", "0")], by=tobias, at=at, chance=70
    )
    yield (at := d.back(30, "11:00"))
    s.send(quote, by=tobias, at=at)
    yield (at := d.back(22, "15:30"))
    quotes.win(quote=quote, reference="Bestellung 4500871", by=tobias, at=at)
    yield (at := d.back(21, "08:50"))
    orders.confirm(matter=matter, promised_on=d.ahead(4, "12:00").date(), by=tobias, at=at)
