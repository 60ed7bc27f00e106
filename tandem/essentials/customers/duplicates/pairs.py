"""Pairs of customers that may be one company: what is compared when, and who looks through them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools import reads, validation
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import queries
from tandem.essentials.customers.duplicates.finding import FILES, stored
from tandem.essentials.customers.duplicates.scoring import LISTED, WHY, Compared, Likeness, likeness
from tandem.essentials.customers.models import DuplicatePair
from tandem.essentials.people.models import ADMINISTRATOR, COORDINATOR, INSIDE, User

MAY_REVIEW = frozenset({INSIDE, COORDINATOR, ADMINISTRATOR})
SIZE = 25
# What a whole company is compared by must tell more than what is shown while typing.
FREQUENT = 60
COMPARED = 30
_LIKELY = """
SELECT me, other FROM (
    SELECT mine.customer_id AS me, found.customer_id AS other, row_number() OVER (
        PARTITION BY mine.customer_id
        ORDER BY sum(1.0 / cardinality(sharing.ids)) + count(*) * 0.5 DESC, found.customer_id
    ) AS place
    FROM customers_duplicatekey mine
    CROSS JOIN LATERAL (
        SELECT array_agg(few.customer_id) AS ids FROM (
            SELECT customer_id FROM customers_duplicatekey WHERE key = mine.key LIMIT %s
        ) few
    ) sharing
    CROSS JOIN LATERAL unnest(sharing.ids) AS found (customer_id)
    WHERE mine.customer_id = ANY(%s::bigint[]) AND cardinality(sharing.ids) < %s
      AND found.customer_id <> mine.customer_id
    GROUP BY mine.customer_id, found.customer_id
) likely WHERE place <= %s
"""

Pair = tuple[int, int]


def alike(customer_ids: list[int]) -> dict[Pair, Likeness]:
    """The pairs of these customers with any other that stand on the list. Two statements."""
    likely = {
        (min(pair), max(pair)) for pair in reads.rows(_LIKELY, [FREQUENT, customer_ids, FREQUENT, COMPARED])
    }
    files = _files({pk for pair in likely for pk in pair})
    found = {pair: _best(files[pair[0]], files[pair[1]]) for pair in likely}
    return {pair: best for pair, best in found.items() if best.score >= LISTED}


def _files(pks: set[int]) -> defaultdict[int, list[Compared]]:
    """Each company as it stands and as what was merged into it stood."""
    files: defaultdict[int, list[Compared]] = defaultdict(list)
    if pks:
        for row in reads.rows(FILES, [list(pks), list(pks)]):
            files[row[1] or row[0]].append(Compared(stored(row[5:])))
    return files


def _best(ones: Iterable[Compared], others: list[Compared]) -> Likeness:
    every = [likeness(one, other) for one in ones for other in others]
    return max(every, key=lambda one: one.score, default=Likeness(0.0, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Two customers beside each other, and why."""

    pair: DuplicatePair
    why: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some pairs, the most alike first, and where the next ones begin."""

    lines: list[Line]
    following: str


def require_review(user: User) -> None:
    """Refuse whoever does not look through duplicates."""
    if not may_review(user):
        raise NotAllowed(_("Duplicates are looked through by inside sales, coordination and administration."))


def may_review(user: User) -> bool:
    """Whether the list of duplicates is for this person."""
    return user.is_active and user.has_role(*MAY_REVIEW)


def visible_to(user: User) -> Any:
    """The pairs of which a person may read both files."""
    seen = queries.visible_to(user).values("pk")
    return DuplicatePair.objects.filter(low__in=seen, high__in=seen)


def page(user: User, *, after: str = "", apart: bool = False, size: int = SIZE) -> Page:
    """What waits for a look, or what was said to be two."""
    pairs = visible_to(user).filter(apart_at__isnull=not apart)
    pairs = pairs.select_related("low__tandem", "high__tandem", "apart_by")
    pairs = pairs.order_by("-apart_at", "pk") if apart else pairs.order_by("-score", "pk")
    rows = list(pairs.filter(_beyond(after, apart=apart))[: size + 1])
    lines = [Line(pair=one, why=[str(WHY[sign]) for sign in one.signs if sign in WHY]) for one in rows[:size]]
    return Page(lines=lines, following=_place(rows[size - 1], apart=apart) if len(rows) > size else "")


def waiting() -> int:
    """How many pairs wait for a look, whoever may see them; counted up to a thousand."""
    open_now = DuplicatePair.objects.filter(apart_at=None, low__merged_into=None, high__merged_into=None)
    return len(open_now.values_list("pk", flat=True)[:1000])


def get_for(user: User, pk: int) -> DuplicatePair:
    """One pair of which the person may read both files, or 404."""
    found: DuplicatePair = get_object_or_404(visible_to(user), pk=pk)
    return found


def _place(pair: DuplicatePair, *, apart: bool) -> str:
    begins = pair.apart_at.isoformat() if apart and pair.apart_at else repr(pair.score)
    return f"{begins}~{pair.pk}"


def _beyond(after: str, *, apart: bool) -> Q:
    written, _tilde, pk = after.partition("~")
    number = validation.whole_number(pk)
    column = "apart_at" if apart else "score"
    value = _moment(written) if apart else _score(written)
    if number is None or value is None:
        return Q()
    return Q(**{f"{column}__lt": value}) | Q(**{column: value, "pk__gt": number})


def _score(written: str) -> float | None:
    return float(written) if re.fullmatch(r"[01]\.[0-9]{1,17}", written, re.ASCII) else None


def _moment(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written.replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
