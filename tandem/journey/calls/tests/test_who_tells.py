"""A visit is moved or called off: somebody tells the customer, and a mail settles it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.testing import on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork.models import Task
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import Booking
from tandem.journey.calls.rules import WhoTellsCustomer
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted


@pytest.fixture
def visit(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Booking:
    matter = accepted(customer=hoelzl, inside=anna, field=tobias, at=now).matter
    return visit_booked(matter=matter, by=anna, at=now, days=2, contact=claudia)


def _move(visit: Booking, clock: str, by: User, at: datetime) -> None:
    start, end = on(at, clock, days=3), on(at, "18:00", days=3)
    calendar.move(appointment=visit.appointment, starts_at=start, ends_at=end, by=by, at=at)


def _open() -> list[tuple[str, User]]:
    found = Task.objects.filter(done_at=None, title__startswith="Dem Kunden").select_related("accountable")
    return [(task.title, task.accountable) for task in found]


def test_whoever_moves_it_tells_the_customer(visit: Booking, tobias: User, now: datetime) -> None:
    assert _open() == []
    _move(visit, "13:00", tobias, now)
    [(title, who)] = _open()
    assert "13:00" in title
    assert who == tobias


def test_moved_again_the_task_names_the_latest_time(visit: Booking, tobias: User, now: datetime) -> None:
    _move(visit, "13:00", tobias, now)
    _move(visit, "14:00", tobias, now)
    [(title, _who)] = _open()
    assert "14:00" in title


def test_called_off_somebody_says_so(visit: Booking, tobias: User, now: datetime) -> None:
    calls.cancel_visit(booking=visit, by=tobias, at=now)
    [(title, _who)] = _open()
    assert "entfällt" in title


def test_the_rule_names_who_tells(visit: Booking, anna: User, tobias: User, now: datetime) -> None:
    playbook.set_rule(
        kind=WhoTellsCustomer(who="inside"), scope=rules.Scope(), effect=rules.INFORM, by=None, at=now
    )
    _move(visit, "13:00", tobias, now)
    [(_title, who)] = _open()
    assert who == anna


def test_a_mail_to_the_customer_settles_it(visit: Booking, anna: User, tobias: User, now: datetime) -> None:
    _move(visit, "13:00", tobias, now)
    calendar.mail_customer(
        appointment=visit.appointment, to="c.hoelzl@hoelzl.example", subject="Neue Zeit", text="Guten Tag",
        by=anna, at=now,
    )  # fmt: skip
    assert _open() == []
    assert Task.objects.get(title__startswith="Dem Kunden").result == "Per E-Mail."
