"""Stating a basis, objecting, taking back, merging; and that nobody who objected is called."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.consent import actions, queries
from tandem.essentials.consent.bases import ALLOWED, OBJECTED
from tandem.essentials.consent.models import (
    ALL,
    CALL,
    CONSENT,
    NONE,
    OBJECTION,
    PRESUMED,
    Statement,
)
from tandem.essentials.consent.testing import consented, objected, presumed
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.testing import a_contact
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _callable(contact: Contact) -> bool:
    return queries.callable(Contact.objects.filter(pk=contact.pk)).exists()


def _standing(contact: Contact, at: datetime, channel: str = CALL) -> str:
    return queries.basis(contact, channel, at).standing


def test_an_objection_takes_a_person_out_of_every_list_and_the_history_stays(
    claudia: Contact, anna: User, now: datetime
) -> None:
    presumed(about=claudia, by=anna, at=now)
    assert _callable(claudia)
    objected(about=claudia, by=anna, at=now + HOUR)
    assert not _callable(claudia)
    assert _standing(claudia, now + HOUR) == OBJECTED
    assert _standing(claudia, now) == ALLOWED
    assert [one.kind for one in queries.history(claudia)] == [OBJECTION, PRESUMED]
    assert Entry.objects.filter(type="consent.stated").count() == 2


def test_only_a_consent_given_afterwards_is_taken_while_an_objection_stands(
    claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=claudia, by=anna, at=now)
    with pytest.raises(actions.ObjectionStands):
        presumed(about=claudia, by=anna, at=now + HOUR)
    with pytest.raises(actions.ObjectionStands):
        consented(about=claudia, by=anna, at=now + HOUR, happened_at=now - HOUR)
    consented(about=claudia, by=anna, at=now + HOUR)
    assert _callable(claudia)
    assert _standing(claudia, now + HOUR) == ALLOWED


def test_a_company_that_objected_is_left_alone_with_all_its_people(
    hoelzl: Customer, claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=hoelzl, by=anna, at=now)
    assert not _callable(claudia)
    assert not queries.callable_customers(Customer.objects.all()).exists()
    with pytest.raises(actions.ObjectionStands):
        consented(about=claudia, by=anna, at=now + HOUR)
    consented(about=hoelzl, by=anna, at=now + HOUR)
    assert _callable(claudia)
    assert queries.callable_customers(Customer.objects.all()).exists()


def test_a_company_whose_only_contact_objected_is_on_no_list(
    hoelzl: Customer, claudia: Contact, now: datetime
) -> None:
    objected(about=claudia, at=now)
    assert not queries.callable_customers(Customer.objects.all()).exists()
    a_contact(customer=hoelzl, last_name="Neu", at=now)
    assert queries.callable_customers(Customer.objects.all()).exists()


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (PRESUMED, {}, "Ein Satz"),
        (CONSENT, {"source": "phone"}, "Welchem Text"),
        (CONSENT, {"words": "ja"}, "Wie hat"),
        (CONSENT, {"words": "ja", "source": "phone", "channel": ALL}, "Weg"),
        ("nonsense", {}, "Grundlage"),
        (OBJECTION, {"channel": "pigeon"}, "Weg"),
        (OBJECTION, {"source": "pigeon"}, "Wie hat"),
        (OBJECTION, {"happened_at": datetime.fromisoformat("2031-01-01T00:00+00:00")}, "Zukunft"),
    ],
)
def test_a_statement_without_what_makes_it_one_is_refused(
    kind: str, more: dict[str, object], words: str, claudia: Contact, anna: User, now: datetime
) -> None:
    with pytest.raises(Refused, match=words):
        actions.state(about=claudia, kind=kind, by=anna, at=now, **more)  # type: ignore[arg-type]
    assert not Statement.objects.exists()


def test_who_may_not_change_the_customer_states_nothing(claudia: Contact, paul: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        objected(about=claudia, by=paul, at=now)


def test_a_slip_is_taken_back_on_the_same_day_and_an_objection_later_only_by_the_lead(
    claudia: Contact, anna: User, tobias: User, juergen: User, now: datetime
) -> None:
    slip = objected(about=claudia, by=anna, at=now)
    with pytest.raises(NotAllowed, match="bleibt"):
        actions.take_back(statement=slip, by=tobias, at=now)
    actions.take_back(statement=slip, by=anna, at=now + HOUR)
    actions.take_back(statement=slip, by=anna, at=now + HOUR)
    assert _callable(claudia)
    assert _standing(claudia, now) == OBJECTED, "what held then is still told"
    kept = objected(about=claudia, by=anna, at=now + 2 * HOUR)
    with pytest.raises(NotAllowed, match="bleibt"):
        actions.take_back(statement=kept, by=anna, at=now + timedelta(days=1))
    actions.take_back(statement=kept, by=juergen, at=now + timedelta(days=1))
    assert _callable(claudia)
    assert Entry.objects.filter(type="consent.taken_back").count() == 2


def test_the_database_keeps_what_was_stated(claudia: Contact, now: datetime) -> None:
    statement = objected(about=claudia, at=now)
    for change in (lambda: Statement.objects.filter(pk=statement.pk).update(kind=NONE), statement.delete):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            change()


@pytest.mark.parametrize("is_loser", [True, False])
def test_a_merge_keeps_the_stricter_basis_and_its_undo_gives_both_back(
    is_loser: bool, hoelzl: Customer, claudia: Contact, ulm: Tandem, anna: User, now: datetime
) -> None:
    double = customers.create(name="Hoelzl GmbH", tandem=ulm, by=None, at=now)
    other = a_contact(customer=double, last_name=claudia.last_name, first_name=claudia.first_name, at=now)
    objecting, consenting = (other, claudia) if is_loser else (claudia, other)
    objected(about=objecting, by=anna, at=now)
    consented(about=consenting, by=anna, at=now + HOUR)
    merge = customers.merge(survivor=hoelzl, gone=double, by=anna, at=now + 2 * HOUR)
    assert not _callable(claudia)
    assert _standing(claudia, now + 2 * HOUR) == OBJECTED
    assert len(queries.history(claudia)) == 3
    customers.undo_merge(merge=merge, by=anna, at=now + 3 * HOUR)
    assert _callable(consenting)
    assert not _callable(objecting)


def test_a_merge_with_nobody_who_contradicts_adds_nothing(
    hoelzl: Customer, claudia: Contact, ulm: Tandem, anna: User, now: datetime
) -> None:
    double = customers.create(name="Hoelzl GmbH", tandem=ulm, by=None, at=now)
    objected(about=double, at=now, channel=ALL)
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now + HOUR)
    assert not _callable(claudia)
    assert Statement.objects.count() == 1
