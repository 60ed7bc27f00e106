"""How visits join the process: what is offered while a matter stands at the visit."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.coordination import grace
from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import VISIT
from tandem.journey.visits.rules import ReportDue


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
    # The turn's date is the appointment; missed is the report.
    grace.register(VISIT, ReportDue)
