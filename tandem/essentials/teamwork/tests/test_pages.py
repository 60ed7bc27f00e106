"""The pages of this room, as the browser asks for them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import DONE, OFFERED, REQUEST, Handover, Matter, Question, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(hoelzl: Customer) -> Matter:
    return testing.sale(customer=hoelzl, at=timezone.now())


@pytest.fixture
def browser(client: Client, tobias: User) -> Client:
    client.force_login(tobias)
    return client


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def test_the_matter_says_whose_turn_it_is(
    browser: Client, matter: Matter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get(f"/vorgaenge/{matter.pk}")
    with django_assert_max_num_queries(15):
        page = browser.get(f"/vorgaenge/{matter.pk}").content.decode()
    assert "Du bist dran" in page
    assert "An Anna übergeben" in page


def test_nobody_finds_a_matter_they_may_not_see(
    client: Client, matter: Matter, rolf: User, paul: User
) -> None:
    for stranger in (rolf, paul):
        client.force_login(stranger)
        for path in (
            "",
            "/uebergeben",
            "/naechster-schritt",
            "/rueckfrage",
            "/aufgabe",
            "/notiz",
            "/schliessen",
        ):
            assert client.get(f"/vorgaenge/{matter.pk}{path}").status_code == 404
            assert client.post(f"/vorgaenge/{matter.pk}{path}").status_code in (404, 405)


def test_a_colleague_of_another_tandem_reads_along_and_is_refused_to_act(
    client: Client, matter: Matter, allgaeu: Tandem, murat: User
) -> None:
    client.force_login(murat)
    assert "Übernehmen" not in client.get(f"/vorgaenge/{matter.pk}").content.decode()
    answer = client.post(f"/vorgaenge/{matter.pk}/uebernehmen", {"reason": "Eilt", "seen": matter.revision})
    assert answer.status_code == 422
    assert "Tobias Kranz" in answer.content.decode()


def test_handing_over_by_the_sheet(browser: Client, matter: Matter, anna: User) -> None:
    sheet = browser.get(f"/vorgaenge/{matter.pk}/uebergeben", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in sheet
    sent = {"to": anna.pk, "briefing": "Bitte Liefertermin klären.", "next_step": "Klären", "day": tomorrow()}
    answer = browser.post(f"/vorgaenge/{matter.pk}/uebergeben", sent)
    assert answer.status_code == 302
    assert Matter.objects.get(pk=matter.pk).accountable == anna


def test_what_is_missing_is_said_and_the_text_is_kept(browser: Client, matter: Matter, anna: User) -> None:
    sent = {"to": anna.pk, "briefing": "", "next_step": "Ganz bestimmter Schritt", "day": "2026-13-45"}
    answer = browser.post(f"/vorgaenge/{matter.pk}/uebergeben", sent)
    assert answer.status_code == 422
    assert "Ganz bestimmter Schritt" in answer.content.decode()


def test_a_form_sent_twice_acts_once(browser: Client, matter: Matter, anna: User) -> None:
    sent = {"asked": anna.pk, "text": "Preis?", "day": tomorrow(), "_key": str(uuid.uuid4())}
    for _time in range(2):
        assert browser.post(f"/vorgaenge/{matter.pk}/rueckfrage", sent).status_code == 302
    assert Question.objects.count() == 1


def test_an_offer_is_accepted_on_the_page(
    browser: Client, client: Client, matter: Matter, anna: User
) -> None:
    tobias = matter.accountable
    assert tobias is not None
    offer = teamwork.hand_over(
        matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=timezone.now()
    )
    client.force_login(anna)
    assert "Annehmen" in client.get(f"/vorgaenge/{matter.pk}").content.decode()
    client.post(f"/uebergaben/{offer.pk}/annehmen")
    assert Matter.objects.get(pk=matter.pk).accountable == anna
    assert not Handover.objects.filter(state=OFFERED).exists()


def test_a_task_done_can_be_undone(browser: Client, matter: Matter, tobias: User, hoelzl: Customer) -> None:
    now = timezone.now()
    task = teamwork.add_task(
        customer=hoelzl, matter=matter, title="Muster", accountable=tobias, due_at=now, by=tobias, at=now
    )
    page = browser.post(f"/aufgaben/{task.pk}/erledigt", follow=True).content.decode()
    assert f"/aufgaben/{task.pk}/wieder-offen" in page
    browser.post(f"/aufgaben/{task.pk}/wieder-offen")
    assert Task.objects.get().done_at is None


def test_a_call_is_taken_in_one_line(browser: Client, hoelzl: Customer, claudia: Contact, anna: User) -> None:
    hits = browser.get("/anruf?q=hölz", headers={"HX-Request": "true"}).content.decode()
    assert f"?customer={hoelzl.pk}&amp;contact={claudia.pk}" in hits
    assert browser.get("/anruf?q=claudia").headers["Location"].startswith(f"/anruf?customer={hoelzl.pk}")
    sent = {
        "customer": hoelzl.pk,
        "text": "Wo bleibt die Kette?",
        "contact": claudia.pk,
        "accountable": anna.pk,
    }
    assert browser.post("/anruf", sent).status_code == 302
    taken = Matter.objects.get(kind=REQUEST)
    assert (taken.accountable, taken.contact, taken.is_open) == (anna, claudia, True)
    browser.post("/anruf", {**sent, "answer": "Kommt heute."})
    assert Matter.objects.filter(kind=REQUEST, outcome=DONE).count() == 1


def test_the_worklist_teaches_where_it_is_empty(browser: Client) -> None:
    assert "Kein Kunde wartet" in browser.get("/anliegen").content.decode()
    assert browser.get("/anliegen?nach=quatsch_2026&wer=x").status_code == 200


def test_an_expert_answers_what_they_were_asked_and_sees_no_more(
    client: Client, matter: Matter, tobias: User, paul: User
) -> None:
    question = teamwork.ask(matter=matter, asked=paul, text="ATEX?", by=tobias, at=timezone.now())
    client.force_login(paul)
    assert "ATEX?" in client.get(f"/rueckfragen/{question.pk}").content.decode()
    assert client.post(f"/rueckfragen/{question.pk}", {"text": "Ja."}).status_code == 302
    assert client.get(f"/vorgaenge/{matter.pk}").status_code == 404


def test_a_matter_begins_by_hand(browser: Client, hoelzl: Customer, anna: User) -> None:
    sent = {"kind": "sale", "title": "Rollenbahn", "step": "appointment", "value": "12.500,50"}
    assert browser.post(f"/kunden/{hoelzl.pk}/vorgang", sent).status_code == 302
    begun = Matter.objects.get(title="Rollenbahn")
    assert begun.accountable == anna
    assert str(begun.value) == "12500.50"


def test_a_sheet_keeps_what_is_typed_when_the_session_ends(browser: Client, matter: Matter) -> None:
    sheet = browser.get(f"/vorgaenge/{matter.pk}/notiz", headers={"HX-Request": "true"}).content.decode()
    assert "data-keep" in sheet
    page = browser.get(f"/vorgaenge/{matter.pk}/notiz").content.decode()
    assert "data-keep" in page
    assert 'data-user="' in page


def test_a_request_shows_whom_to_call_back_and_who_took_the_call(
    browser: Client, hoelzl: Customer, claudia: Contact, anna: User, tobias: User
) -> None:
    request = teamwork.take_request(
        customer=hoelzl, text="Wo bleibt die Kette?", contact=claudia, accountable=tobias, by=anna,
        at=timezone.now(),
    )  # fmt: skip
    page = browser.get(f"/vorgaenge/{request.pk}").content.decode()
    assert 'href="tel:+4973112340"' in page
    assert '<div class="d">Anna Reiter</div>' in page


def test_a_request_is_answered_in_its_own_words(
    browser: Client, hoelzl: Customer, anna: User, tobias: User
) -> None:
    request = teamwork.take_request(
        customer=hoelzl, text="Wo bleibt die Kette?", accountable=tobias, by=anna, at=timezone.now()
    )
    url = f"/vorgaenge/{request.pk}/schliessen"
    sheet = browser.get(url).content.decode()
    assert "Antwort festhalten" in sheet
    assert "Was hast du geantwortet?" in sheet
    assert "Vorgang abschließen" not in sheet
    said = browser.post(url, {"outcome": DONE, "result": "Kommt heute."}, follow=True).content.decode()
    assert "Beantwortet: Wo bleibt die Kette?" in said


def test_whoever_accepts_reads_whose_turn_it_is(
    client: Client, matter: Matter, anna: User, tobias: User
) -> None:
    offer = teamwork.hand_over(
        matter=matter, to=anna, briefing="Bitte.", next_step="Preis klären", explicit=True, by=tobias,
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(anna)
    said = client.post(f"/uebergaben/{offer.pk}/annehmen", follow=True).content.decode()
    assert "Angenommen. Du bist dran: Preis klären." in said
