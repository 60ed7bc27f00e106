"""Call mode in the browser: two keystrokes a result, the next one at once, guides for all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.testing import a_customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.calls.calling import actions, guides, sources
from tandem.journey.calls.calling.sources import Agreed
from tandem.journey.calls.calling.tables import Attempt, Guide, Hold

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today() -> datetime:
    """The pages go by the real clock."""
    return timezone.now()


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, today: datetime) -> Matter:
    return teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Förderband", step_key=APPOINTMENT, next_step="Anrufen", accountable=anna,
        contact=claudia, due_at=today - timedelta(hours=1), by=None, at=today - timedelta(days=2),
    )  # fmt: skip


def _key(**values: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), **values}


def test_begin_result_next_without_a_whole_page(
    matter: Matter, ulm: Tandem, anna: User, client: Client, today: datetime
) -> None:
    client.force_login(anna)
    assert "data-starts" in client.get("/anrufen").content.decode()
    card = client.post("/anrufen/weiter", _key(), headers=HTMX).content.decode()
    assert "<html" not in card
    assert 'href="tel:' in card
    assert card.index('class="guard') < card.index('href="tel:'), "the guard stands before the number"
    hold = Hold.objects.get(person=anna)
    answer = client.post("/anrufen/ergebnis", _key(hold=hold.pk, result="not_reached"), headers=HTMX)
    assert answer.status_code == 200
    attempt = Attempt.objects.get()
    assert f"/anrufen/{attempt.pk}/zuruecknehmen" in answer.content.decode()
    assert client.post(f"/anrufen/{attempt.pk}/zuruecknehmen", _key()).status_code == 302
    page = client.get("/anrufen").content.decode()
    assert "Hölzl" in page
    assert 'data-key-act="1"' in page


def test_an_agreed_visit_leads_to_the_booking_and_back(
    matter: Matter, anna: User, tobias: User, client: Client
) -> None:
    client.force_login(anna)
    client.post("/anrufen/weiter", _key())
    hold = Hold.objects.get(person=anna)
    answer = client.post("/anrufen/ergebnis", _key(hold=hold.pk, result="appointment"), headers=HTMX)
    booking = f"/vorgaenge/{matter.pk}/termin"
    assert answer["HX-Redirect"] == f"{booking}?zurueck=anrufen"
    assert 'name="zurueck" value="anrufen"' in client.get(answer["HX-Redirect"]).content.decode()
    day = f"{timezone.localdate() + timedelta(days=7):%Y-%m-%d}"
    sent = _key(day=day, clock="10:30", minutes="60", person=str(tobias.pk), zurueck="anrufen")
    assert client.post(booking, sent)["Location"] == "/anrufen"


def test_a_result_that_lacks_something_keeps_the_note(matter: Matter, anna: User, client: Client) -> None:
    client.force_login(anna)
    client.post("/anrufen/weiter", _key())
    hold = Hold.objects.get(person=anna)
    sent = _key(hold=hold.pk, result="not_now", text="Im Frühjahr wieder")
    answer = client.post("/anrufen/ergebnis", sent, headers=HTMX)
    assert answer.status_code == 422
    assert "Im Frühjahr wieder" in answer.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("hold", ["", "x", "9" * 30, "0"])
def test_a_call_that_is_not_before_one_is_refused(hold: str, anna: User, ulm: Tandem, client: Client) -> None:
    client.force_login(anna)
    answer = client.post("/anrufen/ergebnis", _key(hold=hold, result="not_reached"), headers=HTMX)
    assert "Liste" in answer.content.decode()


def test_the_pages_ask_few_times(
    matter: Matter, anna: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(anna)
    client.get("/anrufen")
    with django_assert_max_num_queries(15):
        client.get("/anrufen")
    client.post("/anrufen/weiter", _key())
    client.get("/anrufen")
    with django_assert_max_num_queries(15):
        assert "Hölzl" in client.get("/anrufen").content.decode()


@pytest.fixture
def five_thousand(ulm: Tandem, today: datetime) -> Iterator[None]:
    pattern = a_customer(name="Firma", tandem=ulm, at=today)
    many = [
        Customer(
            name=f"Firma {n}",
            name_key=f"f{n}",
            sort_key=f"f{n}",
            tandem=ulm,
            created_at=today,
            changed_at=today,
        )
        for n in range(5_000)
    ]
    made = Customer.objects.bulk_create(many)
    agreed = [Agreed(customer_id=one.pk, reason="Aktion") for one in [pattern, *made]]
    sources.register("test", lambda user, acting, at: agreed)
    yield
    sources.register("test", lambda user, acting, at: [])


def test_five_thousand_candidates_are_a_list_like_any_other(
    five_thousand: None, anna: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(anna)
    client.get("/anrufen")
    with django_assert_max_num_queries(15):
        page = client.get("/anrufen").content.decode()
    assert page.count("Aktion") == 12
    assert "4.989" in page or "4989" in page
    assert "5001" in client.post("/anrufen/weiter", _key(), headers=HTMX).content.decode()


def test_the_guide_is_spoken_with_names_and_nothing_else_is_filled_in(
    matter: Matter, anna: User, juergen: User, client: Client, today: datetime
) -> None:
    guide = guides.in_use().get()
    actions.keep_guide(
        guide=guide, name="Erstkontakt", opening="Guten Tag {contact}, {me} hier.", by=juergen, at=today
    )
    client.force_login(anna)
    card = client.post("/anrufen/weiter", _key(), headers=HTMX).content.decode()
    assert "Guten Tag Frau Hölzl, Anna Reiter hier." in card


@pytest.mark.parametrize("text", ["{contact.pk}", "{0}", "{me!r}", "{settings}", "{}"])
def test_an_unknown_placeholder_is_refused(text: str, juergen: User, client: Client) -> None:
    client.force_login(juergen)
    answer = client.post("/anrufen/leitfaeden/neu", _key(name="Neu", opening=f"Hallo {text}", position="2"))
    assert answer.status_code == 422
    assert Guide.objects.count() == 1


def test_guides_are_written_by_coordination_and_the_lead_only(anna: User, ben: User, client: Client) -> None:
    sent = _key(name="Neu", opening="Guten Tag", position="2")
    client.force_login(anna)
    assert client.get("/anrufen/leitfaeden").status_code == 200
    assert client.get("/anrufen/leitfaeden/neu").status_code == 403
    assert client.post("/anrufen/leitfaeden/neu", sent).status_code == 403
    client.force_login(ben)
    assert (
        client.post(
            "/anrufen/leitfaeden/neu", _key(**{k: v for k, v in sent.items() if k != "_key"})
        ).status_code
        == 302
    )
    made = Guide.objects.get(name="Neu")
    client.post(f"/anrufen/leitfaeden/{made.pk}/weg", _key())
    assert not guides.in_use().filter(name="Neu").exists()
