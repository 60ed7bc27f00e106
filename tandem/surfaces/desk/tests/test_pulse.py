"""An open page learns within seconds what the partner does; nothing else, and nothing of strangers."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork

pytestmark = pytest.mark.django_db


def _since(client: Client) -> str:
    page = client.get("/neues").content.decode()
    found = re.search(r"/neues\?seit=\d+", page)
    assert found is not None
    return found[0]


def test_what_the_partner_does_is_told_once(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    client.force_login(anna)
    path = _since(client)
    assert client.get(path).status_code == 204
    teamwork.note(customer=hoelzl, channel="note", text="Pläne sind da", by=anna, at=now)
    assert client.get(path).status_code == 204, "one's own doings are no news"
    teamwork.note(customer=hoelzl, channel="note", text="Hat zugesagt", by=tobias, at=now)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path).content.decode()
    assert "Tobias" in page
    assert hoelzl.name in page
    assert len(asked) <= 6
    again = re.search(r"/neues\?seit=\d+", page)
    assert again is not None
    assert client.get(again[0]).status_code == 204


def test_strangers_hear_nothing(
    client: Client, hoelzl: Customer, tobias: User, murat: User, paul: User, now: datetime
) -> None:
    for stranger in (murat, paul):
        client.force_login(stranger)
        path = _since(client)
        teamwork.note(customer=hoelzl, channel="note", text="Nur hier", by=tobias, at=now)
        assert client.get(path).status_code == 204


@pytest.mark.parametrize("since", ["x", "-1", "1e9", "9" * 40])
def test_a_broken_place_begins_anew(client: Client, anna: User, since: str) -> None:
    client.force_login(anna)
    assert client.get(f"/neues?seit={since}").status_code in (200, 204)
