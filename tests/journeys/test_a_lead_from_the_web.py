"""A visitor of the company's web site writes; inside reads it in the work list. The web site is another server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import Enquiry, Lead, WebForm
from tests.journeys.conftest import Clock, SignIn
from tests.journeys.web import Site, fill, served

pytestmark = pytest.mark.browser


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as page:
        yield page


@pytest.fixture
def form(address: str, site: Site, ulm: Tandem, ben: User, clock: Clock) -> WebForm:
    return leads.keep_form(
        form=None, name="Kontaktformular", source="website", campaign="Herbst 2026",
        asks=["phone", "postcode", "requirement"], origins=[site("")], consent_de="Ich möchte angerufen werden.",
        thanks_de="Danke, wir melden uns.", by=ben, at=clock.now(),
    )  # fmt: skip


def test_the_line_on_a_foreign_page_draws_a_form_and_inside_reads_what_was_sent(
    browser: Browser, address: str, site: Site, form: WebForm, anna: User, sign_in: SignIn, clock: Clock
) -> None:
    tag = f'<script src="{address}/anfrage/tandem.js" data-form="{form.token}" data-address="{address}" async></script>'
    window = browser.new_context(locale="de-DE")
    visitor, asked = window.new_page(), set[str]()
    visitor.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    visitor.goto(site(f"<h1>Kontakt</h1>{tag}"))
    fill(visitor, company="Brüllmann Hebetechnik AG")
    clock.later(hour=9, minute=45)
    visitor.get_by_role("button", name="Anfrage senden").click()
    expect(visitor.get_by_role("status")).to_have_text("Danke, wir melden uns.")
    assert window.cookies() == []
    assert asked == {urlsplit(address).netloc, urlsplit(site("")).netloc}, "the form asks nobody else"
    window.close()
    consent = Lead.objects.get().payload["consent"]
    assert (consent["text"], consent["given"]) == ("Ich möchte angerufen werden.", True)

    annas = sign_in(anna)
    annas.goto("/leads")
    row = annas.get_by_role("row", name="Brüllmann Hebetechnik AG")
    expect(row).to_contain_text("Website")
    expect(row).to_contain_text("Herbst 2026")


def test_without_a_script_the_form_is_sent_and_thanks(
    browser: Browser, address: str, site: Site, form: WebForm, nina: User, sign_in: SignIn
) -> None:
    ninas = sign_in(nina)
    ninas.goto(f"/leads/formulare/{form.pk}")
    plain = ninas.get_by_label("Oder das Formular selbst, ohne Skript").input_value()
    window = browser.new_context(locale="de-DE", java_script_enabled=False)
    visitor = window.new_page()
    visitor.goto(site(plain))
    fill(visitor, company="Brüllmann Hebetechnik AG")
    visitor.get_by_role("button", name="Anfrage senden").click()
    expect(visitor.get_by_role("status")).to_have_text("Danke, wir melden uns.")
    window.close()
    assert Enquiry.objects.get().state == "taken"


def test_what_is_wrong_stands_at_its_field_and_a_page_that_may_not_gets_nothing(
    browser: Browser, address: str, site: Site, form: WebForm, clock: Clock
) -> None:
    tag = f'<script src="{address}/anfrage/tandem.js" data-form="{form.token}" data-address="{address}" async></script>'
    window = browser.new_context(locale="de-DE")
    visitor = window.new_page()
    visitor.goto(site(tag))
    fill(visitor, company="Brüllmann Hebetechnik AG")
    visitor.get_by_label("E-Mail").fill("kein-at")
    clock.later(hour=9, minute=45)
    visitor.get_by_role("button", name="Anfrage senden").click()
    expect(visitor.locator("#tandem-email-error")).to_contain_text("@")
    expect(visitor.get_by_label("Firma")).to_have_value("Brüllmann Hebetechnik AG")
    # The same page by another name is another site.
    visitor.goto(site(tag).replace("127.0.0.1", "localhost"))
    visitor.wait_for_load_state("networkidle")
    expect(visitor.get_by_role("button", name="Anfrage senden")).to_have_count(0)
    assert not Enquiry.objects.exists()
    window.close()
