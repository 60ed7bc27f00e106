"""Real threads: of two who decide, begin, propose or end at once one does it, and the other learns who was faster."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from tandem.base.journal.models import Entry
from tandem.essentials.calendar.testing import on
from tandem.essentials.customers import actions as customers
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Task
from tandem.essentials.teamwork.tests.test_who_was_faster import at_once
from tandem.journey.calls.models import CALLING, DROPPED, Candidate, Round
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import entries
from tandem.journey.calls.testing import round_running
from tests.cast import NOW, SINCE

pytestmark = pytest.mark.slow
MONDAY = date(2026, 11, 23)
CUSTOMERS = 12


@pytest.fixture
def pair(fresh_database: str) -> list[User]:
    people.found_company(name="Lechner", at=NOW)
    return [
        people.add_user(
            email=f"{name}@tandem.example", first_name=name, last_name="Reiter", roles=[role], by=None, at=NOW
        )
        for name, role in (("Anna", "inside"), ("Tobias", "field"))
    ]


@pytest.fixture
def tandem(pair: list[User]) -> Tandem:
    tandem = people.add_tandem(name="Ulm", inside=pair[0], outward=pair[1], from_date=SINCE, by=None, at=NOW)
    for number in range(CUSTOMERS):
        customers.create(
            name=f"Kunde {number}", tandem=tandem, klass="A", by=None, at=NOW - timedelta(weeks=26)
        )
    return tandem


def test_two_propose_the_same_week(pair: list[User], tandem: Tandem) -> None:
    acts = [partial(rounds.propose, tandem=tandem, monday=MONDAY, by=person, at=NOW) for person in pair]
    brought, refused = at_once(*acts)
    assert refused == []
    assert len({found.pk for found in brought}) == 1
    assert Candidate.objects.count() == CUSTOMERS


def test_two_decide_the_same_candidate(pair: list[User], tandem: Tandem) -> None:
    found = round_running(tandem=tandem, monday=MONDAY, by=pair[0], at=NOW)
    for candidate in found.candidates.order_by("pk"):
        acts = [
            partial(
                rounds.decide, candidate=candidate, decision=DROPPED, note=f"sagt {person.first_name}",
                by=person, at=NOW
            )
            for person in pair
        ]  # fmt: skip
        brought, refused = at_once(*acts)
        assert len(brought) == 1
        assert len(refused) == 1
        candidate.refresh_from_db()
        assert candidate.decided_by is not None
        assert candidate.note == f"sagt {candidate.decided_by.first_name}"
        assert str(refused[0]).startswith(f"{candidate.decided_by.first_name} war schneller")


def test_two_agree_on_the_same_time_for_different_customers(pair: list[User], tandem: Tandem) -> None:
    found = round_running(tandem=tandem, monday=MONDAY, by=pair[0], at=NOW)
    first, second = found.candidates.order_by("pk")[:2]
    start = on(NOW, "14:00")
    acts = [
        partial(
            rounds.decide,
            candidate=one,
            decision=CALLING,
            caller=pair[0],
            planned_at=start,
            by=person,
            at=NOW,
        )
        for one, person in ((first, pair[0]), (second, pair[1]))
    ]
    brought, refused = at_once(*acts)
    assert len(brought) == len(refused) == 1
    assert "ruft um diese Zeit bei" in str(refused[0])


def test_two_end_the_round(pair: list[User], tandem: Tandem) -> None:
    found = round_running(tandem=tandem, monday=MONDAY, by=pair[0], at=NOW)
    for number, candidate in enumerate(found.candidates.order_by("pk")[:3]):
        rounds.decide(
            candidate=candidate, decision=CALLING, caller=pair[0], planned_at=on(NOW, f"{14 + number}:00"), by=pair[0],
            at=NOW,
        )  # fmt: skip
    brought, refused = at_once(*(partial(rounds.end, round=found, by=person, at=NOW) for person in pair))
    assert len(brought) == len(refused) == 1
    assert Task.objects.count() == 3
    assert Entry.objects.filter(type=entries.RoundAgreed.key).count() == 3
    assert Round.objects.get().ended_by in pair
