"""The contact guard on sheets, asking and answering in the browser, and the reason where a rule wants one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, WARN, RuleKind, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import guard, testing
from tandem.essentials.teamwork.models import GO, Claim, Consultation, Matter
from tandem.essentials.teamwork.rules import ConsultationFirst, WhoContacts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def put(kind: RuleKind, effect: str, at: datetime) -> None:
    playbook.set_rule(kind=kind, scope=Scope(), effect=effect, by=None, at=at - 90 * DAY)


def sent(client: Client, path: str, **data: str) -> tuple[int, str]:
    response = client.post(path, {**data, "_key": str(uuid.uuid4())})
    return response.status_code, response.content.decode()


@pytest.fixture
def matter(hoelzl: Customer) -> Matter:
    return testing.sale(customer=hoelzl, step_key="follow_up", at=timezone.now() - DAY)


# --- what it says


def seen(user: User, customer: Customer, at: datetime, matter: Matter | None = None) -> guard.Guard:
    found = guard.of(user=user, customer=customer, matter=matter, at=at)
    assert found is not None
    return found


def test_where_nothing_stands_in_the_way_it_says_so(hoelzl: Customer, anna: User, now: datetime) -> None:
    found = seen(anna, hoelzl, now)
    assert (found.state, found.lead) == (guard.FREE, "Frei.")
    assert found.asides == ["Kein Kontakt von Tobias in den letzten 14 Tagen."]


def test_it_tells_what_the_partner_did_and_plans(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.note(
        customer=hoelzl, channel="call", text="Preis", contact="Frau Hölzl", by=tobias, at=now - DAY
    )
    visit = now + 2 * DAY
    calendar.book(
        kind="visit", title="Hölzl", people=[tobias], starts_at=visit, ends_at=visit + timedelta(hours=1),
        customer=hoelzl, by=tobias, at=now,
    )  # fmt: skip
    found = seen(anna, hoelzl, now)
    assert found.state == guard.AGREE, "the rhythm of the start points it out"
    told = " ".join([found.lead, *found.asides])
    assert told.count("Telefonat mit Frau Hölzl") == 1
    assert "Tobias hat hier einen Termin am Do\N{NO-BREAK SPACE}26.11." in told
    assert "Frau Hölzl" not in " ".join([seen(tobias, hoelzl, now).lead, *seen(tobias, hoelzl, now).asides])


def test_what_is_longer_ago_than_two_weeks_is_not_told(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    teamwork.note(customer=hoelzl, channel="call", text="Preis", by=tobias, at=now - 15 * DAY)
    assert seen(anna, hoelzl, now).last is None


def test_a_blocking_rule_closes_it_for_all_who_are_not_entitled(
    hoelzl: Customer, anna: User, ben: User, now: datetime
) -> None:
    put(ConsultationFirst(), BLOCK, now)
    closed = seen(anna, hoelzl, now)
    assert (closed.state, closed.may_ask, closed.needs_reason) == (guard.CLOSED, True, False)
    entitled = seen(ben, hoelzl, now)
    assert (entitled.state, entitled.needs_reason) == (guard.AGREE, True)


def test_the_partner_s_background_is_read_before_the_call(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(ConsultationFirst(), BLOCK, now)
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    pending = seen(anna, hoelzl, now)
    assert pending.is_pending
    assert not pending.may_ask
    assert seen(tobias, hoelzl, now).to_answer is not None
    teamwork.decide(consultation=asked, reply=GO, background="Sie ist ab 14 Uhr da.", by=tobias, at=now)
    free = seen(anna, hoelzl, now)
    assert (free.state, free.lead) == (guard.FREE, "Tobias: nur zu.")
    assert "„Sie ist ab 14 Uhr da.“" in free.asides
    assert seen(tobias, hoelzl, now).to_answer is None


def test_who_belongs_to_neither_side_is_not_guarded(hoelzl: Customer, juergen: User, now: datetime) -> None:
    assert guard.of(user=juergen, customer=hoelzl, at=now) is None


def test_it_tells_who_has_taken_the_matter(hoelzl: Customer, anna: User, tobias: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    teamwork.take_over(matter=matter, by=anna, until=now + timedelta(hours=3), at=now)
    assert any("Anna hat es bis" in aside for aside in seen(tobias, hoelzl, now, matter).asides)
    assert seen(anna, hoelzl, now, matter).claim is None


# --- in the browser


def test_the_sheet_asks_for_the_reason_where_a_rule_wants_one(
    client: Client, matter: Matter, anna: User
) -> None:
    put(WhoContacts(occasion="quote_follow_up", side="field"), WARN, timezone.now())
    client.force_login(anna)
    path = f"/vorgaenge/{matter.pk}/notiz"
    page = client.get(path).content.decode()
    assert "Warum trotzdem?" in page
    assert "Mit Tobias abstimmen" in page
    given = {"channel": "call", "about": "quote_follow_up", "text": "Gesprochen"}
    status, page = sent(client, path, **given)
    assert status == 422
    assert "Gesprochen" in page, "what was typed stays"
    assert "Warum trotzdem?" in page
    status, _page = sent(client, path, **given, rule_reason="Er hat mich gebeten.")
    assert status == 302
    assert Entry.objects.filter(type="playbook.rule_set_aside", data__reason="Er hat mich gebeten.").exists()


def test_the_reason_is_asked_for_as_soon_as_the_occasion_wants_it(
    client: Client, matter: Matter, tobias: User
) -> None:
    put(WhoContacts(occasion="delivery", side="inside"), WARN, timezone.now())
    client.force_login(tobias)
    path = f"/vorgaenge/{matter.pk}/notiz"
    assert "Warum trotzdem?" not in client.get(path).content.decode()
    status, page = sent(client, path, channel="call", about="delivery", text="Kette kommt später")
    assert status == 422
    assert "Warum trotzdem?" in page


def test_a_blocked_sheet_shows_the_way_out(client: Client, matter: Matter, anna: User) -> None:
    put(ConsultationFirst(), BLOCK, timezone.now())
    client.force_login(anna)
    status, page = sent(
        client, f"/vorgaenge/{matter.pk}/notiz", channel="call", text="Gesprochen", rule_reason="Es eilt."
    )
    assert status == 422
    assert f"/kunden/{matter.customer_id}/abstimmen?vorgang={matter.pk}" in page
    assert not Entry.objects.filter(type="teamwork.noted").exists()


def test_asking_and_answering_take_two_clicks_each(
    client: Client, matter: Matter, anna: User, tobias: User
) -> None:
    path = f"/kunden/{matter.customer_id}/abstimmen?vorgang={matter.pk}"
    client.force_login(anna)
    page = client.get(path).content.decode()
    assert 'value="quote_follow_up" selected' in page
    assert sent(client, path, channel="call", about="quote_follow_up")[0] == 302
    asked = Consultation.objects.get()
    assert asked.matter == matter
    client.force_login(tobias)
    page = client.get(f"/ruecksprachen/{asked.pk}").content.decode()
    for words in ("Nur zu", "Bitte warten", "Ich mache es selbst"):
        assert words in page
    assert sent(client, f"/ruecksprachen/{asked.pk}", reply="go")[0] == 302
    status, page = sent(client, f"/ruecksprachen/{asked.pk}", reply="myself")
    assert status == 422
    assert "Tobias Kranz war schneller" in page


@pytest.mark.parametrize("junk", ["", "x", "9" * 30, "-1", "²", "0"])
def test_a_matter_that_does_not_exist_is_passed_over(
    client: Client, matter: Matter, anna: User, junk: str
) -> None:
    client.force_login(anna)
    path = f"/kunden/{matter.customer_id}/abstimmen?vorgang={junk}"
    assert client.get(path).status_code == 200
    assert sent(client, path, channel="call", about="came_up")[0] == 302
    assert Consultation.objects.get().matter is None


@pytest.mark.parametrize(
    "wrong", [{"reply": "x"}, {"reply": "wait"}, {"reply": "wait", "wait_until": "gestern"}, {}]
)
def test_half_an_answer_comes_back(
    client: Client, hoelzl: Customer, anna: User, tobias: User, wrong: dict[str, str]
) -> None:  # fmt: skip
    asked = teamwork.consult(customer=hoelzl, by=anna, at=timezone.now())
    client.force_login(tobias)
    status, page = sent(client, f"/ruecksprachen/{asked.pk}", background="Montag passt", **wrong)
    assert status == 422
    assert "Montag passt" in page
    assert Consultation.objects.get().answered_at is None


def test_who_does_not_see_the_customer_finds_no_consultation(
    client: Client, hoelzl: Customer, anna: User, rolf: User, paul: User
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=timezone.now())
    for stranger in (rolf, paul):
        client.force_login(stranger)
        assert client.get(f"/ruecksprachen/{asked.pk}").status_code == 404
        assert client.get(f"/kunden/{hoelzl.pk}/abstimmen").status_code == 404


def test_taking_over_for_an_hour(client: Client, matter: Matter, anna: User) -> None:
    client.force_login(anna)
    given = {"reason": "Ich rufe gleich an", "seen": str(matter.revision)}
    status, _page = sent(client, f"/vorgaenge/{matter.pk}/uebernehmen", **given, until="hour")
    assert status == 302
    assert Claim.objects.get().person == anna
    assert "Anna hat es bis" in client.get(f"/vorgaenge/{matter.pk}").content.decode()


def test_another_tandem_s_file_and_the_matter_name_the_rules(
    client: Client, matter: Matter, murat: User, allgaeu: Tandem
) -> None:
    client.force_login(murat)
    page = client.get(f"/vorgaenge/{matter.pk}").content.decode()
    assert "Spielregeln hier" in page
    assert f"/spielregeln?kunde={matter.customer_id}" in page
