"""What comes in by forms and the API: counted, held back where it smells, taken in, or left to a person's choice."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import reads, text
from tandem.base.tools.errors import Refused
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, INSIDE, READS_ALL, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import PREPARE
from tandem.journey.leads import entries, matching
from tandem.journey.leads.actions import basis
from tandem.journey.leads.actions.leads import Person, take_in
from tandem.journey.leads.models import (
    DROPPED,
    HELD,
    NOT_TAKEN,
    TAKEN,
    TOO_MANY,
    UNDECIDED,
    WEBSITE,
    ApiKey,
    Arrivals,
    Enquiry,
    WebForm,
)

# What one address may send to one form, and what one form or key takes in all, in the seconds beside it.
PER_ADDRESS, ADDRESS_WINDOW = 10, 600
PER_FORM, FORM_WINDOW = 600, 3600
# Beyond so many in an hour what comes through a form is looked at by a person first.
PER_FORM_UNSEEN = 120
PER_KEY, KEY_WINDOW = 1000, 600
# What nobody has looked at is forgotten after so many days, and counters after one.
FORGOTTEN_AFTER = timedelta(days=30)


class TooManyPosts(Refused):
    """One address, form or key sends more than anybody needs."""

    status = 429


class SameKeyOtherContent(Refused):
    """The idempotency key was sent before, with other content."""


class NotDecided(Refused):
    """The enquiry is no longer open, or nothing was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One enquiry as it arrived: checked values, what was shown beside them, what makes it the same as another."""

    values: dict[str, Any]
    once: str
    digest: str
    form: WebForm | None = None
    key: ApiKey | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    held_for: str = ""


def count_post(*, counter: str, most: int, seconds: int, at: datetime) -> int:
    """Count a post and refuse beyond `most` in a stretch of so many seconds; how many there were. One statement.

    The count is the database's, so that it holds for all processes together.
    """
    window = int(at.timestamp()) // seconds
    [(posts,)] = reads.rows(
        'INSERT INTO leads_arrivals (counter, "window", posts) VALUES (%s, %s, 1)'
        ' ON CONFLICT (counter, "window") DO UPDATE SET posts = leads_arrivals.posts + 1 RETURNING posts',
        [counter[:64], window],
    )
    if posts > most:
        raise TooManyPosts(_("Too much has been sent from here. Please try again in a few minutes."))
    return int(posts)


@transaction.atomic
def receive(*, arrival: Arrival, at: datetime) -> Enquiry:
    """An enquiry arrives: once, however often it is sent. It is a lead at once, or waits for a person.

    It waits where something speaks against it (`held_for`), where it may come from a customer we have, and where it
    could not be taken in; nothing is lost.
    """
    enquiry, is_new = Enquiry.objects.get_or_create(
        once=arrival.once,
        defaults={
            "form": arrival.form, "key": arrival.key, "public_id": uuid.uuid4(), "digest": arrival.digest,
            "received_at": at, "values": arrival.values, "shown": arrival.shown,
            "state": HELD, "held_for": arrival.held_for or NOT_TAKEN,
        },
    )  # fmt: skip
    if not is_new:
        if enquiry.digest != arrival.digest:
            raise SameKeyOtherContent(
                _("This idempotency key was used before for another lead. Send a new one.")
            )
        return enquiry
    return enquiry if arrival.held_for else _sort(enquiry, by=None, at=at)


def _sort(enquiry: Enquiry, *, by: User | None, at: datetime) -> Enquiry:
    """A lead at once where no customer fits; else it waits for a person's choice in the likeliest one's tandem."""
    found = matching.matches(enquiry.values)
    if found:
        return _wait(enquiry, found, at=at)
    try:
        with transaction.atomic():
            return _take(enquiry, customer=None, by=by, at=at)
    except Refused as refusal:
        if by is not None:
            raise
        enquiry.held_for, enquiry.note = NOT_TAKEN, str(refusal)[:300]
        enquiry.save(update_fields=["held_for", "note"])
        return enquiry


def _wait(enquiry: Enquiry, found: list[matching.Match], *, at: datetime) -> Enquiry:
    likely = Customer.objects.get(pk=found[0].customer_id)
    day = timezone.localdate(at)
    inside = playbook.acting_for_side(side=INSIDE, customer=likely, day=day)
    step = playbook.step(key=PREPARE, day=day)
    enquiry.state, enquiry.held_for, enquiry.likely = UNDECIDED, "", likely
    enquiry.matches = [{"customer": one.customer_id, "why": list(one.why)} for one in found]
    enquiry.due_at = playbook.step_due(step=step, user=inside, at=at)
    enquiry.save()
    return enquiry


def _take(enquiry: Enquiry, *, customer: Customer | None, by: User | None, at: datetime) -> Enquiry:
    values = enquiry.values
    person = _person(values)
    contact = _known_contact(customer, values) if customer else None
    own = values["lines"] if not person.last_name else []
    address = {name: values.get(name, "") for name in ("street", "postcode", "city", "website", "vat_number")}
    new = {"name": values["company"], "channels": own, "country": values.get("country") or "DE", **address}
    lead = take_in(
        source=values.get("source") or (enquiry.form.source if enquiry.form else WEBSITE),
        title=values.get("title") or _title(enquiry),
        customer=customer,
        new_customer=None if customer else new,
        person=None if contact else person,
        contact=contact,
        campaign=values.get("campaign") or (enquiry.form.campaign if enquiry.form else ""),
        requirement=values.get("requirement", ""),
        payload={"enquiry": str(enquiry.public_id), "values": values, **enquiry.shown},
        by=by,
        at=at,
    )
    basis.state_from(enquiry, lead, is_new=contact is None, at=at)
    enquiry.lead, enquiry.state, enquiry.held_for = lead, TAKEN, ""
    enquiry.decided_at, enquiry.decided_by = at, by
    enquiry.save()
    return enquiry


def _person(values: Mapping[str, Any]) -> Person:
    return Person(
        last_name=values.get("last_name", ""),
        first_name=values.get("first_name", ""),
        salutation=values.get("salutation", ""),
        function=values.get("function", ""),
        channels=[(kind, value, label) for kind, value, label in values.get("lines", [])],
    )


def _known_contact(customer: Customer, values: Mapping[str, Any]) -> Contact | None:
    """The contact who has written: by e-mail address, else by name."""
    active = customer.contacts.filter(is_active=True).order_by("pk")
    written = [value for _kind, value, _label in values.get("lines", []) if "@" in value]
    found = active.filter(channels__value__in=written).first() if written else None
    key = text.name_key(f"{values.get('first_name', '')} {values.get('last_name', '')}")
    return found or (active.filter(name_key=key).first() if key else None)


def _title(enquiry: Enquiry) -> str:
    wanted = str(enquiry.values.get("requirement", "")).strip().splitlines()
    if wanted and len(wanted[0]) <= 80:
        return wanted[0]
    return _("Enquiry by “%(form)s”") % {"form": enquiry.came_by}


@transaction.atomic
def decide(*, enquiry: Enquiry, customer: Customer | None, by: User, at: datetime) -> Enquiry:
    """A person says whose enquiry it is: a customer's (it becomes their lead), or a new company's (None)."""
    people.require_role(by, *READS_ALL, AGENT, sentence=_("Leads are taken in by sales."))
    held = _open(enquiry)
    return _take(held, customer=customer, by=by, at=at)


@transaction.atomic
def drop(*, enquiry: Enquiry, by: User, at: datetime) -> Enquiry:
    """A person says that it is no enquiry. What was written is forgotten with it."""
    people.require_role(by, *READS_ALL, sentence=_("Enquiries are put aside by sales."))
    held = _open(enquiry)
    held.state, held.values, held.shown = DROPPED, {}, {}
    held.decided_at, held.decided_by = at, by
    held.save()
    journal.record(entries.EnquiryDropped(form=held.came_by), customer_id=None, by=by, at=at, lane=by.side)
    return held


def _open(enquiry: Enquiry) -> Enquiry:
    held = Enquiry.objects.select_for_update(of=("self",)).select_related("form", "key").get(pk=enquiry.pk)
    if held.state not in (HELD, UNDECIDED):
        who = held.decided_by.full_name if held.decided_by else _("somebody")
        raise NotDecided(_("%(name)s has decided about this enquiry already.") % {"name": who})
    return held


@transaction.atomic
def forget(*, by: User | None, at: datetime) -> int:
    """Delete what was held back and looked at by nobody, what was put aside, and counters that are over."""
    Arrivals.objects.filter(
        window__lt=int(at.timestamp()) // FORM_WINDOW - 24, counter__startswith="form"
    ).delete()
    Arrivals.objects.filter(window__lt=int(at.timestamp()) // ADDRESS_WINDOW - 144).exclude(
        counter__startswith="form"
    ).delete()
    old = Enquiry.objects.filter(state__in=[HELD, DROPPED], received_at__lt=at - FORGOTTEN_AFTER)
    return old.exclude(held_for=NOT_TAKEN).delete()[0]


def suspect_by_number(posts: int) -> str:
    """Why a post is held back for being one of very many through a form; empty for the usual ones."""
    return TOO_MANY if posts > PER_FORM_UNSEEN else ""
