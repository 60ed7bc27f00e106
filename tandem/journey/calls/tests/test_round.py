"""A round from the preparation to its end: who may, what counts, what the rules say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar.models import CALL
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.contacts import CALL as BY_PHONE
from tandem.essentials.teamwork.models import GO, Consultation
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.journey.calls.models import (
    AFTERNOON,
    CALLING,
    DROPPED,
    MORNING,
    RUNNING,
    VISITING,
    WAITING,
    Candidate,
    Round,
)
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import queries, table
from tandem.journey.calls.tests.rounds import call_agreed, candidate_of, screen_for

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


# --- preparing


def test_each_side_prepares_alone_until_the_round_begins(
    three: list[Customer], ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    candidate = candidate_of(found, three[0])
    rounds.prepare(candidate=candidate, wish=VISITING, background="Neue Halle", by=tobias, at=now)
    rounds.prepare(candidate=candidate, wish=CALLING, by=anna, at=now)
    before = next(row for row in screen_for(found, anna, now).listed if row.candidate.pk == candidate.pk)
    assert before.theirs == []
    rounds.start(round=found, by=anna, at=now)
    shown = screen_for(found, anna, now)
    assert shown.listed[0].candidate.pk == candidate.pk  # where the two differ comes first
    assert [(said.person, said.background) for said in shown.listed[0].theirs] == [(tobias, "Neue Halle")]


def test_what_was_typed_in_one_sitting_is_undone_in_one_step_and_comes_back(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    candidate = candidate_of(running, three[0])
    rounds.prepare(candidate=candidate, background="Erst", by=anna, at=now)
    for number, text in enumerate(("Erst n", "Erst nach zehn", "Erst nach zehn Uhr")):
        at = now + timedelta(minutes=5, seconds=10 * number)
        rounds.prepare(candidate=candidate, background=text, wish=CALLING, by=anna, at=at)
    view = rounds.undo_prepare(candidate=candidate, by=anna, at=now + timedelta(minutes=6))
    assert (view.background, view.wish) == ("Erst", "")
    view = rounds.undo_prepare(candidate=candidate, by=anna, at=now + timedelta(minutes=6))
    assert (view.background, view.wish) == ("Erst nach zehn Uhr", CALLING)


def test_nothing_to_undo_is_said(running: Round, three: list[Customer], anna: User, now: datetime) -> None:
    with pytest.raises(rounds.NothingToUndo):
        rounds.undo_prepare(candidate=candidate_of(running, three[0]), by=anna, at=now)


def test_who_stands_in_writes_for_whom_they_stand_in(
    running: Round, three: list[Customer], tobias: User, murat: User, now: datetime
) -> None:
    people.report_absence(
        user=tobias, from_date=now.date(), to_date=now.date(), deputy=murat, by=None, at=now
    )
    view = rounds.prepare(candidate=candidate_of(running, three[0]), wish=CALLING, by=murat, at=now)
    assert view.person == tobias
    assert view.written_by == murat


# --- who may


@pytest.mark.parametrize("reader", ["ben", "juergen"])
def test_coordination_and_management_read_and_do_not_write(
    running: Round, three: list[Customer], reader: str, now: datetime, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(reader)
    candidate = candidate_of(running, three[0])
    assert queries.get_for(user, running.pk, day=now.date()).pk == running.pk
    for act in (
        lambda: rounds.prepare(candidate=candidate, wish=CALLING, by=user, at=now),
        lambda: rounds.decide(candidate=candidate, decision=DROPPED, note="x", by=user, at=now),
        lambda: rounds.look_at(candidate=candidate, by=user, at=now),
        lambda: rounds.refresh(round=running, by=user, at=now),
        lambda: rounds.end(round=running, by=user, at=now),
    ):
        with pytest.raises(NotAllowed, match="Anna Reiter und Tobias Kranz"):
            act()
    running.refresh_from_db()
    assert running.state == RUNNING


def test_the_neighbours_do_not_even_read(
    running: Round, allgaeu: Tandem, sandra: User, now: datetime
) -> None:
    assert not queries.visible_to(sandra, day=now.date()).exists()
    assert queries.tandems_for(sandra, day=now.date()) == [allgaeu]


# --- deciding


def test_an_agreed_call_goes_on_to_the_next_candidate(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    start = on(now, "14:00")
    first = candidate_of(running, three[0])
    rounds.decide(candidate=first, decision=CALLING, caller=anna, planned_at=start, by=anna, at=now)
    running.refresh_from_db()
    assert running.current_id == candidate_of(running, three[1]).pk
    assert running.revision > 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"decision": CALLING}, "Wer ruft an"),
        ({"decision": WAITING}, "Bis zu welchem Tag"),
        ({"decision": WAITING, "until": date(2026, 11, 24)}, "Bis zu welchem Tag"),
        ({"decision": DROPPED, "note": "  "}, "Warum nicht"),
        ({"decision": "dance"}, "Anruf, Besuch, warten oder streichen"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    running: Round, three: list[Customer], anna: User, now: datetime, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(rounds.DecisionIncomplete, match=sentence):
        rounds.decide(candidate=candidate_of(running, three[0]), by=anna, at=now, **values)  # type: ignore[arg-type]


def test_nobody_of_elsewhere_is_made_to_call(
    running: Round, three: list[Customer], anna: User, sandra: User, now: datetime
) -> None:
    with pytest.raises(rounds.DecisionIncomplete, match="Wer ruft an"):
        rounds.decide(
            candidate=candidate_of(running, three[0]), decision=CALLING, caller=sandra, planned_at=on(now, "14:00"),
            by=anna, at=now,
        )  # fmt: skip


def test_a_time_that_is_taken_is_refused_and_a_block_for_calls_is_free(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    booked(person=anna, at=now, clock="14:00", title="Abgleich")
    booked(person=anna, at=now, clock="15:00", title="Telefonblock", kind=CALL)

    def call(customer: Customer, clock: str) -> Candidate:
        return rounds.decide(
            candidate=candidate_of(running, customer), decision=CALLING, caller=anna, planned_at=on(now,
            clock), by=anna, at=now
        )  # fmt: skip

    with pytest.raises(rounds.DecisionIncomplete, match="belegt"):
        call(three[0], "13:40")
    call(three[0], "15:00")
    with pytest.raises(rounds.DecisionIncomplete, match="Egger Antriebe"):
        call(three[1], "15:20")
    call(three[1], "15:40")


def test_a_call_on_a_day_off_is_refused(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    day = now.date() + timedelta(days=1)
    people.report_absence(user=anna, from_date=day, to_date=day, deputy=None, by=None, at=now)
    with pytest.raises(rounds.DecisionIncomplete, match="nicht da"):
        rounds.decide(
            candidate=candidate_of(running, three[0]), decision=CALLING, caller=anna,
            planned_at=on(now, "10:00", days=1), by=anna, at=now,
        )  # fmt: skip


def test_a_decision_is_undone_while_the_round_runs(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    candidate = candidate_of(running, three[0])
    rounds.decide(candidate=candidate, decision=DROPPED, note="Insolvent", by=anna, at=now)
    again = rounds.reconsider(candidate=candidate, by=tobias, at=now)
    assert (again.decision, again.note, again.decided_at) == ("", "", None)
    running.refresh_from_db()
    assert running.current_id == candidate.pk


def test_before_it_begins_nothing_is_decided(
    three: list[Customer], ulm: Tandem, anna: User, now: datetime
) -> None:
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    with pytest.raises(rounds.NotNow):
        rounds.decide(candidate=candidate_of(found, three[0]), decision=DROPPED, note="x", by=anna, at=now)


# --- proposing times, capacity, rules


def test_three_times_keep_working_hours_the_calendar_and_what_the_partner_wrote(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    booked(person=anna, at=now, clock="13:00", minutes=120, days=2)
    thursday = now.date() + timedelta(days=2)
    rounds.prepare(
        candidate=candidate_of(running, three[0]),
        not_before=thursday,
        part_of_day=AFTERNOON,
        by=tobias,
        at=now,
    )
    lying = table.of(screen_for(running, anna, now))
    assert lying is not None
    mine = next(choice for choice in lying.choices if choice.person == anna)
    assert [moment.astimezone(now.tzinfo).strftime("%a %H:%M") for moment in mine.times] == [
        "Thu 15:00", "Thu 16:20", "Fri 13:00",
    ]  # fmt: skip


def test_the_morning_is_kept_too(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    rounds.prepare(candidate=candidate_of(running, three[0]), part_of_day=MORNING, by=tobias, at=now)
    lying = table.of(screen_for(running, anna, now))
    assert lying is not None
    assert all(moment.astimezone(now.tzinfo).hour < 12 for choice in lying.choices for moment in choice.times)


def test_the_week_says_how_many_calls_it_holds(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    loads = {load.person: (load.agreed, load.possible) for load in screen_for(running, anna, now).loads}
    # 40 hours: a fifth of Anna's, a tenth of Tobias', 45 minutes a call.
    assert loads == {anna: (0, 10), tobias: (0, 5)}
    for days in range(3):
        booked(person=anna, at=now, clock="08:00", minutes=4 * 60, days=days)
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.decide(candidate=candidate_of(running, three[1]), decision=VISITING, by=anna, at=now)
    loads = {load.person: (load.agreed, load.possible) for load in screen_for(running, anna, now).loads}
    assert loads == {anna: (1, 7), tobias: (1, 5)}


@pytest.fixture
def asked_first(juergen: User, now: datetime) -> None:
    """Before inside calls an A customer, field is asked; nothing goes without."""
    playbook.set_rule(
        kind=ConsultationFirst(channels=(BY_PHONE,), hours=8), scope=Scope(kind="class", klass="A"), effect=BLOCK,
        reason="Der Außendienst weiß, was läuft.", by=juergen, at=now - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.usefixtures("asked_first")
def test_the_rule_stands_with_the_candidate_and_the_partner_s_wish_answers_it(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    candidate = candidate_of(running, three[0])
    lying = table.of(screen_for(running, anna, now))
    assert lying is not None
    line = next(choice for choice in lying.choices if choice.person == anna).rules[0]
    assert (line.blocks, line.answered_by) == (True, None)
    rounds.prepare(candidate=candidate, wish=CALLING, background="Herrn Traub verlangen", by=tobias, at=now)
    lying = table.of(screen_for(running, anna, now))
    assert lying is not None
    assert next(choice for choice in lying.choices if choice.person == anna).rules[0].answered_by == tobias
    call_agreed(candidate, anna, now)
    rounds.end(round=running, by=anna, at=now)
    asked = Consultation.objects.get()
    assert (asked.reply, asked.answered_by, asked.background) == (GO, tobias, "Herrn Traub verlangen")


@pytest.mark.usefixtures("asked_first")
def test_without_the_partner_s_own_word_nobody_answers_for_them(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    rounds.join(round=running, by=tobias, at=now)
    call_agreed(candidate_of(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    assert not Consultation.objects.exists()


@pytest.mark.usefixtures("asked_first")
def test_a_question_asked_before_is_answered_by_the_partner_s_agreeing(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    teamwork.consult(customer=three[0], by=anna, at=now - timedelta(hours=1))
    candidate = candidate_of(running, three[0])
    start = on(now, "14:00")
    rounds.decide(candidate=candidate, decision=CALLING, caller=anna, planned_at=start, by=tobias, at=now)
    rounds.end(round=running, by=anna, at=now)
    assert Consultation.objects.get().reply == GO
