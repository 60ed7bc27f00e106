"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.journal.entry_types import BOTH, DOCUMENT, EntryType, entry_type


def _day(written: str) -> str:
    return formats.plain_date(date.fromisoformat(written), language=get_language() or "de")


@entry_type
@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(EntryType):
    """An order was confirmed to the customer and handed to inside."""

    key: ClassVar[str] = "orders.confirmed"
    icon: ClassVar[str] = "file-check"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("to",)
    order_id: int
    number: str
    net: str
    currency: str
    promised_on: str
    to: str | None
    handed_to: str = ""
    is_first: bool = False

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Order confirmed")

    def sentence(self) -> str:
        amount = formats.money(Decimal(self.net), self.currency, language=get_language() or "de")
        words = {"number": self.number, "net": amount}
        if self.is_first:
            return _("First order %(number)s confirmed, %(net)s") % words
        return _("Order %(number)s confirmed, %(net)s") % words

    def detail(self) -> str:
        words = {"day": _day(self.promised_on), "name": self.handed_to}
        if self.handed_to:
            return _("Promised for %(day)s · handed to %(name)s") % words
        return _("Promised for %(day)s") % words


@entry_type
@dataclass(frozen=True, kw_only=True)
class OrderDelivered(EntryType):
    """The goods arrived; after-sales begins."""

    key: ClassVar[str] = "orders.delivered"
    icon: ClassVar[str] = "truck"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    order_id: int
    number: str
    delivered_on: str
    promised_on: str
    note: str = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return pgettext("orders", "Delivered")

    def sentence(self) -> str:
        return _("Order %(number)s delivered on %(day)s") % {
            "number": self.number,
            "day": _day(self.delivered_on),
        }

    def detail(self) -> str:
        late = (date.fromisoformat(self.delivered_on) - date.fromisoformat(self.promised_on)).days
        if late <= 0:
            return self.note
        promise = _("promised for %(day)s") % {"day": _day(self.promised_on)}
        return f"{promise} · {self.note}" if self.note else promise


@entry_type
@dataclass(frozen=True, kw_only=True)
class MailAgain(EntryType):
    """A confirmation that had not been delivered was sent once more."""

    key: ClassVar[str] = "orders.mail_again"
    icon: ClassVar[str] = "mail"
    number: str

    def sentence(self) -> str:
        return _("Mail with confirmation %(number)s sent once more") % {"number": self.number}
