"""Who has what when: the shared calendar, always visible to all of sales; private titles to their owner."""

from tandem.essentials.calendar.queries.bases import (
    area_days,
    held_by,
    holds_of_others,
    home_base,
    home_bases,
)
from tandem.essentials.calendar.queries.days_off import days_off
from tandem.essentials.calendar.queries.engagements import Engaged, engagements
from tandem.essentials.calendar.queries.feeds import (
    feed_by,
    feed_document,
    feed_mark,
    feed_of,
    hashed,
    own_appointments,
)
from tandem.essentials.calendar.queries.lanes import (
    Item,
    Lane,
    busy,
    day_strip,
    holiday,
    items,
    week_lanes,
)
from tandem.essentials.calendar.queries.links import link_for, link_to_read, links_of
from tandem.essentials.calendar.queries.mails import (
    CANCELLATION,
    addresses,
    attending,
    mails,
    proposed,
    sheet,
    what_to_tell,
)
from tandem.essentials.calendar.queries.presence import Presence, presence
from tandem.essentials.calendar.queries.rights import (
    get_for,
    may_change,
    readable_people,
    require_write,
)

__all__ = [
    "CANCELLATION",
    "Engaged",
    "Item",
    "Lane",
    "Presence",
    "addresses",
    "area_days",
    "attending",
    "busy",
    "day_strip",
    "days_off",
    "engagements",
    "feed_by",
    "feed_document",
    "feed_mark",
    "feed_of",
    "get_for",
    "hashed",
    "held_by",
    "holds_of_others",
    "holiday",
    "home_base",
    "home_bases",
    "items",
    "link_for",
    "link_to_read",
    "links_of",
    "mails",
    "may_change",
    "own_appointments",
    "presence",
    "proposed",
    "readable_people",
    "require_write",
    "sheet",
    "week_lanes",
    "what_to_tell",
]
