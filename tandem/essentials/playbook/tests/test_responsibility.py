"""Who is responsible for a step, and until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Seat, Tandem, User
from tandem.essentials.playbook import matrix, parties, queries
from tandem.essentials.playbook.models import (
    APPOINTMENT,
    ORDER,
    PREPARE,
    VISIT,
    Process,
    Step,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_there_are_twelve_steps(company: object) -> None:
    steps = queries.steps(day=TODAY)
    assert [step.position for step in steps] == list(range(1, 13))
    assert all(step.name and step.input and step.result for step in steps)


def test_each_side_acts_where_the_process_says(hoelzl: Customer, anna: User, tobias: User) -> None:
    def acts(key: str) -> User:
        return queries.responsible_for(step=queries.step(key=key, day=TODAY), customer=hoelzl, day=TODAY)

    assert (acts(PREPARE), acts(VISIT), acts(ORDER)) == (anna, tobias, tobias)


def test_an_absent_person_still_gets_the_turn(
    hoelzl: Customer, anna: User, sandra: User, now: datetime
) -> None:
    people.report_absence(
        user=anna, from_date=TODAY, to_date=TODAY + timedelta(days=9), deputy=sandra, by=anna, at=now
    )
    step = queries.step(key=PREPARE, day=TODAY)
    assert queries.responsible_for(step=step, customer=hoelzl, day=TODAY) == anna
    # ... with a date when she is back: the absence is no working time.
    assert queries.step_due(step=step, user=anna, at=now).date() > TODAY + timedelta(days=9)


def test_without_the_seat_it_is_the_other_one_then_the_deputy(
    hoelzl: Customer, intake: Tandem, tobias: User, anna: User, ben: User
) -> None:
    Seat.objects.filter(user=anna).update(to_date=TODAY - timedelta(days=1))
    step = queries.step(key=PREPARE, day=TODAY)
    assert queries.responsible_for(step=step, customer=hoelzl, day=TODAY) == tobias
    Seat.objects.filter(user=tobias).update(to_date=TODAY - timedelta(days=1))
    assert queries.responsible_for(step=step, customer=hoelzl, day=TODAY) == ben


def test_with_nobody_at_all_it_says_who_can_help(ulm: Tandem, hoelzl: Customer, ben: User) -> None:
    Seat.objects.update(to_date=TODAY - timedelta(days=1))
    User.objects.filter(pk=ben.pk).update(is_active=False)
    step = queries.step(key=PREPARE, day=TODAY)
    with pytest.raises(queries.NobodyResponsible, match="Ulm-Bodensee"):
        queries.responsible_for(step=step, customer=hoelzl, day=TODAY)


def test_somebody_without_working_hours_still_gets_a_date(anna: User, now: datetime) -> None:
    anna.hours = []
    assert queries.days_after(1, user=anna, at=now) > now


def test_a_matter_stays_on_the_version_under_which_it_began(company: object) -> None:
    old = queries.step(key=PREPARE, day=TODAY)
    second = Process.objects.create(version=2, in_force_from=TODAY)
    Step.objects.create(
        process=second,
        position=1,
        key=PREPARE,
        name_de="Prüfen",
        name_en="Check",
        responsible=["inside"],
        acts_first="inside",
        input_de="-",
        input_en="-",
        result_de="-",
        result_en="-",
        deadline_days=1,
    )
    assert queries.step(key=PREPARE, day=TODAY).process_id == second.pk
    assert queries.step(key=PREPARE, day=TODAY - timedelta(days=1)).process_id == old.process_id
    assert queries.step_beside(step=old, key=APPOINTMENT).process_id == old.process_id
    with pytest.raises(Step.DoesNotExist):
        queries.step(key=APPOINTMENT, day=TODAY)


def test_asking_again_costs_one_query(
    company: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries.steps(day=TODAY)
    with django_assert_num_queries(1):
        queries.step(key=VISIT, day=TODAY)


def test_in_joint_steps_one_side_acts_first(company: object) -> None:
    order = queries.step(key=ORDER, day=TODAY)
    assert [matrix.part_of(order, side) for side in parties.SIDES] == ["responsible", "first", ""]


def test_the_template_can_be_read_by_everybody_who_is_signed_in(client: Client, anna: User) -> None:
    assert client.get("/prozess/vorlage").status_code == 302
    client.force_login(anna)
    page = client.get("/prozess/vorlage").content.decode()
    assert "Kontakt aufbereiten" in page
    assert "Vertretung" in page
