"""The shared calendar by finger: one that rests on an appointment moves it, one that moves at once scrolls the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.calendar.testing import booked
from tandem.essentials.people.models import Tandem, User
from tests.journeys.conftest import Clock, SignIn

pytestmark = pytest.mark.browser

# So long a finger rests before it picks an entry up (islands/board.ts), with what a slow machine takes on top.
REST_MS = 650
QUARTER_ROWS = 4
SCREENS = [(390, 844), (820, 1180)]


class Finger:
    """A finger on the screen: the touches go through the browser's own way from the screen to the page."""

    def __init__(self, page: Page) -> None:
        self._page, self._screen = page, page.context.new_cdp_session(page)
        self._touches = False

    def down(self, x: float, y: float) -> None:
        _touch(self._screen, "touchStart", [(x, y)])
        self._touches = True
        self.x, self.y = x, y

    def to(self, x: float, y: float, *, steps: int = 8) -> None:
        """Over the screen, as a hand does: in many small moves, a picture apart."""
        for step in range(1, steps + 1):
            _touch(
                self._screen,
                "touchMove",
                [(self.x + (x - self.x) * step / steps, self.y + (y - self.y) * step / steps)],
            )
            self._page.wait_for_timeout(20)
        self.x, self.y = x, y

    def second(self, x: float, y: float) -> None:
        """Another finger beside it, and both are lifted."""
        _touch(self._screen, "touchStart", [(self.x, self.y), (x, y)])
        self.up()

    def up(self) -> None:
        if self._touches:
            _touch(self._screen, "touchEnd", [])
        self._touches = False


def _touch(screen: CDPSession, what: str, points: list[tuple[float, float]]) -> None:
    touches = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
    screen.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": touches})


@contextmanager
def _held(page: Page, title: str) -> Iterator[tuple[Finger, float]]:
    """A finger that has picked an entry up, and how high a quarter of an hour is; lifted at the end."""
    x, y = _middle(page, title)
    finger = Finger(page)
    finger.down(x, y)
    expect(page.locator(".ev.moving", has_text=title)).to_be_visible(timeout=REST_MS * 5)
    yield finger, _quarter(page)
    finger.up()


def _middle(page: Page, title: str) -> tuple[float, float]:
    entry = page.locator(".ev[data-move]", has_text=title)
    # In the middle of the screen: from there both ways are free, and no bar of the page lies above it.
    entry.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.wait_for_timeout(100)
    box = entry.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _quarter(page: Page) -> float:
    height: float = page.locator(".day-grid[data-day]:visible").first.evaluate(
        "grid => grid.getBoundingClientRect().height / grid.closest('.board').dataset.rows"
    )
    return height


def _scrolled(page: Page) -> float:
    top: float = page.evaluate("() => document.scrollingElement.scrollTop")
    return top


def _clock(appointment: Appointment) -> str:
    appointment.refresh_from_db()
    return timezone.localtime(appointment.starts_at).strftime("%d.%m. %H:%M")


def _calendar(sign_in: SignIn, user: User, screen: tuple[int, int]) -> Page:
    page = sign_in(user, phone=True)
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.goto("/kalender?tag=2026-11-25")
    return page


@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "tablet"])
def test_a_finger_that_rests_moves_an_appointment_and_takes_it_back(
    ulm: Tandem, tobias: User, now: datetime, clock: Clock, sign_in: SignIn, screen: tuple[int, int]
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    page = _calendar(sign_in, tobias, screen)
    expect(page.get_by_text("Halte einen Termin kurz gedrückt")).to_be_visible()
    with _held(page, "Tourplanung") as (finger, quarter):
        before = _scrolled(page)
        finger.to(finger.x, finger.y + QUARTER_ROWS * quarter)
        expect(page.locator(".ev.moving .ev-c")).to_have_text("11:00")
        assert _scrolled(page) == before, "the page stays where it is while an entry hangs on the finger"
    expect(page.get_by_text("„Tourplanung“ steht jetzt am")).to_be_visible()
    assert _clock(made) == "25.11. 11:00"
    page.get_by_role("button", name="Rückgängig").tap()
    expect(page.locator(".ev", has_text="Tourplanung").locator(".ev-c")).to_have_text("10:00")
    assert _clock(made) == "25.11. 10:00"


@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "tablet"])
def test_a_finger_that_moves_at_once_scrolls_and_moves_nothing(
    ulm: Tandem, tobias: User, now: datetime, clock: Clock, sign_in: SignIn, screen: tuple[int, int]
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    page = _calendar(sign_in, tobias, (screen[0], 500))
    for where in ("on the entry", "beside it"):
        x, y = _middle(page, "Tourplanung")
        before, finger = _scrolled(page), Finger(page)
        finger.down(x, y if where == "on the entry" else y + 3 * QUARTER_ROWS * _quarter(page))
        finger.to(x, finger.y - 120)
        finger.up()
        page.wait_for_timeout(REST_MS)
        assert abs(_scrolled(page) - before) > 60, where
        expect(page.locator(".ev.moving")).to_have_count(0)
    assert _clock(made) == "25.11. 10:00"
    # A tap opens it, as ever.
    _middle(page, "Tourplanung")
    page.locator(".ev[data-move]", has_text="Tourplanung").tap()
    page.wait_for_url(f"**/kalender/{made.pk}")


def test_at_the_edge_of_the_screen_the_page_moves_along_and_back(
    ulm: Tandem, tobias: User, now: datetime, clock: Clock, sign_in: SignIn
) -> None:
    """What lies below the screen is within reach of the finger, and what lies above it."""
    made = booked(person=tobias, at=now, clock="08:00", days=1, title="Tourplanung")
    page = _calendar(sign_in, tobias, (390, 600))
    with _held(page, "Tourplanung") as (finger, _row):
        before = _scrolled(page)
        finger.to(finger.x, 600 - 80)
        # It rests there, and the page goes on below it until the board ends.
        expect(page.locator(".ev.moving .ev-c")).to_have_text(re.compile("1[6-8]:"))
        assert _scrolled(page) > before + 100
        finger.to(finger.x, 300)
        expect(page.locator(".ev.moving .ev-c")).to_have_text(re.compile("1[2-6]:"))
        shown = page.locator(".ev.moving .ev-c").inner_text()
    expect(page.get_by_text("„Tourplanung“ steht jetzt am")).to_be_visible()
    assert _clock(made) == f"25.11. {shown}"
    with _held(page, "Tourplanung") as (finger, _row):
        finger.to(finger.x, 90)
        expect(page.locator(".ev.moving .ev-c")).to_have_text(re.compile("0[78]:"))


def test_a_second_finger_or_one_that_lets_go_beside_the_board_puts_it_back(
    ulm: Tandem, tobias: User, now: datetime, clock: Clock, sign_in: SignIn
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    page = _calendar(sign_in, tobias, SCREENS[0])
    with _held(page, "Tourplanung") as (finger, quarter):
        finger.to(finger.x, finger.y + QUARTER_ROWS * quarter)
        finger.second(finger.x - 60, finger.y)
        expect(page.locator(".ev.moving")).to_have_count(0)
    with _held(page, "Tourplanung") as (finger, quarter):
        finger.to(finger.x, finger.y + QUARTER_ROWS * quarter)
        finger.to(2, finger.y)  # the margin of the page
        expect(page.locator(".ev.moving .ev-c")).to_have_text("11:00")
    expect(page.locator(".ev", has_text="Tourplanung").locator(".ev-c")).to_have_text("10:00")
    assert page.url.endswith("/kalender?tag=2026-11-25"), "letting go opens nothing"
    assert _clock(made) == "25.11. 10:00"


def test_on_a_tablet_an_appointment_goes_to_another_day(
    ulm: Tandem, anna: User, tobias: User, now: datetime, clock: Clock, sign_in: SignIn
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=1, title="Tourplanung")
    booked(person=tobias, at=now, clock="14:00", days=1, title="Federsee Silotechnik")
    page = _calendar(sign_in, anna, SCREENS[1])
    with _held(page, "Tourplanung") as (finger, _quarter_high):
        there = page.locator(f'.day-grid[data-person="{tobias.pk}"][data-day="2026-11-26"]').bounding_box()
        assert there is not None
        finger.to(there["x"] + there["width"] / 2, finger.y)
    expect(page.get_by_text("„Tourplanung“ steht jetzt am")).to_be_visible()
    assert _clock(made) == "26.11. 10:00"
    # What is refused jumps back, by finger as well.
    with _held(page, "Tourplanung") as (finger, quarter):
        there = page.locator(f'.day-grid[data-person="{tobias.pk}"][data-day="2026-11-25"]').bounding_box()
        assert there is not None
        finger.to(there["x"] + there["width"] / 2, finger.y + 4 * QUARTER_ROWS * quarter)
    expect(page.locator("#flash")).to_contain_text("Federsee Silotechnik")
    expect(page.locator(".ev", has_text="Tourplanung").locator(".ev-c")).to_have_text("10:00")
    assert _clock(made) == "26.11. 10:00"
