"""An enquiry of the web site becomes a booked visit: lead, release, weekly round, call, best time, invitation."""

from __future__ import annotations

import re
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tests.journeys.conftest import Clock, Mailbox, SignIn
from tests.journeys.pages import choose, first_matter_of_the_day, said
from tests.journeys.web import Site, fill, served

pytestmark = pytest.mark.browser

NAME = "Brüllmann Hebetechnik AG"


def test_from_the_web_form_to_an_invitation_and_the_partner_sees_each_step(
    browser: Browser, address: str, sign_in: SignIn, clock: Clock, mailbox: Mailbox, ulm: Tandem, ben: User,
    anna: User, tobias: User,
) -> None:  # fmt: skip
    calendar.set_home_base(city="Ehingen", postcode="89584", by=tobias, at=clock.now())
    with served() as site:
        a_visitor_writes(browser, address, site, clock, ben)

    # Anna finds it in her list, rates and releases it. Tobias has Heute open: it tells him without a reload.
    annas, phone = sign_in(anna), sign_in(tobias, phone=True)
    # From here on it listens.
    expect(phone.locator("#pulse[hx-get*='seit=']")).to_be_attached()
    anna_releases_it(annas)
    it_is_told(phone, "Anna")
    phone.goto("/heute")
    first_matter_of_the_day(phone).get_by_role("button", name="Annehmen").click()
    said(phone, "Angenommen.")

    # In the weekly round they agree that Anna calls. Tobias has the round open and sees what she decides.
    clock.later(hour=11)
    annas.goto("/wochenrunde")
    annas.get_by_role("button", name="Vorschlag machen").click()
    annas.get_by_role("button", name="Runde beginnen").click()
    phone.goto("/wochenrunde")
    expect(phone.get_by_text(NAME).first).to_be_visible()
    annas.get_by_role("button", name="Vereinbaren und weiter").click()
    expect(phone.get_by_text("1 von 1 besprochen")).to_be_visible(timeout=10_000)
    annas.get_by_role("button", name="Runde beenden").click()

    # The next morning she calls one after the other; this one wants a visit. The best time is held, then booked.
    clock.later(days=1, hour=9)
    anna_calls(annas)
    annas.locator(".prop").first.click()
    expect(annas.get_by_text("für dich freigehalten")).to_be_visible()
    annas.get_by_label("Danach dem Kunden schreiben").check()
    annas.get_by_role("button", name="Termin buchen").click()
    it_is_told(phone, "Anna")

    # The customer gets a mail with an entry for the calendar, and nobody else gets one.
    expect(annas.get_by_role("textbox", name=re.compile(r"^An\b"))).to_have_value("p@bruellmann.example")
    annas.get_by_role("button", name="Senden", exact=True).click()
    the_customer_is_invited(mailbox)
    phone.goto("/kalender?tag=" + Appointment.objects.get().starts_at.date().isoformat())
    expect(phone.get_by_role("link", name=NAME).first).to_be_visible()
    assert list(checks.run_all()) == []


def a_visitor_writes(browser: Browser, address: str, site: Site, clock: Clock, ben: User) -> None:
    form = leads.keep_form(
        form=None, name="Kontaktformular", source="website", campaign="Herbst 2026",
        asks=["phone", "postcode", "requirement"], origins=[site("")], consent_de="Ich möchte angerufen werden.",
        thanks_de="Danke, wir melden uns.", by=ben, at=clock.now(),
    )  # fmt: skip
    window = browser.new_context(locale="de-DE")
    visitor = window.new_page()
    tag = f'<script src="{address}/anfrage/tandem.js" data-form="{form.token}" data-address="{address}" async></script>'
    visitor.goto(site(f"<h1>Kontakt</h1>{tag}"))
    fill(visitor, company=NAME)
    clock.later(hour=9, minute=45)
    visitor.get_by_role("button", name="Anfrage senden").click()
    expect(visitor.get_by_role("status")).to_have_text("Danke, wir melden uns.")
    window.close()


def anna_releases_it(desk: Page) -> None:
    desk.goto("/leads")
    desk.get_by_role("row", name=NAME).get_by_role("link", name=NAME).click()
    desk.get_by_label("Ort", exact=False).first.fill("Friedrichshafen")
    form = desk.locator("form").filter(has=desk.get_by_role("heading", name="Prüfen und bewerten"))
    choose(form.get_by_role("group", name="Qualität"), "B")
    choose(form.get_by_role("group", name="Wahrscheinlichkeit"), "50 %")
    form.get_by_label("Warum diese Bewertung?").fill("Rollenbahn, klare Menge.")
    form.get_by_role("button", name="Bewertung speichern").click()
    desk.get_by_label("Briefing für den Außendienst").fill("Hat selbst geschrieben.")
    desk.get_by_role("button", name="An Tobias freigeben").click()
    said(desk, "Freigegeben.")


def anna_calls(desk: Page) -> None:
    desk.goto("/anrufen")
    expect(desk.get_by_text(NAME).first).to_be_visible()
    desk.get_by_role("button", name="Los geht es").click()
    expect(desk.get_by_role("heading", name="Brüllmann").first).to_be_visible()
    desk.keyboard.press("1")
    desk.get_by_label("Notiz").fill("Will es sehen, nächste Woche passt.")
    desk.get_by_role("button", name="Speichern und weiter").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Termin buchen")


def it_is_told(page: Page, who: str) -> None:
    """An open page tells it within ten seconds."""
    told = page.locator("#pulse a").filter(has_text=NAME).first
    expect(told).to_be_visible(timeout=10_000)
    expect(told).to_contain_text(who)


def the_customer_is_invited(mailbox: Mailbox) -> None:
    [mail] = [one for one in mailbox.collect() if "p@bruellmann.example" in str(one["To"])]
    [entry] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = entry.get_payload(decode=True)
    assert isinstance(content, bytes)
    invitation = icalendar.Calendar.from_ical(content)
    [event] = invitation.walk("VEVENT")
    assert invitation["METHOD"] == "REQUEST"
    starts_at: Any = event["DTSTART"]
    assert starts_at.dt == Appointment.objects.get().starts_at
