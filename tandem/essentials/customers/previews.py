"""What the page before a merge shows: both values of each line, what follows, who is kept once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from tandem.essentials.customers import merging
from tandem.essentials.customers.actions import DAYS_TO_UNDO
from tandem.essentials.customers.choices import Choice, choices
from tandem.essentials.customers.models import Contact, Customer, Merge


@dataclass(frozen=True, slots=True)
class Preview:
    """Two files side by side."""

    lines: list[Choice]
    # Label and number of what comes to the survivor.
    follows: list[tuple[str, int]]
    # Who stands in both.
    kept_once: list[str]

    @property
    def asked(self) -> list[Choice]:
        """The lines in which the two differ."""
        return [line for line in self.lines if line.is_asked]


def preview(survivor: Customer, gone: Customer) -> Preview:
    """Both files as they stand. Three queries."""
    return Preview(
        lines=choices(survivor, gone), follows=_follows(gone), kept_once=_kept_once(survivor, gone)
    )


def _follows(gone: Customer) -> list[tuple[str, int]]:
    labelled = [(one, word) for one, word in merging.following(Customer) if word.label]
    counts = {}
    for place, (one, word) in enumerate(labelled):
        rows = one.model._base_manager.filter(word.only, **{one.column: OuterRef("pk")}).order_by()
        counted = rows.values(one.column).annotate(counted=Count("pk")).values("counted")
        counts[f"told_{place}"] = Subquery(counted)
    found: dict[str, Any] = {**Customer.objects.filter(pk=gone.pk).values(**counts).get()}
    return [
        (str(word.label), n) for place, (_one, word) in enumerate(labelled) if (n := found[f"told_{place}"])
    ]


def _kept_once(survivor: Customer, gone: Customer) -> list[str]:
    names = Contact.objects.filter(customer=survivor).values("name_key")
    there = Contact.objects.filter(customer=gone, name_key__in=names)
    return [one.full_name for one in there.order_by("pk")[:20]]


def merges_of(customer: Customer, *, at: datetime) -> list[Merge]:
    """The merges of the last days that can still be taken back, the newest first."""
    since = at - timedelta(days=DAYS_TO_UNDO)
    held = Merge.objects.filter(survivor=customer, undone_at=None, at__gte=since)
    return list(held.select_related("gone", "by").defer("ledger").order_by("-at", "-pk"))


def merge_of(customer: Customer, pk: int) -> Merge | None:
    """One of its merges."""
    return Merge.objects.filter(survivor=customer, pk=pk).defer("ledger").first()
