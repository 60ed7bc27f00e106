"""Rücksprache: who is asked, until when, who answers, and who learns of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tandem.base.journal import queries as journal
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import INFORM, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import GO, MYSELF, WAIT, Consultation
from tandem.essentials.teamwork.rules import ConsultationFirst

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def due(customer: Customer, by: User, at: datetime, hours: int = 2) -> datetime:
    """Until when the answer is due where the rule gives so many working hours."""
    kind = ConsultationFirst(hours=hours)
    playbook.set_rule(kind=kind, scope=Scope(), effect=INFORM, by=None, at=at - timedelta(days=1))
    asked = teamwork.consult(customer=customer, by=by, at=at)
    return asked.due_at.astimezone(BERLIN)


def test_without_a_rule_the_answer_is_due_in_a_working_day(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    assert teamwork.consult(customer=hoelzl, by=anna, at=now).due_at == local(2026, 11, 25, 9, 41)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2026, 11, 27, 16), local(2026, 11, 30, 9)),  # over the weekend
        (local(2026, 12, 24, 16), local(2026, 12, 28, 9)),  # over Christmas
        (local(2026, 11, 24, 11, 30), local(2026, 11, 24, 14, 30)),  # over lunch
        (local(2026, 3, 27, 16), local(2026, 3, 30, 9)),  # over the spring clock change
        (local(2026, 10, 23, 16), local(2026, 10, 26, 9)),  # over the autumn clock change
    ],
)
def test_the_time_to_answer_runs_in_working_time(
    hoelzl: Customer, anna: User, at: datetime, expected: datetime
) -> None:
    assert due(hoelzl, anna, at) == expected


@pytest.mark.parametrize(("region", "day"), [("DE-BW", 7), ("DE-HE", 6)])
def test_the_holidays_of_whoever_is_asked_count(
    hoelzl: Customer, anna: User, tobias: User, region: str, day: int
) -> None:
    User.objects.filter(pk=tobias.pk).update(region=region)
    assert due(hoelzl, anna, local(2027, 1, 5, 16)) == local(2027, 1, day, 9)


def test_part_time_hours_of_whoever_is_asked_count(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    User.objects.filter(pk=tobias.pk).update(hours=[[4, "09:00", "12:00"]])
    assert due(hoelzl, anna, now) == local(2026, 11, 27, 11)


def test_while_the_partner_is_away_the_stand_in_answers_in_their_own_time(
    hoelzl: Customer, anna: User, tobias: User, murat: User, now: datetime
) -> None:
    User.objects.filter(pk=murat.pk).update(hours=[[3, "08:00", "12:00"]])
    day = now.date()
    people.report_absence(
        user=tobias, from_date=day, to_date=day + timedelta(days=20), deputy=murat, by=None, at=now
    )
    assert due(hoelzl, anna, now) == local(2026, 11, 26, 10)
    asked = Consultation.objects.get()
    assert asked.asked == tobias, "the owner is stored, the stand-in derived"
    teamwork.decide(consultation=asked, reply=GO, by=murat, at=now)
    assert Consultation.objects.get().answered_by == murat


def test_asking_and_answering_stand_in_the_journal_of_the_customer(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    asked = teamwork.consult(customer=hoelzl, matter=matter, text="Wegen der Kette", by=anna, at=now)
    later = now + timedelta(hours=1)
    teamwork.decide(consultation=asked, reply=GO, background="Sie ist ab 14 Uhr da.", by=tobias, at=later)
    answered, question = journal.timeline(customer_ids=[hoelzl.pk], limit=2)
    assert question.event.sentence().startswith("Anna Reiter fragt Tobias Kranz vor einem Kontakt")
    assert question.event.detail() == "Wegen der Kette"
    assert answered.event.sentence() == "Tobias Kranz: nur zu"
    assert answered.event.detail() == "Sie ist ab 14 Uhr da."
    assert answered.entry.matter_id == matter.pk


def test_nobody_is_asked_twice_while_the_time_runs(
    hoelzl: Customer, anna: User, sandra: User, ben: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    with pytest.raises(teamwork.AskedAlready, match="Anna"):
        teamwork.consult(customer=hoelzl, by=ben, at=now + timedelta(hours=1))
    teamwork.consult(customer=hoelzl, by=anna, at=asked.due_at)


def test_whoever_comes_second_with_an_answer_learns_of_the_first(
    hoelzl: Customer, anna: User, tobias: User, juergen: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.decide(consultation=asked, reply=GO, by=juergen, at=now)
    with pytest.raises(teamwork.AnsweredAlready, match="Jürgen Wolff"):
        teamwork.decide(consultation=asked, reply=MYSELF, by=tobias, at=now)


def test_nobody_answers_their_own_question_or_another_s(
    hoelzl: Customer, anna: User, sandra: User, murat: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    for person in (anna, sandra, murat):
        with pytest.raises(NotAllowed, match="Tobias Kranz"):
            teamwork.decide(consultation=asked, reply=GO, by=person, at=now)


def test_only_who_may_contact_the_customer_asks(
    hoelzl: Customer, sandra: User, allgaeu: object, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        teamwork.consult(customer=hoelzl, by=sandra, at=now)


def test_who_speaks_for_neither_side_asks_nobody(hoelzl: Customer, juergen: User, now: datetime) -> None:
    with pytest.raises(teamwork.NobodyToAsk):
        teamwork.consult(customer=hoelzl, by=juergen, at=now)


@pytest.mark.parametrize("day", [None, date(2026, 11, 24), date(2026, 1, 1), date(2027, 11, 24)])
def test_wait_until_when_wants_a_day_ahead(
    hoelzl: Customer, anna: User, tobias: User, now: datetime, day: date | None
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    with pytest.raises(teamwork.StepIncomplete, match="Bis zu welchem Tag"):
        teamwork.decide(consultation=asked, reply=WAIT, wait_until=day, by=tobias, at=now)


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"about": "weather"}])
def test_an_unknown_channel_or_occasion_is_refused(
    hoelzl: Customer, anna: User, now: datetime, wrong: dict[str, str]
) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.consult(customer=hoelzl, by=anna, at=now, **wrong)  # type: ignore[arg-type]


def test_an_unknown_answer_is_refused(hoelzl: Customer, anna: User, tobias: User, now: datetime) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.decide(consultation=asked, reply="maybe", by=tobias, at=now)


def test_the_database_refuses_half_an_answer(hoelzl: Customer, anna: User, now: datetime) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    for half in ({"reply": GO}, {"answered_at": now}, {"wait_until": now}, {"asked": anna}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=asked.pk).update(**half)
