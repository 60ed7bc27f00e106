"""What is typed as a delivery is read as a day where it names one."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.journey.quotes import delivery

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12.3.27", date(2027, 3, 12)),
        ("12.03.2027", date(2027, 3, 12)),
        ("12. 3. 27", date(2027, 3, 12)),
        ("2027-03-12", date(2027, 3, 12)),
        ("12.3.", date(2027, 3, 12)),
        ("1.12.", date(2026, 12, 1)),
        ("20.11.", date(2026, 11, 20)),
        ("KW 50", date(2026, 12, 11)),
        ("kw12", date(2027, 3, 26)),
        ("KW 12/27", date(2027, 3, 26)),
        ("KW 12 2027", date(2027, 3, 26)),
        ("week 3", date(2027, 1, 22)),
        ("KW 53", date(2027, 1, 1)),
    ],
)
def test_a_day_or_week_is_a_date(typed: str, day: date) -> None:
    assert delivery.day_meant(typed, today=TODAY) == day


@pytest.mark.parametrize("typed", ["", "ab Lager", "31.2.27", "KW 54", "KW", "ca. KW 12", "12", "99.99.99"])
def test_what_names_no_day_is_none(typed: str) -> None:
    assert delivery.day_meant(typed, today=TODAY) is None
