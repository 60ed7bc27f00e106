"""Visit reports somebody may read, reports still missing, and how complete a report is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import queries as calls
from tandem.journey.visits.models import VisitReport
from tandem.journey.visits.rules import ReportDue


def visible_to(user: User) -> QuerySet[VisitReport]:
    """The reports at customers a person may read."""
    return VisitReport.objects.filter(customer__in=customers.visible_to(user))


def last_of(matter: Matter) -> VisitReport | None:
    """The newest report of a matter."""
    reports = matter.visit_reports.select_related("by", "next_person").prefetch_related("contacts")
    return reports.order_by("-at", "-pk").first()


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A visit that is over without a report, and until when the report is due."""

    matter: Matter
    appointment: Appointment
    person: User
    due_at: datetime


def missing_reports(user: User, *, at: datetime) -> list[MissingReport]:
    """Visits of this person, and of the tandem partners, that are over without a report; the oldest first."""
    day = timezone.localtime(at).date()
    circle = {user.pk: user}
    for team in people.teams(day=day, tandem_ids=people.tandem_ids_of(user=user, day=day)).values():
        circle |= {person.pk: person for person in team.people}
    found = calls.over_without_report(people=circle.values(), at=at)
    waiting = list(found.filter(appointment__visit_report__isnull=True)[:50])
    due = rules.holding_many(ReportDue, customers=[booking.matter.customer for booking in waiting], at=at)
    return [
        MissingReport(
            matter=booking.matter,
            appointment=booking.appointment,
            person=booking.person,
            due_at=playbook.days_after(
                due[booking.matter.customer_id].days, user=booking.person, at=booking.appointment.ends_at
            ),
        )
        for booking in waiting
    ]
