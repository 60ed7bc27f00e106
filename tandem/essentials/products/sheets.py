"""Products and prices as Excel: exactly what is seen, in columns that the import reads back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools.workbooks import Book
from tandem.essentials.people.models import User
from tandem.essentials.products import queries, rights
from tandem.essentials.products.models import PriceList, Product, Tier

MOST_ROWS = 1_000_000


def products(rows: Iterable[Product], *, user: User, day: date) -> bytes:
    """The products of a view; the cost only for who may know it."""
    held = list(rows)
    shows_cost = rights.may_see_cost(user)
    costs = queries.costs_of([product.pk for product in held], day=day) if shows_cost else {}
    heads = [
        _("Item number"), _("Group"), _("Name, German"), _("Name, English"), _("Description, German"),
        _("Description, English"), _("Unit"), _("VAT"), _("Minimum quantity"), _("Packaging step"),
        _("Copper per unit, kg"),
    ]  # fmt: skip
    heads += [_("Cost of one unit")] if shows_cost else []
    return _book(_("Products"), heads, (_product(one, costs, shows_cost=shows_cost) for one in held))


def _product(one: Product, costs: dict[int, Decimal], *, shows_cost: bool) -> list[Any]:
    row = [
        one.number, one.group.number if one.group else "", one.name_de, one.name_en, one.description_de,
        one.description_en, one.unit.code, one.vat_label, one.minimum, one.step, one.copper_kg,
    ]  # fmt: skip
    return [*row, costs.get(one.pk)] if shows_cost else row


def prices(price_list: PriceList) -> bytes:
    """A price list, a row for each tier."""
    tiers = Tier.objects.filter(price_list=price_list).select_related("product__unit")
    heads = [
        _("Item number"), _("Name"), _("Unit"), _("From quantity"), _("Price"), _("Currency"), _("Price list"),
    ]  # fmt: skip
    rows = (
        [
            tier.product.number, tier.product.name, tier.product.unit.code, tier.from_quantity, tier.price,
            price_list.currency, price_list.name,
        ]
        for tier in tiers.order_by("product__number_key", "from_quantity").iterator(chunk_size=5000)
    )  # fmt: skip
    return _book(_("Prices"), heads, rows)


def _book(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook; whatever looks like a formula is a text."""
    # 50,000 products fit into little memory.
    made = Book(large=True)
    sheet, head = made.book.add_worksheet(name), made.heading()
    for place, heading in enumerate(heads):
        sheet.set_column(place, place, 34 if "," in heading and place > 1 else 16)
        sheet.write_string(0, place, heading, head)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(line, place, float(value))
            elif value:
                sheet.write_string(line, place, str(value))
    sheet.freeze_panes(1, 1)
    return made.content()
