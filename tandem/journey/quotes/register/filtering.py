"""Which quotes a view holds: its conditions as parts of a kept query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BooleanField, F, Func, IntegerField, Q, QuerySet
from django.utils import timezone

from tandem.base.tools import text, validation
from tandem.base.tools.reads import Givens
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.queries import Door
from tandem.essentials.people.models import User
from tandem.essentials.products import queries as products
from tandem.journey.quotes.models import OPEN, SUPERSEDED, Quote, QuoteLine
from tandem.journey.quotes.register.wanted import DATES, NO_CLASS, Wanted

# The group of those that have none.
NONE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of a view decides how its query is written; the values are put in when it is asked."""

    door: Door
    state: str
    filters: tuple[str, ...]
    # The date that periods and months are about.
    dated: str
    group: str
    # Whether the one group that is wanted has a key that dates are compared with.
    has_key: bool


def shape_of(user: User, wanted: Wanted) -> Shape:
    """How the query of this view is written for this reader."""
    return Shape(
        door=customers.door(user),
        state=wanted.state,
        filters=tuple(name for name in wanted.narrowed_by if name != "produkt" or words_of(wanted.produkt)),
        dated=DATES[wanted.zeit],
        group=wanted.gruppe,
        has_key=_month(wanted.teil) is not None,
    )


def values_of(user: User, wanted: Wanted, *, at: datetime) -> dict[str, object]:
    """What is filled into it."""
    zone = ZoneInfo(user.zone)
    today = timezone.localtime(at, zone).date()
    first, last = wanted.span(today)
    first_number, last_number = products.numbers_from(wanted.produkt)
    return {
        "meine": user.pk,
        "tandem": wanted.tandem,
        "person": wanted.person,
        "kunde": f"%{_escaped(text.sort_key(wanted.kunde))}%",
        "number": wanted.kunde,
        "klasse": "" if wanted.klasse == NO_CLASS else wanted.klasse,
        "land": wanted.land.upper(),
        "betrag_von": wanted.betrag_von,
        "betrag_bis": wanted.betrag_bis,
        "chance_von": wanted.chance_von,
        "chance_bis": wanted.chance_bis,
        "produkt": " & ".join(f"{word}:*" for word in words_of(wanted.produkt)),
        "first_number": first_number,
        "last_number": last_number,
        "grund": wanted.grund,
        "wettbewerb": f"%{_escaped(wanted.wettbewerb)}%",
        "faellig": at,
        "von": _midnight(first or date(1900, 1, 1), zone),
        "bis": _midnight((last or date(2999, 12, 31)) + timedelta(days=1), zone),
        "months": [_midnight(month, zone) for month in months_around(today)]
        if wanted.gruppe == "monat"
        else [],
        **_group_values(wanted, zone),
    }


def words_of(typed: str) -> list[str]:
    """The words by which lines are found; each may be the beginning of one."""
    return [word.lower() for word in re.findall(r"\w+", typed) if word.strip("_")][:8]


def _escaped(typed: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", typed)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


class _Like(Func):
    """A text that holds another, in capitals or not."""

    template = "(%(expressions)s)"
    arg_joiner = " ILIKE "
    output_field = BooleanField()


def _conditions(given: Givens, shape: Shape) -> dict[str, Any]:
    """What each filter means."""
    dated = shape.dated
    return {
        "meine": Q(person_key=given.meine),
        "tandem": Q(tandem_key=given.tandem),
        "person": Q(person_key=given.person),
        "kunde": Q(customer_key__in=_called(given)),
        "klasse": Q(class_key=given.klasse),
        "land": Q(matter__customer__country=given.land),
        "betrag_von": Q(net__gte=given.betrag_von),
        "betrag_bis": Q(net__lte=given.betrag_bis),
        "chance_von": Q(probability__gte=given.chance_von),
        "chance_bis": Q(probability__lte=given.chance_bis),
        # As a list: the database asks for the few quotes that have them, not of each quote whether it has.
        "produkt": Q(pk__any_of=ArraySubquery(_with_words(given))),
        "grund": Q(lost_reason=given.grund),
        "wettbewerb": _Like(F("competitor"), given.wettbewerb),
        "faellig": Q(state=OPEN, follow_up_at__lt=given.faellig),
        "zeitraum": Q(**{f"{dated}__gte": given.von, f"{dated}__lt": given.bis}),
    }


def _called(given: Givens) -> QuerySet[Customer, int]:
    """Customers whose name holds the words, or whose number it is."""
    like = _Like(F("sort_key"), given.kunde)
    found = Customer.objects.annotate(is_named=like).filter(Q(is_named=True) | Q(number=given.number))
    return found.values_list("pk", flat=True)


def _with_words(given: Givens) -> QuerySet[Any, Any]:
    """Quotes with a line of such words, or of a product whose number begins so, in a version that is not replaced."""
    asked = SearchQuery(given.produkt, config="simple", search_type="raw")
    # As a list, so that both ways go through an index and are joined there.
    numbered = ArraySubquery(products.numbered(given.first_number, given.last_number))
    told = QuoteLine.objects.annotate(told=SearchVector("text", config="simple"))
    lines = told.filter(Q(told=asked) | Q(product__any_of=numbered))
    return lines.exclude(version__state=SUPERSEDED).values("version__quote")


_KEYS = {
    "stand": "state",
    "tandem": "tandem_key",
    "person": "person_key",
    "kunde": "customer_key",
    "klasse": "class_key",
    "grund": "lost_reason",
}


def key_of(given: Givens, shape: Shape) -> Any:
    """By what quotes are grouped: a column, or the place of their date in the list of months."""
    if shape.group == "monat":
        # Sixty times as fast as cutting each date down to its month.
        return Func(
            F(shape.dated), _Moments(given.months), function="width_bucket", output_field=IntegerField()
        )
    return F(_KEYS[shape.group])


def told_key(group: str, raw: Any, months: Sequence[date]) -> str:
    """The key of a group as it stands in an address."""
    if raw is None or raw == "":
        return NONE
    if group == "monat":
        return f"{months[raw - 1]:%Y-%m}" if 0 < raw <= len(months) else NONE
    return str(raw)


def months_around(day: date) -> list[date]:
    """The first days of all months in which a quote may lie: of a month before these nothing is told."""
    return [date(day.year + place // 12, place % 12 + 1, 1) for place in range(-30 * 12, 10 * 12)]


class _Moments(Func):
    """A list of moments."""

    template = "(%(expressions)s)::timestamptz[]"


def filtered(given: Givens, shape: Shape) -> QuerySet[Quote]:
    """The quotes of a view."""
    quotes = Quote.objects.all()
    if not shape.door.everything:
        quotes = quotes.filter(matter__customer__in=shape.door.customers())
    if shape.state:
        quotes = quotes.filter(state=shape.state)
    conditions = _conditions(given, shape)
    quotes = quotes.filter(*(conditions[name] for name in shape.filters if name != "teil"))
    if "teil" in shape.filters:
        quotes = quotes.filter(_of_group(given, shape))
    return quotes


def _of_group(given: Givens, shape: Shape) -> Q:
    if shape.group == "monat":
        in_month = Q(**{f"{shape.dated}__gte": given.teil, f"{shape.dated}__lt": given.teil_end})
        return in_month if shape.has_key else Q(**{shape.dated: None})
    return Q(**{_KEYS[shape.group]: given.teil})


def _group_values(wanted: Wanted, zone: ZoneInfo) -> dict[str, object]:
    """The one group that is wanted, as its column holds it."""
    if wanted.gruppe == "monat":
        first = _month(wanted.teil)
        if first is None:
            return {"teil": None, "teil_end": None}
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return {"teil": _midnight(first, zone), "teil_end": _midnight(last, zone)}
    if wanted.gruppe in ("tandem", "person", "kunde"):
        return {"teil": validation.whole_number(wanted.teil)}
    return {"teil": "" if wanted.teil == NONE else wanted.teil}


def _month(key: str) -> date | None:
    try:
        first = date.fromisoformat(f"{key}-01")
    except ValueError:
        return None
    return first if 1900 <= first.year < 2999 else None
