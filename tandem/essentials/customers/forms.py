"""Input about customers, contacts and sites to values. What a value may be is for the actions to say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tandem.base.design import filters, formats
from tandem.base.tools import money, text
from tandem.essentials.customers import actions
from tandem.essentials.customers.actions import fields
from tandem.essentials.customers.models import (
    CLASSES,
    EMAIL,
    LIFE_CYCLE,
    SALUTATIONS,
    Channel,
    Contact,
    Customer,
    Site,
)
from tandem.essentials.people.models import Tandem, User

COUNTRIES = (
    ("DE", gettext_lazy("Germany")),
    ("AT", gettext_lazy("Austria")),
    ("CH", gettext_lazy("Switzerland")),
    ("LI", gettext_lazy("Liechtenstein")),
    ("FR", gettext_lazy("France")),
    ("IT", gettext_lazy("Italy")),
    ("NL", gettext_lazy("Netherlands")),
    ("BE", gettext_lazy("Belgium")),
    ("LU", gettext_lazy("Luxembourg")),
    ("PL", gettext_lazy("Poland")),
    ("CZ", gettext_lazy("Czechia")),
    ("DK", gettext_lazy("Denmark")),
)
SALUTATION_CHOICES = (("", "–"), *SALUTATIONS.items())
CLASS_CHOICES = (("", "–"), *((letter, letter) for letter in CLASSES))


class Line(forms.CharField):
    """One line of text without control characters, in NFC."""

    def to_python(self, value: object) -> str:
        return text.clean(str(super().to_python(value) or ""))


class Lines(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return text.clean(str(super().to_python(value) or ""), lines=True)


class Amount(forms.CharField):
    """An amount as people write it."""

    def clean(self, value: object) -> Any:
        raw = text.clean(str(super().clean(value) or ""))
        if not raw:
            return None
        try:
            return money.cents(money.parse_amount(raw, decimal_mark=filters.decimal_mark()))
        except money.AmountError as error:
            raise ValidationError(error.reason) from error


def _line(label: Any, limit: int, *, required: bool = False, **attrs: str) -> Line:
    return Line(label=label, max_length=limit, required=required, widget=forms.TextInput(attrs=attrs))


def _several(label: Any, hint: Any) -> Lines:
    return Lines(
        label=label, required=False, max_length=2000, help_text=hint, widget=forms.Textarea(attrs={"rows": 2})
    )


def _phones() -> Lines:
    return _several(gettext_lazy("Phone"), gettext_lazy("Several: one per line, what it is in brackets"))


def _emails() -> Lines:
    return _several(gettext_lazy("E-mail"), gettext_lazy("Several: one per line"))


class Country(forms.ChoiceField):
    """A country; none is Germany."""

    def clean(self, value: object) -> str:
        return str(super().clean(value) or "DE")


def _country() -> Country:
    return Country(label=gettext_lazy("Country"), choices=COUNTRIES, initial="DE", required=False)


class ChannelsMixin(forms.Form):
    """Phones and addresses become channels; what is no number is told below the field."""

    def lines(self, *, country: str, prefix: str = "") -> list[tuple[str, str, str]] | None:
        """The channels, or None where something is wrong (then the form has errors)."""
        found: list[tuple[str, str, str]] = []
        for name, read in (
            ("phones", lambda raw: actions.phones(raw, country=country)),
            ("emails", actions.emails),
        ):
            try:
                found += read(self.cleaned_data.get(prefix + name, ""))
            except actions.ValueRefused as error:
                self.add_error(prefix + name, str(error))
        return None if self.errors else found


class BaseMixin(forms.Form):
    """Remembers what the form was opened with, so that two people's edits can be told apart."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def opened_with(self) -> dict[str, str] | None:
        """The values of the form when it was opened; None where that can't be told."""
        try:
            base = json.loads(self.cleaned_data.get("base") or "null")
        except (ValueError, RecursionError):
            return None
        return {str(k): str(v) for k, v in base.items()} if isinstance(base, dict) else None

    def opened_lines(self, *, country: str) -> list[tuple[str, str, str]] | None:
        """The phones and addresses that stood in the form when it was opened; None where that can't be told."""
        base = self.opened_with()
        if base is None or "phones" not in base or "emails" not in base:
            return None
        try:
            return [*actions.phones(base["phones"], country=country), *actions.emails(base["emails"])]
        except actions.ValueRefused:
            # Nobody typed this: the hidden field came back as something else. The visible fields count alone.
            return None


class CustomerForm(ChannelsMixin, BaseMixin):
    """The facts of a company."""

    name = _line(gettext_lazy("Company"), 200, required=True, autocomplete="organization")
    number = _line(gettext_lazy("Customer number"), 30)
    klass = forms.ChoiceField(label=pgettext_lazy("customer", "Class"), choices=CLASS_CHOICES, required=False)
    industry = _line(gettext_lazy("Industry"), 120)
    street = _line(gettext_lazy("Street"), 200, autocomplete="street-address")
    postcode = _line(gettext_lazy("Postcode"), 12, autocomplete="postal-code")
    city = _line(gettext_lazy("City"), 100)
    country = _country()
    phones = _phones()
    emails = _emails()
    website = _line(gettext_lazy("Web site"), 200, inputmode="url")
    vat_number = _line(gettext_lazy("VAT number"), 20)
    turnover = Amount(label=gettext_lazy("Turnover"), required=False)
    turnover_year = forms.IntegerField(
        label=gettext_lazy("Year of the turnover"), required=False, min_value=1900, max_value=2200
    )
    tandem = forms.ModelChoiceField(
        label=gettext_lazy("Tandem"), queryset=Tandem.objects.none(), required=False, empty_label=None
    )
    remark = Lines(
        label=gettext_lazy("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=200_000,
    )

    FIELDS = tuple(name for name in fields.CUSTOMER if name not in ("currency", "last_contact_date"))

    def __init__(self, *args: Any, country: str = "DE", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tandem"].queryset = Tandem.objects.order_by("name")  # type: ignore[attr-defined]
        known = {code for code, _label in COUNTRIES}
        if country not in known:
            self.fields["country"].choices = [*COUNTRIES, (country, country)]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, customer: Customer, channels: Iterable[Channel]) -> CustomerForm:
        """The form as it is opened."""
        initial: dict[str, Any] = {name: getattr(customer, name) for name in cls.FIELDS}
        lines = written(channels)
        base = {name: fields.shown(value) for name, value in initial.items()} | lines
        initial |= lines | {"revision": customer.revision, "base": json.dumps(base)}
        if customer.turnover is not None:
            initial["turnover"] = formats.number(customer.turnover, places=2, language=get_language() or "de")
        return cls(initial=initial, country=customer.country)

    def values(self) -> dict[str, Any]:
        """The facts; a tandem that was not chosen stays as it is."""
        given = {name: self.cleaned_data[name] for name in self.FIELDS}
        return {name: value for name, value in given.items() if name != "tandem" or value is not None}


class NewCustomerForm(ChannelsMixin):
    """A company that is not there yet, and whom we know there."""

    name = _line(gettext_lazy("Company"), 200, required=True, autocomplete="off")
    street = _line(gettext_lazy("Street"), 200)
    postcode = _line(gettext_lazy("Postcode"), 12)
    city = _line(gettext_lazy("City"), 100)
    country = _country()
    phones = _phones()
    emails = _emails()
    number = _line(gettext_lazy("Customer number"), 30)
    vat_number = _line(gettext_lazy("VAT number"), 20)
    industry = _line(gettext_lazy("Industry"), 120)
    klass = forms.ChoiceField(label=pgettext_lazy("customer", "Class"), choices=CLASS_CHOICES, required=False)
    tandem = forms.ModelChoiceField(
        label=gettext_lazy("Tandem"), queryset=Tandem.objects.none(), required=False, empty_label=None
    )
    salutation = forms.ChoiceField(
        label=gettext_lazy("Salutation"), choices=SALUTATION_CHOICES, required=False
    )
    first_name = _line(gettext_lazy("First name"), 80)
    last_name = _line(gettext_lazy("Last name"), 80)
    function = _line(gettext_lazy("Function"), 120)
    contact_phones = _phones()
    contact_emails = _emails()

    FACTS = (
        "name",
        "street",
        "postcode",
        "city",
        "country",
        "number",
        "vat_number",
        "industry",
        "klass",
        "tandem",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tandem = self.fields["tandem"]
        tandem.queryset = Tandem.objects.order_by("name")  # type: ignore[attr-defined]
        tandem.empty_label = _("By territory")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        spoken = any(
            data.get(name) for name in ("first_name", "function", "contact_phones", "contact_emails")
        )
        if spoken and not data.get("last_name"):
            self.add_error("last_name", _("The contact needs a last name."))
        return data

    def contact(self) -> dict[str, Any] | None:
        """The first contact, where one was entered."""
        data = self.cleaned_data
        if not data["last_name"]:
            return None
        return {name: data[name] for name in ("salutation", "first_name", "last_name", "function")}


class ContactForm(ChannelsMixin, BaseMixin):
    """A person at the customer."""

    salutation = forms.ChoiceField(
        label=gettext_lazy("Salutation"), choices=SALUTATION_CHOICES, required=False
    )
    title = _line(gettext_lazy("Title"), 40)
    first_name = _line(gettext_lazy("First name"), 80)
    last_name = _line(gettext_lazy("Last name"), 80, required=True)
    function = _line(gettext_lazy("Function"), 120)
    buying_role = _line(gettext_lazy("Role in buying"), 120)
    phones = _phones()
    emails = _emails()
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.none(), required=False, empty_label="–"
    )
    cared_by = forms.ModelChoiceField(
        label=gettext_lazy("Who knows them best"),
        queryset=User.objects.none(),
        required=False,
        empty_label="–",
    )

    FIELDS = tuple(fields.CONTACT)

    def __init__(self, *args: Any, customer: Customer, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(customer=customer).order_by("pk")  # type: ignore[attr-defined]
        self.fields["cared_by"].queryset = colleagues  # type: ignore[attr-defined]

    @classmethod
    def of(cls, contact: Contact, channels: Iterable[Channel], *, colleagues: Any) -> ContactForm:
        """The form as it is opened."""
        initial: dict[str, Any] = {name: getattr(contact, name) for name in cls.FIELDS}
        lines = written(channels)
        base = {name: fields.shown(value) for name, value in initial.items()} | lines
        initial |= lines | {"revision": contact.revision, "base": json.dumps(base)}
        return cls(initial=initial, customer=contact.customer, colleagues=colleagues)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}


class SiteForm(forms.Form):
    """An address."""

    name = _line(gettext_lazy("Name of the site"), 120)
    street = _line(gettext_lazy("Street"), 200)
    postcode = _line(gettext_lazy("Postcode"), 12)
    city = _line(gettext_lazy("City"), 100)
    country = _country()

    def __init__(self, *args: Any, country: str = "DE", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = country
        if country not in {code for code, _label in COUNTRIES}:
            self.fields["country"].choices = [*COUNTRIES, (country, country)]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """What the list shows."""

    tandem = forms.ChoiceField(label=gettext_lazy("Tandem"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Life cycle"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    tag = Line(label=gettext_lazy("Tag"), max_length=40, required=False)

    def __init__(self, *args: Any, tandems: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("All"))
        choices: dict[str, list[Any]] = {
            "tandem": [anything, *tandems],
            "stage": [anything, *LIFE_CYCLE.items()],
            "country": [anything, *COUNTRIES],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


def written(channels: Iterable[Channel]) -> dict[str, str]:
    """Phones and addresses as they stand in their fields."""
    lines: dict[str, list[str]] = {"phones": [], "emails": []}
    for one in channels:
        label = f" ({one.label})" if one.label else ""
        lines["emails" if one.kind == EMAIL else "phones"].append(one.value + label)
    return {name: "\n".join(values) for name, values in lines.items()}
