"""Ten thousand posts to a form, and the same post twice at the same moment: real posts, the real limits (S1.1)."""

from __future__ import annotations

import logging
import resource
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tandem.journey.leads import stamps
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.models import HELD, TAKEN, Arrivals, Enquiry, Lead, WebForm
from tandem.journey.leads.views import public

SITE = "https://www.lechner.example"
POSTS = 10_000
# So many of them go through everything that lies before the door as well.
WHOLE = 100
FACTORY = RequestFactory()
# So much more memory in use at the most after that many, in KiB: nothing is kept for a post that is refused.
MEMORY = 150 * 1024


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


def _flood(form: WebForm) -> Iterator[dict[str, str]]:
    """Nine of ten carry a sign of a machine, each another; the tenth looks like a person's."""
    now = timezone.now()
    honest = stamps.stamp(token=form.token, at=now - timedelta(minutes=1))
    signs: list[dict[str, str]] = [
        {"url": "http://spam.example", "_stamp": honest},
        {"_stamp": stamps.stamp(token=form.token, at=now + timedelta(minutes=5))},
        {"_stamp": "a.1.b:c"},
        {"_stamp": stamps.stamp(token="other", at=now)},
        {"_stamp": honest, "requirement": "http://a.example " * 9},
    ]
    for number in range(POSTS):
        sign = signs[number % len(signs)] if number % 10 else {"_stamp": honest}
        yield {**_values(number), **sign}


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
def test_ten_thousand_posts_make_few_leads_and_cost_little(ulm: Tandem, ben: User, now: Any) -> None:
    """From a hundred addresses, a hundred from each: the limits of the address and of the form hold together."""
    form, client = _made(ben, now), Client()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answers: Counter[int] = Counter()
    for number, values in enumerate(_flood(form)):
        address = f"198.51.100.{number % 100}"
        if number < WHOLE:
            answers[_post(client, form, values, address=address).status_code] += 1
        else:
            answers[_sent_straight(form, values, address=address)] += 1
    # A stretch of time may end while they come, then as many come through once more.
    hours, addresses = (
        Arrivals.objects.filter(counter__startswith=begins).count()
        for begins in (f"form-{form.pk}", f"from-{form.pk}-")
    )
    assert set(answers) == {201, 429}
    assert answers[201] <= min(limits.PER_FORM * hours, limits.PER_ADDRESS * addresses)
    assert answers[201] >= limits.PER_FORM
    taken, held = (Enquiry.objects.filter(state=state).count() for state in (TAKEN, HELD))
    assert taken + held == answers[201]
    assert 0 < taken <= limits.PER_FORM_UNSEEN // 10 * hours
    assert Lead.objects.count() == Customer.objects.count() == taken
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY
    assert list(checks.run_all()) == []


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
