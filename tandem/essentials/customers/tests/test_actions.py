"""Taking in, editing, conflicts, contacts, sites, tags: each is journalled, and nothing is overwritten
silently.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tandem.base.journal import queries as journal
from tandem.base.tools import checks as registry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions, checks, queries
from tandem.essentials.customers.models import Channel, Contact, Customer, Site
from tandem.essentials.customers.testing import a_customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db
assert checks


def story(customer: Customer) -> list[str]:
    return [told.event.sentence() for told in reversed(journal.timeline(customer_ids=[customer.pk]))]


def test_the_territory_decides_the_tandem(ulm: Tandem, intake: Tandem, anna: User, now: datetime) -> None:
    here = actions.create(name="Hier GmbH", postcode="89077", by=anna, at=now)
    elsewhere = actions.create(name="Dort GmbH", postcode="20095", by=anna, at=now)
    assert (here.tandem, elsewhere.tandem) == (ulm, intake)


def test_an_edit_is_told_with_before_and_after_and_found_again(
    anna: User, hoelzl: Customer, now: datetime
) -> None:
    actions.edit(customer=hoelzl, name="Hölzl Antriebe GmbH", city="Neu-Ulm", by=anna, at=now)
    told = journal.timeline(customer_ids=[hoelzl.pk])[0].event
    assert "Hölzl Fördertechnik GmbH → Hölzl Antriebe GmbH" in told.detail()
    assert Site.objects.get(customer=hoelzl, is_head_office=True).city == "Neu-Ulm"


def test_an_edit_of_nothing_leaves_no_entry(anna: User, hoelzl: Customer, now: datetime) -> None:
    before = len(story(hoelzl))
    assert actions.edit(customer=hoelzl, city="Ulm", by=anna, at=now).revision == 1
    assert len(story(hoelzl)) == before


def test_two_edits_of_one_field_show_both_values(
    anna: User, tobias: User, hoelzl: Customer, now: datetime
) -> None:
    base = {"city": "Ulm", "street": "Wagnerstraße 12"}
    actions.edit(customer=hoelzl, city="Erbach", revision=1, base=base, by=anna, at=now)
    with pytest.raises(actions.EditConflict, match="Anna Reiter") as refused:
        actions.edit(
            customer=hoelzl,
            city="Blaustein",
            street="Wagnerstraße 12",
            revision=1,
            base=base,
            by=tobias,
            at=now,
        )
    assert [(clash.field, clash.mine, clash.theirs) for clash in refused.value.clashes] == [
        ("city", "Blaustein", "Erbach")
    ]
    assert Customer.objects.get(pk=hoelzl.pk).city == "Erbach"


def test_two_edits_of_different_fields_both_count(
    anna: User, tobias: User, hoelzl: Customer, now: datetime
) -> None:
    base = {"city": "Ulm", "street": "Wagnerstraße 12"}
    actions.edit(
        customer=hoelzl, city="Erbach", street=base["street"], revision=1, base=base, by=anna, at=now
    )
    actions.edit(customer=hoelzl, city="Ulm", street="Neue Str. 1", revision=1, base=base, by=tobias, at=now)
    stored = Customer.objects.get(pk=hoelzl.pk)
    assert (stored.city, stored.street) == ("Erbach", "Neue Str. 1")


def test_a_number_stands_for_one_company(hoelzl: Customer, ulm: Tandem, anna: User, now: datetime) -> None:
    with pytest.raises(actions.NumberTaken):
        actions.create(name="Andere", number="10482", by=anna, at=now)
    other = a_customer(name="Andere", tandem=ulm, at=now)
    with pytest.raises(actions.NumberTaken):
        actions.edit(customer=other, number="10482", by=anna, at=now)


@pytest.mark.parametrize(
    ("field", "value"),
    [("vat_number", "DE123"), ("klass", "D"), ("street", "x" * 100_000), ("name", "x" * 201)],
)
def test_a_value_that_does_not_fit_is_refused(
    field: str, value: str, anna: User, hoelzl: Customer, now: datetime
) -> None:
    given: dict[str, Any] = {field: value}
    with pytest.raises(actions.ValueRefused) as refused:
        actions.edit(customer=hoelzl, by=anna, at=now, **given)
    assert refused.value.field == field


def test_odd_texts_are_kept_without_harm(anna: User, hoelzl: Customer, now: datetime) -> None:
    remark = "شركة 🦊\n" + "lang " * 20_000
    actions.edit(customer=hoelzl, remark="\0" + remark, name="Höl\0zl \u202eGmbH", by=anna, at=now)
    stored = Customer.objects.get(pk=hoelzl.pk)
    assert (stored.remark, stored.name) == (remark.strip(), "Hölzl GmbH")


def test_parents_never_make_a_circle(anna: User, ulm: Tandem, now: datetime) -> None:
    top, middle, low = (a_customer(name=name, tandem=ulm, at=now) for name in ("Oben", "Mitte", "Unten"))
    actions.set_parent(customer=middle, parent=top, by=anna, at=now)
    actions.set_parent(customer=low, parent=middle, by=anna, at=now)
    with pytest.raises(actions.ParentCycle):
        actions.set_parent(customer=top, parent=low, by=anna, at=now)
    with pytest.raises(actions.ParentCycle):
        actions.set_parent(customer=top, parent=top, by=anna, at=now)
    assert story(middle)[-1].endswith("Oben")


def test_contacts_have_several_phones_and_addresses(anna: User, claudia: Contact, now: datetime) -> None:
    lines = actions.phones("0731 1234-10 (Büro)\n0171 5551234", country="DE") + actions.emails(
        "a@b.de; c@d.de"
    )
    contact = actions.edit_contact(contact=claudia, channels=lines, function="Einkauf", by=anna, at=now)
    values = list(Channel.objects.filter(contact=contact).order_by("pk").values_list("kind", "value"))
    assert [kind for kind, _value in values] == ["phone", "mobile", "email", "email"]
    assert len(story(claudia.customer)) == 3


def test_a_contact_changed_by_two_is_a_conflict(
    anna: User, tobias: User, claudia: Contact, now: datetime
) -> None:
    base = {"function": "Geschäftsführung"}
    actions.edit_contact(contact=claudia, function="Inhaberin", revision=1, base=base, by=anna, at=now)
    with pytest.raises(actions.EditConflict):
        actions.edit_contact(contact=claudia, function="Einkauf", revision=1, base=base, by=tobias, at=now)


def test_the_head_office_moves_with_the_file_and_stays(anna: User, hoelzl: Customer, now: datetime) -> None:
    office = Site.objects.get(customer=hoelzl)
    actions.edit_site(site=office, street="Neue Straße 1", city="Ulm", by=anna, at=now)
    assert Customer.objects.get(pk=hoelzl.pk).street == "Neue Straße 1"
    with pytest.raises(actions.HeadOfficeStays):
        actions.remove_site(site=office, by=anna, at=now)
    works = actions.add_site(customer=hoelzl, name="Werk 2", city="Günzburg", by=anna, at=now)
    actions.remove_site(site=works, by=anna, at=now)
    assert list(queries.sites_of(hoelzl)) == [office]


def test_tags_stand_once_and_come_off(anna: User, hoelzl: Customer, now: datetime) -> None:
    customer = actions.add_tags(customer=hoelzl, tags=["Messe", "messe ", "#Referenz", ""], by=anna, at=now)
    assert customer.tags == ["Messe", "Referenz"]
    assert actions.remove_tag(customer=customer, tag="MESSE", by=anna, at=now).tags == ["Referenz"]


def test_the_life_cycle_moves_and_is_told(anna: User, hoelzl: Customer, now: datetime) -> None:
    actions.set_life_cycle(customer=hoelzl, life_cycle="reference", by=anna, at=now)
    assert "→" in story(hoelzl)[-1]
    with pytest.raises(actions.ValueRefused):
        actions.set_life_cycle(customer=hoelzl, life_cycle="gone", by=anna, at=now)


def test_who_may_change_a_file(
    anna: User, sandra: User, ben: User, lea: User, hoelzl: Customer, allgaeu: Tandem, now: datetime
) -> None:
    for stranger in (sandra, lea):
        with pytest.raises(NotAllowed, match="Anna Reiter"):
            actions.edit(customer=hoelzl, city="X", by=stranger, at=now)
    today = now.date()
    people.report_absence(
        user=anna, from_date=today, to_date=today + timedelta(days=2), deputy=sandra, by=ben, at=now
    )
    assert actions.edit(customer=hoelzl, city="Erbach", by=sandra, at=now).city == "Erbach"


def test_an_agent_takes_in_for_the_own_tandem_only(
    rolf: User, anna: User, ulm: Tandem, paul: User, now: datetime
) -> None:
    own = people.add_tandem(name="Tirol", inside=anna, outward=rolf, from_date=now.date(), by=None, at=now)
    assert actions.create(name="Tirolbau", postcode="89077", by=rolf, at=now).tandem == own
    with pytest.raises(NotAllowed):
        actions.create(name="Fachbau", by=paul, at=now)


def test_the_check_finds_what_search_would_miss(hoelzl: Customer, claudia: Contact) -> None:
    mine = [
        check for check in registry.registered() if "customer" in check.name or "contact that" in check.name
    ]
    assert not [violation for check in mine for violation in check.find()]
    Site.objects.filter(customer=hoelzl).update(city="anderswo")
    assert [violation for check in mine for violation in check.find()]
