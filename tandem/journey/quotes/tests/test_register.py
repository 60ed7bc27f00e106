"""The register: what a view holds, what it sums up to, who sees the margin, and that repeated values follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.products.testing import a_product
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import Quote, QuoteLine
from tandem.journey.quotes.register import columns, listing, sums, views
from tandem.journey.quotes.register.wanted import GROUPS, Wanted


@pytest.fixture
def swiss(allgaeu: Tandem, now: datetime) -> Customer:
    """A customer of another tandem, class and currency."""
    return customers.create(
        name="Säntis Ofenbau AG", klass="B", city="Chur", country="CH", postcode="7000", currency="CHF",
        tandem=allgaeu, by=None, at=now,
    )  # fmt: skip


@pytest.fixture
def four(
    hoelzl: Customer, claudia: Contact, swiss: Customer, tobias: User, murat: User, now: datetime
) -> dict[str, Quote]:
    """One open, one won and one lost at Hölzl, one open in francs at Säntis."""
    made = {}
    for name in ("open", "won", "lost"):
        matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now, title=f"Anlage {name}")
        made[name] = testing.sent_quote(matter=matter, by=tobias, at=now)
    matter = testing.matter_to_quote(customer=swiss, at=now, title="Ofen")
    made["swiss"] = testing.sent_quote(matter=matter, by=murat, at=now, to="a@saentis.example")
    Quote.objects.filter(pk=made["open"].pk).update(probability=33)
    later = now + timedelta(days=2)
    quotes.win(quote=made["won"], reference="4500123", by=tobias, at=later)
    quotes.lose(
        quote=made["lost"], reason="competitor", competitor="Förderwerk Süd", words="", by=tobias, at=later
    )
    return made


def _found(user: User, query: str, at: datetime) -> set[int]:
    wanted = Wanted.from_query(query)
    rows = {quote.pk for quote in listing.page(user, wanted, at=at).quotes}
    assert sum(total.count for total in sums.summed(user, wanted, at=at).totals) == len(rows)
    return rows


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "open swiss"),
        ("stand=alle", "open won lost swiss"),
        ("stand=gewonnen", "won"),
        ("stand=alle&klasse=B", "swiss"),
        ("stand=alle&klasse=keine", ""),
        ("stand=alle&land=ch", "swiss"),
        ("stand=alle&kunde=hoelzl", ""),
        ("stand=alle&kunde=h%C3%B6lzl", "open won lost"),
        ("stand=alle&kunde=10482", "open won lost"),
        ("stand=alle&kunde=%25", ""),
        ("stand=alle&produkt=getriebe+250", "open won lost swiss"),
        ("stand=alle&produkt=%27+%26+!", "open won lost swiss"),
        ("stand=alle&produkt=motor", ""),
        ("stand=alle&grund=competitor", "lost"),
        ("stand=alle&wettbewerb=werk+s%C3%BCd", "lost"),
        ("stand=alle&betrag_von=1000000", ""),
        ("stand=alle&betrag_bis=1000000", "open won lost swiss"),
        ("stand=alle&chance_von=30&chance_bis=40", "open"),
        ("stand=alle&zeit=entscheidung&raum=monat", "won lost"),
        ("stand=alle&zeit=entscheidung&raum=vormonat", ""),
        ("stand=alle&von=2026-11-24&bis=2026-11-24", "open won lost swiss"),
        ("stand=alle&bis=2026-11-23", ""),
        ("faellig=1", ""),
        ("stand=alle&gruppe=monat&teil=2026-11", "open won lost swiss"),
        ("stand=alle&gruppe=monat&teil=2026-10", ""),
        ("stand=alle&gruppe=grund&teil=-", "open won swiss"),
        ("stand=alle&zeit=entscheidung&gruppe=monat&teil=-", "open swiss"),
    ],
)
def test_a_view_holds_what_its_conditions_say(
    four: dict[str, Quote], tobias: User, now: datetime, query: str, names: str
) -> None:
    assert _found(tobias, query, now) == {four[name].pk for name in names.split()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("KG-250/5.5", True),
        ("kg-250", True),
        ("Kg-2", True),
        ("kg-250/5.5%20x", False),
        ("G-250", False),
        ("kg_250", False),
        ("kg%25", False),
        ("kg-251", False),
    ],
)
def test_a_line_of_a_product_is_found_by_its_number(
    four: dict[str, Quote], sale: Matter, tobias: User, now: datetime, typed: str, is_found: bool
) -> None:
    made = a_product(number="KG-250/5.5", name="Antrieb", at=now)
    a_product(number="KG-999", at=now)
    quote = quotes.start(matter=sale, by=tobias, at=now)
    line = quotes.add_line(version=quote.versions.get(), by=tobias, at=now)
    quotes.choose_product(line=line, product=made, by=tobias, at=now)
    QuoteLine.objects.filter(product=made).update(text="Etwas ganz anderes")
    found = _found(tobias, f"stand=alle&produkt={typed}", now)
    assert (quote.pk in found) == is_found


def test_overdue_is_what_was_to_be_asked_before_now(
    four: dict[str, Quote], tobias: User, now: datetime
) -> None:
    late = now + timedelta(days=60)
    assert _found(tobias, "faellig=1", late) == {four["open"].pk, four["swiss"].pk}


def test_currencies_are_never_added_and_a_chance_weighs(
    four: dict[str, Quote], tobias: User, now: datetime
) -> None:
    euros, francs = sums.summed(tobias, Wanted(stand="alle"), at=now).totals
    assert (euros.currency, euros.count, francs.currency, francs.count) == ("EUR", 3, "CHF", 1)
    net = four["open"].net
    # A third of the open one to the cent, the won one whole, of the lost one nothing.
    assert euros.weighted == (net * 33 / 100).quantize(Decimal("0.01")) + net
    assert euros.discount == euros.list_value - euros.net > 0
    assert euros.quantity == 3 * 33


@pytest.mark.parametrize("group", GROUPS)
def test_groups_add_up_to_the_whole_to_the_cent(
    four: dict[str, Quote], tobias: User, now: datetime, group: str
) -> None:
    plain = sums.summed(tobias, Wanted(stand="alle"), at=now).totals
    grouped = sums.summed(tobias, Wanted(stand="alle", gruppe=group), at=now)
    assert grouped.totals == plain
    for total in plain:
        parts = [one.sums for one in grouped.groups if one.sums.currency == total.currency]
        assert sum((part.net for part in parts), Decimal(0)) == total.net
        assert sum((part.weighted for part in parts), Decimal(0)) == total.weighted
        assert sum(part.count for part in parts) == total.count
    for one in grouped.groups:
        narrowed = Wanted(stand="alle", gruppe=group, teil=one.key)
        found = {quote.pk for quote in listing.page(tobias, narrowed, at=now).quotes}
        same_key = [other.sums.count for other in grouped.groups if other.key == one.key]
        assert len(found) == sum(same_key), one.key


def test_groups_beyond_those_shown_are_in_the_last_line(
    four: dict[str, Quote], tobias: User, now: datetime
) -> None:
    wanted = Wanted(stand="alle", gruppe="kunde")
    cut = sums.summed(tobias, wanted, at=now, limit=1)
    assert [one.name for one in cut.groups] == ["Hölzl Fördertechnik GmbH"]
    assert [(rest.currency, rest.count) for rest in cut.rest] == [("CHF", 1)]
    assert cut.totals == sums.summed(tobias, wanted, at=now).totals


def test_an_agent_sees_the_own_customers_and_no_margin(
    client: Client, four: dict[str, Quote], rolf: User, allgaeu: Tandem, now: datetime
) -> None:
    from tandem.essentials.people.models import Seat

    Seat.objects.create(tandem=allgaeu, user=rolf, seat="third", from_date=date(2020, 1, 1))
    assert _found(rolf, "stand=alle", now) == {four["swiss"].pk}
    assert [total.margin for total in sums.summed(rolf, Wanted(), at=now).totals] == [None]
    shown = columns.chosen(rolf, ("db", "db_prozent", "betrag"))
    assert [column.key for column in shown] == ["betrag"]
    client.force_login(rolf)
    page = client.get("/angebote?spalten=db,betrag&nach=db").content.decode()
    assert "Deckungsbeitrag" not in page
    assert "Hölzl" not in page


def test_whose_a_quote_is_follows_the_matter_and_the_customer(
    sent: Quote, hoelzl: Customer, anna: User, allgaeu: Tandem, now: datetime
) -> None:
    teamwork.take_over(matter=sent.matter, by=anna, at=now)
    customers.edit(customer=hoelzl, tandem=allgaeu, klass="C", by=None, at=now)
    sent.refresh_from_db()
    assert (sent.person_key, sent.tandem_key, sent.class_key) == (anna.pk, allgaeu.pk, "C")
    assert list(checks.run_all()) == []


def test_a_value_that_no_longer_repeats_is_found(sent: Quote) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotes_quote DISABLE TRIGGER quotes_keys")
        cursor.execute("UPDATE quotes_quote SET tandem_key = 0")
    named = {violation.record.rpartition(" ")[0] for violation in checks.run_all()}
    assert "what quotes repeat" in named


def test_a_draft_repeats_its_lines(ready: Quote) -> None:
    version = ready.versions.get()
    assert ready.list_value > ready.net > 0
    assert ready.quantity == sum(line.quantity for line in version.lines.all())
    assert ready.margin is not None


@pytest.mark.parametrize(
    "query", ["", "?stand=alle&gruppe=kunde", "?spalten=version,liefertermin,tandem,gueltig"]
)
def test_the_page_makes_few_statements(client: Client, four: object, tobias: User, query: str) -> None:
    client.force_login(tobias)
    client.get(f"/angebote{query}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/angebote{query}").status_code == 200
    assert len(asked) <= 15


def test_a_form_leads_to_the_short_address(client: Client, tobias: User, ulm: Tandem) -> None:
    client.force_login(tobias)
    answer = client.get(
        f"/angebote?zeigen=1&stand=alle&kunde=&tandem={ulm.pk}&zeit=datum&spalte=betrag&spalte=db"
    )
    assert answer.headers["Location"] == f"/angebote?stand=alle&tandem={ulm.pk}&spalten=betrag%2Cdb"


def test_an_address_means_the_same_when_it_is_read_back() -> None:
    wanted = Wanted.from_query(
        "stand=alle&meine=1&tandem=3&kunde=x&betrag_von=10.50&chance_bis=7&zeit=nachfassen&von=2026-01-02"
        "&gruppe=monat&teil=2026-03&spalten=db,betrag&nach=-betrag&ansicht=4"
    )
    assert Wanted.from_query(wanted.address()) == wanted
    assert Wanted.from_query(wanted.kept) == replace(wanted, ansicht=None)


@pytest.mark.parametrize("query", views.USUAL.values())
def test_the_views_of_everybody_are_written_as_addresses_are(query: str) -> None:
    assert Wanted.from_query(query).kept == query
