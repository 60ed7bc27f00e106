"""No further visit while a report is missing, and how often a deadline for reports would have been missed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.calls.testing import visit_booked
from tandem.journey.visits import testing
from tandem.journey.visits.rules import ReportBeforeNext, ReportDue

pytestmark = pytest.mark.django_db


def matter(customer: Customer, at: datetime) -> Matter:
    return teamwork.open_matter(
        customer=customer, kind=SALE, title="Gurtförderer", step_key=APPOINTMENT, by=None, at=at
    )


@pytest.fixture
def visited(hoelzl: Customer, anna: User, now: datetime) -> Matter:
    """Tobias was there on Wednesday at half past ten; nobody has reported."""
    found = matter(hoelzl, now)
    visit_booked(matter=found, by=anna, at=now, reason="Er hat Zeit.")
    found.refresh_from_db()
    return found


# Wednesday's visit and three working days: Monday evening.
BEFORE, AFTER = timedelta(days=6), timedelta(days=7)


@pytest.mark.parametrize(("later", "goes"), [(BEFORE, True), (AFTER, False)])
def test_no_further_visit_is_booked_while_a_report_is_missing_for_too_long(
    visited: Matter, hoelzl: Customer, anna: User, now: datetime, later: timedelta, goes: bool
) -> None:
    playbook.set_rule(kind=ReportBeforeNext(days=3), scope=Scope(), effect=BLOCK, by=None, at=now)
    at = now + later
    if goes:
        visit_booked(matter=matter(hoelzl, at), by=anna, at=at, days=3)
        return
    with pytest.raises(rules.RuleForbids, match=r"Zum Besuch von Tobias am 25\.11\. fehlt noch der Bericht"):
        visit_booked(matter=matter(hoelzl, at), by=anna, at=at, days=3)


def test_with_the_report_the_next_one_is_booked(
    visited: Matter, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    playbook.set_rule(kind=ReportBeforeNext(days=1), scope=Scope(), effect=BLOCK, by=None, at=now)
    at = now + AFTER
    testing.reported(matter=visited, by=tobias, at=at)
    visit_booked(matter=matter(hoelzl, at), by=anna, at=at + timedelta(minutes=5), days=3)


def test_looking_back_finds_the_bookings_that_it_would_have_stopped(
    visited: Matter, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    at = now + AFTER
    visit_booked(matter=matter(hoelzl, at), by=anna, at=at, days=3)
    testing.reported(matter=visited, by=tobias, at=at + timedelta(hours=1))
    for days, hits in ((3, 1), (9, 0)):
        past = rules.look_back(
            kind=ReportBeforeNext(days=days),
            scope=Scope(),
            at=at + timedelta(hours=2),
            seen=Customer.objects.all(),
        )
        assert past.hits == hits


@pytest.mark.parametrize(("days", "hits"), [(1, 1), (2, 1), (3, 0)])
def test_how_often_the_deadline_for_reports_would_have_been_missed(
    visited: Matter, tobias: User, now: datetime, days: int, hits: int
) -> None:
    # Over Wednesday, reported on Monday at 09:41: the third working day is not over yet.
    monday = now + timedelta(days=6)
    testing.reported(matter=visited, by=tobias, at=monday)
    past = rules.look_back(kind=ReportDue(days=days), scope=Scope(), at=monday, seen=Customer.objects.all())
    assert (past.hits, past.matters) == (hits, hits)
    assert past.tandems == ([("Ulm-Bodensee", 1)] if hits else [])


def test_a_report_that_is_still_missing_counts_from_the_day_it_was_due(
    visited: Matter, now: datetime
) -> None:
    def missed(at: datetime) -> int:
        return rules.look_back(kind=ReportDue(days=1), scope=Scope(), at=at, seen=Customer.objects.all()).hits

    assert missed(now + timedelta(days=1, hours=4)) == 0
    assert missed(now + timedelta(days=3)) == 1


def test_looking_back_costs_as_many_queries_for_many_visits_as_for_few(
    hoelzl: Customer, anna: User, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        visit_booked(matter=matter(hoelzl, now), by=anna, at=now, days=1 + number, reason="Passt.")
    for kind in (ReportDue(days=1), ReportBeforeNext(days=1)):
        with django_assert_max_num_queries(5):
            rules.look_back(
                kind=kind, scope=Scope(), at=now + timedelta(days=30), seen=Customer.objects.all()
            )
