"""Who is in a draft just now. No entry in the journal: it is over in a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.base.tools import reads
from tandem.essentials.people.models import User

# Whoever was heard of within this is still there; the page asks every three seconds, and rests when it is hidden.
STILL_HERE = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who has the draft open, and the line they are in."""

    person: User
    line: int | None


def be_here(*, version_id: int, line: int | None, by: User, at: datetime) -> list[Present]:
    """Say that one is here, in this line; who else is. One statement."""
    rows = reads.rows(
        "WITH seen AS (INSERT INTO quotes_quotepresence (version_id, person_id, line, seen_at)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT (version_id, person_id)"
        " DO UPDATE SET line = excluded.line, seen_at = excluded.seen_at RETURNING 1)"
        " SELECT person.id, person.first_name, person.last_name, person.roles, present.line"
        " FROM quotes_quotepresence present JOIN people_user person ON person.id = present.person_id"
        " WHERE present.version_id = %s AND present.person_id <> %s AND present.seen_at > %s"
        " ORDER BY person.id",
        [version_id, by.pk, line, at, version_id, by.pk, at - STILL_HERE],
    )
    return [
        Present(User(pk=pk, first_name=first, last_name=last, roles=roles), where)
        for pk, first, last, roles, where in rows
    ]
