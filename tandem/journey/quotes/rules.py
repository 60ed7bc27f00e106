"""The rules that quotes know: when a sent quote is followed up. Following up is a contact with the customer.

Sending a quote is none: the customer asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook.rules import QUOTES, DeadlineKind, number, rule_kind, working_days
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.contacts import CALL, MAIL, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.rules import told_by
from tandem.journey.quotes import entries


@rule_kind
@dataclass(frozen=True, kw_only=True)
class FollowUpDue(DeadlineKind):
    """When a sent quote is followed up."""

    key: ClassVar[str] = "quotes.follow_up_due"
    label: ClassVar[Promise] = _("Follow up a quote")
    area: ClassVar[str] = QUOTES
    days: int = number(1, 60, default=5, unit=working_days)

    def template(self) -> str:
        return gettext("A quote is followed up {days} after it was sent.")


told_by(entries.FollowedUp, channel=CALL, about=QUOTE_FOLLOW_UP)
# No contact that the rules judge, and yet the customer has heard from us.
contacts.told_by(entries.QuoteSent, lambda _sent: (MAIL, QUOTE_FOLLOW_UP))
