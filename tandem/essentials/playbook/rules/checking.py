"""The one check: what the rules in force say of an act, and what it takes to do it all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, When
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import entries
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import kinds, precedence
from tandem.essentials.playbook.rules.kinds import BLOCK, EFFECTS, INFORM, WARN, Act, Objection, RuleKind


class RuleForbids(NotAllowed):
    """A blocking rule stands against the act, and the person is not entitled to set it aside."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(_forbidden(verdict))
        self.verdict = verdict


class ReasonWanted(Refused):
    """A rule stands against the act; whoever acts all the same says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(
            _("%(why)s If you do it all the same, say why in one sentence.") % {"why": verdict.why}
        )
        self.verdict = verdict


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A rule with its kind read from it."""

    rule: Rule
    kind: RuleKind

    @cached_property
    def place(self) -> tuple[str, str]:
        """Kind and topic: of the rules in one place one holds."""
        return self.kind.key, self.kind.topic

    @cached_property
    def weight(self) -> tuple[int, int, int, int]:
        """How much it weighs among those."""
        return precedence.weight(self)

    @property
    def pk(self) -> int:
        return self.rule.pk

    @property
    def scope(self) -> str:
        return self.rule.scope

    @property
    def effect(self) -> str:
        return self.rule.effect

    @property
    def strictness(self) -> int:
        return self.kind.strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that an act is against."""

    held: InForce
    objection: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What somebody entitled has allowed beforehand: against which rules, and why in the words of the journal."""

    rules: frozenset[int]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What all rules together say of an act, with every reason."""

    act: Act
    findings: tuple[Finding, ...] = ()
    # What stands against it whatever the rules say: no reason and no role sets it aside.
    refusal: str = ""

    @property
    def effect(self) -> str:
        """The strictest effect among the findings; empty where no rule objects."""
        effects = {finding.held.effect for finding in self.findings}
        return next((effect for effect in reversed(EFFECTS) if effect in effects), "")

    @property
    def why(self) -> str:
        """Every objection that stands in the way, the strictest first."""
        standing = sorted(
            (finding for finding in self.findings if finding.held.effect != INFORM),
            key=lambda finding: precedence.weight(finding.held)[1],
            reverse=True,
        )
        return " ".join(finding.objection.sentence for finding in standing)

    @property
    def needs_reason(self) -> bool:
        return self.effect in {WARN, BLOCK}

    @property
    def is_forbidden(self) -> bool:
        """Whether whoever acts may not set a blocking rule aside."""
        by = self.act.by
        return bool(self.refusal) or any(
            finding.held.effect == BLOCK and not (by and by.has_role(*finding.held.kind.entitled))
            for finding in self.findings
        )

    def beside(self, allowed: Allowance | None) -> Verdict:
        """What is left of it beside what was allowed beforehand."""
        if allowed is None:
            return self
        left = tuple(finding for finding in self.findings if finding.held.pk not in allowed.rules)
        return replace(self, findings=left)

    @property
    def entitled(self) -> tuple[str, ...]:
        """The roles that may set every blocking rule among the findings aside."""
        blocking = [finding.held.kind.entitled for finding in self.findings if finding.held.effect == BLOCK]
        return tuple(role for role in ROLES if blocking and all(role in roles for roles in blocking))


def check(*acts: Act, held: Iterable[InForce] | None = None) -> Verdict:
    """What the rules in force for this customer say of an act. One query, and what the kinds concerned ask.

    Several acts are one deed (a booked visit is a contact as well), by one person at one customer. A page that has
    read the rules of the customer already gives them as `held`. What the system does by itself (`by` is None) no rule
    holds: it acts for what a person has done before.
    """
    act = acts[0]
    if act.by is None:
        return Verdict(act=act)
    refusal = next((said for one in acts if (said := one.refusal())), "")
    concerned = list(dict.fromkeys(key for one in acts for key in kinds.judging(type(one))))
    if not concerned:
        return Verdict(act=act, refusal=refusal)
    if held is None:
        held = holding_for(customer=act.customer, kind_keys=concerned, at=act.at)
    findings = [
        Finding(held=rule, objection=objection)
        for rule in held
        for one in acts
        if type(one) in rule.kind.acts and (objection := rule.kind.judge(one)) is not None
    ]
    return Verdict(act=act, findings=tuple(findings), refusal=refusal)


def require(*acts: Act, reason: str = "", allowed: Allowance | None = None) -> Verdict:
    """Refuse an act that a rule forbids; one that only wants a reason goes on with it, and the journal tells so (INV7).

    What was `allowed` beforehand by somebody entitled goes on with the reason of that. Raises RuleForbids or
    ReasonWanted, both with the verdict.
    """
    verdict, act = check(*acts), acts[0]
    left = verdict.beside(allowed)
    if left.is_forbidden:
        raise RuleForbids(left)
    if not verdict.needs_reason:
        return verdict
    reason = texts.clean(reason, limit=300)
    if left.needs_reason and not reason:
        raise ReasonWanted(left)
    for finding in verdict.findings:
        if finding.held.effect == INFORM:
            continue
        event = entries.RuleSetAside(
            rule=finding.held.pk,
            effect=finding.held.effect,
            sentence_then=finding.held.kind.told(),
            objection=finding.objection.sentence,
            reason=reason if allowed is None or finding in left.findings else allowed.reason,
        )
        journal.record(
            event, customer_id=act.customer.pk, matter_id=act.matter_id, by=act.by, at=act.at,
            lane=act.by.side if act.by else "",
        )  # fmt: skip
    return verdict


K = TypeVar("K", bound=RuleKind)


def holding(kind: type[K], *, customer: Customer, at: datetime) -> K:
    """The wording of a kind that holds for a customer; without a rule, the values that every company starts with."""
    return holding_many(kind, customers=[customer], at=at)[customer.pk]


def holding_many(kind: type[K], *, customers: Iterable[Customer], at: datetime) -> dict[int, K]:
    """The wording of a kind that holds for each of many customers, by their ids. One query.

    For kinds with a single topic: those that rooms ask for a value.
    """
    rules = [read(rule) for rule in _OF_KIND(kind=kind.key, at=at)]
    found: dict[int, K] = {}
    for customer in customers:
        concerned = [held for held in rules if _is_about(held.rule, customer)]
        found[customer.pk] = cast(K, precedence.prevailing(concerned).kind) if concerned else kind()
    return found


def _is_about(rule: Rule, customer: Customer) -> bool:
    return {
        precedence.COMPANY: True,
        precedence.KLASS: rule.klass == customer.klass,
        precedence.TANDEM: rule.tandem_id == customer.tandem_id,
        precedence.CUSTOMER: rule.customer_id == customer.pk,
    }[rule.scope]


def holding_for(*, customer: Customer, kind_keys: list[str], at: datetime) -> list[InForce]:
    """The rules that hold for a customer: of each kind and topic the prevailing one. One query."""
    prevailing: dict[tuple[str, str], InForce] = {}
    for held in _kept(
        _FOR_CUSTOMER(
            kinds=kind_keys, at=at, klass=customer.klass, tandem=customer.tandem_id, customer=customer.pk
        )
    ):
        before = prevailing.get(held.place)
        if before is None or held.weight > before.weight:
            prevailing[held.place] = held
    return list(prevailing.values())


# A wording never changes (a trigger sees to it), so every process may keep what it has read. The moment at which it
# was made and the database's name belong to the key because a copy or a restored database may number others alike.
_Key = tuple[str, int, int]
# That moment as a number: a number is read ten times as fast.
_STAMP = Func(
    F("made_at"), template="(extract(epoch from %(expressions)s) * 1000000)::bigint", output_field=BigIntegerField()
)  # fmt: skip
_wordings: dict[_Key, InForce] = {}
_MOST_KEPT = 20_000


def _kept(found: list[tuple[int, int]]) -> list[InForce]:
    """The rules of these keys and moments; only those that this process has not met are read."""
    name = str(connection.settings_dict["NAME"])
    keys = [(name, pk, stamp) for pk, stamp in found]
    unmet = [key[1] for key in keys if key not in _wordings]
    if unmet:
        if len(_wordings) > _MOST_KEPT:
            _wordings.clear()
            unmet = [pk for _name, pk, _stamp in keys]
        for rule in Rule.objects.filter(pk__in=unmet).annotate(stamp=_STAMP):
            _wordings[name, rule.pk, rule.stamp] = read(rule)
    return [_wordings[key] for key in keys]


def read(rule: Rule) -> InForce:
    """A stored rule with its kind. Raises KeyError for a kind that this version does not know."""
    return InForce(rule=rule, kind=kinds.known()[rule.kind].read(rule.values))


def in_force(at: datetime) -> QuerySet[Rule]:
    """The rules in force at a moment, of the kinds that this version knows."""
    return Rule.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), in_force_from__lte=at, kind__in=list(kinds.known())
    )


def _for_customer(given: Givens) -> QuerySet[Rule, tuple[int, int]]:
    """Of each kind and topic the heaviest; those that were stored without a weight all."""
    about = (
        Q(scope=precedence.COMPANY)
        | Q(scope=precedence.KLASS, klass=given.klass)
        | Q(scope=precedence.TANDEM, tandem=given.tandem)
        | Q(customer=given.customer)  # a constraint: its scope is the customer
    )
    held = Q(ended_at=None) | Q(ended_at__gt=given.at)
    found = Rule.objects.filter(about, held, in_force_from__lte=given.at, kind__any_of=given.kinds)
    places = found.values("kind", "topic", unweighed=Case(When(strictness=None, then="pk")))
    heaviest = places.annotate(heaviest=precedence.PREVAILING).values("heaviest")
    prevailing = Rule.objects.filter(pk__any_of=ArraySubquery(heaviest))
    return prevailing.annotate(stamp=_STAMP).values_list("pk", "stamp")


_FOR_CUSTOMER = Read(_for_customer)
_OF_KIND = Read(
    lambda given: Rule.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=given.at), in_force_from__lte=given.at, kind=given.kind
    )
)


def _forbidden(verdict: Verdict) -> str:
    if verdict.refusal:
        return verdict.refusal
    roles = _(" or ").join(str(ROLES[role]) for role in verdict.entitled)
    return _("%(why)s %(roles)s can allow it with a reason.") % {"why": verdict.why, "roles": roles}
