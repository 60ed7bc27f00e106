"""Two files that are one company: made one, field by field, and two again (S1.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import search, testing
from tandem.essentials.customers.models import Contact, Customer, Merge, Site
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tests.cast import SINCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(ulm: Tandem, now: datetime) -> Customer:
    """The same company once more, with a number of its own and what the first file lacks."""
    found = testing.a_customer(
        name="Hoelzl Fördertechnik", number="777", tandem=ulm, at=now, phones="0731 99999", street="Hof 3",
        postcode="89073", city="Ulm", tags=["Messe"], website="hoelzl.example", remark="Zahlt pünktlich.",
    )  # fmt: skip
    testing.a_contact(
        customer=found, first_name="Claudia", last_name="Hoelzl", at=now, phones="0171 7654321", function="Leitung"
    )  # fmt: skip
    return found


def sound() -> list[str]:
    return [violation.sentence for violation in checks.run_all()]


# --- made one


def test_the_survivor_keeps_its_values_and_gains_what_it_lacked(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    hoelzl.refresh_from_db()
    assert (hoelzl.name, hoelzl.street) == ("Hölzl Fördertechnik GmbH", "Wagnerstraße 12")
    assert (hoelzl.website, hoelzl.remark, hoelzl.tags) == ("hoelzl.example", "Zahlt pünktlich.", ["Messe"])
    assert Site.objects.filter(customer=hoelzl).count() == 2  # the other address is kept as a site
    told = Entry.objects.filter(type="customers.merged").get()
    assert (told.customer_id, told.actor_id) == (hoelzl.pk, anna.pk)
    assert sound() == []


def test_what_is_chosen_stands_and_both_numbers_find_the_file(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    chosen = {"name": "other", "number": "other", "address": "other", "website": "survivor"}
    customers.merge(survivor=hoelzl, gone=double, chosen=chosen, by=anna, at=now)
    hoelzl.refresh_from_db()
    assert (hoelzl.name, hoelzl.number, hoelzl.street, hoelzl.website) == (
        "Hoelzl Fördertechnik",
        "777",
        "Hof 3",
        "",
    )
    for number in ("777", "10482"):
        assert [hit.customer_id for hit in search.search(anna, number).customers] == [hoelzl.pk]
    assert sound() == []


def test_the_same_person_is_kept_once_with_all_phones(
    hoelzl: Customer, claudia: Contact, double: Customer, anna: User, now: datetime
) -> None:
    before = set(claudia.channels.values_list("value", flat=True))
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    kept = Contact.objects.get(customer=hoelzl)
    assert kept.pk == claudia.pk
    assert set(kept.channels.values_list("value", flat=True)) == before | {"+491717654321"}


def test_the_alias_leads_to_the_survivor(
    client: Client, hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    client.force_login(anna)
    assert client.get(f"/kunden/{double.pk}").headers["Location"] == f"/kunden/{hoelzl.pk}"
    page = client.get(f"/kunden/{hoelzl.pk}").content.decode()
    assert page.count("Kunde aufgenommen") == 2  # the journal of both


def test_a_company_never_stands_above_itself(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    customers.set_parent(customer=hoelzl, parent=double, by=None, at=now)
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    hoelzl.refresh_from_db()
    assert hoelzl.parent is None
    assert sound() == []


# --- refused


def test_both_must_be_the_person_s_to_change(
    hoelzl: Customer, allgaeu: Tandem, anna: User, sandra: User, ben: User, now: datetime
) -> None:
    foreign = testing.a_customer(name="Hölzl Kempten", tandem=allgaeu, at=now)
    for survivor, gone in ((hoelzl, foreign), (foreign, hoelzl)):
        with pytest.raises(NotAllowed, match="wird von"):
            customers.merge(survivor=survivor, gone=gone, by=anna, at=now)
    customers.merge(survivor=hoelzl, gone=foreign, by=ben, at=now)
    assert Customer.objects.get(pk=foreign.pk).merged_into_id == hoelzl.pk


def test_whoever_comes_second_is_told(hoelzl: Customer, double: Customer, anna: User, now: datetime) -> None:
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    for survivor, gone in ((hoelzl, double), (double, hoelzl)):
        with pytest.raises(customers.AlreadyMerged):
            customers.merge(survivor=survivor, gone=gone, by=anna, at=now)
    with pytest.raises(customers.MergeRefused):
        customers.merge(survivor=hoelzl, gone=hoelzl, by=anna, at=now)


def test_nothing_is_merged_that_was_changed_since_it_was_looked_at(
    hoelzl: Customer, double: Customer, anna: User, tobias: User, now: datetime
) -> None:
    seen = (hoelzl.revision, double.revision)
    customers.edit(customer=double, industry="Sägen", by=tobias, at=now)
    with pytest.raises(customers.SeenBefore):
        customers.merge(survivor=hoelzl, gone=double, revisions=seen, by=anna, at=now)


# --- two again


def test_what_was_touched_since_stays_and_is_named(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    other = testing.a_contact(customer=double, first_name="Uwe", last_name="Neu", at=now)
    merge = customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    customers.edit_contact(contact=other, function="Einkauf", by=anna, at=now)
    customers.edit(customer=hoelzl, website="andere.example", by=anna, at=now)
    undone = customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=2))
    other.refresh_from_db()
    hoelzl.refresh_from_db()
    assert (other.customer_id, hoelzl.website) == (hoelzl.pk, "andere.example")
    assert set(undone.ledger["stayed"]) == {"Uwe Neu", gettext("Web site")}
    assert Contact.objects.get(customer=double).last_name == "Hoelzl"
    assert sound() == []


def test_a_merge_is_taken_back_once_and_for_thirty_days(
    hoelzl: Customer, double: Customer, anna: User, murat: User, allgaeu: Tandem, now: datetime
) -> None:
    merge = customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    with pytest.raises(NotAllowed):
        customers.undo_merge(merge=merge, by=murat, at=now)
    with pytest.raises(customers.MergeRefused, match="30 Tage"):
        customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=31))
    customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=29))
    with pytest.raises(customers.MergeRefused, match="schon zurückgenommen"):
        customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=29))


def test_a_merge_of_a_merged_file_is_taken_back_in_turn(
    hoelzl: Customer, double: Customer, ulm: Tandem, anna: User, now: datetime
) -> None:
    third = testing.a_customer(name="Hölzl 3", number="3", tandem=ulm, at=now)
    first = customers.merge(survivor=double, gone=third, by=anna, at=now)
    second = customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    assert set(Customer.objects.filter(merged_into=hoelzl)) == {double, third}
    assert [hit.customer_id for hit in search.search(anna, "Hölzl 3").customers] == [hoelzl.pk]
    assert sound() == []
    with pytest.raises(customers.MergeRefused, match="Nimm zuerst"):
        customers.undo_merge(merge=first, by=anna, at=now)
    customers.undo_merge(merge=second, by=anna, at=now)
    assert list(Customer.objects.filter(merged_into=double)) == [third]
    customers.undo_merge(merge=first, by=anna, at=now)
    assert not Customer.objects.filter(merged_into__isnull=False).exists()
    assert sound() == []


def test_a_number_that_was_given_away_meanwhile_is_not_taken_back(
    hoelzl: Customer, double: Customer, ulm: Tandem, anna: User, now: datetime
) -> None:
    merge = customers.merge(survivor=hoelzl, gone=double, chosen={"number": "other"}, by=anna, at=now)
    customers.edit(customer=hoelzl, number="900", by=anna, at=now)
    testing.a_customer(name="Andere", number="777", tandem=ulm, at=now)
    customers.undo_merge(merge=merge, by=anna, at=now)
    hoelzl.refresh_from_db()
    double.refresh_from_db()
    assert (hoelzl.number, double.number) == ("900", None)
    assert sound() == []


def test_old_books_are_emptied(hoelzl: Customer, double: Customer, anna: User, now: datetime) -> None:
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    assert customers.forget_ledgers(at=now + timedelta(days=29)) == 0
    assert customers.forget_ledgers(at=now + timedelta(days=31)) == 1
    assert Merge.objects.get().ledger == {}


# --- pages


def test_the_page_shows_both_and_the_form_sent_twice_merges_once(
    client: Client, hoelzl: Customer, double: Customer, anna: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(anna)
    found = client.get(reverse("customers:merge", args=[hoelzl.pk]), {"q": "hoelzl"}).content.decode()
    address = reverse("customers:merge_preview", args=[hoelzl.pk, double.pk])
    assert address in found
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        page = client.get(address).content.decode()
    assert "Wagnerstraße 12" in page
    assert "Hof 3" in page
    form = {
        "_key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "revision": hoelzl.revision, "other_revision": double.revision,
        "choice_address": "other",
    }  # fmt: skip
    for _again in range(2):
        sent = client.post(reverse("customers:merge_now", args=[hoelzl.pk, double.pk]), form)
        assert (sent.status_code, sent.headers["Location"]) == (302, f"/kunden/{hoelzl.pk}")
    merge = Merge.objects.get()
    assert "Hoelzl Fördertechnik" in client.get(reverse("customers:merge", args=[hoelzl.pk])).content.decode()
    back = client.post(reverse("customers:undo_merge", args=[hoelzl.pk, merge.pk]))
    assert back.headers["Location"] == f"/kunden/{double.pk}"
    assert sound() == []


def test_an_outdated_page_is_shown_anew(
    client: Client, hoelzl: Customer, double: Customer, anna: User
) -> None:
    client.force_login(anna)
    form = {"revision": hoelzl.revision, "other_revision": double.revision + 5}
    sent = client.post(reverse("customers:merge_now", args=[hoelzl.pk, double.pk]), form)
    assert sent.status_code == 409
    assert not Merge.objects.exists()


def test_an_agent_merges_only_where_both_are_theirs(
    hoelzl: Customer, intake: Tandem, sandra: User, rolf: User, now: datetime
) -> None:
    own = people.add_tandem(name="Ost", inside=sandra, outward=rolf, from_date=SINCE, by=None, at=now)
    one, other = (testing.a_customer(name=f"Ost {place}", tandem=own, at=now) for place in (1, 2))
    with pytest.raises(NotAllowed):
        customers.merge(survivor=one, gone=hoelzl, by=rolf, at=now)
    customers.merge(survivor=one, gone=other, by=rolf, at=now)
    assert sound() == []
