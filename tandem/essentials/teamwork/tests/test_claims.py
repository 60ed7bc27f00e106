"""'Ich übernehme' for a stated time: nobody else takes the matter over until it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tandem.base.journal import queries as journal
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import entries, queries, testing
from tandem.essentials.teamwork.models import LOST, Claim, Matter

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def matter(hoelzl: Customer, now: datetime) -> Matter:
    """A sale whose turn is Tobias's."""
    return testing.sale(customer=hoelzl, at=now)


def test_until_it_is_over_nobody_else_takes_it_over(
    matter: Matter, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    teamwork.take_over(matter=matter, by=anna, until=now + 2 * HOUR, at=now)
    for other in (tobias, ben):
        with pytest.raises(teamwork.Claimed, match="Anna Reiter"):
            teamwork.take_over(matter=matter, by=other, at=now + HOUR)
    with pytest.raises(teamwork.Claimed):
        teamwork.hand_over(matter=matter, to=tobias, briefing="Her damit", by=ben, at=now + HOUR)


def test_it_lapses_by_time(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    teamwork.take_over(matter=matter, by=anna, until=now + HOUR, at=now)
    teamwork.take_over(matter=matter, by=tobias, at=now + HOUR)
    matter.refresh_from_db()
    assert matter.accountable == tobias


def test_who_passes_it_on_keeps_nobody_away(
    matter: Matter, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    teamwork.take_over(matter=matter, by=anna, until=now + 9 * HOUR, at=now)
    teamwork.hand_over(matter=matter, to=tobias, briefing="Doch du", by=anna, at=now + HOUR)
    assert queries.claim_on(matter, at=now + HOUR) is None
    teamwork.take_over(matter=matter, by=ben, until=now + 5 * HOUR, at=now + 2 * HOUR)
    assert [claim.person for claim in Claim.objects.order_by("during")] == [anna, ben]


def test_who_has_the_turn_may_claim_it_too(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    teamwork.take_over(matter=matter, by=tobias, until=now + HOUR, at=now)
    with pytest.raises(teamwork.Claimed, match="Tobias Kranz"):
        teamwork.take_over(matter=matter, by=anna, at=now)
    (told,) = journal.timeline(customer_ids=[matter.customer_id], limit=1)
    assert told.event.sentence().startswith("Tobias Kranz behält es bis")


def test_the_stand_in_of_whoever_claimed_it_acts(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.take_over(matter=matter, by=tobias, until=now + 9 * HOUR, at=now)
    people.report_absence(user=tobias, from_date=now.date(), to_date=now.date(), deputy=anna, by=None, at=now)
    teamwork.take_over(matter=matter, by=anna, at=now + HOUR)


def moved_on(matter: Matter, *, by: User | None, at: datetime) -> Matter:
    """What rooms of the journey do when something has happened: the matter gets another next step."""
    event = entries.NextStepSet(next_step="Preis klären", due=at.isoformat())
    return teamwork.pass_turn(matter=matter, next_step="Preis klären", event=event, by=by, at=at)


def test_until_it_is_over_no_room_moves_it_on_for_somebody_else(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.take_over(matter=matter, by=anna, until=now + 2 * HOUR, at=now)
    with pytest.raises(
        teamwork.Claimed, match=r"Anna Reiter hat .* bis 24\.11\., 11:41\. Sprecht miteinander"
    ):
        moved_on(matter, by=tobias, at=now + HOUR)
    with pytest.raises(teamwork.Claimed):
        teamwork.close(matter=matter, outcome=LOST, result="Doch nicht", by=tobias, at=now + HOUR)
    matter.refresh_from_db()
    assert (matter.is_open, matter.accountable) == (True, anna)
    assert matter.next_step != "Preis klären"
    assert moved_on(matter, by=anna, at=now + HOUR).next_step == "Preis klären"
    assert moved_on(matter, by=tobias, at=now + 2 * HOUR).accountable == anna


@pytest.mark.parametrize("who", ["the system", "coordination", "sales management"])
def test_the_system_and_whoever_resolves_go_on_all_the_same(
    matter: Matter, anna: User, ben: User, juergen: User, now: datetime, who: str
) -> None:
    teamwork.take_over(matter=matter, by=anna, until=now + 2 * HOUR, at=now)
    by = {"the system": None, "coordination": ben, "sales management": juergen}[who]
    assert moved_on(matter, by=by, at=now + HOUR).next_step == "Preis klären"


@pytest.mark.parametrize("ahead", [timedelta(0), -HOUR, timedelta(days=15)])
def test_a_time_that_has_passed_or_is_too_long_is_refused(
    matter: Matter, anna: User, now: datetime, ahead: timedelta
) -> None:
    with pytest.raises(teamwork.ClaimTooLong):
        teamwork.take_over(matter=matter, by=anna, until=now + ahead, at=now)


def test_the_database_itself_refuses_two_claims_at_a_time(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    during = DateTimeTZRange(now, now + 2 * HOUR)
    Claim.objects.create(matter=matter, person=anna, during=during, made_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        later = DateTimeTZRange(now + HOUR, now + 3 * HOUR)
        Claim.objects.create(matter=matter, person=tobias, during=later, made_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        endless = DateTimeTZRange(now + 9 * HOUR, None)
        Claim.objects.create(matter=matter, person=tobias, during=endless, made_at=now)
