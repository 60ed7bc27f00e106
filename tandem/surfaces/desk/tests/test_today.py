"""The working day of the two sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.orders import testing as orders
from tandem.journey.quotes import testing as quotes
from tandem.surfaces.desk.queries import counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine_forty_one(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def _page(client: Client, user: User, path: str = "/heute") -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def _sale(customer: Customer, now: datetime, **fields: object) -> Matter:
    given = {
        "title": "Gurtförderer Halle 3",
        "step_key": "quote",
        "due_at": now + timedelta(hours=3),
    } | fields
    return teamwork.open_matter(customer=customer, kind=SALE, by=None, at=now - timedelta(days=2), **given)  # type: ignore[arg-type]


def test_a_question_with_a_fixed_time_comes_first_and_can_be_answered(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = _sale(hoelzl, now)
    _sale(hoelzl, now, title="Ersatzketten", accountable=anna)
    question = teamwork.ask(
        matter=matter, asked=anna, text="Welchen Preis können wir halten?", by=tobias, at=now,
        needed_at=now + timedelta(minutes=49),
    )  # fmt: skip
    page = _page(client, anna)
    assert page.index("Welchen Preis können wir halten?") < page.index("Ersatzketten")
    assert f"/rueckfragen/{question.pk}" in page
    assert "2 Aufgaben, auf 1 davon wartet Tobias." in page


def test_the_partner_sees_that_the_answer_is_waited_for(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = _sale(hoelzl, now)
    teamwork.ask(matter=matter, asked=anna, text="Welchen Preis?", by=tobias, at=now)
    page = _page(client, tobias)
    assert "Du wartest auf Anna" in page
    assert "Welchen Preis?" in page


def test_an_offered_handover_can_be_accepted_from_the_list(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = _sale(hoelzl, now)
    offer = teamwork.hand_over(
        matter=matter, to=anna, briefing="Liefertermin klären", by=tobias, at=now, explicit=True
    )
    page = _page(client, anna)
    assert f'action="/uebergaben/{offer.pk}/annehmen"' in page
    assert "Liefertermin klären" in page


def test_a_stand_in_sees_the_rows_of_the_absent_colleague(
    client: Client, hoelzl: Customer, anna: User, sandra: User, allgaeu: Tandem, now: datetime
) -> None:
    _sale(hoelzl, now, accountable=anna)
    people.report_absence(
        user=anna, from_date=now.date(), to_date=date(2026, 12, 4), deputy=sandra, by=anna, at=now
    )
    page = _page(client, sandra)
    assert "Gurtförderer Halle 3" in page
    assert "für Anna" in page


def test_the_tandem_card_names_absence_and_stand_in(
    client: Client, hoelzl: Customer, anna: User, tobias: User, sandra: User, now: datetime
) -> None:
    people.report_absence(
        user=anna, from_date=now.date(), to_date=date(2026, 12, 4), deputy=sandra, by=anna, at=now
    )
    page = _page(client, tobias)
    assert "Abwesend bis Fr" in page
    assert "Vertretung Sandra Gerber" in page


def test_a_broken_promise_of_the_partner_is_an_alert_that_names_the_matter(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    request = teamwork.take_request(
        customer=hoelzl, text="Wann kommt die Ware?", by=anna, at=now - timedelta(days=3), accountable=tobias
    )
    Matter.objects.filter(pk=request.pk).update(due_at=now - timedelta(days=1))
    page = _page(client, anna)
    assert "Zusage überfällig: Wann kommt die Ware?" in page
    assert "Nichts ist fällig." in page


def test_nothing_to_do_says_what_the_partner_has_before_them(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    calendar.book(
        kind="visit", title="Jahresgespräch", people=[tobias], starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=3), by=tobias, at=now, customer=hoelzl,
    )  # fmt: skip
    page = _page(client, anna)
    assert "Alles erledigt" in page
    assert "Tobias hat noch 1 Besuch." in page


def test_a_private_appointment_of_the_partner_stays_busy(
    client: Client, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    calendar.book(
        kind="private", title="Zahnarzt", people=[tobias], starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=3), by=tobias, at=now,
    )  # fmt: skip
    assert "Zahnarzt" not in _page(client, anna)
    assert "Zahnarzt" in _page(client, tobias)


def test_the_lead_reads_the_day_of_a_tandem_and_nobody_else_does(
    client: Client, hoelzl: Customer, anna: User, juergen: User, sandra: User, allgaeu: Tandem, now: datetime
) -> None:
    _sale(hoelzl, now, accountable=anna)
    path = f"/heute?tandem={hoelzl.tandem_id}"
    assert "Gurtförderer Halle 3" in _page(client, juergen, path)
    assert "Gurtförderer Halle 3" not in _page(client, sandra, path)


def test_while_the_customer_has_the_turn_a_row_appears_on_the_day_of_its_date(
    client: Client, hoelzl: Customer, anna: User, now: datetime
) -> None:
    matter = _sale(hoelzl, now, accountable=anna, due_at=now + timedelta(days=1))
    Matter.objects.filter(pk=matter.pk).update(waiting_for="customer")
    assert "Gurtförderer Halle 3" not in _page(client, anna)
    Matter.objects.filter(pk=matter.pk).update(due_at=now + timedelta(hours=1))
    assert "der Kunde will sich bis" in _page(client, anna)
    Matter.objects.filter(pk=matter.pk).update(due_at=now - timedelta(hours=1))
    assert "der Kunde wollte sich bis" in _page(client, anna)


def test_on_a_friday_mondays_work_is_seen(
    client: Client, hoelzl: Customer, anna: User, now: datetime
) -> None:
    friday = now + timedelta(days=3)
    assert friday.weekday() == 4
    assert counts.horizon(friday, anna).date() == (friday + timedelta(days=3)).date()
    assert counts.horizon(now, anna).date() == (now + timedelta(days=1)).date()


def test_what_i_have_offered_is_no_row_of_mine_any_more(
    client: Client, hoelzl: Customer, anna: User, martina: User, now: datetime
) -> None:
    matter = _sale(hoelzl, now, accountable=anna, due_at=now)
    assert "Gurtförderer Halle 3" in _page(client, anna)
    teamwork.hand_over(matter=matter, to=martina, briefing="Bitte übernehmen", by=anna, at=now)
    page = _page(client, anna)
    assert "Nichts ist fällig." in page
    assert "Du wartest auf" in page


def test_at_the_order_step_a_row_says_what_is_next_for_its_order(
    client: Client, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    won = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    quotes.won_quote(matter=won, by=tobias, at=now)
    confirmed = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    orders.confirmed_order(matter=confirmed, by=tobias, at=now)
    assert f'href="/vorgaenge/{won.pk}/auftrag">Bestätigen</a>' in _page(client, tobias, "/heute?all=1")
    page = _page(client, anna, "/heute?all=1")
    assert f'href="/vorgaenge/{confirmed.pk}/lieferung">Geliefert</a>' in page
