"""The terms of a draft, and what the customer is expected to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.essentials.people.models import User
from tandem.journey.quotes import queries
from tandem.journey.quotes.actions import values
from tandem.journey.quotes.actions.holding import NotValid, Overtaken, revise, writable
from tandem.journey.quotes.actions.lines import Change
from tandem.journey.quotes.models import INCOTERMS, QuoteVersion

TermValue = str | Decimal | date | int | None
LENGTHS = {
    "title": 200,
    "note": 200,
    "payment": 200,
    "delivery": 200,
    "incoterm_place": 80,
    "warranty": 200,
    "competitor": 120,
}
LANGUAGES = ("de", "en")
# These stand on the quote, whatever its version.
_OF_QUOTE = ("title", "competitor", "probability")


@transaction.atomic
def set_terms(*, version: QuoteVersion, by: User | None, at: datetime, **terms: TermValue) -> QuoteVersion:
    """Change what is given of a draft's terms: title, note, introduction, valid_until, payment, delivery, incoterm,
    incoterm_place, warranty, decide_on, discount, probability, competitor, language, pictures.
    """
    return edit_terms(version=version, terms=terms, by=by, at=at).version


@transaction.atomic
def edit_terms(
    *,
    version: QuoteVersion,
    terms: Mapping[str, TermValue],
    by: User | None,
    at: datetime,
    began_with: Mapping[str, TermValue] | None = None,
) -> Change:
    """Change terms; `began_with` as for a line: what somebody else has set since is not overwritten."""
    current = writable(version, by=by, at=at)
    clean = {name: _term(name, value) for name, value in terms.items()}
    for name, value in (began_with or {}).items():
        held = _held(current, name)
        if held not in (_term(name, value), clean.get(name)):
            raise Overtaken(
                _("Somebody has just typed something else here."),
                by=current.typed_by.get(name),
                field=name,
                held=held,
            )
    for name, value in clean.items():
        if name in _OF_QUOTE:
            setattr(current.quote, name, value or current.quote.title if name == "title" else value)
        if name not in ("title", "competitor"):
            setattr(current, name, value)
        current.typed_by[name] = by.pk if by else None
    lines = queries.lines_of(current)
    sums = revise(current, lines)
    current.save()
    if clean.keys() & set(_OF_QUOTE):
        current.quote.save(update_fields=list(_OF_QUOTE))
    return Change(version=current, lines=lines, sums=sums, changed=[])


def _held(version: QuoteVersion, name: str) -> TermValue:
    value: TermValue = getattr(version.quote if name in ("title", "competitor") else version, name)
    return value


def _term(name: str, value: TermValue) -> TermValue:
    """The value as the table keeps it; refuses what is none."""
    if name in LENGTHS:
        return texts.clean(str(value or ""), limit=LENGTHS[name])
    if name in ("valid_until", "decide_on"):
        return value
    if name not in _CLEAN:
        raise TypeError(f"A quote has no term {name}.")
    return _CLEAN[name](value)


def _incoterm(value: TermValue) -> str:
    if value and value not in INCOTERMS:
        raise NotValid(_("Incoterms 2020 have no clause of this name."))
    return str(value or "")


def _language(value: TermValue) -> str:
    if value not in LANGUAGES:
        raise NotValid(_("A quote is written in German or English."))
    return str(value)


_CLEAN: dict[str, Callable[[TermValue], TermValue]] = {
    "introduction": lambda value: values.long(str(value or "")),
    "incoterm": _incoterm,
    "language": _language,
    "pictures": bool,
    "discount": lambda value: values.amount("discount", Decimal(str(value or 0))),
    "probability": lambda value: values.percent(value if isinstance(value, int) else None),
}
