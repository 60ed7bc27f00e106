"""How leads join the process: what is offered while a matter is prepared, and what leads listen to."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import PREPARE
from tandem.journey.leads import actions


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
    actions.listen()
