"""'Is this a customer already?': who is found while typing, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tandem.essentials.customers import actions, testing
from tandem.essentials.customers.duplicates import finding, scoring
from tandem.essentials.customers.duplicates.keys import Described, domain_of, keys_of, name_words
from tandem.essentials.customers.duplicates.phonetics import cologne
from tandem.essentials.customers.duplicates.typed import described
from tandem.essentials.customers.models import Contact, Customer, DuplicateKey, ToCompare
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tests.cast import SINCE

pytestmark = pytest.mark.django_db

HERE = Described(name="Hölzl Fördertechnik GmbH", street="Wagnerstraße 12", postcode="89077", city="Ulm")


def signs(**typed: str) -> dict[str, tuple[str, ...]]:
    """What is found by what is typed: name and signs."""
    return {one.name: one.likeness.signs for one in finding.candidates(described(typed))}


# --- names


@pytest.mark.parametrize(
    ("word", "code"),
    [("meier", "67"), ("mayr", "67"), ("wikipedia", "3412"), ("mueller", "657"), ("breschnew", "17863"),
     ("heithabu", "021"), ("philipp", "351"), ("xaver", "4837"), ("", ""), ("123", "")],
)  # fmt: skip
def test_it_is_compared_by_sound(word: str, code: str) -> None:
    assert cologne(word) == code


@pytest.mark.parametrize(
    "name",
    [
        "Hölzl Fördertechnik", "HÖLZL FÖRDERTECHNIK GMBH", "Hoelzl Foerdertechnik G.m.b.H.",
        "Holzl Fordertechnik GmbH & Co. KG", "Hölzl Fördertechnik e.K.", "Hölzl  Fördertechnik (AG)",
        "Ho\u0308lzl Fo\u0308rdertechnik SE", "Hölzl-Fördertechnik Gesellschaft mit beschränkter Haftung",
    ],
)  # fmt: skip
def test_legal_forms_and_umlauts_make_no_difference(name: str, hoelzl: Customer) -> None:
    assert signs(name=name, postcode="89077") == {hoelzl.name: ("place",)}


@pytest.mark.parametrize(
    "name", ["Hölzl Födertechnik", "Höltzl Fördertechnik", "Hölzl Fördertecknik", "Ölzl Fördertechnik",
             "Fördertechnik Hölzl", "Hölzl Förder Technik"],
)  # fmt: skip
def test_typing_errors_are_forgiven(name: str, hoelzl: Customer) -> None:
    assert hoelzl.name in signs(name=name, postcode="89077")


def test_nothing_but_a_legal_form_is_a_name_of_its_own() -> None:
    assert name_words("GmbH & Co. KG") == ["gmbh", "co", "kg"]
    assert name_words("") == []


def test_another_number_is_another_company(ulm: Tandem, now: datetime) -> None:
    testing.a_customer(name="Autohof 24 GmbH", postcode="89077", tandem=ulm, at=now)
    assert signs(name="Autohof 25 GmbH", postcode="89077") == {}
    assert signs(name="Autohof 24 KG", postcode="89077") == {"Autohof 24 GmbH": ("place",)}


# --- each sign says only what holds


@pytest.fixture
def known(hoelzl: Customer, claudia: Contact, now: datetime) -> Customer:
    """Hölzl with everything by which one is found."""
    actions.edit(
        customer=hoelzl, vat_number="DE136695976", website="https://www.hoelzl.example/start", by=None, at=now
    )
    return hoelzl


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"vat_number": "de 136 695 976"}, ("vat",)),
        ({"phones": "0731 / 123 40"}, ("phone",)),
        ({"contact_phones": "+49 (0)731-12340"}, ("phone",)),
        ({"phones": "0049 731 12340"}, ("phone",)),
        ({"emails": "C.Hoelzl@HOELZL.example"}, ("email", "domain")),
        ({"emails": "einkauf@hoelzl.example"}, ("domain",)),
        ({"name": "Hölzl GmbH", "street": "Wagnerstr. 12", "postcode": "89077"}, ("address", "begins")),
        ({"name": "Hölzl Fördertechnik", "postcode": "89077"}, ("place",)),
        ({"name": "Hölzl Fördertechnik", "postcode": "10115"}, ("name",)),
        ({"name": "Hölzl Fördertechnik"}, ("name",)),
        ({"name": "Hoelsl Fördertechnig", "postcode": "89077"}, ("sound_place",)),
        ({"name": "Hölz", "postcode": "89077"}, ("begins",)),
    ],
)  # fmt: skip
def test_each_hit_says_why(typed: dict[str, str], why: tuple[str, ...], known: Customer) -> None:
    assert signs(**typed) == {known.name: why}


@pytest.mark.parametrize(
    "typed",
    [
        {"vat_number": "DE136695977"}, {"phones": "0731 12341"}, {"phones": "0731"}, {"name": "Binder Pumpen"},
        {"emails": "info@anders.example"}, {"street": "Wagnerstraße 14", "postcode": "89077"},
        {"name": "Krantechnik", "postcode": "89077"}, {"name": ""}, {"name": "   ", "phones": "\n\n"},
    ],
)  # fmt: skip
def test_what_is_not_shared_finds_nobody(typed: dict[str, str], known: Customer) -> None:
    assert signs(**typed) == {}


def test_a_mailbox_that_anybody_can_have_tells_no_company(ulm: Tandem, now: datetime) -> None:
    customer = testing.a_customer(name="Schreinerei Abt", tandem=ulm, at=now)
    testing.a_contact(customer=customer, last_name="Abt", emails="abt@gmx.de", at=now)
    assert signs(emails="zoller@gmx.de") == {}
    assert signs(emails="abt@gmx.de") == {"Schreinerei Abt": ("email",)}


@pytest.mark.parametrize(
    ("written", "domain"),
    [("a@Firma.example", "firma.example"), ("http://www.firma.example:8080/x@y", "firma.example"),
     ("x@gmail.com", ""), ("firma", ""), ("", ""), ("@", "")],
)  # fmt: skip
def test_domains_in_any_spelling(written: str, domain: str) -> None:
    assert domain_of(written) == domain


def test_more_signs_are_more_likely() -> None:
    name = scoring.compare(Described(name="Hölzl Fördertechnik"), HERE).score
    place = scoring.compare(Described(name="Hölzl Fördertechnik", postcode="89077"), HERE).score
    both = scoring.compare(HERE, HERE).score
    assert scoring.SHOWN < name < place < both <= 1
    assert scoring.compare(Described(name="Binder"), HERE) == scoring.Likeness(0.0, ())


def test_one_enquiry_may_be_three_customers(ulm: Tandem, hoelzl: Customer, now: datetime) -> None:
    for name in ("Hölzl Fördertechnik GmbH & Co. KG", "Hoelzl Foerdertechnik"):
        testing.a_customer(name=name, postcode="89077", tandem=ulm, at=now)
    assert len(signs(name="Hölzl Fördertechnik AG", postcode="89077")) == 3


# --- what people send by mistake


@pytest.mark.parametrize(
    "junk", ["x" * 100_000, "a\x00b", "🏭🏭🏭", "\ud800", "%s{}'\";--", "\u202e" * 50, "ﬁ" * 300, " - "]
)
def test_nothing_that_is_typed_breaks_it(junk: str, known: Customer) -> None:
    every = dict.fromkeys(
        ("name", "street", "postcode", "city", "country", "phones", "emails", "vat_number", "website"), junk
    )
    assert finding.candidates(described(every)) == []
    assert finding.candidates(described({**every, "vat_number": "DE136695976"})) != []


def test_two_names_of_signs_are_not_alike(ulm: Tandem, now: datetime) -> None:
    testing.a_customer(name="***", postcode="89077", tandem=ulm, at=now)
    assert signs(name="🏭", postcode="89077") == {}


# --- keys are kept in step


def keys(customer: Customer) -> set[int]:
    return set(DuplicateKey.objects.filter(customer=customer).values_list("key", flat=True))


def test_an_edit_changes_what_one_is_found_by(hoelzl: Customer, now: datetime) -> None:
    actions.edit(customer=hoelzl, name="Zwirner Kräne", by=None, at=now)
    assert signs(name="Hölzl Fördertechnik", postcode="89077") == {}
    assert "Zwirner Kräne" in signs(name="Zwirner")
    person = actions.add_contact(
        customer=hoelzl,
        last_name="Neu",
        channels=actions.phones("0731 777777", country="DE"),
        by=None,
        at=now,
    )
    assert "Zwirner Kräne" in signs(phones="0731/777777")
    actions.edit_contact(contact=person, channels=[], by=None, at=now)
    assert signs(phones="0731/777777") == {}


def test_thousands_at_once_have_the_keys_of_one(ulm: Tandem, now: datetime) -> None:
    made = [
        testing.a_customer(name=f"Kranbau {word}", tandem=ulm, at=now)
        for word in "abcdefghijklmnopqrstuvwxyz"
    ]
    before = {one.pk: keys(one) for one in made}
    actions.index(customer_ids=[one.pk for one in made])
    assert {one.pk: keys(one) for one in made} == before
    assert all(before.values())


def test_an_alias_has_no_keys_its_survivor_is_found_by_both_names(
    hoelzl: Customer, ulm: Tandem, now: datetime
) -> None:
    old = testing.a_customer(name="Altname KG", postcode="88045", tandem=ulm, at=now)
    before = keys(hoelzl), keys(old)
    merge = actions.merge(survivor=hoelzl, gone=old, by=None, at=now)
    assert keys(old) == set()
    assert signs(name="Altname GmbH", postcode="88045") == {hoelzl.name: ("place",)}
    actions.undo_merge(merge=merge, by=None, at=now)
    assert (keys(hoelzl), keys(old)) == before
    assert signs(name="Altname GmbH", postcode="88045") == {"Altname KG": ("place",)}


def test_what_everybody_shares_is_left_out(ulm: Tandem, now: datetime) -> None:
    rows = [
        Customer(
            name=f"Maschinenbau {number}",
            name_key="x",
            sort_key="x",
            tandem=ulm,
            created_at=now,
            changed_at=now,
        )
        for number in range(finding.FREQUENT)
    ]
    made = Customer.objects.bulk_create(rows)
    actions.index(customer_ids=[one.pk for one in made])
    assert signs(name="Maschinenbau") == {}
    assert "Maschinenbau 7" in signs(name="Maschinenbau 7 GmbH")


def test_whoever_is_written_is_compared_later(hoelzl: Customer) -> None:
    assert ToCompare.objects.filter(customer=hoelzl).exists()


def test_each_key_once() -> None:
    found = keys_of(Described(name="Hölzl Hölzl", phones=("+49731", "+49731")))
    assert len(found) == len(set(found))


# --- the pages


def ask(user: User, route: str = "customers:candidates", **typed: Any) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(route), typed)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_shows_who_it_may_be(known: Customer, anna: User) -> None:
    page = ask(anna, name="Hoelzl Fördertechnik KG", phones="0731 12340", postcode="89077", country="DE")
    assert "gleicher Name am gleichen Ort" in page
    assert "gleiche Telefonnummer" in page
    assert f'href="/kunden/{known.pk}"' in page


def test_the_form_for_a_lead_offers_to_use_it(known: Customer, anna: User) -> None:
    page = ask(anna, "leads:pick", company="Irgendwer", phone="0731/12340")
    assert "gleiche Telefonnummer" in page
    assert f"?kunde={known.pk}" in page
    assert f'href="/kunden/{known.pk}"' in page
    assert ask(anna, "leads:pick", company="Niemand").strip() == ""


def test_of_whom_one_may_not_see_nothing_is_told_but_whom_to_ask(
    known: Customer, ulm: Tandem, rolf: User, sandra: User, now: datetime
) -> None:
    people.add_tandem(name="Tirol", inside=sandra, outward=rolf, from_date=SINCE, by=None, at=now)
    page = ask(rolf, phones="0731 12340")
    assert "Anna Reiter" in page
    assert "Hölzl" not in page
    assert str(known.number) not in page
    assert "Anna Reiter" in ask(rolf, "leads:pick", phone="0731 12340", company="x")
    assert "Anna Reiter" not in ask(rolf, name="Hölzl")  # so little alike tells nobody anything


def test_whoever_takes_nobody_in_asks_nothing(known: Customer, paul: User) -> None:
    client = Client()
    client.force_login(paul)
    for route in ("customers:candidates", "leads:pick"):
        assert client.get(reverse(route), {"name": "Hölzl"}).status_code == 403


def test_a_lookup_is_one_statement(known: Customer, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert finding.candidates(HERE)
    with django_assert_num_queries(0):
        assert finding.candidates(Described()) == []


def test_a_page_asks_little(known: Customer, anna: User, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(anna)
    client.get(reverse("customers:candidates"), {"name": "Hölzl"})
    with django_assert_max_num_queries(7):
        client.get(reverse("customers:candidates"), {"name": "Hölzl Fördertechnik", "postcode": "89077"})
