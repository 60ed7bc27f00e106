"""The team that does anything in any order, with the job running in between: nothing rises twice or past a level."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from tandem.essentials.coordination import actions, rising
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.people.queries import stand_ins
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.tests.test_one_turn_always import Sales


class Escalating(Sales):
    """Sales with the job that brings missed dates up."""

    @rule()
    def the_job_runs(self) -> None:
        turns = dict(Matter.objects.values_list("pk", "accountable"))
        away = stand_ins(day=self.at.date())
        for rise in list(rising.due(at=self.at)):
            done = actions.escalate(rise=rise, at=self.at)
            assert done is not None
            assert done.told is None or not away.is_away(done.told.pk)
        assert dict(Matter.objects.values_list("pk", "accountable")) == turns
        assert [rise for rise in rising.due(at=self.at) if rise.hours == 0] == []

    @invariant()
    def levels_follow_one_another(self) -> None:
        for one in Escalation.objects.filter(level__gt=0):
            below = Escalation.objects.get(
                kind=one.kind, thing_id=one.thing_id, missed_at=one.missed_at, level=one.level - 1
            )
            assert below.reached_at <= one.reached_at


@pytest.mark.django_db
def test_any_sequence_of_acts_with_the_job_in_between_keeps_one_turn(
    hoelzl: Customer, allgaeu: Tandem, anna: User, tobias: User, sandra: User, murat: User, ben: User,
    juergen: User, paul: User, now: datetime,
) -> None:  # fmt: skip
    Escalating.cast = [anna, tobias, sandra, murat, ben, juergen, paul]
    Escalating.customer, Escalating.begins = hoelzl, now
    Escalating.double = customers.create(name="Hölzl doppelt", tandem=allgaeu, by=None, at=now)
    run_state_machine_as_test(
        Escalating,
        settings=settings(
            max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
