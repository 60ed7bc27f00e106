"""A quote with a question to an expert, sent with a link, accepted by its customer; and one that is declined."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import WON, Quote, QuoteVersion
from tests.journeys.conftest import Clock, Mailbox, SignIn
from tests.journeys.pages import said

pytestmark = pytest.mark.browser

ATEX = "Ist TM 113 in ATEX Zone 22 für Mehlstaub zugelassen?"


@pytest.fixture(autouse=True)
def reached_here(address: str, settings: Any) -> None:
    """Links in mails lead to the server of this test."""
    settings.PUBLIC_URL = address


def test_asked_answered_by_link_sent_and_accepted(
    browser: Browser, sign_in: SignIn, clock: Clock, mailbox: Mailbox,
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User,
) -> None:  # fmt: skip
    quote = a_quote(hoelzl, claudia, tobias, clock)
    desk, field = sign_in(anna), sign_in(tobias)

    # Anna asks an expert who has no account, about item 30. Until it is clear the quote stays here.
    desk.goto(f"/angebote/{quote.pk}")
    card = desk.get_by_role("region", name="Rückfragen")
    card.get_by_text("Rückfrage", exact=True).click()
    card.get_by_role("link", name="An Experten ohne Zugang").click()
    sheet = desk.get_by_role("form", name="Experten ohne Zugang fragen")
    sheet.get_by_label("Name des Experten").fill("Dr. Petra Ehlers")
    sheet.get_by_label("E-Mail").fill("p.ehlers@pruefung.example")
    sheet.get_by_label("Was willst du wissen?").fill(ATEX)
    sheet.locator("[name=line]").select_option(label="30 · Trommelmotor TM 113 · ATEX Zone 22")
    sheet.get_by_label("den Text der Position").check()
    sheet.get_by_role("button", name="Fragen").click()
    said(desk, "Sende den Link")
    expect(desk.get_by_text("ungeklärt")).to_be_visible()
    field.goto(f"/angebote/{quote.pk}")
    send(field)
    expect(field.get_by_text(re.compile("Position 30 ist offen"))).to_be_visible()

    # The link goes out from Anna's address; the expert sees the question and no customer, and answers.
    desk.get_by_label("Aktionen zur Rückfrage").click()
    desk.get_by_role("link", name="Link senden").click()
    desk.get_by_role("button", name="Senden", exact=True).click()
    said(desk, "unterwegs")
    expert = opened(browser, link_in(mailbox, to="p.ehlers@pruefung.example"))
    expect(expert.get_by_text("Mehlstaub")).to_be_visible()
    expect(expert.get_by_text("Trommelmotor")).to_be_visible()
    expect(expert.get_by_text("Hölzl")).to_have_count(0)
    expert.get_by_label("Ihr Name").fill("P. Ehlers")
    expert.get_by_role("textbox", name="Ihre Antwort").fill("Ja, mit Temperaturklasse T4.")
    expert.get_by_role("button", name="Antwort senden").click()
    expect(expert.get_by_role("status")).to_contain_text("Vielen Dank")

    # It is clear, and goes to the customer through a real mail server, with a link; Anna's copy has none.
    desk.goto(f"/angebote/{quote.pk}")
    expect(desk.get_by_text("Ja, mit Temperaturklasse T4.").first).to_be_visible()
    field.goto(f"/angebote/{quote.pk}")
    send(field)
    said(field, "unterwegs")
    link = link_in(mailbox, to="c.hoelzl@hoelzl.example")
    assert all("/link/" not in text_of(one) for one in mailbox.messages if "anna" in str(one["To"]))

    # Claudia Hölzl accepts it. Sent again it shows what was done.
    customer = opened(browser, link)
    expect(customer.get_by_role("heading", level=1)).to_contain_text("Angebot 26-")
    customer.get_by_label("Ihr Name").first.fill("Claudia Hölzl")
    customer.get_by_role("textbox", name="Ort").first.fill("Ulm")
    customer.get_by_label("Ich bestelle verbindlich").check()
    customer.get_by_role("button", name="Verbindlich bestellen").click()
    expect(customer.get_by_role("status")).to_contain_text("Claudia Hölzl, Ulm")

    # Both are told, and the order is offered as after a quote that was won by hand.
    for page in (desk, field):
        page.goto("/heute")
        expect(page.get_by_text("per Link angenommen").first).to_be_visible()
    field.goto(f"/angebote/{quote.pk}")
    expect(field.get_by_role("link", name="Auftrag bestätigen")).to_be_visible()
    assert Quote.objects.get(pk=quote.pk).state == WON
    assert list(checks.run_all()) == []


def test_declined_by_link_and_evaluated_by_field(
    browser: Browser, sign_in: SignIn, clock: Clock, mailbox: Mailbox,
    hoelzl: Customer, claudia: Contact, tobias: User,
) -> None:  # fmt: skip
    quote = a_quote(hoelzl, claudia, tobias, clock)
    field = sign_in(tobias, phone=True)
    field.goto(f"/angebote/{quote.pk}")
    send(field)
    said(field, "unterwegs")
    customer = opened(browser, link_in(mailbox, to="c.hoelzl@hoelzl.example"))
    customer.get_by_text("Ablehnen", exact=True).click()
    customer.get_by_label("Ihr Name").last.fill("Claudia Hölzl")
    customer.get_by_text("Der Preis", exact=True).click()
    customer.get_by_label("In Ihren Worten").fill("Vier Prozent über dem anderen.")
    customer.get_by_role("button", name="Angebot ablehnen").click()
    expect(customer.get_by_role("status")).to_contain_text("Abgelehnt")

    # It is Tobias' turn; the reason and the words stand in the form already.
    matter = Matter.objects.get(pk=quote.matter_id)
    assert matter.accountable == tobias
    field.goto("/heute")
    expect(field.get_by_text("per Link abgelehnt").first).to_be_visible()
    field.goto(f"/angebote/{quote.pk}/verloren")
    expect(field.get_by_label("In den Worten des Kunden")).to_have_value("Vier Prozent über dem anderen.")
    field.get_by_role("button", name="Als verloren eintragen").click()
    field.goto(f"/angebote/{quote.pk}")
    expect(field.get_by_text("Verloren: Preis")).to_be_visible()
    assert list(checks.run_all()) == []


def a_quote(customer: Customer, contact: Contact, by: User, clock: Clock) -> Quote:
    """Six lines, written by field."""
    matter = testing.matter_to_quote(customer=customer, contact=contact, at=clock.now())
    quote = testing.ready_quote(matter=matter, by=by, at=clock.now())
    version = QuoteVersion.objects.get(quote=quote)
    quotes.add_line(version=version, text="Schulung", price=Decimal(600), by=by, at=clock.now())
    return quote


def send(page: Page) -> None:
    page.locator("[data-sends]").click()
    expect(page.get_by_label("Mit Link")).to_be_checked()
    page.get_by_role("button", name="Senden", exact=True).click()


def opened(browser: Browser, link: str) -> Page:
    """A window in which nobody is signed in."""
    page = browser.new_context(locale="de-DE").new_page()
    page.set_default_timeout(10_000)
    page.goto(link)
    return page


def link_in(mailbox: Mailbox, *, to: str) -> str:
    [mail] = [one for one in mailbox.collect() if to in str(one["To"])]
    found = re.search(r"http://\S+/link/\S+", text_of(mail))
    assert found is not None
    return found[0]


def text_of(mail: Any) -> str:
    return str(mail.get_body(preferencelist=("plain",)).get_content())
