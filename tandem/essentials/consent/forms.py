"""Input of statements to values."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.consent.models import ALL, CONSENT, KINDS, OBJECTION, PRESUMED, SCOPES, SOURCES

PERSON, COMPANY = "person", "company"
_IN_ORDER = (CONSENT, PRESUMED, "relationship", OBJECTION, "none")


class StatementForm(forms.Form):
    """One statement in full; the quick buttons of the sheet send some of its fields."""

    kind = forms.ChoiceField(
        label=_("Basis"),
        choices=[(key, KINDS[key]) for key in _IN_ORDER],
        error_messages={"required": _("On which basis? Choose one.")},
    )
    channel = forms.ChoiceField(
        label=_("For"),
        choices=list(SCOPES.items()),
        initial="call",
        error_messages={"required": _("By which channel? Choose one.")},
    )
    whom = forms.ChoiceField(
        label=_("Holds for"),
        choices=[(PERSON, _("this person")), (COMPANY, _("the whole company"))],
        initial=PERSON,
        required=False,
    )
    words = forms.CharField(
        label=_("Reason or exact words"),
        help_text=_("Presumed interest: why they would want the call. Consent: the text they agreed to."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        required=False,
    )
    source = forms.ChoiceField(
        label=_("How they said it"), choices=[("", "–"), *SOURCES.items()], required=False
    )
    happened_on = forms.DateField(
        label=_("Said on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    since = forms.DateField(
        label=pgettext_lazy("relationship", "Customer since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    proof = forms.FileField(label=_("Document"), required=False)

    def values(self, *, at: datetime) -> dict[str, Any]:
        """What the action takes, without the document. A day that is past counts from its noon."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "channel": given["channel"],
            "words": given["words"],
            "source": given["source"],
            "since": given["since"],
            "happened_at": _moment(given["happened_on"], at=at),
        }

    @property
    def is_for_company(self) -> bool:
        return self.cleaned_data.get("whom") == COMPANY


def _moment(day: date | None, *, at: datetime) -> datetime:
    local = timezone.localtime(at)
    if day is None or day == local.date():
        return at
    zone = local.tzinfo
    assert isinstance(zone, ZoneInfo)
    return datetime.combine(day, time(12), tzinfo=zone)


# What the quick buttons send.
QUICK_OBJECTIONS = (("call", _("Wants no calls"), "phone-off"), (ALL, _("Wants no contact at all"), "ban"))
