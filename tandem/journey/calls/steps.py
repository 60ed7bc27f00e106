"""How calls join the process: what is offered while a visit is arranged, and what calls listen to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.customers import merging
from tandem.essentials.customers.merging import Word
from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import APPOINTMENT, VISIT
from tandem.journey.calls import actions, mailing, telling
from tandem.journey.calls.calling import own
from tandem.journey.calls.calling.tables import Hold
from tandem.journey.calls.models import Call
from tandem.journey.calls.rounds import agreed
from tandem.journey.calls.rounds import merging as rounds


def register() -> None:
    """Called when the room is loaded."""
    merging.say(Call, "customer_id", Word(label=_("Calls")))
    rounds.declare()
    merging.say(Hold, "customer_id", Word(follows=False, why="keeps somebody on the line for a moment"))
    offers.register(
        offers.Offer(
            key="calls.log",
            step_key=APPOINTMENT,
            label=pgettext_lazy("verb", "Call"),
            icon="phone",
            url_name="calls:log",
            rank=10,
        ),
        offers.Offer(
            key="calls.book",
            step_key=APPOINTMENT,
            label=_("Book the visit"),
            icon="calendar-plus",
            url_name="calls:book",
            rank=20,
        ),
        offers.Offer(
            key="calls.rebook",
            step_key=VISIT,
            label=_("Move the visit"),
            icon="calendar-clock",
            url_name="calls:book",
            rank=60,
        ),
    )
    # What may be refused first, before anybody acts on it.
    mailing.listen()
    # The task first, so that what happened to the visit is the last thing the journal tells.
    telling.listen()
    actions.listen()
    own.listen()
    agreed.listen()
