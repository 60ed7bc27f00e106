"""Surcharges and tax rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.essentials.people.models import User
from tandem.essentials.products import entries, queries, rights
from tandem.essentials.products.actions import refusals
from tandem.essentials.products.actions.refusals import NotValid
from tandem.essentials.products.models import (
    COPPER,
    NO_TAX,
    SMALL,
    SURCHARGES,
    VAT_KINDS,
    PriceList,
    Surcharge,
    VatRate,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurchargeFacts:
    """What is kept of a surcharge: copper has quotation and base, the others an amount and a limit."""

    kind: str
    currency: str
    valid_from: date
    valid_to: date | None = None
    price_list: PriceList | None = None
    quotation: Decimal | None = None
    base: Decimal | None = None
    below_total: Decimal | None = None
    below_quantity: Decimal | None = None
    amount: Decimal | None = None


@transaction.atomic
def keep_surcharge(
    *, surcharge: Surcharge | None, facts: SurchargeFacts, by: User | None, at: datetime
) -> Surcharge:
    """Keep a surcharge for all lists of a currency, or for one list."""
    rights.require_keep(by)
    if facts.kind not in SURCHARGES:
        raise NotValid(_("There is no such surcharge."))
    if facts.valid_to is not None and facts.valid_to < facts.valid_from:
        raise NotValid(_("The surcharge ends before it begins."))
    currency = refusals.currency(facts.currency)
    if facts.price_list is not None:
        if by is not None:
            queries.require_seen(by, facts.price_list)
        if facts.price_list.currency != currency:
            raise NotValid(
                _("The list “%(list)s” is in %(currency)s.")
                % {"list": facts.price_list.name, "currency": facts.price_list.currency}
            )
    kept = surcharge or Surcharge()
    kept.kind, kept.currency, kept.price_list = facts.kind, currency, facts.price_list
    kept.valid_from, kept.valid_to = facts.valid_from, facts.valid_to
    for name, value in _values(facts).items():
        setattr(kept, name, value)
    kept.save()
    event = entries.SettingsKept(kind=kept.kind, name=f"{kept.currency} {kept.valid_from}")
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


def _values(facts: SurchargeFacts) -> dict[str, Decimal | None]:
    """What each kind needs; whatever it has no use for is left out."""
    nothing: dict[str, Decimal | None] = dict.fromkeys(
        ("quotation", "base", "below_total", "below_quantity", "amount")
    )
    if facts.kind == COPPER:
        if facts.quotation is None or facts.base is None:
            raise NotValid(_("A copper surcharge needs the quotation and what is in the prices, for 100 kg."))
        quotation = refusals.amount(facts.quotation, label=_("Quotation"))
        return nothing | {
            "quotation": quotation,
            "base": refusals.amount(facts.base, label=_("In the price")),
        }
    if facts.amount is None:
        raise NotValid(_("How much is added? 0 means free."))
    limit = refusals.amount(facts.below_total, label=_("Below a total of"))
    least = refusals.positive(facts.below_quantity, label=_("Below a quantity of"))
    found = nothing | {"amount": refusals.amount(facts.amount, label=_("Amount")), "below_total": limit}
    if facts.kind == SMALL:
        if (limit is None) == (least is None):
            raise NotValid(_("A small quantity needs one limit: a total or a quantity."))
        found["below_quantity"] = least
    return found


@transaction.atomic
def remove_surcharge(*, surcharge: Surcharge, by: User | None, at: datetime) -> None:
    """Take a surcharge away; quotes that were sent keep what they say."""
    rights.require_keep(by)
    held = Surcharge.objects.select_related("price_list").filter(pk=surcharge.pk).first()
    if held is None:
        return
    if by is not None and held.price_list is not None:
        queries.require_seen(by, held.price_list)
    event = entries.SettingsKept(kind=held.kind, name=f"{held.currency} {held.valid_from}", gone=True)
    held.delete()
    journal.record(event, customer_id=None, by=by, at=at)


@transaction.atomic
def keep_rate(
    *, country: str, kind: str, from_date: date, rate: Decimal, by: User | None, at: datetime
) -> VatRate:
    """Keep the rate of a kind of VAT in a country from a day on; the same day again replaces it."""
    rights.require_keep(by)
    if kind not in VAT_KINDS or kind == NO_TAX:
        raise NotValid(_("There is no such kind of VAT."))
    if not (rate.is_finite() and 0 <= rate < 100 and round(rate, 2) == rate):
        raise NotValid(_("The tax rate is from 0 to below 100 percent, with at most 2 decimals."))
    kept, _new = VatRate.objects.update_or_create(
        country=refusals.country(country), kind=kind, from_date=from_date, defaults={"rate": rate}
    )
    event = entries.SettingsKept(kind="vat", name=f"{kept.country} {rate} % ({from_date})")
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


@transaction.atomic
def remove_rate(*, rate: VatRate, by: User | None, at: datetime) -> None:
    """Take a rate away that was kept by mistake; the one before it holds on."""
    rights.require_keep(by)
    held = VatRate.objects.filter(pk=rate.pk).first()
    if held is None:
        return
    event = entries.SettingsKept(
        kind="vat", name=f"{held.country} {held.rate} % ({held.from_date})", gone=True
    )
    held.delete()
    journal.record(event, customer_id=None, by=by, at=at)
