"""The list of customers: filtered, sorted, page by page from a position, never by counting rows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from urllib.parse import urlencode

from django.db import models
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan, LessThan
from django.urls import reverse
from django.utils.safestring import SafeString

from tandem.base.tools import text
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers import columns, lines, queries
from tandem.essentials.customers.models import (
    CLASSES,
    LIFE_CYCLE,
    Customer,
    by_class,
    by_contact,
    by_turnover,
)
from tandem.essentials.customers.queries import Door
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User

PAGE = 50
# Beyond this the exact number costs more than it tells.
COUNTED = 1000

SORTS = ("name", "city", "class", "contact", "turnover")
_DESCENDING_FIRST = {"contact", "turnover"}
NO_CLASS = "none"


class Row(models.Func):
    """A row value: compared as a whole, so that an index on the same columns is walked from that position."""

    template = "(%(expressions)s)"
    output_field = models.TextField()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see, exactly as it stands in the address."""

    tandem: int | None = None
    klass: str = ""
    stage: str = ""
    tag: str = ""
    country: str = ""
    mine: bool = False
    sort: str = "name"
    descending: bool = False
    after: str = ""
    before: str = ""

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Wanted:
        """Whatever makes no sense is left out: an old bookmark still opens."""
        sort = given.get("sort", "")
        name = sort.lstrip("-")
        tandem = given.get("tandem", "")
        klass = given.get("class", "")
        stage = given.get("stage", "")
        return cls(
            tandem=int(tandem) if tandem.isascii() and tandem.isdigit() and len(tandem) < 18 else None,
            klass=klass if klass in (*CLASSES, NO_CLASS) else "",
            stage=stage if stage in LIFE_CYCLE else "",
            tag=text.clean(given.get("tag", ""), limit=40),
            country=text.clean(given.get("country", ""), limit=2).upper(),
            mine=given.get("mine", "") == "1",
            sort=name if name in SORTS else "name",
            descending=sort.startswith("-"),
            after=given.get("after", ""),
            before=given.get("before", ""),
        )

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters that are set."""
        return tuple(
            name for name in ("mine", "tandem", "klass", "stage", "tag", "country") if getattr(self, name)
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters)

    def address(self, **changed: Any) -> str:
        """The same view with something changed, from its first page on unless a position is given."""
        view = replace(self, **{"after": "", "before": "", **changed})
        sort = f"{'-' if view.descending else ''}{view.sort}"
        given = {
            "tandem": view.tandem or "",
            "class": view.klass,
            "stage": view.stage,
            "tag": view.tag,
            "country": view.country,
            "mine": "1" if view.mine else "",
            "sort": "" if sort == "name" else sort,
            "after": view.after,
            "before": view.before,
        }
        return "?" + urlencode({key: value for key, value in given.items() if value})

    def sorted_by(self, sort: str) -> str:
        """Where a click on a heading leads: to that order, or the other way round."""
        turned = not self.descending if sort == self.sort else sort in _DESCENDING_FIRST
        return self.address(sort=sort, descending=turned)


@dataclass(frozen=True, slots=True)
class Page:
    """Some customers, where to go on, and how many there are (exactly up to a thousand)."""

    lines: list[lines.Line]
    columns: list[columns.Column]
    count: int
    is_exact: bool
    newer: str
    older: str
    tandems: list[tuple[int, str]]


def page(*, user: User, wanted: Wanted, at: datetime, day: date, size: int = PAGE) -> Page:
    """One page of what this person may see. Four statements, and what the registered columns need."""
    teams = people.teams(day=day)
    start = _position(wanted.before or wanted.after, wanted.sort)
    backwards = bool(wanted.before) and start is not None
    asked = {"door": queries.door(user), "filters": wanted.filters}
    values = _values(wanted, own=[pk for pk, team in teams.items() if user in team], start=start)
    downwards = wanted.descending is not backwards
    keyset = {"sort": wanted.sort, "downwards": downwards, "is_later": start is not None, "size": size + 1}
    ask, ask_count = (_SOME, _SOME_COUNTED) if wanted.filters else (_ALL, _ALL_COUNTED)
    rows = ask(**asked, **keyset, **values)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_newer = more if backwards else start is not None
    has_older = start is not None or more if backwards else more
    count = ask_count.count(**asked, **values)
    return Page(
        lines=_lines(rows, teams, user=user, at=at),
        columns=columns.registered(),
        count=min(count, COUNTED),
        is_exact=count <= COUNTED,
        newer=wanted.address(before=_mark(rows[0])) if has_newer and rows else "",
        older=wanted.address(after=_mark(rows[-1])) if has_older and rows else "",
        tandems=[(team.tandem.pk, team.tandem.name) for team in teams.values()],
    )


def _values(wanted: Wanted, *, own: list[int], start: tuple[Any, str, int] | None) -> dict[str, object]:
    """What is filled into the kept query."""
    return {
        "own": own,
        "tandem": wanted.tandem,
        "klass": "" if wanted.klass == NO_CLASS else wanted.klass,
        "stage": wanted.stage,
        "tags": [wanted.tag],
        "country": wanted.country,
        **dict(zip(("first", "key", "pk"), start or (None, None, None), strict=True)),
    }


def _filtered(given: Givens, door: Door, filters: tuple[str, ...]) -> models.QuerySet[Customer]:
    tags = Cast(cast(models.F, given.tags), output_field=Customer._meta.get_field("tags"))
    conditions = {
        "mine": models.Q(tandem__any_of=given.own),
        "tandem": models.Q(tandem=given.tandem),
        "klass": models.Q(klass=given.klass),
        "stage": models.Q(life_cycle=given.stage),
        "tag": models.Q(tags__contains=tags),
        "country": models.Q(country=given.country),
    }
    return door.customers().filter(*(conditions[name] for name in filters))


def _first(sort: str) -> Any:
    return {
        "name": models.F("sort_key"),
        "city": models.F("city_key"),
        "class": by_class(),
        "contact": by_contact(),
        "turnover": by_turnover(),
    }[sort]


def _rows(
    given: Givens,
    *,
    door: Door,
    filters: tuple[str, ...],
    sort: str,
    downwards: bool,
    is_later: bool,
    size: int,
) -> models.QuerySet[Customer]:
    customers = _filtered(given, door, filters).annotate(first=_first(sort))
    key = (_first(sort), models.F("sort_key"), models.F("id"))
    if is_later:
        compare = LessThan if downwards else GreaterThan
        customers = customers.filter(compare(Row(*key), Row(given.first, given.key, given.pk)))
    order = [part.desc() if downwards else part.asc() for part in key]
    return customers.order_by(*order).only(*lines.SHOWN)[:size]


def _counted(given: Givens, *, door: Door, filters: tuple[str, ...]) -> models.QuerySet[Customer]:
    return _filtered(given, door, filters).order_by()[: COUNTED + 1]


# Without a filter every list is walked in its order; what a filter leaves decides about the way to it.
_ALL, _ALL_COUNTED = Read(_rows), Read(_counted)
_SOME, _SOME_COUNTED = Read(_rows, keeps_plan=False), Read(_counted, keeps_plan=False)


def _lines(
    rows: list[Customer], teams: Mapping[int, people.Team], *, user: User, at: datetime
) -> list[lines.Line]:
    ids = [row.pk for row in rows]
    cells = [column.cells(ids, user, at) if ids else {} for column in columns.registered()]
    drawn, nothing, home = lines.teams(teams), SafeString(""), reverse("customers:list")
    return [
        lines.of(
            row,
            path=f"{home}/{row.pk}",
            team=drawn.get(row.tandem_id, nothing),
            cells=[column.get(row.pk, nothing) for column in cells],
        )
        for row in rows
    ]


def _mark(row: Customer) -> str:
    """A position in the list as it stands in an address."""
    first = row.first  # type: ignore[attr-defined]  # annotated in _rows
    raw = json.dumps([str(first), row.sort_key, row.pk], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _position(mark: str, sort: str) -> tuple[Any, str, int] | None:
    """The position an address names; a mangled one is the first page."""
    if not mark or len(mark) > 2000:
        return None
    try:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        first, key, pk = json.loads(raw)
        if not (isinstance(first, str) and isinstance(key, str) and isinstance(pk, int)):
            return None
        # Half a surrogate pair is text to JSON, but no database takes it: encoding finds it.
        if b"\0" in (first + key).encode() or not 0 <= pk < 2**63:
            return None
        if sort == "contact":
            return date.fromisoformat(first), key, pk
        return (_finite(first) if sort == "turnover" else first), key, pk
    except (binascii.Error, UnicodeError, ValueError, TypeError, InvalidOperation, RecursionError):
        return None


def _finite(raw: str) -> Decimal:
    amount = Decimal(raw)
    if not amount.is_finite() or abs(amount) > Decimal(10) ** 14:
        raise InvalidOperation
    return amount
