"""Search: customers and contacts by part of a name, phone, number, city; several words mean all of them
(X10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet

from tandem.base.tools import phone, reads, text
from tandem.essentials.customers import documents, queries
from tandem.essentials.customers.highlight import Part, marked, marked_digits
from tandem.essentials.customers.models import EMAIL
from tandem.essentials.customers.queries import Door
from tandem.essentials.people.models import User

LONGEST_QUERY = 100
# So many are looked at in each rank before they are put in order; a frequent word costs no more than this.
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer or contact, with the parts of its texts that were found."""

    customer_id: int
    contact_id: int | None
    title: list[Part]
    detail: list[Part]
    klass: str
    tandem_id: int
    number: str
    company: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first, customers and contacts apart."""

    query: str
    customers: list[Hit] = field(default_factory=list)
    contacts: list[Hit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.customers or self.contacts)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query taken apart: its words in both spellings, its digits if it may be a phone number."""

    written: str
    words: list[list[str]]
    joined: list[str]
    digits: str | None


def search(user: User, query: str, limit: int = 8) -> Hits:
    """What this person may see of what the query means; at most `limit` of each kind. At most two
    statements.

    Ranked: exactly this customer number, names that begin with it, words that begin with it, parts of
    words; in each rank A customers first, then by name.
    """
    asked = _taken_apart(query)
    if asked is None:
        return Hits(query=query)
    visible = _visible(queries.door(user))
    if visible is None:
        return Hits(query=query)
    found = _run(asked, visible, limit)
    companies = [row for row in found if row[1] is None]
    people = [row for row in found if row[1] is not None]
    channels = _channels(asked, found)
    return Hits(
        query=query,
        customers=[_customer_hit(row, asked, channels.get((row[0], None))) for row in companies],
        contacts=[_contact_hit(row, asked, channels.get((row[0], row[1]))) for row in people],
    )


def _taken_apart(query: str) -> _Asked | None:
    written = text.clean(query, limit=LONGEST_QUERY)
    folded, plain = text.fold(written).split(), text.sort_key(written).split()
    if not folded:
        return None
    pairs = zip(folded, plain, strict=True) if len(folded) == len(plain) else zip(folded, folded, strict=True)
    words = [list(dict.fromkeys(word[: text.WORD_LIMIT] for word in pair)) for pair in pairs]
    joined = list(dict.fromkeys(("".join(folded), "".join(plain))))
    return _Asked(written=written, words=words, joined=joined, digits=phone.query_digits(written))


def _customer_ranks(asked: _Asked) -> list[str]:
    """The questions to the index, best rank first. Each one's answers contain those of the one before."""
    number = [_any(documents.NUMBER, asked.joined, prefix=False)] if re.search(r"\d", asked.written) else []
    name = _any(documents.NAME, asked.joined)
    words = _long_words(asked)
    if not words:
        return [*number, name]
    first, *others = words
    if others:
        name = f"({name} | ({_any(documents.NAME, first)} & {_all('', others)}))"
    if asked.digits and others:
        return [*number, _any("", [asked.digits])]
    inside = _all("", words)
    if asked.digits:
        inside = f"({inside} | {_any('', [asked.digits])})"
    return [*number, name, _all(documents.WORD, words), inside]


def _contact_ranks(asked: _Asked) -> list[str]:
    """As for customers; of several words some may be the company's ('binder hölzl'), but not all."""
    name = _any(documents.NAME, asked.joined)
    words = _long_words(asked)
    if not words:
        return [name]
    if asked.digits:
        return [_any("", [asked.digits])]
    if len(words) == 1:
        begun, inside = _all(documents.WORD, words), _all("", words)
    else:
        begun, inside = _own_or_company(documents.WORD, words), _own_or_company("", words)
    return [name, begun, inside]


def _long_words(asked: _Asked) -> list[list[str]]:
    """Single letters say little and cost much: they only count as the beginning of a name."""
    return [word for word in asked.words if len(word[0]) > 1]


def _own_or_company(mark: str, words: list[list[str]]) -> str:
    each = [f"({_any(mark, word)} | {_any(documents.COMPANY, word)})" for word in words]
    some = " | ".join(_any(mark, word) for word in words)
    return f"({' & '.join(each)} & ({some}))"


def _all(mark: str, words: list[list[str]]) -> str:
    return "(" + " & ".join(_any(mark, word) for word in words) + ")"


def _any(mark: str, spellings: list[str], *, prefix: bool = True) -> str:
    """One word in any of its spellings. Folded words hold letters and digits only, so the quotes are safe."""
    return "(" + " | ".join(f"'{mark}{word}'{':*' if prefix else ''}" for word in spellings) + ")"


# A rank is looked up only when the ranks before did not fill the list: Append stops at the outer LIMIT. The
# materialised part keeps the planner from walking the whole table because of the LIMIT that follows.
_RANK = """(
    WITH found AS MATERIALIZED (
        SELECT customer_id, contact_id, terms FROM customers_searchdocument
        WHERE contact_id IS {which} AND terms @@ %s::tsquery
    )
    SELECT {columns} FROM (
        SELECT * FROM found JOIN ({visible}) c ON c.id = found.customer_id {join} {unless} LIMIT {looked_at}
    ) seen ORDER BY {order} LIMIT %s
)"""
_COLUMNS = ("id", "name", "number", "city", "postcode", "klass", "tandem_id", "sort_key")
_CUSTOMERS = {
    "which": "NULL",
    "columns": "id, NULL::bigint, name, '', '', number, city, postcode, klass, tandem_id",
    "join": "",
    "order": "COALESCE(NULLIF(klass, ''), 'Z'), sort_key, id",
}
_CONTACTS = {
    "which": "NOT NULL",
    "columns": "id, contact_id, name, person, function, number, city, postcode, klass, tandem_id",
    "join": "JOIN (SELECT id AS person_id, function, name_key,"
    " concat_ws(' ', NULLIF(title, ''), NULLIF(first_name, ''), last_name) AS person"
    " FROM customers_contact) p"
    " ON p.person_id = found.contact_id",
    "order": "name_key, sort_key, contact_id",
}

Row = tuple[int, int | None, str, str, str, str | None, str, str, str, int]


@lru_cache(maxsize=256)
def _visible(door: Door) -> tuple[str, tuple[Any, ...]] | None:
    """The customers behind a door as SQL: the ORM takes as long to write it as the database to search."""
    try:
        sql, params = door.customers().values(*_COLUMNS).query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, params


def _run(asked: _Asked, visible: tuple[str, tuple[Any, ...]], limit: int) -> list[Row]:
    """Companies and people, each best first, in one statement."""
    door, door_params = visible
    kinds: list[str] = []
    params: list[Any] = []
    for kind, ranks in ((_CUSTOMERS, _customer_ranks(asked)), (_CONTACTS, _contact_ranks(asked))):
        parts = []
        for rank, words in enumerate(ranks):
            unless = "WHERE NOT terms @@ ANY(%s::tsquery[])" if rank else ""
            parts.append(_RANK.format(**kind, visible=door, unless=unless, looked_at=LOOKED_AT))
            params += [words, *door_params, *([ranks[:rank]] if rank else []), limit]
        # Put together from constants and the ORM's own SQL; everything typed is a parameter.
        kinds.append(f"(SELECT * FROM ({' UNION ALL '.join(parts)}) ranked LIMIT %s)")  # noqa: S608
        params.append(limit)
    return reads.rows(" UNION ALL ".join(kinds), params)


class Channel(NamedTuple):
    """A phone number or an address by which something was found."""

    kind: str
    value: str


def _channels(asked: _Asked, found: list[Row]) -> dict[tuple[int, int | None], Channel]:
    """The phone or address by which something was found, to be shown with it."""
    wanted = asked.written.lower() if "@" in asked.written else asked.digits
    if not (found and wanted):
        return {}
    given = {"customers": [row[0] for row in found], "wanted": wanted, "is_mail": "@" in wanted}
    return {(one[0], one[1]): Channel(one[2], one[3]) for one in reads.rows(_CHANNELS, given)}


_CHANNELS = """
SELECT customer_id, contact_id, kind, value FROM customers_channel
WHERE customer_id = ANY(%(customers)s) AND (kind = 'email') = %(is_mail)s AND strpos(value, %(wanted)s) > 0
ORDER BY id DESC
"""


def _customer_hit(row: Row, asked: _Asked, channel: Channel | None) -> Hit:
    pk, _contact, name, _person, _function, number, city, postcode, klass, tandem_id = row
    words = [spelling for word in asked.words for spelling in word]
    detail = [f"{postcode} {city}".strip(), number or ""]
    return Hit(
        customer_id=pk,
        contact_id=None,
        title=marked(name, words),
        detail=_detail(detail, words, asked, channel),
        klass=klass,
        tandem_id=tandem_id,
        number=number or "",
        company=name,
    )


def _contact_hit(row: Row, asked: _Asked, channel: Channel | None) -> Hit:
    hit = _customer_hit(row, asked, None)
    words = [spelling for word in asked.words for spelling in word]
    _pk, contact_id, name, person, function, _number, city, *_rest = row
    return replace(
        hit,
        contact_id=contact_id,
        title=marked(person, words),
        detail=_detail([function, name, city], words, asked, channel),
    )


def _detail(texts: list[str], words: list[str], asked: _Asked, channel: Channel | None) -> list[Part]:
    parts: list[Part] = []
    for written in filter(None, texts):
        parts += [*([Part(" · ", is_hit=False)] if parts else []), *marked(written, words)]
    if channel is not None:
        shown = (
            marked(channel.value, words)
            if channel.kind == EMAIL
            else marked_digits(channel.value, asked.digits)
        )
        parts += [*([Part(" · ", is_hit=False)] if parts else []), *shown]
    return parts
