"""The list, taking a company in, and the cards of the file."""

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import mark_safe

from tandem.essentials.customers import columns, listing
from tandem.essentials.customers.models import Contact, Customer, Site
from tandem.essentials.customers.testing import a_customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tests.cast import SINCE

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def key() -> str:
    return str(uuid.uuid4())


def facts(**changed: str) -> dict[str, str]:
    given = {"name": "Neu GmbH", "country": "DE", "_key": key()}
    return given | changed


@pytest.mark.parametrize("sort", [*listing.SORTS, *(f"-{sort}" for sort in listing.SORTS)])
def test_pages_go_both_ways_without_gaps(sort: str, anna: User, ulm: Tandem, now: datetime) -> None:
    for number in range(23):
        a_customer(
            name=f"Firma {number % 7}", city=["Ulm", "Ähring", "Zell"][number % 3], tandem=ulm, at=now,
            klass=["A", "", "C"][number % 3], turnover=[None, 5, 100][number % 3],
            last_contact_date=[None, now.date()][number % 2],
        )  # fmt: skip
    wanted = listing.Wanted.from_address({"sort": sort})
    forward: list[list[int]] = []
    pages: list[listing.Page] = []
    while True:
        page = listing.page(user=anna, wanted=wanted, at=now, day=now.date(), size=5)
        pages.append(page)
        forward.append([line.customer.pk for line in page.lines])
        if not page.older:
            break
        wanted = listing.Wanted.from_address(_given(page.older))
    assert sorted(pk for ids in forward for pk in ids) == sorted(
        Customer.objects.values_list("pk", flat=True)
    )
    for index in range(len(pages) - 1, 0, -1):
        back = listing.Wanted.from_address(_given(pages[index].newer))
        again = listing.page(user=anna, wanted=back, at=now, day=now.date(), size=5)
        assert [line.customer.pk for line in again.lines] == forward[index - 1]
    assert not pages[0].newer


def _given(address: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(address.removeprefix("?")))


def test_umlauts_stand_where_people_look_for_them(anna: User, ulm: Tandem, now: datetime) -> None:
    for name in ("Zebra", "Ähre", "Apfel", "Özen", "Otto"):
        a_customer(name=name, city=name, tandem=ulm, at=now)
    for sort in ("name", "city"):
        page = listing.page(user=anna, wanted=listing.Wanted(sort=sort), at=now, day=now.date())
        assert [line.customer.name for line in page.lines] == ["Ähre", "Apfel", "Otto", "Özen", "Zebra"]


def test_the_address_holds_the_view(anna: User, hoelzl: Customer, allgaeu: Tandem, now: datetime) -> None:
    a_customer(name="Kemptner", tandem=allgaeu, at=now, klass="B", tags=["Messe"])
    client = signed_in(anna)
    for query, shown, hidden in [
        ("mine=1", "Hölzl", "Kemptner"),
        ("class=B", "Kemptner", "Hölzl"),
        (f"tandem={allgaeu.pk}", "Kemptner", "Hölzl"),
        ("tag=Messe", "Kemptner", "Hölzl"),
        ("stage=regular", "Hölzl", "Kemptner"),
    ]:
        page = client.get(f"/kunden?{query}").content.decode()
        assert shown in page
        assert hidden not in page


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=WyJhIiwxLDJd",
        "sort=x&class=%00",
        "tandem=" + "9" * 40,
        "tag=%00",
        "before=" + "A" * 5000,
        "after=WyJcdTAwMDAiLCJhIiwxXQ",
    ],
)
def test_mangled_addresses_still_open(query: str, anna: User, hoelzl: Customer) -> None:
    assert signed_in(anna).get(f"/kunden?{query}").status_code == 200


def test_an_empty_list_teaches(anna: User, ulm: Tandem) -> None:
    page = signed_in(anna).get("/kunden").content.decode()
    assert "/import" in page
    assert "/kunden/neu" in page


def test_the_list_asks_a_constant_number_of_questions(anna: User, ulm: Tandem, now: datetime) -> None:
    columns.register(
        columns.Column(
            key="test", label="Test", cells=lambda ids, user, at: {pk: mark_safe("x") for pk in ids}
        )
    )
    client = signed_in(anna)
    counts = []
    try:
        for _round in range(2):
            for _number in range(10):
                a_customer(name="Firma", tandem=ulm, at=now)
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/kunden").status_code == 200
            counts.append(len(asked))
    finally:
        columns._columns.pop("test")
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_who_sees_the_list(hoelzl: Customer, rolf: User, paul: User, sandra: User, now: datetime) -> None:
    for user, sees in ((rolf, False), (paul, False), (sandra, True)):
        assert ("Hölzl" in signed_in(user).get("/kunden").content.decode()) is sees
    assert Client().get("/kunden").status_code == 302


def test_files_of_others_do_not_exist_for_those_who_may_not_see_them(
    hoelzl: Customer, claudia: Contact, rolf: User, anna: User, ulm: Tandem, now: datetime
) -> None:
    base = f"/kunden/{hoelzl.pk}"
    site = Site.objects.get(customer=hoelzl)
    own = people.add_tandem(name="Tirol", inside=anna, outward=rolf, from_date=SINCE, by=None, at=now)
    other = a_customer(name="Tirolbau", tandem=own, at=now)
    client = signed_in(rolf)
    for path in (
        "stammdaten",
        "bearbeiten",
        "zentrale",
        "ansprechpartner",
        f"ansprechpartner/{claudia.pk}",
        "standorte",
    ):
        assert client.get(f"{base}/{path}").status_code == 404
    assert client.get(f"/kunden/{other.pk}/ansprechpartner/{claudia.pk}").status_code == 404
    assert client.get(f"/kunden/{other.pk}/standorte/{site.pk}").status_code == 404
    assert client.get(f"/kunden/{other.pk}/stammdaten").status_code == 200
    for path in ("speichern", f"ansprechpartner/{claudia.pk}/weg", "schlagworte", f"standorte/{site.pk}/weg"):
        assert client.post(f"{base}/{path}", {"_key": key()}).status_code == 404
    assert (
        client.post(f"/kunden/{other.pk}/zentrale/setzen", {"parent": hoelzl.pk, "_key": key()}).status_code
        == 404
    )


def test_another_tandem_reads_and_does_not_write(hoelzl: Customer, sandra: User, allgaeu: Tandem) -> None:
    client = signed_in(sandra)
    assert client.get(f"/kunden/{hoelzl.pk}/stammdaten").status_code == 200
    assert client.get(f"/kunden/{hoelzl.pk}/bearbeiten").status_code == 403
    client.post(f"/kunden/{hoelzl.pk}/schlagworte", {"tags": "x", "_key": key()})
    assert Customer.objects.get(pk=hoelzl.pk).tags == []


def test_taking_in_with_contact_and_once(anna: User, ulm: Tandem) -> None:
    client = signed_in(anna)
    form = facts(
        postcode="89077",
        phones="0731/55 66 77 (Zentrale)",
        last_name="Roth",
        contact_emails="roth@neu.example",
    )
    first = client.post("/kunden/anlegen", form)
    again = client.post("/kunden/anlegen", form)
    customer = Customer.objects.get(name="Neu GmbH")
    assert first["Location"] == again["Location"] == f"/kunden/{customer.pk}"
    assert customer.tandem == ulm
    assert Contact.objects.get(customer=customer).last_name == "Roth"


@pytest.mark.parametrize(
    ("field", "value"),
    [("phones", "abc"), ("emails", "keine"), ("vat_number", "DE1"), ("name", ""), ("contact_phones", "12"),
     ("street", "x" * 100_000), ("name", "\0")],
)  # fmt: skip
def test_what_is_wrong_is_told_below_the_field_and_kept(
    field: str, value: str, anna: User, ulm: Tandem
) -> None:
    answer = signed_in(anna).post(
        "/kunden/anlegen", facts(**{"last_name": "Roth", "city": "Bleibdorf", field: value})
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "Bleibdorf" in page
    assert not Customer.objects.exists()


def test_while_typing_the_known_company_is_shown(anna: User, hoelzl: Customer, claudia: Contact) -> None:
    client = signed_in(anna)
    for query in ("name=Hoelzl+F%C3%B6rdertechnik+AG", "name=h%C3%B6lzl"):
        assert f"/kunden/{hoelzl.pk}" in client.get(f"/kunden/kandidaten?{query}").content.decode()
    assert "Ulm-Bodensee" in client.get("/kunden/gebiet?postcode=89077&country=DE").content.decode()


def test_editing_in_place_and_a_conflict_shows_both_values(
    anna: User, tobias: User, hoelzl: Customer
) -> None:
    htmx: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    mine, theirs = signed_in(anna), signed_in(tobias)
    form = mine.get(f"/kunden/{hoelzl.pk}/bearbeiten", **htmx).context["form"]
    values = {
        name: "" if form[name].value() is None else str(getattr(form[name].value(), "pk", form[name].value()))
        for name in form.fields
    }
    saved = theirs.post(f"/kunden/{hoelzl.pk}/speichern", values | {"city": "Erbach", "_key": key()}, **htmx)
    assert saved.status_code == 200
    assert "Erbach" in saved.content.decode()
    clash = mine.post(f"/kunden/{hoelzl.pk}/speichern", values | {"city": "Blaustein", "_key": key()}, **htmx)
    assert clash.status_code == 409
    assert "Erbach" in clash.content.decode()
    assert "Blaustein" in clash.content.decode()
    sure = values | {"city": "Blaustein", "revision": "2", "_key": key()}
    assert mine.post(f"/kunden/{hoelzl.pk}/speichern", sure, **htmx).status_code == 200
    assert Customer.objects.get(pk=hoelzl.pk).city == "Blaustein"


def test_contacts_are_added_edited_and_taken_back(anna: User, hoelzl: Customer) -> None:
    client = signed_in(anna)
    base = f"/kunden/{hoelzl.pk}/ansprechpartner"
    answer = client.post(f"{base}/anlegen", {"last_name": "Binder", "phones": "0731 1234-22", "_key": key()})
    assert answer.status_code == 302
    contact = Contact.objects.get(last_name="Binder")
    assert "tel:+49731123422" in client.get(base).content.decode()
    assert client.get(f"{base}/{contact.pk}").status_code == 200
    client.post(f"{base}/{contact.pk}/speichern", {"last_name": "Bindner", "_key": key()})
    client.post(f"{base}/{contact.pk}/weg", {"_key": key()})
    contact.refresh_from_db()
    assert (contact.last_name, contact.is_active) == ("Bindner", False)
    client.post(f"{base}/{contact.pk}/zurueck", {"_key": key()})
    contact.refresh_from_db()
    assert contact.is_active


def test_every_card_opens_as_a_page_and_as_a_fragment(anna: User, hoelzl: Customer, claudia: Contact) -> None:
    client, site = signed_in(anna), Site.objects.get(customer=hoelzl)
    for path in (
        "stammdaten", "bearbeiten", "zentrale?q=h", "ansprechpartner", "ansprechpartner/neu",
        f"ansprechpartner/{claudia.pk}", "standorte", "standorte/neu", f"standorte/{site.pk}",
    ):  # fmt: skip
        whole = client.get(f"/kunden/{hoelzl.pk}/{path}")
        part = client.get(f"/kunden/{hoelzl.pk}/{path}", HTTP_HX_REQUEST="true")
        assert whole.status_code == part.status_code == 200
        assert "<html" in whole.content.decode()
        assert "<html" not in part.content.decode()
