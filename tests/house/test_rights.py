"""Nobody reads or changes what their role and tandem do not entitle them to, on any route (INV8).

The routes are read from the URL list, so a new page is tried the day it is written. Each is asked with the ids of real
records by people who must not see them; what comes back must not contain a word of the customer's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import AGENT, Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.orders import testing as orders

pytestmark = pytest.mark.django_db

SECRETS = ("Hölzl", "hoelzl.example", "Wagnerstra", "Gurtförderer Halle 3", "4500123", "Geheimes Briefing")
FOREIGN = {"konto", "static"}
# Shows every component with the drawn names, not with anybody's data.
GALLERY = {"design:gallery", "design:gallery_hits"}
ASKED_FOR = (
    "customers.Contact", "customers.Site", "teamwork.Matter", "teamwork.Handover", "teamwork.Task", "teamwork.Question",
    "teamwork.Consultation",
    "quotes.Quote", "quotes.QuoteQuestion", "quotes.QuoteVersion", "quotes.QuoteLine",
    "orders.Order", "calendar.Appointment",
    "reviews.Conflict", "reviews.Proposal",
)  # fmt: skip
# Sessions and the like change with every request; they are nobody's business data.
# Where a web site's visitors and other programs come in, without a session: the only posts that need no token of ours.
FROM_OUTSIDE = {
    "leads:script",
    "leads:enquire",
    "leads:enquire_fields",
    "leads:thanks",
    "leads:api",
    "calendar:feed",
    "exchange:calls_of_program",
    "links:page",
    "links:part",
}
RESTLESS = {
    "django_session",
    "links_miss",
    "tools_act",
    "tools_cache",
    "procrastinate_jobs",
    "procrastinate_events",
}


def routes() -> list[tuple[str, list[str]]]:
    """Name and parameter names of every route of our own."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if str(pattern.pattern).strip("/") not in FOREIGN:
                    inner = f"{pattern.namespace}:" if pattern.namespace else ""
                    yield from walk(pattern.url_patterns, namespace + inner)
            elif isinstance(pattern, URLPattern) and pattern.name and not pattern.name.startswith("account_"):
                yield f"{namespace}{pattern.name}", list(pattern.pattern.converters)

    found = walk(get_resolver().url_patterns, "")
    return sorted((route for route in found if route[0] not in GALLERY), key=lambda route: route[0])


def paths(name: str, parameters: list[str], ids: list[int]) -> Iterator[str]:
    """The route with every known id in the place of its last number, and the customer's in the places before it."""
    if not parameters:
        yield reverse(name)
        return
    *before, last = [_is_number(name, one) for one in parameters]
    for pk in [*ids, 10**9] if last else ["follow_up"]:
        yield reverse(name, args=[*(ids[0] if number else "follow_up" for number in before), pk])


def _is_number(name: str, parameter: str) -> bool:
    for pattern in _patterns(get_resolver().url_patterns, ""):
        if pattern[0] == name:
            return type(pattern[1].pattern.converters[parameter]).__name__ == "IntConverter"
    return False


def _patterns(patterns: list[Any], namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _patterns(pattern.url_patterns, namespace + inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern


@pytest.fixture
def ids(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, martina: User, now: datetime
) -> list[int]:
    """A customer of Anna's and Tobias' with a whole history; the ids of everything there is."""
    return history(hoelzl, claudia, anna, tobias, martina, now)


def history(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, martina: User, now: datetime
) -> list[int]:
    """The same for other tests that try every route."""
    from tandem.journey.quotes import actions as quoting
    from tandem.journey.quotes import testing as quotes

    done = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    orders.delivered_order(matter=done, by=tobias, at=now)
    still = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    sent = quotes.sent_quote(matter=still, by=tobias, at=now)
    quoting.ask(
        quote=sent,
        kind="price",
        to="outside",
        name="Geheimes Briefing",
        text="Geheimes Briefing",
        by=tobias,
        at=now,
    )
    teamwork.ask(matter=still, asked=anna, text="Geheimes Briefing?", by=tobias, at=now)
    teamwork.consult(customer=hoelzl, matter=still, text="Geheimes Briefing", by=anna, at=now)
    teamwork.hand_over(matter=still, to=martina, briefing="Geheimes Briefing", by=tobias, at=now)
    from tandem.steering.reviews import actions as reviews

    raised = reviews.raise_conflict(
        matter=still, kind="kept_back", other=anna, text="Geheimes Briefing", by=tobias, at=now
    )
    reviews.write_view(conflict=raised, text="Geheimes Briefing", by=anna, at=now)
    reviews.propose(conflict=raised, text="Geheimes Briefing", by=tobias, at=now)
    newest = {
        apps.get_model(label)._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        for label in ASKED_FOR
    }
    return [hoelzl.pk, *sorted(pk for pk in newest - {hoelzl.pk} if pk is not None)]


def everything() -> dict[str, int]:
    """How many rows each table of ours holds and what they add up to: any change changes it."""
    state = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in RESTLESS:
                cursor.execute(
                    f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0) % 1000000007), 0) FROM "{table}" t'
                )
                state[table] = hash(cursor.fetchone())
    return state


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


FORM = {
    "text": "x", "briefing": "x", "reason": "x", "answer": "x", "next_step": "x", "to": "1", "result": "x",
    "title": "x", "outcome": "done", "channel": "note", "due": "2026-12-01", "name": "x", "last_name": "x",
    "score": "5", "reference": "x", "kind": "missed_date", "other": "1", "agrees": "1",
    "accountable": "1", "asked": "1", "reply": "go", "about": "came_up",
}  # fmt: skip


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
