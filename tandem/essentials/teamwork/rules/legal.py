"""Calls for new business only where the law of the country lets us: with a basis that was stated or is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.consent import bases
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import Customer
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import (
    BLOCK,
    CONTACT,
    Act,
    InForce,
    Objection,
    RuleKind,
    rule_kind,
    several,
)
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.contacts import CALL, CAME_UP, NEW_BUSINESS, PHONE_FOLLOW_UP
from tandem.essentials.teamwork.rules.acts import ContactCustomer

# What the law takes for advertising. What the customer asked for (a quote, an order, help) is none.
ADVERTISING = frozenset({NEW_BUSINESS, CAME_UP, PHONE_FOLLOW_UP})


@rule_kind
@dataclass(frozen=True, kw_only=True)
class LegalBasis(RuleKind):
    """Nobody is addressed with new business without a legal basis. Stating it is the way on.

    An objection needs no rule: whoever has objected is never called.
    """

    key: ClassVar[str] = "teamwork.legal_basis"
    label: ClassVar[Promise] = _("Call only with a legal basis")
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (ContactCustomer,)
    channels: tuple[str, ...] = several(contacts.CHANNELS, default=(CALL,))

    def template(self) -> str:
        return gettext("Customers are contacted {channels} about new business only with a legal basis.")

    @property
    def strictness(self) -> int:
        return len(self.channels)

    def judge(self, act: ContactCustomer) -> Objection | None:
        """By the law of the customer's country, for the person who is contacted."""
        if act.channel not in self.channels or act.about not in ADVERTISING:
            return None
        basis = act.basis
        if basis.standing != bases.NEEDS_BASIS:
            return None
        people = act.situation.around.people
        contact = act.contact_id or next(iter(people), None)
        sentence = gettext("There is no legal basis. %(law)s") % {"law": basis.need.words}
        if contact is None:
            return Objection(sentence=sentence)
        return Objection(sentence=sentence, way=gettext("State the basis"), way_url=reach.sheet_url(contact))


def asks_basis_here(customer: Customer, at: datetime) -> bool:
    """The same of a customer whose rules are not known yet. One query."""
    return asks_basis(rules.holding_for(customer=customer, kind_keys=[LegalBasis.key], at=at))


def asks_basis_at(customers: Iterable[Customer], *, at: datetime) -> set[int]:
    """At which of many customers a rule lets nobody call without a basis, by their ids.

    One query for the customers with a rule of their own, one for each class and tandem of the others.
    """
    found = rules.in_force(at).filter(kind=LegalBasis.key, customer__isnull=False)
    own = set(found.values_list("customer_id", flat=True))
    known: dict[tuple[object, ...], bool] = {}
    asked = set()
    for customer in customers:
        alike = (customer.pk,) if customer.pk in own else (customer.klass, customer.tandem_id)
        if alike not in known:
            known[alike] = asks_basis_here(customer, at)
        if known[alike]:
            asked.add(customer.pk)
    return asked


def asks_basis(held: list[InForce]) -> bool:
    """Whether one of these rules lets nobody call without a basis: then numbers are no links before it is stated."""
    return any(
        isinstance(one.kind, LegalBasis) and one.effect == BLOCK and CALL in one.kind.channels for one in held
    )
