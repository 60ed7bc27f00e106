"""Nobody keeps a turn at a customer they no longer see, whichever setting takes the sight away (INV1, INV8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import Matter

pytestmark = pytest.mark.django_db


def _seats(tandem: Tandem, outward: User | None, *, at: datetime, in_days: int = 0, **more: Any) -> Tandem:
    inside = tandem.seats.get(seat="inside", to_date=None).user
    values: dict[str, Any] = {"inside": inside, "outward": outward, "third": None, "deputy": None, **more}
    return people.edit_tandem(
        tandem=tandem,
        name=tandem.name,
        from_date=(at + timedelta(days=in_days)).date(),
        by=None,
        at=at,
        **values,
    )


@pytest.fixture
def of_rolf(hoelzl: Customer, ulm: Tandem, rolf: User, now: datetime) -> Matter:
    """A sale whose turn it is with the agent, who sits on the outward seat."""
    _seats(ulm, rolf, at=now)
    matter = testing.sale(customer=hoelzl, at=now)
    assert matter.accountable == rolf
    return matter


def test_an_agent_with_turns_keeps_the_seat(
    of_rolf: Matter, ulm: Tandem, tobias: User, now: datetime
) -> None:
    for in_days in (0, 14):
        with pytest.raises(teamwork.CannotHold, match="Rolf Amann"):
            _seats(ulm, tobias, at=now, in_days=in_days)
    assert ulm.seats.get(seat="outward", to_date=None).user.full_name == "Rolf Amann"
    assert not list(checks.run_all())


def test_once_the_turn_is_passed_on_the_seat_can_go(
    of_rolf: Matter, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.take_over(matter=of_rolf, reason="Rolf hört auf", by=anna, at=now)
    _seats(ulm, tobias, at=now)
    assert ulm.seats.get(seat="outward", to_date=None).user == tobias


def test_a_seller_with_turns_does_not_become_an_expert(
    client: Client, hoelzl: Customer, nina: User, tobias: User, now: datetime
) -> None:
    testing.sale(customer=hoelzl, at=now)
    person = {"first_name": "Tobias", "last_name": "Kranz", "email": tobias.email, "region": "DE-BW"}
    client.force_login(nina)
    answer = client.post(
        f"/verwaltung/personen/{tobias.pk}/aendern",
        {**person, "roles": ["expert"]},
        headers={"Referer": f"http://testserver/verwaltung/personen/{tobias.pk}"},
        follow=True,
    )
    tobias.refresh_from_db()
    assert tobias.roles == ["field"]
    assert "nicht mehr zu sehen" in answer.content.decode()
    assert people.edit_user(user=tobias, roles=["field", "expert"], by=nina, at=now).roles == [
        "field",
        "expert",
    ]


def test_a_task_holds_a_seller_too(hoelzl: Customer, tobias: User, now: datetime) -> None:
    due = now + timedelta(days=1)
    teamwork.add_task(customer=hoelzl, title="Muster", accountable=tobias, due_at=due, by=tobias, at=now)
    with pytest.raises(teamwork.CannotHold, match="Tobias Kranz"):
        people.edit_user(user=tobias, roles=["administrator"], by=None, at=now)


def test_a_turn_out_of_sight_is_found(hoelzl: Customer, tobias: User, now: datetime) -> None:
    testing.sale(customer=hoelzl, at=now)
    User.objects.filter(pk=tobias.pk).update(roles=["agent"])
    assert not list(checks.run_all())
    User.objects.filter(pk=tobias.pk).update(roles=["expert"])
    assert [found.invariant for found in checks.run_all()] == ["INV1"]
