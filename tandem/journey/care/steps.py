"""How this room joins the process: what it offers, and what it hears."""

from django.utils.translation import gettext_lazy as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import AFTER_SALES
from tandem.journey.care import actions as care
from tandem.journey.orders.entries import OrderDelivered


def _delivered(entry: Entry, event: EntryType) -> None:
    """In the same transaction: a delivery without its after-sales task would be forgotten."""
    care.ask_after_delivery(entry=entry)


journal.listen(OrderDelivered, _delivered)
offers.register(
    offers.Offer(
        key="care.satisfaction",
        step_key=AFTER_SALES,
        label=_("Ask about satisfaction"),
        short=_("Ask"),
        icon="smile",
        url_name="care:satisfaction",
        rank=10,
    ),
)
