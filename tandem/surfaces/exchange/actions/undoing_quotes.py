"""Taking a list of an ERP's quotes back: what it made goes, unless somebody has worked on it; what it changed stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.journey.quotes.actions import erp_undo
from tandem.journey.quotes.models import Quote
from tandem.surfaces.exchange.models import ImportedRow, ImportRun
from tandem.surfaces.exchange.plan import CREATED

LEFT_SHOWN = 500
_BATCH = 1000


def undone(run: ImportRun, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Take the quotes out that this run made; what was left, with the reason, as it is kept with the run."""
    rows = ImportedRow.objects.filter(run=run).order_by("-pk")
    made = [row.changes["quote"] for row in rows.filter(outcome=CREATED)]
    changed = [row.changes["quote"] for row in rows.exclude(outcome=CREATED)]
    removed = 0
    reasons = dict.fromkeys(
        changed, _("It was there before. What the list changed stays; the next list says it anew.")
    )
    for start in range(0, len(made), _BATCH):
        taken = erp_undo.take_out(
            quotes=made[start : start + _BATCH],
            since=run.last_entry_id or 0,
            file=run.file_name,
            by=by,
            at=at,
        )
        removed += taken.removed
        reasons |= taken.left
    kept = Quote.objects.filter(pk__in=reasons).select_related("matter__customer").order_by("number")
    left = [
        {
            "customer": quote.matter.customer_id,
            "name": f"{quote.label} · {quote.matter.customer.name}",
            "reason": reasons[quote.pk],
        }
        for quote in kept
    ]
    return {"removed": removed, "restored": 0, "left": len(left), "list": left[:LEFT_SHOWN]}
