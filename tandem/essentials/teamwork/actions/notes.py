"""Keeping a contact with the customer, or a note, in words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.essentials.consent import queries as consent
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import contacts, entries, queries
from tandem.essentials.teamwork.actions.matters import StepIncomplete, tell
from tandem.essentials.teamwork.models import (
    Matter,
)
from tandem.essentials.teamwork.rules import ContactCustomer


@transaction.atomic
def note(
    *,
    customer: Customer,
    channel: str,
    text: str,
    by: User,
    at: datetime,
    matter: Matter | None = None,
    contact: str = "",
    about: str = "",
    reason: str = "",
) -> None:
    """Keep a contact or note in the journal: `call`, `mail`, `customer` (from the customer) or `note`.

    A call or mail of ours asks the rules (`reason` is for acting against one); what the customer began never does.
    `about` is the occasion, by itself that of the matter.
    """
    if not text.strip():
        raise StepIncomplete(_("The note is empty."))
    day = timezone.localdate(at)
    if matter is None:
        customers.require_write(by, customer, day=day)
    else:
        queries.require_act(by, matter, day=day)
    is_ours = channel in contacts.CHANNELS
    about = (about or contacts.occasion_of(matter)) if is_ours else ""
    if is_ours:
        matter_id = matter.pk if matter is not None else None
        person = consent.contact_named(customer, contact)
        act = ContactCustomer(
            customer=customer, by=by, at=at, matter_id=matter_id, channel=channel, about=about,
            contact_id=person.pk if person is not None else matter.contact_id if matter is not None else None,
        )  # fmt: skip
        rules.require(act, reason=reason)
    event = entries.Noted(channel=channel, text=text.strip(), contact=contact, about=about)
    if matter is None:
        journal.record(event, customer_id=customer.pk, by=by, at=at, lane=by.side)
        return
    tell(event, matter=matter, by=by, at=at)
