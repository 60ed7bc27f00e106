"""Products with their price lists, as the order desk has kept them since the beginning of the year."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tandem.demo.stories.stage import Stage
from tandem.demo.words.articles import GROUPS, Article, catalogue
from tandem.essentials.products import actions, queries
from tandem.essentials.products.models import (
    COPPER,
    COUNTRY,
    CUSTOMER,
    FREIGHT,
    GROUP,
    SMALL,
    PriceList,
    Product,
    ProductGroup,
)

# Small parts are cheaper by the hundred, drives by the ten.
_TIERS = {"40": ((50, "0.94"), (200, "0.88")), "20": ((5, "0.97"), (10, "0.95")), "30": ((10, "0.96"),)}
_RETIRED = "BC-2"


def fill(s: Stage) -> None:
    """The catalogue, a list for everybody, one in francs, one for OEM and one for Hölzl, costs and surcharges."""
    year = date(s.days.today.year, 1, 1)
    at = s.days.back(60, "09:00")
    groups = {
        number: actions.keep_group(group=None, number=number, name_de=german, name_en=english, by=None, at=at)
        for number, (german, english) in GROUPS.items()
    }
    products = {one.number: _product(one, groups, year=year, at=at) for one in catalogue()}
    general = _list(f"Preisliste {year.year}", year, at)
    swiss = _list(f"Schweiz {year.year}", year, at, currency="CHF", audience=COUNTRY, country="CH")
    oem = _list(f"OEM {year.year}", year, at, audience=GROUP, tag="OEM")
    own = _list("Rahmenvertrag Hölzl", year, at, audience=CUSTOMER, customer=s.customers["hoelzl"])
    for held, factor, held_groups, numbers in (
        (general, "1", "10 20 30 40 50 60", None),
        (swiss, "1.04", "10 20 30 40 50", None),
        (oem, "0.92", "20 40", None),
        (own, "0.9", "", ("KG-250", "FU-7.5", "FK-80", "TM-113")),
    ):
        prices = [
            (products[one.number], _tiers(one, Decimal(factor), with_tiers=numbers is None))
            for one in catalogue()
            if one.group in held_groups.split() or one.number in (numbers or ())
        ]
        actions.set_many_prices(price_list=held, prices=prices, by=None, at=at)
    _surcharges(year, at)
    actions.retire(product=products[_RETIRED], by=None, at=s.days.back(20, "14:10"))


def _product(one: Article, groups: dict[str, ProductGroup], *, year: date, at: datetime) -> Product:
    unit = next(unit for unit in queries.units() if unit.code == one.unit)
    facts = actions.Facts(
        number=one.number, name_de=one.name, name_en=one.english, description_de=one.more, unit=unit,
        group=groups[one.group], copper_kg=Decimal(one.copper) if one.copper else None,
        step=Decimal(10) if one.number.startswith("TR-") else None,
    )  # fmt: skip
    made = actions.keep_product(product=None, facts=facts, by=None, at=at)
    cost = Decimal(one.cost)
    before = date(year.year - 1, 1, 1)
    actions.set_cost(
        product=made, cost=_cents(cost * Decimal("0.97"), cost), from_date=before, by=None, at=at
    )
    actions.set_cost(product=made, cost=cost, from_date=year, by=None, at=at)
    return made


def _list(name: str, since: date, at: datetime, *, currency: str = "EUR", **more: object) -> PriceList:
    facts = actions.ListFacts(name=name, currency=currency, valid_from=since, **more)  # type: ignore[arg-type]  # by name
    return actions.keep_list(price_list=None, facts=facts, by=None, at=at)


def _tiers(one: Article, factor: Decimal, *, with_tiers: bool) -> list[tuple[Decimal, Decimal]]:
    like = Decimal(one.price)
    tiers = [(Decimal(0), _cents(like * factor, like))]
    more = _TIERS.get(one.group, ()) if with_tiers else ()
    return tiers + [(Decimal(begins), _cents(like * factor * Decimal(part), like)) for begins, part in more]


def _cents(price: Decimal, like: Decimal) -> Decimal:
    """Rounded as the price it comes from is written: to the cent, or to four decimals."""
    return round(price, 4 if like != round(like, 2) else 2)


def _surcharges(since: date, at: datetime) -> None:
    for currency in ("EUR", "CHF"):
        kinds: tuple[dict[str, object], ...] = (
            {"kind": COPPER, "quotation": Decimal("912.50"), "base": Decimal(150)},
            {"kind": FREIGHT, "below_total": Decimal(500), "amount": Decimal(49)},
            {"kind": FREIGHT, "below_total": Decimal(3000), "amount": Decimal(120)},
            {"kind": SMALL, "below_total": Decimal(150), "amount": Decimal(25)},
        )
        for values in kinds:
            facts = actions.SurchargeFacts(currency=currency, valid_from=since, **values)  # type: ignore[arg-type]  # by name
            actions.keep_surcharge(surcharge=None, facts=facts, by=None, at=at)
