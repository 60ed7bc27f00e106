"""Stating on which basis somebody may be addressed, and taking a mistake back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.files.models import File
from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.consent import bases, entries, queries
from tandem.essentials.consent.models import (
    ALL,
    CALL,
    CHANNELS,
    CONSENT,
    KINDS,
    OBJECTION,
    PRESUMED,
    SCOPES,
    SOURCES,
    Statement,
)
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User


class StatementIncomplete(Refused):
    """A statement without what makes it one."""


class ObjectionStands(Refused):
    """Somebody has objected; only a consent given afterwards says otherwise."""


@transaction.atomic
def state(
    *,
    about: Contact | Customer,
    kind: str,
    by: User | None,
    at: datetime,
    channel: str = CALL,
    words: str = "",
    source: str = "",
    happened_at: datetime | None = None,
    since: date | None = None,
    proof: File | None = None,
) -> Statement:
    """State the basis for a person or, by the customer, for the whole company; what held before stays in the history.

    A consent wants its exact text and how it came, a presumed interest its reason. While an objection stands, only a
    consent given after it is taken.
    """
    customer = _locked(about)
    customers.require_write(by, customer, day=timezone.localdate(at))
    words, happened_at = texts.clean(words, limit=2_000, lines=True), happened_at or at
    _require_whole(kind, channel, words=words, source=source, happened_at=happened_at, at=at)
    if kind != OBJECTION:
        _require_no_objection(about, customer, kind, channel, happened_at=happened_at, at=at)
    statement = Statement.objects.create(
        contact=about if isinstance(about, Contact) else None,
        customer=about if isinstance(about, Customer) else None,
        channel=channel,
        kind=kind,
        words=words,
        since=since,
        happened_at=happened_at,
        source=source,
        proof=proof,
        stated_at=at,
        stated_by=by,
    )
    _record(entries.BasisStated, statement, customer, by=by, at=at)
    return statement


@transaction.atomic
def take_back(*, statement: Statement, by: User, at: datetime) -> Statement:
    """A statement was a mistake: what held before holds again. The mistake stays in the history.

    An objection is taken back by whoever stated it, on the same day; later by sales lead or coordinator.
    """
    about = statement.contact or statement.customer
    assert about is not None  # constraint statement_is_about_one
    customer = _locked(about)
    current = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    day = timezone.localdate(at)
    customers.require_write(by, customer, day=day)
    if current.taken_back_at is not None:
        return current
    is_slip = current.stated_by_id == by.pk and timezone.localdate(current.stated_at) == day
    if current.kind == OBJECTION and not is_slip and not by.has_role(SALES_LEAD, COORDINATOR):
        raise NotAllowed(
            _(
                "An objection stays. Whoever noted it takes it back on the same day; later sales management or"
                " coordination does. If the customer has agreed since, note the consent."
            )
        )
    current.taken_back_at, current.taken_back_by = at, by
    current.save(update_fields=["taken_back_at", "taken_back_by"])
    _record(entries.BasisTakenBack, current, customer, by=by, at=at)
    return current


def _locked(about: Contact | Customer) -> Customer:
    """The company, locked: of two who state at once the second sees what the first did."""
    pk = about.customer_id if isinstance(about, Contact) else about.pk
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    Customer.objects.select_for_update().only("pk").get(pk=pk)
    return Customer.objects.select_related("tandem").get(pk=pk)


def _require_whole(
    kind: str, channel: str, *, words: str, source: str, happened_at: datetime, at: datetime
) -> None:
    if kind not in KINDS:
        raise StatementIncomplete(_("On which basis? Choose one."))
    if channel not in SCOPES or (channel == ALL and kind == CONSENT):
        raise StatementIncomplete(_("By which channel? Choose one."))
    if source and source not in SOURCES:
        raise StatementIncomplete(_("How did the customer say it? Choose one."))
    if happened_at > at:
        raise StatementIncomplete(_("The day lies in the future. When did the customer say it?"))
    if kind == PRESUMED and not words:
        raise StatementIncomplete(_("Why would this company want the call? One sentence."))
    if kind == CONSENT and not words:
        raise StatementIncomplete(_("What exactly did the customer agree to? Write the text."))
    if kind == CONSENT and not source:
        raise StatementIncomplete(_("How did the customer agree? Choose one."))


def _require_no_objection(
    about: Contact | Customer,
    customer: Customer,
    kind: str,
    channel: str,
    *,
    happened_at: datetime,
    at: datetime,
) -> None:
    around = queries.around(customer.pk, at=at)
    contact = about.pk if isinstance(about, Contact) else None
    for one in CHANNELS if channel == ALL else (channel,):
        basis = bases.of_person(around, contact=contact, channel=one)
        if basis.kind != OBJECTION or basis.said is None:
            continue
        is_theirs = basis.said.contact == contact
        if kind == CONSENT and is_theirs and happened_at > basis.said.happened_at:
            continue
        if is_theirs:
            raise ObjectionStands(
                _("%(why)s Only a consent that was given afterwards says otherwise.") % {"why": basis.words}
            )
        raise ObjectionStands(_("%(why)s Only the company itself can agree again.") % {"why": basis.words})


def _record(
    event: type[entries.BasisStated | entries.BasisTakenBack],
    statement: Statement,
    customer: Customer,
    *,
    by: User | None,
    at: datetime,
) -> None:
    who = statement.contact.full_name if statement.contact is not None else ""
    told = event(kind=statement.kind, channel=statement.channel, who=who, words=statement.words)
    journal.record(told, customer_id=customer.pk, by=by, at=at, lane=by.side if by else "")
