"""Ten thousand posts to a form, and the same post twice at the same moment: real posts, the real limits (S1.1)."""

from __future__ import annotations

import gc
import logging
import threading
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client, RequestFactory
from django.utils import timezone

from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tandem.journey.leads import stamps
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.models import HELD, TAKEN, TOO_MANY, TOO_QUICK, Arrivals, Enquiry, Lead, WebForm
from tandem.journey.leads.views import public

SITE = "https://www.lechner.example"
POSTS = 10_000
FACTORY = RequestFactory()
# So much more memory in use at the most after that many, in bytes: nothing is kept for a post that is refused.
MEMORY = 150 * 1024 * 1024


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are told in the log; the tests would keep each of them."""
    caplog.set_level(logging.ERROR, logger="django.request")


def _made(ben: User, at: Any) -> WebForm:
    return leads.keep_form(
        form=None,
        name="Kontaktformular",
        source="website",
        asks=["phone", "requirement"],
        origins=[SITE],
        by=ben,
        at=at,
    )


def _values(number: int) -> dict[str, str]:
    return {
        "company": f"Spindel {number} GmbH", "last_name": f"Kolb{number}",
        "email": f"k{number}@spindel{number}.example",
        "requirement": "Rollenbahn, 12 m",
    }  # fmt: skip


def _post(client: Client, form: WebForm, values: dict[str, str], *, address: str) -> Any:
    return client.post(
        f"/anfrage/{form.token}",
        values,
        REMOTE_ADDR=address,
        headers={"Origin": SITE, "Accept": "application/json"},
    )


class _Flood:
    """Ten thousand posts, one after the other, ten from each address. Nine of ten carry a sign of a machine, each
    another; the tenth looks like a person's.

    `send` sends some of them for real; those between the limits, which differ in nothing from their neighbours, stand
    in the counter only (`pass_by`), as each of them would have left it there.
    """

    def __init__(self, form: WebForm, now: datetime) -> None:
        self.form, self.number, self._client = form, 0, Client()
        self._honest = stamps.stamp(token=form.token, at=now - timedelta(minutes=1))
        self._signs: list[dict[str, str]] = [
            {"url": "http://spam.example", "_stamp": self._honest},
            {"_stamp": stamps.stamp(token=form.token, at=now + timedelta(minutes=5))},
            {"_stamp": "a.1.b:c"},
            {"_stamp": stamps.stamp(token="other", at=now)},
            {"_stamp": self._honest, "requirement": "http://a.example " * 9},
        ]

    def send(self, posts: int, *, whole: bool = False) -> Counter[int]:
        """So many posts; `whole` ones go through everything that lies before the door as well."""
        answers: Counter[int] = Counter()
        for _again in range(posts):
            number, self.number = self.number, self.number + 1
            sign = self._signs[number % len(self._signs)] if number % 10 < 9 else {"_stamp": self._honest}
            values, address = (
                {**_values(number), **sign},
                f"198.51.{number // 10 // 250}.{number // 10 % 250}",
            )
            if whole:
                answers[_post(self._client, self.form, values, address=address).status_code] += 1
            else:
                answers[_sent_straight(self.form, values, address=address)] += 1
        return answers

    def pass_by(self, *, until: int) -> None:
        """Those until this one have come."""
        counted = Arrivals.objects.filter(counter=f"form-{self.form.pk}")
        assert counted.update(posts=F("posts") + until - self.number) == 1
        self.number = until

    @property
    def counted(self) -> int:
        return Arrivals.objects.get(counter=f"form-{self.form.pk}").posts


def _sent_straight(form: WebForm, values: dict[str, str], *, address: str) -> int:
    """A post at the door itself: what lies before it (sessions, pages' headers) is the same for every post."""
    request: Any = FACTORY.post(
        f"/anfrage/{form.token}",
        values,
        REMOTE_ADDR=address,
        headers={"Origin": SITE, "Accept": "application/json"},
    )
    request.at = timezone.now()
    return public.enquire(request, form.token).status_code


@pytest.mark.django_db
def test_ten_thousand_posts_make_few_leads_and_cost_little(
    ulm: Tandem, ben: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a thousand addresses, ten from each: no address sends too much, the form's own limits hold."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    flood = _Flood(_made(ben, now), now)
    # Whoever looks like a person is taken in, up to the number that nobody looks at; then a person looks first.
    assert flood.send(20, whole=True) == {201: 20}
    assert flood.counted == flood.number == 20, "each of them stands in the counter"
    assert _stored() == (2, 18)
    flood.pass_by(until=limits.PER_FORM_UNSEEN - 10)
    assert flood.send(10) == {201: 10}
    assert _stored() == (3, 27)
    assert flood.send(11) == {201: 11}
    assert _stored() == (3, 38)
    assert Enquiry.objects.filter(held_for=TOO_MANY).exists()

    # The last that the form takes in an hour, and the first that it does not.
    flood.pass_by(until=limits.PER_FORM - 5)
    assert flood.send(15) == {201: 5, 429: 10}
    assert _stored() == (3, 43)

    # And so on to the end: refused before it is read, kept nowhere, by the same few rows.
    flood.pass_by(until=POSTS - 60)
    assert _grows(lambda: flood.send(50)) / 50 * POSTS < MEMORY
    assert flood.send(10, whole=True) == {429: 10}
    assert flood.counted == flood.number == POSTS
    assert _stored() == (3, 43)
    assert Lead.objects.count() == Customer.objects.count() == 3
    assert list(checks.run_all()) == []


def _stored() -> tuple[int, int]:
    """How many were taken in and how many are held back."""
    taken, held = (Enquiry.objects.filter(state=state).count() for state in (TAKEN, HELD))
    assert taken + held == Enquiry.objects.count()
    return taken, held


def _grows(posts: Callable[[], Counter[int]]) -> int:
    """How many bytes are kept after posts that are all refused."""
    gc.collect()
    tracemalloc.start()
    assert set(posts()) == {429}
    gc.collect()
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept


@pytest.mark.django_db
def test_the_limit_of_an_address_holds_while_the_form_takes_more(
    ulm: Tandem, ben: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred from one address: ten come through, and the ninety do not use up what the form takes of others."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    form = _made(ben, now)
    answers = Counter(_sent_straight(form, _values(number), address="198.51.100.7") for number in range(30))
    address = Arrivals.objects.filter(counter__startswith=f"from-{form.pk}-")
    assert (answers, address.get().posts) == ({201: 10, 429: 20}, 30)
    address.update(posts=99)
    assert _sent_straight(form, _values(99), address="198.51.100.7") == 429
    assert Arrivals.objects.get(counter=f"form-{form.pk}").posts == 10
    assert _sent_straight(form, _values(100), address="198.51.100.8") == 201


@pytest.mark.django_db
def test_from_one_address_ten_come_through(ulm: Tandem, ben: User, now: Any) -> None:
    form, client = _made(ben, now), Client()
    honest = stamps.stamp(token=form.token, at=timezone.now() - timedelta(minutes=1))
    answers = Counter(
        _post(client, form, {**_values(number), "_stamp": honest}, address="2001:db8::1").status_code
        for number in range(40)
    )
    windows = Arrivals.objects.filter(counter__startswith=f"from-{form.pk}-").count()
    assert answers[429] >= 40 - limits.PER_ADDRESS * windows
    assert Lead.objects.count() == answers[201] <= limits.PER_ADDRESS * windows
    neighbour = _post(client, form, _values(999), address="2001:db8::2")
    assert neighbour.status_code == 429 or windows > 1, "of a network of IPv6 all addresses are one"


def test_nobody_fills_a_form_in_within_four_seconds(now: datetime) -> None:
    shown = stamps.stamp(token="form", at=now)
    said = [stamps.objection(shown, token="form", at=now + timedelta(seconds=age)) for age in (0, 3, 4, 60)]
    assert said == [TOO_QUICK, TOO_QUICK, "", ""]


@pytest.mark.usefixtures("fresh_database")
def test_two_equal_posts_at_the_same_moment_are_one_lead(ulm: Tandem, ben: User, now: Any) -> None:
    form = _made(ben, now)
    for number in range(50):
        shown = stamps.stamp(token=form.token, at=timezone.now() - timedelta(minutes=1))
        codes = _at_once(form, {**_values(number), "_stamp": shown}, address=f"198.51.100.{number}")
        assert codes == [201, 201], "both visitors are thanked"
        assert Lead.objects.count() == Customer.objects.count() == Enquiry.objects.count() == number + 1
    assert list(checks.run_all()) == []


def _at_once(form: WebForm, values: dict[str, str], *, address: str) -> list[int]:
    together, codes = threading.Barrier(2), []

    def send() -> None:
        client = Client()
        together.wait(20)
        try:
            codes.append(_post(client, form, values, address=address).status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return codes
