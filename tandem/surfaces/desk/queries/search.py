"""Everything one can look for at once: customers, contacts, quotes and orders by their number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.essentials.customers import search as customer_search
from tandem.essentials.customers.search import Hits
from tandem.essentials.people.models import User
from tandem.journey.orders import queries as orders
from tandem.journey.orders.models import Order
from tandem.journey.quotes import queries as quotes
from tandem.journey.quotes.models import Quote


@dataclass(slots=True)
class Found:
    """What was found, in groups."""

    query: str
    hits: Hits
    quotes: list[Quote] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.hits or self.quotes or self.orders)


def of(*, user: User, query: str, limit: int) -> Found:
    """At most `limit` of each kind, of what the person may see. At most four queries; none for nothing."""
    query = " ".join(query.replace("\0", " ").split())[: customer_search.LONGEST_QUERY]
    if not query:
        return Found(query="", hits=Hits(query=""))
    has_digit = any(character.isdigit() for character in query)
    return Found(
        query=query,
        hits=customer_search.search(user, query, limit=limit),
        quotes=quotes.find(user, query, limit=limit) if has_digit else [],
        orders=orders.find(user, query, limit=limit) if has_digit else [],
    )


def groups(found: Found) -> list[dict[str, Any]]:
    """The groups that hold something, in the order they are shown."""
    return [
        {"key": key, "label": label, "icon": icon, "rows": rows}
        for key, label, icon, rows in (
            ("customers", _("Customers"), "building-2", found.hits.customers),
            ("contacts", _("Contacts"), "user-round", found.hits.contacts),
            ("quotes", _("Quotes"), "file-text", found.quotes),
            ("orders", _("Orders"), "package", found.orders),
        )
        if rows
    ]
