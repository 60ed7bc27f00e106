"""What opens something is kept so that the database alone does not tell it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import sealed


@given(text=st.text(max_size=300).filter(lambda text: text.isprintable() or not text))
def test_what_was_sealed_opens_again(text: str) -> None:
    kept = sealed.seal(text)
    assert sealed.unseal(kept) == text
    assert kept != sealed.seal(text), "the same text reads differently each time"
    assert len(text) < 4 or text not in kept


def test_with_another_key_it_does_not_open(settings: Any) -> None:
    kept, mark = sealed.seal("https://outlook.example/geheim.ics"), sealed.mark("x")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "ein anderer Schlüssel"
    with pytest.raises(sealed.NotOurs):
        sealed.unseal(kept)
    assert sealed.mark("x") != mark
    settings.SECRET_KEY_FALLBACKS = [before]
    assert sealed.unseal(kept) == "https://outlook.example/geheim.ics"


@pytest.mark.parametrize("junk", ["", "x", "gAAAA", "ä" * 50, "\x00"])
def test_what_is_no_sealed_text_is_said_to_be_none(junk: str) -> None:
    with pytest.raises(sealed.NotOurs):
        sealed.unseal(junk)


def test_a_changed_sign_is_noticed() -> None:
    kept = sealed.seal("geheim")
    broken = kept[:30] + ("A" if kept[30] != "A" else "B") + kept[31:]
    with pytest.raises(sealed.NotOurs):
        sealed.unseal(broken)
