"""Questions between colleagues, tasks given and done, and what happens when somebody leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import GO, LOST, TAKEN_BACK, Handover, Matter, Question, Task

pytestmark = pytest.mark.django_db


def violated() -> list[str]:
    """What breaks INV1; the empty seat of whoever left is another invariant's."""
    return [violation.sentence for violation in checks.run_all() if violation.invariant == "INV1"]


@pytest.fixture
def matter(hoelzl: Customer, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now)


def test_a_question_leaves_the_turn_where_it_is(
    matter: Matter, tobias: User, paul: User, now: datetime
) -> None:
    question = teamwork.ask(matter=matter, asked=paul, text="ATEX Zone 22 für Pos. 30?", by=tobias, at=now)
    assert Matter.objects.get(pk=matter.pk).accountable == tobias
    answered = teamwork.answer(question=question, text="Ja, mit Zusatz Z4.", by=paul, at=now)
    assert answered.answered_by == paul


def test_who_answers_second_sees_the_answer_and_who_gave_it(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    question = teamwork.ask(matter=matter, asked=anna, text="Welcher Preis ab 20 Stück?", by=tobias, at=now)
    teamwork.answer(question=question, text="540 €.", by=anna, at=now)
    with pytest.raises(teamwork.AnsweredAlready, match=r"Anna Reiter.*540"):
        teamwork.answer(question=question, text="558 €.", by=tobias, at=now)


def test_a_question_put_to_somebody_else_is_not_answered_by_a_stranger(
    matter: Matter, anna: User, tobias: User, rolf: User, now: datetime
) -> None:
    question = teamwork.ask(matter=matter, asked=anna, text="Welcher Preis?", by=tobias, at=now)
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        teamwork.answer(question=question, text="Egal.", by=rolf, at=now)


def test_an_answer_counts_also_after_the_matter_was_closed(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    question = teamwork.ask(matter=matter, asked=anna, text="Welcher Preis?", by=tobias, at=now)
    teamwork.close(matter=matter, outcome=LOST, result="Preis.", by=tobias, at=now)
    assert teamwork.answer(question=question, text="540 €.", by=anna, at=now).answered_at == now


def test_nobody_asks_oneself(matter: Matter, tobias: User, now: datetime) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.ask(matter=matter, asked=tobias, text="Hm?", by=tobias, at=now)


def test_side_work_is_delegated_and_the_turn_stays(
    matter: Matter, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.add_task(
        customer=hoelzl, matter=matter, title="Muster senden", accountable=anna, due_at=now, by=tobias, at=now
    )
    assert Matter.objects.get(pk=matter.pk).accountable == tobias
    assert Entry.objects.filter(type="teamwork.task_added").count() == 1


def test_a_closed_matter_takes_no_new_task(
    matter: Matter, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.close(matter=matter, outcome=LOST, result="Preis.", by=tobias, at=now)
    with pytest.raises(teamwork.AlreadyClosed):
        teamwork.add_task(
            customer=hoelzl, matter=matter, title="x", accountable=anna, due_at=now, by=tobias, at=now
        )


def test_a_task_done_by_mistake_is_opened_again_within_ten_minutes(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    task = teamwork.add_task(
        customer=hoelzl, title="Rückruf", accountable=anna, due_at=now, by=tobias, at=now
    )
    done = teamwork.finish_task(task=task, by=anna, at=now)
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        teamwork.reopen_task(task=done, by=tobias, at=now)
    with pytest.raises(teamwork.TooLate):
        teamwork.reopen_task(task=done, by=anna, at=now + timedelta(minutes=11))
    assert teamwork.reopen_task(task=done, by=anna, at=now + timedelta(seconds=8)).done_at is None


def test_who_ticks_off_second_learns_who_was_faster(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    task = teamwork.add_task(
        customer=hoelzl, title="Rückruf", accountable=anna, due_at=now, by=tobias, at=now
    )
    teamwork.finish_task(task=task, by=anna, at=now)
    with pytest.raises(teamwork.TaskClosed, match="Anna Reiter"):
        teamwork.finish_task(task=task, by=tobias, at=now)


def test_a_task_of_a_colleague_in_another_tandem_is_not_mine_to_tick_off(
    hoelzl: Customer, allgaeu: Tandem, anna: User, murat: User, now: datetime
) -> None:
    task = teamwork.add_task(customer=hoelzl, title="Rückruf", accountable=anna, due_at=now, by=anna, at=now)
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        teamwork.finish_task(task=task, by=murat, at=now)


def test_nobody_leaves_with_a_turn(
    matter: Matter, hoelzl: Customer, anna: User, tobias: User, nina: User, now: datetime
) -> None:
    teamwork.add_task(customer=hoelzl, title="Rückruf", accountable=tobias, due_at=now, by=anna, at=now)
    teamwork.ask(matter=matter, asked=tobias, text="Staffel?", by=anna, at=now)
    with pytest.raises(teamwork.TurnsLeft, match="3"):
        teamwork.let_go(user=tobias, by=nina, at=now)
    teamwork.let_go(user=tobias, successor=anna, by=nina, at=now)
    assert not User.objects.get(pk=tobias.pk).is_active
    assert Matter.objects.get(pk=matter.pk).accountable == anna
    assert Task.objects.get().accountable == anna
    assert Question.objects.get().asked == anna
    assert violated() == []


def test_offers_end_when_the_taker_leaves_or_becomes_the_owner(
    matter: Matter, allgaeu: Tandem, anna: User, tobias: User, sandra: User, nina: User, now: datetime
) -> None:
    teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    teamwork.let_go(user=tobias, successor=sandra, by=nina, at=now)
    assert Handover.objects.get().state == TAKEN_BACK
    assert violated() == []


def test_whoever_follows_is_asked_before_a_contact_too(
    hoelzl: Customer, anna: User, tobias: User, murat: User, nina: User, now: datetime
) -> None:
    waiting = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.let_go(user=tobias, successor=murat, by=nina, at=now)
    waiting.refresh_from_db()
    assert (waiting.asked, waiting.answered_at) == (murat, None)
    teamwork.decide(consultation=waiting, reply=GO, by=murat, at=now)
    assert violated() == []


def test_whoever_asked_and_follows_does_not_ask_themselves(
    hoelzl: Customer, anna: User, tobias: User, nina: User, now: datetime
) -> None:
    waiting = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.let_go(user=tobias, successor=anna, by=nina, at=now)
    waiting.refresh_from_db()
    assert (waiting.asked, waiting.answered_at) == (tobias, None), "it lapses when its time is over"


def test_what_has_lapsed_is_asked_of_nobody_anew(
    hoelzl: Customer, anna: User, tobias: User, murat: User, nina: User, now: datetime
) -> None:
    lapsed = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.let_go(user=tobias, successor=murat, by=nina, at=lapsed.due_at)
    lapsed.refresh_from_db()
    assert lapsed.asked == tobias


def test_not_everybody_switches_accounts_off(tobias: User, anna: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        teamwork.let_go(user=tobias, by=anna, at=now)


def test_a_successor_must_see_the_customers(
    matter: Matter, tobias: User, paul: User, nina: User, now: datetime
) -> None:
    with pytest.raises(teamwork.CannotHold, match="Paul Lutz"):
        teamwork.let_go(user=tobias, successor=paul, by=nina, at=now)
    assert User.objects.get(pk=tobias.pk).is_active
