from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.base.journal import actions as journal
from tandem.base.journal import queries
from tandem.base.journal.entry_types import EntryType, Unknown, entry_type, read
from tandem.base.journal.models import Entry

pytestmark = pytest.mark.django_db


@entry_type
@dataclass(frozen=True, kw_only=True)
class Greeted(EntryType):
    """A type of this test."""

    key: ClassVar[str] = "journal_tests.greeted"
    personal: ClassVar[tuple[str, ...]] = ("words",)
    words: str | None
    count: int = 1

    def sentence(self) -> str:
        return f"greeted {self.count} times"


def greet(at: datetime, *, customer_id: int = 7, words: str = "Grüß Gott") -> Entry:
    return journal.record(Greeted(words=words), customer_id=customer_id, by=None, at=at)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET data = '{}'",
        "UPDATE journal_entry SET actor_id = 1",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
    ],
)
def test_the_database_refuses_to_change_what_happened(statement: str, now: datetime) -> None:
    greet(now)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_shedding_blanks_what_is_personal_and_keeps_the_event(now: datetime) -> None:
    entry = greet(now)
    journal.shed(entry=entry)
    entry.refresh_from_db()
    assert entry.data["words"] != "Grüß Gott"
    assert entry.data["count"] == 1
    assert entry.at == now


def test_shedding_opens_no_door_for_the_rest_of_the_transaction(now: datetime) -> None:
    journal.shed(entry=greet(now))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(data={})


def test_shedding_cannot_move_an_entry_to_another_customer(now: datetime) -> None:
    entry = greet(now)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT set_config('tandem.shedding', 'on', true)")
        cursor.execute("UPDATE journal_entry SET customer_id = 8 WHERE id = %s", [entry.pk])


def test_the_timeline_is_newest_first_and_continues_where_it_stopped(now: datetime) -> None:
    for number in range(5):
        greet(now, words=str(number))
    first = queries.timeline(customer_ids=[7], limit=3)
    last = first[-1].entry
    rest = queries.timeline(customer_ids=[7], limit=3, before=(last.at, last.pk))
    told = [item.event for item in [*first, *rest]]
    assert [event.words for event in told if isinstance(event, Greeted)] == ["4", "3", "2", "1", "0"]


def test_a_listener_acts_in_the_same_transaction(now: datetime) -> None:
    def refuse(entry: Entry, event: EntryType) -> None:
        raise LookupError("no")

    journal.listen(Greeted, refuse)
    try:
        with pytest.raises(LookupError), transaction.atomic():
            greet(now)
    finally:
        journal.unlisten(Greeted, refuse)
    assert not Entry.objects.exists()


def test_an_event_of_another_version_is_shown_rather_than_hidden() -> None:
    assert isinstance(read(type="future.thing", data={"a": 1}), Unknown)
    assert read(type=Greeted.key, data={"words": "x", "new_field": 3}) == Greeted(words="x")
