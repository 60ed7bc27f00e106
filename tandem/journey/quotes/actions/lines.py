"""The lines of a draft: add, type, remove, move, and take back what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.journey.quotes import delivery as deliveries
from tandem.journey.quotes import queries, totals
from tandem.journey.quotes.actions import filling, places, undo, values
from tandem.journey.quotes.actions.holding import NotValid, revise, writable
from tandem.journey.quotes.actions.values import FieldValue
from tandem.journey.quotes.models import COUNTED, ITEM, KINDS, QuoteLine, QuoteVersion

MOST_LINES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to be added. A tax rate of None is the customer's.

    A product fills what is left empty: text, unit, tax, cost, and the price unless `priced` says what it was.
    """

    text: str = ""
    quantity: Decimal | int = 1
    unit: str = ""
    price: Decimal | int = 0
    discount: Decimal | int = 0
    cost: Decimal | None = None
    vat_rate: Decimal | None = None
    delivery: str = ""
    price_note: str = ""
    kind: str = ITEM
    choice: str = COUNTED
    product_id: int | None = None
    priced: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an act made of a draft: all its lines in order, the sums, which lines it changed, how to take it back."""

    version: QuoteVersion
    lines: list[QuoteLine]
    sums: totals.Totals
    changed: list[QuoteLine]
    undo: int | None = None


@transaction.atomic
def add_line(
    *,
    version: QuoteVersion,
    by: User | None,
    at: datetime,
    text: str = "",
    quantity: Decimal | int = 1,
    unit: str = "",
    price: Decimal | int = 0,
    discount: Decimal | int = 0,
    cost: Decimal | None = None,
    vat_rate: Decimal | None = None,
    delivery: str = "",
    kind: str = ITEM,
    choice: str = COUNTED,
) -> QuoteLine:
    """One more line at the end."""
    line = NewLine(
        text=text,
        quantity=quantity,
        unit=unit,
        price=price,
        discount=discount,
        cost=cost,
        vat_rate=vat_rate,
        delivery=delivery,
        kind=kind,
        choice=choice,
    )
    return add_lines(version=version, new=[line], by=by, at=at).changed[0]


@transaction.atomic
def add_lines(
    *,
    version: QuoteVersion,
    new: Sequence[NewLine],
    by: User | None,
    at: datetime,
    after: QuoteLine | None = None,
    is_undoable: bool = False,
) -> Change:
    """Lines at the end or behind another one, in one act and one revision: all of them or none."""
    current = writable(version, by=by, at=at)
    if any(line.cost is not None for line in new):
        values.require_cost(by)
    lines = queries.lines_of(current)
    if len(lines) + len(new) > MOST_LINES:
        raise NotValid(_("A quote has at most %(count)d lines.") % {"count": MOST_LINES})
    rate = filling.default_vat_rate(current.quote.matter.customer) if new else Decimal(0)
    made = [_made(current, line, rate=rate, at=at) for line in new]
    filling.fill(current, made, at=at)
    place = len(lines) if after is None else places.of_line(lines, after) + 1
    order = [line.pk for line in lines]
    lines[place:place] = made
    renumbered = (
        places.number(lines, appended=made) if place + len(made) == len(lines) else places.number_anew(lines)
    )
    sums = revise(current, lines, changed=made)
    places.write([line for line in renumbered if line.pk])
    for line in made:
        line.save(force_insert=True)
    kept = None
    if is_undoable:
        kept = undo.keep(current, added=[line.pk for line in made], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=made, undo=kept)


def _made(version: QuoteVersion, new: NewLine, *, rate: Decimal, at: datetime) -> QuoteLine:
    if new.kind not in KINDS:
        raise NotValid(_("There is no such kind of line."))
    line = QuoteLine(version=version, position=0, kind=new.kind, text=values.words("text", new.text))
    if new.kind != ITEM:
        return line
    line.choice = str(values.field("choice", new.choice))
    line.quantity = values.amount("quantity", Decimal(new.quantity))
    line.unit = values.words("unit", new.unit)
    line.price = values.amount("price", Decimal(new.price))
    line.price_note = values.words("price_note", new.price_note)
    line.discount = values.amount("discount", Decimal(new.discount))
    line.cost = None if new.cost is None else values.amount("cost", new.cost)
    line.vat_rate = values.amount("vat_rate", rate if new.vat_rate is None else new.vat_rate)
    line.product_id, line.priced = new.product_id, dict(new.priced)
    line.delivery = values.words("delivery", new.delivery)
    line.delivery_on = deliveries.day_meant(line.delivery, today=timezone.localtime(at).date())
    require_whole(line)
    return line


def require_whole(line: QuoteLine) -> None:
    """What the fields of a line say together."""
    if line.is_rebate and (line.discount or line.choice != COUNTED):
        raise NotValid(_("A line below zero is a rebate: it has no discount and always counts."))


@transaction.atomic
def set_line(*, line: QuoteLine, by: User | None, at: datetime, **fields: FieldValue) -> QuoteLine:
    """Change what is given of a line: text, quantity, unit, price, discount, cost, vat_rate, delivery, choice."""
    return edit_line(line=line, fields=fields, by=by, at=at).changed[0]


@transaction.atomic
def edit_line(
    *,
    line: QuoteLine,
    fields: Mapping[str, FieldValue],
    by: User | None,
    at: datetime,
    began_with: Mapping[str, FieldValue] | None = None,
) -> Change:
    """Change fields of a line. `began_with` is what the fields held when the typing began: where somebody has set one
    of them to something else since, nothing is written (Overtaken), so that no edit is lost.
    """
    current = writable(line.version, by=by, at=at)
    lines = queries.lines_of(current)
    fresh = lines[places.of_line(lines, line)]
    fresh.version = current
    if "cost" in fields:
        values.require_cost(by)
    clean = {name: values.field(name, value) for name, value in fields.items()}
    if not fresh.is_item and clean.keys() - {"text"}:
        raise NotValid(_("Only items have a quantity and a price."))
    for name, value in (began_with or {}).items():
        filling.require_still(fresh, name, value, wanted=clean.get(name))
    for name, value in clean.items():
        setattr(fresh, name, value)
        fresh.typed_by[name] = by.pk if by else None
    written = {*clean, "revision", "typed_by", *filling.follow(fresh, clean, at=at)}
    require_whole(fresh)
    if "delivery" in clean:
        fresh.delivery_on = deliveries.day_meant(fresh.delivery, today=timezone.localtime(at).date())
        written.add("delivery_on")
    sums = revise(current, lines, changed=[fresh])
    fresh.save(update_fields=sorted(written))
    return Change(version=current, lines=lines, sums=sums, changed=[fresh])


@transaction.atomic
def set_kind(*, line: QuoteLine, kind: str, by: User | None, at: datetime, choice: str = COUNTED) -> Change:
    """Make a line an item (counted, optional or alternative), a text, a heading or a page break.

    What is no item has no price: it is gone, and comes back when the act is taken back.
    """
    current = writable(line.version, by=by, at=at)
    if kind not in KINDS:
        raise NotValid(_("There is no such kind of line."))
    lines = queries.lines_of(current)
    fresh = lines[places.of_line(lines, line)]
    before, order = undo.snapshot(fresh), [one.pk for one in lines]
    was_item = fresh.is_item
    fresh.version, fresh.kind = current, kind
    if kind == ITEM:
        fresh.choice = str(values.field("choice", choice))
        if not was_item:
            fresh.vat_rate = filling.default_vat_rate(current.quote.matter.customer)
    else:
        filling.clear(fresh)
    require_whole(fresh)
    renumbered = places.number_anew(lines) if was_item != fresh.is_item else []
    sums = revise(current, lines, changed=[fresh])
    places.write(renumbered)
    fresh.save()
    kept = undo.keep(current, lines=[before], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[fresh], undo=kept)


@transaction.atomic
def duplicate_line(*, line: QuoteLine, by: User | None, at: datetime) -> Change:
    """The same once more, behind it."""
    current = writable(line.version, by=by, at=at)
    lines = queries.lines_of(current)
    place = places.of_line(lines, line)
    order = [one.pk for one in lines]
    copy = copied(lines[place], current)
    lines.insert(place + 1, copy)
    if len(lines) > MOST_LINES:
        raise NotValid(_("A quote has at most %(count)d lines.") % {"count": MOST_LINES})
    renumbered = places.number_anew(lines)
    sums = revise(current, lines, changed=[copy])
    places.write([one for one in renumbered if one.pk])
    copy.save(force_insert=True)
    kept = undo.keep(current, added=[copy.pk], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[copy], undo=kept)


# What a line says, without where it stands and who typed it.
CONTENT = (
    "kind",
    "choice",
    "product_id",
    "priced",
    "text",
    "quantity",
    "unit",
    "price",
    "price_note",
    "discount",
    "cost",
    "vat_rate",
    "delivery",
    "delivery_on",
)


def copied(line: QuoteLine, version: QuoteVersion) -> QuoteLine:
    """The line once more, for this version; with no number yet."""
    return QuoteLine(version=version, position=0, **{name: getattr(line, name) for name in CONTENT})


@transaction.atomic
def remove_line(*, line: QuoteLine, by: User | None, at: datetime) -> Change:
    """Take a line out; the others keep their numbers."""
    current = writable(line.version, by=by, at=at)
    lines = queries.lines_of(current)
    order = [one.pk for one in lines]
    gone = lines.pop(places.of_line(lines, line))
    sums = revise(current, lines)
    QuoteLine.objects.filter(pk=gone.pk, version=current).delete()
    kept = undo.keep(current, lines=[undo.snapshot(gone)], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[], undo=kept)


@transaction.atomic
def move_line(
    *, line: QuoteLine, by: User | None, at: datetime, after: QuoteLine | None = None, step: int = 0
) -> Change:
    """Put a line behind another one, to the top (`after` None), or by `step` lines up (-1) or down (1)."""
    current = writable(line.version, by=by, at=at)
    lines = queries.lines_of(current)
    order = [one.pk for one in lines]
    place = places.of_line(lines, line)
    moved = lines.pop(place)
    if step:
        target = min(max(place + step, 0), len(lines))
    else:
        target = 0 if after is None or after.pk == moved.pk else places.of_line(lines, after) + 1
        target = place if after is not None and after.pk == moved.pk else target
    lines.insert(target, moved)
    if [one.pk for one in lines] == order:
        return Change(version=current, lines=lines, sums=queries.totals_of_lines(current, lines), changed=[])
    renumbered = places.number_anew(lines)
    sums = revise(current, lines)
    places.write(renumbered)
    kept = undo.keep(current, order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[moved], undo=kept)


@transaction.atomic
def take_back(*, version: QuoteVersion, undo_id: int, by: User | None, at: datetime) -> Change:
    """Undo one's own last act: what was removed comes back, what was added goes, the order is as it was.

    What a colleague has changed since stays.
    """
    current = writable(version, by=by, at=at)
    kept = undo.of(current, undo_id, by=by)
    lines = queries.lines_of(current)
    lines, gone, back = undo.applied(kept, lines, current)
    renumbered = places.number_anew(lines)
    sums = revise(current, lines, changed=back)
    QuoteLine.objects.filter(pk__in=[line.pk for line in gone], version=current).delete()
    places.write([line for line in renumbered if line not in back])
    for line in back:
        line.save()
    kept.delete()
    return Change(version=current, lines=lines, sums=sums, changed=back)
