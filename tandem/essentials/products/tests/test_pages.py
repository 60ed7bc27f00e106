"""The pages: read by sales, kept by three roles; costs and customers' lists for who may know them."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from tandem.base.files.testing import png
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import ORDER_DESK, User
from tandem.essentials.products import actions, queries, testing
from tandem.essentials.products.models import CUSTOMER, PriceList, Product, ProductFile, Tier

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def desk(company: Any, now: datetime) -> User:
    """Somebody of the order desk."""
    return people.add_user(
        email="olga@tandem.example", first_name="Olga", last_name="Sachs", roles=[ORDER_DESK], by=None, at=now
    )


@pytest.fixture
def motor(now: datetime) -> Product:
    return testing.a_product(at=now, name_en="Gear motor KG 250")


@pytest.fixture
def general(motor: Product, now: datetime) -> PriceList:
    held = testing.a_list(at=now)
    testing.priced(held, motor, ("0", "2480"), ("10", "2390.1234"), at=now)
    return held


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def form(motor: Product, **more: str) -> dict[str, str]:
    return {
        "number": motor.number, "name_de": motor.name_de, "name_en": motor.name_en, "unit": str(motor.unit_id),
        "vat_kind": "standard", "revision": str(motor.revision), **more,
    }  # fmt: skip


def test_the_list_finds_by_part_of_number_and_name(
    client: Client, anna: User, motor: Product, django_assert_max_num_queries: Any
) -> None:
    client.force_login(anna)
    for words in ("kg-250", "triebemot", "GEAR", "kg250"):
        assert "KG-250" in text(client.get("/produkte", {"q": words})), words
    assert "KG-250" not in text(client.get("/produkte", {"q": "förderband"}))
    with django_assert_max_num_queries(15):
        client.get("/produkte")


def test_the_list_goes_on_page_by_page_and_back(client: Client, anna: User, now: datetime) -> None:
    for place in range(120):
        testing.a_product(at=now, number=f"A{place:03}", name=f"Teil {place}")
    client.force_login(anna)
    seen, address = [], "/produkte"
    for _page in range(3):
        page = client.get(address).context["page"]
        seen += [row.number for row in page.rows]
        address = f"/produkte{page.older}"
    assert seen == [f"A{place:03}" for place in range(120)]
    back = client.get(f"/produkte{page.newer}").context["page"]
    assert [row.number for row in back.rows] == seen[50:100]


def test_an_empty_catalogue_teaches_who_may_begin(client: Client, anna: User, desk: User) -> None:
    client.force_login(anna)
    assert "Vertriebsleitung oder Sachbearbeitung" in text(client.get("/produkte"))
    client.force_login(desk)
    assert "Bring deine Artikelliste" in text(client.get("/produkte"))


def test_the_order_desk_makes_a_product_and_gives_it_a_price(
    client: Client, desk: User, now: datetime
) -> None:
    held = testing.a_list(at=now)
    client.force_login(desk)
    unit = queries.units()[0]
    given = {
        "number": "FU 7,5",
        "name_de": "Frequenzumrichter FU 7,5",
        "unit": unit.pk,
        "vat_kind": "standard",
    }
    assert client.post("/produkte/neu", given).status_code == 302
    made = Product.objects.get()
    tiers = {"0-from_quantity": "", "0-price": "1.390,00", "1-from_quantity": "10", "1-price": "1.312,5025"}
    assert client.post(f"/produkte/preislisten/{held.pk}/{made.pk}", tiers).status_code == 302
    assert list(made.tiers.order_by("from_quantity").values_list("from_quantity", "price")) == [
        (D(0), D(1390)), (D(10), D("1312.5025")),
    ]  # fmt: skip
    shown = text(client.get(f"/produkte/{made.pk}"))
    assert "1.312,5025 €" in shown


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ({"0-from_quantity": "", "0-price": "0"}, "Ein Preis liegt über 0"),
        ({"0-from_quantity": "", "0-price": "-5"}, "Ein Preis liegt über 0"),
        ({"0-from_quantity": "", "0-price": "1,23456"}, "höchstens 4 Nachkommastellen"),
        ({"0-from_quantity": "5", "0-price": "9", "1-from_quantity": "5", "1-price": "8"}, "derselben Menge"),
        ({"0-from_quantity": "1", "0-price": "9", "1-from_quantity": "", "1-price": "8"}, "derselben Menge"),
        ({"0-from_quantity": "viel", "0-price": "9"}, "kein Betrag"),
        ({"0-from_quantity": "", "0-price": "9" * 39}, "Ein Preis liegt über 0"),
    ],
)
def test_what_is_no_price_is_refused_with_a_sentence(
    client: Client, desk: User, general: PriceList, motor: Product, tiers: dict[str, str], said: str
) -> None:
    client.force_login(desk)
    before = list(Tier.objects.values_list("from_quantity", "price"))
    answer = client.post(f"/produkte/preislisten/{general.pk}/{motor.pk}", tiers)
    assert answer.status_code == 422
    assert said in text(answer)
    assert list(Tier.objects.values_list("from_quantity", "price")) == before


def test_tiers_out_of_order_are_put_in_order_and_none_takes_the_product_out(
    client: Client, desk: User, general: PriceList, motor: Product
) -> None:
    client.force_login(desk)
    path = f"/produkte/preislisten/{general.pk}/{motor.pk}"
    client.post(path, {"0-from_quantity": "50", "0-price": "7", "1-from_quantity": "", "1-price": "9"})
    assert list(Tier.objects.order_by("pk").values_list("price", flat=True)) == [D(9), D(7)]
    client.post(path, {"0-from_quantity": "50", "0-price": ""})
    assert not Tier.objects.exists()


def test_long_texts_rtl_and_emoji(client: Client, desk: User, motor: Product) -> None:
    client.force_login(desk)
    path = f"/produkte/{motor.pk}"
    answer = client.post(path, form(motor, description_de="x" * 50_000))
    assert answer.status_code == 422
    wild = "محرك تروس \u202eKG 250 🏗️\n" * 200
    assert client.post(path, form(motor, name_en="محرك 🏗️", description_de=wild)).status_code == 302
    motor.refresh_from_db()
    assert motor.name_en == "محرك 🏗️"
    assert "\u202e" not in motor.description_de
    assert "🏗️" in text(client.get(path))


def test_who_began_from_an_older_state_writes_nothing_over(
    client: Client, desk: User, motor: Product
) -> None:
    client.force_login(desk)
    old = form(motor, name_de="Einer")
    assert client.post(f"/produkte/{motor.pk}", form(motor, name_de="Anderer")).status_code == 302
    answer = client.post(f"/produkte/{motor.pk}", old)
    assert answer.status_code == 422
    assert "inzwischen geändert" in text(answer)
    motor.refresh_from_db()
    assert motor.name_de == "Anderer"


def test_a_number_is_one_product_s(client: Client, desk: User, motor: Product, now: datetime) -> None:
    client.force_login(desk)
    answer = client.post("/produkte/neu", form(motor, number="kg-250"))
    assert answer.status_code == 422
    assert "ist schon" in text(answer)


def test_sales_reads_and_changes_nothing(
    client: Client, anna: User, motor: Product, general: PriceList, now: datetime
) -> None:
    client.force_login(anna)
    for path in (f"/produkte/{motor.pk}", f"/produkte/preislisten/{general.pk}"):
        shown = text(client.get(path))
        assert "2.480,00 €" in shown
        assert "products-edit" not in shown
    assert client.get("/produkte/neu").status_code == 403
    with translation.override("en"), pytest.raises(NotAllowed, match="order desk"):
        actions.retire(product=motor, by=anna, at=now)
    client.post(f"/produkte/{motor.pk}", form(motor, name_de="Anders"))
    motor.refresh_from_db()
    assert motor.name_de == "Getriebemotor KG 250"


def test_costs_are_for_who_may_see_margins(
    client: Client, anna: User, rolf: User, paul: User, desk: User, motor: Product, now: datetime
) -> None:
    client.force_login(desk)
    answer = client.post(f"/produkte/{motor.pk}/kosten", {"cost": "1.506,5025", "from_date": "2026-01-01"})
    assert answer.status_code == 302
    shown = {}
    for who in (anna, desk, rolf, paul):
        client.force_login(who)
        page = text(client.get(f"/produkte/{motor.pk}"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/produkte/produkte.xlsx").content))
        cells = str(book.get_sheet_by_index(0).to_python())
        shown[who.pk] = ("1.506,5025" in page, "1506.5025" in cells)
    assert shown == {
        anna.pk: (True, True),
        desk.pk: (True, True),
        rolf.pk: (False, False),
        paul.pk: (False, False),
    }


def test_a_customer_s_list_is_not_for_who_may_not_read_the_customer(
    client: Client, anna: User, rolf: User, nina: User, hoelzl: Customer, motor: Product, general: PriceList,
    now: datetime,
) -> None:  # fmt: skip
    own = testing.a_list(at=now, name="Sonderpreise Hölzl", audience=CUSTOMER, customer=hoelzl)
    testing.priced(own, motor, ("0", "1999"), at=now)
    paths = ["/produkte/preislisten", f"/produkte/{motor.pk}", "/produkte/zuschlaege"]
    for who, sees in ((anna, True), (rolf, False), (nina, False)):
        client.force_login(who)
        for path in paths[:2]:
            assert ("Sonderpreise" in text(client.get(path))) is sees, (who, path)
        for path in (f"/produkte/preislisten/{own.pk}", f"/produkte/preislisten/{own.pk}/preise.xlsx"):
            assert client.get(path).status_code == (200 if sees else 404)


def test_the_try_out_says_what_a_customer_pays_and_why(
    client: Client,
    anna: User,
    rolf: User,
    hoelzl: Customer,
    motor: Product,
    general: PriceList,
    now: datetime,
) -> None:
    own = testing.a_list(at=now, name="Sonderpreise", audience=CUSTOMER, customer=hoelzl)
    testing.priced(own, motor, ("0", "1999"), at=now)
    client.force_login(anna)
    asked = {"customer": "Hölzl", "quantity": "12", "currency": "EUR", "day": "2026-11-26"}
    shown = text(client.get(f"/produkte/{motor.pk}/preis", asked))
    assert "1.999,00 €" in shown
    assert "Liste 2026" in shown
    assert "2.390,1234 €" in text(client.get(f"/produkte/{motor.pk}/preis", {**asked, "customer": ""}))
    client.force_login(rolf)
    assert "1.999" not in text(client.get(f"/produkte/{motor.pk}/preis", asked))


def test_images_are_shown_and_what_is_no_image_is_only_downloaded(
    client: Client, desk: User, motor: Product
) -> None:
    client.force_login(desk)
    path = f"/produkte/{motor.pk}/dateien"
    client.post(
        path, {"file": SimpleUploadedFile("kg.png", png((900, 600), colour="red"), content_type="image/png")}
    )
    client.post(path, {"file": SimpleUploadedFile("x.html", b"<script>1</script>", content_type="text/html")})
    image, page = ProductFile.objects.order_by("pk")
    assert image.is_image
    assert image.printed is not None
    assert image.printed.blob.size < 10_000
    assert page.printed is None
    shown = client.get(f"/produkte/dateien/{page.pk}")
    assert shown["Content-Type"] == "application/octet-stream"
    assert shown["Content-Disposition"].startswith("attachment")
    client.post(f"/produkte/dateien/{image.pk}/entfernen")
    assert [one.file.name for one in queries.files_of(motor)] == ["x.html"]


def test_the_next_list_has_raised_prices_and_ends_the_old_one(
    client: Client, desk: User, general: PriceList, motor: Product
) -> None:
    client.force_login(desk)
    given = {"name": "Liste 2027", "valid_from": "2027-01-01", "percent": "3,5"}
    assert client.post(f"/produkte/preislisten/{general.pk}/folgeliste", given).status_code == 302
    made = PriceList.objects.get(name="Liste 2027")
    prices = list(made.tiers.order_by("from_quantity").values_list("price", flat=True))
    assert prices == [actions.raised(D(2480), D("3.5")), actions.raised(D("2390.1234"), D("3.5"))]
    assert prices == [D("2566.80"), D("2473.7777")]
    general.refresh_from_db()
    assert str(general.valid_to) == "2026-12-31"


def test_an_unknown_currency_and_a_list_that_ends_before_it_begins(
    client: Client, desk: User, general: PriceList
) -> None:
    client.force_login(desk)
    base = {"name": "Neu", "currency": "EUR", "valid_from": "2026-01-01", "audience": "everybody"}
    wrongs = (
        {"currency": "XXX"},
        {"valid_to": "2025-01-01"},
        {"name": "LISTE 2026"},
        {"audience": "group"},
        {"audience": "customer", "customer": "gibt es nicht"},
        {"audience": "country", "country": "D1"},
    )
    for wrong in wrongs:
        assert client.post("/produkte/preislisten/neu", {**base, **wrong}).status_code == 422, wrong
    assert client.post(f"/produkte/preislisten/{general.pk}", {**base, "currency": "CHF"}).status_code == 422
    assert PriceList.objects.count() == 1


def test_surcharges_and_tax_rates_are_kept(client: Client, desk: User, anna: User) -> None:
    client.force_login(desk)
    copper = {
        "kind": "copper",
        "currency": "EUR",
        "valid_from": "2026-01-01",
        "quotation": "912,50",
        "base": "150",
    }
    assert client.post("/produkte/zuschlaege/anlegen", copper).status_code == 302
    assert client.post("/produkte/zuschlaege/anlegen", {**copper, "base": ""}).status_code == 422
    assert "912,50 €" in text(client.get("/produkte/zuschlaege"))
    rate = {"country": "DE", "kind": "standard", "rate": "21", "from_date": "2027-01-01"}
    assert client.post("/produkte/steuern/festhalten", rate).status_code == 302
    assert client.post("/produkte/steuern/festhalten", {**rate, "rate": "100"}).status_code == 422
    assert "§ 4 Nr. 1b UStG" in text(client.get("/produkte/steuern"))
    unit = {"code": "Geb", "name_de": "Gebinde", "rec20": ""}
    assert client.post("/produkte/ordnung/einheit", unit).status_code == 302
    assert client.post("/produkte/ordnung/einheit", {**unit, "code": "Stk"}).status_code == 422
    assert client.post("/produkte/ordnung/gruppe", {"number": "10", "name_de": "Antriebe"}).status_code == 302
    client.force_login(anna)
    assert client.get("/produkte/ordnung").status_code == 200


def test_a_retired_product_is_proposed_no_more(anna: User, motor: Product, now: datetime) -> None:
    assert [one.number for one in queries.suggest(text="getriebe", user=anna)] == ["KG-250"]
    actions.retire(product=motor, by=None, at=now)
    assert queries.suggest(text="getriebe", user=anna) == []


def test_numbers_come_before_names_before_parts(anna: User, nina: User, now: datetime) -> None:
    for number, name in (("X1", "Motorplatte"), ("MO-7", "Riemen"), ("X2", "Trommelmotor"), ("X3", "Band")):
        testing.a_product(at=now, number=number, name=name)
    assert [one.number for one in queries.suggest(text="mo", user=anna)] == ["MO-7", "X1"]
    assert [one.number for one in queries.suggest(text="Moto", user=anna)] == ["X1", "X2"]
    assert queries.suggest(text="***", user=anna) == []
