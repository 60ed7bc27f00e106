"""The list of duplicates: who stands on it, what one says of them, and who may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions, testing
from tandem.essentials.customers.duplicates import pairs
from tandem.essentials.customers.models import Customer, DuplicatePair, ToCompare
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(hoelzl: Customer, ulm: Tandem, now: datetime) -> Customer:
    """Hölzl once more, and somebody who is not."""
    testing.a_customer(name="Binder Pumpen AG", postcode="89077", city="Ulm", tandem=ulm, at=now)
    return testing.a_customer(
        name="Hoelzl Foerdertechnik GmbH & Co. KG", postcode="89077", city="Ulm", tandem=ulm, at=now
    )


def find(now: datetime) -> list[tuple[int, int]]:
    actions.find_pairs(by=None, at=now)
    return sorted(DuplicatePair.objects.values_list("low_id", "high_id"))


def page(user: User, **given: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("customers:duplicates"), given)


def say(user: User, route: str, pair: DuplicatePair) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"customers:{route}", args=[pair.pk]), {"_key": f"{route}{pair.pk}{user.pk}"})


def test_two_that_are_alike_stand_on_the_list_once(hoelzl: Customer, double: Customer, now: datetime) -> None:
    assert find(now) == [(hoelzl.pk, double.pk)]
    assert not ToCompare.objects.exists()
    assert DuplicatePair.objects.get().signs == ["place"]
    actions.index(customer_ids=[double.pk])
    assert find(now) == [(hoelzl.pk, double.pk)]


def test_one_portion_after_the_other(hoelzl: Customer, double: Customer, now: datetime) -> None:
    ToCompare.objects.all().delete()
    actions.index(customer_ids=[double.pk] * 3)
    assert actions.find_pairs(by=None, at=now, portions=0) == 0
    assert actions.find_pairs(by=None, at=now, portions=1) == 1
    assert actions.find_pairs(by=None, at=now) == 0
    assert DuplicatePair.objects.count() == 1


def test_whoever_is_no_longer_alike_leaves_the_list(
    hoelzl: Customer, double: Customer, now: datetime
) -> None:
    find(now)
    actions.edit(customer=double, name="Zwirner Kräne", by=None, at=now)
    assert find(now) == []


def test_a_company_and_its_branch_are_two(hoelzl: Customer, double: Customer, now: datetime) -> None:
    actions.set_parent(customer=double, parent=hoelzl, by=None, at=now)
    assert find(now) == []


def test_that_they_are_two_is_remembered_and_taken_back(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    find(now)
    pair = DuplicatePair.objects.get()
    assert say(anna, "keep_apart", pair).status_code == 302
    assert Entry.objects.filter(type="customers.kept_apart", customer_id=hoelzl.pk).count() == 1
    actions.index(customer_ids=[hoelzl.pk, double.pk])
    assert find(now) == [(hoelzl.pk, double.pk)]
    assert double.name not in page(anna).content.decode()
    there = page(anna, zwei="1").content.decode()
    assert "Hoelzl Foerdertechnik" in there
    assert "Anna Reiter" in there
    say(anna, "propose_again", pair)
    assert "Hoelzl Foerdertechnik" in page(anna).content.decode()
    assert Entry.objects.filter(type="customers.proposed_again").count() == 1


def test_merged_they_leave_the_list_and_come_back_with_the_undo(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    find(now)
    merge = actions.merge(survivor=hoelzl, gone=double, by=None, at=now)
    assert "Hoelzl Foerdertechnik" not in page(anna).content.decode()
    assert pairs.waiting() == 0
    with pytest.raises(actions.MergeRefused):
        actions.keep_apart(pair=DuplicatePair.objects.get(), by=anna, at=now)
    actions.undo_merge(merge=merge, by=None, at=now)
    find(now)
    assert "Hoelzl Foerdertechnik" in page(anna).content.decode()


def test_the_page_says_why_and_leads_to_the_merge(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    find(now)
    shown = page(anna).content.decode()
    assert "gleicher Name am gleichen Ort" in shown
    assert reverse("customers:merge_preview", args=[hoelzl.pk, double.pk]) in shown
    assert "Binder" not in shown


def test_it_is_for_inside_coordination_and_administration(
    double: Customer, anna: User, ben: User, nina: User, tobias: User, rolf: User, paul: User, now: datetime
) -> None:
    find(now)
    assert [page(one).status_code for one in (anna, ben, nina)] == [200, 200, 200]
    assert [page(one).status_code for one in (tobias, rolf, paul)] == [403, 403, 403]
    blind = page(nina).content.decode()
    assert "Hoelzl" not in blind
    assert "1 Paar wartet" in blind
    assert say(nina, "keep_apart", DuplicatePair.objects.get()).status_code == 404


def test_whoever_may_change_neither_says_nothing_of_them(
    double: Customer, sandra: User, tobias: User, now: datetime
) -> None:
    find(now)
    pair = DuplicatePair.objects.get()
    for one in (sandra, tobias):
        with pytest.raises(NotAllowed):
            actions.keep_apart(pair=pair, by=one, at=now)
    pair.refresh_from_db()
    assert pair.apart_at is None


@pytest.mark.parametrize("apart", [False, True])
def test_pages_follow_each_other_without_gaps(
    apart: bool, ulm: Tandem, anna: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    made = [testing.a_customer(name=f"Firma {number}", tandem=ulm, at=now) for number in range(12)]
    DuplicatePair.objects.bulk_create(
        DuplicatePair(
            low=made[0],
            high=one,
            score=[0.9, 0.95, 1.0][number % 3],
            signs=["vat"],
            apart_at=now if apart else None,
        )
        for number, one in enumerate(made[1:])
    )
    seen: list[int] = []
    after = ""
    while True:
        part = pairs.page(anna, after=after, apart=apart, size=4)
        seen += [line.pair.pk for line in part.lines]
        after = part.following
        if not after:
            break
    assert sorted(seen) == sorted(DuplicatePair.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))
    client = Client()
    client.force_login(anna)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("customers:duplicates"), {"zwei": "1" if apart else ""}).status_code == 200


@pytest.mark.parametrize(
    "junk", ["", "x", "0.9~x", "9" * 400 + "~1", "nan~1", "0.9~" + "9" * 5000, "\x00~1", "1e999~1"]
)
def test_an_address_that_nobody_made_shows_the_beginning(
    junk: str, double: Customer, anna: User, now: datetime
) -> None:
    find(now)
    assert "Hoelzl" in page(anna, nach=junk).content.decode()
    assert page(anna, nach=junk, zwei="1").status_code == 200
