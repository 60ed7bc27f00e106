"""A list of five thousand to call is taken along like any other: whole, in few questions, and told in one entry."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tandem.base.journal.models import Entry
from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.models import PHONE, Channel, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.calls.calling import sources
from tandem.journey.calls.calling.sources import Agreed
from tandem.surfaces.exchange.entries import CallListTaken

pytestmark = pytest.mark.django_db
MANY = 5_000


@pytest.fixture
def five_thousand(ulm: Tandem, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Customer]]:
    monkeypatch.setattr(timezone, "now", lambda: now)
    made = Customer.objects.bulk_create(
        Customer(
            name=f"Firma {number}", name_key=f"firma {number}", sort_key=f"firma {number}", tandem=ulm,
            created_at=now, changed_at=now,
        )
        for number in range(MANY)
    )  # fmt: skip
    Channel.objects.bulk_create(
        Channel(customer=one, kind=PHONE, value=f"+4973100{number:04}") for number, one in enumerate(made)
    )
    agreed = [Agreed(customer_id=one.pk, reason="Aktion") for one in made]
    sources.register("test", lambda user, acting, at: agreed)
    yield made
    sources.register("test", lambda user, acting, at: [])


def test_five_thousand_calls_are_one_workbook_without_whoever_has_objected(
    client: Client, five_thousand: list[Customer], anna: User, now: datetime
) -> None:
    for one in five_thousand[10:13]:
        objected(about=one, at=now, by=anna)
    client.force_login(anna)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/anrufen/heute.xlsx")
    assert answer.status_code == 200
    assert len([one for one in queries if one["sql"].startswith(("SELECT", "WITH"))]) <= 15
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    names = [row[0] for row in rows if str(row[0]).startswith("Firma ")]
    assert len(names) == MANY - 3
    assert not set(names) & {one.name for one in five_thousand[10:13]}
    told = Entry.objects.get(type=CallListTaken.key)
    assert len(told.data["customers"]) == MANY - 3
    assert "4997 Kunden" in client.get("/anrufen/listen").content.decode()
