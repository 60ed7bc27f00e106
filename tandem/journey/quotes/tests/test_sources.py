"""A quote begins with what is there: an earlier quote, a template, the visit report; and the sheets without script."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import ITEM, OPTIONAL, SECTION, TEXT, Quote, QuoteTemplate
from tandem.journey.quotes.queries import editing
from tandem.journey.visits.models import NEED_NOW, VisitReport


@pytest.fixture
def second(hoelzl: Customer, claudia: Contact, tobias: User, now: datetime) -> Quote:
    """Another matter of the customer, with an empty draft."""
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now, title="Ersatzteile")
    return quotes.start(matter=matter, by=tobias, at=now)


def test_lines_come_from_an_earlier_quote_with_where_their_price_is_from(
    ready: Quote, second: Quote, tobias: User, now: datetime
) -> None:
    first = ready.versions.get()
    quotes.set_terms(version=first, warranty="24 Monate", incoterm="DAP", by=tobias, at=now)
    quotes.add_line(version=first, text="Montage", kind=SECTION, by=tobias, at=now)
    quotes.send(version=first, to="a@hoelzl.example", by=tobias, at=now)
    ready.refresh_from_db()
    assert editing.sources(tobias, second.matter) == [ready]
    change = quotes.copy_quote(
        version=second.versions.get(), source=ready, with_terms=True, by=tobias, at=now
    )
    lines = list(second.versions.get().lines.order_by("position"))
    assert [line.text for line in lines][-2:] == ["Lieferung frei Werk Ulm", "Montage"]
    assert lines[0].price_note == f"aus Angebot {ready.number}"
    # A week of then is none of now; words stay.
    assert [line.delivery for line in lines][:4] == ["", "", "", "ab Lager"]
    assert (change.sums.net, lines[0].cost) == (Decimal("49059.20"), Decimal(1506))
    version = second.versions.get()
    assert (version.warranty, version.incoterm) == ("24 Monate", "DAP")


def test_who_may_not_see_costs_copies_none(
    ready: Quote, second: Quote, tobias: User, rolf: User, anna: User, hoelzl: Customer, now: datetime
) -> None:
    from tandem.essentials.people import actions as people
    from tests.cast import SINCE

    hoelzl.tandem = people.add_tandem(name="Süd", inside=anna, outward=rolf, from_date=SINCE, by=None, at=now)
    hoelzl.save()
    quotes.copy_quote(version=second.versions.get(), source=ready, by=rolf, at=now)
    assert {line.cost for line in second.versions.get().lines.all()} == {None}


def test_earlier_quotes_are_found_by_number_customer_title_and_item(
    ready: Quote, second: Quote, tobias: User, rolf: User
) -> None:
    for text in ("Trommelmotor", "Hölzl", "Gurtförderer Halle", "trommel ATEX"):
        assert ready in editing.sources(tobias, second.matter, text), text
    assert editing.sources(tobias, second.matter, "Rolltreppe") == []
    assert editing.sources(rolf, second.matter, "Trommelmotor") == []


def test_a_template_brings_lines_and_is_replaced_under_its_name(
    ready: Quote, second: Quote, tobias: User, now: datetime
) -> None:
    for _time in range(2):
        quotes.keep_as_template(version=ready.versions.get(), name=" Gurtförderer ", by=tobias, at=now)
    template = QuoteTemplate.objects.get()
    quotes.copy_template(version=second.versions.get(), template=template, by=tobias, at=now)
    lines = second.versions.get().lines.order_by("position")
    assert [line.price for line in lines] == [2480, 1390, 1365, 1890, 1180, 480]
    assert lines[0].price_note == "aus Vorlage „Gurtförderer“"
    with pytest.raises(quotes.NotValid):
        quotes.keep_as_template(version=ready.versions.get(), name=" ", by=tobias, at=now)


def test_the_requirement_of_the_visit_report_becomes_lines(
    second: Quote, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    version = second.versions.get()
    with pytest.raises(quotes.NotValid):
        quotes.copy_requirement(version=version, by=tobias, at=now)
    VisitReport.objects.create(
        matter=second.matter,
        customer=hoelzl,
        by=tobias,
        at=now,
        visited_at=now,
        result=NEED_NOW,
        requirement="- 12 m Gurtförderer\n- 2 Trommelmotoren\n\n",
    )
    quotes.copy_requirement(version=version, by=tobias, at=now)
    assert [line.text for line in version.lines.order_by("position")] == [
        "12 m Gurtförderer",
        "2 Trommelmotoren",
    ]


def test_the_sheet_takes_over_what_is_chosen(
    client: Client, ready: Quote, second: Quote, tobias: User, rolf: User
) -> None:
    client.force_login(tobias)
    url = f"/angebote/{second.pk}/uebernehmen"
    assert "Gurtförderer Halle 3" in client.get(url).content.decode()
    assert client.get(url, {"q": "Gurt\x00"}).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"source": f"quote:{ready.pk}"}).status_code == 302
    assert second.versions.get().lines.count() == 6
    client.force_login(rolf)
    assert client.get(url).status_code == 404


def test_a_line_is_changed_without_script(client: Client, ready: Quote, tobias: User, now: datetime) -> None:
    client.force_login(tobias)
    line = ready.versions.get().lines.get(position=20)
    url = f"/angebote/positionen/{line.pk}/blatt"
    page = client.get(url).content.decode()
    assert 'name="initial-price"' in page
    sheet = {
        "kind": "optional",
        "initial-kind": "item",
        "price": "1.400,00",
        "initial-price": "1.390,00",
        "text": line.text,
        "initial-text": line.text,
        "reply": "save",
    }
    unchanged = ("quantity", "unit", "discount", "cost", "vat_rate", "delivery", "price_note")
    shown = {
        "quantity": "12",
        "unit": "Stk",
        "discount": "6",
        "cost": "928,00",
        "vat_rate": "19",
        "delivery": "KW 50",
    }
    for name in unchanged:
        sheet |= {name: shown.get(name, ""), f"initial-{name}": shown.get(name, "")}
    # What a colleague types meanwhile in another field stays.
    quotes.set_line(line=line, delivery="KW 51", by=None, at=now)
    assert client.post(url, sheet).status_code == 302
    line.refresh_from_db()
    assert (line.choice, line.price, line.delivery) == (OPTIONAL, Decimal(1400), "KW 51")
    client.post(url, {**sheet, "reply": "up"})
    line.refresh_from_db()
    assert line.position == 10
    client.post(url, {**sheet, "reply": "remove"})
    assert ready.versions.get().lines.count() == 5


def test_the_terms_are_changed_without_script(client: Client, ready: Quote, tobias: User) -> None:
    client.force_login(tobias)
    url = f"/angebote/{ready.pk}/alle-bedingungen"
    assert "Gewährleistung" in client.get(url).content.decode()
    answer = client.post(
        url,
        {
            "warranty": "12 Monate",
            "incoterm": "FCA",
            "language": "de",
            "initial-language": "de",
            "title": "",
            "initial-title": "",
        },
    )
    assert answer.status_code == 302
    version = ready.versions.get()
    assert (version.warranty, version.incoterm, version.payment) == ("12 Monate", "FCA", "30 Tage netto")


def test_lines_are_added_and_removed_without_script(client: Client, ready: Quote, tobias: User) -> None:
    client.force_login(tobias)
    assert client.post(f"/angebote/{ready.pk}/positionen", {"kind": "section"}).status_code == 302
    line = ready.versions.get().lines.get(kind=SECTION)
    assert client.post(f"/angebote/positionen/{line.pk}/art", {"kind": TEXT}).status_code == 302
    assert client.post(f"/angebote/positionen/{line.pk}/art", {"kind": ITEM}).status_code == 302
    assert client.post(f"/angebote/positionen/{line.pk}/verdoppeln").status_code == 302
    assert client.post(f"/angebote/positionen/{line.pk}/entfernen").status_code == 302
    assert ready.versions.get().lines.count() == 7


def test_the_page_makes_few_queries_and_as_many_for_more_lines(
    client: Client, ready: Quote, tobias: User, now: datetime
) -> None:
    client.force_login(tobias)

    def count() -> int:
        client.get(f"/angebote/{ready.pk}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/angebote/{ready.pk}")
        return len(asked)

    few = count()
    new = [quotes.NewLine(text=str(number)) for number in range(60)]
    quotes.add_lines(version=ready.versions.get(), new=new, by=tobias, at=now)
    assert count() == few <= 15
