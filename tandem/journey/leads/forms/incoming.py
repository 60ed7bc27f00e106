"""What comes in by a web form or the API to checked values, with an error for each field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.base.tools import text, validation
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.actions import ValueRefused
from tandem.journey.leads.forms.leads import COUNTRIES, SALUTATIONS
from tandem.journey.leads.models import ALWAYS_ASKED, ASKED, SOURCES

LONGEST_REQUEST = 20_000
LONGEST_CONSENT = 5_000


class _Clean(forms.CharField):
    """A text without control characters, in one line unless `lines`."""

    def __init__(self, *, lines: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.lines = lines

    def to_python(self, value: Any) -> str:
        written = super().to_python(value) or ""
        # What no text may hold is for the validators to refuse, not to be taken out unseen.
        return written if "\x00" in written else text.clean(written, lines=self.lines)


class EnquiryForm(forms.Form):
    """A company that asks for something. A web form shows those of its fields that it asks."""

    company = _Clean(label=gettext_lazy("Company"), max_length=200)
    salutation = forms.ChoiceField(label=gettext_lazy("Salutation"), choices=SALUTATIONS, required=False)
    first_name = _Clean(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = _Clean(label=gettext_lazy("Last name"), max_length=80)
    function = _Clean(label=gettext_lazy("Function"), max_length=120, required=False)
    email = _Clean(label=gettext_lazy("E-mail"), max_length=254)
    phone = _Clean(label=gettext_lazy("Phone"), max_length=200, required=False)
    street = _Clean(label=gettext_lazy("Street"), max_length=200, required=False)
    postcode = _Clean(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = _Clean(label=gettext_lazy("City"), max_length=100, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRIES, required=False)
    website = _Clean(label=gettext_lazy("Web site"), max_length=200, required=False)
    requirement = _Clean(
        label=gettext_lazy("Your request"), max_length=LONGEST_REQUEST, required=False, lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, asks: Iterable[str], **more: Any) -> None:
        super().__init__(data, auto_id="anfrage_%s", **more)
        shown = {*ALWAYS_ASKED, *asks}
        for name in [name for name in self.fields if name not in shown]:
            del self.fields[name]
        for name in ("company", "email", "phone", "street", "postcode", "city"):
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = _AUTOCOMPLETE[name]

    def clean_postcode(self) -> str:
        return _postcode(self.cleaned_data["postcode"], self.data.get("country") or "DE")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["lines"] = [
            *self._lines("phone", cleaned.get("phone", ""), country=cleaned.get("country") or "DE"),
            *self._lines("email", cleaned.get("email", "")),
        ]
        return cleaned

    def _lines(self, name: str, written: str, *, country: str = "") -> list[tuple[str, str, str]]:
        try:
            return customers.phones(written, country=country) if country else customers.emails(written)
        except ValueRefused as refusal:
            self.add_error(name, str(refusal))
            return []


_AUTOCOMPLETE = {
    "company": "organization", "email": "email", "phone": "tel", "street": "street-address",
    "postcode": "postal-code", "city": "address-level2",
}  # fmt: skip


class LeadOfProgramForm(EnquiryForm):
    """A lead that another program brings: only the company must be there."""

    title = _Clean(max_length=200, required=False)
    campaign = _Clean(max_length=120, required=False)
    source = forms.ChoiceField(choices=list(SOURCES.items()), required=False)
    vat_number = _Clean(max_length=30, required=False)

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data, asks=[*ASKED, "title", "campaign", "source", "vat_number"])
        self.fields["last_name"].required = self.fields["email"].required = False
        self.fields["country"] = _Clean(max_length=2, min_length=2, required=False)

    def clean_vat_number(self) -> str:
        written = self.cleaned_data["vat_number"]
        try:
            return validation.vat_number(written) if written else ""
        except validation.InvalidValue as error:
            raise forms.ValidationError(error.reason) from error

    def clean_country(self) -> str:
        written = str(self.cleaned_data["country"]).upper()
        if written and not (written.isascii() and written.isalpha()):
            raise forms.ValidationError(_("Two letters, like DE."))
        return written


FIELDS = ("company", *(name for name in LeadOfProgramForm.base_fields if name != "company"))


class NotAnObject(ValueError):
    """The body is no JSON object."""


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises NotAnObject with a sentence."""
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise NotAnObject(_("This is not JSON in UTF-8.")) from error
    if not isinstance(found, dict):
        raise NotAnObject(_('Send one JSON object: {"company": "..."}.'))
    return found


def texts_of(given: dict[str, Any], *, known: Iterable[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The fields that are texts, and an error for each that is none or that nobody knows; null is left out."""
    names = set(known)
    errors: dict[str, list[str]] = {}
    for name, value in given.items():
        shown = text.clean(str(name), limit=60) or "?"
        if name not in names:
            errors[shown] = [_("There is no such field.")]
        elif value is not None and not isinstance(value, str):
            errors[shown] = [_("This must be a text.")]
    return {name: value for name, value in given.items() if isinstance(value, str) and name in names}, errors


def consent_of(given: Any) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What another program says of a consent: the text that was shown, whether it was given, and when."""
    if given is None:
        return {}, {}
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return {}, {"consent": [_("An object with “text”: the words that were shown.")]}
    errors: dict[str, list[str]] = {}
    if len(given["text"]) > LONGEST_CONSENT or "\x00" in given["text"]:
        errors["consent.text"] = [_("At most 5,000 characters, and no NUL.")]
    if not isinstance(given.get("given"), bool):
        errors["consent.given"] = [_("This must be true or false.")]
    if not isinstance(given.get("at", ""), str) or len(given.get("at", "")) > 40:
        errors["consent.at"] = [_("This must be a moment like 2026-11-24T09:41:00+01:00.")]
    if errors:
        return {}, errors
    return {
        "text": text.clean(given["text"], lines=True),
        "given": given["given"],
        "at": text.clean(given.get("at", ""), limit=40),
    }, {}


def _postcode(written: str, country: str) -> str:
    """In one spelling where it fits the country; an odd one is kept, the lead's check names it."""
    try:
        return validation.postcode(written, str(country)[:2].upper())[0] if written else ""
    except validation.InvalidValue:
        return written
