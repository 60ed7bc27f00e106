"""What people type into quotes, as values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tandem.base.design import filters, formats
from tandem.base.tools import money
from tandem.essentials.people.models import User
from tandem.journey.quotes.actions import NotValid
from tandem.journey.quotes.actions.values import FieldValue
from tandem.journey.quotes.models import REASONS, QuoteLine, QuoteVersion

LINE_AMOUNTS = ("quantity", "price", "discount", "cost", "vat_rate")
LINE_WORDS = ("text", "unit", "delivery", "price_note", "choice")
DATES = ("valid_until", "decide_on")
TERMS = (
    "title",
    "note",
    "introduction",
    *DATES,
    "payment",
    "delivery",
    "incoterm",
    "incoterm_place",
    "warranty",
    "competitor",
    "discount",
    "probability",
    "language",
)


def amount(raw: str) -> Decimal:
    """A number as typed, with or without sign of currency or percent."""
    try:
        return money.parse_amount(raw.replace("%", "").strip(), decimal_mark=filters.decimal_mark())
    except money.AmountError as error:
        raise NotValid(_("“%(typed)s” is not a number.") % {"typed": raw[:40]}) from error


def line_field(name: str, raw: str) -> dict[str, FieldValue]:
    """One field of a line as typed into the grid, ready for `set_line`; refuses what is none."""
    if name in LINE_WORDS:
        return {name: raw}
    if name not in LINE_AMOUNTS:
        raise NotValid(_("There is no such field."))
    if not raw.strip():
        return {name: None if name == "cost" else Decimal(1 if name == "quantity" else 0)}
    return {name: amount(raw)}


def terms_field(name: str, raw: str) -> dict[str, Any]:
    """One of the terms as typed, ready for `set_terms`."""
    if name not in TERMS:
        raise NotValid(_("There is no such field."))
    if name == "discount":
        return {name: amount(raw) if raw.strip() else Decimal(0)}
    if name == "probability":
        if not raw.strip():
            return {name: None}
        value = amount(raw)
        if value != value.to_integral_value():
            raise NotValid(_("The chance is a whole percentage."))
        return {name: int(value)}
    if name in DATES:
        if name == "decide_on" and not raw.strip():
            return {name: None}
        field = forms.DateField()
        try:
            return {name: field.clean(raw)}
        except forms.ValidationError as error:
            raise NotValid(_("“%(typed)s” is not a date.") % {"typed": raw[:40]}) from error
    return {name: raw}


def shown(value: Decimal | None, *, places: int | None = None) -> str:
    """A number as it stands in an input; `amount` reads it back as what it is."""
    return "" if value is None else formats.number(value, places=places, language=get_language() or "de")


def price_shown(line: QuoteLine) -> str:
    """Two decimals, more where the price has them."""
    return shown(line.price, places=places_of(line.price))


def places_of(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) else 2


class StartForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    payment = forms.CharField(label=gettext_lazy("Payment"), max_length=200, required=False)
    delivery = forms.CharField(
        label=gettext_lazy("Delivery terms"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: DAP Ulm (Incoterms 2020)"),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SendForm(forms.Form):
    to = forms.CharField(
        label=gettext_lazy("Recipient"), max_length=254, required=False, widget=forms.EmailInput()
    )
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("mail", "Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    copy = forms.BooleanField(required=False, initial=True)
    reason = forms.CharField(label=gettext_lazy("Why all the same?"), max_length=300, required=False)

    def __init__(self, *args: Any, copy_to: User | None, why: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if copy_to is None:
            del self.fields["copy"]
        else:
            self.fields["copy"].label = _("Copy to %(name)s") % {"name": copy_to.full_name}
        if why:
            self.fields["reason"].help_text = why
        else:
            del self.fields["reason"]


class FollowUpForm(forms.Form):
    situation = forms.CharField(
        label=gettext_lazy("What did the customer say?"),
        help_text=gettext_lazy("Budget, competitors, when they decide, objections"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    probability = forms.IntegerField(
        label=gettext_lazy("Chance in percent"), min_value=0, max_value=100, required=False
    )
    day = forms.DateField(
        label=gettext_lazy("Next time"),
        required=False,
        help_text=gettext_lazy("Left empty, the rule sets the date."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    clock = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class WinForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("The customer's order"),
        help_text=gettext_lazy("Order number, mail or letter, for example: order 4500123 of 24 Nov"),
        max_length=200,
        required=False,
    )
    accepted = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, version: QuoteVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted"].label = _("The customer accepted version %(version)d of %(day)s") % {
            "version": version.number,
            "day": filters.plain_date(version.sent_at),
        }


class LoseForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"), choices=list(REASONS.items()), widget=forms.RadioSelect, required=False
    )
    competitor = forms.CharField(label=gettext_lazy("Competitor"), max_length=120, required=False)
    words = forms.CharField(
        label=gettext_lazy("In the customer's words"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
