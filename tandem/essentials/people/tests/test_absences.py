"""Who is away: once at a time, reported by whoever may know."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people import actions
from tandem.essentials.people.models import Absence, Tandem, User
from tests.cast import NOW, SINCE

DAY = date(2026, 11, 26)
TRIES = 20


@pytest.fixture
def abroad(lea: User, rolf: User) -> Tandem:
    """The tandem of the agent."""
    return actions.add_tandem(name="Österreich", inside=lea, outward=rolf, from_date=SINCE, by=None, at=NOW)


def _away(user: User, *, by: User | None, at: datetime, days: int = 0) -> Absence:
    return actions.report_absence(user=user, from_date=DAY, to_date=DAY + timedelta(days=days), by=by, at=at)


def test_the_database_itself_refuses_a_second_absence(anna: User, now: datetime) -> None:
    _away(anna, by=None, at=now, days=3)
    for first, last in ((DAY, DAY), (DAY - timedelta(days=5), DAY), (DAY + timedelta(days=3),) * 2):
        with pytest.raises(IntegrityError, match="nobody_is_away_twice"), transaction.atomic():
            Absence.objects.create(user=anna, from_date=first, to_date=last)
    Absence.objects.create(user=anna, from_date=DAY + timedelta(days=4), to_date=DAY + timedelta(days=4))


@pytest.mark.usefixtures("ulm", "abroad")
def test_an_agent_reports_only_oneself_and_the_own_partner(
    anna: User, lea: User, rolf: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        _away(anna, by=rolf, at=now)
    _away(rolf, by=rolf, at=now)
    _away(lea, by=rolf, at=now)
    assert set(Absence.objects.values_list("user", flat=True)) == {rolf.pk, lea.pk}


@pytest.mark.usefixtures("ulm", "abroad")
def test_an_expert_reads_and_ends_only_the_own(
    client: Client, anna: User, paul: User, lea: User, now: datetime
) -> None:
    today = timezone.localdate()
    theirs = Absence.objects.create(user=anna, from_date=today, to_date=today)
    Absence.objects.create(user=paul, from_date=today, to_date=today)
    client.force_login(paul)
    page = client.get("/abwesenheiten").content.decode()
    assert "Paul Lutz" in page
    assert f"abwesenheiten/{theirs.pk}/" not in page
    assert client.post(f"/abwesenheiten/{theirs.pk}/zuruecknehmen").status_code == 404
    days = {"from_date": str(today), "to_date": str(today)}
    assert client.post("/abwesenheiten/melden", {"user": lea.pk, **days}).status_code == 422
    assert Absence.objects.count() == 2


def test_sales_still_reports_everybody(ulm: Tandem, tobias: User, sandra: User, now: datetime) -> None:
    _away(sandra, by=tobias, at=now)
    assert Absence.objects.get().user == sandra


def test_of_two_who_report_the_same_absence_at_once_the_second_is_told(fresh_database: str) -> None:
    actions.found_company(name="Lechner", at=NOW)
    for number in range(TRIES):
        anna = actions.add_user(
            email=f"a{number}@tandem.example",
            first_name="Anna",
            last_name="Reiter",
            roles=["inside"],
            by=None,
            at=NOW,
        )
        told: list[str] = []
        gate = threading.Barrier(2)

        def report(person: User = anna, told: list[str] = told, gate: threading.Barrier = gate) -> None:
            try:
                gate.wait()
                _away(person, by=None, at=NOW)
            except actions.BadRange as refusal:
                told.append(str(refusal))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=report) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 1
        assert "26.11.2026" in told[0]
        assert Absence.objects.filter(user=anna).count() == 1
