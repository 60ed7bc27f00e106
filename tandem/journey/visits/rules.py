"""The rules that visits know: until when a visit is reported, and what a missing report holds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.base.tools.working_time import Calendar
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.playbook.models import VISIT
from tandem.essentials.playbook.rules import (
    LOOKED_AT,
    VISITS,
    WARN,
    Act,
    DeadlineKind,
    Hit,
    Lasted,
    Objection,
    RuleKind,
    deadlines,
    number,
    rule_kind,
    working_days,
)
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.contacts import NEW_BUSINESS
from tandem.essentials.teamwork.contacts import VISIT as IN_PERSON
from tandem.journey.calls.models import Booking
from tandem.journey.calls.rules import BookVisit
from tandem.journey.visits import entries

# A visit that took place, with its report or still waiting for it.
_REPORTED = Q(appointment__visit_report__isnull=False)
_WAITING = Q(appointment__visit_report=None, matter__closed_at=None, matter__step__key=VISIT)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ReportDue(DeadlineKind):
    """Until when a visit is reported."""

    key: ClassVar[str] = "visits.report_due"
    label: ClassVar[Promise] = _("Report a visit")
    area: ClassVar[str] = VISITS
    days: int = number(0, 60, default=1, unit=working_days)

    def template(self) -> str:
        return gettext("Whoever visited reports within {days}, so that the partner can go on.")

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        visits = _over(_REPORTED | _WAITING).filter(
            appointment__ends_at__gte=since, matter__customer__in=customers
        )
        for visit in visits.order_by("-appointment__ends_at", "-pk"):
            yield Lasted(
                customer_id=visit.matter.customer_id,
                matter_id=visit.matter_id,
                who=visit.person,
                since=visit.appointment.ends_at,
                until=_reported_at(visit),
            )


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ReportBeforeNext(RuleKind):
    """Before the next visit goes into a calendar, the last ones are told: the partner can't prepare it otherwise."""

    key: ClassVar[str] = "visits.report_before_next"
    label: ClassVar[Promise] = _("Report before the next visit")
    area: ClassVar[str] = VISITS
    acts: ClassVar[tuple[type[Act], ...]] = (BookVisit,)
    suggested: ClassVar[str] = WARN
    days: int = number(1, 30, default=5, unit=working_days)

    def template(self) -> str:
        return gettext("No further visit is booked while a report has been missing for more than {days}.")

    @property
    def strictness(self) -> int:
        return -self.days

    def judge(self, act: BookVisit) -> Objection | None:
        """At the moment of booking a visit of the same person is over for so long and not reported."""
        visits = _unreported([act.visitor.pk], from_=act.at, until=act.at)
        missing = self._missing(
            act, visits, people.working_calendar(act.visitor, around=_first(visits, act.at))
        )
        if missing is None:
            return None
        # Only the day: whoever books may not be somebody who sees the other customer.
        day = missing.appointment.ends_at.astimezone(ZoneInfo(act.visitor.zone))
        return Objection(
            sentence=gettext("The report of %(name)s's visit of %(day)s is still missing.")
            % {"name": act.visitor.first_name, "day": f"{day:%d.%m.}"}
        )

    def look_back(self, *, customers: QuerySet[Customer], since: datetime, at: datetime) -> Iterator[Hit]:
        """The same for all bookings of that time at once: one query, and one per person."""
        acts = list(islice(BookVisit.past(customers=customers, since=since), LOOKED_AT))
        by_visitor: dict[int, list[Booking]] = defaultdict(list)
        for visit in _unreported({act.visitor.pk for act in acts}, from_=since, until=at):
            by_visitor[visit.person_id].append(visit)
        calendars: dict[int, Calendar] = {}
        for act in acts:
            visits = by_visitor[act.visitor.pk]
            if act.visitor.pk not in calendars:
                calendars[act.visitor.pk] = people.working_calendar(act.visitor, around=_first(visits, since))
            if self._missing(act, visits, calendars[act.visitor.pk]) is not None:
                yield Hit(customer_id=act.customer.pk, at=act.at, matter_id=act.matter_id)

    def _missing(self, act: BookVisit, visits: Iterable[Booking], calendar: Calendar) -> Booking | None:
        for visit in visits:
            reported_at = _reported_at(visit)
            is_open = reported_at is None or reported_at > act.at
            over_at = visit.appointment.ends_at
            if is_open and deadlines.days_after(self.days, calendar=calendar, at=over_at) < act.at:
                return visit
        return None


def _first(visits: list[Booking], at: datetime) -> datetime:
    """The moment from which on working time is counted: a visit may have been over for long."""
    return min((visit.appointment.ends_at for visit in visits), default=at)


def _unreported(person_ids: Iterable[int], *, from_: datetime, until: datetime) -> list[Booking]:
    """Visits of these people that were over by `until` and without a report at some moment since `from_`."""
    visits = _over(_WAITING | Q(appointment__visit_report__at__gt=from_))
    return list(
        visits.filter(person__in=list(person_ids), appointment__ends_at__lte=until).order_by(
            "appointment__ends_at", "pk"
        )
    )


def _over(condition: Q) -> QuerySet[Booking]:
    visits = Booking.objects.filter(condition, appointment__cancelled_at=None)
    return visits.select_related("matter", "person", "appointment__visit_report")


def _reported_at(visit: Booking) -> datetime | None:
    report = getattr(visit.appointment, "visit_report", None)
    return report.at if report is not None else None


# The visit was judged when it was booked; its report only tells that the customer was seen.
contacts.told_by(entries.VisitReported, lambda _reported: (IN_PERSON, NEW_BUSINESS))
