"""The file, the process, search and the way the pages look."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import designing, queries
from tandem.essentials.playbook.designing import Design
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.entries import MovedOn
from tandem.essentials.teamwork.models import SALE, Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def conveyor(hoelzl: Customer, now: datetime) -> Matter:
    """A sale at the quote, Tobias' turn."""
    return teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Gurtförderer Halle 3", step_key="quote", by=None,
        at=now - timedelta(days=9), value=Decimal(48720), due_at=now + timedelta(days=2),
        next_step="Angebot schreiben",
    )  # fmt: skip


def test_the_file_says_whose_turn_it_is(client: Client, conveyor: Matter, tobias: User, anna: User) -> None:
    client.force_login(tobias)
    page = client.get(f"/kunden/{conveyor.customer_id}").content.decode()
    assert "Du bist dran" in page
    assert "An Anna übergeben" in page
    client.force_login(anna)
    assert "Tobias ist dran" in client.get(f"/kunden/{conveyor.customer_id}").content.decode()


def test_the_partner_takes_over_and_the_holder_hands_over(
    client: Client, conveyor: Matter, tobias: User, anna: User
) -> None:
    client.force_login(tobias)
    assert "An Anna übergeben" in client.get(f"/kunden/{conveyor.customer_id}").content.decode()
    client.force_login(anna)
    page = client.get(f"/kunden/{conveyor.customer_id}").content.decode()
    assert "Ich übernehme" in page
    assert "An Anna übergeben" not in page


def test_a_file_without_open_matters_says_so(client: Client, hoelzl: Customer, anna: User) -> None:
    client.force_login(anna)
    assert "Kein Vorgang ist offen." in client.get(f"/kunden/{hoelzl.pk}").content.decode()


def test_a_note_is_kept_in_the_journal_and_an_empty_one_keeps_the_page(
    client: Client, hoelzl: Customer, claudia: Contact, anna: User
) -> None:
    client.force_login(anna)
    path = f"/kunden/{hoelzl.pk}/notiz"
    kept = client.post(path, {"channel": "call", "contact": "Claudia Hölzl", "text": "KW 50 zugesagt"})
    assert kept.status_code == 302
    assert "KW 50 zugesagt" in client.get(f"/kunden/{hoelzl.pk}").content.decode()
    again = client.post(path, {"channel": "call", "contact": "Herr Binder", "text": ""})
    assert again.status_code == 422
    assert "Herr Binder" in again.content.decode()
    assert Entry.objects.filter(customer_id=hoelzl.pk, type="teamwork.noted").count() == 1


def test_older_entries_follow_without_gap_or_double(
    client: Client, hoelzl: Customer, anna: User, now: datetime
) -> None:
    for number in range(45):
        teamwork.note(
            customer=hoelzl,
            channel="note",
            text=f"Eintrag-{number:02d}.",
            by=anna,
            at=now + timedelta(minutes=number),
        )
    client.force_login(anna)
    path, seen = f"/kunden/{hoelzl.pk}/verlauf", ""
    page = client.get(path).content.decode()
    for _round in range(5):
        seen += page
        if "?vor=" not in page:
            break
        before = page.split("?vor=")[1].split('"')[0].replace("&amp;", "&")
        page = client.get(f"{path}?vor={before}").content.decode()
    assert [seen.count(f"Eintrag-{number:02d}.") for number in range(45)] == [1] * 45


@pytest.mark.parametrize("before", ["x", "1-", "-1", "1e400-3", "9" * 30 + "-1"])
def test_a_broken_place_in_the_timeline_begins_at_the_top(
    client: Client, hoelzl: Customer, anna: User, before: str
) -> None:
    client.force_login(anna)
    assert client.get(f"/kunden/{hoelzl.pk}/verlauf?vor={before}").status_code == 200


def test_the_timeline_can_be_narrowed_to_contacts(
    client: Client, conveyor: Matter, tobias: User, now: datetime
) -> None:
    teamwork.note(
        customer=conveyor.customer, matter=conveyor, channel="call", text="Gesprochen", by=tobias, at=now
    )
    client.force_login(tobias)
    page = client.get(f"/kunden/{conveyor.customer_id}/verlauf?gruppe=kontakte").content.decode()
    assert "Gesprochen" in page
    assert "Gurtförderer" not in page


def test_a_merged_customer_leads_to_the_survivor(
    client: Client, hoelzl: Customer, anna: User, now: datetime
) -> None:
    double = customers.create(name="Hoelzl Foerdertechnik", tandem=hoelzl.tandem, by=None, at=now)
    Customer.objects.filter(pk=double.pk).update(merged_into=hoelzl)
    client.force_login(anna)
    response = client.get(f"/kunden/{double.pk}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/kunden/{hoelzl.pk}"


def test_the_process_counts_what_stands_at_a_step_and_lists_it(
    client: Client, conveyor: Matter, anna: User
) -> None:
    client.force_login(anna)
    page = client.get("/prozess").content.decode()
    assert 'Angebot erstellen<span class="vh">: 1 offen' in page
    listed = client.get("/prozess/quote").content.decode()
    assert "Gurtförderer Halle 3" in listed
    assert client.get("/prozess/nirgends").status_code == 404
    other = client.get(f"/prozess/quote?tandem={conveyor.customer.tandem_id + 1000}").content.decode()
    assert "Gurtförderer Halle 3" not in other


def test_obligations_beside_the_matter_count_their_tasks(
    client: Client, conveyor: Matter, anna: User, now: datetime
) -> None:
    teamwork.add_task(
        customer=conveyor.customer, matter=conveyor, title="Angebot erfassen", accountable=anna, due_at=now,
        step_key="register", by=None, at=now,
    )  # fmt: skip
    client.force_login(anna)
    assert 'Angebot dokumentieren<span class="vh">: 1 offen' in client.get("/prozess").content.decode()
    assert "Angebot erfassen" in client.get("/prozess/register").content.decode()


def test_search_offers_the_file_and_taking_a_call(client: Client, hoelzl: Customer, anna: User) -> None:
    client.force_login(anna)
    page = client.get("/suche?q=hoelzl+ulm").content.decode()
    assert f'href="/kunden/{hoelzl.pk}"' in page
    assert f"/anruf?customer={hoelzl.pk}" in page
    assert "<mark>" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "Wonach suchst du?"), ("gibtesnicht", "Nichts gefunden zu"), ("%00\x00", "Nichts gefunden zu")],
)
def test_search_teaches_where_it_finds_nothing(
    client: Client, ulm: object, anna: User, query: str, said: str
) -> None:
    client.force_login(anna)
    assert said in client.get("/suche", {"q": query, "palette": "1"}).content.decode()


def test_theme_and_language_are_kept(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.post("/darstellung", {"theme": "dark"})
    client.post("/sprache", {"language": "en"})
    client.post("/sprache", {"language": "xx"})
    page = client.get("/mehr").content.decode()
    assert 'data-theme="dark"' in page
    assert 'lang="en"' in page
    # In the menu of the bar, and on this page for the phone.
    assert page.count('value="dark" aria-pressed="true"') == 2


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [("/", "/heute"), ("/?next=/prozess", "/prozess"), ("/?next=//evil.example", "/heute")],
)
def test_the_bare_address_leads_on_within_this_site(client: Client, address: str, leads_to: str) -> None:
    assert client.get(address).headers["Location"] == leads_to


@pytest.mark.parametrize("path", ["/heute", "/kunden/{pk}", "/prozess", "/suche?q=h", "/mehr"])
def test_pages_keep_to_the_content_policy(client: Client, conveyor: Matter, anna: User, path: str) -> None:
    client.force_login(anna)
    page = client.get(path.format(pk=conveyor.customer_id)).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page


def test_the_board_shows_the_companys_own_steps_and_what_still_stands_on_older_ones(
    client: Client, conveyor: Matter, hoelzl: Customer, ben: User, tobias: User, now: datetime
) -> None:
    def put(design: Design) -> None:
        draft = playbook.begin_draft(by=ben, at=now, design=design)
        day = timezone.localdate(now)
        playbook.put_into_force(draft=draft, revision=draft.revision, from_day=day, by=ben, at=now)

    template = designing.of_steps(queries.steps(day=timezone.localdate(now)))
    own = designing.split(template, key="visit", name_de="Vorführung", name_en="Demo")
    put(designing.split(own, key="order", name_de="Inbetriebnahme", name_en="Commissioning"))
    visit = teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Rollenbahn", step_key="visit", by=None, at=now, next_step="Hin"
    )
    event = MovedOn(before="", after="")
    teamwork.pass_turn(matter=visit, step_key="quote", next_step="x", event=event, by=tobias, at=now)
    client.force_login(tobias)
    page = client.get("/prozess").content.decode()
    assert "Vorführung" in page
    assert "Inbetriebnahme" in page
    assert "Rollenbahn" in client.get("/prozess/visit-2").content.decode()
    # Eleven steps: the quote is followed up where it is made, and the demonstration is given up.
    put(designing.remove(template, key="follow_up", into="quote"))
    page = client.get("/prozess").content.decode()
    assert "frühere Version" in page
    assert "Rollenbahn" in client.get("/prozess/visit-2").content.decode()
    assert "Gurtförderer Halle 3" in client.get("/prozess/quote").content.decode()
    assert client.get("/prozess/follow_up").status_code == 404
