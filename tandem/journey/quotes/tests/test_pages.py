"""The quote's pages: who may see and change what, and what typing into the grid does."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.base.post.models import FAILED, OutgoingMail
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Company, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import queries, testing
from tandem.journey.quotes.models import Quote
from tandem.journey.quotes.register import listing, sums
from tandem.journey.quotes.register.wanted import SORTS, Wanted


def _as(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _type(client: Client, url: str, **fields: str) -> Any:
    return client.post(url, fields, headers={"Accept": "application/json"})


def test_the_page_shows_lines_sums_and_the_margin(client: Client, ready: Quote, tobias: User) -> None:
    page = _as(client, tobias).get(f"/angebote/{ready.pk}").content.decode()
    assert "Getriebemotor KG 250" in page
    assert "49.059,20" in page
    assert "Deckungsbeitrag" in page
    assert "Senden, Kopie an Anna" in page


def test_the_page_writes_and_reads_numbers_as_the_company_does(
    client: Client, ready: Quote, tobias: User
) -> None:
    Company.objects.update(number_format="de-CH")
    line = ready.versions.get().lines.get(position=10)
    page = _as(client, tobias).get(f"/angebote/{ready.pk}").content.decode()
    assert "49’059.20" in page
    for typed, read in (("1.234", "1.234"), ("1’234.50", "1234.50"), ("CHF 48’720.5", "48720.50")):
        assert _type(client, f"/angebote/positionen/{line.pk}", field="price", value=typed).status_code == 200
        line.refresh_from_db()
        assert line.price == Decimal(read)


def test_the_number_format_costs_no_query(client: Client, ready: Quote, tobias: User) -> None:
    _as(client, tobias).get(f"/angebote/{ready.pk}")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/angebote/{ready.pk}")
    naming = [one["sql"] for one in asked.captured_queries if "number_format" in one["sql"]]
    # Where the person is looked up, and where the page itself reads the company.
    assert sum('FROM "people_user"' in one for one in naming) == 1
    assert all('FROM "people_user"' in one or one.count("people_company") > 1 for one in naming)


def test_what_is_typed_is_saved_and_summed(client: Client, ready: Quote, tobias: User) -> None:
    line = ready.versions.get().lines.get(position=10)
    _as(client, tobias)
    answer = _type(client, f"/angebote/positionen/{line.pk}", field="discount", value="10,5 %")
    assert answer.status_code == 200
    line.refresh_from_db()
    assert line.discount == Decimal("10.50")
    said = answer.json()
    assert list(said["rows"]) == [str(line.pk)]
    assert "13.317,60" in said["rows"][str(line.pk)]
    assert "48.687,20" in said["parts"]["sums"]
    assert "order" not in said


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price", "zwölf"),
        ("quantity", "-1"),
        ("quantity", "0"),
        ("price", "1" * 30),
        ("discount", "101"),
        ("id", "1"),
    ],
)
def test_what_is_no_amount_is_refused_and_nothing_changes(
    client: Client, ready: Quote, tobias: User, field: str, typed: str
) -> None:
    line = ready.versions.get().lines.get(position=10)
    before = (line.price, line.quantity, line.discount)
    answer = _type(_as(client, tobias), f"/angebote/positionen/{line.pk}", field=field, value=typed)
    assert answer.status_code == 422
    assert answer.json()["says"]
    line.refresh_from_db()
    assert (line.price, line.quantity, line.discount) == before


def test_a_refused_term_is_said_at_its_field(client: Client, ready: Quote, tobias: User) -> None:
    answer = _type(
        _as(client, tobias), f"/angebote/{ready.pk}/bedingungen", field="valid_until", value="bald"
    )
    assert answer.status_code == 422
    assert "„bald“" in answer.json()["says"]


def test_an_amount_comes_back_as_it_was_understood(client: Client, ready: Quote, tobias: User) -> None:
    line = ready.versions.get().lines.get(position=10)
    answer = _type(_as(client, tobias), f"/angebote/positionen/{line.pk}", field="price", value="2480,5 €")
    assert 'value="2.480,50"' in answer.json()["rows"][str(line.pk)]


def test_lines_are_added_and_removed(client: Client, ready: Quote, tobias: User) -> None:
    _as(client, tobias)
    answer = _type(client, f"/angebote/{ready.pk}/positionen").json()
    line = ready.versions.get().lines.get(position=70)
    assert line.vat_rate == 19
    assert list(answer["rows"]) == [str(line.pk)]
    assert answer["order"][-1] == [line.pk, 70]
    gone = _type(client, f"/angebote/positionen/{line.pk}/entfernen").json()
    assert ready.versions.get().lines.count() == 6
    assert gone["undo"]["says"] == "Position 70 ist entfernt."
    back = _type(client, f"/angebote/{ready.pk}/zurueck", undo=str(gone["undo"]["id"])).json()
    assert back["order"][-1] == [line.pk, 70]


def test_the_whole_way_from_sheet_to_won(client: Client, ready: Quote, tobias: User) -> None:
    _as(client, tobias)
    sheet = client.get(f"/angebote/{ready.pk}/senden").content.decode()
    assert "c.hoelzl@hoelzl.example" in sheet
    sending = {"to": "c.hoelzl@hoelzl.example", "subject": "Unser Angebot", "text": "Guten Tag"}
    assert client.post(f"/angebote/{ready.pk}/senden", sending).status_code == 302
    client.post(
        f"/angebote/{ready.pk}/nachfassen", {"situation": "Entscheidet am Freitag", "probability": "80"}
    )
    ready.refresh_from_db()
    assert (ready.state, ready.probability) == ("open", 80)
    refused = client.post(f"/angebote/{ready.pk}/gewonnen", {"reference": ""})
    assert refused.status_code == 422
    assert "Nachweis" in refused.content.decode()
    client.post(f"/angebote/{ready.pk}/gewonnen", {"reference": "4500123"})
    ready.refresh_from_db()
    assert ready.state == "won"


def test_the_pdf_is_for_those_who_may_see_the_quote(
    client: Client, sent: Quote, tobias: User, rolf: User, paul: User, nina: User
) -> None:
    url = f"/angebote/versionen/{sent.versions.get().pk}.pdf"
    answer = _as(client, tobias).get(url)
    assert answer.content.startswith(b"%PDF")
    for stranger in (rolf, paul, nina):
        assert _as(client, stranger).get(url).status_code == 404
        assert _as(client, stranger).get(f"/angebote/{sent.pk}").status_code == 404
        line = sent.versions.get().lines.first()
        assert line is not None
        assert _type(client, f"/angebote/positionen/{line.pk}", field="price", value="1").status_code == 404
        assert "Gurtförderer" not in client.get("/angebote").content.decode()


def test_an_agent_sees_no_margin_and_sets_no_cost(
    client: Client, rolf: User, anna: User, intake: object, claudia: Contact, hoelzl: Customer, now: datetime
) -> None:
    from tandem.essentials.people import actions as people
    from tests.cast import SINCE

    south = people.add_tandem(name="Süd", inside=anna, outward=rolf, from_date=SINCE, by=None, at=now)
    hoelzl.tandem = south
    hoelzl.save()
    quote = testing.ready_quote(matter=testing.matter_to_quote(customer=hoelzl, at=now), by=anna, at=now)
    page = _as(client, rolf).get(f"/angebote/{quote.pk}").content.decode()
    assert "Getriebemotor" in page
    assert "Deckungsbeitrag" not in page
    assert "1506" not in page
    line = quote.versions.get().lines.get(position=10)
    answer = _type(client, f"/angebote/positionen/{line.pk}", field="cost", value="1")
    assert answer.status_code == 403
    line.refresh_from_db()
    assert line.cost == 1506


def test_the_register_pages_through_without_losing_or_doubling(
    client: Client, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    for number in range(7):
        matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now, title=f"Angebot {number}")
        testing.sent_quote(matter=matter, by=tobias, at=now)
    for sort in SORTS:
        for turned in (False, True):
            seen: list[int] = []
            after = ""
            while True:
                wanted = Wanted(nach=sort, andersherum=turned, ab=after)
                page = listing.page(tobias, wanted, at=now, limit=3)
                seen += [quote.pk for quote in page.quotes]
                after = page.after
                if not after:
                    break
            assert len(seen) == len(set(seen)) == 7, sort
    [found] = sums.summed(tobias, Wanted(), at=now).totals
    assert (found.count, found.currency, found.net) == (7, "EUR", Decimal("343414.40"))


@pytest.mark.parametrize("address", ["/angebote?ab=unsinn", "/angebote?ab=eyJ4IjoxfQ"])
def test_a_broken_address_is_not_found(client: Client, ulm: object, tobias: User, address: str) -> None:
    assert _as(client, tobias).get(address).status_code == 404


def test_the_register_asks_the_database_no_more_for_more_quotes(
    client: Client, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _as(client, tobias).get("/angebote")
        return len(asked)

    testing.sent_quote(
        matter=testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now), by=tobias, at=now
    )
    count()
    one = count()
    for _quote in range(4):
        testing.sent_quote(
            matter=testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now), by=tobias, at=now
        )
    assert count() == one


def test_the_number_finds_the_quote(sent: Quote, anna: User, rolf: User) -> None:
    assert queries.find(anna, "26-0001") == queries.find(anna, "26-00") == queries.find(anna, "1") == [sent]
    assert queries.find(rolf, "26-0001") == []
    assert queries.find(anna, "Gurt") == []


def test_reading_is_for_colleagues_changing_for_the_tandem(
    client: Client, ready: Quote, allgaeu: object, sandra: User, sale: Matter
) -> None:
    page = _as(client, sandra).get(f"/angebote/{ready.pk}").content.decode()
    assert "Getriebemotor" in page
    assert "Senden, Kopie" not in page
    assert (
        client.post(
            f"/angebote/{ready.pk}/senden", {"to": "x@y.example", "subject": "a", "text": "b"}
        ).status_code
        == 422
    )
    ready.refresh_from_db()
    assert ready.number is None


def test_the_page_says_who_gets_the_quote_and_how_far_the_mails_have_come(
    client: Client, ready: Quote, tobias: User, anna: User, now: datetime
) -> None:
    page = _as(client, tobias).get(f"/angebote/{ready.pk}").content.decode()
    assert "c.hoelzl@hoelzl.example" in page
    assert "bekommt Version 1 beim Senden in Kopie" in page
    quotes.send(version=ready.versions.get(), by=tobias, at=now)
    for reader in (tobias, anna):
        state = _as(client, reader).get(f"/angebote/{ready.pk}/mail/stand").content.decode()
        assert state.count("wird gesendet") == 2
        assert f"<b>{anna.full_name}</b>" in state
        assert "hx-get" in state
    OutgoingMail.objects.update(state=FAILED, last_error="550 no such user")
    answer = client.get(f"/angebote/{ready.pk}/mail/stand")
    assert "nicht zugestellt" in answer.content.decode()
    assert answer.headers["HX-Refresh"] == "true"
    assert "Noch einmal" in client.get(f"/angebote/{ready.pk}").content.decode()


@pytest.mark.parametrize("state", ["offen", "entwurf", "gewonnen", "verloren", "alle", "offen&meine=1"])
def test_an_empty_register_says_how_it_fills(client: Client, ulm: object, tobias: User, state: str) -> None:
    page = _as(client, tobias).get(f"/angebote?stand={state}").content.decode()
    assert 'class="empty' in page


def test_a_won_quote_has_the_next_act_as_its_one_black_button(
    client: Client, sent: Quote, tobias: User, now: datetime
) -> None:
    quotes.win(quote=sent, reference="4500123", by=tobias, at=now)
    page = _as(client, tobias).get(f"/angebote/{sent.pk}").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count('class="btn p"') == 1
    assert f'class="btn p" href="/vorgaenge/{sent.matter_id}/auftrag"' in page
