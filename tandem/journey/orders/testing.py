"""Makers for tests: a confirmed order, a delivered one."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders import actions as orders
from tandem.journey.orders.models import Order
from tandem.journey.quotes import testing as quotes


def confirmed_order(*, matter: Matter, by: User, at: datetime, to: str = "einkauf@hoelzl.example") -> Order:
    """The drawn quote, won and confirmed for in three weeks."""
    quotes.won_quote(matter=matter, by=by, at=at, to=to)
    return orders.confirm(matter=matter, promised_on=(at + timedelta(days=21)).date(), to=to, by=by, at=at)


def delivered_order(*, matter: Matter, by: User, at: datetime) -> Order:
    """The same, delivered on the day."""
    order = confirmed_order(matter=matter, by=by, at=at)
    orders.record_delivery(order=order, delivered_on=at.date(), by=by, at=at)
    order.refresh_from_db()
    return order
