"""Writing what the planner decided, a chunk at a time: COPY for what is new, one UPDATE for what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection

from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.essentials.customers.entries import CustomerChanged, CustomerCreated
from tandem.essentials.customers.models import PROSPECT, REPEAT
from tandem.essentials.people.models import User
from tandem.surfaces.exchange.models import ImportRun
from tandem.surfaces.exchange.plan import CREATED, UPDATED, Outcome
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.states import CONTACT_FIELDS, FIELDS, ContactState, Numbers, State

_ADDRESS = ("street", "postcode", "city", "country")
_CHANGED = "exchange_changed"


class DrawnNumbers(Numbers):
    """Ids from the database's own sequences, drawn a thousand at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: dict[str, Iterator[int]] = {}

    def customer(self) -> int:
        return self._next("customers_customer")

    def contact(self) -> int:
        return self._next("customers_contact")

    def _next(self, table: str) -> int:
        pk = next(self._drawn.get(table, iter(())), None)
        if pk is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, 1000)", [table]
                )
                self._drawn[table] = iter([row[0] for row in cursor.fetchall()])
            pk = next(self._drawn[table])
        return pk


class Writer:
    """Writes chunks of one run within the transaction of its caller."""

    def __init__(self, *, run: ImportRun, tandems: dict[int, str], currency: str, at: datetime) -> None:
        self._run, self._tandems, self._currency, self._at = run, tandems, currency, at
        with connection.cursor() as cursor:
            # A caller with a larger transaction may run two imports in it.
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_CHANGED}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {_CHANGED} ON COMMIT DROP AS SELECT id, name_key, sort_key, revision,"  # noqa: S608
                f" {', '.join(FIELDS)} FROM customers_customer WITH NO DATA"
            )

    def write(self, outcomes: Sequence[Outcome]) -> list[State]:
        """Store a chunk; the customers it touched, settled."""
        touched = {
            outcome.state.pk: outcome.state for outcome in outcomes if _is_taken(outcome) and outcome.state
        }
        states = list(touched.values())
        for state in states:
            state.revision += 0 if state.is_new else 1
        self._customers([state for state in states if state.is_new])
        self._update([state for state in states if not state.is_new])
        self._contacts(states)
        _channels(states)
        self._rows(outcomes)
        self._journal(outcomes)
        for state in states:
            state.settle()
        return states

    def _customers(self, states: Sequence[State]) -> None:
        columns = (
            f"id, name_key, sort_key, revision, {', '.join(FIELDS)}, life_cycle, currency, tags, created_at,"
        )
        columns = f"customers_customer ({columns} changed_at, import_run_id)"
        rows = (
            (*_row(state), self._life_cycle(state), self._currency, "{}", self._at, self._at, self._run.pk)
            for state in states
        )
        _copy(columns, rows)
        sites = ((state.pk, "", *(state.fields[name] for name in _ADDRESS), True) for state in states)
        _copy(f"customers_site (customer_id, name, {', '.join(_ADDRESS)}, is_head_office)", sites)

    @staticmethod
    def _life_cycle(state: State) -> str:
        """Somebody with turnover has bought; how often and what follows from it, people and rules know better."""
        return REPEAT if (state.fields["turnover"] or 0) > 0 else PROSPECT

    def _update(self, states: Sequence[State]) -> None:
        if not states:
            return
        columns = ("name_key", "sort_key", "revision", *FIELDS)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {_CHANGED}")
            _copy(f"{_CHANGED} (id, {', '.join(columns)})", (_row(state) for state in states))
            sets = ", ".join(f"{name} = changed.{name}" for name in columns)
            cursor.execute(
                f"UPDATE customers_customer AS held SET {sets}, changed_at = %s"  # noqa: S608
                f" FROM {_CHANGED} AS changed WHERE changed.id = held.id",
                [self._at],
            )
            address = ", ".join(f"{name} = changed.{name}" for name in _ADDRESS)
            before = ", ".join(f"site.{name}" for name in _ADDRESS)
            after = ", ".join(f"changed.{name}" for name in _ADDRESS)
            cursor.execute(
                f"UPDATE customers_site AS site SET {address} FROM {_CHANGED} AS changed"  # noqa: S608
                f" WHERE changed.id = site.customer_id AND is_head_office AND ({before}) IS DISTINCT FROM ({after})"
            )

    def _contacts(self, states: Sequence[State]) -> None:
        pairs = [(state, contact) for state in states for contact in state.contacts.values()]
        new = ((contact.pk, state.pk, *_contact(contact)) for state, contact in pairs if contact.is_new)
        _copy(
            f"customers_contact (id, customer_id, name_key, {', '.join(CONTACT_FIELDS)}, buying_role, is_active)",
            ((*row, "", True) for row in new),
        )
        changed: list[list[str | int]] = [
            [*(contact.values[name] for name in CONTACT_FIELDS), contact.pk]
            for _state, contact in pairs
            if contact.changed and not contact.is_new
        ]
        if changed:
            sets = ", ".join(f"{name} = %s" for name in CONTACT_FIELDS)
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE customers_contact SET {sets}, revision = revision + 1 WHERE id = %s",  # noqa: S608
                    changed,
                )

    def _rows(self, outcomes: Iterable[Outcome]) -> None:
        _copy(
            "exchange_importedrow (run_id, row, customer_id, outcome, changes, revision)",
            (
                (
                    self._run.pk,
                    outcome.record.row,
                    outcome.state.pk,
                    outcome.kind,
                    json.dumps(outcome.changes.stored(), ensure_ascii=False) if outcome.changes else "{}",
                    outcome.state.revision,
                )
                for outcome in outcomes
                if _is_taken(outcome) and outcome.state
            ),
        )

    def _journal(self, outcomes: Iterable[Outcome]) -> None:
        entries = []
        for outcome in outcomes:
            if not _is_taken(outcome) or outcome.state is None:
                continue
            event: CustomerCreated | CustomerChanged
            if outcome.kind == CREATED:
                event = CustomerCreated(name=str(outcome.state.fields["name"]), source=self._run.file_name)
            else:
                event = CustomerChanged(
                    changes=outcome.changes.told(self._tandems) if outcome.changes else []
                )
            entries.append(entry(event, customer_id=outcome.state.pk, by=self._run.by, at=self._at))
        journal.record_many(entries)


def entry(event: Any, *, customer_id: int, by: User | None, at: datetime) -> Entry:
    """An event prepared for the journal."""
    side = by.side if by else ""
    return Entry(
        at=at,
        type=event.key,
        customer_id=customer_id,
        actor_id=by.pk if by else None,
        side=side,
        lane=side,
        data=asdict(event),
    )


def write_problems(*, run: ImportRun, problems: Iterable[Problem]) -> None:
    """Keep what could not be taken."""
    _copy(
        'exchange_importproblem (run_id, "row", "column", value, reason)',
        ((run.pk, one.row, one.column[:120], one.value[:200], one.reason[:300]) for one in problems),
    )


def _is_taken(outcome: Outcome) -> bool:
    return outcome.kind in (CREATED, UPDATED)


def _row(state: State) -> tuple[Any, ...]:
    return (
        state.pk,
        state.name_key,
        state.sort_key,
        state.revision,
        *(state.fields[name] for name in FIELDS),
    )


def _contact(contact: ContactState) -> tuple[str, ...]:
    return (contact.key, *(contact.values[name] for name in CONTACT_FIELDS))


def _channels(states: Iterable[State]) -> None:
    _copy(
        "customers_channel (customer_id, contact_id, kind, value, label)",
        (
            (state.pk, contact, kind, value, label)
            for state in states
            for contact, kind, value, label in state.fresh
        ),
    )


def _copy(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
