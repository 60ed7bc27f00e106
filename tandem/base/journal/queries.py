"""Reading the journal. Rights are the caller's: ask for customers the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tandem.base.journal.entry_types import EntryType, known, read
from tandem.base.journal.models import Entry
from tandem.base.tools.reads import Givens, Read


@dataclass(frozen=True, slots=True)
class Told:
    """An entry together with its event."""

    entry: Entry
    event: EntryType


def timeline(
    *,
    customer_ids: Iterable[int],
    limit: int = 40,
    before: tuple[datetime, int] | None = None,
    groups: Iterable[str] = (),
) -> list[Told]:
    """The newest events of these customers (a customer and its aliases), at most `limit`, older than `before`."""
    at, pk = before or (None, None)
    types = [key for key, cls in known().items() if cls.group in set(groups)] if groups else None
    found = _TIMELINE(
        is_older=before is not None,
        is_filtered=types is not None,
        limit=limit,
        customers=list(customer_ids),
        at=at,
        pk=pk,
        types=types,
    )
    return [tell(entry) for entry in found]


def _timeline(given: Givens, *, is_older: bool, is_filtered: bool, limit: int) -> QuerySet[Entry]:
    entries = Entry.objects.filter(customer_id__any_of=given.customers)
    if is_older:
        entries = entries.filter(Q(at__lt=given.at) | Q(at=given.at, pk__lt=given.pk))
    if is_filtered:
        entries = entries.filter(type__any_of=given.types)
    return entries.order_by("-at", "-pk")[:limit]


_TIMELINE = Read(_timeline)


def tell(entry: Entry) -> Told:
    """One stored entry with its event."""
    return Told(entry=entry, event=read(type=entry.type, data=entry.data))
