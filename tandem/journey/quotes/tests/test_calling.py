"""An open quote is a reason to call: the weekly round tells its age and its amount."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.calls.models import Candidate
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import scoring
from tandem.journey.quotes import testing as quotes

pytestmark = pytest.mark.django_db


def test_an_open_quote_is_told_with_age_and_amount(
    ulm: Tandem, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    at = now - timedelta(days=18)
    matter = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=at)
    quote = quotes.sent_quote(matter=matter, by=tobias, at=at)
    today = timezone.localdate(now)
    rounds.propose(tandem=ulm, monday=today - timedelta(days=today.weekday()), by=None, at=now)
    candidate = Candidate.objects.get()
    assert (candidate.customer_id, candidate.matter_id) == (hoelzl.pk, matter.pk)
    (words,) = (one.words for one in scoring.told(candidate.reasons) if one.words.startswith("Angebot"))
    assert words.startswith("Angebot seit 18 Tagen offen, ")
    assert str(int(quote.net) // 1000) in words


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Angebot seit 1 Tag offen, CHF 14’200"), ("en", "Quote open for 1 day, CHF 14,200")],
)
def test_the_amount_is_written_in_the_readers_way(language: str, words: str) -> None:
    kind = next(kind for kind in scoring.known() if kind.key == "quotes.open")
    values = {"days": 1, "net": str(Decimal("14200.00")), "currency": "CHF"}
    with translation.override(language):
        assert kind.words(values).replace("\u00a0", " ") == words
