"""Where lines stand: their place, their numbers, and writing these at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tandem.base.tools import reads
from tandem.journey.quotes import numbering
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.models import QuoteLine


def of_line(lines: Sequence[QuoteLine], line: QuoteLine) -> int:
    for place, one in enumerate(lines):
        if one.pk == line.pk:
            return place
    raise NotNow(_("This line has just been removed."))


def number(lines: Sequence[QuoteLine], *, appended: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Numbers for lines at the end; the others keep theirs."""
    rest = len(lines) - len(appended)
    last = lines[rest - 1].position if rest else 0
    for line in appended:
        last = line.position = numbering.after(last, line.kind)
    return []


def number_anew(lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Numbers for all lines in this order; those whose number changed."""
    changed = []
    for line, position in zip(lines, numbering.positions([line.kind for line in lines]), strict=True):
        if line.position != position:
            line.position = position
            changed.append(line)
    return changed


def write(lines: Iterable[QuoteLine]) -> None:
    places = [(line.pk, line.position) for line in lines]
    if places:
        reads.rows(
            "UPDATE quotes_quoteline line SET position = fresh.position"
            " FROM unnest(%s::bigint[], %s::int[]) fresh (id, position) WHERE line.id = fresh.id"
            " RETURNING line.id",
            [[pk for pk, _position in places], [position for _pk, position in places]],
        )
