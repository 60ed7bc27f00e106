"""A round from the preparation to its tasks: who may, what counts, and that nothing happens twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tandem.base.journal import entry_types
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar.models import CALL
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.contacts import CALL as BY_PHONE
from tandem.essentials.teamwork.models import GO, Consultation, Task
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.journey.calls.models import (
    AFTERNOON,
    CALLING,
    DONE,
    DROPPED,
    MORNING,
    RUNNING,
    VISITING,
    WAITING,
    Candidate,
    Round,
)
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import entries, queries, screen, table
from tandem.journey.calls.testing import round_running

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def three(ulm: Tandem, now: datetime) -> list[Customer]:
    """Three customers of class A whom nobody has spoken with for half a year."""
    return [
        customers.create(name=name, tandem=ulm, klass="A", city="Ulm", by=None, at=now - timedelta(weeks=26))
        for name in ("Egger Antriebe", "Federsee Silotechnik", "Gstöttner Säge")
    ]


@pytest.fixture
def running(three: list[Customer], ulm: Tandem, anna: User, now: datetime) -> Round:
    return round_running(tandem=ulm, monday=MONDAY, by=anna, at=now)


def _candidate(running: Round, customer: Customer) -> Candidate:
    return Candidate.objects.select_related("customer", "round__tandem").get(round=running, customer=customer)


def _told(customer: Customer, kind: type[entry_types.EntryType]) -> list[entry_types.EntryType]:
    found = Entry.objects.filter(customer_id=customer.pk, type=kind.key).order_by("pk")
    return [entry_types.read(type=entry.type, data=entry.data) for entry in found]


def _screen(found: Round, user: User, at: datetime) -> screen.Screen:
    fresh = Round.objects.select_related("tandem__deputy").get(pk=found.pk)
    return screen.of(fresh, user=user, at=at)


# --- preparing


def test_each_side_prepares_alone_until_the_round_begins(
    three: list[Customer], ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    candidate = _candidate(found, three[0])
    rounds.prepare(candidate=candidate, wish=VISITING, background="Neue Halle", by=tobias, at=now)
    rounds.prepare(candidate=candidate, wish=CALLING, by=anna, at=now)
    before = next(row for row in _screen(found, anna, now).listed if row.candidate.pk == candidate.pk)
    assert before.theirs == []
    rounds.start(round=found, by=anna, at=now)
    shown = _screen(found, anna, now)
    assert shown.listed[0].candidate.pk == candidate.pk  # where the two differ comes first
    assert [(said.person, said.background) for said in shown.listed[0].theirs] == [(tobias, "Neue Halle")]


def test_what_was_typed_in_one_sitting_is_undone_in_one_step_and_comes_back(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    candidate = _candidate(running, three[0])
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
        rounds.undo_prepare(candidate=_candidate(running, three[0]), by=anna, at=now)


def test_who_stands_in_writes_for_whom_they_stand_in(
    running: Round, three: list[Customer], tobias: User, murat: User, now: datetime
) -> None:
    people.report_absence(
        user=tobias, from_date=now.date(), to_date=now.date(), deputy=murat, by=None, at=now
    )
    view = rounds.prepare(candidate=_candidate(running, three[0]), wish=CALLING, by=murat, at=now)
    assert view.person == tobias
    assert view.written_by == murat


# --- who may


@pytest.mark.parametrize("reader", ["ben", "juergen"])
def test_coordination_and_management_read_and_do_not_write(
    running: Round, three: list[Customer], reader: str, now: datetime, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(reader)
    candidate = _candidate(running, three[0])
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
    first = _candidate(running, three[0])
    rounds.decide(candidate=first, decision=CALLING, caller=anna, planned_at=start, by=anna, at=now)
    running.refresh_from_db()
    assert running.current_id == _candidate(running, three[1]).pk
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
        rounds.decide(candidate=_candidate(running, three[0]), by=anna, at=now, **values)  # type: ignore[arg-type]


def test_nobody_of_elsewhere_is_made_to_call(
    running: Round, three: list[Customer], anna: User, sandra: User, now: datetime
) -> None:
    with pytest.raises(rounds.DecisionIncomplete, match="Wer ruft an"):
        rounds.decide(
            candidate=_candidate(running, three[0]), decision=CALLING, caller=sandra, planned_at=on(now, "14:00"),
            by=anna, at=now,
        )  # fmt: skip


def test_a_time_that_is_taken_is_refused_and_a_block_for_calls_is_free(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    booked(person=anna, at=now, clock="14:00", title="Abgleich")
    booked(person=anna, at=now, clock="15:00", title="Telefonblock", kind=CALL)

    def call(customer: Customer, clock: str) -> Candidate:
        return rounds.decide(
            candidate=_candidate(running, customer), decision=CALLING, caller=anna, planned_at=on(now,
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
            candidate=_candidate(running, three[0]), decision=CALLING, caller=anna,
            planned_at=on(now, "10:00", days=1), by=anna, at=now,
        )  # fmt: skip


def test_a_decision_is_undone_while_the_round_runs(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    candidate = _candidate(running, three[0])
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
        rounds.decide(candidate=_candidate(found, three[0]), decision=DROPPED, note="x", by=anna, at=now)


# --- proposing times, capacity, rules


def test_three_times_keep_working_hours_the_calendar_and_what_the_partner_wrote(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    booked(person=anna, at=now, clock="13:00", minutes=120, days=2)
    thursday = now.date() + timedelta(days=2)
    rounds.prepare(
        candidate=_candidate(running, three[0]), not_before=thursday, part_of_day=AFTERNOON, by=tobias, at=now
    )
    lying = table.of(_screen(running, anna, now))
    assert lying is not None
    mine = next(choice for choice in lying.choices if choice.person == anna)
    assert [moment.astimezone(now.tzinfo).strftime("%a %H:%M") for moment in mine.times] == [
        "Thu 15:00", "Thu 16:20", "Fri 13:00",
    ]  # fmt: skip


def test_the_morning_is_kept_too(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    rounds.prepare(candidate=_candidate(running, three[0]), part_of_day=MORNING, by=tobias, at=now)
    lying = table.of(_screen(running, anna, now))
    assert lying is not None
    assert all(moment.astimezone(now.tzinfo).hour < 12 for choice in lying.choices for moment in choice.times)


def test_the_week_says_how_many_calls_it_holds(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    loads = {load.person: (load.agreed, load.possible) for load in _screen(running, anna, now).loads}
    # 40 hours: a fifth of Anna's, a tenth of Tobias', 45 minutes a call.
    assert loads == {anna: (0, 10), tobias: (0, 5)}
    for days in range(3):
        booked(person=anna, at=now, clock="08:00", minutes=4 * 60, days=days)
    _call(_candidate(running, three[0]), anna, now)
    rounds.decide(candidate=_candidate(running, three[1]), decision=VISITING, by=anna, at=now)
    loads = {load.person: (load.agreed, load.possible) for load in _screen(running, anna, now).loads}
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
    candidate = _candidate(running, three[0])
    lying = table.of(_screen(running, anna, now))
    assert lying is not None
    line = next(choice for choice in lying.choices if choice.person == anna).rules[0]
    assert (line.blocks, line.answered_by) == (True, None)
    rounds.prepare(candidate=candidate, wish=CALLING, background="Herrn Traub verlangen", by=tobias, at=now)
    lying = table.of(_screen(running, anna, now))
    assert lying is not None
    assert next(choice for choice in lying.choices if choice.person == anna).rules[0].answered_by == tobias
    _call(candidate, anna, now)
    rounds.end(round=running, by=anna, at=now)
    asked = Consultation.objects.get()
    assert (asked.reply, asked.answered_by, asked.background) == (GO, tobias, "Herrn Traub verlangen")


@pytest.mark.usefixtures("asked_first")
def test_without_the_partner_s_own_word_nobody_answers_for_them(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    rounds.join(round=running, by=tobias, at=now)
    _call(_candidate(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    assert not Consultation.objects.exists()


@pytest.mark.usefixtures("asked_first")
def test_a_question_asked_before_is_answered_by_the_partner_s_agreeing(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    teamwork.consult(customer=three[0], by=anna, at=now - timedelta(hours=1))
    candidate = _candidate(running, three[0])
    start = on(now, "14:00")
    rounds.decide(candidate=candidate, decision=CALLING, caller=anna, planned_at=start, by=tobias, at=now)
    rounds.end(round=running, by=anna, at=now)
    assert Consultation.objects.get().reply == GO


def _call(candidate: Candidate, caller: User, at: datetime, clock: str = "14:00") -> Candidate:
    return rounds.decide(
        candidate=candidate, decision=CALLING, caller=caller, planned_at=on(at, clock), by=caller, at=at
    )


# --- the end


def test_the_end_gives_tasks_and_writes_the_minutes(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    first = _candidate(running, three[0])
    rounds.prepare(candidate=first, wish=VISITING, background="Neue Halle", by=tobias, at=now)
    rounds.prepare(candidate=first, wish=CALLING, by=anna, at=now)
    _call(first, anna, now)
    rounds.decide(candidate=_candidate(running, three[1]), decision=VISITING, by=anna, at=now)
    rounds.decide(
        candidate=_candidate(running, three[2]), decision=WAITING, until=date(2026, 12, 10), by=anna, at=now
    )
    rounds.end(round=running, by=tobias, at=now)
    call = Task.objects.get(customer=three[0])
    assert (call.accountable, call.due_at) == (anna, on(now, "14:00"))
    visit = Task.objects.get(customer=three[1])
    assert visit.accountable == tobias
    assert visit.due_at == on(now, "17:00", days=3)
    assert not Task.objects.filter(customer=three[2]).exists()
    minutes = _told(three[0], entries.RoundAgreed)
    assert [one.sentence() for one in minutes] == [
        "Wochenrunde: Anna Reiter ruft am Di\u00a024.11.\u00a014:00 an"
    ]
    assert minutes[0].detail() == "Tobias: Besuch: Neue Halle\nAnna: Anruf"
    assert [one.sentence() for one in _told(three[2], entries.RoundAgreed)] == [
        "Wochenrunde: warten bis Do\u00a010.12."
    ]


def test_ended_twice_nothing_is_done_twice(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    _call(_candidate(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    with pytest.raises(rounds.NotNow, match="Anna hat die Runde am"):
        rounds.end(round=running, by=tobias, at=now)
    assert Task.objects.count() == 1
    assert len(_told(three[0], entries.RoundAgreed)) == 1


def test_whoever_was_called_meanwhile_is_shown_as_such_and_gets_no_task(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    _call(_candidate(running, three[0]), anna, now)
    later = now + timedelta(minutes=10)
    teamwork.note(customer=three[0], channel="customer", text="Rief selbst an", by=tobias, at=later)
    row = next(
        row for row in _screen(running, anna, later).listed if row.candidate.customer_id == three[0].pk
    )
    assert row.meanwhile is not None
    assert row.meanwhile.person == tobias
    rounds.end(round=running, by=anna, at=later)
    assert not Task.objects.exists()


def test_a_round_is_opened_again_while_nothing_is_done(
    running: Round, three: list[Customer], anna: User, now: datetime
) -> None:
    _call(_candidate(running, three[0]), anna, now)
    rounds.end(round=running, by=anna, at=now)
    found = rounds.reopen(round=running, by=anna, at=now)
    assert found.state == RUNNING
    assert not Task.objects.exists()
    assert _candidate(running, three[0]).decision == CALLING
    assert len(_told(three[0], entries.AgreementTakenBack)) == 1
    rounds.end(round=running, by=anna, at=now)
    teamwork.finish_task(task=Task.objects.get(), by=anna, at=now)
    with pytest.raises(rounds.CallsMade, match="Egger Antriebe"):
        rounds.reopen(round=running, by=anna, at=now)
    running.refresh_from_db()
    assert running.state == DONE


def test_the_day_of_calls_gets_what_it_needs(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    first, second = _candidate(running, three[0]), _candidate(running, three[1])
    rounds.prepare(
        candidate=first, wish=CALLING, background="Nach zehn", part_of_day=MORNING, by=tobias, at=now
    )
    _call(second, anna, now, "15:00")
    _call(first, anna, now)
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
    _call(_candidate(running, three[0]), anna, now)
    _call(_candidate(running, three[1]), anna, now, "15:00")
    rounds.end(round=running, by=anna, at=now)
    teamwork.finish_task(task=Task.objects.get(customer=three[0]), by=anna, at=now)
    later = rounds.propose(
        tandem=ulm, monday=MONDAY + timedelta(weeks=1), by=anna, at=now + timedelta(days=6)
    )
    found = queries.figures_before(later)
    assert found is not None
    assert (found.done, found.agreed) == (1, 2)
    assert dict(found.outcomes)["daraus Besuche"] == "keine"
