"""An edit in place can be taken back by whoever made it, while nobody has changed the same again."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tandem.base.design import formats
from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions, entries, queries
from tandem.essentials.customers.models import EMAIL, PHONE, Customer
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db


def _last(customer: Customer) -> int:
    return Entry.objects.filter(customer_id=customer.pk).latest("pk").pk


def test_every_kind_of_value_is_written_back(
    hoelzl: Customer, allgaeu: Tandem, anna: User, ben: User, now: datetime
) -> None:
    before: dict[str, Any] = {
        "turnover": Decimal("182500.50"), "turnover_year": 2025, "last_contact_date": date(2026, 3, 2),
    }  # fmt: skip
    lines = [(PHONE, "+4973112340", "Zentrale"), (EMAIL, "info@hoelzl.example", "")]
    actions.edit(customer=hoelzl, channels=lines, by=anna, at=now, **before)
    after: dict[str, Any] = {
        "turnover": None, "turnover_year": None, "last_contact_date": None, "number": "", "klass": "",
        "city": "Erbach", "remark": "Neu", "tandem": allgaeu,
    }  # fmt: skip
    old = {name: getattr(Customer.objects.get(pk=hoelzl.pk), name) for name in after}
    at = now + timedelta(seconds=1)
    actions.edit(customer=hoelzl, channels=[(PHONE, "+4973199999", "")], by=ben, at=at, **after)
    actions.undo(customer=hoelzl, entry_id=_last(hoelzl), by=ben, at=at)
    held = Customer.objects.get(pk=hoelzl.pk)
    assert {name: getattr(held, name) for name in after} == old
    assert [(one.kind, one.value, one.label) for one in queries.channels_of(held)] == lines
    assert Entry.objects.filter(customer_id=held.pk, type=entries.CustomerChanged.key).count() == 3
    assert not list(checks.run_all())


def test_what_somebody_changed_since_stays(hoelzl: Customer, anna: User, tobias: User, now: datetime) -> None:
    actions.edit(customer=hoelzl, city="Erbach", street="Weg 1", by=anna, at=now)
    mine = _last(hoelzl)
    actions.edit(customer=hoelzl, city="Blaustein", by=tobias, at=now)
    with pytest.raises(actions.ChangedSince, match="Ort"):
        actions.undo(customer=hoelzl, entry_id=mine, by=anna, at=now)
    held = Customer.objects.get(pk=hoelzl.pk)
    assert (held.city, held.street) == ("Blaustein", "Weg 1")


def test_another_field_that_was_changed_since_is_left_alone(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    actions.edit(customer=hoelzl, city="Erbach", by=anna, at=now)
    mine = _last(hoelzl)
    actions.edit(customer=hoelzl, street="Weg 1", by=tobias, at=now)
    actions.undo(customer=hoelzl, entry_id=mine, by=anna, at=now)
    held = Customer.objects.get(pk=hoelzl.pk)
    assert (held.city, held.street) == ("Ulm", "Weg 1")


def test_nobody_takes_back_what_another_did(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    actions.edit(customer=hoelzl, city="Erbach", by=anna, at=now)
    for entry, who in ((_last(hoelzl), tobias), (10**9, anna)):
        with pytest.raises(NotAllowed):
            actions.undo(customer=hoelzl, entry_id=entry, by=who, at=now)


def test_tags_and_life_cycle_go_back_too(hoelzl: Customer, anna: User, now: datetime) -> None:
    actions.add_tags(customer=hoelzl, tags=["Messe", "VIP"], by=anna, at=now)
    tagged = _last(hoelzl)
    actions.set_life_cycle(customer=hoelzl, life_cycle="lost", by=anna, at=now)
    actions.undo(customer=hoelzl, entry_id=_last(hoelzl), by=anna, at=now)
    actions.undo(customer=hoelzl, entry_id=tagged, by=anna, at=now)
    held = Customer.objects.get(pk=hoelzl.pk)
    assert (held.life_cycle, held.tags) == ("regular", [])


def test_the_page_offers_it_once_after_the_edit(client: Client, hoelzl: Customer, anna: User) -> None:
    client.force_login(anna)
    htmx: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    given = {"life_cycle": "lost", "_key": str(uuid.uuid4())}
    answer = client.post(f"/kunden/{hoelzl.pk}/lebenszyklus", given, **htmx).content.decode()
    assert 'hx-swap-oob="innerHTML:#flash"' in answer
    way_back = re.search(r'action="(/kunden/\d+/aenderungen/\d+/zuruecknehmen)"', answer)
    assert way_back is not None
    assert "Rückgängig" in answer
    assert "zuruecknehmen" not in client.get(f"/kunden/{hoelzl.pk}").content.decode()
    once = {"_key": str(uuid.uuid4())}
    for _double_click in range(2):
        assert client.post(way_back[1], once).headers["Location"] == f"/kunden/{hoelzl.pk}"
    assert Customer.objects.get(pk=hoelzl.pk).life_cycle == "regular"
    assert "Es ist wieder wie vorher." in client.get(f"/kunden/{hoelzl.pk}").content.decode()


def test_the_journal_tells_amounts_as_the_company_writes_them(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    actions.edit(
        customer=hoelzl, turnover=Decimal(182500), last_contact_date=date(2026, 3, 2), by=anna, at=now
    )
    event = journal.tell(Entry.objects.get(pk=_last(hoelzl))).event
    with formats.written_as("de-CH"):
        assert "182’500.00" in event.detail()
        assert "02.03.2026" in event.detail()
