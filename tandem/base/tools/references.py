"""Which tables point at a record, read from the models: so that no room is forgotten where something is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models


def pointing_at(
    model: type[models.Model], *, but: tuple[type[models.Model], ...] = ()
) -> Iterator[tuple[Any, str]]:
    """Every table and column that points at a model, whichever room it belongs to."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            other = relation.related_model
            if other is not None and other not in but:
                yield other, relation.field.attname  # type: ignore[union-attr]  # relations of others have a field


def pointed_at(model: Any, column: str, pks: Sequence[int]) -> list[int]:
    """Which of these ids a column holds."""
    held = model._base_manager.filter(**{f"{column}__in": pks})
    return list(held.values_list(column, flat=True).distinct())
