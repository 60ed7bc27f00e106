"""Booking or moving, by whichever page: the lead time, the visitor's hours and days off, and nobody twice at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.base.tools import checks, working_time
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import Attendance
from tandem.essentials.calendar.testing import ZONE, on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people_actions
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import VISIT
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork.models import Task
from tandem.journey.calls import actions as calls
from tandem.journey.calls import queries
from tandem.journey.calls.models import Booking
from tandem.journey.calls.rules import BookVisit, LeadTime
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Booking:
    """Tobias visits Hölzl in a week, on Tuesday at half past ten."""
    lead = accepted(customer=hoelzl, inside=anna, field=tobias, at=now)
    return visit_booked(matter=lead.matter, by=anna, at=now, days=7)


def ahead(days: int, now: datetime, effect: str = BLOCK) -> None:
    playbook.set_rule(kind=LeadTime(days=days), scope=Scope(), effect=effect, by=None, at=now)


def test_moving_keeps_the_lead_time_like_booking(
    booking: Booking, anna: User, tobias: User, now: datetime
) -> None:
    ahead(2, now)
    times: dict[str, Any] = {"starts_at": on(now, "14:00", days=1), "ends_at": on(now, "15:00", days=1)}
    with pytest.raises(rules.RuleForbids, match="Tobias braucht einen Vorlauf von 2"):
        calls.move_visit(booking=booking, **times, by=anna, at=now)
    with pytest.raises(rules.RuleForbids):
        calls.move_visit(booking=booking, **times, by_customer=True, by=anna, at=now)
    with pytest.raises(rules.RuleForbids):
        calendar.move(appointment=booking.appointment, **times, by=anna, at=now)
    assert calls.move_visit(booking=booking, **times, by=tobias, at=now), "one's own calendar is one's own"


def test_a_warning_takes_the_reason_on_the_page(
    client: Client, booking: Booking, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    ahead(2, now, WARN)
    client.force_login(anna)
    sent = {"day": "2026-11-25", "clock": "14:00", "minutes": "60"}
    refused = client.post(f"/termine/{booking.pk}/verschieben", sent)
    assert refused.status_code == 422
    assert "Warum trotzdem?" in refused.content.decode()
    sent["rule_reason"] = "Die Halle steht nur morgen leer."
    assert client.post(f"/termine/{booking.pk}/verschieben", sent).status_code == 302


def test_looking_back_judges_each_time_as_it_was_settled(
    booking: Booking, anna: User, hoelzl: Customer, now: datetime
) -> None:
    later = now + timedelta(days=1)
    for at, day in ((later, 6), (later + timedelta(hours=1), 3)):
        calls.move_visit(
            booking=booking, starts_at=on(now, "14:00", days=day), ends_at=on(now, "15:00", days=day), by=anna, at=at
        )  # fmt: skip
    found = BookVisit.past(customers=Customer.objects.filter(pk=hoelzl.pk), since=now - timedelta(days=1))
    told = [((act.starts_at.astimezone(ZONE).date() - now.date()).days, act.at) for act in found]
    assert told == [(3, later + timedelta(hours=1)), (6, later), (7, now)]
    since = BookVisit.past(customers=Customer.objects.all(), since=later)
    assert len(list(since)) == 2, "what was booked before is not judged, what was moved since is"


@pytest.mark.parametrize(
    ("clock", "why"),
    [
        ("06:30", "1.12. arbeitet Tobias Kranz von"),
        ("19:00", "1.12. arbeitet Tobias Kranz von"),
        ("12:15", ""),
    ],
)
def test_outside_the_hours_of_a_colleague_one_asks_first(
    client: Client, booking: Booking, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch, clock: str, why: str
) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: now)
    client.force_login(anna)
    sent = {"day": "2026-12-01", "clock": clock, "minutes": "60"}
    answer = client.post(f"/termine/{booking.pk}/verschieben", sent)
    assert (answer.status_code == 422) == bool(why)
    assert why in answer.content.decode()
    if why:
        assert (
            client.post(f"/termine/{booking.pk}/verschieben", {**sent, "even_if_off": "on"}).status_code
            == 302
        )


def test_on_a_weekend_a_colleague_does_not_work(booking: Booking, anna: User, now: datetime) -> None:
    saturday = on(now, "10:00", days=4)
    with pytest.raises(calendar.PersonAway, match=r"28\.11\. arbeitet Tobias Kranz nicht"):
        calls.move_visit(
            booking=booking, starts_at=saturday, ends_at=saturday + timedelta(hours=1), even_if_off=False, by=anna,
            at=now,
        )  # fmt: skip


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["book", "move", "drag", "cancel"]),
        st.sampled_from(["anna", "tobias"]),
        st.booleans(),  # the customer asked
        st.integers(0, 20),  # days ahead
        st.integers(20, 80),  # quarter of an hour of the day
        st.integers(1, 8),  # quarters that it lasts
        st.integers(0, 30),  # hours until the next act
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, days=st.integers(1, 6))
def test_whatever_is_booked_and_moved_keeps_lead_time_hours_and_the_calendar(
    acts: list[Any], days: int, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    """Without a reason and without 'even so'. A public holiday (6 January) and an absence lie in the way."""
    with transaction.atomic():
        _play(acts, days, hoelzl, anna=anna, tobias=tobias, start=datetime(2026, 12, 21, 9, 0, tzinfo=ZONE))
        transaction.set_rollback(True)


def _play(
    acts: list[Any], days: int, customer: Customer, *, anna: User, tobias: User, start: datetime
) -> None:
    matter = accepted(customer=customer, inside=anna, field=tobias, at=start).matter
    ahead(days, start)
    people_actions.report_absence(
        user=tobias,
        from_date=date(2026, 12, 28),
        to_date=date(2026, 12, 30),
        deputy=anna,
        by=tobias,
        at=start,
    )
    calendar.book(
        kind="meeting", title="Abgleich", people=[tobias], starts_at=on(start, "10:00", days=1),
        ends_at=on(start, "12:00", days=1), by=tobias, at=start,
    )  # fmt: skip
    at = start
    for what, who, by_customer, ahead_by, quarter, length, hours in acts:
        by = {"anna": anna, "tobias": tobias}[who]
        begins = on(at, "00:00", days=ahead_by) + timedelta(minutes=15 * quarter)
        times: dict[str, Any] = {"starts_at": begins, "ends_at": begins + timedelta(minutes=15 * length)}
        with suppress(Refused), transaction.atomic():
            _act(what, matter, times, by_customer=by_customer, by=by, at=at)
            if what != "cancel":
                _holds(matter, days=days, by=by, at=at)
        at += timedelta(hours=hours)
    assert [found for found in checks.run_all() if found.invariant == "INV3"] == []


def _act(what: str, matter: Any, times: dict[str, Any], *, by_customer: bool, by: User, at: datetime) -> None:
    matter.refresh_from_db()
    booking = queries.booking_of(matter)
    if what == "book":
        calls.book_visit(matter=matter, **times, even_if_off=False, by=by, at=at)
        return
    if booking is None or not matter.step.stands_for(VISIT):
        raise Refused("nothing booked")
    if what == "cancel":
        calls.cancel_visit(booking=booking, by=by, at=at)
    elif what == "move":
        calls.move_visit(booking=booking, **times, even_if_off=False, by_customer=by_customer, by=by, at=at)
    else:
        calendar.move(appointment=booking.appointment, **times, even_if_off=False, by=by, at=at)


def _holds(matter: Any, *, days: int, by: User, at: datetime) -> None:
    """What was just settled keeps the rule and the day of whoever visits, unless it is their own."""
    booking = queries.booking_of(matter)
    assert booking is not None
    shown, visitor = booking.appointment, booking.person
    taken = Attendance.objects.filter(person=visitor, fixed=True).exclude(appointment=shown)
    assert not any(one.during.lower < shown.ends_at and shown.starts_at < one.during.upper for one in taken)
    if visitor.pk == by.pk:
        return
    hours = people.working_calendar(visitor, around=at)
    day = shown.starts_at.astimezone(ZONE).date()
    assert day >= working_time.add_days(at, days, hours).date()
    periods = working_time.periods_of(day, hours)
    assert periods, "nobody is booked into a day off"
    assert periods[0][0] <= shown.starts_at < shown.ends_at <= periods[-1][1]


def test_a_drag_taken_back_asks_no_rule_and_nobody_to_tell(
    booking: Booking, anna: User, tobias: User, now: datetime
) -> None:
    """The visit is tomorrow by field's own hand; inside pulls it away by mistake and takes that back."""
    near: dict[str, Any] = {"starts_at": on(now, "14:00", days=1), "ends_at": on(now, "14:50", days=1)}
    calls.move_visit(booking=booking, **near, by=tobias, at=now)
    first = Task.objects.get(done_at=None, title__startswith="Dem Kunden")
    ahead(2, now)
    far: dict[str, Any] = {"starts_at": on(now, "10:00", days=9), "ends_at": on(now, "10:50", days=9)}
    later = now + timedelta(minutes=1)
    calendar.move(appointment=booking.appointment, **far, by=tobias, at=later)
    back = calendar.take_move_back(appointment=booking.appointment, by=tobias, at=later)
    booking.refresh_from_db()
    booking.matter.refresh_from_db()
    assert back.starts_at == booking.matter.due_at == near["starts_at"]
    assert [task.pk for task in Task.objects.filter(done_at=None, title__startswith="Dem Kunden")] == [
        first.pk
    ]
    assert booking.telling_id == first.pk, (
        "the customer still has to hear of the first move, and of nothing else"
    )
    assert list(checks.run_all()) == []
