"""Pairs that may be one company: found in the background, and what somebody says of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import entries, queries
from tandem.essentials.customers.actions.refusals import MergeRefused
from tandem.essentials.customers.duplicates import pairs
from tandem.essentials.customers.models import Customer, DuplicatePair, ToCompare
from tandem.essentials.people.models import User

PORTION = 200

_HOLD = (
    "SELECT id FROM customers_customer WHERE id = ANY(%s::bigint[]) AND merged_into_id IS NULL"
    " ORDER BY id FOR KEY SHARE"
)
_FORGET = """
DELETE FROM customers_duplicatepair p WHERE apart_at IS NULL
AND (low_id = ANY(%(pks)s::bigint[]) OR high_id = ANY(%(pks)s::bigint[]))
AND NOT EXISTS (
    SELECT FROM unnest(%(low)s::bigint[], %(high)s::bigint[]) f (low, high)
    WHERE f.low = p.low_id AND f.high = p.high_id
)
"""
# A company and its branch are known to be two.
_KEEP = """
INSERT INTO customers_duplicatepair (low_id, high_id, score, signs)
SELECT f.low, f.high, f.score, string_to_array(f.signs, ',')
FROM unnest(%(low)s::bigint[], %(high)s::bigint[], %(score)s::float8[], %(signs)s::text[]) f (low, high, score, signs)
JOIN customers_customer a ON a.id = f.low AND a.merged_into_id IS NULL
JOIN customers_customer b ON b.id = f.high AND b.merged_into_id IS NULL
WHERE a.parent_id IS DISTINCT FROM b.id AND b.parent_id IS DISTINCT FROM a.id
AND (a.parent_id IS NULL OR a.parent_id IS DISTINCT FROM b.parent_id)
ORDER BY f.low, f.high
ON CONFLICT (low_id, high_id) DO UPDATE SET score = excluded.score, signs = excluded.signs
"""


def find_pairs(*, by: User | None, at: datetime, portions: int | None = None) -> int:
    """Compare everybody who was written since the last time with all others; how many were compared.

    Portion by portion, each in a transaction of its own: whoever stops it loses one. Doing it twice changes nothing.
    """
    compared = done = 0
    while portions is None or done < portions:
        rows = list(ToCompare.objects.order_by("pk").values_list("pk", "customer_id")[:PORTION])
        if not rows:
            break
        _compare([pk for pk, _customer in rows], sorted({customer for _pk, customer in rows}))
        compared, done = compared + len(rows), done + 1
    return compared


@transaction.atomic
def _compare(notes: list[int], customer_ids: list[int]) -> None:
    found = pairs.alike(customer_ids)
    every = sorted({*customer_ids, *(pk for pair in found for pk in pair)})
    with connection.cursor() as cursor:
        # All before anything is written, in one order, so that nobody waits for us while we wait for them.
        cursor.execute(_HOLD, [every])
        given: dict[str, Any] = {
            "pks": customer_ids,
            "low": [low for low, _high in found],
            "high": [high for _low, high in found],
            "score": [one.score for one in found.values()],
            "signs": [",".join(one.signs) for one in found.values()],
        }
        cursor.execute(_FORGET, given)
        cursor.execute(_KEEP, given)
        cursor.execute("DELETE FROM customers_tocompare WHERE id = ANY(%s::bigint[])", [notes])


@transaction.atomic
def keep_apart(*, pair: DuplicatePair, by: User | None, at: datetime) -> DuplicatePair:
    """These are two: the pair is not proposed again, until somebody takes this back."""
    held = _held(pair, by=by, at=at)
    if held.apart_at is not None:
        return held
    held.apart_at, held.apart_by = at, by
    held.save(update_fields=["apart_at", "apart_by"])
    event = entries.KeptApart(name=held.high.name)
    journal.record(event, customer_id=held.low_id, by=by, at=at, lane=by.side if by else "")
    return held


@transaction.atomic
def propose_again(*, pair: DuplicatePair, by: User | None, at: datetime) -> DuplicatePair:
    """They may be one after all."""
    held = _held(pair, by=by, at=at)
    if held.apart_at is None:
        return held
    held.apart_at = held.apart_by = None
    held.save(update_fields=["apart_at", "apart_by"])
    event = entries.ProposedAgain(name=held.high.name)
    journal.record(event, customer_id=held.low_id, by=by, at=at, lane=by.side if by else "")
    return held


def _held(pair: DuplicatePair, *, by: User | None, at: datetime) -> DuplicatePair:
    """The pair as it stands now, for somebody who looks through duplicates and may change one of the two."""
    pks = (pair.low_id, pair.high_id)
    files = list(Customer.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    held = DuplicatePair.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if held is None or any(one.merged_into_id for one in files):
        raise MergeRefused(
            _("The two are no longer alike, or they are one file already. Open the list anew.")
        )
    if by is not None:
        pairs.require_review(by)
        day = timezone.localtime(at).date()
        if not any(queries.may_write(by, one, day=day) for one in files):
            raise NotAllowed(
                _("Neither of the two is yours to change. Ask the tandem of one of them, or coordination.")
            )
    return held
