"""One import of products or prices is taken back, as far as nothing later depends on it; what stays is said."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import ORDER_DESK, SALES_LEAD, User
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products import queries, testing
from tandem.essentials.products.models import (
    CUSTOMER,
    CostPrice,
    ImportedAmount,
    PriceList,
    Product,
    ProductGroup,
    Tier,
)
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing as quoting
from tandem.surfaces.exchange import jobs
from tandem.surfaces.exchange.models import DONE, UNDONE, ImportRun

pytestmark = pytest.mark.django_db

HEAD = "Artikelnummer;Bezeichnung;Warengruppe;ME;EK-Preis"
KG, FK = "KG-250;Getriebemotor KG 250;Antriebe;St;1.506,50", "FK-80;Förderkette FK 80;Ketten;Stk;1055"
PRICES = "Artikelnummer;Ab Menge;Preis;Währung;Preisliste"


@pytest.fixture
def lead(company: Any, client: Client, now: datetime) -> User:
    """Somebody who keeps the catalogue and sees costs, signed in."""
    made = people.add_user(
        email="olga@tandem.example", first_name="Olga", last_name="Sachs", roles=[ORDER_DESK, SALES_LEAD],
        by=None, at=now,
    )  # fmt: skip
    client.force_login(made)
    return made


def read_in(client: Client, kind: str, head: str, *rows: str) -> ImportRun:
    content = "\n".join([head, *rows]).encode()
    address = "/import/produkte" if kind == "products" else "/import/produkte/preise"
    answer = client.post(address, {"file": SimpleUploadedFile("liste.csv", content)})
    run = ImportRun.objects.get(pk=int(answer.headers["Location"].rsplit("/", 1)[1]))
    client.post(f"/import/{run.pk}/einlesen")
    jobs.apply(run.pk)
    run.refresh_from_db()
    assert run.state == DONE, run.error
    return run


def undone(client: Client, run: ImportRun, by: User) -> ImportRun:
    assert client.post(f"/import/{run.pk}/rueckgaengig").status_code == 302
    jobs.undo(run.pk, by.pk)
    run.refresh_from_db()
    assert run.state == UNDONE, run.error
    return run


def reasons(run: ImportRun) -> list[tuple[str, str]]:
    return [(one["name"], one["reason"]) for one in run.undo_report["list"]]


def test_new_products_go_with_their_costs_and_their_groups_stay(client: Client, lead: User) -> None:
    run = read_in(client, "products", HEAD, KG, FK)
    assert (Product.objects.count(), CostPrice.objects.count()) == (2, 2)
    taken = undone(client, run, lead)
    assert (Product.objects.count(), CostPrice.objects.count()) == (0, 0)
    assert (taken.undo_report["removed"], taken.undo_report["left"]) == (4, 0)
    assert ProductGroup.objects.filter(name_de="Antriebe").exists()
    page = client.get(f"/import/{run.pk}").content.decode()
    assert "Gruppen, die die Liste angelegt hat" in page
    assert Entry.objects.get(type="products.import_undone").data["removed"] == 4
    # The same list comes in again as if it were new.
    assert read_in(client, "products", HEAD, KG, FK).counts["created"] == 2
    assert [found for found in checks.run_all() if found.invariant != "INV2"] == []


def test_what_a_list_changed_is_as_before(client: Client, lead: User, now: datetime) -> None:
    motor = testing.a_product(at=now, name_en="Gear motor", minimum=Decimal("2.500"))
    catalogue.set_cost(product=motor, cost=Decimal("1400"), from_date=date(2026, 1, 1), by=None, at=now)
    row = "KG-250;Getriebemotor neu;Antriebe;kg;1.506,50"
    run = read_in(client, "products", HEAD, row)
    motor.refresh_from_db()
    assert (motor.name_de, motor.unit.code) == ("Getriebemotor neu", "kg")
    taken = undone(client, run, lead)
    motor = Product.objects.select_related("unit").get()
    assert (motor.name_de, motor.name_en, motor.unit.code, motor.minimum, motor.group) == (
        "Getriebemotor KG 250", "Gear motor", "Stk", Decimal("2.500"), None,
    )  # fmt: skip
    assert queries.cost_of(motor, day=date(2027, 1, 1)) == Decimal("1400")
    assert [one.number for one in queries.suggest(text="getriebemotor kg", user=lead)] == ["KG-250"]
    assert not queries.suggest(text="neu", user=lead)
    assert taken.undo_report["left"] == 0


def test_what_was_changed_or_used_since_stays_and_is_told(
    client: Client, lead: User, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    run = read_in(client, "products", HEAD, KG, FK, "IBN;Inbetriebnahme;;Tag;")
    used, changed = Product.objects.get(number="KG-250"), Product.objects.get(number="FK-80")
    quote = quotes.start(
        matter=quoting.matter_to_quote(customer=hoelzl, contact=claudia, at=now), by=tobias, at=now
    )
    line = quotes.add_line(version=quote.versions.get(), by=tobias, at=now)
    quotes.choose_product(line=line, product=used, by=tobias, at=now)
    read_in(client, "products", HEAD, "FK-80;Förderkette FK 80 lang;Ketten;Stk;")
    catalogue.set_cost(product=changed, cost=Decimal("999"), from_date=timezone.localdate(), by=None, at=now)
    taken = undone(client, run, lead)
    assert sorted(Product.objects.values_list("number", flat=True)) == ["FK-80", "KG-250"]
    told = reasons(taken)
    assert [name.split(" ")[0] for name, _reason in told] == ["FK-80", "FK-80", "KG-250"]
    assert told[-1][1] == "Angebote, Preise oder Dateien hängen daran."
    assert "Förderkette FK 80 lang" in client.get(f"/import/{run.pk}").content.decode()
    assert [found for found in checks.run_all() if found.invariant != "INV2"] == []


class TestPrices:
    @pytest.fixture
    def held(self, now: datetime) -> PriceList:
        return testing.a_list(at=now)

    def test_new_ones_go_and_changed_ones_are_as_before(
        self, client: Client, lead: User, held: PriceList, now: datetime
    ) -> None:
        motor, chain = testing.a_product(at=now), testing.a_product(at=now, number="FK-80", name="Kette")
        testing.priced(held, motor, ("0", "2480"), at=now)
        rows = (
            "KG-250;;2.500;EUR;Liste 2026",
            "KG-250;10;2.400;EUR;Liste 2026",
            "FK-80;;1890;EUR;Liste 2026",
        )
        run = read_in(client, "prices", PRICES, *rows)
        assert Tier.objects.count() == 3
        assert ImportedAmount.objects.filter(run=run.pk).count() == 3
        taken = undone(client, run, lead)
        assert list(Tier.objects.values_list("product", "from_quantity", "price")) == [
            (motor.pk, Decimal(0), Decimal("2480"))
        ]
        assert (taken.undo_report["removed"], taken.undo_report["restored"]) == (2, 1)
        assert not chain.tiers.exists()
        assert [found for found in checks.run_all() if found.invariant != "INV2"] == []

    def test_a_price_that_was_changed_or_built_upon_since_stays(
        self, client: Client, lead: User, held: PriceList, now: datetime
    ) -> None:
        testing.a_product(at=now)
        testing.a_product(at=now, number="FK-80", name="Kette")
        testing.a_product(at=now, number="TM-1", name="Motor")
        rows = [f"{number};;100;EUR;Liste 2026" for number in ("KG-250", "FK-80", "TM-1")]
        run = read_in(client, "prices", PRICES, *rows)
        read_in(client, "prices", PRICES, "KG-250;;110;EUR;Liste 2026", "FK-80;10;90;EUR;Liste 2026")
        taken = undone(client, run, lead)
        assert reasons(taken) == [
            ("FK-80 · Liste 2026", "Größere Mengen kamen dazu."),
            ("KG-250 · Liste 2026", "Seitdem geändert."),
        ]
        left = Tier.objects.order_by("product__number", "from_quantity")
        assert [(one.product.number, int(one.price)) for one in left] == [
            ("FK-80", 100), ("FK-80", 90), ("KG-250", 110),
        ]  # fmt: skip

    def test_a_customers_own_list_tells_it_at_the_customer(
        self, client: Client, lead: User, hoelzl: Customer, now: datetime
    ) -> None:
        testing.a_list(at=now, name="Hölzl", audience=CUSTOMER, customer=hoelzl)
        testing.a_product(at=now)
        run = read_in(client, "prices", PRICES, "KG-250;;100;EUR;Hölzl")
        before = Entry.objects.filter(customer_id=hoelzl.pk).count()
        undone(client, run, lead)
        assert Entry.objects.filter(customer_id=hoelzl.pk).count() == before + 1


def test_whoever_does_not_keep_the_catalogue_undoes_nothing(client: Client, lead: User, tobias: User) -> None:
    run = read_in(client, "products", HEAD, KG)
    client.force_login(tobias)
    assert client.post(f"/import/{run.pk}/rueckgaengig").status_code in (403, 404)
    run.refresh_from_db()
    assert run.state == DONE
