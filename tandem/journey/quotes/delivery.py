"""The day that a typed delivery means: 12.3.27, 2027-03-12, KW 12, week 12/2027. Plain Python."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WEEK = re.compile(r"(?:KW|CW|wk|week|Woche)\.?\s?(\d{1,2})(?:\s?[/.]?\s?(\d{4}|\d{2}))?", re.IGNORECASE)
# Without a year the day is ahead of us, unless it has just passed.
_JUST_PASSED = timedelta(days=14)


def day_meant(text: str, *, today: date) -> date | None:
    """The day, of a week its Friday: by then it is there. None where the text names none, such as 'ab Lager'."""
    plain = " ".join(text.split())
    try:
        if found := _ISO.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(plain):
            return _day(int(found[1]), int(found[2]), found[3], today)
        if found := _WEEK.fullmatch(plain):
            return _friday(int(found[1]), found[2], today)
    except ValueError:
        # There is no such day: 31.2., KW 54.
        return None
    return None


def _day(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(_year(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today - _JUST_PASSED else date(today.year + 1, month, day)


def _friday(week: int, year: str | None, today: date) -> date:
    if year:
        return date.fromisocalendar(_year(year), week, 5)
    this_year = date.fromisocalendar(today.isocalendar().year, week, 5)
    if this_year >= today - _JUST_PASSED:
        return this_year
    return date.fromisocalendar(today.isocalendar().year + 1, week, 5)


def _year(typed: str) -> int:
    return int(typed) if len(typed) == 4 else 2000 + int(typed)
