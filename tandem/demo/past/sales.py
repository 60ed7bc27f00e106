"""One planned sale as rows, step by step."""

from __future__ import annotations

from datetime import datetime
from random import Random

from psycopg.types.range import TimestamptzRange

from tandem.demo.diary import LENGTH
from tandem.demo.past import quoting
from tandem.demo.past.books import Books, minutes
from tandem.demo.past.deals import Deal
from tandem.demo.sheets import uuid_from
from tandem.demo.words import talk
from tandem.essentials.calendar import moments
from tandem.essentials.calendar.models import VISIT, Appointment, Attendance
from tandem.essentials.teamwork import entries as teamwork
from tandem.essentials.teamwork.models import (
    ACCEPTED,
    CUSTOMER,
    LOST,
    NOTHING,
    REPEAT,
    SALE,
    WON,
    Handover,
    Matter,
)
from tandem.journey.calls import entries as calls
from tandem.journey.calls.models import NEED_NOTED, NOT_REACHED, Booking, Call
from tandem.journey.leads import entries as leads
from tandem.journey.leads.models import Lead
from tandem.journey.visits import entries as visits
from tandem.journey.visits.models import NEED_NOW, NO_NEED, VisitReport


def write(books: Books, deal: Deal, rng: Random) -> None:
    """All rows of one deal."""
    deal.matter_id = _matter(books, deal)
    _beginning(books, deal, rng)
    _calls(books, deal)
    _visit(books, deal, rng)
    if deal.versions:
        quoting.write(books, deal)


def _matter(books: Books, deal: Deal) -> int:
    step_key, next_step, who = _turn(deal)
    step = books.steps[step_key]
    since = deal.stage_since or deal.closed_at or deal.opened_at
    return books.add(
        Matter,
        customer_id=deal.client.pk,
        contact_id=deal.person.pk,
        kind=REPEAT if deal.project.spare else SALE,
        title=deal.title,
        description=deal.need if deal.source else "",
        step_id=step.pk,
        step_since=since,
        answerable=step.responsible[0],
        value=deal.versions[-1].sums.net if deal.versions else None,
        currency=deal.client.currency,
        accountable_id=who,
        next_step=next_step,
        due_at=deal.due_at if deal.stage else deal.closed_at,
        waiting_for=CUSTOMER if deal.waiting else NOTHING,
        turn_since=since,
        opened_at=deal.opened_at,
        closed_at=None if deal.stage else deal.closed_at,
        outcome="" if deal.stage else (WON if deal.won else LOST),
    )


def _turn(deal: Deal) -> tuple[str, str, int]:
    """The step where it stands (or ended), the next step in words, and whose turn it is."""
    number = quoting.number_of(deal)
    order = quoting.order_number_of(deal)
    handling = (
        (f"Auftrag {order} abwickeln und Lieferung eintragen", deal.inside)
        if order
        else ("Auftrag bestätigen", deal.outward)
    )
    turns = {
        "appointment": ("Termin vereinbaren", deal.inside),
        "visit": ("Besuchen und berichten", deal.outward),
        "quote": (
            "Angebot fertigstellen und senden" if deal.versions else "Angebot vorbereiten",
            deal.outward,
        ),
        "follow_up": (f"Angebot {number} nachfassen", deal.outward),
        "order": handling,
        "after_sales": ("Kunden nach der Zufriedenheit fragen", deal.inside),
    }
    ended = "after_sales" if deal.won else ("follow_up" if deal.versions else "visit")
    key = deal.stage or ended
    return (key, *turns[key])


def _beginning(books: Books, deal: Deal, rng: Random) -> None:
    at = deal.opened_at
    if not deal.source:
        kind = REPEAT if deal.project.spare else SALE
        event = teamwork.MatterOpened(kind=kind, title=deal.title)
        books.tell(deal, event, by=deal.inside, at=at, lane=deal.inside)
        return
    quality, probability, reason = (
        rng.choice(("A", "B", "B")),
        rng.choice((30, 40, 50, 60)),
        rng.choice(talk.LEAD_REASON),
    )
    requirement = rng.choice(talk.LEAD_REQUIREMENT)
    books.add(
        Lead,
        matter_id=deal.matter_id,
        source=deal.source,
        requirement=requirement,
        taken_in_at=at,
        taken_in_by_id=deal.inside,
        quality=quality,
        probability=probability,
        reason=reason,
        checked_at=minutes(at, 25),
        checked_by_id=deal.inside,
        released_at=minutes(at, 30),
        accepted_at=minutes(at, 90),
    )
    inside, outward = books.users[deal.inside], books.users[deal.outward]
    briefing = rng.choice(talk.BRIEFINGS).format(person=deal.person.formal)
    taken = leads.LeadTakenIn(source=deal.source, title=deal.title, requirement=requirement)
    books.tell(deal, taken, by=deal.inside, at=at, lane=deal.inside)
    checked = leads.LeadChecked(quality=quality, probability=probability, reason=reason)
    books.tell(deal, checked, by=deal.inside, at=minutes(at, 25), lane=deal.inside)
    if deal.inside != deal.outward:
        _released(books, deal, briefing)
    accepted = leads.LeadAccepted(who=outward.full_name, next_person=inside.full_name)
    books.tell(deal, accepted, by=deal.outward, at=minutes(at, 90), lane=deal.inside)


def _released(books: Books, deal: Deal, briefing: str) -> None:
    at = minutes(deal.opened_at, 30)
    inside, outward = books.users[deal.inside], books.users[deal.outward]
    books.add(
        Handover,
        matter_id=deal.matter_id,
        giver_id=deal.inside,
        taker_id=deal.outward,
        briefing=briefing,
        next_step="Lead annehmen oder zurückgeben",
        due_at=minutes(at, 24 * 60),
        state=ACCEPTED,
        made_at=at,
        answer_due_at=minutes(at, 24 * 60),
        answered_at=minutes(at, 60),
        answered_by_id=deal.outward,
    )
    offered = leads.LeadReleased(
        giver=inside.full_name,
        taker=outward.full_name,
        briefing=briefing,
        known=["phone", "street", "contact", "requirement"],
    )
    books.tell(deal, offered, by=deal.inside, at=at, lane=deal.inside)


def _calls(books: Books, deal: Deal) -> None:
    for at, text, again in deal.missed:
        books.add(
            Call,
            matter_id=deal.matter_id,
            customer_id=deal.client.pk,
            contact_id=deal.person.pk,
            by_id=deal.inside,
            at=at,
            result=NOT_REACHED,
            text=text,
            next_at=datetime.combine(again, at.timetz()),
        )
        missed = calls.CallLogged(
            result=NOT_REACHED, contact=deal.person.full_name, text=text, again=f"{again:%d.%m.}"
        )
        books.tell(deal, missed, by=deal.inside, at=at, lane=deal.inside)
    if deal.called_at is None:
        return
    books.add(
        Call,
        matter_id=deal.matter_id,
        customer_id=deal.client.pk,
        contact_id=deal.person.pk,
        by_id=deal.inside,
        at=deal.called_at,
        result=NEED_NOTED,
        text=deal.called,
    )
    reached = calls.CallLogged(result=NEED_NOTED, contact=deal.person.full_name, text=deal.called)
    books.tell(deal, reached, by=deal.inside, at=deal.called_at, lane=deal.inside)


def _visit(books: Books, deal: Deal, rng: Random) -> None:
    if deal.visit_at is None or deal.called_at is None:
        return
    city = deal.client.place.city
    booked = calls.VisitBooked(
        person=books.users[deal.outward].full_name, start=moments.stored(deal.visit_at), place=city
    )
    books.tell(deal, booked, by=deal.inside, at=minutes(deal.called_at, 4), lane=deal.outward)
    appointment = _appointment(books, deal, rng) if deal.has_slot else None
    if deal.reported_at is None:
        return
    report = books.add(
        VisitReport,
        matter_id=deal.matter_id,
        appointment_id=appointment,
        customer_id=deal.client.pk,
        by_id=deal.outward,
        at=deal.reported_at,
        visited_at=deal.visit_at,
        result=NO_NEED if deal.no_need else NEED_NOW,
        requirement="" if deal.no_need else deal.need,
        outcome=deal.outcome,
        competitor="" if deal.no_need else deal.competitor,
        next_step="" if deal.no_need else "Angebot vorbereiten",
        next_person_id=None if deal.no_need else deal.outward,
    )
    books.add(VisitReport.contacts.through, visitreport_id=report, contact_id=deal.person.pk)
    event = visits.VisitReported(
        result=NO_NEED if deal.no_need else NEED_NOW,
        contacts=deal.person.full_name,
        requirement="" if deal.no_need else deal.need,
        outcome=deal.outcome,
        next_step="" if deal.no_need else "Angebot vorbereiten",
        next_person="" if deal.no_need else books.users[deal.outward].full_name,
    )
    books.tell(deal, event, by=deal.outward, at=deal.reported_at, lane=deal.outward)


def _appointment(books: Books, deal: Deal, rng: Random) -> int:
    assert deal.visit_at is not None
    ends_at = deal.visit_at + LENGTH
    appointment = books.add(
        Appointment,
        uid=uuid_from(rng.getrandbits(128)),
        kind=VISIT,
        title=deal.client.name,
        customer_id=deal.client.pk,
        contact_id=deal.person.pk,
        place=deal.client.place.city,
        starts_at=deal.visit_at,
        ends_at=ends_at,
        booked_by_id=deal.inside,
    )
    books.add(
        Attendance,
        appointment_id=appointment,
        person_id=deal.outward,
        during=TimestamptzRange(deal.visit_at, ends_at, "[)"),
    )
    books.add(
        Booking,
        matter_id=deal.matter_id,
        appointment_id=appointment,
        person_id=deal.outward,
        made_by_id=deal.inside,
        made_at=minutes(deal.called_at, 4) if deal.called_at else deal.visit_at,
    )
    return appointment
