"""Reads whose SQL is written once: the same rows as the ORM's own, never another asker's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.base.tools.models import Act
from tandem.base.tools.reads import Givens, Read, rows

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 41, tzinfo=timezone.get_fixed_timezone(60))


@pytest.fixture
def done() -> list[Act]:
    return [
        Act.objects.create(
            key=UUID(int=hour + 1), user_id=hour, path=f"/{hour % 2}", at=AT + timedelta(hours=hour)
        )
        for hour in range(6)
    ]


def test_a_read_asks_again_with_other_values(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(user_id=given.person))

    assert [found.pk for found in read(person=1)] == [done[1].pk]
    assert [found.pk for found in read(person=4)] == [done[4].pk]
    assert read(person=99) == []


def test_a_list_of_any_length_is_one_value(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(user_id__any_of=given.people).order_by("pk"))

    assert read(people=[]) == []
    assert read(people=[2]) == [done[2]]
    assert read(people=[1, 3, 5]) == [done[1], done[3], done[5]]


def test_texts_and_moments_come_back_as_the_orm_gives_them(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(at__gte=given.since, path=given.path).order_by("at"))

    found = read(since=AT + timedelta(hours=2), path="/1")

    assert found == list(Act.objects.filter(at__gte=AT + timedelta(hours=2), path="/1").order_by("at"))
    assert [one.at for one in found] == [AT + timedelta(hours=3), AT + timedelta(hours=5)]


def test_each_shape_is_written_once(done: list[Act]) -> None:
    written = []

    def write(given: Givens, *, newest: bool) -> QuerySet[Act, UUID]:
        written.append(newest)
        return Act.objects.order_by("-pk" if newest else "pk").values_list("pk", flat=True)[:1]

    read = Read(write)

    assert [read(newest=True), read(newest=False), read(newest=True)] == [
        [done[5].pk],
        [done[0].pk],
        [done[5].pk],
    ]
    assert written == [True, False]


def test_a_read_that_can_find_nothing_asks_nothing() -> None:
    read = Read(lambda _given: Act.objects.none())

    with CaptureQueriesContext(connection) as queries:
        assert read() == []
    assert len(queries) == 0


def test_a_read_counts_as_one_query_and_shows_its_values(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(Q(user_id=given.person) | Q(path=given.path)))

    with CaptureQueriesContext(connection) as queries:
        assert len(read(person=1, path="/0")) == 4
    assert len(queries) == 1
    assert "/0" in queries[0]["sql"]


def test_a_read_stays_right_when_the_database_keeps_its_plan(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(user_id=given.person).values_list("user_id", flat=True))

    for _time in range(3):
        for person in range(6):
            assert read(person=person) == [person]


def test_a_read_follows_the_transaction_that_asks(done: list[Act]) -> None:
    read = Read(lambda given: Act.objects.filter(path=given.path))

    assert read(path="/heute") == []
    Act.objects.create(key=UUID(int=99), user_id=1, path="/heute", at=AT)
    assert len(read(path="/heute")) == 1


def test_a_statement_by_hand_takes_the_same_way() -> None:
    assert rows("SELECT %s::date + 1, %s", [date(2026, 2, 28), "a%b"]) == [(date(2026, 3, 1), "a%b")]
    assert rows("SELECT count(*) FILTER (WHERE 1 = ANY(%(some)s))", {"some": [1, 2]}) == [(1,)]


def test_what_is_the_same_on_every_ask_stands_in_the_sql_and_percent_signs_stay(done: list[Act]) -> None:
    Act.objects.create(key=UUID(int=99), user_id=7, path="/50%s %% O'Neill", at=AT)
    read = Read(lambda given: Act.objects.filter(user_id=given.person, path__endswith="%s %% O'Neill"))

    with CaptureQueriesContext(connection) as asked:
        assert [found.pk for found in read(person=7)] == [UUID(int=99)]
    assert "O''Neill" in asked[0]["sql"]
    assert read(person=1) == []


def test_a_read_counts_without_fetching(done: list[Act]) -> None:
    read = Read(lambda given, at_most: Act.objects.filter(path=given.path).order_by("at")[:at_most])

    assert [read.count(path="/1", at_most=9), read.count(path="/1", at_most=2)] == [3, 2]
    assert read.count(path="/none", at_most=9) == 0
