"""Who has what when: the shared calendar, always visible to all of sales; private titles to their owner."""

from tandem.essentials.calendar.queries.bases import home_base, home_bases
from tandem.essentials.calendar.queries.days_off import days_off
from tandem.essentials.calendar.queries.lanes import (
    Item,
    Lane,
    busy,
    day_strip,
    holiday,
    items,
    week_lanes,
)
from tandem.essentials.calendar.queries.presence import Presence, presence
from tandem.essentials.calendar.queries.rights import (
    get_for,
    may_change,
    readable_people,
    require_write,
)

__all__ = [
    "Item",
    "Lane",
    "Presence",
    "busy",
    "day_strip",
    "days_off",
    "get_for",
    "holiday",
    "home_base",
    "home_bases",
    "items",
    "may_change",
    "presence",
    "readable_people",
    "require_write",
    "week_lanes",
]
