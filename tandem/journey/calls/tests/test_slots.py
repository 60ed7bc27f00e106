"""Inside books without asking back: the best times keep rule, hours, ways and what a colleague holds."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlparse
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import Hold
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User, default_hours
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.playbook.rules import WARN, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.calls.rules import LeadTime
from tandem.journey.calls.slots import proposing

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")


@pytest.fixture
def arranging(hoelzl: Customer, anna: User, now: datetime) -> Matter:
    return teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Förderer", step_key=APPOINTMENT, accountable=anna, by=None, at=now,
        due_at=now,
    )  # fmt: skip


def _free(
    arranging: Matter, tobias: User, anna: User, now: datetime, minutes: int = 60
) -> proposing.Proposals:
    return proposing.propose(customer=arranging.customer, visitor=tobias, minutes=minutes, by=anna, at=now)


def test_the_times_keep_the_lead_time_of_the_rule(
    arranging: Matter, tobias: User, anna: User, ben: User, now: datetime
) -> None:
    soon = _free(arranging, tobias, anna, now)
    playbook.set_rule(kind=LeadTime(days=3), effect=WARN, scope=Scope(), by=ben, at=now)
    later = _free(arranging, tobias, anna, now)
    assert soon.free[0].starts_at.astimezone(BERLIN).date() < later.earliest.astimezone(BERLIN).date()
    assert later.lead_days == 3
    assert all(free.starts_at >= later.earliest for free in later.free)
    own = proposing.propose(customer=arranging.customer, visitor=tobias, minutes=60, by=tobias, at=now)
    assert own.lead_days == 0


def test_ways_count_from_home_and_an_absence_is_skipped(
    arranging: Matter, tobias: User, anna: User, now: datetime
) -> None:
    assert not _free(arranging, tobias, anna, now).knows_ways
    calendar.set_home_base(city="Ravensburg", postcode="88212", by=tobias, at=now)
    found = _free(arranging, tobias, anna, now)
    assert found.knows_ways
    assert all(free.extra > 60 for free in found.free if not free.before and not free.after)
    people.report_absence(
        user=tobias,
        from_date=now.date(),
        to_date=now.date() + timedelta(days=40),
        deputy=anna,
        by=tobias,
        at=now,
    )
    gone = _free(arranging, tobias, anna, now).free
    assert all(free.starts_at.date() > now.date() + timedelta(days=40) for free in gone)


def test_whoever_works_in_another_zone_is_offered_by_their_hours_and_read_by_the_own_clock(
    client: Client,
    arranging: Matter,
    tobias: User,
    anna: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    people.edit_user(user=tobias, zone="Europe/London", by=None, at=now)
    tobias.refresh_from_db()
    free = _free(arranging, tobias, anna, now).free
    begins = time.fromisoformat(min(opens for _day, opens, _closes in default_hours()))
    early = next(one for one in free if one.starts_at.astimezone(LONDON).time() == begins)
    client.force_login(anna)
    page = client.get(f"/vorgaenge/{arranging.pk}/termin/vorschlaege?minutes=60&person={tobias.pk}")
    assert f"{early.starts_at.astimezone(BERLIN):%H:%M}" in page.content.decode()
    assert early.starts_at.astimezone(BERLIN).hour == begins.hour + 1
    asked = client.post(
        f"/vorgaenge/{arranging.pk}/termin",
        {
            "day": f"{early.starts_at:%Y-%m-%d}",
            "clock": f"{early.starts_at.astimezone(BERLIN) - timedelta(hours=1):%H:%M}",
            "minutes": "60",
            "person": str(tobias.pk),
        },
    )
    assert asked.status_code == 422, "an hour earlier Tobias does not work, though in Ulm one does"
    assert "Tobias Kranz" in asked.content.decode()


def test_a_time_kept_on_the_phone_is_nobody_elses_until_it_ends(
    client: Client, arranging: Matter, tobias: User, anna: User, sandra: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    first = _free(arranging, tobias, anna, now).free[0]
    client.force_login(anna)
    answer = client.post(
        f"/vorgaenge/{arranging.pk}/termin/halten",
        {"zeit": first.starts_at.isoformat(), "minutes": 60, "person": tobias.pk},
    )
    chosen = parse_qs(urlparse(answer["Location"]).query)
    assert chosen["uhr"] == [f"{first.starts_at.astimezone(BERLIN):%H:%M}"]
    page = client.get(answer["Location"]).content.decode()
    assert "für dich freigehalten" in page
    with pytest.raises(calendar.SlotTaken, match="Anna Reiter hält diese Zeit von Tobias"):
        calendar.book(
            kind="visit", title="Besuch", people=[tobias], starts_at=first.starts_at, ends_at=first.ends_at,
            by=tobias, at=now,
        )  # fmt: skip
    after = now + timedelta(minutes=6)
    calendar.book(
        kind="visit", title="Besuch", people=[tobias], starts_at=first.starts_at, ends_at=first.ends_at, by=tobias,
        at=after,
    )  # fmt: skip


def test_who_holds_the_time_books_it_and_the_hold_is_gone(
    arranging: Matter, tobias: User, anna: User, now: datetime
) -> None:
    first = _free(arranging, tobias, anna, now).free[0]
    calendar.hold(person=tobias, starts_at=first.starts_at, ends_at=first.ends_at, by=anna, at=now)
    assert first.starts_at in [free.starts_at for free in _free(arranging, tobias, anna, now).free]
    other = proposing.propose(customer=arranging.customer, visitor=tobias, minutes=60, by=tobias, at=now)
    assert all(free.ends_at <= first.starts_at or free.starts_at >= first.ends_at for free in other.free)
    calendar.book(
        kind="visit", title="Besuch", people=[tobias], starts_at=first.starts_at, ends_at=first.ends_at, by=anna,
        at=now,
    )  # fmt: skip
    assert not Hold.objects.exists()


@pytest.mark.usefixtures("fresh_database")
def test_of_ten_who_hold_the_same_time_one_wins(
    ulm: object, tobias: User, anna: User, ben: User, now: datetime
) -> None:
    starts_at = now + timedelta(days=3)
    told: list[str] = []

    def run(user: User) -> None:
        try:
            calendar.hold(
                person=tobias, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), by=user, at=now
            )
            told.append("")
        except calendar.SlotTaken as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user,)) for user in [anna, tobias] * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Hold.objects.filter(until__gt=now).count() == 1
    assert {text for text in told if text}


def test_the_page_of_proposals_asks_at_most_fifteen_times(
    client: Client,
    arranging: Matter,
    tobias: User,
    anna: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    calendar.set_home_base(city="Ravensburg", postcode="88212", by=tobias, at=now)
    calendar.set_area_days(days={0: "88", 1: "89"}, country="DE", by=tobias, at=now)
    client.force_login(anna)
    path = f"/vorgaenge/{arranging.pk}/termin/vorschlaege?minutes=60&person={tobias.pk}"
    client.get(path)  # what is read once for all requests
    with CaptureQueriesContext(connection) as few:
        page = client.get(path).content.decode()
    assert "Min. Fahrt" in page
    assert "<svg" in page
    assert "GeoNames, CC BY 4.0" in page, "whose places these are"
    for number in range(30):
        start = now + timedelta(days=1 + number % 10, hours=number // 10)
        calendar.book(
            kind="visit", title="Besuch", people=[tobias], starts_at=start, ends_at=start + timedelta(minutes=30),
            by=tobias, at=now, customer=arranging.customer,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few) <= 15


@pytest.mark.parametrize("zeit", ["", "gestern", "2026-13-45", "2026-11-30T10:00"])
def test_a_broken_time_is_refused_with_a_sentence(
    client: Client, arranging: Matter, anna: User, zeit: str
) -> None:
    client.force_login(anna)
    answer = client.post(f"/vorgaenge/{arranging.pk}/termin/halten", {"zeit": zeit})
    assert answer.status_code == 409
    assert not Hold.objects.exists()


def test_area_days_are_read_as_they_are_typed(anna: User, tobias: User, now: datetime) -> None:
    days = calendar.set_area_days(days={1: "88, 89; ch 9", 2: " "}, country="DE", by=tobias, at=now)
    assert [day.areas for day in days] == [["DE88", "DE89", "CH9"]]
    assert days[0].covers(country="CH", postcode="9000")
    assert not days[0].covers(country="AT", postcode="8800")
    with pytest.raises(calendar.NoArea):
        calendar.set_area_days(days={1: "Bodensee"}, country="DE", by=tobias, at=now)
