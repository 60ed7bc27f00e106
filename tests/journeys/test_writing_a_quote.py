"""A quote is written from the keyboard alone, and by two people at once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.products.testing import a_list, a_product, priced
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tests.journeys.conftest import Clock, SignIn

pytestmark = pytest.mark.browser

# What a spreadsheet puts on the clipboard.
CLIP = "Rolle 89\t12\t4,50\nGurt PU\t3,5\t120,00\nLager\t4\t18,90"
PASTE = """clip => {
    const data = new DataTransfer();
    data.setData("text/plain", clip);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""


def _saved(page: Page) -> None:
    expect(page.locator("[data-progress]")).to_have_text("Gespeichert")


def _texts(page: Page) -> list[str]:
    return [str(field.input_value()) for field in page.locator('#lines [data-col="text"]').all()]


def test_a_quote_is_typed_without_a_mouse_and_three_rows_are_pasted(
    ulm: Tandem,
    hoelzl: Customer,
    claudia: Contact,
    tobias: User,
    now: datetime,
    clock: Clock,
    sign_in: SignIn,
) -> None:
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    quote = quotes.start(matter=matter, by=tobias, at=now)
    page = sign_in(tobias)
    page.goto(f"/angebote/{quote.pk}")
    press, write = page.keyboard.press, page.keyboard.type

    page.get_by_role("button", name="Position", exact=True).focus()
    press("Enter")
    expect(page.get_by_label("Position 10: Text")).to_be_focused()
    write("Getriebemotor")
    for typed in ("6", "2480", "8"):
        press("Tab")
        write(typed)
    # Enter at the end of a column: the next line.
    press("Enter")
    expect(page.get_by_label("Position 20: Text")).to_be_focused()
    write("Nachlass")
    press("Tab")
    press("Tab")
    write("-89,60")
    press("ArrowUp")
    expect(page.get_by_label("Position 10: Preis")).to_be_focused()
    _saved(page)
    expect(page.locator("#q-sums")).to_contain_text("13.600,00")

    # What is refused stays as typed; Escape brings back what is saved.
    press("ArrowLeft")
    write("0")
    press("ArrowDown")
    expect(page.get_by_role("alert")).to_contain_text("Die Menge liegt über 0")
    press("ArrowUp")
    press("Escape")
    expect(page.get_by_label("Position 10: Menge")).to_have_value("6")

    # Three rows below the line, then taken back and pasted again.
    page.evaluate(PASTE, CLIP)
    expect(page.locator("#lines tr[data-line]")).to_have_count(5)
    press("Control+z")
    expect(page.locator("#lines tr[data-line]")).to_have_count(2)
    page.evaluate(PASTE, CLIP)
    expect(page.locator("#lines tr[data-line]")).to_have_count(5)
    assert _texts(page) == ["Getriebemotor", "Rolle 89", "Gurt PU", "Lager", "Nachlass"]

    # Move, double, remove.
    press("Alt+ArrowDown")
    expect(page.get_by_label("Position 20: Text")).to_have_value("Getriebemotor")
    press("Control+d")
    expect(page.get_by_label("Position 30: Text")).to_have_value("Getriebemotor")
    expect(page.get_by_label("Position 30: Text")).to_be_focused()
    press("ArrowLeft")
    press("Delete")
    expect(page.locator("#lines tr[data-line]")).to_have_count(5)
    _saved(page)
    # The others keep their numbers when one is removed.
    lines = quote.versions.get().lines.order_by("position")
    assert [(line.position, line.text) for line in lines] == [
        (10, "Rolle 89"),
        (20, "Getriebemotor"),
        (40, "Gurt PU"),
        (50, "Lager"),
        (60, "Nachlass"),
    ]
    assert (lines[1].quantity, lines[1].price, lines[1].discount) == (Decimal(6), Decimal(2480), Decimal(8))


def test_two_people_see_each_other_and_no_value_is_lost(
    ulm: Tandem,
    hoelzl: Customer,
    claudia: Contact,
    anna: User,
    tobias: User,
    now: datetime,
    clock: Clock,
    sign_in: SignIn,
) -> None:
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    quote = testing.ready_quote(matter=matter, by=tobias, at=now)
    his, hers = sign_in(tobias), sign_in(anna)
    for page in (his, hers):
        page.goto(f"/angebote/{quote.pk}")
    expect(his.locator("[data-here]")).to_have_attribute("title", "Anna schreibt hier mit")

    # On different fields: each sees what the other typed.
    hers.get_by_label("Position 20: Lieferung").fill("KW 3")
    hers.get_by_label("Position 20: Lieferung").blur()
    expect(his.get_by_label("Position 20: Lieferung")).to_have_value("KW 3")

    # On the same field: nothing is overwritten, both values stand there.
    his.get_by_label("Position 10: Rabatt in Prozent").focus()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    his.route("**/angebote/positionen/*", hold)
    his.keyboard.type("10")
    expect(his.locator("[data-progress]")).to_contain_text("Speichert")
    hers.get_by_label("Position 10: Rabatt in Prozent").fill("9")
    hers.get_by_label("Position 10: Rabatt in Prozent").blur()
    _saved(hers)
    held[0].continue_()
    his.unroute("**/angebote/positionen/*")
    expect(his.get_by_role("alert")).to_contain_text("Anna hat hier gerade „9“ eingetragen.")
    his.get_by_role("button", name="Meinen nehmen: 10").click()
    expect(hers.get_by_label("Position 10: Rabatt in Prozent")).to_have_value("10")
    assert quote.versions.get().lines.get(position=10).discount == 10


def test_a_product_is_found_and_chosen_from_the_keyboard(
    ulm: Tandem,
    hoelzl: Customer,
    claudia: Contact,
    tobias: User,
    now: datetime,
    clock: Clock,
    sign_in: SignIn,
) -> None:
    motor = a_product(at=now, description_de="5,5 kW, Hohlwelle")
    priced(a_list(at=now), motor, ("0", "2480"), ("5", "2390.50"), at=now)
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    quote = quotes.start(matter=matter, by=tobias, at=now)
    page = sign_in(tobias)
    page.goto(f"/angebote/{quote.pk}")
    press, write = page.keyboard.press, page.keyboard.type

    page.get_by_role("button", name="Position", exact=True).focus()
    press("Enter")
    expect(page.get_by_label("Position 10: Text")).to_be_focused()
    write("Getriebe")
    expect(page.get_by_role("option", name="KG-250")).to_be_visible()
    press("ArrowDown")
    press("Enter")
    expect(page.get_by_label("Position 10: Menge")).to_be_focused()
    expect(page.get_by_label("Position 10: Preis", exact=True)).to_have_value("2.480,00")
    expect(page.get_by_label("Position 10: Text")).to_have_value("Getriebemotor KG 250 · 5,5 kW, Hohlwelle")
    # The tier follows the quantity.
    write("6")
    press("Tab")
    expect(page.get_by_label("Position 10: Preis", exact=True)).to_have_value("2.390,50")
    page.get_by_role("button", name="Position 10: Woher der Preis kommt").click()
    expect(page.get_by_text("aus der Liste „Liste 2026“")).to_be_visible()
    press("Escape")
    # A price by hand stays, and one click brings the list's back.
    page.get_by_label("Position 10: Preis", exact=True).fill("2100")
    press("Tab")
    page.get_by_role("button", name="Listenpreis nehmen").click()
    expect(page.get_by_label("Position 10: Preis", exact=True)).to_have_value("2.390,50")
    _saved(page)
    line = quote.versions.get().lines.get()
    assert line.product == motor
    assert line.price == Decimal("2390.5")
