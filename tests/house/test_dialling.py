"""A customer's number becomes a link in one place only, which asks whether somebody has objected (S1.6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import rooms

DIALS = re.compile(r"""["'](?:tel|mailto):""")
# Where links are made: customers' numbers, which ask; and colleagues', who are not asked.
PLACES = {"essentials/customers/reach.py", "essentials/people/templatetags/colleagues.py"}
# Files of other formats name addresses in the same words, and are no links on a page.
FORMATS = {"essentials/calendar/ics.py", "journey/leads/cards.py"}


def dials(text: str) -> bool:
    """Whether a text makes a link to a number or an address."""
    return DIALS.search(text) is not None


def test_the_rule_sees_a_link_and_lets_words_pass() -> None:
    assert dials('<a href="tel:{{ one.value }}">')
    assert dials("format_html('<a href=\"mailto:{}\">')")
    assert not dials("hotel: 3 nights")


@pytest.mark.parametrize("path", rooms.templates(), ids=lambda path: str(path.relative_to(rooms.ROOT)))
def test_templates_leave_dialling_to_the_tag(path: Path) -> None:
    assert not dials(path.read_text())


def test_only_the_tags_make_such_links() -> None:
    making = {str(path.relative_to(rooms.ROOT)) for path in rooms.python_files() if dials(path.read_text())}
    assert making - FORMATS == PLACES
