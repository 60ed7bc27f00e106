"""What this room offers while a matter stands at a step."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import ORDER
from tandem.journey.orders import queries

CONFIRM = offers.Offer(
    key="orders.confirm",
    step_key=ORDER,
    label=_("Confirm the order"),
    icon="package-check",
    url_name="orders:confirm",
)
DELIVER = offers.Offer(
    key="orders.deliver",
    step_key=ORDER,
    label=_("Record the delivery"),
    icon="truck",
    url_name="orders:deliver_for",
)


def _now(matter_id: int) -> offers.Offer:
    return DELIVER if queries.is_confirmed(matter_id=matter_id) else CONFIRM


offers.register(
    offers.Offer(
        key="orders.handle",
        step_key=ORDER,
        label=_("Handle the order"),
        icon="package",
        url_name="orders:confirm",
        rank=10,
        now=_now,
    ),
)
