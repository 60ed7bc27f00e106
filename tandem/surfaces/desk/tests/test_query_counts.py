"""No page of the desk asks more often when there is more to show."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.coordination import actions as escalating
from tandem.essentials.coordination import rising
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.journey.orders import testing as orders
from tandem.journey.quotes import testing as quotes

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture(autouse=True)
def _at_nine_forty_one(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def _fill(tandem: Tandem, anna: User, tobias: User, now: datetime, *, number: int) -> None:
    customer = customers.create(name=f"Maschinenbau {number}", tandem=tandem, by=None, at=now)
    customers.add_contact(customer=customer, last_name=f"Muster {number}", by=None, at=now)
    for owner, other in ((anna, tobias), (tobias, anna)):
        matter = teamwork.open_matter(
            customer=customer, kind=SALE, title="Anlage", step_key="quote", accountable=owner, by=None,
            at=now - timedelta(days=9), due_at=now - timedelta(hours=number), value=Decimal(100),
        )  # fmt: skip
        teamwork.ask(matter=matter, asked=other, text="Wie viele?", by=owner, at=now)
        teamwork.add_task(customer=customer, title="Prüfen", accountable=owner, due_at=now, by=other, at=now)
        teamwork.hand_over(matter=matter, to=other, briefing="Bitte", by=owner, at=now, explicit=True)
    teamwork.take_request(customer=customer, text="Wo bleibt die Ware?", by=anna, at=now, accountable=tobias)
    calendar.book(
        kind="visit", title="Besuch", people=[tobias], starts_at=now + timedelta(hours=number),
        ends_at=now + timedelta(hours=number, minutes=30), by=tobias, at=now, customer=customer,
    )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/heute", "/heute?all=1", "/wir-warten", "/prozess", "/prozess/quote", "/suche?q=26-1", "/mehr"],
)
def test_a_page_asks_at_most_fifteen_times_whatever_there_is(
    client: Client, ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime, path: str
) -> None:
    client.force_login(anna)
    for number in range(1, 4):
        _fill(ulm, anna, tobias, now, number=number)
    few = _queries(client, path)
    for number in range(4, 8):
        _fill(ulm, anna, tobias, now, number=number)
    assert _queries(client, path) == few <= MOST


def test_a_row_at_the_order_step_costs_the_day_nothing(
    client: Client, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    client.force_login(anna)
    before = _queries(client, "/heute?all=1")
    orders.confirmed_order(
        matter=quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now), by=tobias, at=now
    )
    assert _queries(client, "/heute?all=1") == before <= MOST
    assert "/lieferung" in client.get("/heute?all=1").content.decode()


def test_the_file_asks_at_most_fifteen_times_whatever_there_is(
    client: Client, ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    client.force_login(anna)
    path = f"/kunden/{hoelzl.pk}"
    few = _queries(client, path)
    for number in range(30):
        customers.add_contact(customer=hoelzl, last_name=f"Muster {number}", by=None, at=now)
        matter = teamwork.open_matter(
            customer=hoelzl, kind=SALE, title=f"Anlage {number}", step_key="quote", by=None, at=now
        )
        teamwork.note(customer=hoelzl, matter=matter, channel="call", text="Gesprochen", by=tobias, at=now)
        teamwork.add_task(customer=hoelzl, title="Prüfen", accountable=anna, due_at=now, by=anna, at=now)
    assert few <= _queries(client, path) <= MOST


@pytest.mark.parametrize("path", ["/koordination", "/koordination?zeige=austausch", "/wir-warten?tandem={}"])
def test_coordination_asks_at_most_fifteen_times_whatever_there_is(
    client: Client, ulm: Tandem, anna: User, tobias: User, ben: User, now: datetime, path: str
) -> None:
    client.force_login(ben)
    counted = []
    for number in range(1, 5):
        _fill(ulm, anna, tobias, now, number=number)
        _escalate_all(now)
        # What is new is still below, what came before is at the top.
        _fill(ulm, anna, tobias, now, number=number + 10)
        _escalate_all(now, days=1)
        counted.append(_queries(client, path.format(ulm.pk)))
    assert counted[0] == counted[-1] <= MOST
    assert counted[0] == max(counted)


def _escalate_all(at: datetime, *, days: int = 12) -> None:
    """The job runs at ten and at three for some working days."""
    for day in range(days):
        for hour in (10, 15):
            moment = (at + timedelta(days=day)).replace(hour=hour)
            for rise in list(rising.due(at=moment)):
                escalating.escalate(rise=rise, at=moment)


def test_today_stays_within_fifteen_while_a_colleague_is_away(
    client: Client, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    _fill(ulm, anna, tobias, now, number=1)
    people.report_absence(user=tobias, from_date=now.date(), to_date=now.date(), by=anna, at=now)
    client.force_login(anna)
    assert _queries(client, "/heute") <= MOST


def test_today_of_whoever_returns_stays_within_fifteen(
    client: Client, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    _fill(ulm, anna, tobias, now - timedelta(days=1), number=1)
    yesterday = now.date() - timedelta(days=1)
    people.report_absence(user=tobias, from_date=yesterday, to_date=yesterday, by=anna, at=now)
    client.force_login(tobias)
    assert _queries(client, "/heute") <= MOST
    assert "Was in deiner Abwesenheit geschah" in client.get("/heute").content.decode()


def test_today_of_a_coordinator_stays_within_fifteen_while_somebody_is_away(
    client: Client, ulm: Tandem, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    _fill(ulm, anna, tobias, now, number=1)
    for person in (anna, tobias):
        people.report_absence(user=person, from_date=now.date(), to_date=now.date(), by=ben, at=now)
    client.force_login(ben)
    assert _queries(client, "/heute") <= MOST
    page = client.get("/heute").content.decode()
    assert "für Anna" in page
    assert "für Tobias" in page


def test_the_frame_asks_three_times_and_visitors_cost_nothing(
    client: Client, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/konto/login/")
    assert not [query for query in asked if "people_seat" in query["sql"]]
    client.force_login(anna)
    with CaptureQueriesContext(connection) as asked:
        client.get("/mehr")
    # The session and the person come before the frame's three.
    assert len(asked) <= 5


def test_a_guard_that_has_everything_to_tell_leaves_the_file_within_fifteen(
    client: Client, ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    playbook.set_rule(
        kind=ConsultationFirst(), scope=Scope(), effect=BLOCK, by=None, at=now - timedelta(days=9)
    )
    matter = teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Anlage", step_key="quote", by=None, at=now - timedelta(days=1)
    )
    teamwork.note(customer=hoelzl, channel="call", text="Preis", by=tobias, at=now - timedelta(days=1))
    teamwork.ask(matter=matter, asked=tobias, text="Wie viele?", by=anna, at=now)
    teamwork.take_over(matter=matter, by=tobias, until=now + timedelta(days=2), at=now)
    teamwork.consult(customer=hoelzl, matter=matter, by=anna, at=now)
    people.report_absence(
        user=tobias,
        from_date=now.date(),
        to_date=now.date(),
        deputy=None,
        by=None,
        at=now - timedelta(days=1),
    )
    path = f"/kunden/{hoelzl.pk}"
    for person in (anna, tobias):
        client.force_login(person)
        client.get(path)  # what a process reads once
        assert _queries(client, path) <= MOST
