"""How often a deadline for handovers, questions and requests would have been missed: in working time, per tandem."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.playbook.rules import DeadlineKind, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import DONE, SALE, Matter
from tandem.essentials.teamwork.rules import HandoverAnswer, QuestionAnswer, RequestAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(hoelzl: Customer, now: datetime) -> Matter:
    return teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Gurtförderer", step_key=APPOINTMENT, by=None, at=now
    )


def missed(kind: DeadlineKind, at: datetime, seen: bool = True) -> int:
    customers = Customer.objects.all() if seen else Customer.objects.none()
    return rules.look_back(kind=kind, scope=Scope(), at=at, seen=customers).hits


def test_a_question_over_the_weekend_is_not_late_before_working_time_says_so(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    friday, monday = now + timedelta(days=3), now + timedelta(days=6)
    question = teamwork.ask(matter=matter, asked=tobias, text="Welche Bandbreite?", by=anna, at=friday)
    teamwork.answer(question=question, text="650 mm", by=tobias, at=monday)
    assert missed(QuestionAnswer(days=0), monday) == 1
    assert missed(QuestionAnswer(days=1), monday) == 0


def test_while_somebody_is_away_no_deadline_runs(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    people.report_absence(
        user=tobias,
        from_date=now.date() + timedelta(days=1),
        to_date=now.date() + timedelta(days=8),
        deputy=None,
        by=tobias,
        at=now,
    )
    teamwork.ask(matter=matter, asked=tobias, text="Welche Bandbreite?", by=anna, at=now)
    assert missed(QuestionAnswer(days=1), now + timedelta(days=8)) == 0
    assert missed(QuestionAnswer(days=1), now + timedelta(days=14)) == 1


def test_an_offer_that_nobody_answers_is_missed_and_one_taken_at_once_is_not(
    matter: Matter, anna: User, tobias: User, martina: User, now: datetime
) -> None:
    teamwork.hand_over(matter=matter, to=tobias, briefing="Bitte anrufen.", by=anna, at=now)
    teamwork.hand_over(
        matter=matter, to=martina, briefing="Rahmenvertrag.", by=tobias, at=now + timedelta(minutes=1)
    )
    later = now + timedelta(days=7)
    assert missed(HandoverAnswer(days=1), later) == 1
    assert missed(HandoverAnswer(days=10), later) == 0


def test_a_request_lasts_until_the_customer_is_answered(hoelzl: Customer, anna: User, now: datetime) -> None:
    request = teamwork.take_request(customer=hoelzl, text="Wann kommt die Kette?", by=anna, at=now)
    later = now + timedelta(days=7)
    assert missed(RequestAnswer(days=1), later) == 1
    teamwork.close(matter=request, outcome=DONE, result="Am Freitag.", by=anna, at=now + timedelta(hours=1))
    assert missed(RequestAnswer(days=1), later) == 0


def test_only_customers_of_whoever_looks_count(hoelzl: Customer, anna: User, now: datetime) -> None:
    teamwork.take_request(customer=hoelzl, text="Wann kommt die Kette?", by=anna, at=now)
    assert missed(RequestAnswer(days=1), now + timedelta(days=7), seen=False) == 0
