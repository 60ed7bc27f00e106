"""Looking up who may be meant, by keys: one statement, whatever the number of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import reads
from tandem.essentials.customers import queries
from tandem.essentials.customers.duplicates.keys import Described, keys_of
from tandem.essentials.customers.duplicates.scoring import ASKED, SHOWN, Compared, Likeness, likeness
from tandem.essentials.customers.models import EMAIL
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User

# A key that so many share says nothing ('Maschinenbau'): it is left out.
FREQUENT = 120
# So many are compared, those with the most and rarest keys first.
COMPARED = 30

_FILE = """c.id, c.merged_into_id, c.klass, c.tandem_id, c.number,
       c.name, c.street, c.postcode, c.city, c.vat_number, c.website,
       ARRAY(SELECT kind || ' ' || value FROM customers_channel ch WHERE ch.customer_id = c.id)"""
# With each file those that were merged into it: it is found by what they were called, too.
FILES = f"""
SELECT {_FILE} FROM customers_customer c
WHERE c.id = ANY(%s::bigint[]) AND c.merged_into_id IS NULL OR c.merged_into_id = ANY(%s::bigint[])
"""  # noqa: S608  (nothing in it comes from outside)
# Whatever a key is, no more than a portion of its index is read; the files come in the same way to the database.
_LIKELY = f"""
WITH likely AS MATERIALIZED (
    SELECT found.customer_id FROM unnest(%s::bigint[]) AS wanted (key)
    CROSS JOIN LATERAL (
        SELECT array_agg(few.customer_id) AS ids FROM (
            SELECT customer_id FROM customers_duplicatekey WHERE key = wanted.key LIMIT {FREQUENT}
        ) few
    ) sharing
    CROSS JOIN LATERAL unnest(sharing.ids) AS found (customer_id)
    WHERE cardinality(sharing.ids) < {FREQUENT}
    GROUP BY found.customer_id
    ORDER BY sum(1.0::float8 / cardinality(sharing.ids)) + count(*) * 0.5 DESC, found.customer_id LIMIT {COMPARED}
)
SELECT {_FILE} FROM likely JOIN customers_customer c ON c.id = likely.customer_id AND c.merged_into_id IS NULL
UNION ALL SELECT {_FILE} FROM likely JOIN customers_customer c ON c.merged_into_id = likely.customer_id
"""  # noqa: S608
_SEEN = reads.Read(
    lambda given, door: door.customers().filter(pk__any_of=given.pks).values_list("pk", flat=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A company that may be meant."""

    customer_id: int
    name: str
    place: str
    number: str
    klass: str
    tandem_id: int
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who may be meant, the most alike first; and the tandem of one whom this person may not see."""

    hits: list[Candidate]
    hidden_with: int | None


def find(user: User, described: Described, *, limit: int = 5) -> Found:
    """The companies that are like this one, as far as the person may see them."""
    alike = candidates(described)
    if not alike:
        return Found(hits=[], hidden_with=None)
    pks = [one.customer_id for one in alike]
    seen = set(_SEEN(door=queries.door(user), pks=pks))
    hidden = [one.tandem_id for one in alike if one.customer_id not in seen and one.likeness.score >= ASKED]
    hits = [one for one in alike if one.customer_id in seen]
    return Found(hits=hits[:limit], hidden_with=hidden[0] if hidden else None)


def candidates(described: Described, *, least: float = SHOWN) -> list[Candidate]:
    """All companies that are like this one, whoever may see them, the most alike first."""
    keys = keys_of(described)
    if not keys:
        return []
    typed = Compared(described)
    files: dict[int, tuple[Any, ...]] = {}
    best: dict[int, Likeness] = {}
    for row in reads.rows(_LIKELY, [keys]):
        pk, merged_into = row[:2]
        if merged_into is None:
            files[pk] = row
        alike, survivor = likeness(typed, Compared(stored(row[5:]))), merged_into or pk
        if survivor not in best or alike.score > best[survivor].score:
            best[survivor] = alike
    found = [
        _candidate(files[pk], alike) for pk, alike in best.items() if pk in files and alike.score >= least
    ]
    return sorted(found, key=lambda one: (-one.likeness.score, one.customer_id))


def hint(found: Found, *, day: date) -> str:
    """That there may be one whom the person may not see, and whom to ask; empty where there is none."""
    if found.hidden_with is None:
        return ""
    team = people.team(tandem_id=found.hidden_with, day=day)
    names = _(" and ").join(person.full_name for person in team.people) or team.tandem.name
    return _("There may be one that you do not see. Ask %(names)s before you take it in.") % {"names": names}


def _candidate(row: tuple[Any, ...], alike: Likeness) -> Candidate:
    pk, _merged_into, klass, tandem_id, number, name, _street, postcode, city, *_rest = row
    return Candidate(
        customer_id=pk,
        name=name,
        place=f"{postcode} {city}".strip(),
        number=number or "",
        klass=klass,
        tandem_id=tandem_id,
        likeness=alike,
    )


def stored(row: Sequence[Any]) -> Described:
    """A company as the database holds it: the last seven columns of `FILES`."""
    name, street, postcode, city, vat_number, website, lines = row
    told = [line.partition(" ") for line in lines]
    return Described(
        name=name,
        street=street,
        postcode=postcode,
        city=city,
        vat_number=vat_number,
        website=website,
        phones=tuple(value for kind, _space, value in told if kind != EMAIL),
        emails=tuple(value for kind, _space, value in told if kind == EMAIL),
    )
