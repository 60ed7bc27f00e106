"""Every text is German and English, the same word is translated the same way, and no page carries inline script."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house import rooms

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|<style|\sstyle\s*=", re.IGNORECASE)


def test_every_text_is_translated() -> None:
    script = rooms.ROOT.parent / "scripts" / "messages.py"
    result = subprocess.run(
        [sys.executable, str(script), "check"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_one_text_has_one_translation_in_all_rooms() -> None:
    """Django merges the catalogues of all rooms, so a second translation of the same words would win by chance."""
    seen: dict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for catalogue in sorted(rooms.ROOT.glob("**/locale/de/LC_MESSAGES/django.po")):
        with catalogue.open("rb") as file:
            for message in read_po(file, locale="de"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    seen[message.context, key][str(message.string)] = str(catalogue.relative_to(rooms.ROOT))
    assert {key: texts for key, texts in seen.items() if len(texts) > 1} == {}


def test_the_rule_sees_inline_script_and_lets_a_file_pass() -> None:
    assert INLINE.search("<script>alert(1)</script>")
    assert INLINE.search("<a onclick='x()'>")
    assert INLINE.search('<p style="color: red">')
    assert not INLINE.search('<script type="module" src="/static/app.js"></script><a href="/one=2">')


@pytest.mark.parametrize("path", rooms.templates(), ids=lambda path: str(path.relative_to(rooms.ROOT)))
def test_no_template_carries_inline_script_or_style(path: Path) -> None:
    assert not INLINE.search(path.read_text())
