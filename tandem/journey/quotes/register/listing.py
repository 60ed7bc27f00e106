"""The rows of the register: filtered and sorted, a page at a time from a place, never by counting rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DateTimeField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan
from django.http import Http404
from django.utils import timezone

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.people.models import User
from tandem.journey.quotes.models import COUNTED, ITEM, OPEN, SUPERSEDED, Quote, QuoteVersion
from tandem.journey.quotes.register import filtering
from tandem.journey.quotes.register.filtering import Shape
from tandem.journey.quotes.register.wanted import Wanted

PAGE = 50
BATCH = 2000
_LATE = datetime(9000, 1, 1, tzinfo=UTC)
_EARLY = datetime(1900, 1, 1, tzinfo=UTC)
_LEAST = Decimal("-999999999999")

# What rows show; the rest of three wide tables stays where it is.
SHOWN = (
    *("title", "number", "state", "net", "currency", "list_value", "margin", "quantity", "probability"),
    *("weighted", "follow_up_at", "dated_at", "decided_at", "lost_reason", "competitor", "tandem_key"),
    *("matter__closed_at", "matter__next_step", "matter__customer__name", "matter__customer__city"),
    *("matter__customer__klass", "matter__customer__country", "matter__customer__sort_key"),
    *("matter__accountable__first_name", "matter__accountable__last_name", "matter__accountable__roles"),
    *("matter__contact__title", "matter__contact__first_name", "matter__contact__last_name"),
)


class _Row(Func):
    """A row value: compared as a whole, so that an index on the same columns is walked from that place."""

    template = "(%(expressions)s)"
    output_field = TextField()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the register; `after` opens the next one, empty at the end."""

    quotes: list[Quote]
    after: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What the valid version of a quote says: its number, until when it holds, when is delivered."""

    version: int
    valid_until: Any
    deliveries: tuple[str, ...]


def page(user: User, wanted: Wanted, *, at: datetime, limit: int = PAGE) -> Page:
    """The quotes a person may read, filtered and sorted. One statement."""
    rows = _asked(user, wanted, at=at, limit=limit + 1)
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(quotes=rows[:limit], after=_mark(more, wanted) if more is not None else "")


def all_of(user: User, wanted: Wanted, *, at: datetime, limit: int) -> Iterator[Quote]:
    """Everything of a view in its order, at most `limit`; page by page, so that memory stays small."""
    left, place = limit, ""
    while left > 0:
        size = min(BATCH, left)
        rows = _asked(user, wanted, at=at, limit=size, place=place)
        yield from rows
        if len(rows) < size:
            return
        left, place = left - size, _mark(rows[-1], wanted)


def ids_of(user: User, wanted: Wanted, *, at: datetime, limit: int) -> list[int]:
    """The quotes of a view, in its order."""
    return [quote.pk for quote in _asked(user, wanted, at=at, limit=limit)]


def group_keys(user: User, wanted: Wanted, *, at: datetime) -> dict[int, str]:
    """The group of each quote of a grouped view. One statement."""
    shape = filtering.shape_of(user, wanted)
    months = filtering.months_around(timezone.localtime(at, ZoneInfo(user.zone)).date())
    rows = _KEYS(shape=shape, **filtering.values_of(user, wanted, at=at))
    return {pk: filtering.told_key(wanted.gruppe, raw, months) for pk, raw in rows}


def details(quotes: list[Quote]) -> dict[int, Detail]:
    """What the valid versions say, the draft's where nothing was sent. One statement."""
    rows = _DETAILS(quotes=[quote.pk for quote in quotes]) if quotes else []
    # A sent version comes after a draft that is written beside it.
    return {
        quote: Detail(number, valid_until, tuple(dict.fromkeys(word for word in deliveries if word)))
        for quote, number, valid_until, deliveries in rows
    }


def _asked(user: User, wanted: Wanted, *, at: datetime, limit: int, place: str | None = None) -> list[Quote]:
    shape = filtering.shape_of(user, wanted)
    mark = wanted.ab if place is None else place
    value, pk = _place(mark, wanted) if mark else (None, None)
    values = filtering.values_of(user, wanted, at=at)
    ask = _SOME if shape.filters else _ALL
    order = {"sort": wanted.nach, "falls": wanted.falls, "is_later": bool(mark), "limit": limit}
    return ask(shape=shape, **order, value=value, pk=pk, **values)


def _rows(
    given: Givens, *, shape: Shape, sort: str, falls: bool, is_later: bool, limit: int
) -> QuerySet[Quote]:
    quotes = filtering.filtered(given, shape).annotate(first=_first(sort, shape.state))
    key = (_first(sort, shape.state), F("pk"))
    if is_later:
        compare = LessThan if falls else GreaterThan
        quotes = quotes.filter(compare(_Row(*key), _Row(given.value, given.pk)))
    order = [part.desc() if falls else part.asc() for part in key]
    # First which ones, from the one table; what they show of three others is read for these only.
    ones = quotes.order_by(*order).values("pk")[:limit]
    shown = Quote.objects.filter(pk__in=ones).annotate(first=_first(sort, shape.state))
    related = shown.select_related("matter__customer", "matter__accountable", "matter__contact")
    return related.only(*SHOWN).order_by(*order)


def _keys_read(given: Givens, *, shape: Shape) -> QuerySet[Quote, Any]:
    keyed = filtering.filtered(given, shape).annotate(key=filtering.key_of(given, shape))
    return keyed.order_by().values_list("pk", "key")


def _first(sort: str, state: str) -> Any:
    """What a view is sorted by; whoever has no value stands last."""
    if sort == "nachfassen" and state == OPEN:
        return F("follow_up_at")  # an open quote has one: the index on it serves
    late, early = (Value(one, output_field=DateTimeField()) for one in (_LATE, _EARLY))
    return {
        "datum": F("dated_at"),
        "nachfassen": Coalesce("follow_up_at", late),
        "entscheidung": Coalesce("decided_at", early),
        "betrag": F("net"),
        "gewichtet": F("weighted"),
        "db": Coalesce("margin", Value(_LEAST)),
        "chance": Coalesce("probability", Value(-1)),
        "nummer": Coalesce("number", Value("")),
        "kunde": F("matter__customer__sort_key"),
    }[sort]


def _details_read(given: Givens) -> QuerySet[QuoteVersion, Any]:
    counted = Q(lines__kind=ITEM, lines__choice=COUNTED)
    told = ArrayAgg("lines__delivery", filter=counted, order_by="lines__position", default=Value([]))
    versions = QuoteVersion.objects.filter(quote__any_of=given.quotes).exclude(state=SUPERSEDED)
    return (
        versions.annotate(told=told)
        .order_by("quote", F("sent_at").desc(nulls_first=True))
        .values_list("quote", "number", "valid_until", "told")
    )


_ALL, _SOME = Read(_rows), Read(_rows, keeps_plan=False)
_DETAILS, _KEYS = Read(_details_read), Read(_keys_read, keeps_plan=False)


def _mark(quote: Quote, wanted: Wanted) -> str:
    """A place in the list as it stands in an address."""
    first = quote.first  # type: ignore[attr-defined]  # annotated in _rows
    written = first.isoformat() if isinstance(first, datetime) else str(first)
    return base64.urlsafe_b64encode(json.dumps([written, quote.pk]).encode()).decode().rstrip("=")


def _place(mark: str, wanted: Wanted) -> tuple[Any, int]:
    """The place an address names; a mangled one is not found."""
    try:
        written, pk = json.loads(base64.urlsafe_b64decode(mark[:2000] + "=" * (-len(mark[:2000]) % 4)))
        if not isinstance(written, str) or not 0 <= int(pk) < 2**63 or b"\0" in written.encode():
            raise Http404
        return _read(written, wanted.nach), int(pk)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise Http404 from error


def _read(written: str, sort: str) -> Any:
    if sort in ("datum", "nachfassen", "entscheidung"):
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None or not _EARLY <= moment <= _LATE:
            raise InvalidOperation
        return moment
    if sort in ("betrag", "gewichtet", "db"):
        amount = Decimal(written)
        if not amount.is_finite() or abs(amount) > Decimal(10) ** 14:
            raise InvalidOperation
        return amount
    if sort == "chance":
        return max(-1, min(int(written[:4]), 100))
    return written
