"""The port through which later rooms add a column to the customer list: whose turn it is, what is open.

A room registers once, in its `steps.py`; the list asks each column for all customers of a page at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tandem.base.design import filters as design
from tandem.base.design import parts
from tandem.essentials.people.models import User

Cells = Callable[[Sequence[int], User, datetime], Mapping[int, SafeString]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `cells(customer_ids, user, at)` gives markup for those customers that have something to
    show.
    """

    key: str
    label: str | Promise
    cells: Cells


_columns: dict[str, Column] = {}


def register(column: Column) -> None:
    """Add a column to the list; the same key again replaces it."""
    _columns[column.key] = column


def registered() -> list[Column]:
    """All columns in the order in which rooms were loaded."""
    return list(_columns.values())


def turn_cell(
    *, person: parts.Person | None, step: str, due: datetime | None, at: datetime, more: int = 0
) -> SafeString:
    """Whose turn it is as the list shows it: the filled avatar, the next step, until when; `more` open
    matters.
    """
    words = " · ".join(filter(None, [str(design.due(due, at)) if due else "", f"+{more}" if more else ""]))
    late = due is not None and design.overdue(due, at)
    below = (
        format_html('<div class="d{}">{}</div>', " late" if late else "", words) if words else mark_safe("")
    )
    return format_html(
        '<div class="turn-c">{}<div class="turn-w"><div class="trunc" title="{}">{}</div>{}</div></div>',
        parts.avatar(person, on=True), step, step, below,
    )  # fmt: skip
