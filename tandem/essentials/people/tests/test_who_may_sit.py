"""Whoever sees no customers holds no seat: what came to it would stand on nobody's list (INV1)."""

from __future__ import annotations

from datetime import datetime

import pytest

from tandem.essentials.people import actions as people
from tandem.essentials.people.actions.tandems import SeatNeeded
from tandem.essentials.people.models import EXPERT, Seat, Tandem, User

pytestmark = pytest.mark.django_db


def test_an_expert_takes_no_seat_of_a_new_or_an_old_tandem(
    ulm: Tandem, anna: User, paul: User, now: datetime
) -> None:
    with pytest.raises(SeatNeeded, match="Paul Lutz sieht keine Kunden"):
        people.add_tandem(name="Neu", inside=anna, outward=paul, from_date=now.date(), by=None, at=now)
    with pytest.raises(SeatNeeded, match="Paul Lutz"):
        people.edit_tandem(
            tandem=ulm, name=ulm.name, inside=anna, outward=paul, third=None, deputy=None, from_date=now.date(),
            by=None, at=now,
        )  # fmt: skip
    assert not Seat.objects.filter(user=paul).exists()


def test_an_expert_inherits_no_seat(ulm: Tandem, tobias: User, paul: User, now: datetime) -> None:
    with pytest.raises(SeatNeeded, match="Paul Lutz"):
        people.pass_seats(user=tobias, to=paul, at=now)
    assert Seat.objects.get(user=tobias, to_date=None).tandem == ulm


def test_whoever_sits_keeps_a_role_of_sales(ulm: Tandem, tobias: User, now: datetime) -> None:
    with pytest.raises(SeatNeeded, match="Tobias Kranz"):
        people.edit_user(user=tobias, roles=[EXPERT], by=None, at=now)
    tobias.refresh_from_db()
    assert EXPERT not in tobias.roles
