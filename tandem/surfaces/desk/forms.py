"""What people type on the pages of the desk."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import THEMES

CHANNELS = [
    ("note", pgettext_lazy("journal", "Note")),
    ("call", pgettext_lazy("journal", "Call")),
    ("mail", pgettext_lazy("journal", "E-mail")),
    ("customer", _("From the customer")),
]


class NoteForm(forms.Form):
    """A contact or note for the customer's journal."""

    channel = forms.ChoiceField(label=_("Kind"), choices=CHANNELS, initial="note")
    contact = forms.CharField(label=pgettext_lazy("journal", "With whom"), max_length=120, required=False)
    text = forms.CharField(
        label=pgettext_lazy("journal", "Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ThemeForm(forms.Form):
    """Light, dark, or like the device."""

    theme = forms.ChoiceField(choices=list(THEMES.items()))


class LanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
