"""Input of appointments to values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import moments, recurrence
from tandem.essentials.calendar.actions import ALL, FOLLOWING, ONE, PersonAway, SomeTaken
from tandem.essentials.calendar.models import CALL, KINDS, MEETING, PRIVATE, AreaDay
from tandem.essentials.people.forms import WEEKDAYS
from tandem.essentials.people.regions import COUNTRIES

DURATIONS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
OWN_KINDS = (MEETING, CALL, PRIVATE)


def duration_label(minutes: int) -> str:
    """'45 min', '1 h', '1:30 h'"""
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)d:%(minutes)02d h") % {"hours": hours, "minutes": rest}
    return _("%(count)d h") % {"count": hours}


class TimeForm(forms.Form):
    """A day, a clock time and how long; together two moments (`starts_at`, `ends_at`)."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        label=gettext_lazy("Start"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    minutes = forms.TypedChoiceField(label=gettext_lazy("Duration"), coerce=int)
    # Shown once a colleague's day off or working hours stand against it.
    even_if_off = forms.BooleanField(label=gettext_lazy("Even so: it is agreed"), required=False)
    asks_even_if_off = False
    then_mail = forms.BooleanField(label=gettext_lazy("Then write to the customer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.initial.get("minutes")
        lengths = sorted({*DURATIONS, *([chosen] if isinstance(chosen, int) and chosen > 0 else [])})
        self.fields["minutes"].choices = [(minutes, duration_label(minutes)) for minutes in lengths]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, clock, minutes = cleaned.get("day"), cleaned.get("clock"), cleaned.get("minutes")
        if isinstance(day, date) and isinstance(clock, time) and isinstance(minutes, int):
            if not date(2000, 1, 1) <= day <= date(2100, 1, 1):
                self.add_error("day", _("This day is too far away."))
                return cleaned
            try:
                start = moments.moment(day, clock, timezone.get_current_timezone())
            except moments.NoSuchTimeError:
                self.add_error("clock", _("The clock skips this time on that day. Choose an hour later."))
            else:
                cleaned["starts_at"] = start
                cleaned["ends_at"] = moments.later(start, minutes=minutes)
        return cleaned


class AppointmentForm(TimeForm):
    """An appointment of one's own, with the partner where wanted."""

    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), widget=forms.RadioSelect, choices=[(key, KINDS[key]) for key in OWN_KINDS]
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    together = forms.MultipleChoiceField(
        label=gettext_lazy("Together with"), widget=forms.CheckboxSelectMultiple, required=False
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("Again"),
        choices=[("", gettext_lazy("once")), *recurrence.REPEATS.items()],
        required=False,
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Empty: it goes on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    # Shown once some of the times are taken.
    leave_out_taken = forms.BooleanField(
        label=gettext_lazy("Leave out the times that are taken"), required=False
    )
    asks_to_leave_out = False

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["together"].choices = partners  # type: ignore[attr-defined]  # a choice field
        if not partners:
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == PRIVATE and cleaned.get("together"):
            self.add_error("together", _("A private appointment is yours alone."))
        return cleaned


class ScopeMixin(forms.Form):
    """Of a series: this one, this and those that follow, or all that are still ahead."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Which of them"),
        widget=forms.RadioSelect,
        choices=[
            (ONE, gettext_lazy("Only this one")),
            (FOLLOWING, gettext_lazy("This and those that follow")),
            (ALL, gettext_lazy("All that are still ahead")),
        ],
        initial=ONE,
        required=False,
    )


class MoveForm(ScopeMixin, TimeForm):
    """Another time for an appointment, or for a series; with a customer also who wanted it."""

    by_customer = forms.BooleanField(label=gettext_lazy("The customer asked for it"), required=False)
    # Asked for when whoever has bound the appointment refuses.
    reason = forms.CharField(
        label=gettext_lazy("Why all the same?"),
        help_text=gettext_lazy("One sentence. Your partner reads it in the timeline."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, with_customer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_customer:
            del self.fields["by_customer"], self.fields["reason"]
        self.asks_reason = with_customer and "reason" in self.data


class CancelForm(ScopeMixin):
    """Why an appointment is called off; one sentence, not required."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500, required=False)
    then_mail = forms.BooleanField(label=gettext_lazy("Then write to the customer"), required=False)


class MailForm(forms.Form):
    """A mail to the customer about an appointment."""

    to = forms.EmailField(label=pgettext_lazy("mail", "To"), max_length=254)
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("mail", "Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    # Asked for where a rule of contacts wants it.
    reason = forms.CharField(
        label=gettext_lazy("Why all the same?"),
        help_text=gettext_lazy("One sentence. Your partner reads it in the timeline."),
        max_length=300,
        required=False,
    )
    asks_reason = False

    def __init__(self, *args: Any, known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(known) > 1:
            self.fields["to"].help_text = _("Also known: %(addresses)s") % {
                "addresses": ", ".join(known[1:4])
            }
        if not known:
            self.fields["to"].help_text = _(
                "No address is known yet. One stands in the customer’s file for next time."
            )


def initial_times(starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """The fields of TimeForm for an appointment as it stands."""
    local = timezone.localtime(starts_at)
    return {
        "day": local.date(),
        "clock": local.time(),
        "minutes": int((ends_at - starts_at) / timedelta(minutes=1)),
    }


class HomeBaseForm(forms.Form):
    """Where one sets out from in the morning."""

    street = forms.CharField(label=gettext_lazy("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRIES)
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"), min_value=-90, max_value=90, required=False, localize=True
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False, localize=True
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            missing = "latitude" if cleaned.get("latitude") is None else "longitude"
            self.add_error(missing, _("A position has both a latitude and a longitude."))
        return cleaned


class AreaDaysForm(forms.Form):
    """For each working weekday the areas that it is meant for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, label in enumerate(WEEKDAYS[:6]):
            self.fields[f"day_{weekday}"] = forms.CharField(label=label, required=False, max_length=300)

    @property
    def days(self) -> dict[int, str]:
        """What was typed, by weekday."""
        return {weekday: self.cleaned_data[f"day_{weekday}"] for weekday in range(6)}


def area_initial(days: dict[int, AreaDay], country: str) -> dict[str, str]:
    """The areas as they are typed; of the own country without its letters."""
    return {
        f"day_{weekday}": ", ".join(
            area[2:] if area.startswith(country) else f"{area[:2]} {area[2:]}" for area in day.areas
        )
        for weekday, day in days.items()
    }


class LinkForm(forms.Form):
    """The published address of another calendar."""

    address = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        help_text=gettext_lazy("Outlook, Google and Apple call it the .ics or iCal address."),
        max_length=1000,
    )


def refuse(form: TimeForm, refusal: Refused) -> None:
    """Show why not, above the form."""
    form.add_error(None, str(refusal))
    ask_even_if_off(form, refusal)


def ask_even_if_off(form: TimeForm, refusal: Refused) -> None:
    """Where only a colleague's day off or hours stand against it, let the form ask whether it is meant even so."""
    form.asks_even_if_off = isinstance(refusal, PersonAway)
    if isinstance(form, AppointmentForm):
        form.asks_to_leave_out = isinstance(refusal, SomeTaken)
