"""Without the yes that it needs a quote goes out by no address and no detour (INV7)."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import URLPattern

from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing, urls
from tandem.journey.quotes.models import QuoteVersion
from tandem.journey.quotes.tests.going_out import is_out, seen_of

pytestmark = pytest.mark.django_db


def _paths(beyond: QuoteVersion) -> list[str]:
    """Every address of the room, for this quote."""
    line = beyond.lines.order_by("position")[0]
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        address = str(pattern.pattern)
        pk = {"versionen": beyond.pk, "positionen": line.pk}
        kind = next((value for name, value in pk.items() if f"angebote/{name}/" in address), beyond.quote_id)
        found.append(
            "/"
            + address.replace("<int:matter_pk>", str(beyond.quote.matter_id)).replace("<int:pk>", str(kind))
        )
    return found


def test_no_address_of_the_room_sends_it(beyond: QuoteVersion, tobias: User, client: Client) -> None:
    client.force_login(tobias)
    form = {
        "to": "c.hoelzl@hoelzl.example", "subject": "Angebot", "text": "Guten Tag", "copy": "on",
        "reason": "Es eilt sehr.", "situation": "Will bestellen",
        "reference": "Bestellung 1", "accepted": "on", "reply": "granted", "granted": "1", "seen": seen_of(beyond),
        "probability": "90", "version": str(beyond.pk), "ids": str(beyond.quote_id), "what": "person",
    }  # fmt: skip
    paths = _paths(beyond)
    assert f"/angebote/{beyond.quote_id}/senden" in paths
    # What removes or changes lines comes last, so that the limit is exceeded while the others are tried.
    for path in sorted(paths, key=lambda path: "positionen" in path):
        late = {"rule_reason": "Es eilt sehr."} if path.endswith("/senden") else {}
        client.post(path, form | late)
        client.post(path, form, headers={"HX-Request": "true"})
        assert not is_out(beyond), path


def test_no_detour_sends_it(beyond: QuoteVersion, tobias: User, now: datetime) -> None:
    for attempt in (
        {"reason": "Es eilt."},
        {"copy": False, "reason": "Es eilt."},
        {"to": "anderer@hoelzl.example", "reason": "Es eilt."},
    ):
        for _again in range(2):
            with pytest.raises(rules.RuleForbids):
                quotes.send(version=beyond, by=tobias, at=now, **attempt)
    with pytest.raises(quotes.NotNow):
        quotes.send_mail_again(version=beyond, by=tobias, at=now)
    # Copied to another matter it is still beyond the limit.
    matter = testing.matter_to_quote(customer=beyond.quote.matter.customer, at=now, title="Kopie")
    copy = quotes.start(matter=matter, by=tobias, at=now).versions.get()
    quotes.copy_quote(version=copy, source=beyond.quote, by=tobias, at=now)
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=copy, to="a@hoelzl.example", reason="Es eilt.", by=tobias, at=now)
    assert not is_out(beyond)
