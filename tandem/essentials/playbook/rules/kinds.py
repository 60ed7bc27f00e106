"""What a rule can say: kinds are typed code with parameters, declared by the room that knows what they are about.

A room declares its kinds in its `rules.py`:

    @rule_kind
    @dataclass(frozen=True, kw_only=True)
    class LeadTime(RuleKind):
        key: ClassVar[str] = "calls.lead_time"
        label: ClassVar[Promise] = _("Lead time of visits")
        acts: ClassVar[tuple[type[Act], ...]] = (BookVisit,)
        days: int = number(0, 30, default=2, unit=working_days)

        def template(self) -> str:
            return gettext("A visit is booked at least {days} ahead.")

        def judge(self, act: Act) -> Objection | None: ...

There is no script and no expression: whatever a rule shall be able to say is written, typed and tested here.

Topic and strictness are stored with each rule, so that the database finds the one that holds. Whoever changes how a
kind reckons them writes the stored ones anew in a migration; `tandem check` names those that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from string import Formatter
from typing import Any, ClassVar, Self, TypeVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.journal.entry_types import EntryType
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.playbook.rules.deadlines import Lasted, missed
from tandem.essentials.playbook.rules.parameters import Parameter, number, parameters_of, read_values
from tandem.essentials.playbook.rules.units import working_days

BLOCK, WARN, INFORM = "block", "warn", "inform"
# From the mildest to the strictest.
EFFECTS: dict[str, Promise] = {
    INFORM: _("otherwise it is pointed out"),
    WARN: _("otherwise only with a reason"),
    BLOCK: _("otherwise it does not happen"),
}

# So many acts are judged at the most when looking back, the newest first: a preview answers while somebody waits.
LOOKED_AT = 2_000

# What the page of the rules is divided into.
CONTACT, VISITS, QUOTES, ANSWERS, LEADS, ESCALATION = (
    "contact", "visits", "quotes", "answers", "leads", "escalation",
)  # fmt: skip
AREAS: dict[str, Promise] = {
    CONTACT: _("Who speaks with the customer"),
    VISITS: _("Appointments and visits"),
    QUOTES: _("Quotes"),
    ANSWERS: _("Answers and handovers"),
    LEADS: _("Leads"),
    ESCALATION: _("When a date is missed"),
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that somebody is about to do at a customer. Rooms derive their own, with what their kinds judge by."""

    # How the journal tells that it was done: whichever action writes one of these has asked the rules before.
    told_as: ClassVar[tuple[type[EntryType], ...]]
    customer: Customer
    # None is the system, which no rule holds.
    by: User | None
    at: datetime
    matter_id: int | None = None

    def refusal(self) -> str:
        """Why nobody does this, whatever the rules say and whatever the reason: the customer has objected."""
        return ""

    @classmethod
    def past(cls, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Self]:
        """The acts of this kind at these customers since then, the newest first, as they stood at their moment."""
        raise NotImplementedError(cls.__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why an act is against a rule, and the way that the rule leaves open."""

    sentence: str
    way: str = ""
    way_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something of the past that a rule would have touched."""

    customer_id: int
    at: datetime
    matter_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RuleKind:
    """One kind of rule with its parameters, which are the fields of the dataclass (see `parameters`).

    `acts` are what it judges; without any it only gives a value (a deadline) that rooms ask for by `rules.holding`.
    """

    key: ClassVar[str]
    label: ClassVar[Promise]
    area: ClassVar[str]
    acts: ClassVar[tuple[type[Act], ...]] = ()
    effects: ClassVar[tuple[str, ...]] = (INFORM, WARN, BLOCK)
    # Whether what it says of an act tells of something that not everybody may see; then pages do not show it unasked.
    is_confidential: ClassVar[bool] = False
    # The effect with which the kind is proposed to a company that begins; empty: not among the first.
    suggested: ClassVar[str] = ""
    # Who may act against a blocking rule of this kind, with a reason. Never empty: there is no dead end.
    entitled: ClassVar[tuple[str, ...]] = (SALES_LEAD, COORDINATOR)

    def template(self) -> str:
        """The sentence in the reader's language, with `{name}` for each parameter."""
        raise NotImplementedError(self.key)

    @property
    def topic(self) -> str:
        """Rules of one kind and topic compete; those about other topics stand side by side."""
        return ""

    @property
    def strictness(self) -> int:
        """Of two rules of one kind, topic, scope and effect the one with more holds."""
        return 0

    @property
    def side(self) -> str:
        """Whom the rule asks to do something: `inside`, `field`, or nobody in particular."""
        return ""

    def judge(self, act: Any) -> Objection | None:
        """Why this act, at its moment, is against the rule; None where it is not."""
        return None

    def look_back(
        self, *, customers: QuerySet[Customer], since: datetime, at: datetime
    ) -> Iterator[Hit] | None:
        """What the rule would have touched since then; None: found by judging the acts of that time."""
        return None

    def sentence(self) -> str:
        """The rule as one sentence in the reader's language."""
        return "".join(before + word for before, word, _name in self.pieces())

    def told(self) -> str:
        """How the journal calls the rule where somebody acted against it; everybody at the customer reads that."""
        return self.sentence()

    def pieces(self) -> Iterator[tuple[str, str, str]]:
        """The sentence in pieces: plain text, then the word of a parameter and its name (both empty at the end)."""
        parameters = self.parameters()
        for text, name, _spec, _conversion in Formatter().parse(self.template()):
            yield text, parameters[name].words(getattr(self, name)) if name else "", name or ""

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """The parameters by name."""
        return parameters_of(cls)

    @classmethod
    def read(cls, values: dict[str, object]) -> Self:
        """The kind with the values that are stored or were typed. Raises NotAValue."""
        return cls(**read_values(cls, values))

    def values(self) -> dict[str, object]:
        """What is stored of it."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


@dataclass(frozen=True, kw_only=True)
class DeadlineKind(RuleKind):
    """A rule that judges no act but says until when something is answered or reported, in working time."""

    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    days: int = number(0, 60, default=1, unit=working_days)

    @property
    def strictness(self) -> int:
        return -self.days

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterable[Lasted]:
        """What the rule is about since then, the newest first: since when, until when. A fixed number of queries."""
        raise NotImplementedError(self.key)

    def look_back(self, *, customers: QuerySet[Customer], since: datetime, at: datetime) -> Iterator[Hit]:
        """What would have been missed."""
        found = islice(self.lasted(customers=customers, since=since), LOOKED_AT)
        for one in missed(found, days=self.days, first=since, at=at):
            yield Hit(customer_id=one.customer_id, at=one.since, matter_id=one.matter_id)


K = TypeVar("K", bound=type[RuleKind])

_kinds: dict[str, type[RuleKind]] = {}


def rule_kind(cls: K) -> K:
    """Class decorator: makes a rule kind known under its key."""
    if _kinds.get(cls.key, cls).__qualname__ != cls.__qualname__:
        raise ValueError(f"Two rule kinds share the key {cls.key}.")
    _kinds[cls.key] = cls
    return cls


def known() -> dict[str, type[RuleKind]]:
    """All rule kinds by key, in the order of the rooms."""
    return dict(_kinds)


def judging(act: type[Act]) -> list[str]:
    """The keys of the kinds that judge this act."""
    return [key for key, kind in _kinds.items() if act in kind.acts]
