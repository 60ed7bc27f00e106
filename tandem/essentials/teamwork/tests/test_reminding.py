"""Reminding, asking again, side work in one tap: what goes on beside the turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.actions import set_rule
from tandem.essentials.playbook.rules import INFORM, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import OFFERED, Matter, Question, Reminder, Task
from tandem.essentials.teamwork.rules import WHEN_ACCEPTED, HandoverAcceptance

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(hoelzl: Customer, tobias: User, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now, accountable=tobias)


def test_a_reminder_is_one_entry_and_leaves_the_turn(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    reminder = teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=now)
    assert (reminder.reminded, reminder.reminder, reminder.day) == (tobias, anna, now.date())
    assert Entry.objects.filter(type="teamwork.reminded", matter_id=matter.pk).count() == 1
    assert Matter.objects.get(pk=matter.pk).accountable == tobias


def test_once_a_working_day_is_enough_whoever_reminds(
    matter: Matter, anna: User, ben: User, now: datetime
) -> None:
    teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=now)
    with pytest.raises(teamwork.RemindedAlready, match="Tobias"):
        teamwork.remind(kind="turn", pk=matter.pk, by=ben, at=now.replace(hour=16))
    teamwork.remind(kind="turn", pk=matter.pk, by=ben, at=now + timedelta(days=1))


def test_a_reminder_on_saturday_is_mondays(matter: Matter, anna: User, now: datetime) -> None:
    saturday = now.replace(day=28)
    assert teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=saturday).day == date(2026, 11, 30)
    with pytest.raises(teamwork.RemindedAlready):
        teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=now.replace(day=30))


def test_nobody_reminds_themselves_nor_of_what_is_done(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(teamwork.NothingToRemindOf):
        teamwork.remind(kind="turn", pk=matter.pk, by=tobias, at=now)
    teamwork.close(matter=matter, outcome="done", result="Fertig.", by=tobias, at=now)
    with pytest.raises(teamwork.NothingToRemindOf):
        teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=now)


def test_who_stands_in_does_it_instead_of_reminding(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    people.report_absence(user=tobias, from_date=now.date(), to_date=now.date(), by=None, at=now)
    with pytest.raises(teamwork.NothingToRemindOf):
        teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=now)


def test_another_tandem_does_not_remind_unless_it_waits(
    matter: Matter, allgaeu: Tandem, sandra: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        teamwork.remind(kind="turn", pk=matter.pk, by=sandra, at=now)
    offer = teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    teamwork.remind(kind="handover", pk=offer.pk, by=tobias, at=now)


def test_the_page_reminds_and_says_when_it_was_too_much(
    client: Client, matter: Matter, anna: User, tobias: User, paul: User
) -> None:
    url = reverse("teamwork:remind", args=["turn", matter.pk])
    client.force_login(anna)
    assert "Erinnern" in client.get(f"/vorgaenge/{matter.pk}").content.decode()
    assert "Tobias liest es auf Heute" in client.post(url, follow=True).content.decode()
    again = client.post(url, headers={"Referer": f"http://testserver/vorgaenge/{matter.pk}"}, follow=True)
    assert "Einmal am Arbeitstag" in again.content.decode()
    assert Reminder.objects.count() == 1
    assert client.post(reverse("teamwork:remind", args=["gibtsnicht", matter.pk])).status_code == 404
    client.force_login(paul)
    assert client.post(url).status_code == 404


# --- a question once more


@pytest.fixture
def question(matter: Matter, anna: User, tobias: User, now: datetime) -> Question:
    return teamwork.ask(matter=matter, asked=tobias, text="Wie breit ist der Gurt?", by=anna, at=now)


def test_an_answer_that_did_not_help_is_asked_again_with_the_reason(
    question: Question, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.answer(question=question, text="Breit.", by=tobias, at=now)
    again = teamwork.reopen(question=question, reason="In Millimetern bitte.", by=anna, at=now)
    assert (again.answered_at, again.answer, again.working_minutes) == (None, "", None)
    told = [entry.type for entry in Entry.objects.filter(matter_id=question.matter_id).order_by("pk")]
    assert told[-2:] == ["teamwork.question_answered", "teamwork.question_reopened"]
    teamwork.answer(question=question, text="800.", by=tobias, at=now)


def test_an_open_question_is_not_asked_again_and_a_reason_is_wanted(
    question: Question, anna: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.reopen(question=question, reason="Bitte.", by=anna, at=now)
    teamwork.answer(question=question, text="Breit.", by=tobias, at=now)
    with pytest.raises(teamwork.StepIncomplete, match="Tobias"):
        teamwork.reopen(question=question, reason=" ", by=anna, at=now)


def test_who_has_left_is_not_asked_again(question: Question, anna: User, tobias: User, now: datetime) -> None:
    teamwork.answer(question=question, text="Breit.", by=tobias, at=now)
    teamwork.let_go(user=tobias, successor=anna, by=None, at=now)
    with pytest.raises(teamwork.StepIncomplete, match="Tobias Kranz"):
        teamwork.reopen(question=question, reason="Bitte.", by=anna, at=now)


def test_the_response_counts_in_the_working_time_of_whoever_was_asked(
    question: Question, tobias: User, now: datetime
) -> None:
    wednesday = date(2026, 11, 25)
    people.report_absence(user=tobias, from_date=wednesday, to_date=wednesday, by=None, at=now)
    # Tuesday from 09:41, not Wednesday, Thursday until nine.
    teamwork.answer(question=question, text="800.", by=tobias, at=now.replace(day=26, hour=9, minute=0))
    question.refresh_from_db()
    assert question.working_minutes == (2 * 60 + 19) + 4 * 60 + 60


def test_the_page_asks_again(
    client: Client, question: Question, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.answer(question=question, text="Breit.", by=tobias, at=now)
    client.force_login(anna)
    assert "Noch einmal fragen" in client.get(f"/vorgaenge/{question.matter_id}").content.decode()
    url = reverse("teamwork:reopen_question", args=[question.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "In Millimetern."}).status_code == 302
    question.refresh_from_db()
    assert question.answered_at is None


# --- side work in one tap


def test_field_gives_side_work_to_the_inside_in_one_tap(
    client: Client, matter: Matter, anna: User, tobias: User
) -> None:
    client.force_login(tobias)
    assert "Anna arbeitet zu" in client.get(f"/vorgaenge/{matter.pk}").content.decode()
    client.post(reverse("teamwork:delegate", args=[matter.pk]))
    task = Task.objects.get()
    assert (task.accountable, task.made_by, task.title) == (anna, tobias, "Zuarbeit: Angebot schreiben")
    assert Matter.objects.get(pk=matter.pk).accountable == tobias


def test_side_work_is_given_once(matter: Matter, tobias: User, now: datetime) -> None:
    task = teamwork.delegate(matter=matter, by=tobias, at=now)
    with pytest.raises(teamwork.TaskClosed):
        teamwork.delegate(matter=matter, by=tobias, at=now)
    teamwork.finish_task(task=task, by=tobias, at=now)
    teamwork.delegate(matter=matter, by=tobias, at=now)


def test_the_inside_gives_itself_nothing(matter: Matter, anna: User, now: datetime) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.delegate(matter=matter, by=anna, at=now)


# --- when a handover counts


def test_where_the_rule_says_so_a_handover_within_the_tandem_waits_for_a_yes(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    rule = HandoverAcceptance(when=WHEN_ACCEPTED)
    set_rule(kind=rule, scope=Scope(kind="class", klass="A"), effect=INFORM, by=None, at=now)
    offer = teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", by=tobias, at=now)
    assert offer.state == OFFERED
    assert Matter.objects.get(pk=matter.pk).accountable == tobias


def test_a_turn_given_away_by_a_stand_in_says_whose_it_was(
    matter: Matter, sandra: User, anna: User, tobias: User, now: datetime
) -> None:
    people.report_absence(
        user=tobias, from_date=now.date(), to_date=now.date(), deputy=sandra, by=None, at=now
    )
    teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", by=sandra, at=now)
    entry = Entry.objects.get(type="teamwork.handed_over")
    assert entry.data["owner"] == "Tobias Kranz"
