"""What a product says of a line: text, unit, tax, cost, and the price of the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.products import prices, vat
from tandem.essentials.products import queries as products
from tandem.essentials.products.models import Product
from tandem.essentials.products.prices import Price
from tandem.journey.quotes import priced
from tandem.journey.quotes.actions import values
from tandem.journey.quotes.actions.holding import Overtaken
from tandem.journey.quotes.actions.values import FieldValue
from tandem.journey.quotes.models import COUNTED, QuoteLine, QuoteVersion

# Longer, or of several lines, a description stands below the name instead of behind it.
SHORT = 100


def fill(version: QuoteVersion, lines: Sequence[QuoteLine], *, at: datetime) -> None:
    """What is still empty in new lines that are products. Six queries, whatever their number."""
    for line in lines:
        if priced.surcharge_of(line):
            # What is charged for freight or a small quantity is what it costs: no margin is made up.
            line.cost = line.price
    held = [line for line in lines if line.product_id is not None]
    if not held:
        return
    known = products.by_ids({line.product_id for line in held if line.product_id is not None})
    unasked = []
    rates, sides = vat.rates(_day(at)), _sides(version.quote.matter.customer)
    for line in held:
        product = line.product = known[line.product_id or 0]
        line.text = line.text or text_of(product, version.language)
        line.unit = line.unit or product.unit.code
        line.vat_rate = values.amount("vat_rate", rates.for_line(sides, kind=product.vat_kind))
        if not line.priced:
            unasked.append(line)
    for line, price in zip(unasked, ask(version, unasked, at=at), strict=True):
        typed = line.price
        put(line, price)
        if typed:
            line.price = typed
    _cost(version, held, at=at)


def _cost(version: QuoteVersion, lines: Sequence[QuoteLine], *, at: datetime) -> None:
    """Costs are kept in the company's currency; of a quote in another one the cost is not known."""
    company = people.company()
    if company is None or company.currency != version.quote.currency:
        return
    costs = products.costs_of(
        [line.product_id for line in lines if line.product_id is not None], day=_day(at)
    )
    for line in lines:
        if line.cost is None and line.product_id in costs:
            line.cost = values.amount("cost", costs[line.product_id])


def ask(version: QuoteVersion, lines: Sequence[QuoteLine], *, at: datetime) -> list[Price]:
    """What the lists say today of these products for this customer. Two queries."""
    asks = [prices.Ask(line.product, line.quantity) for line in lines if line.product is not None]
    if not asks:
        return []
    quote = version.quote
    return prices.find_many(asks=asks, customer=quote.matter.customer, currency=quote.currency, day=_day(at))


def put(line: QuoteLine, price: Price) -> None:
    """The line costs what the lists say; a gap leaves it without a price."""
    line.priced = priced.kept(price)
    line.price = values.amount("price", priced.in_list(price))
    line.price_note = ""
    line.typed_by.pop("price", None)


def follow(line: QuoteLine, typed: Mapping[str, object], *, at: datetime) -> set[str]:
    """What goes along when fields of a line were typed; the names of what it wrote.

    The price follows the quantity as long as nobody has typed one; a line without text is no product any more. What is
    retired stays as it is.
    """
    if line.product is None or line.product_id is None:
        return set()
    if typed.get("text") == "":
        line.product, line.priced = None, {}
        return {"product", "priced"}
    if "quantity" not in typed or line.product.retired_at is not None:
        return set()
    by_hand = priced.is_by_hand(line)
    kept = line.price, line.price_note
    price = ask(line.version, [line], at=at)[0]
    if by_hand:
        line.priced = priced.kept(price)
        line.price, line.price_note = kept
    else:
        put(line, price)
    return {"priced", "price", "price_note"}


def text_of(product: Product, language: str) -> str:
    """Name and description in the language of the quote."""
    with translation.override(language):
        name, more = product.name, product.description.strip()
    if not more:
        return name
    return f"{name} · {more}" if len(more) <= SHORT and "\n" not in more else f"{name}\n{more}"


def default_vat_rate(customer: Customer) -> Decimal:
    """The tax rate a new line for this customer begins with."""
    return vat.default_rate(_sides(customer))


def _sides(customer: Customer) -> vat.Sides:
    company = people.company()
    return vat.Sides(
        company_country=company.country if company else "DE",
        customer_country=customer.country,
        has_vat_number=bool(customer.vat_number),
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def require_still(line: QuoteLine, name: str, began_with: FieldValue, *, wanted: FieldValue) -> None:
    """Refuse where the field holds neither what the typing began with nor what was typed."""
    held: FieldValue = getattr(line, name)
    # Nobody typed what the lists said.
    if name == "price" and line.product_id and "price" not in line.typed_by and not priced.is_by_hand(line):
        return
    if held in (values.field(name, began_with), wanted):
        return
    raise Overtaken(
        _("Somebody has just typed something else here."), by=line.typed_by.get(name), field=name, held=held
    )


def clear(line: QuoteLine) -> None:
    """Only the text stays, as that of a line without a price."""
    line.product, line.priced = None, {}
    line.choice, line.quantity, line.unit, line.price, line.price_note = (
        COUNTED,
        Decimal(1),
        "",
        Decimal(0),
        "",
    )
    line.discount, line.cost, line.vat_rate = Decimal(0), None, Decimal(0)
    line.delivery, line.delivery_on = "", None
