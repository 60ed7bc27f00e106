"""Writing the journal, listening to it, shedding personal data from it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction

from tandem.base.journal.entry_types import EntryType, read
from tandem.base.journal.models import Entry
from tandem.base.tools.actors import Actor

Listener = Callable[[Entry, EntryType], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def record(
    event: EntryType,
    *,
    customer_id: int | None,
    by: Actor | None,
    at: datetime,
    matter_id: int | None = None,
    lane: str = "",
) -> Entry:
    """Write one event; whoever listens to its type acts in the same transaction."""
    entry = Entry(
        at=at,
        type=event.key,
        customer_id=customer_id,
        matter_id=matter_id,
        actor_id=by.pk if by else None,
        side=by.side if by else "",
        lane=lane,
        data=asdict(event),
    )
    # No savepoint: an event that cannot be written undoes the whole act.
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        for listener in _listeners[event.key]:
            listener(entry, event)
    return entry


def record_many(entries: list[Entry]) -> None:
    """Write many prepared events at once (imports); nobody listens to these."""
    columns = "journal_entry (at, type, customer_id, matter_id, actor_id, side, lane, data)"
    with connection.cursor() as cursor, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
        for one in entries:
            data = json.dumps(one.data, ensure_ascii=False)
            ids = (one.customer_id, one.matter_id, one.actor_id)
            copy.write_row((one.at, one.type, *ids, one.side, one.lane, data))


def listen(event: type[EntryType], listener: Listener) -> None:
    """Call `listener(entry, event)` in the writing transaction whenever an event of this type is recorded.

    Listeners are idempotent; whatever must not hold up the act is deferred as a job by the listener.
    """
    if listener not in _listeners[event.key]:
        _listeners[event.key].append(listener)


def listeners(event: type[EntryType]) -> tuple[Listener, ...]:
    """Who is called when an event of this type is recorded."""
    return tuple(_listeners[event.key])


def unlisten(event: type[EntryType], listener: Listener) -> None:
    """Stop calling `listener`."""
    _listeners[event.key].remove(listener)


def shed(*, entry: Entry) -> None:
    """Blank the personal data of one event: the only change the database lets through."""
    with transaction.atomic(), connection.cursor() as cursor:
        lighter = asdict(read(type=entry.type, data=entry.data).shed())
        cursor.execute(
            "SELECT journal_shed(%s, %s::jsonb)", [entry.pk, json.dumps(lighter, ensure_ascii=False)]
        )
    entry.data = lighter
