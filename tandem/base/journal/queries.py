"""Reading the journal. Rights are the caller's: ask for customers the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tandem.base.journal.entry_types import EntryType, known, read
from tandem.base.journal.models import Entry


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
    entries = Entry.objects.filter(customer_id__in=list(customer_ids))
    if before is not None:
        at, pk = before
        entries = entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    if groups:
        entries = entries.filter(type__in=[key for key, cls in known().items() if cls.group in set(groups)])
    return [tell(entry) for entry in entries.order_by("-at", "-pk")[:limit]]


def tell(entry: Entry) -> Told:
    """One stored entry with its event."""
    return Told(entry=entry, event=read(type=entry.type, data=entry.data))
