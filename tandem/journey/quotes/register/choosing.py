"""The two sheets of the register: its conditions and its columns. They are asked for when they are opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.journey.quotes.register import columns, forms
from tandem.journey.quotes.register.columns import Column
from tandem.journey.quotes.register.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The form of the conditions; `kept` travels along, `plain` leads to the register without them."""

    form: forms.FilterForm
    kept: list[tuple[str, str]]
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Every column with whether it is shown, those shown first and in their order; `usual` leads back to the usual."""

    choices: list[tuple[Column, bool]]
    kept: list[tuple[str, str]]
    usual: str


def conditions(wanted: Wanted) -> Conditions:
    """What narrows the register. Two statements."""
    tandems = [(str(tandem.pk), tandem.name) for tandem in people.tandems_by_name()]
    persons = [(str(one.pk), one.full_name) for one in people.colleagues()]
    return Conditions(
        form=forms.FilterForm(_given(wanted), tandems=tandems, people=persons, auto_id="filter_%s"),
        kept=[*_kept(wanted), *(("spalte", key) for key in wanted.spalten)],
        plain=reverse("quotes:register") + plain(wanted),
    )


def columns_of(user: User, wanted: Wanted) -> Columns:
    """What a quote shows of itself in the register."""
    shown = columns.chosen(user, wanted.spalten)
    others = [column for column in columns.for_reader(user) if column not in shown]
    narrowing = [
        (name, str(value)) for name, value in _given(wanted).items() if value not in ("", None, False)
    ]
    return Columns(
        choices=[(column, True) for column in shown] + [(column, False) for column in others],
        kept=[*_kept(wanted), *narrowing],
        usual=reverse("quotes:register") + wanted.address(spalten=()),
    )


def plain(wanted: Wanted) -> str:
    """The same view without its conditions."""
    return wanted.address(
        **{name: getattr(Wanted(), name) for name in (*forms.FilterForm.base_fields, "meine", "teil")}
    )


def _given(wanted: Wanted) -> dict[str, Any]:
    return {name: _typed(getattr(wanted, name)) for name in forms.FilterForm.base_fields}


def _typed(value: Any) -> Any:
    return f"{value:f}" if hasattr(value, "as_tuple") else value


def _kept(wanted: Wanted) -> list[tuple[str, str]]:
    """What both forms carry along."""
    nach = f"{'-' if wanted.andersherum else ''}{wanted.nach}"
    kept = {
        "stand": wanted.stand,
        "meine": "1" if wanted.meine else "",
        "gruppe": wanted.gruppe,
        "teil": wanted.teil,
        "nach": nach,
        "ansicht": str(wanted.ansicht or ""),
    }
    return [(name, value) for name, value in kept.items() if value]
