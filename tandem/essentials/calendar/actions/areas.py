"""On which weekday a person travels which area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.calendar.models import AreaDay
from tandem.essentials.people.models import User

_MOST = 40
# '88', 'DE 88', 'CH9': a country where it is another one, and how a postcode begins.
_AREA = re.compile(r"(?P<country>[A-Z]{2})?(?P<digits>\d{1,5})")


class NoArea(Refused):
    """What was typed is no beginning of a postcode."""


@transaction.atomic
def set_area_days(*, days: Mapping[int, str], country: str, by: User, at: datetime) -> list[AreaDay]:
    """Say for each weekday (Monday is 0) which areas it is meant for: '88, 89, CH 9'. Empty: for none.

    Without a country the beginnings are those of `country`. Raises NoArea and changes nothing where one is none.
    """
    wanted = {
        weekday: areas for weekday, written in days.items() if (areas := parsed(written, country=country))
    }
    AreaDay.objects.filter(person=by).delete()
    return AreaDay.objects.bulk_create(
        AreaDay(person=by, weekday=weekday, areas=areas) for weekday, areas in sorted(wanted.items())
    )


def parsed(written: str, *, country: str) -> list[str]:
    """The areas in a text, each once, in order."""
    found: dict[str, None] = {}
    for part in re.split(r"[,;\n]+", written.upper()):
        plain = re.sub(r"[\s-]", "", part)
        if not plain:
            continue
        area = _AREA.fullmatch(plain)
        if area is None:
            raise NoArea(
                _("“%(text)s” is no beginning of a postcode. Write for example: 88, 89, CH 9.")
                % {"text": part.strip()[:40]}
            )
        found[f"{area['country'] or country}{area['digits']}"] = None
    if len(found) > _MOST:
        raise NoArea(_("At most %(count)d areas fit a day.") % {"count": _MOST})
    return list(found)
