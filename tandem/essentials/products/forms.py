"""Input of the catalogue's pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.design import filters
from tandem.base.tools import money
from tandem.essentials.products import actions
from tandem.essentials.products.models import (
    AUDIENCES,
    COPPER,
    LONGEST_TEXT,
    NO_TAX,
    SURCHARGES,
    VAT_KINDS,
    PriceList,
    Product,
    ProductGroup,
    Unit,
)

MAIN_CURRENCIES = actions.CURRENCIES


class AmountField(forms.CharField):
    """A number as people write it; nothing is None."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, **more)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return money.parse_amount(written, decimal_mark=filters.decimal_mark())
        except money.AmountError as error:
            raise forms.ValidationError(error.reason) from error


def written(value: Decimal | None, *, places: int = 0) -> str:
    """A number as it stands in a field, with at least so many decimals."""
    if value is None:
        return ""
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if value == round(value, places) and places:
        plain = f"{value:.{places}f}"
    return plain.replace(".", filters.decimal_mark())


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _area(label: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows})
    )


class ProductForm(forms.Form):
    """A product."""

    number = forms.CharField(label=pgettext_lazy("product", "Number"), max_length=40)
    group = forms.ModelChoiceField(ProductGroup.objects.none(), label=gettext_lazy("Group"), required=False)
    name_de = forms.CharField(label=gettext_lazy("Name, German"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=200, required=False)
    description_de = _area(gettext_lazy("Description, German"))
    description_en = _area(gettext_lazy("Description, English"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    vat_kind = forms.ChoiceField(label=gettext_lazy("VAT"), choices=list(VAT_KINDS.items()))
    minimum = AmountField(label=gettext_lazy("Minimum quantity"), required=False)
    step = AmountField(label=gettext_lazy("Packaging step"), required=False)
    copper_kg = AmountField(
        label=gettext_lazy("Copper per unit, kg"),
        required=False,
        help_text=gettext_lazy("Only where a copper surcharge is added."),
    )
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        groups, units = self.fields["group"], self.fields["unit"]
        assert isinstance(groups, forms.ModelChoiceField)
        assert isinstance(units, forms.ModelChoiceField)
        groups.queryset = ProductGroup.objects.order_by("number")
        units.queryset = Unit.objects.order_by("-is_standard", "pk")

    def facts(self) -> actions.Facts:
        """What was filled in."""
        return actions.Facts(**{name: self.cleaned_data[name] for name in FACTS})


FACTS = (
    "number", "group", "name_de", "name_en", "description_de", "description_en", "unit", "vat_kind", "minimum",
    "step", "copper_kg",
)  # fmt: skip


def filled(product: Product) -> dict[str, Any]:
    """What the form of a product begins with."""
    amounts = {name: written(getattr(product, name)) for name in ("minimum", "step", "copper_kg")}
    return {**{name: getattr(product, name) for name in FACTS}, **amounts, "revision": product.revision}


class CostForm(forms.Form):
    """What one unit costs from a day on."""

    cost = AmountField(label=gettext_lazy("Cost of one unit"))
    from_date = _day(gettext_lazy("From"))


class FileForm(forms.Form):
    """An image or a document."""

    file = forms.FileField(label=gettext_lazy("Image or file"), allow_empty_file=True, max_length=200)


class ListForm(forms.Form):
    """A price list."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in MAIN_CURRENCIES]
    )
    valid_from = _day(gettext_lazy("Valid from"))
    valid_to = _day(gettext_lazy("Valid until"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=list(AUDIENCES.items()))
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=2,
        required=False,
        help_text=gettext_lazy("Two letters: DE, AT, CH"),
    )
    tag = forms.CharField(
        label=gettext_lazy("Customer group"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("A tag that stands at customers."),
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Name or customer number"),
    )


def filled_list(held: PriceList) -> dict[str, Any]:
    """What the form of a price list begins with."""
    names = ("name", "currency", "valid_from", "valid_to", "audience", "country", "tag")
    customer = (held.customer.number or held.customer.name) if held.customer else ""
    return {**{name: getattr(held, name) for name in names}, "customer": customer}


class CopyForm(forms.Form):
    """The same list from another day on."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    valid_from = _day(gettext_lazy("Valid from"))
    percent = AmountField(label=gettext_lazy("Prices change by, percent"), required=False)


class TierForm(forms.Form):
    """One tier: an empty price takes it away."""

    from_quantity = AmountField(label=gettext_lazy("From quantity"), required=False)
    price = AmountField(label=gettext_lazy("Price"), required=False)


class SurchargeForm(forms.Form):
    """A surcharge."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(SURCHARGES.items()), initial=COPPER)
    price_list = forms.ModelChoiceField(
        PriceList.objects.none(),
        label=gettext_lazy("Price list"),
        required=False,
        empty_label=gettext_lazy("All of the currency"),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in MAIN_CURRENCIES]
    )
    valid_from = _day(gettext_lazy("Valid from"))
    valid_to = _day(gettext_lazy("Valid until"), required=False)
    quotation = AmountField(label=gettext_lazy("Quotation for 100 kg"), required=False)
    base = AmountField(label=gettext_lazy("In the price for 100 kg"), required=False)
    amount = AmountField(
        label=gettext_lazy("Amount"), required=False, help_text=gettext_lazy("0 means free.")
    )
    below_total = AmountField(label=gettext_lazy("Below a total of"), required=False)
    below_quantity = AmountField(label=gettext_lazy("Below a quantity of"), required=False)

    def __init__(self, *args: Any, lists: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["price_list"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = lists


class RateForm(forms.Form):
    """A tax rate from a day on."""

    country = forms.CharField(label=gettext_lazy("Country"), max_length=2)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[pair for pair in VAT_KINDS.items() if pair[0] != NO_TAX]
    )
    rate = AmountField(label=gettext_lazy("Percent"))
    from_date = _day(gettext_lazy("From"))


class GroupForm(forms.Form):
    """A product group."""

    number = forms.CharField(label=gettext_lazy("Key number"), max_length=20)
    name_de = forms.CharField(label=gettext_lazy("Name, German"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=120, required=False)


class UnitForm(forms.Form):
    """A unit of the company's own."""

    code = forms.CharField(
        label=gettext_lazy("Unit"), max_length=12, help_text=gettext_lazy("As it is printed: Geb, Los")
    )
    name_de = forms.CharField(label=gettext_lazy("Name, German"), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=40, required=False)
    rec20 = forms.CharField(label=gettext_lazy("UN/ECE code"), max_length=3, required=False)


class TryForm(forms.Form):
    """Which price does this customer get for so many, and why."""

    customer = forms.CharField(label=gettext_lazy("Customer"), max_length=100, required=False)
    quantity = AmountField(label=gettext_lazy("Quantity"), required=False)
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in MAIN_CURRENCIES], required=False
    )
    day = _day(pgettext_lazy("a day", "On"), required=False)

    def clean_quantity(self) -> Decimal:
        quantity = self.cleaned_data["quantity"]
        if quantity is None:
            return Decimal(1)
        if abs(quantity) >= 10**8:
            raise forms.ValidationError(_("This quantity is too large."))
        return Decimal(quantity)
