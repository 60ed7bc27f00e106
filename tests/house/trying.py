"""Every route of Tandem with real records to ask it for: read from the URL list, so that a new page is tried the day it
is written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tandem.base.links.models import Link
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.orders import testing as orders

FOREIGN = {"konto", "static"}
# Shows every component with the drawn names, not with anybody's data.
GALLERY = {"design:gallery", "design:gallery_hits"}
ASKED_FOR = (
    "customers.Contact", "customers.Site", "teamwork.Matter", "teamwork.Handover", "teamwork.Task", "teamwork.Question",
    "teamwork.Consultation",
    "quotes.Quote", "quotes.QuoteQuestion", "quotes.CustomerQuestion", "quotes.QuoteVersion", "quotes.QuoteLine",
    "orders.Order", "calendar.Appointment",
    "reviews.Conflict", "reviews.Proposal",
)  # fmt: skip
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
# Sessions and the like change with every request; they are nobody's business data.
RESTLESS = {
    "django_session",
    "links_miss",
    "tools_act",
    "tools_cache",
    "procrastinate_jobs",
    "procrastinate_events",
}


FORM = {
    "text": "x", "briefing": "x", "reason": "x", "answer": "x", "next_step": "x", "to": "1", "result": "x",
    "title": "x", "outcome": "done", "channel": "note", "due": "2026-12-01", "name": "x", "last_name": "x",
    "score": "5", "reference": "x", "kind": "missed_date", "other": "1", "agrees": "1",
    "accountable": "1", "asked": "1", "reply": "go", "about": "came_up",
}  # fmt: skip


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


@cache
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


def history(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, martina: User, now: datetime
) -> list[int]:
    """A customer of Anna's and Tobias' with a whole history; the ids of everything there is."""
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
    version = sent.versions.get()
    quoting.give_link(version=version, by=tobias, at=now)
    quoting.ask_by_link(
        version=version,
        link=Link.objects.get(subject_id=version.pk, purpose="quotes.customer"),
        name="Claudia",
        text="Geheimes Briefing",
        key=uuid.uuid4(),
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


def count_alike() -> None:
    """Let the first row of each table that is asked for have the same number, so that few numbers stand for all."""
    with connection.cursor() as cursor:
        for label in ("customers.Customer", *ASKED_FOR):
            meta = apps.get_model(label)._meta
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), 1000)", [meta.db_table, meta.pk.column]
            )
