"""Tobias' visits: yesterday's, with and without a report, and today's."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from decimal import Decimal

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import NEED_NOTED
from tandem.journey.leads import actions as leads
from tandem.journey.visits import actions as visits
from tandem.journey.visits.models import NEED_NOW


def riess_scale(s: Stage) -> Story:
    """The question with a fixed time: Tobias sits there at half past ten."""
    d, anna, tobias, riess = s.days, s.cast.anna, s.cast.tobias, s.customers["riess"]
    dold = s.contacts["riess"][0]
    yield (at := d.back(6, "10:15"))
    matter = s.sale(riess, "Staffelpreise Frequenzumrichter", contact=dold, value="24500", by=anna, at=at)
    yield (at := d.back(5, "09:20"))
    text = "Rieß braucht übers Jahr rund 40 Umrichter, Herr Dold will eine Staffel sehen. Termin vereinbart."
    calls.log_call(matter=matter, result=NEED_NOTED, text=text, contact=dold, by=anna, at=at)
    s.book(matter, tobias, d.ahead(0, "10:30"), by=anna, at=d.back(5, "09:25"))
    yield (at := d.back(1, "16:50"))
    teamwork.ask(
        matter=matter, asked=anna, text="Herr Dold fragt sicher nach der Staffel. Welchen Preis können wir ab 20 Stück FU 4,0 halten? Liste 612 €, zuletzt 558 €.",
        due_at=d.ahead(0, "10:15"), needed_at=d.ahead(0, "10:30"), by=tobias, at=at,
    )  # fmt: skip


def kautter_frame(s: Stage) -> Story:
    """The yearly talk this afternoon."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["kautter"]
    yield (at := d.back(10, "14:35"))
    matter = s.sale(
        customer,
        f"Rahmenvertrag {d.today.year + 1}",
        contact=s.contacts["kautter"][0],
        value="68000",
        by=anna,
        at=at,
    )
    yield (at := d.back(9, "10:40"))
    text = "Jahresgespräch vereinbart. Herr Kautter möchte Abrufe je Quartal und einen festen Ansprechpartner im Innendienst."
    calls.log_call(
        matter=matter, result=NEED_NOTED, text=text, contact=s.contacts["kautter"][0], by=anna, at=at
    )
    s.book(matter, tobias, d.ahead(0, "14:00"), by=anna, at=d.back(9, "10:45"))


def mattheis(s: Stage) -> Story:
    """Visited, not yet reported; Anna needs it for the quote."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["mattheis"]
    yield (at := d.back(7, "11:00"))
    matter = s.sale(customer, "Hubstation Kommissionierung", value="17500", by=anna, at=at)
    s.book(matter, tobias, d.back(1, "10:00"), by=anna, at=at)
    yield (at := d.back(1, "16:30"))
    teamwork.add_task(
        customer=customer, matter=matter, title="Besuchsbericht Mattheis, nötig für das Angebot", accountable=tobias,
        due_at=d.ahead(0, "12:00"), by=anna, at=at,
    )  # fmt: skip


def zengerle(s: Stage) -> Story:
    """The other report that is missing."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["zengerle"]
    yield (at := d.back(9, "15:40"))
    matter = s.sale(customer, "Trommelmotoren ATEX Annahme", value="21000", by=anna, at=at)
    s.book(matter, tobias, d.back(1, "14:30"), by=anna, at=at)


def illertal(s: Stage) -> Story:
    """Reported within the hour: two lifting drives."""
    d, anna, tobias, customer = s.days, s.cast.anna, s.cast.tobias, s.customers["illertal"]
    rapp = s.contacts["illertal"][0]
    yield (at := d.back(8, "08:55"))
    matter = s.sale(customer, "Hubantriebe Spritzgusshalle", contact=rapp, value="14300", by=anna, at=at)
    s.book(matter, tobias, d.back(1, "08:15"), by=anna, at=at)
    yield (at := d.back(1, "09:35"))
    found = visits.Findings(
        result=NEED_NOW, contacts=[rapp],
        requirement="Zwei Hubantriebe HA 15 für die Bühne, 1,2 t, Takt 30 Hübe pro Stunde. Schutzzaun vorhanden.",
        outcome="Angebot bis Ende der Woche, Herr Rapp gibt es mit in die Investitionsrunde.",
        potential=Decimal(14300), next_step="Angebot Hubantriebe schreiben", next_due=d.ahead(2, "12:00").date(), next_person=tobias,
    )  # fmt: skip
    visits.report(matter=matter, findings=found, by=tobias, at=at)


def gstoettner(s: Stage) -> Story:
    """A lead that waits for Tobias' yes."""
    d, anna = s.days, s.cast.anna
    yield (at := d.back(2, "14:05"))
    lead = leads.take_in(
        source="website",
        title="Ersatz für zwei Gurtförderer",
        new_customer={
            "name": "Gstöttner Sägetechnik GmbH", "street": "Waldseer Straße 88", "postcode": "88400",
            "city": "Biberach an der Riß", "country": "DE", "industry": "Holzbearbeitung", "klass": "C",
            "channels": [("phone", "+497351044817", ""), ("email", "info@gstoettner.example", "")],
        },
        person=leads.Person(
            last_name="Gstöttner", first_name="Alois", function="Geschäftsführung",
            channels=[("email", "a.gstoettner@gstoettner.example", "")],
        ),
        requirement="Formular: zwei Gurtförderer hinter der Säge, 12 m und 8 m, Gurte gerissen. Angebot eilig.",
        by=anna,
        at=at,
    )  # fmt: skip
    yield (at := d.back(1, "08:10"))
    lead = leads.check(
        lead=lead, quality="B", probability=50, reason="Telefoniert: Budget da, entscheidet selbst, will einen Besuch.",
        by=anna, at=at,
    )  # fmt: skip
    yield (at := d.back(1, "10:20"))
    leads.release(
        lead=lead, briefing="Herr Gstöttner entscheidet selbst und will jemanden vor Ort. Passt zu deiner Biberach-Tour.",
        by=anna, at=at,
    )  # fmt: skip
