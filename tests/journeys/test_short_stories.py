"""Short stories of a working day: each whole, each on the pages."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import PHONE, Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.journey.calls import testing as calls
from tandem.journey.leads import testing as leads
from tandem.journey.leads.models import Lead
from tandem.journey.visits import testing as visits
from tests.journeys.conftest import PASSWORD, Clock, SignIn
from tests.journeys.pages import choose, first_matter_of_the_day, said, whose_turn

pytestmark = pytest.mark.browser


@pytest.fixture
def kempten(allgaeu: Tandem, now: datetime) -> Customer:
    """Sennerei Kempten, a customer of Sandra and Murat."""
    return customers.create(
        name="Sennerei Kempten eG",
        number="20117",
        postcode="87435",
        city="Kempten",
        country="DE",
        tandem=allgaeu,
        channels=[(PHONE, "+4983151230", "Zentrale")],
        by=None,
        at=now,
    )


def a_visit_tomorrow(customer: Customer, *, inside: User, field: User, at: datetime) -> Matter:
    """A matter on its way: the lead is accepted, the visit is booked."""
    lead = leads.accepted(customer=customer, inside=inside, field=field, at=at)
    return calls.visit_booked(matter=lead.matter, by=inside, at=at).matter


# Anna takes a call that is not hers


def test_anna_takes_a_call_for_the_other_tandem_and_it_becomes_sandras_turn(
    sign_in: SignIn, clock: Clock, ulm: Tandem, kempten: Customer, anna: User, sandra: User
) -> None:
    # The phone shows a number from the Allgäu. Anna types what she sees.
    desk = sign_in(anna)
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Suche").fill("5123")
    desk.get_by_role("dialog").get_by_role("link", name="Anruf annehmen").first.click()

    # One line is enough; Tandem knows who can answer it.
    expect(desk.get_by_role("heading", name="Sennerei Kempten eG")).to_be_visible()
    desk.get_by_label("Was will der Kunde?").fill("Wann kommt das Ersatzband für Linie 2?")
    desk.get_by_role("button", name="Aufnehmen").click()
    said(desk, "Sandra ist jetzt dran")

    taken = Matter.objects.get(kind=REQUEST)
    assert (taken.customer, taken.accountable) == (kempten, sandra)

    # Sandra finds it at the top of her day, answers, and it is done.
    sandras = sign_in(sandra)
    first = first_matter_of_the_day(sandras)
    expect(first).to_contain_text("Wann kommt das Ersatzband für Linie 2?")
    first.get_by_role("link", name="Antworten").click()
    whose_turn(sandras).get_by_role("link", name="Beantwortet").click()
    sandras.get_by_label("Was hast du geantwortet?").fill("Am Freitag mit dem Monteur.")
    sandras.get_by_role("dialog").get_by_role("button", name="Speichern").click()
    said(sandras, "Beantwortet: Wann kommt das Ersatzband für Linie 2?")
    taken.refresh_from_db()
    assert not taken.is_open
    assert list(checks.run_all()) == []


# Tobias is ill


def test_tobias_is_away_and_anna_stands_in_for_him(
    sign_in: SignIn, clock: Clock, ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User
) -> None:
    matter = a_visit_tomorrow(hoelzl, inside=anna, field=tobias, at=clock.now())
    visits.reported(matter=matter, by=tobias, at=clock.now())
    matter.refresh_from_db()
    assert matter.accountable == tobias

    # Seven in the morning: Anna notes that he is away until Friday. Nobody has to move his matters.
    desk = sign_in(anna)
    desk.goto("/abwesenheiten")
    desk.get_by_label("Wer ist abwesend?").select_option(str(tobias.pk))
    desk.get_by_label(re.compile(r"^Ab\b")).fill("2026-11-24")
    desk.get_by_label("bis einschließlich").fill("2026-11-27")
    desk.get_by_role("button", name="Melden").click()
    said(desk, "Notiert. Wer vertritt, sieht die offenen Vorgänge in Heute.")

    # His quote is in her day, as his; she acts, and it stays his.
    desk.goto("/heute?all=1")
    row = desk.get_by_role("region", name="Deine Aufgaben").locator("[data-row]").filter(has_text=hoelzl.name)
    expect(row.first).to_contain_text("für Tobias")
    desk.goto(f"/vorgaenge/{matter.pk}")
    expect(whose_turn(desk)).to_contain_text("Vertretung")
    whose_turn(desk).get_by_role("link", name="Angebot erstellen").click()
    desk.get_by_role("button", name="Angebot anlegen").click()
    expect(desk.get_by_role("heading", name=matter.title)).to_be_visible()
    matter.refresh_from_db()
    assert matter.accountable == tobias
    assert Entry.objects.filter(matter_id=matter.pk, actor_id=anna.pk, type="quotes.started").exists()


# The session ends in the middle of a sentence


def test_a_note_survives_a_session_that_ended_while_it_was_typed(
    sign_in: SignIn, clock: Clock, hoelzl: Customer, claudia: Contact, anna: User
) -> None:
    desk = sign_in(anna)
    desk.goto(f"/kunden/{hoelzl.pk}")
    note = "Frau Hölzl will das Band breiter: 650 statt 500 mm. Bitte nicht vor elf anrufen."
    desk.get_by_role("textbox", name="Notiz").fill(note)
    Session.objects.all().delete()
    desk.get_by_role("button", name="Notiz speichern").click()

    sign_in_again(desk, anna)
    expect(desk).to_have_url(f"{desk.url.split('/kunden')[0]}/kunden/{hoelzl.pk}")
    expect(desk.get_by_role("textbox", name="Notiz")).to_have_value(note)
    desk.get_by_role("button", name="Notiz speichern").click()
    expect(desk.get_by_role("region", name="Verlauf")).to_contain_text("650 statt 500 mm")
    assert list(checks.run_all()) == []


def sign_in_again(page: Page, person: User) -> None:
    page.get_by_label("E-Mail").fill(person.email)
    page.get_by_label("Passwort", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


# Two clicks, one lead


def test_a_form_sent_twice_takes_effect_once(sign_in: SignIn, clock: Clock, ulm: Tandem, anna: User) -> None:
    desk = sign_in(anna)
    desk.goto("/leads/neu")
    desk.get_by_label("Firma").fill("Vogt Maschinenbau GmbH")
    desk.get_by_label("Postleitzahl").or_(desk.get_by_label("PLZ")).first.fill("88339")
    desk.get_by_label("Worum geht es?").fill("Förderband für die Lackieranlage")
    choose(desk, "Messe")
    desk.get_by_role("button", name="Aufnehmen").dblclick()
    said(desk, "Aufgenommen. Anna prüft den Lead.")

    # The browser's arrow goes back to the filled form; sent again, it leads to the same lead.
    desk.go_back()
    desk.get_by_label("Firma").fill("Vogt Maschinenbau GmbH")
    desk.get_by_label("Worum geht es?").fill("Förderband für die Lackieranlage")
    choose(desk, "Messe")
    desk.get_by_role("button", name="Aufnehmen").click()
    expect(desk.get_by_role("heading", name="Förderband für die Lackieranlage")).to_be_visible()
    assert Lead.objects.count() == 1
    assert Customer.objects.filter(name="Vogt Maschinenbau GmbH").count() == 1


# Not without the requirement


def test_a_refused_report_says_what_is_missing_and_keeps_what_was_typed(
    sign_in: SignIn, clock: Clock, ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User
) -> None:
    matter = a_visit_tomorrow(hoelzl, inside=anna, field=tobias, at=clock.now())
    phone = sign_in(tobias, phone=True)
    phone.goto(f"/vorgaenge/{matter.pk}/besuch")
    choose(phone.get_by_role("group", name="Ergebnis"), "Bedarf jetzt")
    phone.get_by_label("Verbleib mit dem Kunden").fill("Wir melden uns bis Freitag.")
    phone.get_by_role("button", name="Fertig").click()

    expect(phone.get_by_role("main")).to_contain_text("Was braucht der Kunde? Daraus wird das Angebot.")
    expect(phone.get_by_label("Verbleib mit dem Kunden")).to_have_value("Wir melden uns bis Freitag.")
    expect(phone.get_by_role("radio", name="Bedarf jetzt")).to_be_checked()
    matter.refresh_from_db()
    assert matter.step is not None
    assert matter.step.key == "visit"

    phone.get_by_label("Anforderung").fill("Rollenbahn 8 m, bis Ende Februar.")
    phone.get_by_role("button", name="Fertig").click()
    said(phone, "Berichtet. Du bist dran.")
    assert list(checks.run_all()) == []


# In English, in the dark


def test_today_speaks_english_and_is_dark_where_somebody_wants_it(
    sign_in: SignIn, clock: Clock, ulm: Tandem, hoelzl: Customer, anna: User
) -> None:
    leads.taken_in(customer=hoelzl, by=anna, at=clock.now())
    desk = sign_in(anna)
    light = background(desk)
    desk.goto("/einstellungen")
    desk.get_by_label("Sprache").select_option("en")
    desk.get_by_role("button", name="Speichern").click()
    desk.goto("/heute")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Today")
    expect(desk.get_by_role("heading", name="Tuesday, 24 November")).to_be_visible()
    expect(desk.locator("html")).to_have_attribute("lang", "en")

    desk.locator("summary", has_text="Anna Reiter: settings").click()
    with desk.expect_response("**/darstellung"):
        desk.get_by_role("button", name="Dark").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    desk.goto("/heute")
    assert background(desk) != light


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


# Without the mouse


def test_a_customer_is_found_and_opened_from_the_keyboard_alone(
    sign_in: SignIn, clock: Clock, ulm: Tandem, hoelzl: Customer, claudia: Contact, now: datetime, anna: User
) -> None:
    other = customers.create(name="Hölzle Logistik AG", city="Biberach", tandem=ulm, by=None, at=now)
    desk = sign_in(anna)
    desk.keyboard.press("Control+k")
    desk.keyboard.type("hoelz")
    hits = desk.locator("#palette-hits [data-main]")
    expect(hits.first).to_be_visible()
    wanted = [hit.get_attribute("href") for hit in hits.all()].index(f"/kunden/{other.pk}")
    for _ in range(wanted):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/kunden/{other.pk}")
    expect(desk.get_by_role("heading", name="Hölzle Logistik AG")).to_be_visible()
