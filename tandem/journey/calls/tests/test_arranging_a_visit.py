"""Inside calls, notes what came of it, and books the visit into field's calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import LOST, Matter
from tandem.journey.calls import actions as calls
from tandem.journey.calls import queries, slots
from tandem.journey.calls.models import (
    NEED_NOTED,
    NO_INTEREST,
    NOT_NOW,
    NOT_REACHED,
    REACHED_APPOINTMENT,
    WRONG_PERSON,
)
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Matter:
    """A lead that field has taken; Anna arranges the visit."""
    return accepted(customer=hoelzl, inside=anna, field=tobias, at=now).matter


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("step", "accountable").get(pk=matter.pk)


def _entry_types(matter: Matter) -> list[str]:
    return list(Entry.objects.filter(matter_id=matter.pk).order_by("pk").values_list("type", flat=True))


class TestCalls:
    def test_not_reached_comes_up_again_on_the_next_working_day(
        self, matter: Matter, anna: User, now: datetime
    ) -> None:
        friday = now + timedelta(days=3)
        call = calls.log_call(matter=matter, result=NOT_REACHED, by=anna, at=friday)
        assert call.next_at is not None
        assert call.next_at.astimezone(BERLIN).date() == date(2026, 11, 30)
        held = _fresh(matter)
        assert (held.accountable, held.due_at, held.next_step) == (anna, call.next_at, "Noch einmal anrufen")

    def test_not_now_needs_a_day(self, matter: Matter, anna: User, now: datetime) -> None:
        with pytest.raises(calls.CallIncomplete):
            calls.log_call(matter=matter, result=NOT_NOW, by=anna, at=now)
        call = calls.log_call(matter=matter, result=NOT_NOW, next_on=date(2027, 1, 11), by=anna, at=now)
        assert call.next_at is not None
        assert call.next_at.astimezone(BERLIN).date() == date(2027, 1, 11)
        with pytest.raises(calls.CallIncomplete):
            calls.log_call(matter=matter, result=NOT_NOW, next_on=date(2026, 11, 1), by=anna, at=now)

    @pytest.mark.parametrize("result", [REACHED_APPOINTMENT, NEED_NOTED, WRONG_PERSON])
    def test_other_results_keep_the_turn_with_a_next_step(
        self, result: str, matter: Matter, anna: User, now: datetime
    ) -> None:
        calls.log_call(matter=matter, result=result, text="Braucht zwei Förderer.", by=anna, at=now)
        held = _fresh(matter)
        assert held.step is not None
        assert (held.step.key, held.accountable) == ("appointment", anna)
        assert _entry_types(matter)[-1] == "calls.logged"

    def test_no_interest_closes_the_matter_with_the_reason(
        self, matter: Matter, anna: User, now: datetime
    ) -> None:
        with pytest.raises(calls.CallIncomplete):
            calls.log_call(matter=matter, result=NO_INTEREST, by=anna, at=now)
        calls.log_call(matter=matter, result=NO_INTEREST, text="Haben selbst gebaut.", by=anna, at=now)
        assert _fresh(matter).outcome == LOST
        assert _entry_types(matter).count("calls.logged") == 1
        with pytest.raises(calls.WrongStage):
            calls.log_call(matter=matter, result=NOT_REACHED, by=anna, at=now)

    def test_another_tandem_does_not_call(
        self, matter: Matter, allgaeu: Tandem, sandra: User, now: datetime
    ) -> None:
        with pytest.raises(NotAllowed):
            calls.log_call(matter=matter, result=NOT_REACHED, by=sandra, at=now)

    def test_the_dossier_costs_the_same_however_much_is_in_it(
        self, matter: Matter, anna: User, now: datetime, django_assert_max_num_queries: object
    ) -> None:
        for _number in range(8):
            calls.log_call(matter=matter, result=NOT_REACHED, next_on=now.date(), by=anna, at=now)
        with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's fixture
            known = queries.dossier(matter=matter)
        assert len(known.calls) == 3
        assert known.people[0].contact.full_name == "Claudia Hölzl"


class TestBooking:
    def test_it_stands_in_fields_calendar_and_the_turn_goes_to_field(
        self, matter: Matter, anna: User, tobias: User, now: datetime
    ) -> None:
        booking = visit_booked(matter=matter, by=anna, at=now)
        held = _fresh(matter)
        assert held.step is not None
        assert (held.step.key, held.accountable) == ("visit", tobias)
        assert held.due_at == booking.appointment.starts_at == on(now, "10:30", days=1)
        assert booking.appointment.title == "Hölzl Fördertechnik GmbH"
        assert _entry_types(matter)[-1] == "calls.visit_booked"

    def test_a_taken_time_is_refused_and_nothing_moves(
        self, matter: Matter, anna: User, tobias: User, now: datetime
    ) -> None:
        booked(person=tobias, at=now, clock="11:00", days=1, title="Kautter Blechtechnik")
        with pytest.raises(calendar.SlotTaken) as refusal:
            visit_booked(matter=matter, by=anna, at=now)
        assert "Kautter Blechtechnik" in str(refusal.value)
        held = _fresh(matter)
        assert held.step is not None
        assert held.step.key == "appointment"

    def test_one_visit_at_a_time_and_none_in_the_past(
        self, matter: Matter, anna: User, now: datetime
    ) -> None:
        with pytest.raises(calls.VisitIncomplete):
            visit_booked(matter=matter, by=anna, at=now, days=-1)
        visit_booked(matter=matter, by=anna, at=now)
        with pytest.raises(calls.AlreadyBooked) as refusal:
            visit_booked(matter=matter, by=anna, at=now, clock="15:00")
        assert "25.11." in str(refusal.value)

    def test_moving_the_visit_moves_the_date_of_the_turn(
        self, matter: Matter, anna: User, tobias: User, now: datetime
    ) -> None:
        booking = visit_booked(matter=matter, by=anna, at=now)
        start = on(now, "14:00", days=2)
        calls.move_visit(
            booking=booking, starts_at=start, ends_at=start + timedelta(hours=1), by=anna, at=now
        )
        held = _fresh(matter)
        assert (held.accountable, held.due_at) == (tobias, start)
        assert _entry_types(matter)[-1] == "calls.visit_moved"

    def test_moving_it_on_the_calendar_page_does_the_same(
        self, matter: Matter, anna: User, tobias: User, now: datetime
    ) -> None:
        booking = visit_booked(matter=matter, by=anna, at=now)
        start = on(now, "16:00", days=2)
        calendar.move(
            appointment=booking.appointment,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            by=tobias,
            at=now,
        )
        assert _fresh(matter).due_at == start

    def test_a_cancelled_visit_goes_back_to_inside(
        self, matter: Matter, anna: User, tobias: User, now: datetime
    ) -> None:
        booking = visit_booked(matter=matter, by=anna, at=now)
        calls.cancel_visit(booking=booking, reason="Herr Dold ist krank.", by=tobias, at=now)
        held = _fresh(matter)
        assert held.step is not None
        assert (held.step.key, held.accountable) == ("appointment", anna)
        assert visit_booked(matter=held, by=anna, at=now, clock="11:00").pk != booking.pk
        assert list(checks.run_all()) == []


def test_free_half_hours_leave_out_what_is_taken_or_over(now: datetime) -> None:
    taken = [(on(now, "11:00"), on(now, "12:00"))]
    found = slots.of_day(
        now.date(), hours=[(8 * 60, 12 * 60), (13 * 60, 15 * 60)], busy=taken, minutes=60, at=now, zone=BERLIN
    )
    assert [slot.clock for slot in found][:2] == ["10:00", "10:30"]
    assert [slot.clock for slot in found if not slot.is_free] == ["10:30", "11:00"]


def test_the_whole_visit_lies_in_the_working_hours(now: datetime) -> None:
    day = now.date() + timedelta(days=1)
    hours = [(8 * 60, 12 * 60), (12 * 60 + 30, 15 * 60), (15 * 60, 16 * 60)]
    found = slots.of_day(day, hours=hours, busy=[], minutes=120, at=now, zone=BERLIN)
    clocks = [slot.clock for slot in found]
    assert clocks == ["08:00", "08:30", "09:00", "09:30", "10:00", "12:30", "13:00", "13:30", "14:00"]
    assert slots.of_day(day, hours=[], busy=[], minutes=60, at=now, zone=BERLIN) == []
