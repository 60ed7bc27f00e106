"""Beginning with what is there: lines and terms of an earlier quote, of a template, of the visit report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.tools import text as texts
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries as turns
from tandem.journey.quotes import queries
from tandem.journey.quotes.actions import lines as acts
from tandem.journey.quotes.actions import terms as term_acts
from tandem.journey.quotes.actions import undo
from tandem.journey.quotes.actions.holding import NotValid
from tandem.journey.quotes.actions.lines import Change, NewLine
from tandem.journey.quotes.models import ITEM, TEXT, Quote, QuoteLine, QuoteTemplate, QuoteVersion
from tandem.journey.quotes.queries import editing

# What a template and a copied quote bring besides their lines.
TERMS = ("introduction", "payment", "delivery", "incoterm", "warranty", "pictures")


@transaction.atomic
def copy_quote(
    *, version: QuoteVersion, source: Quote, by: User, at: datetime, with_terms: bool = False
) -> Change:
    """The lines of another quote at the end, with their prices as they were then; on wish its terms as well."""
    before, lines = editing.of_last_version(source)
    note = _("from quote %(number)s") % {"number": source.label}
    new = [_again(undo.snapshot(line), by=by, price_note=note) for line in lines]
    if source.currency != version.quote.currency:
        new = [_in_another_currency(line, source) for line in new]
    terms = {name: getattr(before, name) for name in TERMS} if with_terms else {}
    return _take(version, new, terms, by=by, at=at)


@transaction.atomic
def copy_template(
    *, version: QuoteVersion, template: QuoteTemplate, by: User, at: datetime, with_terms: bool = False
) -> Change:
    """The lines of a template at the end; on wish its terms as well."""
    note = _("from template “%(name)s”") % {"name": template.name}
    new = [_again(data, by=by, price_note=note) for data in template.lines]
    return _take(version, new, template.terms if with_terms else {}, by=by, at=at)


@transaction.atomic
def copy_requirement(*, version: QuoteVersion, by: User, at: datetime) -> Change:
    """What the visit report says the customer needs, a line each; prices are still to be found."""
    report = editing.requirement_of(version.quote.matter)
    if report is None:
        raise NotValid(_("No visit report of this matter says what the customer needs."))
    parts = [part.strip(" -–•*\t") for part in report.requirement.splitlines()]
    new = [NewLine(text=part) for part in parts if part]
    return _take(version, new, {}, by=by, at=at)


def _take(
    version: QuoteVersion, new: list[NewLine], terms: Mapping[str, Any], *, by: User, at: datetime
) -> Change:
    if terms:
        term_acts.edit_terms(version=version, terms=terms, by=by, at=at)
    return acts.add_lines(version=version, new=new, is_undoable=True, by=by, at=at)


def _again(data: Mapping[str, Any], *, by: User, price_note: str) -> NewLine:
    """The line as a new one: a date of then is no date of now, and the tax is that of this customer."""
    is_item = data["kind"] not in (TEXT, "section", "page_break")
    cost = data["cost"] if queries.may_see_margin(by) else None
    return NewLine(
        kind=data["kind"],
        choice=data["choice"],
        text=data["text"],
        quantity=Decimal(data["quantity"]),
        unit=data["unit"],
        price=Decimal(data["price"]),
        discount=Decimal(data["discount"]),
        cost=None if cost is None else Decimal(cost),
        delivery="" if data["delivery_on"] else data["delivery"],
        price_note=texts.clean(price_note, limit=120) if is_item else "",
        product_id=data.get("product"),
        priced=data.get("priced", {}),
    )


def _in_another_currency(line: NewLine, source: Quote) -> NewLine:
    """A price of another currency is none: the lists are asked for a product, the others are to be priced anew."""
    if line.kind != ITEM:
        return line
    note = _("from quote %(number)s: %(price)s") % {
        "number": source.label,
        "price": formats.money(
            Decimal(line.price), source.currency, exact=True, language=get_language() or "de"
        ),
    }
    return replace(line, price=0, priced={}, cost=None, price_note=texts.clean(note, limit=120))


@transaction.atomic
def keep_as_template(*, version: QuoteVersion, name: str, by: User, at: datetime) -> QuoteTemplate:
    """Keep lines and terms under a name; the same name again replaces what was kept."""
    turns.require_act(by, version.quote.matter, day=_day(at))
    clean = texts.clean(name, limit=80)
    if not clean:
        raise NotValid(_("A template needs a name."))
    lines = queries.lines_of(version)
    if not lines:
        raise NotValid(_("There is no line to keep yet."))
    kept, _is_new = QuoteTemplate.objects.update_or_create(
        name=clean,
        defaults={
            "made_by": by,
            "made_at": at,
            "terms": {term: getattr(version, term) for term in TERMS},
            "lines": [_kept(line) for line in lines],
        },
    )
    return kept


def _kept(line: QuoteLine) -> dict[str, Any]:
    """Without who typed it, and without its id: it is nobody's any more."""
    data = undo.snapshot(line)
    return {name: value for name, value in data.items() if name not in ("id", "typed_by")}


def _day(at: datetime) -> date:
    return at.date()
