"""Input of the pages to values; no rules here, those are the actions'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.base.design import filters
from tandem.base.tools import money, text
from tandem.essentials.customers.models import Contact
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork.contacts import CALL, CAME_UP, MAIL, OCCASIONS, VISIT
from tandem.essentials.teamwork.models import (
    CANCELLED,
    DONE,
    KINDS,
    LOST,
    OUTCOMES,
    REPEAT,
    REQUEST,
    SALE,
    WAITING_FOR,
)

LONGEST_TEXT = 20_000
LARGEST_AMOUNT = Decimal(10) ** 12
# A day without a clock is over when the day is.
END_OF_DAY = time(23, 59)


class Line(forms.CharField):
    """A line of text, cleaned."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        return text.clean(str(super().to_python(value) or ""))


class Words(forms.CharField):
    """Several lines of text, cleaned."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        return text.clean(str(super().to_python(value) or ""), lines=True)


class AmountField(forms.CharField):
    """An amount in any spelling; None where nothing is written."""

    def clean(self, value: object) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            amount = money.parse_amount(written, decimal_mark=filters.decimal_mark())
        except money.AmountError as error:
            raise ValidationError(str(error)) from error
        if not 0 <= amount < LARGEST_AMOUNT:
            raise ValidationError(_("This is not an amount."))
        return money.cents(amount)


class PersonField(forms.TypedChoiceField):
    """One of the colleagues given; `groups` are headings with people."""

    def offer(self, groups: Iterable[tuple[Any, Sequence[User]]], *, nobody: Any = None) -> None:
        """Say who may be chosen."""
        given = [(label, people) for label, people in groups if people]
        self.known = {str(person.pk): person for _label, people in given for person in people}
        named = [
            (label, [(str(p.pk), f"{p.full_name}, {p.side_label}") for p in people])
            for label, people in given
        ]
        options: list[Any] = named[0][1] if len(named) == 1 else named
        self.choices = [("", nobody), *options] if nobody is not None else options
        self.coerce = self.known.get


class Due(forms.Form):
    """A day and, where it matters, a time."""

    day = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
    )
    clock = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Only where the time matters."),
    )

    @property
    def due_at(self) -> datetime:
        clock: time = self.cleaned_data["clock"] or END_OF_DAY
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], clock))


def due_initial(moment: datetime | None) -> dict[str, Any]:
    """What `Due` shows for a moment."""
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    clock = local.time().replace(second=0, microsecond=0)
    return {"day": local.date(), "clock": None if clock in (END_OF_DAY, time()) else clock}


class HandOverForm(Due):
    """Passing the turn: to whom, what they need to know, what is next and until when."""

    to = PersonField(label=_("To whom?"))
    briefing = Words(
        label=_("What does your partner need to know?"),
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    next_step = Line(label=_("Next step"))
    field_order = ("to", "briefing", "next_step", "day", "clock")


class NextStepForm(Due):
    """Another next step or date."""

    next_step = Line(label=_("Next step"), widget=forms.TextInput(attrs={"autofocus": True}))
    waiting_for = forms.ChoiceField(label=_("Waiting for"), choices=list(WAITING_FOR.items()))
    reason = Line(label=_("Why?"), required=False, help_text=_("One line for your partner."))
    field_order = ("next_step", "day", "clock", "waiting_for", "reason")


class TakeOverForm(forms.Form):
    """'Ich übernehme'."""

    reason = Line(label=_("Why?"), widget=forms.TextInput(attrs={"autofocus": True}))
    until = forms.ChoiceField(
        label=_("For how long?"),
        required=False,
        choices=[
            ("", _("until I pass it on")),
            ("hour", _("one hour")),
            ("today", _("until tonight")),
            ("tomorrow", _("until tomorrow night")),
            ("week", _("for a week")),
        ],
        help_text=_("Until then nobody else takes it over."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def until_at(self, at: datetime) -> datetime | None:
        """The moment until which it is claimed; None for as long as the turn stays."""
        wanted = self.cleaned_data["until"]
        if wanted == "hour":
            return at + timedelta(hours=1)
        days = {"today": 0, "tomorrow": 1, "week": 7}.get(wanted)
        if days is None:
            return None
        return timezone.make_aware(
            datetime.combine(timezone.localdate(at) + timedelta(days=days), END_OF_DAY)
        )


class QuestionForm(Due):
    """A question to a colleague."""

    asked = PersonField(label=_("Whom do you ask?"))
    text = Words(
        label=_("What do you need to know?"), widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    field_order = ("asked", "text", "day", "clock")


class AnswerForm(forms.Form):
    """The answer to a question."""

    text = Words(rows=2, label=pgettext_lazy("noun", "Answer"))


class NoteForm(forms.Form):
    """What was said or thought."""

    channel = forms.ChoiceField(
        label=_("What was it?"),
        widget=forms.RadioSelect,
        initial="call",
        choices=[
            ("call", pgettext_lazy("channel", "Call")),
            ("mail", pgettext_lazy("channel", "E-mail")),
            ("customer", pgettext_lazy("channel", "From the customer")),
            ("note", pgettext_lazy("channel", "Note")),
        ],
    )
    about = forms.ChoiceField(
        label=_("On what occasion?"), choices=list(OCCASIONS.items()), required=False, initial=CAME_UP
    )
    contact = forms.ChoiceField(label=_("With whom?"), required=False)
    text = Words(
        label=_("What is worth knowing?"), widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Say who may be chosen."""
        names = [contact.full_name for contact in contacts]
        field = self.fields["contact"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((name, name) for name in names)]


class ConsultForm(forms.Form):
    """Asking the partner before a contact; everything is filled in already."""

    channel = forms.ChoiceField(
        label=_("How?"),
        widget=forms.RadioSelect,
        initial=CALL,
        choices=[
            (CALL, pgettext_lazy("channel", "Call")),
            (MAIL, pgettext_lazy("channel", "E-mail")),
            (VISIT, pgettext_lazy("channel", "Visit")),
        ],
    )
    about = forms.ChoiceField(label=_("On what occasion?"), choices=list(OCCASIONS.items()), initial=CAME_UP)
    text = Words(rows=2, label=_("What do you have in mind?"), required=False, max_length=2_000)


class DecideForm(forms.Form):
    """The background to an answer, and the day until which to wait; the answer itself is the button."""

    background = Words(rows=2, label=_("What is worth knowing before?"), required=False, max_length=2_000)
    wait_until = forms.DateField(
        label=_("Only if you ask to wait: until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
    )


class ResultForm(forms.Form):
    """What came of a task; a few words, not required."""

    result = Words(label=_("In one sentence"), required=False)


class TaskForm(Due):
    """Side work given to a colleague or oneself."""

    accountable = PersonField(label=_("Who does it?"))
    title = Line(label=_("What is to be done?"), widget=forms.TextInput(attrs={"autofocus": True}))
    field_order = ("title", "accountable", "day", "clock")


class SuccessorForm(forms.Form):
    """Who takes what a leaving colleague has open."""

    successor = PersonField(
        label=_("Who takes over?"), help_text=_("Seats in tandems, open turns, tasks and questions.")
    )


class CloseForm(forms.Form):
    """How a matter ended; a sale is not won here but by its order."""

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    result = Words(
        label=_("In one sentence"),
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("The answer the customer got, or the reason. Your partner reads it."),
    )

    def offer(self, kind: str) -> None:
        """Say how a matter of this kind can end."""
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        outcomes = [DONE, CANCELLED] if kind == REQUEST else [LOST, CANCELLED]
        field.choices = [(outcome, OUTCOMES[outcome]) for outcome in outcomes]
        field.initial = outcomes[0]
        if kind == REQUEST:
            self.fields["result"].label = _("What did you answer?")
            self.fields["result"].help_text = _("What the customer was told. Your partner reads it.")


class ReasonForm(forms.Form):
    """Why a handover is declined."""

    reason = Words(rows=2, label=_("Why not?"), widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}))


class MissingForm(forms.Form):
    """Why a question is asked again."""

    reason = Words(
        rows=2, label=_("What is still missing?"), widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )


class CallForm(forms.Form):
    """A customer calls: what they want in one line; the answer, or whose turn it is."""

    # Lines, not areas: Enter takes the call.
    text = Line(
        label=_("What does the customer want?"),
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("One line is enough."),
    )
    contact = forms.TypedChoiceField(label=_("Who is calling?"), required=False, empty_value=None)
    urgent = forms.BooleanField(
        label=_("Urgent"), required=False, help_text=_("The customer's work stands still.")
    )
    answer = Line(
        label=_("Answered at once?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("With an answer the request is done. Without one it becomes a turn."),
    )
    accountable = PersonField(label=_("Else, whose turn is it?"), required=False, empty_value=None)

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Say who may be calling."""
        known = {str(contact.pk): contact for contact in contacts}
        field = self.fields["contact"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *((key, _said(contact)) for key, contact in known.items())]
        field.coerce = known.get


def _said(contact: Contact) -> str:
    return f"{contact.full_name}, {contact.function}" if contact.function else contact.full_name


class MatterForm(forms.Form):
    """A new matter by hand."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        initial=SALE,
        choices=[(SALE, KINDS[SALE]), (REPEAT, KINDS[REPEAT])],
    )
    title = Line(label=_("What is it about?"), widget=forms.TextInput(attrs={"autofocus": True}))
    step = forms.ChoiceField(label=_("At which step does it begin?"))
    contact = forms.TypedChoiceField(label=_("Contact"), required=False, empty_value=None)
    value = AmountField(label=_("Estimated value"), required=False)
    next_step = Line(label=_("Next step"), required=False, help_text=_("Empty: as the process says."))
    day = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        help_text=_("Empty: the deadline of the step, in working time."),
    )
    description = Words(label=_("What is known already"), required=False)

    def offer(self, steps: Sequence[Step], contacts: Sequence[Contact]) -> None:
        """Say where it may begin and who the contact may be."""
        begins = self.fields["step"]
        assert isinstance(begins, forms.ChoiceField)
        begins.choices = [(step.key, f"{step.position} {step.name}") for step in steps]
        known = {str(contact.pk): contact for contact in contacts}
        field = self.fields["contact"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *((key, _said(contact)) for key, contact in known.items())]
        field.coerce = known.get

    @property
    def due_at(self) -> datetime | None:
        day = self.cleaned_data["day"]
        return timezone.make_aware(datetime.combine(day, END_OF_DAY)) if day else None


class MoveOnForm(forms.Form):
    """On to which step, and what came of this one."""

    step = forms.ChoiceField(label=_("On to"))
    result = Words(label=_("What came of it"), required=False)

    def offer(self, steps: Sequence[Step]) -> None:
        """Say where it may go on to, the next one first."""
        to = self.fields["step"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(step.key, f"{step.position} {step.name}") for step in steps]
