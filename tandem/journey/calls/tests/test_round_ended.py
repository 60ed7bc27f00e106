"""What a round leaves behind: tasks, minutes, the day's calls; and that nothing happens twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tandem.essentials.calendar.testing import on
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import Task
from tandem.journey.calls.calling import actions as calling
from tandem.journey.calls.calling.tables import Hold
from tandem.journey.calls.models import (
    CALLING,
    DONE,
    MORNING,
    RUNNING,
    VISITING,
    WAITING,
    Round,
)
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import entries, queries
from tandem.journey.calls.tests.rounds import call_agreed, candidate_of, screen_for, told_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


# --- the end


def test_the_end_gives_tasks_and_writes_the_minutes(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    first = candidate_of(running, three[0])
    rounds.prepare(candidate=first, wish=VISITING, background="Neue Halle", by=tobias, at=now)
    rounds.prepare(candidate=first, wish=CALLING, by=anna, at=now)
    call_agreed(first, anna, now)
    rounds.decide(candidate=candidate_of(running, three[1]), decision=VISITING, by=anna, at=now)
    rounds.decide(
        candidate=candidate_of(running, three[2]), decision=WAITING, until=date(2026, 12, 10), by=anna, at=now
    )
    rounds.end(round=running, by=tobias, at=now)
    call = Task.objects.get(customer=three[0])
    assert (call.accountable, call.due_at) == (anna, on(now, "14:00"))
    visit = Task.objects.get(customer=three[1])
    assert visit.accountable == tobias
    assert visit.due_at == on(now, "17:00", days=3)
    assert not Task.objects.filter(customer=three[2]).exists()
    minutes = told_of(three[0], entries.RoundAgreed)
    assert [one.sentence() for one in minutes] == [
        "Wochenrunde: Anna Reiter ruft am Di\u00a024.11.\u00a014:00 an"
    ]
    assert minutes[0].detail() == "Tobias: Besuch: Neue Halle\nAnna: Anruf"
    assert [one.sentence() for one in told_of(three[2], entries.RoundAgreed)] == [
        "Wochenrunde: warten bis Do\u00a010.12."
    ]


def test_ended_twice_nothing_is_done_twice(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    with pytest.raises(rounds.NotNow, match="Anna hat die Runde am"):
        rounds.end(round=running, by=tobias, at=now)
    assert Task.objects.count() == 1
    assert len(told_of(three[0], entries.RoundAgreed)) == 1


def test_whoever_was_called_meanwhile_is_shown_as_such_and_gets_no_task(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    call_agreed(candidate_of(running, three[0]), anna, now)
    later = now + timedelta(minutes=10)
    teamwork.note(customer=three[0], channel="customer", text="Rief selbst an", by=tobias, at=later)
    row = next(
        row for row in screen_for(running, anna, later).listed if row.candidate.customer_id == three[0].pk
    )
    assert row.meanwhile is not None
    assert row.meanwhile.person == tobias
    rounds.end(round=running, by=anna, at=later)
    assert not Task.objects.exists()


def test_a_round_is_opened_again_while_nothing_is_done(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    found = rounds.reopen(round=running, by=anna, at=now)
    assert found.state == RUNNING
    assert not Task.objects.exists()
    assert candidate_of(running, three[0]).decision == CALLING
    assert len(told_of(three[0], entries.AgreementTakenBack)) == 1
    rounds.end(round=running, by=anna, at=now)
    teamwork.finish_task(task=Task.objects.get(), by=anna, at=now)
    with pytest.raises(rounds.CallsMade, match="Egger Antriebe"):
        rounds.reopen(round=running, by=anna, at=now)
    running.refresh_from_db()
    assert running.state == DONE


def test_the_day_of_calls_gets_what_it_needs(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    first, second = candidate_of(running, three[0]), candidate_of(running, three[1])
    rounds.prepare(
        candidate=first, wish=CALLING, background="Nach zehn", part_of_day=MORNING, by=tobias, at=now
    )
    call_agreed(second, anna, now, "15:00")
    call_agreed(first, anna, now)
    assert queries.agreed_for(anna, now.date()) == []
    rounds.end(round=running, by=anna, at=now)
    calls = queries.agreed_for(anna, now.date())
    assert [call.customer for call in calls] == [three[0], three[1]]
    assert (calls[0].background, calls[0].best_time) == ("Nach zehn", "vormittags")
    assert calls[0].reasons[0].startswith("26 Wochen ohne Kontakt")
    teamwork.finish_task(task=calls[0].task, by=anna, at=now)
    assert [call.customer for call in queries.agreed_for(anna, now.date())] == [three[1]]
    assert queries.agreed_for(tobias, now.date()) == []
    tomorrow = queries.agreed_for(anna, now.date() + timedelta(days=1))
    assert [call.customer for call in tomorrow] == [three[1]], "what was not made is not forgotten"


def test_the_next_round_tells_what_came_of_this_one(
    running: Round, three: list[Customer], ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    call_agreed(candidate_of(running, three[0]), anna, now)
    call_agreed(candidate_of(running, three[1]), anna, now, "15:00")
    rounds.end(round=running, by=anna, at=now)
    teamwork.finish_task(task=Task.objects.get(customer=three[0]), by=anna, at=now)
    later = rounds.propose(
        tandem=ulm, monday=MONDAY + timedelta(weeks=1), by=anna, at=now + timedelta(days=6)
    )
    found = queries.figures_before(later)
    assert found is not None
    assert (found.done, found.agreed) == (1, 2)
    assert dict(found.outcomes)["daraus Besuche"] == "keine"


def test_a_call_taken_back_is_agreed_as_before(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    """Also after the ten minutes in which a task may be opened again: the result has the whole day."""
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.end(round=running, by=tobias, at=now)
    before = queries.agreed_for(anna, now.date())
    hold = calling.take_next(by=anna, at=now)
    assert hold is not None
    attempt = calling.record(hold=hold, result="no_interest", text="Hat alles.", by=anna, at=now)
    assert Task.objects.get(customer=three[0]).done_by == anna
    assert queries.agreed_for(anna, now.date()) == []
    calling.take_back(attempt=attempt, by=anna, at=now + timedelta(hours=2))
    task = Task.objects.get(customer=three[0])
    assert (task.done_at, task.done_by, task.result) == (None, None, "")
    assert queries.agreed_for(anna, now.date()) == before
    assert [
        row.candidate.task_id for row in screen_for(running, anna, now).agreed if row.candidate.decision
    ] == [task.pk]
    hold = Hold.objects.get(customer=three[0])
    calling.record(hold=hold, result="need_noted", text="Ein Förderer.", by=anna, at=now + timedelta(hours=2))
    assert Task.objects.get(customer=three[0]).done_by == anna, "once more, and it is done again"


def test_what_a_colleague_has_done_since_stays_done(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    """The partner ticked the task off by hand while the caller had reached nobody."""
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.end(round=running, by=tobias, at=now)
    hold = calling.take_next(by=anna, at=now)
    assert hold is not None
    attempt = calling.record(hold=hold, result="not_reached", by=anna, at=now)
    teamwork.finish_task(task=Task.objects.get(customer=three[0]), by=anna, at=now + timedelta(minutes=1))
    calling.take_back(attempt=attempt, by=anna, at=now + timedelta(minutes=2))
    assert Task.objects.get(customer=three[0]).done_at == now + timedelta(minutes=1)
