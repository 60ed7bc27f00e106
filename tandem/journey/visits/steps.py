"""How visits join the process: what is offered while a matter stands at the visit."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.coordination import grace
from tandem.essentials.customers import merging
from tandem.essentials.customers.merging import Word
from tandem.essentials.people.models import FIELD
from tandem.essentials.playbook import conditions, offers
from tandem.essentials.playbook.models import VISIT
from tandem.journey.visits.models import VisitReport
from tandem.journey.visits.rules import ReportDue


def _is_reported(matter_id: int) -> bool:
    return VisitReport.objects.filter(matter=matter_id).exclude(next_step="").exists()


def _has_requirement(matter_id: int) -> bool:
    return VisitReport.objects.filter(matter=matter_id).exclude(requirement="").exists()


def register() -> None:
    """Called when the room is loaded."""
    offers.register(
        offers.Offer(
            key="visits.report",
            step_key=VISIT,
            label=_("Report the visit"),
            icon="file-pen",
            url_name="visits:report",
            rank=10,
        )
    )
    merging.say(VisitReport, "customer_id", Word(label=_("Visit reports")))
    # Of two people who turn out to be one, one was there.
    merging.say(VisitReport.contacts.through, "contact_id", Word(same_in=("visitreport_id",)))
    # The turn's date is the appointment; missed is the report.
    grace.register(VISIT, ReportDue)
    conditions.register(
        conditions.Condition(
            key="visits.report",
            label=_("visit report with the next step"),
            side=FIELD,
            holds=_is_reported,
        ),
        conditions.Condition(
            key="visits.requirement",
            label=_("requirement noted"),
            side=FIELD,
            holds=_has_requirement,
        ),
    )
