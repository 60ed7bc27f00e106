"""Input about conflicts to values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.essentials.people.models import User
from tandem.essentials.people.queries import colleagues
from tandem.steering.reviews.models import KINDS


class RaiseForm(forms.Form):
    """What happened, with whom, and how one saw it."""

    kind = forms.ChoiceField(label=_("What happened?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    other: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("With whom do you want to settle it?"), queryset=None
    )
    text = forms.CharField(
        label=_("How did you see it?"),
        help_text=_("Facts and what it meant for you. It is shown when the other has written as well."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, people: list[User], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues().filter(pk__in=[person.pk for person in people])
        field.choices = [(person.pk, f"{person.full_name}, {person.side_label}") for person in people]
