"""Input about people, tandems and the company to values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.base.tools import phone, text
from tandem.essentials.people import regions
from tandem.essentials.people.models import ADMINISTRATOR, ROLES, THEMES, User

CURRENCIES = (("EUR", "EUR (€)"), ("CHF", "CHF"))
NUMBER_FORMATS = (
    ("de-DE", gettext_lazy("1.234,50 € (Germany)")),
    ("de-AT", gettext_lazy("1.234,50 € (Austria: Jänner)")),
    ("de-CH", gettext_lazy("CHF 1’234.50 (Switzerland)")),
    ("en", gettext_lazy("€1,234.50 (English)")),
)
WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Vaduz", "Europe/London", "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Bucharest", "Europe/Istanbul",
)  # fmt: skip


class CleanText(forms.CharField):
    """A line of text without control characters, in NFC."""

    def to_python(self, value: object) -> str:
        return text.clean(str(super().to_python(value) or ""))


class PhoneField(CleanText):
    """A phone number in any spelling, kept as E.164."""

    def clean(self, value: object) -> str:
        raw = super().clean(value)
        if not raw:
            return ""
        try:
            return phone.parse(raw, country="DE")[0].e164
        except phone.PhoneError as error:
            raise ValidationError(str(error)) from error


class CompanyForm(forms.Form):
    """Letterhead and defaults."""

    name = CleanText(label=gettext_lazy("Company"), max_length=200)
    street = CleanText(label=gettext_lazy("Street"), max_length=200, required=False)
    postcode = CleanText(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = CleanText(label=gettext_lazy("City"), max_length=100, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=regions.COUNTRIES)
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    website = CleanText(label=gettext_lazy("Website"), max_length=200, required=False)
    vat_number = CleanText(label=gettext_lazy("VAT number"), max_length=20, required=False)
    registration = CleanText(label=gettext_lazy("Commercial register"), max_length=200, required=False)
    bank = CleanText(label=gettext_lazy("Bank details"), max_length=200, required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Base currency"), choices=CURRENCIES)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    region = forms.ChoiceField(label=gettext_lazy("Public holidays of"), choices=regions.choices)
    number_format = forms.ChoiceField(label=gettext_lazy("Numbers"), choices=NUMBER_FORMATS)
    customer_links = forms.BooleanField(
        label=gettext_lazy("Quotes go out with a link for the customer"),
        required=False,
        help_text=gettext_lazy("The customer sees the quote there, asks, accepts or declines it."),
    )


class LogoForm(forms.Form):
    """The picture in the head of letters."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"}),
        help_text=gettext_lazy(
            "PNG, JPEG or SVG, at most 1 MB. It is printed up to 70 mm wide and 20 mm high."
        ),
    )


class FirstPersonForm(forms.Form):
    """The company's name and its first administrator."""

    company = CleanText(label=gettext_lazy("What is your company called?"), max_length=200)
    first_name = CleanText(label=gettext_lazy("First name"), max_length=60)
    last_name = CleanText(label=gettext_lazy("Last name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("E-mail"), help_text=gettext_lazy("You sign in with it."))
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What else do you do?"),
        choices=[(key, label) for key, label in ROLES.items() if key != ADMINISTRATOR],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Administration only keeps people and settings; it does not read customers."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters."),
    )


class PasswordForm(forms.Form):
    """A password for the one-time link."""

    password = FirstPersonForm.base_fields["password"]


class PersonForm(forms.Form):
    """A colleague."""

    first_name = CleanText(label=gettext_lazy("First name"), max_length=60)
    last_name = CleanText(label=gettext_lazy("Last name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )
    region = forms.ChoiceField(label=gettext_lazy("Public holidays of"), choices=regions.choices)


def _hours_initial(user: User) -> dict[str, str]:
    week = user.work_week
    return {
        f"day_{day}": ", ".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in week.get(day, []))
        for day in range(7)
    }


class HoursField(CleanText):
    """Working hours of a day, as people write them: '8-12, 13-17'. Empty is a free day."""

    def clean(self, value: object) -> Any:
        raw = super().clean(value)
        spans = [_span(part) for part in raw.replace(";", ",").split(",") if part.strip()]
        for earlier, later in pairwise(spans):
            if later[0] < earlier[1]:
                raise ValidationError(_("The hours overlap."))
        return [[begins.strftime("%H:%M"), ends.strftime("%H:%M")] for begins, ends in spans]


def _span(raw: str) -> tuple[time, time]:
    parts = raw.replace("–", "-").replace(" ", "").split("-")
    try:
        begins, ends = (_time(part) for part in parts)
    except ValueError as error:
        raise ValidationError(_("Write the hours like 8:00–12:00, 13:00–17:00.")) from error
    if begins >= ends:
        raise ValidationError(_("The hours end before they begin."))
    return begins, ends


def _time(raw: str) -> time:
    hour, _colon, minute = raw.replace(".", ":").partition(":")
    # Longer figures are no time, and too long ones no number that the clock takes.
    return time(int(hour[:3]), int(minute[:3] or 0))


class SettingsForm(forms.Form):
    """What a person sets for oneself."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=(("de", "Deutsch"), ("en", "English"))
    )
    theme = forms.ChoiceField(label=gettext_lazy("Appearance"), choices=list(THEMES.items()))
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    shortcuts = forms.BooleanField(label=gettext_lazy("Single-key shortcuts"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, label in enumerate(WEEKDAYS):
            self.fields[f"day_{day}"] = HoursField(label=label, required=False)
        values = {name: getattr(user, name) for name in ("language", "theme", "zone", "phone", "shortcuts")}
        self.initial = values | _hours_initial(user)

    def values(self) -> dict[str, Any]:
        """The fields of the user."""
        data = dict(self.cleaned_data)
        hours = [[day, *span] for day in range(7) for span in data.pop(f"day_{day}")]
        return data | {"hours": hours}

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(7)]


def people_choices(people: Iterable[User], *, empty: str = "") -> list[tuple[str, str]]:
    """Colleagues as choices: name and role."""
    rows = [(str(user.pk), f"{user.full_name}, {user.side_label}") for user in people]
    return [("", empty), *rows] if empty else rows


class _ChoosesPeople(forms.Form):
    """A form whose choice fields named in `of_people` list the colleagues given."""

    of_people: tuple[str, ...] = ()

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        for name in self.of_people:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = people_choices(self.people.values(), empty="–")

    def person(self, name: str) -> User | None:
        """The colleague chosen in a field."""
        return self.people.get(self.cleaned_data.get(name, ""))


class TandemForm(_ChoosesPeople):
    """A tandem and who holds its seats."""

    of_people = ("inside", "outward", "third", "deputy")
    name = CleanText(label=gettext_lazy("Name of the tandem"), max_length=80)
    inside = forms.ChoiceField(label=gettext_lazy("Inside seat"), required=False)
    outward = forms.ChoiceField(label=gettext_lazy("Outward seat"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("Third seat"), required=False)
    deputy = forms.ChoiceField(
        label=gettext_lazy("Deputy"), required=False, help_text=gettext_lazy("Acts when a seat is empty.")
    )
    from_date = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class TerritoryForm(forms.Form):
    """Postcodes of a tandem."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=regions.COUNTRIES)
    postcode_from = CleanText(label=gettext_lazy("Postcode from"), max_length=12, required=False)
    postcode_to = CleanText(
        label=gettext_lazy("Postcode to"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Empty: the whole country."),
    )


class AbsenceForm(_ChoosesPeople):
    """Days away. The reason is not asked."""

    of_people = ("user", "deputy")
    user = forms.ChoiceField(label=gettext_lazy("Who is away?"))
    from_date = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_date = forms.DateField(
        label=gettext_lazy("to and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    deputy = forms.ChoiceField(
        label=gettext_lazy("Who stands in?"),
        required=False,
        help_text=gettext_lazy("Without a name it is the partner, else the coordination."),
    )

    def offer_absent(self, people: Iterable[User]) -> None:
        """Only these can be reported away."""
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people_choices(people, empty="–")
