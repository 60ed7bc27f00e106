"""Rows from a spreadsheet: what they mean, in both number formats, and nothing of them is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.people.models import User
from tandem.journey.quotes import forms, paste
from tandem.journey.quotes.models import Quote

D = Decimal


def _lines(clip: str, **options: Any) -> list[tuple[str, Decimal | int, Decimal | int]]:
    rows = paste.understood(clip, **options).rows
    return [(line.text, line.quantity, line.price) for line, _problem in map(forms.pasted, rows)]


@pytest.mark.parametrize(
    ("clip", "mark"),
    [
        ("Rolle\t4\t1.234,50\nGurt\t12,5\t99,00", ","),
        ("Rolle\t4\t1,234.50\nGurt\t12.5\t99.00", ","),
        ("Rolle\t4\t1,234.50\nGurt\t12.5\t99.00", "."),
        ("Artikel\tMenge\tPreis €\nRolle\t4\t1.234,50 €\nGurt\t12,5\t99 €", ","),
        ("Pos.\tPrice\tQty\tDescription\tTotal\n1\t1,234.50\t4\tRolle\t4938\n2\t99.00\t12.5\tGurt\t1", "."),
        ("Rolle\t4\t1.234,50\r\nGurt\t12,5\t99,00\r\n\r\n", ","),
    ],
)
def test_text_quantity_and_price_are_read_as_they_are_meant(clip: str, mark: str) -> None:
    found = paste.understood(clip, decimal_mark=mark)
    assert found.is_obvious
    assert _lines(clip, decimal_mark=mark) == [("Rolle", D(4), D("1234.5")), ("Gurt", D("12.5"), D(99))]


def test_unit_discount_and_delivery_are_columns_too() -> None:
    clip = "Artikel\tMenge\tEinheit\tEinzelpreis\tRabatt %\tLiefertermin\nRolle\t4\tStk\t10,00\t5\tKW 12"
    (line, problem), *_rest = [forms.pasted(row) for row in paste.understood(clip).rows]
    assert (line.unit, line.discount, line.delivery, problem) == ("Stk", D(5), "KW 12", "")


def test_a_cell_of_several_lines_is_one_cell() -> None:
    assert _lines('"Rolle\nverzinkt"\t4\t10,00') == [("Rolle\nverzinkt", D(4), D(10))]


@pytest.mark.parametrize(
    "clip",
    [
        "Rolle\t4",
        "Rolle\t4\tzwölf",
        "Rolle\t1,5\t10.5",
        "4711\tRolle\t4\t10,00",
        "Rolle\t4\t10,00\t4000",
        "",
        "1\t2\t3",
    ],
    ids=["one number", "no number", "two marks", "a number before", "a total", "empty", "no text"],
)
def test_what_is_not_obvious_is_shown_first(clip: str) -> None:
    assert not paste.understood(clip).is_obvious


def test_the_articles_number_belongs_to_its_text_and_ours_is_left_out() -> None:
    assert _lines("4711\tRolle\t4\t10,00\n4812\tGurt\t2\t9,00")[0] == ("4711 Rolle", D(4), D(10))
    assert _lines("10\tRolle\t4\t10,00\n20\tGurt\t2\t9,00")[1] == ("Gurt", D(2), D(9))


def test_what_cannot_be_read_stands_in_the_text() -> None:
    rows = paste.understood("Artikel\tMenge\tPreis\nRolle\tzwei\t10\nGurt\t-3\t99").rows
    (first, why), (second, reason) = map(forms.pasted, rows)
    assert (first.text, first.quantity, first.price) == ("Rolle [zwei]", 1, D(10))
    assert "zwei" in why
    assert (second.text, second.price) == ("Gurt [-3]", D(99))
    assert "Nachlass" in reason


@given(
    st.lists(
        st.lists(st.text(max_size=12), min_size=1, max_size=6),
        max_size=6,
    )
)
def test_whatever_is_pasted_is_lines_or_nothing(cells: list[list[str]]) -> None:
    clip = "\n".join("\t".join(row) for row in cells)
    found = paste.understood(clip)
    for row in found.rows:
        line, _problem = forms.pasted(row)
        assert isinstance(line.text, str)


def _paste(client: Client, quote: Quote, **fields: Any) -> Any:
    return client.post(f"/angebote/{quote.pk}/einfuegen", fields, headers={"Accept": "application/json"})


def test_obvious_rows_are_inserted_at_once_in_one_revision_and_taken_back(
    client: Client, ready: Quote, tobias: User
) -> None:
    client.force_login(tobias)
    version = ready.versions.get()
    after = version.lines.get(position=10)
    answer = _paste(client, ready, clip="Rolle\t4\t10,00\nGurt\t2\t99,00", after=str(after.pk)).json()
    assert answer["undo"]["says"] == "2 Zeilen sind eingefügt."
    assert answer["revision"] == version.revision + 1
    assert [line.text for line in version.lines.order_by("position")][1:3] == ["Rolle", "Gurt"]
    client.post(f"/angebote/{ready.pk}/zurueck", {"undo": answer["undo"]["id"]})
    assert version.lines.count() == 6


def test_doubtful_rows_are_shown_and_inserted_as_somebody_says(
    client: Client, ready: Quote, tobias: User
) -> None:
    client.force_login(tobias)
    clip = "Rolle\t4\nGurt\tzwei"
    answer = _paste(client, ready, clip=clip).json()
    assert "„zwei“ ist keine Zahl" in answer["preview"]
    assert ready.versions.get().lines.count() == 6
    answer = _paste(client, ready, clip=clip, agreed="1", column=["text", "quantity"]).json()
    assert len(answer["rows"]) == 2
    assert ready.versions.get().lines.get(position=80).text == "Gurt [zwei]"


def test_too_much_is_refused_and_nothing_is_inserted(client: Client, ready: Quote, tobias: User) -> None:
    client.force_login(tobias)
    assert _paste(client, ready, clip="Rolle\t4\t10,00\n" * 1001).status_code == 422
    assert _paste(client, ready, clip="x" * 1_000_001).status_code == 422
    assert ready.versions.get().lines.count() == 6
