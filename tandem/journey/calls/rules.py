"""The rules that calls know: how far ahead a visit is booked into the partner's day, when one tries again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools import working_time
from tandem.essentials.calendar import entries as calendar_entries
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, INSIDE, User
from tandem.essentials.playbook.rules import (
    CONTACT,
    INFORM,
    LOOKED_AT,
    VISITS,
    WARN,
    Act,
    Hit,
    Objection,
    RuleKind,
    choice,
    number,
    rule_kind,
    working_days,
    working_hours,
)
from tandem.essentials.teamwork.contacts import CALL, MAIL, NEW_BUSINESS
from tandem.essentials.teamwork.contacts import VISIT as IN_PERSON
from tandem.essentials.teamwork.rules import told_by
from tandem.journey.calls import entries, history

told_by(entries.CallLogged, channel=CALL, about=NEW_BUSINESS)
told_by(entries.VisitBooked, channel=IN_PERSON, about=NEW_BUSINESS)
# Who moves a visit tells the customer so; unless it was the customer who asked.
told_by(
    entries.VisitMoved, channel=IN_PERSON, about=NEW_BUSINESS, by_customer=lambda moved: moved.by_customer
)
# Whoever writes to the customer about it as well; `mailing.judge` asks in the transaction of the mail.
told_by(calendar_entries.CustomerTold, channel=MAIL, about=NEW_BUSINESS)


@dataclass(frozen=True, kw_only=True)
class BookVisit(Act):
    """Putting a visit into somebody's calendar, or moving it there to another time."""

    told_as: ClassVar[tuple[type[EntryType], ...]] = (entries.VisitBooked, entries.VisitMoved)
    visitor: User
    starts_at: datetime

    @classmethod
    def past(cls, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Self]:
        """The visits that somebody booked or moved since then, each time as it was settled at that moment."""
        for settled in history.settled_visits(customers=customers, since=since):
            booking = settled.booking
            yield cls(
                customer=booking.matter.customer,
                by=settled.by,
                at=settled.at,
                matter_id=booking.matter_id,
                visitor=booking.person,
                starts_at=settled.starts_at,
            )


WHOEVER = "whoever"
TELLERS: dict[str, Promise] = {
    WHOEVER: _("whoever changes it"),
    INSIDE: pgettext_lazy("who tells the customer", "inside sales"),
    FIELD: pgettext_lazy("who tells the customer", "field sales"),
}


@rule_kind
@dataclass(frozen=True, kw_only=True)
class WhoTellsCustomer(RuleKind):
    """Who tells the customer when a visit is moved or called off without a mail."""

    key: ClassVar[str] = "calls.who_tells"
    label: ClassVar[Promise] = _("Who tells the customer of a change")
    area: ClassVar[str] = VISITS
    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    who: str = choice(TELLERS, default=WHOEVER)

    def template(self) -> str:
        return gettext("When a visit is moved or cancelled, the customer hears it from {who}.")

    def look_back(self, *, customers: QuerySet[Customer], since: datetime, at: datetime) -> Iterator[Hit]:
        """The visits that were moved or called off since then, as the journal tells them."""
        keys = [entries.VisitMoved.key, entries.VisitCancelled.key]
        found = Entry.objects.filter(type__in=keys, at__gte=since, customer_id__in=customers.values("pk"))
        for entry in found.order_by("-at", "-pk")[:LOOKED_AT]:
            yield Hit(customer_id=entry.customer_id or 0, at=entry.at, matter_id=entry.matter_id)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class LeadTime(RuleKind):
    """How far ahead a visit is booked into another's calendar, or moved in it; the own calendar is everybody's own."""

    key: ClassVar[str] = "calls.lead_time"
    label: ClassVar[Promise] = _("Lead time of visits")
    area: ClassVar[str] = VISITS
    acts: ClassVar[tuple[type[Act], ...]] = (BookVisit,)
    suggested: ClassVar[str] = WARN
    days: int = number(1, 30, default=2, unit=working_days)

    def template(self) -> str:
        return gettext("A visit is booked into a colleague's calendar at least {days} ahead.")

    @property
    def strictness(self) -> int:
        return self.days

    def judge(self, act: BookVisit) -> Objection | None:
        """Working days of whoever visits lie between the booking and the visit."""
        if act.by is None or act.visitor.pk == act.by.pk:
            return None
        hours = people.working_calendar(act.visitor, around=act.at)
        try:
            earliest = working_time.add_days(act.at, self.days, hours).date()
        except working_time.NoWorkingTime:
            return None
        if act.starts_at.astimezone(ZoneInfo(act.visitor.zone)).date() >= earliest:
            return None
        return Objection(
            sentence=gettext("%(name)s wants visits booked %(days)s ahead: from %(day)s on.")
            % {
                "name": act.visitor.first_name,
                "days": working_days(self.days),
                "day": f"{earliest:%d.%m.}",
            }
        )


def _tries(count: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}


@rule_kind
@dataclass(frozen=True, kw_only=True)
class RetryRhythm(RuleKind):
    """When somebody who was not reached is called again, and how often before a person decides."""

    key: ClassVar[str] = "calls.retry_rhythm"
    label: ClassVar[Promise] = _("Trying again")
    area: ClassVar[str] = CONTACT
    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    hours: int = number(1, 80, default=8, unit=working_hours)
    times: int = number(1, 10, default=5, unit=_tries)

    def template(self) -> str:
        return gettext("Whoever was not reached is called again after {hours}, {times} at most.")

    @property
    def strictness(self) -> int:
        return self.hours
