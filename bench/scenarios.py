"""What is measured: the pages of a working day, with varying data so that no cache answers for the database."""

from __future__ import annotations

import itertools
import random
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from bench.load import Ask, Measured
from tandem.base.tools.errors import Refused
from tandem.essentials.customers.models import Channel, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quote_actions
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import QuoteVersion

_random = random.Random(2026)


def anna() -> User:
    """The inside person whose day is measured."""
    return User.objects.get(first_name="Anna", last_name="Reiter")


def sign_in() -> str:
    """A session of Anna's."""
    user = anna()
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def empty() -> Iterator[Ask]:
    """An empty page of the same stack, with one trivial statement."""
    return itertools.repeat(Ask("/health"))


def pages() -> dict[str, Callable[[], Iterator[Ask]]]:
    """Name and requests of each page."""
    names = _sample(Customer.objects.values_list("name", flat=True))
    phones = _sample(Channel.objects.exclude(kind="email").values_list("value", flat=True))
    pks = [str(pk) for pk in _sample(Customer.objects.filter(merged_into=None).values_list("pk", flat=True))]
    own = [
        str(pk)
        for pk in Customer.objects.filter(tandem__seats__user=anna()).values_list("pk", flat=True)[:500]
    ]
    return {
        "search by name fragment": _varying(
            lambda: f"/suche?palette=1&q={_quoted(_fragment(_random.choice(names)))}"
        ),
        "search by phone fragment": _varying(lambda: f"/suche?palette=1&q={_random.choice(phones)[-6:]}"),
        "customer file": _varying(lambda: f"/kunden/{_random.choice(pks)}"),
        "log a contact": lambda: (_note(_random.choice(own)) for _ in itertools.count()),
        "50 open quotes by date": _varying(lambda: "/angebote"),
        "process board": _varying(lambda: "/prozess"),
        "Heute": _varying(lambda: "/heute"),
        "list of customers": _varying(lambda: "/kunden"),
    }


def _varying(path: Callable[[], str]) -> Callable[[], Iterator[Ask]]:
    return lambda: (Ask(path()) for _ in itertools.count())


def _sample(values: object) -> list[str]:
    return list(values.order_by("?")[:2000])  # type: ignore[attr-defined]  # a ValuesQuerySet


def _quoted(text: str) -> str:
    return urllib.parse.quote(text)


def _fragment(name: str) -> str:
    word = max(name.split(), key=len)
    start = _random.randrange(0, max(1, len(word) - 4))
    return "".join(letter for letter in word[start : start + 5] if letter.isalnum()) or "mann"


def _note(customer_pk: str) -> Ask:
    form = {"_key": str(uuid.uuid4()), "channel": "call", "text": "Liefertermin besprochen, passt."}
    return Ask(f"/kunden/{customer_pk}/notiz", form)


def drafts(*, count: int) -> Iterator[Ask]:
    """The act that makes a written quote of ten lines a numbered one: number, PDF, two mails, follow-up, turn."""
    user, at = anna(), timezone.localtime()
    customers = _quotable(user)
    for _ in range(count):
        matter = testing.matter_to_quote(customer=_random.choice(customers), at=at)
        quote = _written(matter, user, at).quote
        form = {
            "_key": str(uuid.uuid4()),
            "to": "einkauf@kunde.example",
            "subject": "Angebot",
            "text": "Anbei.",
            "copy": "on",
        }
        yield Ask(f"/angebote/{quote.pk}/senden", form)


def whole_quotes(*, each: int) -> dict[str, Measured]:
    """Everything from the open matter on, twelve acts of twelve transactions: begin, ten lines, send."""
    return {
        "12 acts: begin, lines, send": _quotes(each=each, concurrency=1),
        "12 acts, 8 at once": _quotes(each=each, concurrency=8),
    }


def _quotable(user: User) -> list[Customer]:
    return list(Customer.objects.filter(tandem__seats__user=user, contacts__isnull=False).distinct()[:200])


def _quotes(*, each: int, concurrency: int) -> Measured:
    user = anna()
    customers = _quotable(user)
    times: list[float] = []
    failures: list[int] = []

    def run() -> None:
        failed = 0
        for _ in range(each // concurrency):
            customer, at = _random.choice(customers), timezone.localtime()
            matter = testing.matter_to_quote(customer=customer, at=at)
            begin = time.perf_counter()
            try:
                _numbered(matter, user, at)
            except Refused as refusal:
                print(f"refused: {refusal}")
                failed += 1
            times.append((time.perf_counter() - begin) * 1000)
        failures.append(failed)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(concurrency)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(milliseconds=times, seconds=time.perf_counter() - begin, failures=sum(failures))


def _numbered(matter: Matter, user: User, at: datetime) -> None:
    version = _written(matter, user, at)
    quote_actions.send(version=version, to="einkauf@kunde.example", by=user, at=at)


def _written(matter: Matter, user: User, at: datetime) -> QuoteVersion:
    version = quote_actions.start(matter=matter, by=user, at=at).versions.get()
    for position in range(1, 11):
        quote_actions.add_line(
            version=version, text=f"Rollenbahn RB {position}00", quantity=Decimal(position), unit="Stk",
            price=Decimal("480.50"), discount=Decimal(5), cost=Decimal(290), by=user, at=at,
        )  # fmt: skip
    return version
