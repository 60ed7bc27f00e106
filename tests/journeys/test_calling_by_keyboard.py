"""A day of calls without a mouse: begin, two keys for a result, the next one at once, the last one back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.testing import a_contact, a_customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.calls.calling.tables import Attempt
from tandem.journey.calls.models import NEED_NOTED, NOT_REACHED
from tests.journeys.conftest import Clock, SignIn

pytestmark = pytest.mark.browser

NAMES = ("Egger Antriebe", "Federsee Silotechnik", "Gstöttner Säge")


@pytest.fixture
def matters(ulm: Tandem, anna: User, now: datetime) -> list[Matter]:
    """Three to call today, the one that is due longest first; the second company's only contact has objected."""
    found = []
    for number, name in enumerate(NAMES):
        customer = a_customer(name=name, tandem=ulm, at=now - timedelta(days=90))
        contact = a_contact(
            customer=customer,
            first_name="Eva",
            last_name=f"Traub{number}",
            phones=f"0731 12340{number}",
            at=now,
        )
        found.append(
            teamwork.open_matter(
                customer=customer, kind=SALE, title="Förderband", step_key=APPOINTMENT, next_step="Anrufen",
                accountable=anna, contact=contact, due_at=now - timedelta(hours=3 - number), by=None,
                at=now - timedelta(days=2),
            )
        )  # fmt: skip
        if number == 1:
            objected(about=contact, at=now - timedelta(days=1), by=anna)
    return found


def _focused(page: Page, text: str) -> None:
    expect(page.locator(":focus")).to_contain_text(text)


def _key_of(page: Page, result: str) -> str:
    """The digit that stands on a result."""
    return page.locator(".calling-t label", has_text=result).locator("kbd").inner_text()


def _kept() -> list[tuple[str, str]]:
    """The results that stand, with what was noted."""
    standing = Attempt.objects.filter(undone_at=None).order_by("pk")
    return [(one.call.result, one.call.text) for one in standing if one.call is not None]


def test_calls_are_made_by_keyboard_alone(
    matters: list[Matter], anna: User, clock: Clock, sign_in: SignIn
) -> None:
    page = sign_in(anna)
    page.goto("/anrufen")
    expect(page.get_by_role("heading", name="2 Anrufe heute")).to_be_visible()
    expect(page.get_by_text("1 Firma hat widersprochen")).to_be_visible()
    press = page.keyboard.press

    # The button to begin has the focus; then the name of who is called, below the guard and above the number.
    press("Enter")
    _focused(page, "Traub0")
    expect(page.get_by_text(NAMES[0]).first).to_be_visible()
    expect(page.locator('a[href="tel:+49731123400"]').first).to_be_visible()

    # Two keys, and the next company stands there; whoever has objected never does.
    press(_key_of(page, "Nicht erreicht"))
    press("Enter")
    _focused(page, "Traub2")
    assert _kept() == [(NOT_REACHED, "")]
    expect(page.get_by_text(NAMES[1])).to_have_count(0)

    # The last one back: it is before her again, as if nothing had been.
    press("u")
    expect(page.get_by_text("Anruf 1 von 2")).to_be_visible()
    assert _kept() == []
    _focused(page, "Traub0")

    # A result with a note: the digit, what was said, and Ctrl with Enter keeps it from there.
    press(_key_of(page, "Bedarf notiert"))
    page.keyboard.type("Zwei Bänder bis März")
    press("Control+Enter")
    _focused(page, "Traub2")
    assert _kept() == [(NEED_NOTED, "Zwei Bänder bis März")]
