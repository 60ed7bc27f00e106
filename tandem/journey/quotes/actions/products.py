"""Products in the lines of a draft: choose one, take the price of the lists, fetch all anew, take a surcharge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.essentials.products.models import Product
from tandem.journey.quotes import priced, queries
from tandem.journey.quotes.actions import filling, lines, places, undo, values
from tandem.journey.quotes.actions.holding import NotNow, NotValid, revise, writable
from tandem.journey.quotes.actions.lines import Change, NewLine
from tandem.journey.quotes.models import QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import pricing


@transaction.atomic
def choose_product(
    *, line: QuoteLine, product: Product, by: User | None, at: datetime, began_with: str | None = None
) -> Change:
    """Make a line this product: its text in the quote's language, unit, tax, cost and price. `began_with` is the text
    before the choosing began: where a colleague has typed another one since, nothing is written (Overtaken).
    """
    current = writable(line.version, by=by, at=at)
    held = queries.lines_of(current)
    fresh = held[places.of_line(held, line)]
    if not fresh.is_item:
        raise NotValid(_("Only items have a quantity and a price."))
    if product.retired_at is not None:
        raise NotValid(
            _("%(number)s is no longer offered. Choose another product.") % {"number": product.number}
        )
    text = filling.text_of(product, current.language)
    if began_with is not None:
        filling.require_still(fresh, "text", began_with, wanted=values.words("text", text))
    before = undo.snapshot(fresh)
    fresh.version = current
    fresh.product, fresh.priced = product, {}
    fresh.text, fresh.unit, fresh.price, fresh.cost = "", "", priced.in_list(None), None
    filling.fill(current, [fresh], at=at)
    fresh.text = values.words("text", fresh.text)
    fresh.typed_by["text"] = by.pk if by else None
    return _written(fresh, held, before, by=by, at=at)


@transaction.atomic
def take_list_price(*, line: QuoteLine, by: User | None, at: datetime) -> Change:
    """Instead of the price that was typed, the one that the lists say today."""
    current = writable(line.version, by=by, at=at)
    held = queries.lines_of(current)
    fresh = held[places.of_line(held, line)]
    if fresh.product is None:
        raise NotValid(_("This line is no product: the lists have no price for it."))
    before = undo.snapshot(fresh)
    fresh.version = current
    filling.put(fresh, filling.ask(current, [fresh], at=at)[0])
    return _written(fresh, held, before, by=by, at=at)


def _written(
    fresh: QuoteLine, held: list[QuoteLine], before: dict[str, Any], *, by: User | None, at: datetime
) -> Change:
    """The line as it is now, whole and in the sums; `before` is what it was, to be taken back."""
    lines.require_whole(fresh)
    sums = revise(fresh.version, held, changed=[fresh])
    fresh.save()
    order = [one.pk for one in held]
    kept = undo.keep(fresh.version, lines=[before], order=order, by=by, at=at)
    return Change(version=fresh.version, lines=held, sums=sums, changed=[fresh], undo=kept)


@transaction.atomic
def fetch_prices(*, version: QuoteVersion, agreed: Collection[str], by: User | None, at: datetime) -> Change:
    """The prices of today for the lines that somebody has agreed to, as they were shown (`Fresh.told`); refuses where a
    price, old or new, is another one by now.
    """
    current = writable(version, by=by, at=at)
    held = queries.lines_of(current)
    found = pricing.fresh(current, held, day=timezone.localtime(at).date())
    wanted = [one for one in found if one.may_change and one.told in agreed]
    if len(wanted) != len(set(agreed)):
        raise NotNow(_("A price has changed since you looked. Look at the new prices once more."))
    if not wanted:
        raise NotValid(_("Choose at least one line."))
    before, order = [undo.snapshot(one.line) for one in wanted], [one.pk for one in held]
    for one in wanted:
        filling.put(one.line, one.price)
        lines.require_whole(one.line)
    changed = [one.line for one in wanted]
    sums = revise(current, held, changed=changed)
    for line in changed:
        line.save()
    kept = undo.keep(current, lines=before, order=order, by=by, at=at)
    return Change(version=current, lines=held, sums=sums, changed=changed, undo=kept)


@transaction.atomic
def take_surcharge(*, version: QuoteVersion, key: str, by: User | None, at: datetime) -> Change:
    """A proposed surcharge as a line of its own at the end."""
    current = writable(version, by=by, at=at)
    held = queries.lines_of(current)
    sums = queries.totals_of_lines(current, held)
    day = timezone.localtime(at).date()
    proposal = next((one for one in pricing.proposals(current, held, sums, day=day) if one.key == key), None)
    if proposal is None:
        raise NotNow(_("This surcharge is in the quote already, or does not apply any more."))
    new = NewLine(
        text=pricing.text_of(proposal, current.language),
        price=values.amount("price", proposal.amount),
        price_note=proposal.why[:120],
        priced={priced.SURCHARGE: key},
    )
    return lines.add_lines(version=current, new=[new], is_undoable=True, by=by, at=at)
