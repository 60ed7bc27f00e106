"""What the other tandems, the coordination and the expert have on their tables."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.coordination import actions as coordination
from tandem.essentials.coordination import rising
from tandem.essentials.customers.models import Customer
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import NEED_NOTED
from tandem.journey.leads import actions as leads

NEW_CUSTOMERS = 2


def all_of(stage: Stage) -> list[Story]:
    """Every story of the others that finds its customer."""
    allgaeu, keys, austria = (
        stage.others.get(tandem.pk, [])
        for tandem in (stage.cast.allgaeu, stage.cast.keys, stage.cast.austria)
    )
    stories: list[Story] = [from_nowhere(stage), from_stuttgart(stage)]
    tellers = (returned_lead, urgent_request, handed_to_murat, next_week, no_answer)
    stories += [teller(stage, customer) for teller, customer in zip(tellers, allgaeu, strict=False)]
    stories += [key_project(stage, customer) for customer in keys[:1]]
    stories += [agent_quote(stage, customer) for customer in austria[:1]]
    return stories


def from_nowhere(s: Stage) -> Story:
    """A web enquiry from outside every territory: the coordination has it."""
    yield (at := s.days.back(2, "07:50"))
    leads.take_in(
        source="website",
        title="Förderstrecke zwischen zwei Hallen",
        new_customer={
            "name": "Osterthaler Automation GmbH", "street": "Sandweg 19", "postcode": "97424", "city": "Schweinfurt",
            "country": "DE", "industry": "Sondermaschinenbau", "channels": [("email", "info@osterthaler.example", "")],
        },
        person=leads.Person(last_name="Fink", first_name="Martin", function="Projektleitung"),
        requirement="Formular: 80 m Rollenbahn, Brandschutzdurchführung, Inbetriebnahme bis Sommer.",
        by=None,
        at=at,
    )  # fmt: skip


def from_stuttgart(s: Stage) -> Story:
    """A recommendation that Ben has looked at already."""
    yield (at := s.days.back(5, "13:20"))
    lead = leads.take_in(
        source="recommendation",
        title="Ersatzantriebe Flaschenförderer",
        new_customer={
            "name": "Remswälder Mineralbrunnen AG", "street": "Brunnenweg 4", "postcode": "73430", "city": "Aalen",
            "country": "DE", "industry": "Getränke", "channels": [("phone", "+497361012345", "Zentrale")],
        },
        person=leads.Person(last_name="Krug", first_name="Andrea", function="Instandhaltung"),
        requirement="Empfehlung von Zengerle: zwölf Antriebe sind abgekündigt.",
        by=s.cast.ben,
        at=at,
    )  # fmt: skip
    yield (at := s.days.back(3, "09:40"))
    leads.check(
        lead=lead, quality="A", probability=60, reason="Konkreter Bedarf, Budget im laufenden Jahr. Welches Tandem übernimmt Aalen?",
        by=s.cast.ben, at=at,
    )  # fmt: skip


def returned_lead(s: Stage, customer: Customer) -> Story:
    """Murat gives a lead back: something is missing."""
    d, sandra, murat = s.days, s.cast.sandra, s.cast.murat
    yield (at := d.back(8, "09:00"))
    lead = leads.take_in(
        source="list", campaign="Adressliste Käsereien", title="Hygieneförderer Verpackung", customer=customer,
        contact=s.contact(customer), requirement="Aus der Liste: erweitert die Abfüllung.", by=sandra, at=at,
    )  # fmt: skip
    yield (at := d.back(7, "10:30"))
    lead = leads.check(
        lead=lead, quality="C", probability=30, reason="Bedarf unklar, Größe passt.", by=sandra, at=at
    )
    yield (at := d.back(7, "10:40"))
    leads.release(
        lead=lead, briefing="Liegt an deiner Oberallgäu-Tour, bitte mal reinschauen.", by=sandra, at=at
    )
    yield (at := d.back(5, "16:00"))
    leads.return_lead(
        lead=lead, reason="Ohne Ansprechpartner in der Technik fahre ich nicht hin. Bitte klären, wer die Abfüllung plant.",
        by=murat, at=at,
    )  # fmt: skip


def urgent_request(s: Stage, customer: Customer) -> Story:
    """A line stands still; Lea took the call."""
    yield (at := s.days.back(1, "16:10"))
    teamwork.take_request(
        customer=customer, contact=s.contact(customer), urgent=True, by=s.cast.lea, at=at,
        text="Kettenförderer steht, Kette gerissen. Brauchen morgen früh 10 m FK 80, Abholung möglich",
    )  # fmt: skip


def handed_to_murat(s: Stage, customer: Customer) -> Story:
    """A question to the expert, while the partner is away."""
    d, sandra = s.days, s.cast.sandra
    yield (at := d.back(6, "08:20"))
    matter = s.sale(customer, "Edelstahlförderer Käserei", value="27000", step="quote", by=sandra, at=at)
    yield (at := d.back(3, "09:10"))
    teamwork.ask(
        matter=matter, asked=s.cast.paul, text="Hält der PU-Gurt die Reinigung mit 85 Grad und Peressigsäure aus?",
        due_at=d.ahead(1, "12:00"), by=sandra, at=at,
    )  # fmt: skip


def next_week(s: Stage, customer: Customer) -> Story:
    """A visit of Murat's when he is back."""
    d, sandra, murat = s.days, s.cast.sandra, s.cast.murat
    yield (at := d.back(4, "10:10"))
    matter = s.sale(customer, "Palettenförderer Reifelager", value="31000", by=sandra, at=at)
    yield (at := d.back(3, "11:30"))
    text = "Werkleitung will Aufmaß, bringt den Architekten mit."
    calls.log_call(matter=matter, result=NEED_NOTED, text=text, by=sandra, at=at)
    start = s.diary.visit(murat.pk, d.ahead(3, "09:00").date(), "09:30")
    if start is not None:
        calls.book_visit(
            matter=matter, starts_at=start, ends_at=start.replace(hour=start.hour + 1), by=sandra, at=at
        )


def key_project(s: Stage, customer: Customer) -> Story:
    """A frame contract over several sites."""
    d, martina = s.days, s.cast.martina
    yield (at := d.back(12, "10:00"))
    matter = s.sale(
        customer, "Rahmenvertrag drei Werke", value="240000", step="quote", by=martina, at=at, due_at=d.ahead(2, "16:00"),
        next_step="Staffel für drei Werke rechnen",
    )  # fmt: skip
    lines = [
        ("gf600", "6", "8"),
        ("rb620", "40", "10"),
        ("kf2", "8", "8"),
        ("sps", "3", "5"),
        ("montage", "12", "0"),
    ]
    s.write_quote(matter, lines, by=martina, at=d.back(2, "15:00"), chance=50)
    yield (at := d.back(2, "16:20"))
    teamwork.ask(
        matter=matter, asked=s.cast.paul, text="Können alle drei Werke dieselbe Steuerung bekommen, auch das mit 690 V?",
        due_at=d.ahead(1, "16:00"), by=martina, at=at,
    )  # fmt: skip


def agent_quote(s: Stage, customer: Customer) -> Story:
    """What Rolf has sent from Vorarlberg."""
    d, rolf = s.days, s.cast.rolf
    yield (at := d.back(9, "09:30"))
    matter = s.sale(customer, "Rollenbahn Versandlager", step="quote", by=rolf, at=at)
    quote = s.write_quote(
        matter, [("rb620", "8", "4"), ("sens", "8", "0"), ("montage", "3", "0")], by=rolf, at=at, chance=60
    )
    yield (at := d.back(8, "11:10"))
    s.send(quote, by=rolf, at=at)


def no_answer(s: Stage, customer: Customer) -> Story:
    """A quote and a question that wait: reminded once, then the chain takes them up, level by level."""
    yield (at := s.days.back(9, "09:20"))
    matter = s.sale(
        customer, "Übergabestation Palettierer", step="quote", next_step="Angebot schreiben", value="38500",
        due_at=s.days.back(6, "16:00"), by=s.cast.sandra, at=at,
    )  # fmt: skip
    yield (at := s.days.back(7, "10:05"))
    text = "Mit oder ohne Schutzzaun? Der Einkauf fragt nach dem Preis."
    teamwork.ask(matter=matter, asked=s.cast.murat, text=text, by=s.cast.sandra, at=at)
    for days, clock in (
        (6, "16:30"),
        (5, "11:30"),
        (5, "13:30"),
        (4, "08:05"),
        (4, "16:00"),
        (3, "16:30"),
        (1, "09:00"),
    ):
        yield (at := s.days.back(days, clock))
        if clock == "11:30":
            teamwork.remind(kind="turn", pk=matter.pk, by=s.cast.sandra, at=at)
        for rise in list(rising.due(at=at)):
            if rise.thing.matter_id == matter.pk:
                coordination.escalate(rise=rise, at=at)
