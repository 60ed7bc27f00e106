"""The rules that leads know: what must be known of one before field gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.customers import queries
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.playbook.rules import LEADS, WARN, Act, Objection, RuleKind, rule_kind, several
from tandem.essentials.teamwork import contacts
from tandem.journey.leads import entries
from tandem.journey.leads.models import INBOUND

# Whoever asks us by the web site, by phone or by mail waits for an answer: no rule of contacts holds it up.
contacts.began_by_customer(entries.LeadTakenIn, when=lambda taken: taken.source in INBOUND)

RATING, REACHABLE, PLACE, STREET, PHONE, EMAIL, CONTACT, BUYING_ROLE, REQUIREMENT, CHECKED = (
    "rating", "reachable", "place", "street", "phone", "email", "contact", "buying_role", "requirement", "checked",
)  # fmt: skip
# What every release needs as long as the company has no rule of its own about it.
FIXED = (RATING, REACHABLE, PLACE)
CONDITIONS: dict[str, str | Promise] = {
    RATING: pgettext_lazy("released with", "rating"),
    REACHABLE: pgettext_lazy("released with", "phone number or e-mail address"),
    PLACE: pgettext_lazy("released with", "postcode and city"),
    STREET: pgettext_lazy("released with", "street"),
    PHONE: pgettext_lazy("released with", "phone number"),
    EMAIL: pgettext_lazy("released with", "e-mail address"),
    CONTACT: pgettext_lazy("released with", "named contact"),
    BUYING_ROLE: pgettext_lazy("released with", "the contact's role in buying"),
    REQUIREMENT: pgettext_lazy("released with", "requirement in the customer's words"),
    CHECKED: pgettext_lazy("released with", "nothing wrong in numbers, addresses and VAT number"),
}


@dataclass(frozen=True, kw_only=True)
class ReleaseLead(Act):
    """Offering a checked lead to field."""

    told_as: ClassVar[tuple[type[EntryType], ...]] = (entries.LeadReleased,)
    # Which of the conditions were met.
    known: tuple[str, ...]

    @classmethod
    def past(cls, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Self]:
        """The releases since then, as the journal tells them: what was known stands in the entry. Three queries."""
        told = Entry.objects.filter(
            type=entries.LeadReleased.key,
            at__gte=since,
            actor_id__isnull=False,
            customer_id__in=queries.read_at(customers),
        )
        released = list(told.order_by("-at", "-pk"))
        by_id = queries.survivors(entry.customer_id or 0 for entry in released)
        who = people.all_people().in_bulk({entry.actor_id for entry in released})
        for entry in released:
            assert entry.customer_id is not None  # asked for by customer
            assert entry.actor_id is not None  # and by somebody
            yield cls(
                customer=by_id[entry.customer_id],
                by=who[entry.actor_id],
                at=entry.at,
                matter_id=entry.matter_id,
                known=(*entry.data["known"], *(FIXED if entry.data.get("fixed", True) else ())),
            )


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ReleaseConditions(RuleKind):
    """What field may count on when a lead comes; in the place of the fixed conditions where it warns or blocks."""

    key: ClassVar[str] = "leads.release_conditions"
    label: ClassVar[Promise] = _("What a lead is released with")
    area: ClassVar[str] = LEADS
    acts: ClassVar[tuple[type[Act], ...]] = (ReleaseLead,)
    suggested: ClassVar[str] = WARN
    conditions: tuple[str, ...] = several(CONDITIONS, default=(RATING, PLACE, PHONE, CONTACT, REQUIREMENT))

    def template(self) -> str:
        return gettext("A lead is released with {conditions} only.")

    @property
    def strictness(self) -> int:
        return len(self.conditions)

    def judge(self, act: ReleaseLead) -> Objection | None:
        """Names everything that is missing at once."""
        gaps = tuple(one for one in self.conditions if one not in act.known)
        if not gaps:
            return None
        words = self.parameters()["conditions"].words(gaps)  # type: ignore[arg-type]  # several words
        return Objection(sentence=gettext("Field is missing: %(gaps)s.") % {"gaps": words})
