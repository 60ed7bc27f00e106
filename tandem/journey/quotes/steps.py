"""What this room offers while a matter stands at a step."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import FOLLOW_UP, QUOTE

offers.register(
    offers.Offer(
        key="quotes.write",
        step_key=QUOTE,
        label=_("Write the quote"),
        icon="file-text",
        url_name="quotes:start",
        rank=10,
    ),
    offers.Offer(
        key="quotes.follow_up",
        step_key=FOLLOW_UP,
        label=_("Follow up"),
        icon="phone",
        url_name="quotes:start",
        rank=10,
    ),
)
