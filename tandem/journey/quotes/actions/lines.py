"""The lines of a draft: add, type, remove, move, and take back what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import reads
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.products import vat
from tandem.journey.quotes import delivery as deliveries
from tandem.journey.quotes import numbering, queries, totals
from tandem.journey.quotes.actions import undo, values
from tandem.journey.quotes.actions.holding import NotNow, NotValid, Overtaken, revise, writable
from tandem.journey.quotes.actions.values import FieldValue
from tandem.journey.quotes.models import COUNTED, ITEM, KINDS, QuoteLine, QuoteVersion

MOST_LINES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to be added. A tax rate of None is the customer's."""

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
    rate = default_vat_rate(current.quote.matter.customer) if new else Decimal(0)
    made = [_made(current, line, rate=rate, at=at) for line in new]
    place = len(lines) if after is None else _place(lines, after) + 1
    order = [line.pk for line in lines]
    lines[place:place] = made
    renumbered = _number(lines, appended=made) if place + len(made) == len(lines) else _number_anew(lines)
    sums = revise(current, lines, changed=made)
    _write_positions([line for line in renumbered if line.pk])
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
    line.delivery = values.words("delivery", new.delivery)
    line.delivery_on = deliveries.day_meant(line.delivery, today=timezone.localtime(at).date())
    _require_whole(line)
    return line


def _require_whole(line: QuoteLine) -> None:
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
    fresh = lines[_place(lines, line)]
    fresh.version = current
    if "cost" in fields:
        values.require_cost(by)
    clean = {name: values.field(name, value) for name, value in fields.items()}
    if not fresh.is_item and clean.keys() - {"text"}:
        raise NotValid(_("Only items have a quantity and a price."))
    for name, value in (began_with or {}).items():
        _require_still(fresh, name, value, wanted=clean.get(name))
    for name, value in clean.items():
        setattr(fresh, name, value)
        fresh.typed_by[name] = by.pk if by else None
    _require_whole(fresh)
    written = {*clean, "revision", "typed_by"}
    if "delivery" in clean:
        fresh.delivery_on = deliveries.day_meant(fresh.delivery, today=timezone.localtime(at).date())
        written.add("delivery_on")
    sums = revise(current, lines, changed=[fresh])
    fresh.save(update_fields=sorted(written))
    return Change(version=current, lines=lines, sums=sums, changed=[fresh])


def _require_still(line: QuoteLine, name: str, began_with: FieldValue, *, wanted: FieldValue) -> None:
    """Refuse where the field holds neither what the typing began with nor what was typed."""
    held: FieldValue = getattr(line, name)
    if held in (values.field(name, began_with), wanted):
        return
    raise Overtaken(
        _("Somebody has just typed something else here."), by=line.typed_by.get(name), field=name, held=held
    )


@transaction.atomic
def set_kind(*, line: QuoteLine, kind: str, by: User | None, at: datetime, choice: str = COUNTED) -> Change:
    """Make a line an item (counted, optional or alternative), a text, a heading or a page break.

    What is no item has no price: it is gone, and comes back when the act is taken back.
    """
    current = writable(line.version, by=by, at=at)
    if kind not in KINDS:
        raise NotValid(_("There is no such kind of line."))
    lines = queries.lines_of(current)
    fresh = lines[_place(lines, line)]
    before, order = undo.snapshot(fresh), [one.pk for one in lines]
    was_item = fresh.is_item
    fresh.version, fresh.kind = current, kind
    if kind == ITEM:
        fresh.choice = str(values.field("choice", choice))
        if not was_item:
            fresh.vat_rate = default_vat_rate(current.quote.matter.customer)
    else:
        _clear(fresh)
    _require_whole(fresh)
    renumbered = _number_anew(lines) if was_item != fresh.is_item else []
    sums = revise(current, lines, changed=[fresh])
    _write_positions(renumbered)
    fresh.save()
    kept = undo.keep(current, lines=[before], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[fresh], undo=kept)


def _clear(line: QuoteLine) -> None:
    line.choice, line.quantity, line.unit, line.price, line.price_note = (
        COUNTED,
        Decimal(1),
        "",
        Decimal(0),
        "",
    )
    line.discount, line.cost, line.vat_rate = Decimal(0), None, Decimal(0)
    line.delivery, line.delivery_on = "", None


@transaction.atomic
def duplicate_line(*, line: QuoteLine, by: User | None, at: datetime) -> Change:
    """The same once more, behind it."""
    current = writable(line.version, by=by, at=at)
    lines = queries.lines_of(current)
    place = _place(lines, line)
    order = [one.pk for one in lines]
    copy = copied(lines[place], current)
    lines.insert(place + 1, copy)
    if len(lines) > MOST_LINES:
        raise NotValid(_("A quote has at most %(count)d lines.") % {"count": MOST_LINES})
    renumbered = _number_anew(lines)
    sums = revise(current, lines, changed=[copy])
    _write_positions([one for one in renumbered if one.pk])
    copy.save(force_insert=True)
    kept = undo.keep(current, added=[copy.pk], order=order, by=by, at=at)
    return Change(version=current, lines=lines, sums=sums, changed=[copy], undo=kept)


# What a line says, without where it stands and who typed it.
CONTENT = (
    "kind",
    "choice",
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
    gone = lines.pop(_place(lines, line))
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
    place = _place(lines, line)
    moved = lines.pop(place)
    if step:
        target = min(max(place + step, 0), len(lines))
    else:
        target = 0 if after is None or after.pk == moved.pk else _place(lines, after) + 1
        target = place if after is not None and after.pk == moved.pk else target
    lines.insert(target, moved)
    if [one.pk for one in lines] == order:
        return Change(version=current, lines=lines, sums=queries.totals_of_lines(current, lines), changed=[])
    renumbered = _number_anew(lines)
    sums = revise(current, lines)
    _write_positions(renumbered)
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
    renumbered = _number_anew(lines)
    sums = revise(current, lines, changed=back)
    QuoteLine.objects.filter(pk__in=[line.pk for line in gone], version=current).delete()
    _write_positions([line for line in renumbered if line not in back])
    for line in back:
        line.save()
    kept.delete()
    return Change(version=current, lines=lines, sums=sums, changed=back)


def default_vat_rate(customer: Customer) -> Decimal:
    """The tax rate a new line for this customer begins with."""
    company = people.company()
    sides = vat.Sides(
        company_country=company.country if company else "DE",
        customer_country=customer.country,
        has_vat_number=bool(customer.vat_number),
    )
    return vat.default_rate(sides)


def _place(lines: Sequence[QuoteLine], line: QuoteLine) -> int:
    for place, one in enumerate(lines):
        if one.pk == line.pk:
            return place
    raise NotNow(_("This line has just been removed."))


def _number(lines: Sequence[QuoteLine], *, appended: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Numbers for lines at the end; the others keep theirs."""
    rest = len(lines) - len(appended)
    last = lines[rest - 1].position if rest else 0
    for line in appended:
        last = line.position = numbering.after(last, line.kind)
    return []


def _number_anew(lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Numbers for all lines in this order; those whose number changed."""
    changed = []
    for line, position in zip(lines, numbering.positions([line.kind for line in lines]), strict=True):
        if line.position != position:
            line.position = position
            changed.append(line)
    return changed


def _write_positions(lines: Iterable[QuoteLine]) -> None:
    places = [(line.pk, line.position) for line in lines]
    if places:
        reads.rows(
            "UPDATE quotes_quoteline line SET position = fresh.position"
            " FROM unnest(%s::bigint[], %s::int[]) fresh (id, position) WHERE line.id = fresh.id"
            " RETURNING line.id",
            [[pk for pk, _position in places], [position for _pk, position in places]],
        )
