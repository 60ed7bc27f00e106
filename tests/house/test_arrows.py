"""Foreign keys, templates and links look back, never ahead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.house import rooms

URL = re.compile(r"""\{%\s*url\s+["']([a-z_]+):""")
INCLUDE = re.compile(r"""\{%\s*(?:include|extends)\s+["']([a-z_]+)/""")
# The frame of every page shows what the desk hands to it; these names are data, not knowledge.
LABELS = {room.name: room for room in rooms.rooms()}


def looks_ahead(path: Path, text: str) -> list[str]:
    """The rooms that a template names although they stand later in the order than its own."""
    own = rooms.position(rooms.room_of(path))
    named = {*URL.findall(text), *INCLUDE.findall(text)}
    return sorted(label for label in named if label in LABELS and rooms.position(LABELS[label]) > own)


def test_the_rule_sees_a_link_ahead_and_lets_a_link_back_pass() -> None:
    template = rooms.ROOT / "essentials/customers/templates/customers/example.html"
    assert looks_ahead(template, "{% url 'quotes:quote' 1 %}") == ["quotes"]
    assert looks_ahead(template, "{% url 'people:people' %}{% include 'design/turn.html' %}") == []


@pytest.mark.parametrize("path", rooms.templates(), ids=lambda path: str(path.relative_to(rooms.ROOT)))
def test_templates_name_only_rooms_before_their_own(path: Path) -> None:
    assert looks_ahead(path, path.read_text()) == []


def test_foreign_keys_look_back() -> None:
    order = {config.label: index for index, config in enumerate(apps.get_app_configs())}
    ahead = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("tandem.")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and field.related_model._meta.app_label in order
        and order[field.related_model._meta.app_label] > order[model._meta.app_label]
        and field.related_model.__module__.startswith("tandem.")
    ]
    assert ahead == []
