"""On which basis a person may be addressed: worked out from what was stated. Plain Python, no reads.

An objection beats everything until a consent is given after it. Otherwise the newest statement holds; a customer
relationship that follows from orders or the life cycle holds beside it, unless somebody stated that there is no basis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.essentials.consent import law
from tandem.essentials.consent.models import (
    ALL,
    CALL,
    CHANNELS,
    CONSENT,
    KINDS,
    NONE,
    OBJECTION,
    RELATIONSHIP,
    SOURCES,
)
from tandem.essentials.customers.models import FIRST, REFERENCE, REGULAR, REPEAT

ALLOWED, NEEDS_BASIS, OBJECTED = "allowed", "needs", "objected"
CUSTOMERS = frozenset({FIRST, REPEAT, REGULAR, REFERENCE})
# From the strictest to the widest.
STRICTEST_FIRST = tuple(KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement that was not taken back. `contact` is None for the whole company."""

    pk: int
    kind: str
    channel: str
    contact: int | None
    happened_at: datetime
    stated_at: datetime
    since: date | None = None
    words: str = ""
    source: str = ""

    def is_about(self, channel: str) -> bool:
        return self.channel in {channel, ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known of one company: its country, whether it is a customer, what was stated."""

    country: str
    is_customer: bool
    customer_since: date | None
    said: tuple[Said, ...]
    # Who works there by id, where a query asked for it.
    people: dict[int, str] = field(default_factory=dict)

    def until(self, at: datetime) -> Around:
        """What had been stated at a moment."""
        said = tuple(one for one in self.said if one.stated_at <= at)
        return Around(
            country=self.country,
            is_customer=self.is_customer,
            customer_since=self.customer_since,
            said=said,
            people=self.people,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The basis of one person and channel, and whether it suffices."""

    kind: str
    channel: str
    country: str
    # None where it follows from orders or the life cycle, and where nothing was stated.
    said: Said | None = None
    since: date | None = None

    @property
    def standing(self) -> str:
        """Allowed, needs a basis, objected."""
        if self.kind == OBJECTION:
            return OBJECTED
        return ALLOWED if self.kind in self.need.suffices else NEEDS_BASIS

    @property
    def need(self) -> law.Need:
        """What the law of the country asks for."""
        return law.need(self.country, self.channel)

    @property
    def words(self) -> str:
        """The basis in a few words: 'Customer since 2019'."""
        if self.kind == OBJECTION and self.said is not None:
            return self._objection(self.said)
        if self.kind == RELATIONSHIP:
            words = {"year": self.since.year} if self.since else {}
            return _("Customer since %(year)s") % words if words else _("Customer relationship")
        if self.kind == CONSENT and self.said is not None:
            return _("Consent of %(day)s") % {"day": filters.plain_date(self.said.happened_at)}
        return str(KINDS[self.kind])

    def _objection(self, said: Said) -> str:
        words = {
            "day": filters.plain_date(said.happened_at),
            "how": f" {SOURCES[said.source]}" if said.source in SOURCES else "",
            "what": CHANNELS.get(said.channel, ""),
        }
        if said.contact is None:
            return (
                _("The company objected on %(day)s%(how)s: no contact.") % words
                if said.channel == ALL
                else (_("The company objected on %(day)s%(how)s: %(what)s.") % words)
            )
        if said.channel == ALL:
            return _("Objected on %(day)s%(how)s: no contact.") % words
        return _("Objected on %(day)s%(how)s: %(what)s.") % words

    @property
    def detail(self) -> str:
        """What was said: the reason, the exact text."""
        return self.said.words if self.said is not None else ""


def of_person(around: Around, *, contact: int | None, channel: str = CALL) -> Basis:
    """The basis of a person; with None of the company's own lines."""
    ours = [one for one in around.said if one.is_about(channel)]
    company = [one for one in ours if one.contact is None]
    personal = [one for one in ours if one.contact == contact] if contact is not None else []
    common: dict[str, Any] = {"channel": channel, "country": around.country}
    for level in (personal, company):
        objection = standing_objection(level)
        if objection is not None:
            return Basis(kind=OBJECTION, said=objection, **common)
    # A consent is somebody's own: what the company said of its switchboard is not its people's.
    shared = [one for one in company if contact is None or one.kind != CONSENT]
    newest = _newest(personal) or _newest(shared)
    if newest is not None and newest.kind == NONE:
        return Basis(kind=NONE, said=newest, **common)
    found = [] if newest is None else [Basis(kind=newest.kind, said=newest, since=newest.since, **common)]
    if around.is_customer:
        found.append(Basis(kind=RELATIONSHIP, since=around.customer_since, **common))
    return max(found, key=lambda one: STRICTEST_FIRST.index(one.kind), default=Basis(kind=NONE, **common))


def of_anybody(around: Around, *, channel: str = CALL) -> Basis:
    """The basis of a contact with nobody in particular: the best among the company and its people.

    Where the company or everybody there has objected, that is an objection.
    """
    company = of_person(around, contact=None, channel=channel)
    people = [of_person(around, contact=pk, channel=channel) for pk in around.people]
    if company.kind == OBJECTION:
        return company
    if people and all(one.kind == OBJECTION for one in people):
        return people[0]
    return max((company, *people), key=lambda one: (one.standing == ALLOWED, STRICTEST_FIRST.index(one.kind)))


def standing_objection(said: Iterable[Said]) -> Said | None:
    """The newest objection among the statements of one person that no later consent has lifted."""
    statements = list(said)
    consents = [one.happened_at for one in statements if one.kind == CONSENT]
    objections = [one for one in statements if one.kind == OBJECTION]
    newest = max(objections, key=lambda one: (one.happened_at, one.pk), default=None)
    if newest is None or any(consented > newest.happened_at for consented in consents):
        return None
    return newest


def _newest(said: Iterable[Said]) -> Said | None:
    """The newest statement that is no objection: one that stands has been found before, others are lifted."""
    others = [one for one in said if one.kind != OBJECTION]
    return max(others, key=lambda one: (one.stated_at, one.pk), default=None)


def stricter(one: str, other: str) -> str:
    """Of two kinds of basis the one that allows less: an objection beats all, then none, then presumed interest."""
    return min(one, other, key=STRICTEST_FIRST.index)


def read(told: dict[str, Any]) -> Around:
    """What a query told (`queries.told`)."""
    since = parse_date(told["since"]) if told["since"] else None
    return Around(
        country=told["country"],
        is_customer=since is not None or told["life_cycle"] in CUSTOMERS,
        customer_since=since,
        said=tuple(_said(one) for one in told["said"]),
        people={one["pk"]: _name(one) for one in told.get("people") or ()},
    )


def _said(told: dict[str, Any]) -> Said:
    return Said(
        pk=told["pk"],
        kind=told["kind"],
        channel=told["channel"],
        contact=told["contact"],
        happened_at=_moment(told["happened_at"]),
        stated_at=_moment(told["stated_at"]),
        since=parse_date(told["since"]) if told["since"] else None,
        words=told["words"],
        source=told["source"],
    )


def _name(told: dict[str, Any]) -> str:
    return " ".join(part for part in (told["title"], told["first"], told["last"]) if part)


def _moment(written: str) -> datetime:
    moment = parse_datetime(written)
    assert moment is not None  # the database wrote it
    return moment
