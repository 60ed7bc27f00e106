"""Whom a rule is about: all customers, a class, a tandem's, or one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.customers.models import CLASSES, Customer
from tandem.essentials.people.models import Tandem
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules.precedence import COMPANY, CUSTOMER, KLASS, SCOPES, TANDEM


class ScopeIncomplete(Refused):
    """A rule that does not say whom it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The customers that a rule is about. Raises ScopeIncomplete where its kind and its object do not fit."""

    kind: str = COMPANY
    klass: str = ""
    tandem: Tandem | None = None
    customer: Customer | None = None

    def __post_init__(self) -> None:
        given = {
            KLASS: self.klass in CLASSES,
            TANDEM: self.tandem is not None,
            CUSTOMER: self.customer is not None,
        }
        if self.kind not in SCOPES or not given.get(self.kind, True):
            raise ScopeIncomplete(_("Whom is the rule about? Choose a class, a tandem or a customer."))

    @classmethod
    def of(cls, rule: Rule) -> Scope:
        """The scope of a stored rule."""
        return cls(kind=rule.scope, klass=rule.klass, tandem=rule.tandem, customer=rule.customer)

    def fields(self) -> dict[str, object]:
        """What is stored of it: only what the scope is about."""
        return {
            "scope": self.kind,
            "klass": self.klass if self.kind == KLASS else "",
            "tandem": self.tandem if self.kind == TANDEM else None,
            "customer": self.customer if self.kind == CUSTOMER else None,
        }

    def words(self) -> str:
        """As it reads before the sentence of the rule: “All customers”."""
        if self.kind == KLASS:
            return _("Class %(klass)s customers") % {"klass": self.klass}
        if self.kind == TANDEM:
            return _("Customers of %(tandem)s") % {"tandem": self.tandem}
        return self.customer.name if self.kind == CUSTOMER and self.customer else _("All customers")

    def customers(self) -> QuerySet[Customer]:
        """The customers concerned, without aliases. Rights are the caller's."""
        found = Customer.objects.filter(merged_into=None)
        if self.kind == KLASS:
            return found.filter(klass=self.klass)
        if self.kind == TANDEM:
            return found.filter(tandem=self.tandem)
        return found.filter(pk=self.customer.pk) if self.kind == CUSTOMER and self.customer else found
