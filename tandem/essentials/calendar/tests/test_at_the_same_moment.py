"""Two people book the same time at the same moment: one gets it, the other is told who was faster (INV3)."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import VISIT, Attendance
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=ZoneInfo("Europe/Berlin"))
TRIES = 50


def _cast() -> tuple[User, User]:
    people.found_company(name="Lechner Fördertechnik GmbH", at=NOW)
    made = [
        people.add_user(
            email=f"{first.lower()}@tandem.example",
            first_name=first,
            last_name=last,
            roles=[role],
            by=None,
            at=NOW,
        )
        for first, last, role in [("Anna", "Reiter", "inside"), ("Tobias", "Kranz", "field")]
    ]
    people.add_tandem(
        name="Ulm-Bodensee", inside=made[0], outward=made[1], from_date=date(2020, 1, 1), by=None, at=NOW
    )
    return made[0], made[1]


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_database")
def test_of_two_who_book_the_same_time_one_wins_and_the_other_is_told() -> None:
    anna, tobias = _cast()
    told: list[str] = []
    unexpected: list[BaseException] = []

    def book(by: User, start: datetime, gate: threading.Barrier) -> None:
        try:
            gate.wait(timeout=20)
            calendar.book(
                kind=VISIT,
                title=f"Besuch von {by.first_name}",
                people=[tobias],
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                by=by,
                at=NOW,
            )
        except calendar.SlotTaken as refusal:
            told.append(str(refusal))
        except BaseException as error:
            unexpected.append(error)
        finally:
            connection.close()

    for number in range(TRIES):
        start = NOW + timedelta(days=number + 1)
        gate = threading.Barrier(2)
        # The second begins half an hour later: an overlap, not the same row.
        both = [
            threading.Thread(target=book, args=(by, begins, gate))
            for by, begins in [(anna, start), (tobias, start + timedelta(minutes=30))]
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(timeout=60)
    assert unexpected == []
    assert Attendance.objects.count() == TRIES
    assert len(told) == TRIES
    assert all("Tobias Kranz" in sentence and "Besuch von" in sentence for sentence in told)
    assert [found for found in checks.run_all() if found.invariant == "INV3"] == []
