"""Merging forgets no room: whatever points at a customer, contact or site follows, or a room says why not (S1.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import following, merging, testing
from tandem.essentials.customers.models import Contact, Customer, Merge, Site
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import guard
from tandem.essentials.teamwork import testing as matters
from tandem.essentials.teamwork.models import Matter
from tandem.surfaces.exchange.tests.test_matching import counts
from tests.house.trying import history

pytestmark = pytest.mark.django_db

# An undo raises revisions and is told in the journal; documents of the search are written anew.
RESTLESS = {
    "journal_entry",
    "customers_merge",
    "customers_searchdocument",
    "tools_act",
    "customers_tocompare",
}
TOLD_APART = "- 'revision' - 'changed_at' - 'import_run_id'"


def everything() -> dict[str, list[str]]:
    """Every row of every table, but for what an undo may change."""
    state = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in RESTLESS:
                cursor.execute(f'SELECT (to_jsonb(t) {TOLD_APART})::text FROM "{table}" t ORDER BY 1')
                state[table] = [row[0] for row in cursor.fetchall()]
    return state


def left_behind(gone: Customer) -> list[str]:
    """What should have followed and still points at the alias."""
    found = []
    for reference, word in merging.following(Customer):
        rows = reference.model._base_manager.filter(word.only, **{reference.column: gone.pk})
        found += [reference.key] if rows.exists() else []
    return found


# --- nothing is forgotten


def test_whatever_may_clash_has_said_how_it_meets() -> None:
    """A table in which two rows cannot both point at the survivor says when they are the same."""
    silent = [
        reference.key
        for to in merging.MERGED
        for reference, word in merging.following(to)
        if reference.is_unique and not word.same_in and reference.model not in merging.MERGED
    ]
    assert silent == []


def test_nothing_hangs_on_rows_that_are_laid_aside() -> None:
    hanging = merging.hanging()
    aside = [
        reference.table for to in merging.MERGED for reference, word in merging.following(to) if word.same_in
    ]
    assert [table for table in aside if table in hanging] == []


def test_every_word_is_about_something_that_exists() -> None:
    known = {reference.key for to in merging.MERGED for reference in merging.references(to)}
    assert merging.declared() - known == set()


def test_nobody_keeps_a_customer_by_a_plain_number_except_who_is_named() -> None:
    """A number without a foreign key would be passed over: the journal's and the import's stay on purpose."""
    from django.apps import apps

    plain = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if not field.is_relation
        and isinstance(field, models.IntegerField)
        and field.name in ("customer_id", "contact_id", "site_id")
    }
    assert plain == {"journal_entry.customer_id", "exchange_importedrow.customer_id"}


def test_the_database_leads_on_whoever_writes_to_an_alias(
    hoelzl: Customer, ulm: Tandem, now: datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [following.TRIGGER]
        )
        assert sorted(row[0] for row in cursor.fetchall()) == following.tables()
    double = testing.a_customer(name="Hölzl doppelt", tandem=ulm, at=now)
    customers.merge(survivor=hoelzl, gone=double, by=None, at=now)
    late = matters.sale(customer=double, at=now)
    assert Matter.objects.get(pk=late.pk).customer_id == hoelzl.pk


# --- a customer with a whole history


@pytest.fixture
def double(ulm: Tandem, now: datetime) -> Customer:
    """Another file of the same company, with a person who stands in both."""
    found = testing.a_customer(
        name="Hoelzl Förder Technik", number="777", tandem=ulm, at=now, phones="0731 99999",
        street="Neue Straße 1", postcode="89073", city="Ulm", tags=["Messe"], vat_number="DE136695976",
    )  # fmt: skip
    testing.a_contact(
        customer=found, first_name="Claudia", last_name="Hölzl", at=now, emails="c@hoelzl.example",
        phones="0171 7654321",
    )  # fmt: skip
    testing.a_contact(customer=found, first_name="Uwe", last_name="Neu", at=now)
    return found


def test_everything_follows_and_what_was_sent_stays_as_it_was_sent(
    hoelzl: Customer, claudia: Contact, double: Customer, anna: User, tobias: User, martina: User, now: datetime
) -> None:  # fmt: skip
    history(hoelzl, claudia, anna, tobias, martina, now)
    told = Entry.objects.filter(customer_id=hoelzl.pk).count()
    before = everything()
    # Whose a quote is, its row repeats for the register; what was sent is in the others.
    sealed = [
        table for table in before if table.startswith(("quotes_", "orders_")) and table != "quotes_quote"
    ]
    merge = customers.merge(survivor=double, gone=hoelzl, by=anna, at=now)
    assert left_behind(hoelzl) == []
    after = everything()
    assert [table for table in sealed if before[table] != after[table]] == []
    assert Entry.objects.filter(customer_id=hoelzl.pk).count() == told
    assert [violation.sentence for violation in checks.run_all()] == []
    assert Contact.objects.filter(customer=double, last_name="Hölzl").count() == 1
    customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=3))
    assert everything() == before
    assert [violation.sentence for violation in checks.run_all()] == []


# --- merge and undo is as if nothing had been


NAMES = st.sampled_from(["Uwe Neu", "Claudia Hölzl", "Claudia Hoelzl", "Eva Sauer"])
NUMBERS = st.lists(st.sampled_from(["0731 12340", "0731 22222", "0171 7654321"]), unique=True, max_size=2)
PLACES = st.sampled_from(
    [("Weg 1", "89077", "Ulm"), ("Weg 1", "89077", "ULM"), ("Hof 2", "88212", "Ravensburg")]
)
PEOPLE = st.lists(st.tuples(NAMES, NUMBERS, st.booleans(), st.sampled_from(["", "Einkauf"])), max_size=3)
FILES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Alpha GmbH", "Beta KG"]),
        "number": st.sampled_from([None, "own"]),
        "industry": st.sampled_from(["", "Säge"]),
        "remark": st.sampled_from(["", "eins", "zwei"]),
        "tags": st.lists(st.sampled_from(["A", "a", "Messe"]), max_size=2),
        "place": PLACES,
        "people": PEOPLE,
        "phones": NUMBERS,
        "sites": st.lists(PLACES, max_size=2),
        "sales": st.integers(0, 2),
        "visit": st.booleans(),
        "branch": st.booleans(),
    }
)
CHOSEN = st.dictionaries(
    st.sampled_from(["name", "number", "address", "industry", "remark", "life_cycle", "parent"]),
    st.sampled_from(["survivor", "other", "both"]),
)


def filed(
    made: dict[str, Any], label: str, *, tandem: Tandem, at: datetime, by: User, asker: User
) -> Customer:
    """A file with the drawn contents, through the real actions."""
    street, postcode, city = made["place"]
    found = testing.a_customer(
        name=made["name"], number=label if made["number"] else None, tandem=tandem, at=at, street=street,
        postcode=postcode, city=city, industry=made["industry"], remark=made["remark"], tags=made["tags"],
        phones="\n".join(made["phones"]),
    )  # fmt: skip
    contact = None
    for name, phones, is_active, function in made["people"]:
        first, last = name.split()
        contact = testing.a_contact(
            customer=found,
            first_name=first,
            last_name=last,
            at=at,
            phones="\n".join(phones),
            function=function,
        )
        if not is_active:
            customers.deactivate_contact(contact=contact, by=None, at=at)
    for street, postcode, city in made["sites"]:
        customers.add_site(customer=found, street=street, postcode=postcode, city=city, by=None, at=at)
    for place in range(made["sales"]):
        matter = matters.sale(customer=found, at=at, contact=contact, title=f"{label} {place}")
        teamwork.ask(matter=matter, asked=by, text="Wie breit?", by=asker, at=at)
    if made["visit"]:
        calendar.book(
            kind="visit", title="Besuch", customer=found, contact=contact, starts_at=at + timedelta(days=len(label)),
            ends_at=at + timedelta(days=len(label), hours=1), people=[by], by=by, at=at,
        )  # fmt: skip
    return found


@settings(
    max_examples=12,
    deadline=None,
    # A whole house is set up for each example: what fails is read as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=FILES, other=FILES, chosen=CHOSEN, above=st.sampled_from(["", "one", "other", "through"]))
def test_merge_then_undo_is_as_if_nothing_had_been(
    ulm: Tandem, anna: User, tobias: User, now: datetime,
    one: dict[str, Any], other: dict[str, Any], chosen: dict[str, str], above: str,
) -> None:  # fmt: skip
    with transaction.atomic():
        kept = filed(one, "1", tandem=ulm, at=now, by=anna, asker=tobias)
        gone = filed(other, "22", tandem=ulm, at=now, by=anna, asker=tobias)
        between = testing.a_customer(name="Zwischen", tandem=ulm, at=now)
        below, top = {"one": (kept, gone), "other": (gone, kept), "through": (gone, between)}.get(
            above, (between, gone)
        )
        customers.set_parent(customer=below, parent=top, by=None, at=now)
        if above == "through":
            customers.set_parent(customer=between, parent=kept, by=None, at=now)
        before = everything()
        merge = customers.merge(survivor=kept, gone=gone, chosen=chosen, by=anna, at=now)
        assert left_behind(gone) == []
        assert [violation.sentence for violation in checks.run_all()] == []
        assert_nothing_lost(kept, gone, one, other)
        customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=1))
        after = everything()
        assert {
            table: (before[table], after[table]) for table in before if before[table] != after[table]
        } == {}
        assert [violation.sentence for violation in checks.run_all()] == []
        transaction.set_rollback(True)


def assert_nothing_lost(kept: Customer, gone: Customer, one: dict[str, Any], other: dict[str, Any]) -> None:
    """Every phone, person and matter of both stands at the survivor."""
    for made in (one, other):
        values = {line[1] for line in customers.phones("\n".join(made["phones"]), country="DE")}
        assert values <= set(kept.channels.filter(contact=None).values_list("value", flat=True))
    assert Matter.objects.filter(customer=kept).count() == one["sales"] + other["sales"]
    assert Appointment.objects.filter(customer=kept).count() == one["visit"] + other["visit"]
    assert Site.objects.filter(customer=kept, is_head_office=True).count() == 1
    assert not Contact.objects.filter(customer=gone).exists()
    assert Merge.objects.get(gone=gone, undone_at=None).survivor_id == kept.pk


# --- whoever reads by customer reads the alias with it


def test_the_guard_knows_what_was_spoken_at_the_other_file(
    hoelzl: Customer, double: Customer, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.note(customer=double, channel="call", text="Wegen der Preise.", by=tobias, at=now)
    later = now + timedelta(hours=2)
    unseen = guard.of(user=anna, customer=hoelzl, at=later)
    assert unseen is not None
    assert unseen.last is None
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now + timedelta(hours=1))
    seen = guard.of(user=anna, customer=Customer.objects.get(pk=hoelzl.pk), at=later)
    assert seen is not None
    assert seen.last is not None
    assert seen.last.actor_id == tobias.pk


def test_a_list_that_knows_the_other_file_updates_the_survivor(
    hoelzl: Customer, double: Customer, anna: User, now: datetime
) -> None:
    customers.merge(survivor=hoelzl, gone=double, chosen={"number": "other"}, by=anna, at=now)
    rows = [
        {"Kd.-Nr.": "777", "Firma": "Hoelzl Förder Technik", "Bemerkung": "erste"},
        {"Kd.-Nr.": "10482", "Firma": "Hölzl Fördertechnik GmbH", "Bemerkung": "zweite"},
    ]
    assert counts(*rows, by=anna) == (0, 2, 0, 0, 0)
    hoelzl.refresh_from_db()
    assert (hoelzl.number, hoelzl.name, hoelzl.remark) == ("777", "Hölzl Fördertechnik GmbH", "zweite")
