"""Reporting a visit: what happened, what was agreed, what comes next and whose turn that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import moments
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers.models import Contact
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import APPOINTMENT, QUOTE, VISIT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import LOST, Matter
from tandem.journey.calls import queries as calls
from tandem.journey.visits import entries
from tandem.journey.visits.models import NEED_LATER, NEED_NOW, NO_NEED, NOT_THERE, RESULTS, VisitReport


class ReportIncomplete(Refused):
    """A report without what its result needs."""


class WrongStage(Refused):
    """There is no visit to report here."""


class AlreadyReported(Refused):
    """Somebody was faster with the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What somebody found out at a visit."""

    result: str
    contacts: Iterable[Contact] = field(default_factory=tuple)
    requirement: str = ""
    outcome: str = ""
    competitor: str = ""
    potential: Decimal | None = None
    next_step: str = ""
    next_due: date | None = None
    next_person: User | None = None


@transaction.atomic
def report(
    *, matter: Matter, findings: Findings, by: User, at: datetime, seen_at: datetime | None = None
) -> VisitReport:
    """Report the visit. Need now: on to the quote, with the turn as chosen (else field). Need later or nobody
    there: back to the appointment. No need: the matter is closed. `seen_at`: when the visit was, where no
    appointment says so.
    """
    current = _held(matter)
    turns.require_act(by, current, day=timezone.localtime(at).date())
    _require_visit(current)
    _require_complete(findings, by=by, at=at)
    appointment = _appointment(current)
    written = VisitReport.objects.create(
        matter=current,
        appointment=appointment,
        customer=current.customer,
        by=by,
        at=at,
        visited_at=appointment.starts_at if appointment else seen_at or at,
        result=findings.result,
        requirement=findings.requirement.strip(),
        outcome=findings.outcome.strip(),
        competitor=findings.competitor.strip()[:200],
        potential=findings.potential,
        next_step=_next_step(findings),
        next_due=findings.next_due,
        next_person=findings.next_person,
    )
    met = [contact for contact in findings.contacts if contact.customer_id == current.customer_id]
    written.contacts.set(met)
    _move_on(written, matter=current, met=met, by=by, at=at)
    return written


def _move_on(written: VisitReport, *, matter: Matter, met: list[Contact], by: User, at: datetime) -> None:
    event = entries.VisitReported(
        result=written.result,
        contacts=", ".join(contact.full_name for contact in met),
        requirement=written.requirement,
        outcome=written.outcome,
        next_step=written.next_step,
        next_person=written.next_person.full_name if written.next_person else "",
    )
    if written.result == NO_NEED:
        teamwork.close(matter=matter, outcome=LOST, result=written.outcome, event=event, by=by, at=at)
        return
    due_at = _due(written.next_due, of=written.next_person or by, at=at) if written.next_due else None
    teamwork.pass_turn(
        matter=matter,
        step_key=QUOTE if written.result == NEED_NOW else APPOINTMENT,
        accountable=written.next_person,
        next_step=written.next_step,
        due_at=due_at,
        value=written.potential,
        event=event,
        by=by,
        at=at,
    )


def _next_step(findings: Findings) -> str:
    """What was written, else what the result asks for."""
    usual = {
        NEED_NOW: _("Prepare the quote"),
        NEED_LATER: _("Arrange the next visit"),
        NOT_THERE: _("Arrange a new date"),
        NO_NEED: "",
    }
    return (findings.next_step.strip() or usual[findings.result])[:200]


def _due(day: date, *, of: User, at: datetime) -> datetime:
    """The end of that day's working time, the next working day's where it is free."""
    midnight = moments.moment(day, time(0), ZoneInfo(of.zone))
    return working_time.add_days(midnight, 0, people.working_calendar(of, around=at))


def _require_complete(findings: Findings, *, by: User, at: datetime) -> None:
    """What the partner cannot do without; everything else is only asked for."""
    if findings.result not in RESULTS:
        raise ReportIncomplete(_("How did it go? Choose a result."))
    if findings.result == NEED_NOW and not findings.requirement.strip():
        raise ReportIncomplete(
            _("What does the customer need? The quote is made from it. One sentence is enough.")
        )
    if findings.result == NEED_LATER and findings.next_due is None:
        raise ReportIncomplete(_("When shall we come back to it? A day is enough."))
    if findings.result == NO_NEED and not findings.outcome.strip():
        raise ReportIncomplete(_("Why is there no need? One sentence closes the matter."))
    if findings.potential is not None and findings.potential < 0:
        raise ReportIncomplete(_("The potential cannot be below zero."))
    if findings.next_due is not None and findings.next_due < at.astimezone(ZoneInfo(by.zone)).date():
        raise ReportIncomplete(_("The date of the next step lies in the past."))
    if findings.next_person is not None and not findings.next_person.is_active:
        raise ReportIncomplete(_("%(name)s no longer works here.") % {"name": findings.next_person.full_name})


def _require_visit(matter: Matter) -> None:
    if matter.step is not None and matter.step.stands_for(VISIT):
        return
    last = matter.visit_reports.select_related("by").order_by("-at").first()
    if last is not None and last.by is not None:
        raise AlreadyReported(
            _("%(name)s has reported this visit already. It stands in the customer's file.")
            % {"name": last.by.full_name}
        )
    raise WrongStage(
        _("No visit is booked for “%(title)s”. Inside books it under “Arrange the visit”.")
        % {"title": matter.title}
    )


def _appointment(matter: Matter) -> Appointment | None:
    """The booked visit this report is of; none where it was reported already or never booked."""
    booking = calls.booking_of(matter)
    if booking is None or VisitReport.objects.filter(appointment=booking.appointment).exists():
        return None
    return booking.appointment


def _held(matter: Matter) -> Matter:
    """The matter locked, so that of two reports sent at once the second learns of the first."""
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    Matter.objects.select_for_update().only("pk").get(pk=matter.pk)
    current = Matter.objects.select_related("customer__tandem", "accountable", "step").get(pk=matter.pk)
    if not current.is_open:
        raise AlreadyReported(_("“%(title)s” is closed.") % {"title": current.title})
    return current
