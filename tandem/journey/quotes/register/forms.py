"""What people type into the register: its filter, the name of a view, what is changed of many quotes."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.essentials.customers.models import CLASSES
from tandem.essentials.people.models import Tandem, User
from tandem.journey.quotes.models import EVERYBODY, REASONS, WITH_TANDEM, SavedView
from tandem.journey.quotes.register import words
from tandem.journey.quotes.register.wanted import NO_CLASS

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# The customer is asked in the morning where only a day is given.
MORNING = time(10)


class FilterForm(forms.Form):
    """Every condition of the register; it is read by `Wanted.from_address`, never validated here."""

    kunde = forms.CharField(
        label=gettext_lazy("Customer"),
        help_text=gettext_lazy("Part of the name, or the number"),
        max_length=80,
    )
    produkt = forms.CharField(
        label=gettext_lazy("Product"),
        help_text=gettext_lazy("Words of the lines, or an item number; how they begin is enough"),
        max_length=80,
    )
    tandem = forms.ChoiceField(label=gettext_lazy("Tandem"))
    person = forms.ChoiceField(label=pgettext_lazy("whose turn", "Turn"))
    klasse = forms.ChoiceField(label=pgettext_lazy("customer", "Class"))
    land = forms.CharField(
        label=gettext_lazy("Country"), help_text=gettext_lazy("Two letters: DE, AT, CH"), max_length=2
    )
    zeit = forms.ChoiceField(label=gettext_lazy("Period of"))
    raum = forms.ChoiceField(label=gettext_lazy("Period"))
    von = forms.DateField(label=gettext_lazy("From"), widget=_DAY)
    bis = forms.DateField(label=gettext_lazy("To"), widget=_DAY)
    betrag_von = forms.DecimalField(label=gettext_lazy("Amount from"))
    betrag_bis = forms.DecimalField(label=gettext_lazy("Amount to"))
    chance_von = forms.IntegerField(label=gettext_lazy("Chance from %"), min_value=0, max_value=100)
    chance_bis = forms.IntegerField(label=gettext_lazy("Chance to %"), min_value=0, max_value=100)
    grund = forms.ChoiceField(label=gettext_lazy("Reason lost"))
    wettbewerb = forms.CharField(label=gettext_lazy("Competitor"), max_length=80)
    faellig = forms.BooleanField(label=gettext_lazy("Only overdue follow-ups"))

    def __init__(
        self, *args: Any, tandems: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        classes = [(letter, letter) for letter in CLASSES]
        choices: dict[str, list[tuple[str, Any]]] = {
            "tandem": [("", _("All tandems")), *tandems],
            "person": [("", _("Everybody")), *people],
            "klasse": [("", _("All classes")), *classes, (NO_CLASS, _("without class"))],
            "zeit": [*words.dates()],
            "raum": [("", _("from – to")), *words.spans()],
            "grund": [("", _("All reasons")), *REASONS.items()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class ViewForm(forms.Form):
    """What a view is called and who sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    shared = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)

    def __init__(self, *args: Any, tandems: list[Tandem], everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tandems = {f"{WITH_TANDEM}-{tandem.pk}": tandem for tandem in tandems}
        field = self.fields["shared"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Only me")),
            *((key, _("Tandem %(name)s") % {"name": tandem.name}) for key, tandem in self._tandems.items()),
            *([(EVERYBODY, pgettext_lazy("a view is shared with", "Everybody"))] if everybody else []),
        ]

    @staticmethod
    def told(view: SavedView) -> dict[str, str]:
        """A view as the form shows it."""
        shared = f"{WITH_TANDEM}-{view.tandem_id}" if view.shared == WITH_TANDEM else view.shared
        return {"name": view.name, "shared": shared}

    @property
    def sharing(self) -> dict[str, Any]:
        """With whom, as the action takes it."""
        key = self.cleaned_data["shared"]
        tandem = self._tandems.get(key)
        return {"shared": WITH_TANDEM if tandem else key, "tandem": tandem}


class HandOverForm(forms.Form):
    """To whom many matters go, and what they need to know."""

    to = forms.TypedChoiceField(label=gettext_lazy("Who takes over?"))
    briefing = forms.CharField(
        label=gettext_lazy("What do they need to know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(person.pk): person for person in people}
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(pk, f"{person.full_name} ({person.side_label})") for pk, person in known.items()]
        field.coerce = known.__getitem__


class MoveForm(forms.Form):
    """When many customers are asked next."""

    day = forms.DateField(label=gettext_lazy("New date"), widget=_DAY)
    clock = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    @property
    def due_at(self) -> datetime:
        """The moment, in the person's zone."""
        return timezone.make_aware(
            datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"] or MORNING)
        )
