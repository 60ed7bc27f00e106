"""Input of visit reports to values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.base.design import filters
from tandem.base.tools import money
from tandem.essentials.customers.models import Contact
from tandem.essentials.people.models import User
from tandem.journey.visits import completeness
from tandem.journey.visits.models import RESULTS

MOST = Decimal(10) ** 12


class ReportForm(forms.Form):
    """A visit report. Everything may be left open but the result; the action says what a result needs."""

    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=list(RESULTS.items()),
        error_messages={"required": gettext_lazy("How did it go? Choose a result.")},
    )
    contacts = forms.MultipleChoiceField(label=gettext_lazy("Spoken with"), required=False)
    new_contact = forms.CharField(label=gettext_lazy("Another person"), max_length=160, required=False)
    requirement = forms.CharField(
        label=gettext_lazy("Requirement"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    outcome = forms.CharField(
        label=gettext_lazy("Agreed with the customer"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=20_000,
        required=False,
    )
    competitor = forms.CharField(label=gettext_lazy("Competitor"), max_length=200, required=False)
    potential = forms.CharField(label=gettext_lazy("Potential"), max_length=40, required=False)
    next_person = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=200, required=False)
    quick_due = forms.DateField(required=False)
    next_due = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, people: list[User], known: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.known = {str(contact.pk): contact for contact in known}
        self._choose("contacts", [(pk, contact.full_name) for pk, contact in self.known.items()])
        self._choose("next_person", [(pk, person.full_name) for pk, person in self.people.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_potential(self) -> Decimal | None:
        """An amount as people write it: '48.000', '48000 €', '12,5'."""
        written = str(self.cleaned_data.get("potential") or "").strip()
        if not written:
            return None
        try:
            amount = money.parse_amount(written, decimal_mark=filters.decimal_mark())
        except ValueError as error:
            raise forms.ValidationError(_("Write the potential as an amount, for example 48.000.")) from error
        if amount < 0:
            raise forms.ValidationError(_("The potential cannot be below zero."))
        if amount >= MOST:
            raise forms.ValidationError(_("This potential is too large to be true."))
        return amount

    @property
    def due(self) -> date | None:
        """The day chosen: the one typed wins over the quick answer."""
        chosen = self.cleaned_data.get("next_due") or self.cleaned_data.get("quick_due")
        return chosen if isinstance(chosen, date) else None

    @property
    def met(self) -> list[Contact]:
        return [self.known[pk] for pk in self.cleaned_data.get("contacts", [])]

    @property
    def next_user(self) -> User | None:
        return self.people.get(self.cleaned_data.get("next_person", ""))

    @property
    def still_missing(self) -> list[str]:
        """Which of the five parts are not given in what the form shows."""
        return completeness.missing(
            result=str(self["result"].value() or ""),
            has_contacts=bool(self["contacts"].value() or self["new_contact"].value()),
            requirement=str(self["requirement"].value() or ""),
            outcome=str(self["outcome"].value() or ""),
            has_due=bool(self["next_due"].value() or self["quick_due"].value()),
        )
