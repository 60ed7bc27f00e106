"""Taking quotes of an ERP back that a list brought in: each as a whole, and only while nobody has worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.references import pointed_at, pointing_at
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import entries
from tandem.journey.quotes.models import FollowUp, Quote, QuoteSeal, QuoteVersion


@dataclass(slots=True)
class TakenOut:
    """How many quotes went, and why others stayed."""

    removed: int = 0
    left: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def take_out(*, quotes: Sequence[int], since: int, file: str, by: User | None, at: datetime) -> TakenOut:
    """Remove quotes that a list brought in, with matter and document; `since` is the last entry of its import.

    One that somebody has worked on, that a later list changed or that something hangs on is left, with a sentence.
    """
    matter_of = dict(Quote.objects.filter(pk__in=quotes, from_erp=True).values_list("pk", "matter_id"))
    # Locks as everywhere: matter, then quote.
    list(Matter.objects.select_for_update(of=("self",)).filter(pk__in=matter_of.values()).order_by("pk"))
    held = {
        quote.pk: quote
        for quote in Quote.objects.select_for_update(of=("self",))
        .filter(pk__in=matter_of)
        .select_related("matter")
    }
    done = TakenOut(left=_worked_on(held, since=since))
    gone = [quote for pk, quote in held.items() if pk not in done.left]
    _remove(gone)
    journal.record_many([_entry(quote, file=file, by=by, at=at) for quote in gone])
    done.removed = len(gone)
    return done


def _worked_on(held: dict[int, Quote], *, since: int) -> dict[int, str]:
    """Why a quote stays; the first reason found counts."""
    of_matter = {quote.matter_id: pk for pk, quote in held.items()}
    of_version: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for pk, quote, number in QuoteVersion.objects.filter(quote__in=held).values_list("pk", "quote", "number"):
        of_version[pk] = quote
        if number > 1:
            reasons[quote] = _("A later list has changed it.")
    later = Entry.objects.filter(matter_id__in=of_matter, pk__gt=since)
    for matter in later.values_list("matter_id", flat=True).distinct():
        if matter is not None:
            reasons.setdefault(of_matter[matter], _("Somebody has worked on this quote since."))
    hangs = _("Tasks, questions, an order or other things hang on it.")
    itself = {pk: pk for pk in held}
    looks: list[tuple[Any, Any, dict[int, int]]] = [
        (Matter, (Quote,), of_matter),
        (Quote, (QuoteVersion, FollowUp), itself),
        (QuoteVersion, (QuoteSeal,), of_version),
    ]
    for model, own, quote_of in looks:
        for table, column in pointing_at(model, but=own):
            for pk in pointed_at(table, column, list(quote_of)):
                reasons.setdefault(quote_of[pk], hangs)
    return reasons


def _remove(quotes: Sequence[Quote]) -> None:
    pks = [quote.pk for quote in quotes]
    with connection.cursor() as cursor:
        # What was sent stays for good (INV6); what only a list said goes with the list, in this transaction alone.
        cursor.execute("SELECT set_config('tandem.taking_out', 'on', true)")
        versions = QuoteVersion.objects.filter(quote__in=pks, from_erp=True)
        QuoteSeal.objects.filter(version__in=versions)._raw_delete(using="default")
        FollowUp.objects.filter(quote__in=pks)._raw_delete(using="default")
        versions._raw_delete(using="default")  # no rows hang on these: asked for above
        Quote.objects.filter(pk__in=pks)._raw_delete(using="default")
        cursor.execute("SELECT set_config('tandem.taking_out', '', true)")
    teamwork.take_out(matters=[quote.matter for quote in quotes])


def _entry(quote: Quote, *, file: str, by: User | None, at: datetime) -> Entry:
    event = entries.ErpTakenOut(number=quote.number or "", title=quote.title, file=file)
    side = by.side if by else ""
    return Entry(
        at=at,
        type=event.key,
        customer_id=quote.matter.customer_id,
        actor_id=by.pk if by else None,
        side=side,
        lane=side,
        data=asdict(event),
    )
