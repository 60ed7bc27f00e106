"""What a customer's orders say about whom to call this week: later than usual, less than last year, the first one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.design import filters
from tandem.base.tools import reads
from tandem.journey.calls.rounds import scoring, weights
from tandem.journey.calls.rounds.scoring import Asked, Found, ReasonKind
from tandem.journey.orders.models import DELIVERED, Order

DAYS_A_WEEK = 7
HUNDRED = 100

# The days between a customer's orders, their median, and when the last one was.
_RHYTHMS = """
SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE gap > 0), max(day)
FROM (SELECT m.customer_id, o.confirmed_at::date AS day,
             o.confirmed_at::date - lag(o.confirmed_at::date)
                                    OVER (PARTITION BY m.customer_id ORDER BY o.confirmed_at) AS gap
      FROM orders_order o JOIN teamwork_matter m ON m.id = o.matter_id
      JOIN customers_customer c ON c.id = m.customer_id
      WHERE c.tandem_id = %(tandem)s AND o.confirmed_at <= %(at)s) ordered
GROUP BY customer_id HAVING count(*) FILTER (WHERE gap > 0) >= %(least)s
"""


def _repeats(asked: Asked) -> dict[int, Found]:
    """A repeat order later than the customer's own rhythm."""
    given = {"tandem": asked.tandem_id, "at": asked.at, "least": weights.REPEAT_LEAST_GAPS}
    today = timezone.localdate(asked.at)
    found = {}
    for customer_id, rhythm, last in reads.rows(_RHYTHMS, given, keeps_plan=False):
        passed, usual = (today - last).days, float(rhythm)
        ratio, late = passed / usual, round(passed - usual)
        if ratio < weights.REPEAT_LATE_FROM or late < weights.REPEAT_LEAST_DAYS:
            continue
        extra = (weights.REPEAT_MOST - weights.REPEAT_FIRST) * min(1.0, ratio - weights.REPEAT_LATE_FROM)
        found[customer_id] = Found(
            points=weights.REPEAT_FIRST + round(extra), values={"late": late, "usual": round(usual)}
        )
    return found


def _repeat_words(values: dict[str, Any]) -> str:
    weeks = max(1, values["late"] // DAYS_A_WEEK)
    return ngettext(
        "Repeat order %(weeks)d week later than usual", "Repeat order %(weeks)d weeks later than usual", weeks
    ) % {"weeks": weeks}


def _turnover(asked: Asked) -> dict[int, Found]:
    """Less ordered this year than in the same stretch of last year, in the customer's currency."""
    today = timezone.localdate(asked.at)
    if today.timetuple().tm_yday < weights.TURNOVER_AFTER_DAYS:
        return {}
    this_year = Q(confirmed_at__gte=_new_year(today.year), confirmed_at__lte=asked.at)
    until = _a_year_before(asked.at)
    last_year = Q(confirmed_at__gte=_new_year(today.year - 1), confirmed_at__lte=until)
    sums = (
        Order.objects.filter(
            matter__customer__tandem=asked.tandem_id, confirmed_at__gte=_new_year(today.year - 1)
        )
        .values("matter__customer_id", "currency")
        .annotate(now=Sum("net", filter=this_year), before=Sum("net", filter=last_year))
        .order_by()
    )
    found = {}
    for row in sums:
        now, before = row["now"] or Decimal(), row["before"] or Decimal()
        if before <= 0:
            continue
        fall = round(HUNDRED * (before - now) / before)
        if fall >= weights.TURNOVER_FALLS_BY:
            points = min(weights.TURNOVER_MOST, fall // 2)
            found[row["matter__customer_id"]] = Found(points=points, values={"percent": -fall})
    return found


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  (made aware in the company's zone)


def _a_year_before(at: datetime) -> datetime:
    local = timezone.localtime(at)
    is_leap_day = (local.month, local.day) == (2, 29)
    return local.replace(year=local.year - 1, day=28 if is_leap_day else local.day)


def _turnover_words(values: dict[str, Any]) -> str:
    return _("Turnover %(change)s to last year") % {"change": filters.percent_change(values["percent"])}


def _first_orders(asked: Asked) -> dict[int, Found]:
    """The first order was delivered a while ago, and it is worth hearing how it went."""
    since = timezone.localdate(asked.at - weights.AFTER_SALES_LASTS)
    rows = Order.objects.filter(
        is_first=True,
        state=DELIVERED,
        delivered_on__gte=since,
        delivered_on__lte=timezone.localdate(asked.at),
        matter__customer__tandem=asked.tandem_id,
    ).values_list("matter__customer_id", "confirmed_at")
    return {
        customer_id: Found(
            points=weights.AFTER_SALES,
            values={"day": timezone.localdate(confirmed_at or asked.at).isoformat()},
        )
        for customer_id, confirmed_at in rows
    }


def _first_words(values: dict[str, Any]) -> str:
    day = filters.day(date.fromisoformat(values["day"]))
    return _("After-sales for the first order of %(day)s") % {"day": day}


def know() -> None:
    """Called when the room is loaded."""
    scoring.register(
        ReasonKind(
            key="orders.repeat",
            icon="clock-arrow-up",
            most=weights.REPEAT_MOST,
            words=_repeat_words,
            source=_repeats,
            presses=True,
        ),
        ReasonKind(
            key="orders.turnover",
            icon="trending-down",
            most=weights.TURNOVER_MOST,
            words=_turnover_words,
            source=_turnover,
        ),
        ReasonKind(
            key="orders.first",
            icon="package-check",
            most=weights.AFTER_SALES,
            words=_first_words,
            source=_first_orders,
        ),
    )
