"""Input of the round to values."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.essentials.people.models import User
from tandem.journey.calls.models import PARTS, WISHES
from tandem.journey.calls.rounds.actions.preparing import LONGEST_BACKGROUND

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ViewForm(forms.Form):
    """What one side thinks of a candidate."""

    wish = forms.ChoiceField(choices=[("", "–"), *WISHES.items()], required=False)
    background = forms.CharField(max_length=LONGEST_BACKGROUND, required=False)
    not_before = forms.DateField(label=_("Not before"), widget=_DATE, required=False)
    part_of_day = forms.ChoiceField(choices=[("", "–"), *PARTS.items()], required=False)


class DecisionForm(forms.Form):
    """What was agreed about a candidate; each caller has times of their own, and there may be another time."""

    decision = forms.ChoiceField(
        choices=list(WISHES.items()), error_messages={"required": _("Call, visit, wait or drop?")}
    )
    caller = forms.ChoiceField(required=False)
    until = forms.DateField(label=_("Wait until"), widget=_DATE, required=False)
    note = forms.CharField(max_length=300, required=False)
    other_time = forms.DateTimeField(
        label=_("Another time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        required=False,
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["caller"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((pk, person.first_name) for pk, person in self.people.items())]
        for pk in self.people:
            self.fields[f"at_{pk}"] = forms.CharField(max_length=40, required=False)

    @property
    def who_calls(self) -> User | None:
        return self.people.get(self.cleaned_data.get("caller", ""))

    @property
    def planned_at(self) -> datetime | None:
        """The other time where one is given, else the chosen one of the caller."""
        other: datetime | None = self.cleaned_data.get("other_time")
        if other is not None:
            return other
        caller = self.who_calls
        chosen = self.cleaned_data.get(f"at_{caller.pk}", "") if caller is not None else ""
        try:
            moment = datetime.fromisoformat(chosen)
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo("UTC"))
        except ValueError:
            return None
