"""Whatever somebody sends, there is an answer with a sentence and never a fault of ours.

The routes are read from the URL list. Junk stands in every field that a page looks at, whatever it is called: the test
stands in for the form data and answers every name.
"""

from __future__ import annotations

import base64
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tests.house.trying import paths, routes

pytestmark = pytest.mark.django_db


def _cursor(written: str) -> str:
    """A place in a list, as an address holds it."""
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


TEXTS = {
    "NUL": "a\x00b",
    "100,000 characters": "ä " * 40_000 + "x" * 20_000,
    "turned round, emoji, markup": (
        '\u202egnp.exe \u2067أب 👩🏽\u200d🔧 \ufffd"><script>alert(1)</script>{{ x }}{% x %}'
    ),
    "headers": "a@example.com\r\nBcc: b@example.com",
    "path": "//evil.example/\\..%00",
}
FIGURES = {
    "5,000 digits": "9" * 5000,
    "too large": "9" * 19,
    "superscript": "²",
    "no number": "NaN",
    "a million digits": "1e999999",
    "JSON": '{"name": "\\ud83d", "tandem": [1e400]}',
}
DAYS = {
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "first moment": "0001-01-01T00:00:00+14:00~1",
    "last moment": "9999-12-31T23:59:59-14:00-1",
    "hour left out": "2026-03-29T02:30",
}
# What a form's fields say to these, they say to one of the others too.
ONLY_IN_ADDRESSES = {FIGURES["too large"], FIGURES["no number"], DAYS["first moment"], DAYS["last moment"]}
CURSORS = {
    name: _cursor(written)
    for name, written in {
        "half a character": '["\\ud83d", "x", 1]',
        "no number": '["NaN", 1]',
        "million digits": '["1e999999", 1]',
        "endless id": '["2026-11-24", 1e400]',
        "naive": '["0001-01-01T00:00:00", 99999999999999999999]',
        "nested": "[" * 100_000,
    }.items()
}
HUGE = (2**63, 10**30)


@dataclass
class Everywhere:
    """Form data in which every field holds the same, and what was looked at."""

    junk: str | None = None
    asked: set[str] = field(default_factory=set)

    def invents(self, data: QueryDict, key: object) -> bool:
        return (
            self.junk is not None
            and isinstance(key, str)
            and key[:1] != "_"
            and not dict.__contains__(data, key)
        )

    def value(self, key: str) -> str:
        self.asked.add(key)
        assert self.junk is not None
        return self.junk


class _Invented(dict[str, str]):
    """What `QueryDict.dict()` gives."""

    everywhere: Everywhere

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else self.everywhere.value(key)


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> Everywhere:
    found = Everywhere()
    getitem, getlist, contains, as_dict = (
        QueryDict.__getitem__, QueryDict.getlist, QueryDict.__contains__, QueryDict.dict
    )  # fmt: skip

    def item(data: QueryDict, key: str) -> Any:
        return found.value(key) if found.invents(data, key) else getitem(data, key)

    def listed(data: QueryDict, key: str, default: Any = None) -> Any:
        return [found.value(key)] if found.invents(data, key) else getlist(data, key, default)

    def plain(data: QueryDict) -> dict[str, Any]:
        if found.junk is None:
            return as_dict(data)
        invented = _Invented({key: str(value) for key, value in as_dict(data).items()})
        invented.everywhere = found
        return invented

    monkeypatch.setattr(QueryDict, "__getitem__", item)
    monkeypatch.setattr(QueryDict, "getlist", listed)
    monkeypatch.setattr(
        QueryDict, "__contains__", lambda data, key: contains(data, key) or found.invents(data, key)
    )
    monkeypatch.setattr(QueryDict, "dict", plain)
    return found


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Where our own code broke, while a test runs."""
    found: list[str] = []

    def note(**_: Any) -> None:
        kind, error, trace = sys.exc_info()
        own = [frame for frame in traceback.extract_tb(trace) if "/tandem/" in frame.filename]
        found.append(
            f"{own[-1].filename}:{own[-1].lineno} {kind.__name__ if kind else ''}: {str(error)[:200]}"
        )

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


@pytest.fixture
def signed_in(client: Client, anna: User) -> Client:
    """Somebody who may do everything."""
    anna.roles = ["inside", "administrator", "sales_lead"]
    anna.save()
    client.force_login(anna)
    client.raise_request_exception = False
    return client


def send(client: Client, method: str, path: str) -> int:
    """The answer's status; whatever it changed is taken back."""
    with transaction.atomic():
        status = int(getattr(client, method)(path).status_code)
        transaction.set_rollback(True)
    return status


def reached(client: Client, method: str, ids: list[int], everywhere: Everywhere) -> list[str]:
    """Each route that looks at what it is sent, with the first record at which it lets us in."""
    found = []
    for name, parameters in routes():
        for path in paths(name, parameters, ids):
            everywhere.asked.clear()
            everywhere.junk = "x"
            status = send(client, method, path)
            everywhere.junk = None
            if status not in {403, 404, 405}:
                # Every page looks at `tandem` in its frame; one page is enough for that.
                if everywhere.asked - {"tandem"} or name == "desk:today":
                    found.append(path)
                break
    return found


def test_no_page_breaks_over_what_stands_in_its_address(
    signed_in: Client, ids: list[int], everywhere: Everywhere, faults: list[str]
) -> None:
    found = reached(signed_in, "get", ids, everywhere)
    assert len(found) > 10
    for junk in (TEXTS | FIGURES | DAYS | CURSORS).values():
        everywhere.junk = junk
        for path in found:
            send(signed_in, "get", path)
    assert sorted(set(faults)) == []


def test_no_form_breaks_over_what_is_sent(
    signed_in: Client, ids: list[int], everywhere: Everywhere, faults: list[str]
) -> None:
    found = reached(signed_in, "post", ids, everywhere)
    assert len(found) > 30
    for junk in (TEXTS | FIGURES | DAYS).values():
        if junk in ONLY_IN_ADDRESSES:
            continue
        everywhere.junk = junk
        for path in found:
            send(signed_in, "post", path)
    assert sorted(set(faults)) == []


@pytest.mark.usefixtures("else_right")
def test_no_act_breaks_over_what_its_form_lets_through(
    signed_in: Client, ids: list[int], everywhere: Everywhere, faults: list[str]
) -> None:
    found = reached(signed_in, "post", ids, everywhere)
    done = 0
    for junk in ("", "\u202e👩🏽\u200d🔧 \ufffd<script>", "y" * 4000, "9" * 12, "0001-01-01", "9999-12-31"):
        everywhere.junk = junk
        for path in found:
            done += send(signed_in, "post", path) < 400
    assert sorted(set(faults)) == []
    assert done > 50


@pytest.mark.parametrize("pk", HUGE)
def test_a_number_that_no_record_has_is_not_found(signed_in: Client, pk: int, faults: list[str]) -> None:
    for name, parameters in routes():
        if parameters and all(parameter.endswith("pk") for parameter in parameters):
            path = reverse(name, args=[pk] * len(parameters))
            assert send(signed_in, "get", path) in {404, 405}, path
            assert send(signed_in, "post", path) in {404, 405}, path
    assert faults == []


def test_bytes_that_are_no_text_are_answered(signed_in: Client, hoelzl: Customer, faults: list[str]) -> None:
    for path in ("/suche", "/kunden", "/leads"):
        for raw in ("q=%ff%fe%00", "%00=%ff", "tandem=%C0%80&q=%ED%A0%BD", "&&==;;"):
            assert signed_in.get(f"{path}?{raw}").status_code == 200
    body = b"text=%ff%00&channel=note&\xff\xfe=\x00"
    kind = "application/x-www-form-urlencoded"
    assert signed_in.post(f"/kunden/{hoelzl.pk}/notiz", body, content_type=kind).status_code == 422
    assert (
        signed_in.post("/kunden/anlegen", b"--x", content_type="multipart/form-data; boundary=x").status_code
        < 500
    )
    assert faults == []


def test_a_form_of_nine_megabytes_is_refused_before_it_is_read(signed_in: Client, hoelzl: Customer) -> None:
    answer = signed_in.post(f"/kunden/{hoelzl.pk}/notiz", {"text": "x" * 9_000_000, "channel": "note"})
    assert 400 <= answer.status_code < 500
