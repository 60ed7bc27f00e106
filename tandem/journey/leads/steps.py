"""How leads join the process: what is offered while a matter is prepared, and what leads listen to."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import PREPARE
from tandem.essentials.teamwork import things
from tandem.journey.leads import actions, enquiries
from tandem.journey.leads.models import Enquiry


def register() -> None:
    """Called when the room is loaded."""
    offers.register(
        offers.Offer(
            key="leads.check",
            step_key=PREPARE,
            label=_("Check the lead"),
            icon="clipboard-check",
            url_name="leads:check",
            rank=10,
        )
    )
    things.register(
        things.Kind(
            key="leads.enquiry", label=_("Enquiry"), icon="inbox", model=Enquiry, open=enquiries.waiting
        )
    )
    actions.listen()
