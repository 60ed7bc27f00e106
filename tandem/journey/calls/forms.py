"""Input of calls and visits to values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.essentials.calendar.forms import TimeForm
from tandem.essentials.customers.models import Contact
from tandem.essentials.people.models import User
from tandem.journey.calls.models import RESULTS


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class CallForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=list(RESULTS.items()),
        error_messages={"required": gettext_lazy("What came of the call? Choose a result.")},
    )
    contact = forms.ChoiceField(label=gettext_lazy("Spoken with"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    next_on = forms.DateField(
        label=gettext_lazy("Call again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, contacts: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(contact.pk): contact for contact in contacts}
        _choose(
            self.fields["contact"], [("", "–"), *((pk, one.full_name) for pk, one in self.people.items())]
        )

    @property
    def chosen_contact(self) -> Contact | None:
        return self.people.get(self.cleaned_data.get("contact", ""))


class VisitForm(TimeForm):
    """When the visit is, whom it is with and who comes along."""

    # A time between the half hours that the page offers as buttons; it wins over the button.
    other_clock = forms.TimeField(
        label=gettext_lazy("Or another time"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        required=False,
    )
    contact = forms.ChoiceField(label=pgettext_lazy("visit", "With whom"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    person = forms.ChoiceField(label=gettext_lazy("Who visits"), widget=forms.RadioSelect)
    # Of a visit that is moved.
    by_customer = forms.BooleanField(label=gettext_lazy("The customer asked for it"), required=False)

    def __init__(self, *args: Any, contacts: list[Contact], people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(contact.pk): contact for contact in contacts}
        self.visitors = {str(person.pk): person for person in people}
        _choose(
            self.fields["contact"], [("", "–"), *((pk, one.full_name) for pk, one in self.contacts.items())]
        )
        self.fields["clock"].error_messages["required"] = gettext_lazy("At what time? Choose one.")
        _choose(self.fields["person"], [(pk, one.full_name) for pk, one in self.visitors.items()])

    def clean(self) -> dict[str, Any]:
        other = self.cleaned_data.get("other_clock")
        if other is not None:
            self.cleaned_data["clock"] = other
            self.errors.pop("clock", None)
        return super().clean()

    @property
    def chosen_contact(self) -> Contact | None:
        return self.contacts.get(self.cleaned_data.get("contact", ""))

    @property
    def visitor(self) -> User | None:
        return self.visitors.get(self.cleaned_data.get("person", ""))
