"""Products in a quote: suggested, chosen, priced by the lists, and never priced unseen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products import prices
from tandem.essentials.products.models import FREIGHT, SMALL, PriceList, Product
from tandem.essentials.products.testing import SINCE, a_list, a_product, priced
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import priced as said
from tandem.journey.quotes import queries, testing
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import pricing

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def _draft(quote: Quote) -> QuoteVersion:
    return quote.versions.get(state="draft")


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _again(line: QuoteLine) -> QuoteLine:
    return QuoteLine.objects.select_related("product", "version__quote__matter__customer").get(pk=line.pk)


def _found(line: QuoteLine, at: datetime) -> prices.Price:
    fresh = _again(line)
    assert fresh.product is not None
    return prices.find(
        product=fresh.product,
        customer=fresh.version.quote.matter.customer,
        quantity=fresh.quantity,
        currency=fresh.version.quote.currency,
        day=timezone.localtime(at).date(),
    )


# --- choosing


def test_a_chosen_product_fills_the_line(line: QuoteLine) -> None:
    held = _again(line)
    assert held.text == "Getriebemotor KG 250 · 5,5 kW, Hohlwelle"
    assert held.unit == "Stk"
    assert [held.price, held.vat_rate, held.cost] == [2480, 19, 1506]
    price = said.of(held)
    assert price is not None
    with translation.override("en"):
        assert price.explain() == ["€2,480.00 each from the list “Liste 2026” (for everybody)."]


def test_the_text_is_that_of_the_quotes_language(
    quote: Quote, motor: Product, general: PriceList, tobias: User, now: datetime
) -> None:
    quotes.set_terms(version=_draft(quote), language="en", by=tobias, at=now)
    empty = quotes.add_line(version=_draft(quote), by=tobias, at=now)
    chosen = quotes.choose_product(line=empty, product=motor, by=tobias, at=now).changed[0]
    assert chosen.text == "Gear motor KG 250 · 5.5 kW, hollow shaft"


@pytest.mark.parametrize("quantity", ["0.3333", "1", "4.9999", "5", "5.0001", "9999"])
def test_the_price_of_a_line_is_what_the_lists_say(
    line: QuoteLine, tobias: User, now: datetime, quantity: str
) -> None:
    quotes.set_line(line=line, quantity=Decimal(quantity), by=tobias, at=now)
    found = _found(line, now)
    assert _again(line).price == found.unit_price
    assert said.of(_again(line)) == found


def test_copper_is_in_the_price_of_one_unit(
    quote: Quote, general: PriceList, tobias: User, now: datetime
) -> None:
    cable = a_product(at=now, number="K-1", name="Kabel", copper_kg=Decimal("1.5"))
    priced(general, cable, ("0", "10"), at=now)
    copper = catalogue.SurchargeFacts(
        kind="copper", currency="EUR", valid_from=SINCE, quotation=Decimal("912.50"), base=Decimal(150)
    )
    catalogue.keep_surcharge(surcharge=None, facts=copper, by=None, at=now)
    empty = quotes.add_line(version=_draft(quote), quantity=7, by=tobias, at=now)
    chosen = quotes.choose_product(line=empty, product=cable, by=tobias, at=now).changed[0]
    assert chosen.price == Decimal("21.4375") == _found(chosen, now).unit_price
    assert said.of(_again(chosen)) == _found(chosen, now)


def test_a_price_by_hand_stays_and_the_list_can_be_taken_back(
    line: QuoteLine, tobias: User, now: datetime
) -> None:
    client, url = _signed_in(tobias), f"/angebote/positionen/{line.pk}"
    client.post(url, {"field": "price", "value": "2.100", "was": "2.480,00"}, headers=JSON)
    answer = client.post(url, {"field": "quantity", "value": "6", "was": "1"}, headers=JSON).json()
    row = answer["rows"][str(line.pk)]
    assert "Preis von Hand, Liste sagt 2.390,50" in row
    assert _again(line).price == 2100
    answer = client.post(f"{url}/listenpreis", headers=JSON).json()
    assert "Preis von Hand" not in answer["rows"][str(line.pk)]
    assert _again(line).price == Decimal("2390.5")
    quotes.take_back(version=line.version, undo_id=answer["undo"]["id"], by=tobias, at=now)
    assert _again(line).price == 2100


def test_what_the_lists_put_into_a_line_stops_nobody_who_types(
    line: QuoteLine, tobias: User, anna: User
) -> None:
    """The tier changes the price while somebody is typing one: it is no edit of a colleague."""
    url = f"/angebote/positionen/{line.pk}"
    _signed_in(anna).post(url, {"field": "quantity", "value": "6", "was": "1"}, headers=JSON)
    typed = _signed_in(tobias).post(
        url, {"field": "price", "value": "2.000", "was": "2.480,00"}, headers=JSON
    )
    assert typed.status_code == 200
    assert _again(line).price == 2000
    # What somebody has typed is one.
    later = _signed_in(anna).post(url, {"field": "price", "value": "1.900", "was": "2.390,50"}, headers=JSON)
    assert later.status_code == 409


def test_a_text_that_a_colleague_has_typed_is_not_replaced(
    quote: Quote, motor: Product, general: PriceList, tobias: User, anna: User, now: datetime
) -> None:
    empty = quotes.add_line(version=_draft(quote), by=tobias, at=now)
    quotes.set_line(line=empty, text="Sonderbau", by=anna, at=now)
    url = f"/angebote/positionen/{empty.pk}/artikel"
    answer = _signed_in(tobias).post(url, {"product": motor.pk, "was": ""}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "Sonderbau"
    assert _again(empty).product is None
    # With what one has seen it is a choice; the same once more changes nothing.
    for _try in range(2):
        assert (
            _signed_in(tobias).post(url, {"product": motor.pk, "was": "Sonderbau"}, headers=JSON).status_code
            == 200
        )
    assert _again(empty).product == motor


def test_a_gap_leaves_the_price_empty_says_why_and_does_not_go_out(
    quote: Quote, general: PriceList, tobias: User, now: datetime
) -> None:
    other = a_product(at=now, number="X-1", name="Ohne Preis")
    empty = quotes.add_line(version=_draft(quote), by=tobias, at=now)
    url = f"/angebote/positionen/{empty.pk}/artikel"
    row = (
        _signed_in(tobias)
        .post(url, {"product": other.pk, "was": ""}, headers=JSON)
        .json()["rows"][str(empty.pk)]
    )
    assert "Kein Preis am " in row
    assert " in EUR für die Menge 1." in row
    assert 'data-col="price" inputmode="decimal" autocomplete="off" value=""' in row
    quotes.add_line(version=_draft(quote), text="Rahmen", price=100, by=tobias, at=now)
    with pytest.raises(quotes.NotReady, match="10"):
        quotes.send(version=_draft(quote), by=tobias, at=now)
    quotes.set_line(line=empty, price=Decimal(5), by=tobias, at=now)
    assert quotes.send(version=_draft(quote), by=tobias, at=now).sent_at is not None


def test_a_retired_product_stays_in_its_line_and_is_chosen_no_more(
    line: QuoteLine, quote: Quote, motor: Product, tobias: User, now: datetime
) -> None:
    catalogue.retire(product=motor, by=None, at=now)
    quotes.set_line(line=line, quantity=Decimal(6), by=tobias, at=now)
    assert _again(line).price == 2480
    page = _signed_in(tobias).get(f"/angebote/{quote.pk}").content.decode()
    assert "nicht mehr im Angebot" in page
    empty = quotes.add_line(version=_draft(quote), by=tobias, at=now)
    answer = _signed_in(tobias).post(
        f"/angebote/positionen/{empty.pk}/artikel", {"product": motor.pk, "was": ""}, headers=JSON
    )
    assert answer.status_code == 422
    assert [
        one.may_change
        for one in pricing.fresh(_draft(quote), queries.lines_of(_draft(quote)), day=now.date())
    ] == [False]


def test_a_line_without_text_is_no_product_any_more(line: QuoteLine, tobias: User, now: datetime) -> None:
    quotes.set_line(line=line, text="", by=tobias, at=now)
    assert (_again(line).product, _again(line).priced) == (None, {})


# --- carried along


def test_copies_templates_undo_and_versions_carry_the_product(
    line: QuoteLine, quote: Quote, hoelzl: Customer, motor: Product, tobias: User, now: datetime
) -> None:
    held = (motor.pk, _again(line).priced)
    twin = quotes.duplicate_line(line=line, by=tobias, at=now).changed[0]
    gone = quotes.remove_line(line=line, by=tobias, at=now)
    assert gone.undo is not None
    quotes.take_back(version=_draft(quote), undo_id=gone.undo, by=tobias, at=now)
    template = quotes.keep_as_template(version=_draft(quote), name="Antrieb", by=tobias, at=now)
    quotes.send(version=_draft(quote), by=tobias, at=now)
    later = quotes.new_version(quote=quote, by=tobias, at=now)
    other = quotes.start(
        matter=testing.matter_to_quote(customer=hoelzl, at=now, title="Zweite Linie"), by=tobias, at=now
    )
    copy = quotes.copy_quote(version=_draft(other), source=quote, by=tobias, at=now).changed[0]
    templated = quotes.copy_template(version=_draft(other), template=template, by=tobias, at=now).changed[0]
    for one in (line, twin, later.lines.first(), copy, templated):
        assert one is not None
        assert (_again(one).product_id, _again(one).priced) == held
    assert [found for found in checks.run_all() if found.invariant in ("INV5", "INV6")] == []


def test_a_price_of_another_currency_is_not_taken_over(
    line: QuoteLine, quote: Quote, hoelzl: Customer, motor: Product, tobias: User, now: datetime
) -> None:
    quotes.add_line(version=_draft(quote), text="Sonderbau", price=100, by=tobias, at=now)
    swiss = a_list(at=now, name="Schweiz", currency="CHF")
    priced(swiss, motor, ("0", "2600"), at=now)
    matter = testing.matter_to_quote(customer=hoelzl, at=now, title="In Franken")
    Matter.objects.filter(pk=matter.pk).update(currency="CHF")
    matter.refresh_from_db()
    other = quotes.start(matter=matter, by=tobias, at=now)
    first, second = quotes.copy_quote(version=_draft(other), source=quote, by=tobias, at=now).changed
    assert first.price == 2600
    assert first.cost is None
    assert second.price == 0
    assert "100,00" in second.price_note


# --- prices of today


def test_prices_are_fetched_anew_only_as_they_were_shown(
    line: QuoteLine, quote: Quote, general: PriceList, motor: Product, tobias: User, now: datetime
) -> None:
    client, url = _signed_in(tobias), f"/angebote/{quote.pk}/preise"
    priced(general, motor, ("0", "2600"), at=now)
    shown = client.post(url, headers=JSON).json()["preview"]
    assert "2.480,00" in shown
    assert "2.600,00" in shown
    assert _again(line).price == 2480
    told = f"{line.pk}:2480.0000:2600.0000"
    assert told in shown
    priced(general, motor, ("0", "2700"), at=now)
    refused = client.post(url, {"agreed": "1", "told": told}, headers=JSON)
    assert refused.status_code == 422
    assert _again(line).price == 2480
    done = client.post(url, {"agreed": "1", "told": told.replace("2600", "2700")}, headers=JSON).json()
    assert _again(line).price == 2700
    quotes.take_back(version=_draft(quote), undo_id=done["undo"]["id"], by=tobias, at=now)
    assert _again(line).price == 2480


# --- surcharges


def test_freight_and_small_quantity_are_proposed_and_taken_by_one_click_each(
    line: QuoteLine, quote: Quote, tobias: User, now: datetime
) -> None:
    for more in (
        {"kind": FREIGHT, "below_total": Decimal(5000), "amount": Decimal(25)},
        {"kind": SMALL, "below_quantity": Decimal(3), "amount": Decimal(15)},
    ):
        facts = catalogue.SurchargeFacts(currency="EUR", valid_from=SINCE, **more)  # type: ignore[arg-type]  # by name
        catalogue.keep_surcharge(surcharge=None, facts=facts, by=None, at=now)
    client, url = _signed_in(tobias), f"/angebote/{quote.pk}/zuschlag"
    quotes.set_line(line=line, quantity=Decimal(2), by=tobias, at=now)
    page = client.get(f"/angebote/{quote.pk}").content.decode()
    assert "Frachtkostenanteil 25,00\xa0€ dazunehmen" in page
    assert "Mindermengenzuschlag 15,00\xa0€ dazunehmen" in page
    assert _draft(quote).lines.count() == 1
    answer = client.post(url, {"key": "freight"}, headers=JSON).json()
    assert "Frachtkostenanteil 25,00" not in answer["parts"]["proposals"]
    taken = _draft(quote).lines.get(position=20)
    assert taken.text == "Frachtkostenanteil"
    assert [taken.price, taken.cost] == [25, 25]
    # Twice is once.
    assert client.post(url, {"key": "freight"}, headers=JSON).status_code == 422
    assert _draft(quote).lines.count() == 2


# --- paste


def test_rows_with_article_numbers_become_products_in_one_act(
    quote: Quote, general: PriceList, motor: Product, tobias: User, now: datetime
) -> None:
    clip = "Artikelnummer\tMenge\tPreis\nkg-250\t6\t\nKG-250\t1\t2.000,00\nUnbekannt 7\t2\t5,00"
    answer = _signed_in(tobias).post(f"/angebote/{quote.pk}/einfuegen", {"clip": clip}, headers=JSON)
    assert "undo" in answer.json()
    first, second, third = _draft(quote).lines.select_related("product").order_by("position")
    assert first.product == motor
    assert [first.quantity, first.price] == [6, Decimal("2390.5")]
    assert second.price == 2000
    assert said.is_by_hand(second)
    assert third.product is None
    assert (third.text, str(third.price)) == ("Unbekannt 7", "5.0000")


def test_numbers_and_quantities_alone_are_understood_without_a_heading(
    quote: Quote, general: PriceList, motor: Product, tobias: User
) -> None:
    _signed_in(tobias).post(f"/angebote/{quote.pk}/einfuegen", {"clip": "KG-250\t6\nKG-250\t2"}, headers=JSON)
    assert [line.price for line in _draft(quote).lines.order_by("position")] == [Decimal("2390.5"), 2480]


# --- rights


def test_cost_is_kept_for_whoever_may_not_see_it_and_never_told(
    motor: Product, general: PriceList, anna: User, rolf: User, now: datetime
) -> None:
    own = people.add_tandem(name="Amann", inside=anna, outward=rolf, from_date=SINCE, by=None, at=now)
    customer = customers.create(name="Näf AG", tandem=own, by=None, at=now)
    quote = quotes.start(matter=testing.matter_to_quote(customer=customer, at=now), by=rolf, at=now)
    empty = quotes.add_line(version=_draft(quote), by=rolf, at=now)
    client, url = _signed_in(rolf), f"/angebote/positionen/{empty.pk}"
    told = [
        client.post(f"{url}/artikel", {"product": motor.pk, "was": ""}, headers=JSON),
        client.post(url, {"field": "quantity", "value": "6", "was": "1"}, headers=JSON),
        client.post(f"{url}/listenpreis", headers=JSON),
        client.post(f"/angebote/{quote.pk}/preise", headers=JSON),
        client.get(f"/angebote/{quote.pk}"),
        client.get("/angebote/artikel", {"q": "KG"}),
    ]
    for answer in told:
        assert answer.status_code == 200
        words = answer.content.decode()
        assert "1506" not in words
        assert "1.506" not in words
        # Neither the margin of the line (37 %) nor that of the whole.
        assert "37\xa0%" not in words
        assert "Deckungsbeitrag" not in words
    assert _again(empty).cost == 1506
    page = _signed_in(anna).get(f"/angebote/{quote.pk}").content.decode()
    assert "37\xa0%" in page


def test_suggestions_are_for_those_who_read_the_catalogue(motor: Product, tobias: User, rolf: User) -> None:
    for user in (tobias, rolf):
        found = _signed_in(user).get("/angebote/artikel", {"q": "kg-2"}).json()["options"]
        assert found == [{"id": motor.pk, "number": "KG-250", "name": "Getriebemotor KG 250", "unit": "Stk"}]
    assert _signed_in(tobias).get("/angebote/artikel", {"q": ""}).json() == {"options": []}


# --- the page


def test_the_page_stays_within_its_queries(
    line: QuoteLine, quote: Quote, tobias: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for _more in range(5):
        quotes.duplicate_line(line=line, by=tobias, at=now)
    client = _signed_in(tobias)
    client.get(f"/angebote/{quote.pk}")
    with django_assert_max_num_queries(15):
        client.get(f"/angebote/{quote.pk}")
