"""The shared calendar by mouse and by keyboard: what the server refuses jumps back."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.calendar.testing import booked
from tandem.essentials.people.models import Tandem, User
from tests.journeys.conftest import Clock, SignIn

pytestmark = pytest.mark.browser


def _drag(page: Page, title: str, *, rows: int) -> None:
    """Pull an entry down by so many quarters of an hour."""
    entry = page.locator(".ev[data-move]", has_text=title)
    box = entry.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 6
    row = page.locator(".day-grid[data-day]").first.evaluate(
        "grid => grid.getBoundingClientRect().height / grid.closest('.board').dataset.rows"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + rows * row / 2)
    page.mouse.move(x, y + rows * row)
    page.mouse.up()


def _clock(appointment: Appointment) -> str:
    appointment.refresh_from_db()
    return timezone.localtime(appointment.starts_at).strftime("%d.%m. %H:%M")


# Anna moves her partner's appointment, and one that is in the way


def test_an_appointment_is_moved_and_a_refused_one_jumps_back(
    ulm: Tandem, anna: User, tobias: User, now: datetime, clock: Clock, sign_in: SignIn
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    booked(person=tobias, at=now, clock="14:00", days=1, title="Federsee Silotechnik")
    page = sign_in(anna)
    page.goto("/kalender")

    # By mouse: half an hour later.
    _drag(page, "Tourplanung", rows=2)
    expect(page.get_by_text("„Tourplanung“ steht jetzt am")).to_be_visible()
    assert _clock(made) == "25.11. 10:30"

    # Onto another one: the page says who has what, and the entry is back in its place.
    _drag(page, "Tourplanung", rows=14)
    expect(page.locator("#flash")).to_contain_text("Tobias Kranz hat von 14:00 bis 15:00")
    expect(page.locator("#flash")).to_contain_text("Federsee Silotechnik")
    expect(page.locator(".ev", has_text="Tourplanung").locator(".ev-c")).to_have_text("10:30")
    assert _clock(made) == "25.11. 10:30"

    # By keyboard: a day and a quarter of an hour later; Escape would have brought it back.
    entry = page.locator(".ev[data-move]", has_text="Tourplanung")
    entry.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(".ev", has_text="Tourplanung").locator(".ev-c")).to_have_text("10:30")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"steht jetzt am Do.26\.11\..10:45"))).to_be_visible()
    assert _clock(made) == "26.11. 10:45"


def test_on_the_phone_a_day_is_read_and_the_form_moves(
    ulm: Tandem, tobias: User, now: datetime, clock: Clock, sign_in: SignIn
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    page = sign_in(tobias, phone=True)
    page.goto("/kalender?ansicht=team&tag=2026-11-25")
    page.get_by_role("link", name="Tourplanung").click()
    page.get_by_label("Beginn").fill("11:00")
    page.get_by_role("button", name="Verschieben").click()
    expect(page.get_by_text("Verschoben.")).to_be_visible()
    assert _clock(made) == "25.11. 11:00"
