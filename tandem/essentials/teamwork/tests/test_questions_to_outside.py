"""Questions to somebody outside the house, and what both sides are told of what the customer did."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import FIELD, INSIDE, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import board
from tandem.essentials.teamwork.contacts import OPEN_QUESTION, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.models import SALE, Matter, Notice, Question
from tandem.essentials.teamwork.rules import WhoContacts, voice_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(hoelzl: Customer, now: datetime) -> Matter:
    return teamwork.open_matter(customer=hoelzl, kind=SALE, title="Anlage", step_key="quote", by=None, at=now)


def test_one_asks_oneself_only_what_somebody_outside_knows(sale: Matter, anna: User, now: datetime) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.ask(matter=sale, asked=anna, text="?", by=anna, at=now)
    question = teamwork.ask(matter=sale, asked=anna, text="?", source="Dr. Ehlers", by=anna, at=now)
    assert (question.asked, question.source) == (anna, "Dr. Ehlers")


def test_an_answer_from_outside_has_a_name(sale: Matter, anna: User, now: datetime) -> None:
    question = teamwork.ask(matter=sale, asked=anna, text="?", source="Dr. Ehlers", by=anna, at=now)
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.answer(question=question, text="Ja.", by=None, at=now)
    answered = teamwork.answer(question=question, text="Ja.", name="P. Ehlers", by=None, at=now)
    assert answered.who_answered == "P. Ehlers"
    with pytest.raises(teamwork.AnsweredAlready, match="Ehlers"):
        teamwork.answer(question=question, text="Nein.", by=anna, at=now)
    reopened = teamwork.reopen(question=question, reason="Zone?", by=anna, at=now)
    assert reopened.who_answered == ""


def test_both_sides_read_what_the_customer_did_until_they_have_seen_it(
    client: Client, sale: Matter, anna: User, tobias: User, now: datetime
) -> None:
    for _time in range(2):
        teamwork.tell_both(matter=sale, says=lambda person: f"Angenommen, {person.first_name}", at=now)
    assert sorted(Notice.objects.values_list("text", flat=True)) == ["Angenommen, Anna", "Angenommen, Tobias"]
    client.force_login(anna)
    assert "Angenommen, Anna" in client.get("/heute").content.decode()
    teamwork.see_all(by=anna, at=now)
    assert "Angenommen, Anna" not in client.get("/heute").content.decode()


def test_the_board_counts_matters_with_an_open_question(
    sale: Matter, anna: User, tobias: User, now: datetime
) -> None:
    for text in ("Eins?", "Zwei?"):
        question = teamwork.ask(matter=sale, asked=anna, text=text, by=tobias, at=now)
    assert board.step_counts(anna, day=now.date())["quote"].asked == 1
    for question in Question.objects.all():
        teamwork.answer(question=question, text="Ja.", by=anna, at=now)
    assert board.step_counts(anna, day=now.date())["quote"].asked == 0


def test_the_rule_says_who_speaks_with_the_customer_else_field(hoelzl: Customer, now: datetime) -> None:
    assert voice_for(OPEN_QUESTION, customer=hoelzl, at=now) == FIELD
    for kind in (
        WhoContacts(occasion=OPEN_QUESTION, side=INSIDE),
        WhoContacts(occasion=QUOTE_FOLLOW_UP, side=FIELD),
    ):
        playbook.set_rule(kind=kind, scope=Scope(), effect=BLOCK, by=None, at=now)
    assert voice_for(OPEN_QUESTION, customer=hoelzl, at=now) == INSIDE
