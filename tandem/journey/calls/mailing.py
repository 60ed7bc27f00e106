"""A mail about a visit is a contact with the customer: the guard stands above it, the rules are asked (X3, INV7).

That a visit is called off no rule holds up; only whoever wants no e-mails gets none, whatever it says.
"""

from __future__ import annotations

from datetime import datetime

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.calendar import contacting
from tandem.essentials.calendar import entries as calendar_entries
from tandem.essentials.calendar import queries as calendar
from tandem.essentials.calendar.contacting import Advice
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers.models import EMAIL, Channel
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import RuleForbids
from tandem.essentials.teamwork import guard
from tandem.essentials.teamwork.contacts import CAME_UP, MAIL, NEW_BUSINESS
from tandem.essentials.teamwork.rules import ContactCustomer
from tandem.journey.calls import queries


def judge(entry: Entry, event: EntryType) -> None:
    """A mail about an appointment is on its way: the rules may refuse it in the transaction that writes it."""
    assert isinstance(event, calendar_entries.CustomerTold)
    shown = Appointment.objects.select_related("customer").get(pk=event.appointment_id)
    booking = queries.booking_of_appointment(shown.pk)
    assert shown.customer is not None  # a mail goes to a customer
    act = ContactCustomer(
        customer=shown.customer,
        by=people.colleagues().filter(pk=entry.actor_id or 0).first(),
        at=entry.at,
        matter_id=booking.matter_id if booking is not None else None,
        channel=MAIL,
        about=CAME_UP if booking is None else NEW_BUSINESS,
        contact_id=_whose(shown, event.to or ""),
    )
    if event.what == calendar.CANCELLATION:
        verdict = rules.check(act)
        if verdict.refusal:
            raise RuleForbids(verdict)
        return
    rules.require(act, reason=event.reason or "")


def advise(appointment: Appointment, to: str, by: User, at: datetime) -> Advice | None:
    """The guard above the mail; None for who speaks for neither side."""
    if appointment.customer is None:
        return None
    booking = queries.booking_of_appointment(appointment.pk)
    watch = guard.of(
        user=by,
        customer=appointment.customer,
        matter=booking.matter if booking is not None else None,
        channel=MAIL,
        about=CAME_UP if booking is None else NEW_BUSINESS,
        contact_id=_whose(appointment, to),
        at=at,
    )
    if watch is None:
        return None
    return Advice(
        template="teamwork/_fragments/guard.html",
        context={"watch": watch},
        needs_reason=watch.needs_reason and appointment.cancelled_at is None,
    )


def _whose(appointment: Appointment, to: str) -> int | None:
    """Who reads an address: whose it is in the customer's file; what is in no file the person of the appointment."""
    known = Channel.objects.filter(customer=appointment.customer_id, kind=EMAIL, value__iexact=to.strip())
    found = list(known.order_by("pk").values_list("contact_id", flat=True))
    if not found:
        return appointment.contact_id
    return appointment.contact_id if appointment.contact_id in found else found[0]


def listen() -> None:
    """Fill the port and follow the mails; called when the room is loaded."""
    contacting.register(advise)
    journal.listen(calendar_entries.CustomerTold, judge)
