"""Only icons that are built into the sprite are drawn; a name that is not listed would stay blank."""

from __future__ import annotations

import re

from tandem.base.journal.entry_types import known
from tests.house import rooms

TAG = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")
LISTED = {
    line.strip()
    for line in (rooms.ROOT / "base/design/icons.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
}


def test_every_icon_of_a_template_is_listed() -> None:
    used = {(name, path.name) for path in rooms.templates() for name in TAG.findall(path.read_text())}
    assert sorted(pair for pair in used if pair[0] not in LISTED) == []


def test_every_icon_of_the_journal_is_listed() -> None:
    assert sorted(cls.key for cls in known().values() if cls.icon not in LISTED) == []
