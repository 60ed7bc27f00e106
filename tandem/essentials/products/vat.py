"""Which tax a line begins with, and what a document says where there is none: by where we and the customer sit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext as _

from tandem.essentials.products.models import NO_TAX, STANDARD, VatRate

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
# One customs and VAT area; Liechtenstein has Switzerland's rates.
SWISS = frozenset({"CH", "LI"})

DOMESTIC, REVERSE_CHARGE, EXPORT = "domestic", "reverse_charge", "export"
GOODS, SERVICE = "goods", "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Where we sit, where the customer sits, and whether the customer has a VAT number."""

    company_country: str
    customer_country: str
    has_vat_number: bool

    @property
    def case(self) -> str:
        """Domestic, within the EU to a company with a VAT number (the customer owes the tax), or export."""
        ours, theirs = self.company_country, self.customer_country
        if ours == theirs or {ours, theirs} <= SWISS:
            return DOMESTIC
        if ours in EU and theirs in EU:
            return REVERSE_CHARGE if self.has_vat_number else DOMESTIC
        return EXPORT

    def note(self, *, supply: str = GOODS) -> str:
        """Why a document shows no tax, in the words that the law of our country wants and in the language of the
        moment; empty where there is tax.
        """
        if self.case == DOMESTIC:
            return ""
        words = _notes(self.company_country)
        return words.get(f"{self.case}.{supply}", words[self.case])


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a day by country and kind: read once, asked for any number of lines."""

    known: dict[tuple[str, str], Decimal]

    def of(self, country: str, kind: str = STANDARD) -> Decimal:
        """Percent. A kind that a country does not have is taxed at its standard rate; an unknown country not at all."""
        if kind == NO_TAX:
            return Decimal(0)
        home = "CH" if country == "LI" and ("LI", STANDARD) not in self.known else country
        return self.known.get((home, kind), self.known.get((home, STANDARD), Decimal(0)))

    def for_line(self, sides: Sides, *, kind: str = STANDARD) -> Decimal:
        """The rate a line begins with; each line can be changed."""
        return self.of(sides.company_country, kind) if sides.case == DOMESTIC else Decimal(0)


def rates(day: date | None = None) -> Rates:
    """The rates that hold on a day, today's without one. One query."""
    held = VatRate.objects.filter(from_date__lte=day if day is not None else TruncDate(Now()))
    known: dict[tuple[str, str], Decimal] = {}
    for country, kind, rate in held.order_by("from_date").values_list("country", "kind", "rate"):
        known[country, kind] = rate
    return Rates(known)


def default_rate(sides: Sides, *, kind: str = STANDARD, day: date | None = None) -> Decimal:
    """The rate a new line gets, in percent. One query; for many lines take `rates`."""
    return rates(day).for_line(sides, kind=kind)


def _reverse_charge() -> str:
    return _("Reverse charge: the recipient owes the tax, Art. 196 of Directive 2006/112/EC.")


def _notes(country: str) -> dict[str, str]:
    if country == "DE":
        return {
            REVERSE_CHARGE: _("Tax-free intra-Community supply, § 4 no. 1b UStG."),
            f"{REVERSE_CHARGE}.{SERVICE}": _reverse_charge(),
            EXPORT: _("Tax-free export, § 4 no. 1a UStG."),
            f"{EXPORT}.{SERVICE}": _("Not taxable in Germany, § 3a (2) UStG."),
        }  # fmt: skip
    if country == "AT":
        return {
            REVERSE_CHARGE: _("Tax-free intra-Community supply, Art. 6 (1) with Art. 7 UStG 1994 (BMR)."),
            f"{REVERSE_CHARGE}.{SERVICE}": _reverse_charge(),
            EXPORT: _("Tax-free export, § 6 (1) no. 1 with § 7 UStG 1994."),
            f"{EXPORT}.{SERVICE}": _("Not taxable in Austria, § 3a (6) UStG 1994."),
        }  # fmt: skip
    if country in SWISS:
        return {
            REVERSE_CHARGE: _("Tax-exempt export, Art. 23 MWSTG."),
            EXPORT: _("Tax-exempt export, Art. 23 MWSTG."),
            f"{EXPORT}.{SERVICE}": _("Supplied abroad, not subject to Swiss VAT, Art. 8 MWSTG."),
        }
    return {
        REVERSE_CHARGE: _("Tax-free supply within the EU; the recipient owes the tax."),
        EXPORT: _("Tax-free export."),
    }


@dataclass(frozen=True, slots=True)
class CountryRates:
    """A country with what its kinds have been taxed at, newest first: for the page that keeps them."""

    country: str
    rows: list[VatRate]


def by_country() -> list[CountryRates]:
    """All rates by country. One query."""
    found: defaultdict[str, list[VatRate]] = defaultdict(list)
    for row in VatRate.objects.order_by("country", "-from_date", "-rate"):
        found[row.country].append(row)
    return [CountryRates(country, rows) for country, rows in found.items()]
