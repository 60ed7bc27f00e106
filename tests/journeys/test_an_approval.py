"""Tobias gives more than he may: he asks, Jürgen says yes, and the quote goes out through a real mail server, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.journey.quotes import testing
from tandem.journey.quotes.rules import LINE, DiscountLimit
from tests.journeys.conftest import Clock, Mailbox, SignIn

pytestmark = pytest.mark.browser


def _keep(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_more_than_tobias_may_give_goes_out_with_a_yes(
    clock: Clock,
    sign_in: SignIn,
    mailbox: Mailbox,
    hoelzl: Customer,
    claudia: Contact,
    anna: User,
    tobias: User,
    juergen: User,
) -> None:
    limit = DiscountLimit(roles=("field",), on=LINE, percent=8)
    playbook.set_rule(kind=limit, scope=Scope(), effect=BLOCK, by=None, at=clock.now())
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=clock.now())
    quote = testing.ready_quote(matter=matter, by=tobias, at=clock.now())

    his = sign_in(tobias)
    his.goto(f"/angebote/{quote.pk}")
    his.get_by_text("Pos. 40: Rabatt über 8 %.").wait_for()
    _keep(his, "1-beyond")
    his.get_by_role("link", name="Jürgen fragen").click()
    his.get_by_label("Warum bekommt der Kunde das?").fill("Rahmenvertrag ab Januar, 40 Stück im Jahr.")
    _keep(his, "2-ask")
    his.get_by_role("button", name="Anfragen").click()
    his.get_by_text("Jürgen ist gefragt, Antwort bis").wait_for()
    _keep(his, "3-asked")

    hers = sign_in(juergen)
    hers.get_by_text("Tobias braucht dein Ja: Gurtförderer Halle 3").first.wait_for()
    _keep(hers, "4-today")
    hers.get_by_role("link", name="Antworten").first.click()
    hers.get_by_text("Rahmenvertrag ab Januar").wait_for()
    _keep(hers, "5-answer")
    hers.get_by_role("button", name="Freigeben", exact=True).click()
    hers.get_by_text("Tobias hat deine Antwort.").wait_for()

    phone = sign_in(tobias, phone=True)
    phone.get_by_text("Jürgen hat freigegeben: Gurtförderer Halle 3").wait_for()
    _keep(phone, "6-told")
    phone.goto(f"/angebote/{quote.pk}")
    phone.get_by_text("Freigegeben von Jürgen").first.scroll_into_view_if_needed()
    _keep(phone, "7-phone")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    phone.goto(f"/angebote/{quote.pk}/senden")
    phone.get_by_label("Betreff").fill("Angebot {nummer}: {titel}")
    drawing: FilePayload = {"name": "Zeichnung.txt", "mimeType": "text/plain", "buffer": b"Halle 3"}
    phone.get_by_label("Dateien anhängen").set_input_files([drawing])
    _keep(phone, "8-send")
    phone.get_by_role("button", name="Senden").click()
    phone.get_by_text("ist unterwegs an").wait_for()
    mails = mailbox.collect()
    assert sorted(str(mail["To"]) for mail in mails) == sorted(["c.hoelzl@hoelzl.example", anna.email])
    assert {str(mail["Subject"]).removeprefix("Kopie: ") for mail in mails} == {
        "Angebot 26-0001: Gurtförderer Halle 3"
    }
    for mail in mails:
        names = [part.get_filename() for part in mail.iter_attachments()]
        assert names == ["Angebot 26-0001.pdf", "Zeichnung.txt"]
    phone.goto("/angebote/texte")
    _keep(phone, "9-texts")
