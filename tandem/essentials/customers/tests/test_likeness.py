"""How alike two companies are: whatever is known of them, it is the same from both sides, and says what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.customers import actions, testing
from tandem.essentials.customers.duplicates import finding, scoring, weighing
from tandem.essentials.customers.duplicates.keys import Described, keys_of
from tandem.essentials.customers.duplicates.scoring import ASKED, LISTED, SHOWN, compare
from tandem.essentials.customers.models import Customer, DuplicateKey
from tandem.essentials.people.models import Tandem

WHOLE = Described(
    name="Hölzl Fördertechnik GmbH", street="Wagnerstraße 12", postcode="89077", city="Ulm", vat_number="DE136695976",
    phones=("+4973112340",), emails=("info@hoelzl.example",),
)  # fmt: skip
FORMS = (
    "GmbH", "G.m.b.H.", "Ges.m.b.H.", "GmbH & Co. KG", "AG", "A.G.", "KG", "OHG", "e.K.", "e.Kfm.", "SE", "",
    "UG (haftungsbeschränkt)",
)  # fmt: skip

some_words = st.lists(
    st.sampled_from(
        [
            "Hölzl",
            "Holzl",
            "Hölz",
            "Binder",
            "Bau",
            "Maschinenbau",
            "Masch.bau",
            "Förder",
            "Technik",
            "24",
            "&",
        ]
    )
    | st.text(max_size=6),
    max_size=4,
)
companies = st.builds(
    Described,
    name=some_words.map(" ".join),
    street=st.sampled_from(["", "Hauptstr. 1", "Hauptstraße 1", "Haupstraße 1", "Wiesenweg 7"]),
    postcode=st.sampled_from(["", "89077", "89079", "10115"]),
    city=st.sampled_from(["", "Ulm", "Berlin"]),
    vat_number=st.sampled_from(["", "DE136695976", "DE129273398"]),
    phones=st.lists(st.sampled_from(["+4973112340", "+4973112399", "+4930111111"]), max_size=2).map(tuple),
    emails=st.lists(st.sampled_from(["a@x.example", "b@x.example", "c@gmx.de", "d@y.example"]), max_size=2).map(tuple),
)  # fmt: skip


@given(companies, companies)
def test_it_is_the_same_from_both_sides(one: Described, other: Described) -> None:
    assert compare(one, other) == compare(other, one)
    assert 0 <= compare(one, other).score <= 1


@given(companies, companies)
def test_who_shares_a_sign_shares_a_key(one: Described, other: Described) -> None:
    """Whoever is told to be the same by a number, a mailbox or a domain is found by it as well."""
    if {scoring.VAT, scoring.PHONE, scoring.EMAIL, scoring.DOMAIN} & set(compare(one, other).signs):
        assert set(keys_of(one)) & set(keys_of(other))


@given(st.sampled_from(FORMS), st.sampled_from(FORMS), companies)
def test_the_legal_form_makes_no_difference(form: str, other_form: str, other: Described) -> None:
    one = replace(WHOLE, name=f"Hölzl Fördertechnik {form}")
    two = replace(WHOLE, name=f"Hölzl Fördertechnik {other_form}")
    assert compare(one, other) == compare(two, other)
    assert keys_of(one) == keys_of(two)


def test_the_same_company_is_surely_the_same() -> None:
    assert compare(WHOLE, WHOLE).score == pytest.approx(1, abs=1e-6)
    less = replace(WHOLE, vat_number="", phones=(), emails=())
    assert LISTED < compare(less, less).score < compare(WHOLE, less).score + 1e-9 < 1.000001


@pytest.mark.parametrize(
    "name",
    ["Höltzl Fördertechnik", "Fördertechnik Hölzl", "Hoelzl Fördertechn.", "Hölzl Förder Technik",
     "Hölzlf ördertechnik", "HOLZL FORDERTECHNIK", "Hölzl Foerdertecnhik"],
)  # fmt: skip
def test_another_spelling_at_the_same_place_stands_on_the_list(name: str) -> None:
    assert compare(Described(name=name, postcode="89077"), WHOLE).score >= LISTED


@pytest.mark.parametrize(
    ("other", "least", "below"),
    [
        # a branch: the same name and domain, another place and number
        (Described(name="Hölzl Fördertechnik GmbH", postcode="10115", phones=("+493011",)), SHOWN, ASKED),
        # a sister: the same house and domain, another trade
        (Described(name="Hölzl Logistik GmbH", street="Wagnerstraße 12", postcode="89077", phones=("+4973199",),
                   emails=("l@hoelzl.example",)), SHOWN, ASKED),
        # somebody else in the same house
        (Described(name="Binder AG", street="Wagnerstraße 12", postcode="89077", phones=("+4973188",)), SHOWN, ASKED),
        # renamed, the number stays
        (Described(name="Nordwind Automation AG", phones=("+4973112340",)), SHOWN, LISTED),
        # moved, the number stays
        (Described(name="Hölzl Fördertechnik", postcode="10115", phones=("+4973112340",)), LISTED, 2),
    ],
)  # fmt: skip
def test_what_speaks_for_two_counts_as_well(other: Described, least: float, below: float) -> None:
    assert least <= compare(other, WHOLE).score < below


def _spelt(one: str, other: str) -> weighing.Level:
    return weighing.spelt(one, other, steps=(0.7, 0.9))


def test_what_is_not_known_weighs_nothing() -> None:
    field = weighing.Field("name", _spelt, (-3, 1, 2, 5))
    found = [weighing.levels([field], "hoelzl", other) for other in ("", "binder", "hoeltzel", "hoelzl")]
    assert found == [(None,), (0,), (1,), (3,)]
    assert [weighing.weight([field], one) for one in found] == [0, -3, 1, 5]


# --- what everybody has


@pytest.mark.django_db
def test_whatever_everybody_shares_hides_nobody(hoelzl: Customer, ulm: Tandem, now: datetime) -> None:
    """A frequent word, domain and house are left out; who is meant is found by what is left."""
    rows = [
        Customer(name=f"Fördertechnik {word}{letter}", name_key="x", sort_key="x", postcode="89077", tandem=ulm,
                 website="https://hoelzl.example", street="Wagnerstraße 12", created_at=now, changed_at=now)
        for word in ("Abt", "Ebner", "Ilg", "Ott", "Uhl", "Zoller") for letter in "abcdefghijklmnopqrstu"
    ]  # fmt: skip
    made = Customer.objects.bulk_create(rows)
    actions.index(customer_ids=[one.pk for one in made])
    actions.edit(customer=hoelzl, website="https://hoelzl.example", by=None, at=now)
    frequent = Described(emails=("jemand@hoelzl.example",))
    assert finding.candidates(frequent) == []
    found = finding.candidates(replace(frequent, name="Hölzl Fördertechnik", postcode="89077", city="Ulm"))
    assert found[0].name == hoelzl.name
    assert found[0].likeness.signs[0] == scoring.PLACE


@pytest.mark.django_db
def test_those_who_share_most_are_compared_first(ulm: Tandem, now: datetime) -> None:
    """Of more than are compared the one that is meant is among them."""
    for number in range(finding.COMPARED + 5):
        testing.a_customer(
            name=f"Gruber {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 3}{number}", tandem=ulm, at=now
        )
    meant = testing.a_customer(name="Gruber Kranbau GmbH", postcode="88045", tandem=ulm, at=now)
    assert DuplicateKey.objects.filter(key__in=keys_of(Described(name="Gruber"))).count() > finding.COMPARED
    assert finding.candidates(Described(name="Grubr Kranbau", postcode="88045"))[0].customer_id == meant.pk
