"""What people type who come by a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.journey.quotes.documents import LONGEST_TEXT
from tandem.journey.quotes.models import CUSTOMER_REASONS


def _words(label: Any, *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class AnswerByLinkForm(forms.Form):
    """The answer of somebody who holds the link to a question."""

    name = _name()
    text = _words(_("Your answer"))
    file = forms.FileField(label=_("Attach a file"), required=False, help_text=_("At most 25 MB."))

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"]


class AcceptForm(forms.Form):
    """A binding order."""

    name = _name()
    place = forms.CharField(
        label=_("Place"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    wishes = _words(
        _("Which optional items do you want as well? (no part of this order)"), required=False, rows=2
    )
    binding = forms.BooleanField(label=_("I order bindingly what this quote says."))


class DeclineForm(forms.Form):
    """A no, and why."""

    name = _name()
    reason = forms.ChoiceField(
        label=_("What was the reason?"), choices=list(CUSTOMER_REASONS.items()), widget=forms.RadioSelect
    )
    words = _words(_("In your words"), required=False, rows=3)


class AskForm(forms.Form):
    """A question about the quote."""

    name = _name()
    text = _words(_("Your question"))
