"""What misses its date is brought up level by level; the turn stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.coordination import actions, grace, rising
from tandem.essentials.coordination.chain import COORDINATION, LEAD, PARTNER, PERSON
from tandem.essentials.coordination.jobs import escalate
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.coordination.rules import EscalationChain
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.actions import set_rule
from tandem.essentials.playbook.rules import INFORM, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing, things
from tandem.essentials.teamwork.models import CUSTOMER, Matter
from tandem.essentials.teamwork.rules import QuestionAnswer

pytestmark = pytest.mark.django_db


def round_at(moment: datetime) -> list[Escalation]:
    """One run of the job at a moment."""
    return [
        done for rise in rising.due(at=moment) if (done := actions.escalate(rise=rise, at=moment)) is not None
    ]


def levels(moment: datetime) -> list[tuple[int, User | None]]:
    return [(one.level, one.told) for one in round_at(moment)]


@pytest.fixture
def matter(hoelzl: Customer, tobias: User, ben: User, juergen: User, now: datetime) -> Matter:
    """Tobias' turn, due on Tuesday at ten o'clock."""
    return testing.sale(customer=hoelzl, at=now, accountable=tobias, due_at=now.replace(hour=10, minute=0))


@pytest.fixture
def ten(now: datetime) -> datetime:
    return now.replace(hour=10, minute=0)


def test_person_partner_coordination_and_lead_learn_one_after_the_other(
    matter: Matter, anna: User, tobias: User, ten: datetime
) -> None:
    assert levels(ten) == []  # due, not missed
    assert levels(ten + timedelta(minutes=5)) == [(PERSON, tobias)]
    assert levels(ten + timedelta(minutes=10)) == []
    # Four working hours, the break at noon left out.
    assert levels(ten.replace(hour=15, minute=0)) == []
    assert levels(ten.replace(hour=15, minute=5)) == [(PARTNER, anna)]
    assert levels(ten.replace(day=25, hour=15, minute=10)) == [(COORDINATION, None)]
    assert levels(ten.replace(day=27, hour=15, minute=15)) == [(LEAD, None)]
    assert levels(ten + timedelta(days=60)) == []
    assert Matter.objects.get(pk=matter.pk).accountable == tobias


def test_the_journal_tells_what_others_learn_and_blames_nobody(
    matter: Matter, anna: User, ten: datetime
) -> None:
    round_at(ten + timedelta(minutes=5))
    assert not Entry.objects.filter(type="coordination.escalated").exists()
    round_at(ten.replace(hour=16))
    entry = Entry.objects.get(type="coordination.escalated")
    assert (entry.matter_id, entry.actor_id, entry.lane) == (matter.pk, None, "field")
    assert entry.data["told"] == "Anna Reiter"


def test_after_an_outage_nobody_is_passed_over(matter: Matter, tobias: User, ten: datetime) -> None:
    later = ten + timedelta(days=90)
    assert levels(later) == [(PERSON, tobias)]
    assert levels(later) == []


def test_what_was_overlooked_is_not_brought_up_at_night(matter: Matter, tobias: User, ten: datetime) -> None:
    assert levels(ten.replace(day=28, hour=3)) == []
    assert levels(ten.replace(day=30, hour=8)) == [(PERSON, tobias)]


def test_another_date_ends_it_and_a_new_miss_begins_anew(matter: Matter, tobias: User, ten: datetime) -> None:
    round_at(ten + timedelta(minutes=5))
    tomorrow = ten + timedelta(days=1)
    teamwork.set_next_step(
        matter=matter, next_step="Angebot", due_at=tomorrow, by=tobias, at=ten + timedelta(minutes=6)
    )
    assert levels(ten.replace(hour=16)) == []
    assert levels(tomorrow + timedelta(minutes=1)) == [(PERSON, tobias)]
    assert Escalation.objects.count() == 2


def test_the_customer_being_waited_for_does_not_stop_the_clock(
    matter: Matter, tobias: User, ten: datetime
) -> None:
    Matter.objects.filter(pk=matter.pk).update(waiting_for=CUSTOMER)
    assert levels(ten + timedelta(minutes=5)) == [(PERSON, tobias)]


def test_who_is_away_is_stood_in_for_and_the_stand_ins_hours_count(
    matter: Matter, anna: User, tobias: User, sandra: User, ten: datetime
) -> None:
    sandra.hours = [[day, "14:00", "16:00"] for day in range(5)]
    sandra.save()
    people.report_absence(
        user=tobias, from_date=date(2026, 11, 24), to_date=date(2026, 12, 4), deputy=sandra, by=None, at=ten
    )
    assert levels(ten + timedelta(minutes=5)) == []  # Sandra works in the afternoon
    assert levels(ten.replace(hour=14, minute=0)) == [(PERSON, sandra)]
    assert levels(ten.replace(day=25, hour=15, minute=55)) == []
    assert levels(ten.replace(day=25, hour=20, minute=0)) == []  # full, but nobody is at work
    assert levels(ten.replace(day=26, hour=14, minute=0)) == [(PARTNER, anna)]


def test_nothing_rises_while_everybody_is_away(
    matter: Matter, anna: User, tobias: User, ben: User, ten: datetime
) -> None:
    for person in (anna, tobias, ben):
        people.report_absence(
            user=person, from_date=date(2026, 11, 24), to_date=date(2026, 11, 30), by=None, at=ten
        )
    assert levels(ten + timedelta(days=5)) == []
    assert levels(ten.replace(month=12, day=1, hour=8, minute=5)) == [(PERSON, tobias)]


def test_a_circle_of_deputies_ends_at_the_coordination(
    matter: Matter, anna: User, tobias: User, sandra: User, ben: User, ten: datetime
) -> None:
    for person, deputy in ((anna, tobias), (tobias, sandra), (sandra, anna)):
        people.report_absence(
            user=person,
            from_date=date(2026, 11, 24),
            to_date=date(2026, 12, 4),
            deputy=deputy,
            by=None,
            at=ten,
        )
    assert levels(ten + timedelta(minutes=5)) == [(PERSON, ben)]
    # The partner is away too, and whoever stands in knows already.
    assert levels(ten.replace(hour=15, minute=5)) == [(PARTNER, None)]


def test_handovers_questions_and_tasks_rise_alike(
    matter: Matter, hoelzl: Customer, anna: User, tobias: User, paul: User, ten: datetime
) -> None:
    early = ten - timedelta(minutes=10)
    teamwork.ask(matter=matter, asked=paul, text="Wie breit?", due_at=ten, by=tobias, at=early)
    teamwork.add_task(
        customer=hoelzl, title="Muster senden", accountable=anna, due_at=ten, by=tobias, at=early
    )
    teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=early)
    found = {(one.kind, one.told) for one in round_at(ten + timedelta(minutes=5))}
    # While it is offered, the handover waits, not the turn.
    assert found == {("question", paul), ("task", anna)}
    late = ten.replace(day=26, hour=9)
    above = {(one.kind, one.level, one.told) for one in round_at(late)}
    assert above == {("question", PARTNER, tobias), ("task", PARTNER, tobias), ("handover", PERSON, anna)}


def test_the_chain_in_force_decides(matter: Matter, anna: User, ten: datetime, now: datetime) -> None:
    set_rule(kind=EscalationChain(partner=1), scope=Scope(), effect=INFORM, by=None, at=now)
    round_at(ten + timedelta(minutes=5))
    assert levels(ten + timedelta(minutes=66)) == [(PARTNER, anna)]


def test_where_a_step_gives_days_after_its_date_the_clock_starts_later(
    matter: Matter, tobias: User, ten: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(
        kind=QuestionAnswer(days=2), scope=Scope(kind="class", klass="A"), effect=INFORM, by=None, at=ten
    )
    monkeypatch.setattr(grace, "_steps", {"quote": QuestionAnswer})
    assert levels(ten.replace(hour=16)) == []
    assert levels(ten.replace(day=26, hour=16)) == []
    assert levels(ten.replace(day=27, hour=8)) == [(PERSON, tobias)]
    assert Escalation.objects.get().missed_at == ten


def test_what_is_done_in_between_is_left_alone(matter: Matter, tobias: User, ten: datetime) -> None:
    late = ten + timedelta(minutes=5)
    rises = list(rising.due(at=late))
    teamwork.close(matter=matter, outcome="done", result="Erledigt.", by=tobias, at=late)
    assert [actions.escalate(rise=rise, at=late) for rise in rises] == [None]


def test_the_same_twice_is_refused_by_the_database(matter: Matter, ten: datetime) -> None:
    (first,) = round_at(ten + timedelta(minutes=5))
    first.pk = None
    with pytest.raises(Error, match="nothing_escalates_twice"), transaction.atomic():
        first.save(force_insert=True)
    first.level = LEAD
    with pytest.raises(Error, match="comes after the one below"), transaction.atomic():
        first.save(force_insert=True)
    with pytest.raises(Error, match="stays"), transaction.atomic():
        Escalation.objects.update(hours=99)


def test_the_job_asks_as_often_for_many_as_for_few(
    hoelzl: Customer, tobias: User, ten: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(12):
        testing.sale(customer=hoelzl, at=ten, accountable=tobias, due_at=ten + timedelta(minutes=number))
    # One look at each kind, and nine for the batch of the one in which something rises.
    with django_assert_num_queries(len(things.kinds()) + 9):
        assert len(list(rising.due(at=ten + timedelta(hours=1)))) == 12


def test_the_job_runs_and_runs_again(matter: Matter, ten: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: ten + timedelta(minutes=5))
    for _ in range(2):
        escalate(timestamp=0)
    assert Escalation.objects.count() == 1


def test_the_check_finds_an_escalation_of_nothing_and_a_skipped_level(
    matter: Matter, ulm: Tandem, ten: datetime
) -> None:
    round_at(ten + timedelta(minutes=5))
    assert list(checks.run_all()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE coordination_escalation DISABLE TRIGGER USER")
        cursor.execute("UPDATE coordination_escalation SET level = 2")
    assert any("skipped a level" in found.sentence for found in checks.run_all())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_escalation SET level = 0, thing_id = 999999")
    assert any("does not exist" in found.sentence for found in checks.run_all())
