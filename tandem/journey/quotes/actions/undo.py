"""Keeping what an act on the lines did, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.models import QuoteLine, QuoteUndo, QuoteVersion

# As many acts of a version can be taken back.
KEPT = 30
_AMOUNTS = ("quantity", "price", "discount", "cost", "vat_rate")
_WORDS = ("kind", "choice", "text", "unit", "price_note", "delivery")


def snapshot(line: QuoteLine) -> dict[str, Any]:
    """All that a line says, as JSON keeps it."""
    amounts = {name: getattr(line, name) for name in _AMOUNTS}
    return {
        "id": line.pk,
        **{name: getattr(line, name) for name in _WORDS},
        **{name: None if value is None else str(value) for name, value in amounts.items()},
        "delivery_on": line.delivery_on.isoformat() if line.delivery_on else None,
        "typed_by": line.typed_by,
        "product": line.product_id,
        "priced": line.priced,
    }


def restored(data: dict[str, Any], version: QuoteVersion) -> QuoteLine:
    """The line of a snapshot, with its own id: who had it open still writes into it."""
    amounts = {name: data[name] for name in _AMOUNTS}
    return QuoteLine(
        pk=data["id"],
        version=version,
        position=0,
        typed_by=data["typed_by"],
        delivery_on=date.fromisoformat(data["delivery_on"]) if data["delivery_on"] else None,
        # What was kept before lines could be products has neither.
        product_id=data.get("product"),
        priced=data.get("priced", {}),
        **{name: data[name] for name in _WORDS},
        **{name: None if value is None else Decimal(value) for name, value in amounts.items()},
    )


def keep(
    version: QuoteVersion,
    *,
    by: User | None,
    at: datetime,
    order: Sequence[int],
    lines: Sequence[dict[str, Any]] = (),
    added: Sequence[int] = (),
) -> int:
    """Remember an act: the lines as they were, those it added, the order before it."""
    kept = QuoteUndo.objects.create(
        version=version,
        by=by,
        at=at,
        revision=version.revision,
        data={"lines": list(lines), "added": list(added), "order": list(order)},
    )
    older = QuoteUndo.objects.filter(version=version).order_by("-pk").values("pk")[KEPT : KEPT + 1]
    QuoteUndo.objects.filter(version=version, pk__lte=older).delete()
    return kept.pk


def of(version: QuoteVersion, pk: int, *, by: User | None) -> QuoteUndo:
    """One's own act, while it can still be taken back."""
    kept = QuoteUndo.objects.filter(version=version, pk=pk, by=by).first()
    if kept is None:
        raise NotNow(_("This can no longer be taken back."))
    return kept


def applied(
    kept: QuoteUndo, lines: list[QuoteLine], version: QuoteVersion
) -> tuple[list[QuoteLine], list[QuoteLine], list[QuoteLine]]:
    """The lines in order after the act is taken back, those that go, those that come back or are as they were.

    A line that somebody else has changed since stays as it is now.
    """
    added = set(kept.data["added"])
    others = {line.pk for line in lines if line.revision > kept.revision and _is_anothers(line, kept)}
    gone = [line for line in lines if line.pk in added - others]
    back = [restored(data, version) for data in kept.data["lines"] if data["id"] not in others]
    by_id = {line.pk: line for line in lines if line.pk not in added - others} | {
        line.pk: line for line in back
    }
    order = [pk for pk in kept.data["order"] if pk in by_id]
    # What was not there then keeps its place behind the line it follows now.
    for place, line in enumerate(lines):
        if line.pk in by_id and line.pk not in order:
            before = lines[place - 1].pk if place else None
            order.insert(order.index(before) + 1 if before in order else len(order) if place else 0, line.pk)
    return [by_id[pk] for pk in order], gone, back


def _is_anothers(line: QuoteLine, kept: QuoteUndo) -> bool:
    return any(person != kept.by_id for person in line.typed_by.values())
