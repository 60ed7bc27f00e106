"""Input of whoever sets up how leads come in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tandem.base.design import filters
from tandem.base.tools import money
from tandem.essentials.consent.models import CHANNELS
from tandem.journey.leads.actions.web_forms import COVERABLE, covered
from tandem.journey.leads.models import ASKED, BRINGS_LEADS, KEY_FOR, SOURCES, WEBSITE, Campaign, WebForm
from tandem.journey.leads.scoring import FACTORS, MOST_POINTS

_AREA = {"rows": 3}


class WebFormForm(forms.Form):
    """A form for a web site."""

    name = forms.CharField(
        label=gettext_lazy("Name of the form"),
        max_length=120,
        help_text=gettext_lazy("Stands with each lead: “Contact form of the web site”."),
    )
    campaign = forms.CharField(label=gettext_lazy("Campaign or fair"), max_length=120, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=list(SOURCES.items()), initial=WEBSITE)
    asks = forms.MultipleChoiceField(
        label=gettext_lazy("What it asks besides company, name and e-mail"),
        choices=list(ASKED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["phone", "requirement"],
    )
    origins = forms.CharField(
        label=gettext_lazy("Sites on which it may stand"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("One address a line, like https://www.firma.de. Other pages are refused."),
    )
    consent_de = forms.CharField(
        label=gettext_lazy("Consent text, German"),
        widget=forms.Textarea(attrs=_AREA), max_length=5000, required=False,
        help_text=gettext_lazy("Kept with the lead, word for word, with time and page."),
    )  # fmt: skip
    consent_en = forms.CharField(
        label=gettext_lazy("Consent text, English"),
        widget=forms.Textarea(attrs=_AREA), max_length=5000, required=False,
    )  # fmt: skip
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("Ticked, the consent text is the legal basis for"),
        choices=[(channel, CHANNELS[channel]) for channel in COVERABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Only what the text itself names. Without a tick here a person looks at each consent first."
        ),
    )
    is_wish = forms.BooleanField(
        label=gettext_lazy("Whoever sends it wishes to be called about it"),
        required=False,
        help_text=gettext_lazy(
            "Noted as presumed interest. In Germany and Switzerland that lets you call companies, in Austria only the"
            " ticked consent does."
        ),
    )
    thanks_de = forms.CharField(
        label=gettext_lazy("Thanks, German"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False,
    )  # fmt: skip
    thanks_en = forms.CharField(
        label=gettext_lazy("Thanks, English"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False,
    )  # fmt: skip

    def clean_origins(self) -> list[str]:
        return [line for line in str(self.cleaned_data["origins"]).split() if line]


def filled(form: WebForm) -> dict[str, Any]:
    """What the form for a web form begins with."""
    names = (
        "name", "campaign", "source", "asks", "consent_de", "consent_en", "thanks_de", "thanks_en",
    )  # fmt: skip
    return {
        **{name: getattr(form, name) for name in names},
        "origins": "\n".join(form.origins),
        "covers": covered(form),
        "is_wish": form.is_wish,
    }


class KeyForm(forms.Form):
    """A key for another program."""

    name = forms.CharField(
        label=gettext_lazy("For which program?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Which program is the key for? Give it a name.")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What the key does"),
        choices=list(KEY_FOR.items()),
        initial=BRINGS_LEADS,
        required=False,
    )

    def clean_purpose(self) -> str:
        return self.cleaned_data["purpose"] or BRINGS_LEADS


class CampaignForm(forms.Form):
    """A campaign or fair with its period and cost."""

    name = forms.CharField(label=gettext_lazy("Campaign or fair"), max_length=120)
    from_date = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    to_date = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cost = forms.CharField(label=gettext_lazy("Cost"), max_length=30, required=False)

    def clean_cost(self) -> Decimal | None:
        written = str(self.cleaned_data["cost"]).strip()
        if not written:
            return None
        try:
            return money.parse_amount(written, decimal_mark=filters.decimal_mark())
        except money.AmountError as error:
            raise forms.ValidationError(error.reason) from error


def filled_campaign(kept: Campaign) -> dict[str, Any]:
    """What the form for a campaign begins with."""
    cost = "" if kept.cost is None else str(kept.cost).replace(".", filters.decimal_mark())
    return {"name": kept.name, "from_date": kept.from_date, "to_date": kept.to_date, "cost": cost}


class WeightsForm(forms.Form):
    """How many points each factor gives: a field for each."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for factor, label in FACTORS.items():
            self.fields[factor] = forms.IntegerField(label=str(label), min_value=0, max_value=MOST_POINTS)
