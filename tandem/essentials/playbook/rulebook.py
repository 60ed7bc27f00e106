"""The rules as pages show them: each one sentence, with whom it is about, what it does and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import AREAS, EFFECTS, InForce, Scope, precedence

SHOWN = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One rule to read."""

    held: InForce
    scope: str
    # Of several rules of one kind and topic that are equally near: the stricter one that holds instead.
    outdone_by: str = ""

    @property
    def sentence(self) -> str:
        return self.held.kind.sentence()

    @property
    def effect_words(self) -> str:
        """Empty where the kind can do only one thing."""
        return str(EFFECTS[self.held.effect]) if len(self.held.kind.effects) > 1 else ""

    @property
    def tone(self) -> str:
        """The chip that goes with what the rule does."""
        return {rules.BLOCK: "danger", rules.WARN: "warn"}.get(self.held.effect, "line")

    @property
    def is_ours(self) -> bool:
        """Whether the company made it, rather than started with it."""
        return self.held.rule.made_by_id is not None


@dataclass(frozen=True, slots=True)
class Section:
    """The rules of one area."""

    label: str
    rows: list[Row]


def sections(user: User, *, at: datetime) -> list[Section]:
    """All rules in force that concern customers this person sees, by area, the widest first. Two queries."""
    found = rules.in_force(at).select_related("tandem", "customer", "made_by")
    mine = found.filter(Q(customer=None) | Q(customer__in=customers.visible_to(user)))
    return by_area([rules.read(rule) for rule in mine.order_by("kind", "pk")[:SHOWN]])


def has_own(*, at: datetime) -> bool:
    """Whether the company has made a rule of its own, or works by those it started with."""
    return rules.in_force(at).filter(made_by__isnull=False).exists()


def suggested() -> list[type[rules.RuleKind]]:
    """The kinds that a company begins with, as their rooms propose them."""
    return [kind for kind in rules.known().values() if kind.suggested]


def sections_for(customer: Customer, *, at: datetime) -> list[Section]:
    """The rules that hold at a customer, by area: of each kind and topic the prevailing one."""
    held = Rule.objects.filter(pk__in=[one.pk for one in here(customer, at=at)])
    related = held.select_related("tandem", "customer", "made_by").order_by("kind", "pk")
    return by_area([rules.read(rule) for rule in related])


def here(customer: Customer, *, at: datetime) -> list[InForce]:
    """'Spielregeln hier': what holds at this customer. One query.

    The rules are the process's own copies: what never changes of them (`holding_for`).
    """
    return rules.holding_for(customer=customer, kind_keys=list(rules.known()), at=at)


@dataclass(frozen=True, slots=True)
class Here:
    """The rules that matter most at a customer now, and how many hold there in all."""

    rows: list[InForce]
    total: int


def most_relevant(held: list[InForce], *, verdict: rules.Verdict | None = None, most: int = 4) -> Here:
    """Of the rules that hold at a customer the ones that speak now, then those about contacts, then the nearest."""
    speaking = {finding.held.pk for finding in verdict.findings} if verdict is not None else set()
    areas = list(AREAS)
    ordered = sorted(
        held,
        key=lambda one: (
            one.pk not in speaking,
            areas.index(one.kind.area),
            [-number for number in precedence.weight(one)[:2]],
            one.pk,
        ),
    )
    return Here(rows=ordered[:most], total=len(held))


def by_area(found: list[InForce]) -> list[Section]:
    """Rules by area, in the order of the rooms, the widest first."""
    by_area: dict[str, list[InForce]] = defaultdict(list)
    for held in found:
        by_area[held.kind.area].append(held)
    return [
        Section(label=str(label), rows=_rows(by_area[area])) for area, label in AREAS.items() if by_area[area]
    ]


def _rows(found: list[InForce]) -> list[Row]:
    equals: dict[tuple[object, ...], list[InForce]] = defaultdict(list)
    for held in found:
        equals[_place(held)].append(held)
    order = list(rules.known())
    ordered = sorted(found, key=lambda held: (order.index(held.kind.key), precedence.weight(held)))
    return [
        Row(held=held, scope=Scope.of(held.rule).words(), outdone_by=_outdone(held, equals[_place(held)]))
        for held in ordered
    ]


def _place(held: InForce) -> tuple[object, ...]:
    rule = held.rule
    return rule.kind, held.kind.topic, rule.scope, rule.klass, rule.tandem_id, rule.customer_id


def _outdone(held: InForce, equals: list[InForce]) -> str:
    holds = precedence.prevailing(equals)
    return "" if holds.pk == held.pk else holds.kind.sentence()


def rivals(*, kind: rules.RuleKind, scope: Scope, at: datetime, but: Rule | None = None) -> list[InForce]:
    """Rules in force of the same kind and topic about just the same customers: the stricter holds."""
    same = rules.in_force(at).filter(kind=kind.key, **scope.fields())
    others = same.exclude(pk=but.pk) if but else same
    found = [rules.read(rule) for rule in others.order_by("pk")]
    return [held for held in found if held.kind.topic == kind.topic]


def standing(*, kind: rules.RuleKind, scope: Scope, at: datetime) -> Rule | None:
    """The rule in force of this kind about just the same customers; None where there is none, or one for each topic."""
    found = [
        rules.read(rule) for rule in rules.in_force(at).filter(kind=kind.key, **scope.fields()).order_by("pk")
    ]
    if len(found) == 1:
        return found[0].rule
    alike = [held.rule for held in found if held.kind.topic == kind.topic]
    return alike[0] if len(alike) == 1 and not kind.topic else None


def history(rule: Rule) -> list[Row]:
    """The wordings of a rule, the newest first. One query each: a rule is worded anew a few times in its life."""
    found = []
    current: Rule | None = rule
    while current is not None:
        found.append(Row(held=rules.read(current), scope=Scope.of(current).words()))
        current = current.replaces
    return found
