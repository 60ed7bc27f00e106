"""What this room offers while a matter stands at a step."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import ORDER

offers.register(
    offers.Offer(
        key="orders.confirm",
        step_key=ORDER,
        label=_("Confirm the order, record the delivery"),
        icon="package-check",
        url_name="orders:confirm",
        rank=10,
    ),
)
