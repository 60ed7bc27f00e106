"""What the gallery shows: people and states of the drawn screens, made up for this page only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.design.frames import Card, Entry, Face, Held


@dataclass(frozen=True)
class Sample:
    """A person of the drawn screens."""

    first_name: str
    last_name: str
    side: str
    side_label: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return self.first_name[0] + self.last_name[0]


class SampleForm(forms.Form):
    """One field of each kind."""

    step = forms.CharField(label=_("Next step"), initial="Angebot mit Staffel")
    date = forms.CharField(label=_("Until when"))
    product = forms.ChoiceField(
        label=_("Product"),
        choices=[("a", "Getriebemotor KG 250"), ("b", "Frequenzumrichter FU 7,5")],
        required=False,
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            ("now", "Bedarf jetzt"),
            ("later", "Bedarf später"),
            ("none", "Kein Bedarf"),
            ("away", "Nicht da"),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Wer macht was bis wann?",
    )
    copy = forms.BooleanField(label="Kopie an Anna", required=False, initial=True)

    def clean_date(self) -> str:
        raise forms.ValidationError("Den 31. November gibt es nicht.")


def context(*, user: Any, at: dt.datetime) -> dict[str, Any]:
    """Everything the page needs."""
    anna = Sample("Anna", "Reiter", "inside", "Innendienst")
    tobias = Sample("Tobias", "Kranz", "field", "Außendienst")
    martina = Sample("Martina", "Seidl", "key_account", "Key-Account")
    sandra = Sample("Sandra", "Gerber", "inside", "Innendienst")
    form = SampleForm({"step": "Angebot mit Staffel", "date": "31.11.2026", "result": "now", "copy": "on"})
    return {
        "halves": [("light", "Hell"), ("dark", "Dunkel")],
        "anna": anna, "tobias": tobias, "martina": martina, "sandra": sandra,
        "lutz": Sample("Paul", "Lutz", "expert", "Fachbereich"),
        "turns": _turns(anna, tobias, martina, sandra, at),
        "form": form,
        "frame": _frame(anna, tobias, user),
    }  # fmt: skip


def _turns(
    anna: Sample, tobias: Sample, martina: Sample, sandra: Sample, at: dt.datetime
) -> list[dict[str, Any]]:
    day = dt.timedelta(days=1)
    mine = {"person": tobias, "side": "field", "is_me": True, "headline": "Angebot 26-1184 nachfassen"}
    partner = {"person": anna, "side": "inside", "headline": "Liefertermin klären", "stand_in": sandra}
    late = {"person": martina, "side": "key_account", "headline": "Rahmenvertrag prüfen", "overdue": True}
    return [
        {**mine, "due": at + 2 * day, "detail": "vorher heute V3 senden"},
        {**partner, "due": at + day},
        {**late, "due": at - 3 * day},
        {"person": anna, "side": "customer", "headline": "Entscheidung", "due": at + 7 * day},
        {"person": None, "side": "", "headline": "", "detail": "seit 3 Tagen ohne nächsten Schritt"},
    ]


def _frame(anna: Sample, tobias: Sample, user: Any) -> dict[str, Any]:
    areas: list[tuple[str, str, int | str, str]] = [
        ("Heute", "sun", 9, "h"),
        ("Kunden", "building-2", 0, "k"),
        ("Wochenrunde", "messages-square", 14, "w"),
        ("Prozess", "waypoints", 0, "p"),
        ("Angebote", "file-text", 23, "a"),
        ("Aufträge", "package", 0, ""),
        ("Planung", "map", 0, "l"),
        ("Spielregeln", "scale", 0, ""),
        ("Review", "refresh-ccw", "11.12.", ""),
    ]
    nav = tuple(
        Entry(label=label, url="#", icon=icon, count=count, key=key, current=label == "Heute",
              separator_before=label == "Spielregeln")
        for label, icon, count, key in areas
    )  # fmt: skip
    captures = [
        ("Anruf", "phone"),
        ("Besuch", "map-pin"),
        ("Rückfrage", "circle-help"),
        ("Übergabe", "arrow-left-right"),
    ]
    shown = user if hasattr(user, "initials") else anna
    return {
        "nav": nav,
        "tabs": (nav[0], nav[1], Entry(label="Tour", url="#", icon="map")),
        "tandem": Card(name="Tandem Ulm–Bodensee", url="#", people=(
            Held(Face.of(anna), "am Platz, bis 12:30", is_me=True), Held(Face.of(tobias), "Termin bis 11:20"))),
        "capture": tuple(Entry(label=label, url="#", icon=icon) for label, icon in captures),
        "account": (Entry(label="Passwort ändern", url="#", icon="key-round"),
                    Entry(label="Abmelden", url="#", icon="log-out")),
        "user": shown,
        "me": Face.of(shown),
        "theme": getattr(user, "theme", "light"),
        "theme_url": "#",
        "search_url": reverse("design:gallery_hits"),
    }  # fmt: skip
