"""Which tax rate a line begins with, from where we and the customer sit. Plain Python; each line can be
changed."""

from __future__ import annotations

from decimal import Decimal

STANDARD = {"DE": Decimal(19), "AT": Decimal(20), "CH": Decimal("8.1"), "LI": Decimal("8.1")}
EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)

DOMESTIC, REVERSE_CHARGE, EXPORT = "domestic", "reverse_charge", "export"


def case(*, company_country: str, customer_country: str, has_vat_number: bool) -> str:
    """Domestic, within the EU to a company with a VAT number (the customer owes the tax), or export."""
    swiss = {"CH", "LI"}
    if company_country == customer_country or {company_country, customer_country} <= swiss:
        return DOMESTIC
    if company_country in EU and customer_country in EU:
        return REVERSE_CHARGE if has_vat_number else DOMESTIC
    return EXPORT


def default_rate(*, company_country: str, customer_country: str, has_vat_number: bool) -> Decimal:
    """The rate a new line gets, in percent."""
    found = case(
        company_country=company_country, customer_country=customer_country, has_vat_number=has_vat_number
    )
    return STANDARD.get(company_country, Decimal(0)) if found == DOMESTIC else Decimal(0)
