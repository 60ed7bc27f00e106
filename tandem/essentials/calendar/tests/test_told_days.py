"""How a day that a journal entry keeps is read."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from tandem.essentials.calendar import moments


def test_a_kept_day_is_read_in_the_language_of_the_reader(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    kept = date(2026, 12, 2).isoformat()
    with override("de"):
        assert moments.told_day(kept) == "Mi\u00a02.12."
    with override("en"):
        assert moments.told_day(kept) == "Wed\u00a02\u00a0Dec"


def test_words_of_an_earlier_version_stay_as_they_are() -> None:
    assert moments.told_day("02.12.2026") == "02.12.2026"
