"""Input of leads to values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.actions import ValueRefused
from tandem.essentials.playbook.rules import Verdict
from tandem.journey.leads.models import QUALITIES, SOURCES

COUNTRIES = (
    ("DE", gettext_lazy("Germany")),
    ("AT", gettext_lazy("Austria")),
    ("CH", gettext_lazy("Switzerland")),
    ("LI", gettext_lazy("Liechtenstein")),
)
# The keys are what letters read, in every language.
SALUTATIONS = (
    ("", pgettext_lazy("salutation", "none")),
    ("Frau", pgettext_lazy("salutation", "Ms")),
    ("Herr", pgettext_lazy("salutation", "Mr")),
)
PROBABILITIES = (10, 25, 50, 75, 90)


class AddressForm(forms.Form):
    """Address and numbers of a company, in any spelling; together `lines` (kind, value, label)."""

    street = forms.CharField(label=gettext_lazy("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=COUNTRIES, initial="DE", required=False
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=200, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["country"] = cleaned.get("country") or "DE"
        cleaned["lines"] = [
            *self._lines("phone", cleaned.get("phone", ""), country=cleaned["country"]),
            *self._lines("email", cleaned.get("email", ""), country=""),
        ]
        return cleaned

    def _lines(self, name: str, written: str, *, country: str) -> list[tuple[str, str, str]]:
        if not written.strip():
            return []
        try:
            return customers.phones(written, country=country) if country else customers.emails(written)
        except ValueRefused as refusal:
            self.add_error(name, str(refusal))
            return []


class LeadForm(AddressForm):
    """A new lead: of a customer that is known, or of a company that is not."""

    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    company = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Which company is it? Choose a customer or give the name of a new one.")
        },
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Where from?"),
        widget=forms.RadioSelect,
        choices=list(SOURCES.items()),
        error_messages={"required": gettext_lazy("Where does the lead come from? Choose a source.")},
    )
    campaign = forms.CharField(label=gettext_lazy("Campaign or fair"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    requirement = forms.CharField(
        label=gettext_lazy("Requirement, in the customer's words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    salutation = forms.ChoiceField(label=gettext_lazy("Salutation"), choices=SALUTATIONS, required=False)
    website = forms.CharField(label=gettext_lazy("Web site"), max_length=200, required=False)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of a customer that is known nobody has to give the name.
        self.fields["company"].required = not is_known


class RatingForm(forms.Form):
    """How good the lead is, how likely, and why."""

    quality = forms.ChoiceField(
        label=gettext_lazy("Quality"),
        widget=forms.RadioSelect,
        choices=[(key, key) for key in QUALITIES],
        error_messages={"required": gettext_lazy("How good is the lead? Choose A, B, C or D.")},
    )
    probability = forms.TypedChoiceField(
        label=gettext_lazy("Probability"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=[(value, f"{value} %") for value in PROBABILITIES],
        error_messages={"required": gettext_lazy("How likely is an order? Choose roughly.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why this rating?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
        error_messages={"required": gettext_lazy("Why this rating? One sentence helps field.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.initial.get("probability")
        if isinstance(given, int) and given not in PROBABILITIES:
            values = sorted({*PROBABILITIES, given})
            self.fields["probability"].choices = [(value, f"{value} %") for value in values]  # type: ignore[attr-defined]  # a choice field


class BriefingForm(forms.Form):
    """What field should know."""

    briefing = forms.CharField(
        label=gettext_lazy("Briefing for field"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        error_messages={"required": gettext_lazy("What does field need to know? One sentence is enough.")},
    )
    reason = forms.CharField(label=gettext_lazy("Why all the same?"), max_length=300, required=False)

    def __init__(self, *args: Any, verdict: Verdict | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verdict is not None and verdict.needs_reason:
            self.fields["reason"].help_text = verdict.why
        else:
            del self.fields["reason"]


class ReasonForm(forms.Form):
    """Why a lead is returned; the action says what is missing when it is empty."""

    reason = forms.CharField(max_length=5000, required=False)


class CardForm(forms.Form):
    """A business card: a file, or a signature that was pasted."""

    file = forms.FileField(
        label=gettext_lazy("vCard file (.vcf)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vcf,text/vcard,text/x-vcard"}),
    )
    written = forms.CharField(
        label=gettext_lazy("Or paste a signature or a vCard"),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )
