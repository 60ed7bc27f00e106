"""Where matters pile up between the two sides: the figures of the process board, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.utils import timezone

from tandem.base.tools import reads
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import User


@dataclass(slots=True)
class StepCount:
    """What stands at one step: how much, how long (calendar days), how late, how dear (per currency)."""

    count: int = 0
    fresh: int = 0
    aging: int = 0
    old: int = 0
    overdue: int = 0
    # How many of them have a question open.
    asked: int = 0
    median_days: float = 0.0
    values: dict[str, Decimal] = field(default_factory=dict)


# Matters of one step, currency and age are counted together: of 20,000 open matters that leaves some hundred
# rows to sum up here, and the database need not sort for the median.
_FIGURES = """
WITH item AS (
    SELECT s.key, m.step_since AS since, m.due_at, m.value, m.currency,
           m.id IN (SELECT matter_id FROM teamwork_question WHERE answered_at IS NULL) AS asked
    FROM teamwork_matter m JOIN playbook_step s ON s.id = m.step_id
    WHERE m.closed_at IS NULL AND {matter_seen}
    UNION ALL
    SELECT t.step_key, t.made_at, t.due_at, m.value, COALESCE(m.currency, ''), false
    FROM teamwork_task t LEFT JOIN teamwork_matter m ON m.id = t.matter_id
    WHERE t.done_at IS NULL AND t.step_key <> '' AND {task_seen}
)
SELECT key, currency, %s::date - (since AT TIME ZONE %s)::date AS age, count(*),
       count(*) FILTER (WHERE due_at < %s), sum(value),
       count(*) FILTER (WHERE asked)
FROM item GROUP BY key, currency, age ORDER BY key, age
"""


def step_counts(
    user: User, *, day: date, tandem_id: int | None = None, shown_at: Mapping[str, str] | None = None
) -> dict[str, StepCount]:
    """The figures of every step that has something open, by step key, of what a person may see. One query.

    Matters count at the step where they stand, obligations (register, evaluate) at the step they belong to; a step
    that another one stands for counts there (`shown_at`).
    """
    seen, parameters = _seen(user, tandem_id)
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    # `seen` is SQL that the ORM made, with its own placeholders.
    statement = _FIGURES.format(matter_seen=seen.format("m"), task_seen=seen.format("t"))
    counts: dict[str, StepCount] = defaultdict(StepCount)
    ages: dict[str, list[tuple[int, int]]] = defaultdict(list)
    # Of one tandem it may be a handful or half of all: planned with the value.
    given = [*parameters, *parameters, day, timezone.get_current_timezone_name(), midnight]
    found = reads.rows(statement, given, keeps_plan=tandem_id is None)
    for at, currency, age, count, overdue, value, asked in found:
        key = (shown_at or {}).get(at, at)
        _add(counts[key], age=age, count=count, overdue=overdue, currency=currency, value=value)
        counts[key].asked += asked
        ages[key].append((age, count))
    for key, found in ages.items():
        counts[key].median_days = median(found)
    return dict(counts)


def _seen(user: User, tandem_id: int | None) -> tuple[str, tuple[Any, ...]]:
    """The condition that leaves what a person may see; `{}` stands for the table."""
    door = customers.door(user)
    if tandem_id is None and door.everything:
        # Whoever reads every customer sees every open matter: no join over all customers only to count.
        return "{0}.id IS NOT NULL", ()
    found = door.customers()
    if tandem_id is not None:
        found = found.filter(tandem=tandem_id)
    try:
        visible, parameters = found.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "{0}.id IS NULL", ()
    return "{0}.customer_id IN (" + visible + ")", parameters


def _add(
    step: StepCount, *, age: int, count: int, overdue: int, currency: str, value: Decimal | None
) -> None:
    step.count += count
    step.overdue += overdue
    if age <= 3:
        step.fresh += count
    elif age <= 7:
        step.aging += count
    else:
        step.old += count
    if value is not None:
        step.values[currency] = step.values.get(currency, Decimal(0)) + value


def median(counted: list[tuple[int, int]]) -> float:
    """The median of values that are given with how often each occurs: [(1, 2), (5, 1)] is 1.0."""
    ordered = sorted(counted)
    total = sum(count for _value, count in ordered)
    return (_at(ordered, (total - 1) // 2) + _at(ordered, total // 2)) / 2


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    for value, count in ordered:
        if place < count:
            return value
        place -= count
    raise ValueError("there are no values")
