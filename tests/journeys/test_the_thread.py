"""One matter on its whole way: from the lead in Anna's day to the satisfaction call, in two windows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tandem.base.tools import checks
from tandem.essentials.customers.models import EMAIL, PHONE
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import FAIR
from tests.journeys.conftest import Clock, Mailbox, SignIn
from tests.journeys.pages import Turn, choose, first_matter_of_the_day, said, the_turn_is, whose_turn

pytestmark = pytest.mark.browser

NAME = "Brenner Anlagenbau GmbH"


@pytest.fixture
def matter(ulm: Tandem, anna: User, now: datetime) -> Matter:
    """Yesterday's enquiry from the trade fair: a new company at Ravensburg, with somebody to call and write to."""
    lead = leads.take_in(
        source=FAIR,
        title="Zwei Gurtförderer für Halle 3",
        new_customer={
            "name": NAME,
            "street": "Gartenstraße 8",
            "postcode": "88212",
            "city": "Ravensburg",
            "country": "DE",
        },
        person=leads.Person(
            first_name="Jutta",
            last_name="Brenner",
            function="Einkauf",
            channels=[(PHONE, "+4975136740", ""), (EMAIL, "j.brenner@brenner.example", "")],
        ),
        campaign="LogiMAT 2026",
        requirement="Zwei Gurtförderer, je 12 m, Einbau im März.",
        by=anna,
        at=now - timedelta(hours=20),
    )
    return lead.matter


def test_a_lead_becomes_a_delivered_order_and_at_every_moment_one_person_has_the_turn(
    sign_in: SignIn,
    clock: Clock,
    mailbox: Mailbox,
    matter: Matter,
    anna: User,
    tobias: User,
) -> None:
    desk = sign_in(anna)
    phone = sign_in(tobias, phone=True)

    # Tuesday morning. Anna takes what Heute puts first, checks and rates it, and releases it to Tobias.
    the_turn_is(
        Turn(who=anna, step="prepare", next_step="Kontakt prüfen und freigeben", due=date(2026, 11, 25)),
        matter=matter,
        seen_on=desk,
    )
    anna_opens_the_first_matter_of_her_day(desk)
    anna_rates_the_lead(desk)
    anna_releases_it_to_tobias(desk)
    # Until he accepts, it is hers.
    the_turn_is(
        Turn(who=anna, step="prepare", next_step="Kontakt prüfen und freigeben", due=date(2026, 11, 25)),
        matter=matter,
        seen_on=desk,
    )

    # Tobias, on the phone between two customers, accepts. The visit is Anna's to arrange.
    tobias_accepts_from_his_day(phone)
    the_turn_is(
        Turn(who=anna, step="appointment", next_step="Termin vereinbaren", due=date(2026, 11, 27)),
        matter=matter,
        seen_on=desk,
    )

    # Anna reaches Frau Brenner, notes the call and books Thursday in the calendar they share.
    anna_logs_the_call(desk)
    anna_books_thursday_at_ten(desk)
    the_turn_is(
        Turn(who=tobias, step="visit", next_step="Besuchen und berichten", due=date(2026, 11, 26)),
        matter=matter,
        seen_on=phone,
    )
    the_visit_stands_in_the_calendar(desk)

    # Thursday noon. Tobias comes out of the meeting and reports on the phone, in a minute.
    clock.later(days=2, hour=12, minute=10)
    tobias_reports_the_visit(phone)
    the_turn_is(
        Turn(who=tobias, step="quote", next_step="Angebot vorbereiten", due=date(2026, 11, 30)),
        matter=matter,
        seen_on=phone,
    )

    # Still in the car park he makes the quote: two lines, a discount, what they cost us. He looks at it and sends it.
    clock.later(hour=14)
    tobias_begins_the_quote(phone)
    tobias_writes_the_lines(phone)
    tobias_looks_at_the_document(phone)
    tobias_sends_it(phone)
    the_customer_gets_the_quote_and_anna_a_copy(mailbox, anna=anna, tobias=tobias)
    # The customer decides now; Tobias keeps the turn and follows up in five working days.
    the_turn_is(
        Turn(who=tobias, step="follow_up", next_step="Angebot 26-0001 nachfassen", due=date(2026, 12, 3)),
        matter=matter,
        seen_on=phone,
    )

    # A week later Frau Brenner has ordered. Tobias marks it as won with her order number and confirms the order.
    clock.later(days=7, hour=9)
    tobias_wins_the_quote(phone)
    the_turn_is(
        Turn(who=tobias, step="order", next_step="Auftrag bestätigen", due=date(2026, 12, 10)),
        matter=matter,
        seen_on=phone,
    )
    tobias_confirms_the_order(phone)
    the_turn_is(
        Turn(
            who=anna,
            step="order",
            next_step="Auftrag 26-0001 abwickeln und Lieferung eintragen",
            due=date(2026, 12, 8),
        ),
        matter=matter,
        seen_on=desk,
    )
    assert "Auftragsbestätigung 26-0001" in str(mailbox.collect()[-1]["Subject"])

    # The goods arrive. Anna ticks off what else was on her list, records the delivery, calls to ask how it went,
    # and the sale is complete.
    clock.later(days=4, hour=11)
    anna_completes_the_register(desk)
    anna_records_the_delivery(desk)
    the_turn_is(
        Turn(
            who=anna,
            step="after_sales",
            next_step="Kunden nach der Zufriedenheit fragen",
            due=date(2026, 12, 14),
        ),
        matter=matter,
        seen_on=desk,
    )
    anna_asks_how_satisfied_they_are(desk)
    the_sale_is_won_and_closed(desk, matter)
    assert list(checks.run_all()) == []


def anna_opens_the_first_matter_of_her_day(desk: Page) -> None:
    desk.goto("/heute")
    first = first_matter_of_the_day(desk)
    expect(first).to_contain_text(NAME)
    first.get_by_role("link", name="Kontakt prüfen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Kontakt prüfen")


def anna_rates_the_lead(desk: Page) -> None:
    form = desk.locator("form").filter(has=desk.get_by_role("heading", name="Prüfen und bewerten"))
    choose(form.get_by_role("group", name="Qualität"), "B")
    choose(form.get_by_role("group", name="Wahrscheinlichkeit"), "50 %")
    form.get_by_label("Warum diese Bewertung?").fill("Echter Bedarf, Einbau im März, Budget steht noch aus.")
    form.get_by_role("button", name="Bewertung speichern").click()
    said(desk, "Geprüft. Als Nächstes: an den Außendienst freigeben.")


def anna_releases_it_to_tobias(desk: Page) -> None:
    desk.get_by_label("Briefing für den Außendienst").fill(
        "Frau Brenner war in Stuttgart am Stand, sucht zwei Gurtförderer bis März."
    )
    desk.get_by_role("button", name="An Tobias freigeben").click()
    said(desk, "Freigegeben. Tobias nimmt den Lead an oder gibt ihn zurück.")


def tobias_accepts_from_his_day(phone: Page) -> None:
    phone.goto("/heute")
    first = first_matter_of_the_day(phone)
    expect(first).to_contain_text(NAME)
    expect(first).to_contain_text("sucht zwei Gurtförderer bis März")
    first.get_by_role("button", name="Annehmen").click()
    said(phone, "Angenommen.")


def anna_logs_the_call(desk: Page) -> None:
    desk.goto("/heute")
    # It is due on Friday only; Anna wants it off her desk today.
    desk.get_by_role("link", name="Auch Späteres zeigen").click()
    first_matter_of_the_day(desk).get_by_role("link", name="Anrufen").click()
    expect(desk.get_by_role("link", name="+49 751 36740")).to_be_visible()
    choose(desk.get_by_role("group", name="Ergebnis"), "Termin vereinbart")
    desk.get_by_label("Gesprochen mit").select_option("Jutta Brenner")
    desk.get_by_label("Notiz").fill("Donnerstag um zehn passt, der Meister ist dabei.")
    desk.get_by_role("button", name="Anruf speichern").click()


def anna_books_thursday_at_ten(desk: Page) -> None:
    expect(desk.get_by_role("heading", level=1)).to_have_text("Termin buchen")
    desk.get_by_role("link", name="Nächster Tag").click()
    expect(desk.get_by_role("heading", name="Donnerstag, 26. November").first).to_be_visible()
    choose(desk.get_by_role("group", name="Wann Tobias frei ist"), "10:00")
    desk.get_by_label("Bei wem").select_option("Jutta Brenner")
    desk.get_by_role("button", name="Termin buchen").click()
    said(desk, "Gebucht. Tobias ist dran")


def the_visit_stands_in_the_calendar(desk: Page) -> None:
    desk.goto("/kalender")
    expect(desk.get_by_role("link", name=NAME).first).to_be_visible()


def tobias_reports_the_visit(phone: Page) -> None:
    phone.goto("/heute")
    first_matter_of_the_day(phone).get_by_role("link", name="Besuch berichten").click()
    choose(phone.get_by_role("group", name="Ergebnis"), "Bedarf jetzt")
    expect(phone.get_by_role("checkbox", name="Jutta Brenner")).to_be_checked()
    phone.get_by_label("Anforderung").fill(
        "Zwei Gurtförderer, 12 m, 400 mm Gurt, Einbau KW 11, Richtpreis 40.000 Euro."
    )
    phone.get_by_label("Verbleib mit dem Kunden").fill(
        "Angebot bis Montag, Frau Brenner entscheidet im Dezember."
    )
    choose(phone.get_by_role("group", name="Nächster Schritt"), "Ich")
    phone.get_by_label("Datum").first.fill("2026-11-30")
    phone.get_by_role("button", name="Fertig").click()
    said(phone, "Berichtet. Du bist dran.")


def tobias_begins_the_quote(phone: Page) -> None:
    phone.get_by_role("region", name="Wer ist dran?").get_by_role("link", name="Angebot erstellen").click()
    phone.get_by_label("Worum geht es?").fill("Zwei Gurtförderer für Halle 3")
    phone.get_by_label("Lieferbedingung").fill("DAP Ravensburg (Incoterms 2020)")
    phone.get_by_role("button", name="Angebot anlegen").click()
    expect(phone.get_by_role("heading", name="Zwei Gurtförderer für Halle 3")).to_be_visible()


def tobias_writes_the_lines(phone: Page) -> None:
    a_line(
        phone, 10, text="Gurtförderer GF 400, 12 m", quantity="2", price="19.400", discount="5", cost="13.100"
    )
    a_line(phone, 20, text="Montage und Inbetriebnahme", price="3.250,50", cost="2.400")
    # 2 x 19.400,00 less 5 % and 3.250,50; VAT of 19 % on top.
    expect(phone.locator("#q-sums")).to_contain_text("40.110,50")
    expect(phone.locator("#q-gross")).to_contain_text("47.731,50")


def a_line(
    page: Page, position: int, *, text: str, price: str, cost: str, quantity: str = "", discount: str = ""
) -> None:
    """A line of the quote, each field saved as it is left; one piece without a discount, unless said otherwise."""
    page.get_by_role("button", name="Position", exact=True).click()
    typed(page, f"Position {position}: Text", text)
    if quantity:
        typed(page, f"Position {position}: Menge", quantity)
    typed(page, f"Position {position}: Preis", price)
    if discount:
        typed(page, f"Position {position}: Rabatt in Prozent", discount)
    page.get_by_label(f"Position {position}: mehr").click()
    page.get_by_role("menuitem", name="Einheit, Kosten, Steuer").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Kosten je Einheit").fill(cost)
    sheet.get_by_role("button", name="Speichern").click()
    said(page, "Die Zeile ist gespeichert.")


def typed(page: Page, label: str, value: str) -> None:
    """Type into a field of the grid and leave it; it is saved then."""
    field = page.get_by_label(label).and_(page.locator(":visible"))
    field.fill(value)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        field.blur()


def tobias_looks_at_the_document(phone: Page) -> None:
    shown = phone.get_by_role("link", name="Vorschau").get_attribute("href")
    assert shown is not None
    document = phone.request.get(shown)
    assert document.headers["content-type"] == "application/pdf"
    assert document.body().startswith(b"%PDF-")


def tobias_sends_it(phone: Page) -> None:
    phone.get_by_role("link", name="Senden, Kopie an Anna").click()
    expect(phone.get_by_label("Empfänger")).to_have_value("j.brenner@brenner.example")
    phone.get_by_role("button", name="Senden", exact=True).click()
    said(phone, "Angebot 26-0001 ist unterwegs an j.brenner@brenner.example.")


def the_customer_gets_the_quote_and_anna_a_copy(mailbox: Mailbox, *, anna: User, tobias: User) -> None:
    arrived = {str(mail["To"]): mail for mail in mailbox.collect()}
    assert set(arrived) == {"j.brenner@brenner.example", anna.email}
    for mail in arrived.values():
        assert tobias.email in str(mail["From"])
        [document] = [part for part in mail.walk() if part.get_filename()]
        content = document.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert content.startswith(b"%PDF-")


def tobias_wins_the_quote(phone: Page) -> None:
    phone.goto("/heute")
    # While the customer decides, the matter is not in the way; it is found all the same.
    phone.get_by_role("link", name="Auch Späteres zeigen").click()
    first_matter_of_the_day(phone).get_by_role("link", name="Nachfassen").click()
    phone.get_by_role("link", name="Gewonnen").click()
    phone.get_by_label("Bestellung des Kunden").fill("Bestellung 4500-871 vom 3.12.")
    phone.get_by_role("button", name="Als gewonnen eintragen").click()
    said(phone, "Gewonnen. Als Nächstes: den Auftrag bestätigen.")


def tobias_confirms_the_order(phone: Page) -> None:
    whose_turn(phone).get_by_role("link", name="Auftrag bestätigen").click()
    expect(phone.get_by_label("Bestellung des Kunden")).to_have_value("Bestellung 4500-871 vom 3.12.")
    phone.get_by_label("Wir sagen die Lieferung zu für").fill("2026-12-08")
    phone.get_by_role("button", name="Bestätigen und übergeben").click()
    said(phone, "Auftrag 26-0001 ist bestätigt.")


def anna_completes_the_register(desk: Page) -> None:
    desk.goto("/heute")
    expect(first_matter_of_the_day(desk)).to_contain_text("Angebot 26-0001 in der Übersicht vervollständigen")
    first_matter_of_the_day(desk).get_by_role("button", name="Erledigt").click()
    said(desk, "Erledigt")


def anna_records_the_delivery(desk: Page) -> None:
    desk.goto("/heute")
    expect(first_matter_of_the_day(desk)).to_contain_text("Auftrag 26-0001 abwickeln")
    first_matter_of_the_day(desk).get_by_role("link", name="Öffnen").click()
    whose_turn(desk).get_by_role("link", name="Lieferung eintragen").click()
    desk.get_by_role("button", name="Eintragen").click()
    said(desk, "Geliefert. Als Nächstes: den Kunden nach der Zufriedenheit fragen.")


def anna_asks_how_satisfied_they_are(desk: Page) -> None:
    whose_turn(desk).get_by_role("link", name="Zufriedenheit fragen").click()
    choose(desk.get_by_role("group", name="Wie zufrieden, von 0 bis 10?"), "9")
    desk.get_by_label("In den Worten des Kunden").fill("Lief am ersten Tag, die Monteure waren klasse.")
    desk.get_by_label("Wen hast du gefragt?").select_option("Jutta Brenner")
    desk.get_by_role("button", name="Festhalten und Verkauf abschließen").click()
    said(desk, "Festgehalten. Der Verkauf ist abgeschlossen.")


def the_sale_is_won_and_closed(desk: Page, matter: Matter) -> None:
    matter.refresh_from_db()
    assert (matter.is_open, matter.outcome) == (False, "won")
    assert matter.customer.life_cycle == "first"
    desk.goto(f"/vorgaenge/{matter.pk}")
    expect(desk.get_by_role("main")).to_contain_text("abgeschlossen am")
