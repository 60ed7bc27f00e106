"""What several tests of the house share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tests.house import trying

PLAUSIBLE: dict[type[forms.Field], str] = {
    forms.DateField: "2099-11-26", forms.TimeField: "10:30", forms.IntegerField: "1", forms.EmailField: "a@example.com",
    forms.CharField: "1",
}  # fmt: skip


def _right(field_: forms.Field) -> object:
    """Something this field takes."""
    if isinstance(field_, forms.ChoiceField):
        offered = list(cast(Iterable[tuple[str, Any]], field_.choices))
        grouped = (label if isinstance(label, list | tuple) else [(key, "")] for key, label in offered)
        chosen = next((key for group in grouped for key, _label in group if key), "")
        return [chosen] if isinstance(field_, forms.MultipleChoiceField) else chosen
    return next((value for kind, value in PLAUSIBLE.items() if isinstance(field_, kind)), "")


@pytest.fixture
def else_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a form would refuse is put right, so that the junk that it lets through reaches the action."""
    clean = forms.Field._clean_bound_field  # type: ignore[attr-defined]  # not in the stubs

    def lenient(field_: forms.Field, bound: forms.BoundField) -> Any:
        try:
            return clean(field_, bound)
        except ValidationError:
            return field_.clean(_right(field_))

    monkeypatch.setattr(forms.Field, "_clean_bound_field", lenient)


@pytest.fixture
def counted_alike(db: None) -> None:
    """Before anything is made."""
    trying.count_alike()


@pytest.fixture
def ids(
    counted_alike: None,
    hoelzl: Customer,
    claudia: Contact,
    anna: User,
    tobias: User,
    martina: User,
    now: datetime,
) -> list[int]:
    """A customer of Anna's and Tobias' with a whole history; the ids of everything there is."""
    return trying.history(hoelzl, claudia, anna, tobias, martina, now)
