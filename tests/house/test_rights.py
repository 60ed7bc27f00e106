"""Nobody reads or changes what their role and tandem do not entitle them to, on any route (INV8).

The routes are read from the URL list, so a new page is tried the day it is written. Each is asked with the ids of real
records by people who must not see them; what comes back must not contain a word of the customer's.
"""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import AGENT, Tandem, User
from tests.house.trying import FORM, FROM_OUTSIDE, everything, paths, routes

pytestmark = pytest.mark.django_db

SECRETS = ("Hölzl", "hoelzl.example", "Wagnerstra", "Gurtförderer Halle 3", "4500123", "Geheimes Briefing")


@pytest.fixture
def stranger(request: pytest.FixtureRequest, allgaeu: Tandem) -> User:
    """Somebody by name of the fixture."""
    user = request.getfixturevalue(request.param)
    assert isinstance(user, User)
    return user


@pytest.mark.parametrize("stranger", ["paul", "rolf", "nina"], indirect=True)
def test_no_route_shows_a_customer_to_whom_it_is_not_for(
    client: Client, stranger: User, ids: list[int]
) -> None:
    client.force_login(stranger)
    client.raise_request_exception = False
    for name, parameters in routes():
        for path in paths(name, parameters, ids):
            response = client.get(path, headers={"HX-Request": "true"} if "_" in name else {})
            assert response.status_code < 500, path
            body = b"".join(response) if response.streaming else response.content
            shown = [secret for secret in SECRETS if secret in body.decode("utf-8", "replace")]
            assert shown == [], f"{stranger} sees {shown} at {path}"


@pytest.mark.parametrize("stranger", ["paul", "rolf"], indirect=True)
def test_no_route_changes_anything_for_whom_it_is_not(client: Client, stranger: User, ids: list[int]) -> None:
    client.force_login(stranger)
    client.raise_request_exception = False
    own = {"people:edit_settings", "people:report_absence"}
    if stranger.has_role(AGENT):
        own.add("quotes:keep_view")
    before = everything()
    for name, parameters in routes():
        if name in own:
            continue
        for path in paths(name, parameters, ids):
            response = client.post(path, {**FORM, "_key": str(uuid.uuid4())})
            assert response.status_code < 500, path
    after = everything()
    assert [table for table in before if before[table] != after[table]] == [], f"{stranger} changed something"


def test_no_route_answers_whom_nobody_knows(client: Client, ids: list[int]) -> None:
    open_to_all = {"people:begin", "people:invitation", "health"} | FROM_OUTSIDE
    for name, parameters in routes():
        if name in open_to_all:
            continue
        path = next(paths(name, parameters, ids))
        response = client.get(path)
        assert response.status_code in {302, 405, 404, 410}, f"{path}: {response.status_code}"
        if response.status_code == 302:
            assert response.headers["Location"].startswith(("/konto/login/", "/heute")), path


def test_the_owner_does_see_the_words_that_are_looked_for(
    client: Client, anna: User, hoelzl: Customer, ids: list[int]
) -> None:
    """Otherwise the tests above could not fail."""
    client.force_login(anna)
    body = client.get(f"/kunden/{hoelzl.pk}").content.decode()
    assert "Hölzl" in body
    assert "Gurtförderer Halle 3" in body
