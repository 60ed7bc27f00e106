"""What people type into quotes, as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tandem.base.design import filters, formats
from tandem.base.tools import money
from tandem.essentials.products.models import Product
from tandem.journey.quotes import paste
from tandem.journey.quotes.actions import NewLine, NotValid, values
from tandem.journey.quotes.actions.values import FieldValue
from tandem.journey.quotes.models import (
    ALTERNATIVE,
    COUNTED,
    INCOTERMS,
    ITEM,
    KINDS,
    OPTIONAL,
    PAGE_BREAK,
    REASONS,
    SECTION,
    TEXT,
    QuoteLine,
    QuoteVersion,
)

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
    "pictures",
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
    if name == "pictures":
        return {name: raw == "1"}
    if name == "discount":
        return {name: amount(raw) if raw.strip() else Decimal(0)}
    if name == "probability":
        return {name: _chance(raw)}
    if name in DATES:
        if name == "decide_on" and not raw.strip():
            return {name: None}
        field = forms.DateField()
        try:
            return {name: field.clean(raw)}
        except forms.ValidationError as error:
            raise NotValid(_("“%(typed)s” is not a date.") % {"typed": raw[:40]}) from error
    return {name: raw}


def _chance(raw: str) -> int | None:
    if not raw.strip():
        return None
    value = amount(raw)
    if value != value.to_integral_value():
        raise NotValid(_("The chance is a whole percentage."))
    return int(value)


# What a column of a pasted table is.
COLUMN_LABELS: dict[str, Promise] = {
    "": gettext_lazy("leave out"),
    "number": gettext_lazy("Article number"),
    "text": pgettext_lazy("of a quote", "Item"),
    "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit"),
    "price": pgettext_lazy("of one unit", "Price"),
    "discount": gettext_lazy("Discount"),
    "delivery": gettext_lazy("Delivery"),
}


def pasted(row: paste.Row, product: Product | None = None) -> tuple[NewLine, str]:
    """A row of a spreadsheet as a line, and what is wrong with it. What no field can hold stands in the text."""
    problems = [_("“%(typed)s” is not a number.") % {"typed": typed[:40]} for typed in row.unread.values()]
    kept: dict[str, Any] = {}
    text, number = row.text, row.words.get("number", "")
    if product is None:
        text = " ".join(filter(None, [number, text]))
    elif product.retired_at is not None:
        problems.append(_("%(number)s is no longer offered.") % {"number": product.number})
        product, text = None, " ".join(filter(None, [number, text]))
    elif not number:
        # The text was the number; it is told by the product.
        text = " ".join(f"[{word}]" for word in row.unread.values())
    typed: dict[str, FieldValue] = {**row.numbers, **row.words}
    for name, value in typed.items():
        if name in ("text", "number"):
            continue
        try:
            kept[name] = values.field(name, value)
        except NotValid as refusal:
            problems.append(str(refusal))
            text = f"{text} [{value}]"
    if kept.get("price", 0) < 0 and kept.get("discount"):
        problems.append(_("A line below zero is a rebate: it has no discount and always counts."))
        text = f"{text} [{kept.pop('discount')} %]"
    product_id = None if product is None else product.pk
    return NewLine(text=text, product_id=product_id, **kept), " ".join(problems)


def shown(value: Decimal | None, *, places: int | None = None) -> str:
    """A number as it stands in an input; `amount` reads it back as what it is."""
    return "" if value is None else formats.number(value, places=places, language=get_language() or "de")


def price_shown(price: Decimal) -> str:
    """Two decimals, more where the price has them."""
    return shown(price, places=places_of(price))


def field_shown(name: str, value: object) -> str:
    """What a field holds, as it stands in its input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Decimal):
        return shown(value, places=places_of(value) if name in ("price", "cost") else None)
    return value.isoformat() if isinstance(value, date) else str(value)


def places_of(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) else 2


# What an item can be besides counted, among the kinds of lines in one list.
ITEM_CHOICES: dict[str, str] = {ITEM: COUNTED, OPTIONAL: OPTIONAL, ALTERNATIVE: ALTERNATIVE}


def kinds() -> list[tuple[str, str | Promise]]:
    """Everything a line can be, as one list to choose from."""
    return [
        (ITEM, KINDS[ITEM]),
        (OPTIONAL, gettext_lazy("Optional item")),
        (ALTERNATIVE, gettext_lazy("Alternative item")),
        (SECTION, KINDS[SECTION]),
        (TEXT, KINDS[TEXT]),
        (PAGE_BREAK, KINDS[PAGE_BREAK]),
    ]


def _typed(label: Any, *, length: int = 200, **attrs: str) -> forms.CharField:
    """A field whose text `line_field` or `terms_field` reads; it remembers what it began with."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput(attrs=attrs),
    )


class LineForm(forms.Form):
    """Everything a line says."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of line"), choices=kinds, show_hidden_initial=True, required=False
    )
    text = forms.CharField(
        label=pgettext_lazy("of a quote", "Item"),
        max_length=60_000,
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quantity = _typed(gettext_lazy("Quantity"), length=40, inputmode="decimal")
    unit = _typed(gettext_lazy("Unit"), length=20)
    price = _typed(pgettext_lazy("of one unit", "Price"), length=40, inputmode="decimal")
    price_note = _typed(gettext_lazy("Where the price comes from"), length=120)
    discount = _typed(gettext_lazy("Discount in percent"), length=40, inputmode="decimal")
    cost = _typed(gettext_lazy("Cost of one unit"), length=40, inputmode="decimal")
    vat_rate = _typed(gettext_lazy("VAT %"), length=40, inputmode="decimal")
    delivery = _typed(gettext_lazy("Delivery"), length=80)

    def __init__(self, *args: Any, line: QuoteLine, shows_cost: bool, **kwargs: Any) -> None:
        values_now = {name: field_shown(name, getattr(line, name)) for name in (*LINE_AMOUNTS, *LINE_WORDS)}
        kwargs["initial"] = {**values_now, "kind": line.choice or line.kind}
        super().__init__(*args, **kwargs)
        if not shows_cost:
            del self.fields["cost"]
        if not line.is_item:
            for name in (
                "quantity",
                "unit",
                "price",
                "price_note",
                "discount",
                "cost",
                "vat_rate",
                "delivery",
            ):
                self.fields.pop(name, None)


class TermsForm(forms.Form):
    """The terms of a draft."""

    title = _typed(gettext_lazy("What is it about?"))
    valid_until = _typed(gettext_lazy("Valid until"), length=40, type="date")
    decide_on = _typed(gettext_lazy("The customer decides on"), length=40, type="date")
    payment = _typed(gettext_lazy("Payment"))
    incoterm = forms.ChoiceField(
        label="Incoterms 2020",
        choices=[("", "–"), *((code, code) for code in INCOTERMS)],
        required=False,
        show_hidden_initial=True,
    )
    incoterm_place = _typed(gettext_lazy("Place"), length=80)
    delivery = _typed(gettext_lazy("Delivery terms"))
    warranty = _typed(gettext_lazy("Warranty"))
    discount = _typed(gettext_lazy("Discount on the total, %"), length=40, inputmode="decimal")
    probability = _typed(gettext_lazy("Chance in percent"), length=40, inputmode="numeric")
    competitor = _typed(gettext_lazy("Competitor"), length=120)
    introduction = forms.CharField(
        label=gettext_lazy("Opening words"),
        max_length=60_000,
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the document"),
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
        show_hidden_initial=True,
    )
    pictures = forms.ChoiceField(
        label=gettext_lazy("Images of the products"),
        choices=[("", gettext_lazy("not printed")), ("1", gettext_lazy("small beside the text"))],
        required=False,
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, version: QuoteVersion, **kwargs: Any) -> None:
        held = {name: getattr(version, name, None) for name in self.base_fields}
        held |= {"title": version.quote.title, "competitor": version.quote.competitor}
        kwargs["initial"] = {name: field_shown(name, value) for name, value in held.items()}
        super().__init__(*args, **kwargs)


class TemplateForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the template"), max_length=80)


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
