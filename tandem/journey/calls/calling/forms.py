"""Input of call mode to values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.customers.models import Contact
from tandem.journey.calls.calling.actions import TASK_RESULTS
from tandem.journey.calls.forms import CallForm
from tandem.journey.calls.models import RESULTS


class ResultForm(CallForm):
    """What came of the call that is before one; of a task there are fewer results."""

    objects = forms.BooleanField(label=_("Does not want to be called any more"), required=False)

    def __init__(self, *args: Any, contacts: list[Contact], is_task: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, contacts=contacts, **kwargs)
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, RESULTS[key]) for key in (TASK_RESULTS if is_task else RESULTS)]


class GuideForm(forms.Form):
    """A conversation guide."""

    name = forms.CharField(label=pgettext_lazy("guide", "Name"), max_length=80)
    opening = forms.CharField(label=_("Opening"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4_000)
    needs = forms.CharField(
        label=_("Questions about the need"),
        help_text=_("One per line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        required=False,
    )
    objections = forms.CharField(
        label=_("When they hesitate"),
        help_text=_("One per line: what they say, and what one answers."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        required=False,
    )
    closing = forms.CharField(
        label=_("Close"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4_000, required=False
    )
    position = forms.IntegerField(
        label=pgettext_lazy("order of guides", "Place"),
        help_text=_("The lowest is shown first."),
        min_value=1,
        max_value=99,
        initial=1,
    )
