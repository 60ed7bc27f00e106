"""What comes first today."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tandem.surfaces.desk import ranking
from tandem.surfaces.desk.ranking import Standing
from tests.cast import NOW

ENDS = NOW.replace(hour=23, minute=59)


def _in(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("standing", "place"),
    [
        (Standing(due_at=_in(3), needed_at=_in(0.8), waits=True), ranking.BLOCKED),
        (Standing(due_at=_in(3), needed_at=_in(72), waits=True), ranking.HANDOVER),
        (Standing(due_at=_in(-1), promised=True), ranking.PROMISE),
        (Standing(due_at=_in(1), promised=True), ranking.TODAY),
        (Standing(due_at=_in(0.4), starts_at=_in(0.4)), ranking.SOON),
        (Standing(due_at=_in(1), starts_at=_in(1)), ranking.TODAY),
        (Standing(due_at=_in(30), waits=True), ranking.HANDOVER),
        (Standing(due_at=_in(4)), ranking.TODAY),
        (Standing(due_at=_in(-30)), ranking.OVERDUE),
        (Standing(due_at=_in(30)), ranking.LATER),
        (Standing(due_at=None), ranking.UNDATED),
    ],
)
def test_a_row_stands_at_the_first_place_whose_condition_it_meets(standing: Standing, place: int) -> None:
    assert ranking.place(standing, at=NOW, day_ends=ENDS) == place


def test_what_is_due_today_comes_by_value_and_the_rest_by_date() -> None:
    dear = Standing(due_at=_in(5), value=Decimal(48720))
    cheap = Standing(due_at=_in(1), value=Decimal(300))
    late = Standing(due_at=_in(-20), value=Decimal(1))
    later = Standing(due_at=_in(-2), value=Decimal(9000))
    found = sorted([later, cheap, late, dear], key=lambda one: ranking.order(one, at=NOW, day_ends=ENDS))
    assert found == [dear, cheap, late, later]


def test_an_urgent_row_leads_its_place() -> None:
    calm = Standing(due_at=_in(-3), promised=True)
    urgent = Standing(due_at=_in(-1), promised=True, urgent=True)
    assert min([calm, urgent], key=lambda one: ranking.order(one, at=NOW, day_ends=ENDS)) is urgent
