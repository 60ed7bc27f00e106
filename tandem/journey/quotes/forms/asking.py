"""What colleagues type when they ask about a quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.files.models import File
from tandem.essentials.teamwork.forms import END_OF_DAY, PersonField, Words
from tandem.journey.quotes.documents import LONGEST_TEXT
from tandem.journey.quotes.models import (
    COLLEAGUE,
    CUSTOMER,
    OUTSIDE,
    QUESTION_KINDS,
    SHOWABLE,
    TECHNICAL,
    QuoteLine,
)

IF_ON_A_LINE, YES, NO = "line", "yes", "no"


class AskOnQuoteForm(forms.Form):
    """A question on a quote; which fields there are depends on who knows it."""

    asked = PersonField(label=gettext_lazy("Whom do you ask?"))
    name = forms.CharField(label=gettext_lazy("The expert's name"), max_length=160)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(),
        help_text=gettext_lazy("Nothing is sent yet. You send the link afterwards."),
    )
    text = Words(
        label=gettext_lazy("What do you need to know?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=list(QUESTION_KINDS.items()),
        initial=TECHNICAL,
        widget=forms.RadioSelect,
    )
    line = forms.TypedChoiceField(
        label=pgettext_lazy("number in a quote", "Item"), required=False, coerce=int
    )
    holds = forms.ChoiceField(
        label=gettext_lazy("Does the quote wait for the answer?"),
        choices=[
            (IF_ON_A_LINE, gettext_lazy("If the question belongs to an item")),
            (YES, gettext_lazy("Yes")),
            (NO, gettext_lazy("No, it may go out")),
        ],
        initial=IF_ON_A_LINE,
    )
    day = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Left empty, the rule sets the date."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("What the link shows beside the question"),
        choices=list(SHOWABLE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chosen = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Files that go with it"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    upload = forms.FileField(label=gettext_lazy("Another file"), required=False)

    def __init__(self, *args: Any, to: str, lines: Sequence[QuoteLine], files: Sequence[File], **kwargs: Any):
        super().__init__(*args, **kwargs)
        gone = {
            COLLEAGUE: ("name", "email"),
            OUTSIDE: ("asked",),
            CUSTOMER: ("asked", "name", "email"),
        }[to]
        for name in gone:
            del self.fields[name]
        items = [(str(line.pk), f"{line.position} · {line.text[:60]}") for line in lines if line.is_item]
        self.fields["line"].choices = [("", _("the whole quote")), *items]  # type: ignore[attr-defined]
        if files:
            self.fields["chosen"].choices = [(str(one.pk), one.name) for one in files]  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]

    @property
    def holds_up(self) -> bool:
        """Whether the quote waits for the answer."""
        chosen = self.cleaned_data["holds"]
        return bool(chosen == YES or (chosen == IF_ON_A_LINE and self.cleaned_data.get("line")))

    @property
    def due_at(self) -> datetime | None:
        """The moment that was given, if one was."""
        day = self.cleaned_data.get("day")
        if not day:
            return None
        clock: time = self.cleaned_data.get("clock") or END_OF_DAY
        return timezone.make_aware(datetime.combine(day, clock))


class MailLinkForm(forms.Form):
    """The mail that carries the link to a question."""

    to = forms.CharField(label=gettext_lazy("Recipient"), max_length=254, widget=forms.EmailInput())
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("mail", "Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("The link stands below the text."),
    )


class AnswerOnQuoteForm(forms.Form):
    """The answer of a colleague, or what they were told."""

    text = Words(
        label=pgettext_lazy("noun", "Answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    upload = forms.FileField(label=gettext_lazy("Attach a file"), required=False)


class ReplyForm(forms.Form):
    """The answer to what a customer asked by link, in the words the customer reads."""

    text = Words(
        label=gettext_lazy("Answer to the customer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=gettext_lazy("Notes for colleagues belong into the request, not here."),
    )
    to = forms.CharField(
        label=gettext_lazy("Recipient"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(),
        help_text=gettext_lazy("Only if you send it by mail as well."),
    )
