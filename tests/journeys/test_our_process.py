"""Both sides make the process theirs: proposed, talked about, in force, and lived."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import drafting
from tandem.essentials.playbook.models import VISIT
from tandem.essentials.teamwork import testing
from tests.journeys.conftest import Clock, SignIn
from tests.journeys.pages import said

pytestmark = pytest.mark.browser


def test_a_step_of_our_own_is_proposed_talked_about_put_into_force_and_lived(
    sign_in: SignIn, clock: Clock, hoelzl: Customer, anna: User, juergen: User, now: datetime
) -> None:
    running = testing.sale(customer=hoelzl, at=now, step_key=VISIT)

    # Jürgen proposes: after the visit the machine is shown.
    lead = sign_in(juergen)
    lead.goto("/prozess/vorlage")
    lead.get_by_role("button", name="Nächste Version gestalten").click()
    visit = lead.locator("#step-visit")
    visit.locator("summary[aria-label*='verschieben']").click()
    visit.get_by_placeholder("Deutsch").fill("Vorführung")
    visit.get_by_placeholder("Englisch").fill("Demonstration")
    visit.get_by_role("button", name="Teilen").click()
    said(lead, "Geteilt")

    # What he types is saved as he goes on to the next field.
    visit.get_by_role("link", name="Ändern").click()
    visit.get_by_label("In wenigen Worten (Deutsch)").fill("beim Kunden oder per Video")
    visit.get_by_label("In wenigen Worten (Englisch)").focus()
    expect(visit.locator("#state-visit")).to_contain_text("gespeichert")
    draft = drafting.open_draft()
    assert draft is not None
    kept = drafting.design_of(draft).find(VISIT)
    assert kept is not None
    assert kept.hint_de == "beim Kunden oder per Video"

    # Anna reads it and says what she thinks.
    inside = sign_in(anna)
    inside.goto("/prozess/entwurf")
    at_the_step = inside.locator("#step-visit-2")
    at_the_step.get_by_text("Kommentieren").click()
    at_the_step.get_by_label("Dein Kommentar").fill("Wer bucht die Maschine?")
    at_the_step.get_by_role("button", name="Absenden").click()
    expect(inside.get_by_text("Wer bucht die Maschine?")).to_be_visible()

    # It has been talked over; from today on it holds.
    lead.goto("/prozess/entwurf")
    lead.get_by_role("button", name="Besprochen").click()
    lead.get_by_role("link", name="In Kraft setzen").click()
    expect(lead.get_by_text("Neuer Schritt")).to_be_visible()
    lead.get_by_role("button", name="In Kraft setzen").click()
    said(lead, "Version 2")

    # What runs stays where it is until he moves it.
    running.refresh_from_db()
    assert running.step is not None
    assert running.step.process.version == 1
    lead.get_by_role("link", name="Laufende Vorgänge umziehen").click()
    lead.get_by_role("button", name="Umziehen").click()
    said(lead, "1 Vorgang")
    running.refresh_from_db()
    assert running.step.process.version == 2
    lead.goto("/prozess")
    expect(lead.get_by_role("link", name="Vorführung")).to_be_visible()
    assert [violation.sentence for violation in checks.run_all()] == []
