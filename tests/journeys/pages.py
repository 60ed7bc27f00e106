"""What people do on the pages, in the words they would use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter


def first_matter_of_the_day(page: Page) -> Locator:
    """The row that Heute puts first."""
    return page.get_by_role("region", name="Deine Aufgaben").locator("[data-row]").first


def whose_turn(page: Page) -> Locator:
    """The card 'Wer ist dran?' of a matter."""
    return page.get_by_role("region", name="Wer ist dran?")


def choose(page: Page | Locator, label: str) -> None:
    """Tap a tile or pill; the round button itself is not drawn."""
    page.get_by_text(label, exact=True).first.locator("xpath=ancestor-or-self::label").click()


def said(page: Page, text: str) -> None:
    """The page says so above its content."""
    expect(page.locator("#flash")).to_contain_text(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it should be now, with what, until when."""

    who: User
    step: str
    next_step: str
    due: date


def the_turn_is(turn: Turn, *, matter: Matter, seen_on: Page) -> None:
    """Exactly one person, one next step, one date: stored, and shown on the matter's page."""
    matter.refresh_from_db()
    assert matter.is_open
    assert matter.accountable == turn.who
    assert matter.step is not None
    assert (matter.step.key, matter.next_step) == (turn.step, turn.next_step)
    assert matter.due_at is not None
    assert matter.due_at.date() == turn.due, f"due {matter.due_at}"
    seen_on.goto(f"/vorgaenge/{matter.pk}")
    card = whose_turn(seen_on)
    expect(card).to_contain_text(turn.next_step)
    expect(card).to_contain_text(
        re.compile(rf"Du (bist|bleibst) dran|{turn.who.first_name}|{turn.who.full_name}")
    )
    expect(card).to_contain_text(re.compile(r"heute|morgen|\d\d?\.\d\d?\."))
