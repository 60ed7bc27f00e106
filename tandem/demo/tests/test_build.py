"""The demo company holds everything that must hold, and a sales lead would believe it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from django.db.models import Count
from pytest_django.plugin import DjangoDbBlocker

from tandem import demo
from tandem.base.journal.entry_types import read
from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.demo.building import RealCompany
from tandem.demo.days import Days
from tandem.essentials.calendar.models import Appointment, Series
from tandem.essentials.consent.models import CALL, CONSENT, Statement
from tandem.essentials.customers.models import EMAIL, Channel, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people import queries as people_queries
from tandem.essentials.people.models import Absence, Seat, User
from tandem.essentials.teamwork.models import OFFERED, Handover, Matter, Question, Task
from tandem.journey.calls import queries as calls
from tandem.journey.leads.models import HELD, TAKEN, UNDECIDED, Enquiry
from tandem.journey.orders.models import Order
from tandem.journey.quotes.models import CustomerQuestion, Quote, QuoteApproval, QuoteVersion
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries import today as todays
from tandem.surfaces.desk.queries.day import Day
from tests import database

TUESDAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, 41, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(scope="module")
def lechner(database_server: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo company with 60 customers, made once for this file."""
    with django_db_blocker.unblock(), database.clone() as name, database.default_connection_to(name):
        demo.build(customers=60, seed=7, today=TUESDAY, password="a password of the test")
        yield


def _person(first_name: str) -> User:
    return User.objects.get(first_name=first_name)


def _day(user: User, at: datetime = AT) -> Day:
    day = at.date()
    own = people_queries.tandem_ids_of(user=user, day=day)
    teams = list(people_queries.teams(day=day, tandem_ids=own).values())
    away = {one.user_id: one for one in Absence.objects.filter(from_date__lte=day, to_date__gte=day)}
    return todays.of(circle=circles.Circle(user=user, day=day, teams=teams, absences=away), at=at)


@pytest.mark.usefixtures("lechner")
def test_every_check_holds() -> None:
    assert checks.registered()
    assert list(checks.run_all()) == []


@pytest.mark.usefixtures("lechner")
def test_it_has_as_many_customers_as_asked_for() -> None:
    assert Customer.objects.count() == 60


@pytest.mark.usefixtures("lechner")
def test_every_open_matter_has_somebody_whose_turn_it_is() -> None:
    open_matters = Matter.objects.filter(closed_at=None).select_related("accountable")
    assert open_matters.count() > 20
    assert all(
        one.accountable and one.accountable.is_active and one.next_step and one.due_at for one in open_matters
    )


@pytest.mark.usefixtures("lechner")
def test_every_tandem_has_both_seats_held_or_a_deputy() -> None:
    for team in people_queries.teams(day=TUESDAY).values():
        assert (team.inside and team.outward) or team.tandem.deputy
    assert Seat.objects.count() == 8


@pytest.mark.usefixtures("lechner")
def test_appointments_stand_on_working_days_of_people_who_are_there() -> None:
    days = Days(TUESDAY)
    away = list(Absence.objects.all())
    appointments = list(Appointment.objects.filter(cancelled_at=None).prefetch_related("attendances"))
    assert len(appointments) > 30
    for appointment in appointments:
        day = appointment.starts_at.astimezone(AT.tzinfo).date()
        assert days.is_workday(day)
        for held in appointment.attendances.all():
            assert not any(
                one.user_id == held.person_id and one.from_date <= day <= one.to_date for one in away
            )


@pytest.mark.usefixtures("lechner")
def test_annas_day_is_the_one_that_was_drawn() -> None:
    day = _day(_person("Anna"))
    customers = {row.customer for row in day.rows}
    assert 9 <= len(day.rows) <= 16
    assert {"Rieß Intralogistik GmbH", "Wendlinger & Sohn GmbH", "Näf Förderanlagen AG"} <= customers
    assert day.rows[0].question is not None
    assert day.rows[0].waits == _person("Tobias")
    assert any(row.handover is not None for row in day.rows)
    assert day.waiting
    assert day.news


@pytest.mark.parametrize("today", [date(2026, 11, 28), date(2026, 11, 29)], ids=["Saturday", "Sunday"])
def test_on_a_free_day_the_next_one_lies_ready_and_nothing_is_late(
    today: date, database_server: None, django_db_blocker: DjangoDbBlocker
) -> None:
    at = datetime.combine(today, time(11), tzinfo=AT.tzinfo)
    with django_db_blocker.unblock(), database.clone() as name, database.default_connection_to(name):
        demo.build(customers=20, seed=7, today=today, password="a password of the test")
        assert list(checks.run_all()) == []
        assert not Entry.objects.filter(at__gt=at).exists()
        anna, tobias = _person("Anna"), _person("Tobias")
        day = _day(anna, at)
        assert day.shown == date(2026, 11, 30)
        assert day.is_ahead
        assert len(day.items[anna.pk]) >= 3
        assert len(day.items[tobias.pk]) >= 2
        assert len(day.rows) >= 9
        # One call is late on every day of the demo; nothing became so because the office is closed.
        assert [row.customer for row in day.rows if row.standing.due_at and row.standing.due_at < at] == [
            "Schmalegger Agrartechnik GmbH"
        ]
        assert people_queries.stand_ins(day=today).is_away(_person("Murat").pk)


@pytest.mark.usefixtures("lechner")
def test_tobias_has_visits_today_and_two_reports_to_write() -> None:
    tobias = _person("Tobias")
    assert len(_day(tobias).items[tobias.pk]) >= 3
    missing = {
        one.matter.customer.name.split()[0] for one in calls.over_without_report(people=[tobias], at=AT)
    }
    assert {"Mattheis", "Zengerle"} <= missing


@pytest.mark.usefixtures("lechner")
def test_somebody_is_away_today_and_sandra_next_week_with_anna_as_deputy() -> None:
    assert people_queries.stand_ins(day=TUESDAY).is_away(_person("Murat").pk)
    assert Absence.objects.get(user=_person("Sandra")).deputy == _person("Anna")


@pytest.mark.usefixtures("lechner")
def test_quotes_stand_in_all_states_and_numbers_rise_with_time() -> None:
    states = dict(Quote.objects.values_list("state").annotate(Count("pk")))
    assert set(states) == {"draft", "open", "won", "lost"}
    sent = QuoteVersion.objects.filter(number=1).exclude(state="draft").order_by("sent_at")
    numbers = [(one.quote.year, one.quote.serial) for one in sent.select_related("quote")]
    assert numbers == sorted(numbers)
    confirmed = Order.objects.order_by("confirmed_at").values_list("year", "serial")
    assert list(confirmed) == sorted(confirmed)


@pytest.mark.usefixtures("lechner")
def test_a_customer_asks_by_link_and_a_discount_waits_for_a_yes() -> None:
    asked = CustomerQuestion.objects.order_by("pk")
    assert [one.is_open for one in asked] == [False, True]
    assert not any(one.request.is_open != one.is_open for one in asked)
    states = QuoteApproval.objects.order_by("pk").values_list(
        "state", "version__state", "version__quote__state"
    )
    assert sorted(states) == [("asked", "draft", "draft"), ("granted", "draft", "draft")]


@pytest.mark.usefixtures("lechner")
def test_nothing_has_happened_in_the_future() -> None:
    assert not Entry.objects.filter(at__gt=AT).exists()
    assert not QuoteVersion.objects.filter(sent_at__gt=AT).exists()


@pytest.mark.usefixtures("lechner")
def test_every_journal_entry_can_be_told() -> None:
    for entry in Entry.objects.all():
        event = read(type=entry.type, data=entry.data)
        assert event.key != "journal.unknown"
        assert event.sentence()
        event.detail()


@pytest.mark.usefixtures("lechner")
def test_numbers_are_valid_and_addresses_lead_nowhere() -> None:
    for kind, value in Channel.objects.values_list("kind", "value"):
        if kind == EMAIL:
            assert value.endswith(".example")
        else:
            assert phonenumbers.is_valid_number(phonenumbers.parse(value)), value


@pytest.mark.usefixtures("lechner")
def test_a_second_making_does_nothing() -> None:
    before = Entry.objects.count()
    demo.build(customers=60, seed=8, today=TUESDAY, password="another")
    assert Entry.objects.count() == before
    assert demo.exists()


def _told() -> list[object]:
    return [
        list(
            Customer.objects.order_by("pk").values_list(
                "number", "name", "city", "klass", "life_cycle", "turnover"
            )
        ),
        list(
            Matter.objects.order_by("pk").values_list(
                "title", "customer__name", "due_at", "closed_at", "next_step"
            )
        ),
        list(Entry.objects.order_by("pk").values_list("at", "type", "data")),
        list(Quote.objects.order_by("pk").values_list("number", "net", "state")),
        list(Appointment.objects.order_by("pk").values_list("title", "starts_at")),
        list(Task.objects.order_by("pk").values_list("title", "due_at", "done_at")),
        list(Question.objects.order_by("pk").values_list("text", "due_at")),
        list(CustomerQuestion.objects.order_by("pk").values_list("text", "answer", "asked_at")),
        list(QuoteApproval.objects.order_by("pk").values_list("reason", "state", "due_at")),
        list(Handover.objects.filter(state=OFFERED).order_by("pk").values_list("briefing", "made_at")),
    ]


@pytest.mark.slow
def test_the_same_seed_and_day_make_the_same_company(
    database_server: None, django_db_blocker: DjangoDbBlocker
) -> None:
    told = []
    with django_db_blocker.unblock():
        for _time in range(2):
            with database.clone() as name, database.default_connection_to(name):
                demo.build(customers=30, seed=3, today=date(2026, 8, 1), password="a password")
                told.append(_told())
    assert told[0] == told[1]


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2026, 11, 21), date(2028, 2, 29)])
def test_any_day_will_do(database_server: None, django_db_blocker: DjangoDbBlocker, day: date) -> None:
    with django_db_blocker.unblock(), database.clone() as name, database.default_connection_to(name):
        demo.build(customers=20, today=day, password="a password")
        assert list(checks.run_all()) == []


def test_a_company_of_somebodys_own_is_left_alone(fresh_database: str) -> None:
    people.found_company(name="Echte GmbH", at=AT)
    people.add_user(
        email="chef@echte.example", first_name="Eva", last_name="Echt", roles=["inside"], by=None, at=AT
    )
    with pytest.raises(RealCompany):
        demo.build(customers=20, today=TUESDAY, password="a password")
    assert not Customer.objects.exists()


@pytest.mark.usefixtures("lechner")
def test_enquiries_by_the_web_form_and_what_comes_again_are_there_to_be_seen() -> None:
    assert set(Enquiry.objects.values_list("state", flat=True)) == {HELD, UNDECIDED, TAKEN}
    basis = Statement.objects.get(source="form")
    assert (basis.kind, basis.channel) == (CONSENT, CALL)
    series = Series.objects.get()
    assert series.appointments.filter(cancelled_at=None).count() >= 4
