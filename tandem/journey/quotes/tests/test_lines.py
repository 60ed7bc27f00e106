"""Lines of several kinds: what they carry, where they stand, what the database and the seal hold."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import checks
from tandem.essentials.people.models import User
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import numbering
from tandem.journey.quotes.models import (
    ALTERNATIVE,
    ITEM,
    KINDS,
    OPTIONAL,
    PAGE_BREAK,
    SECTION,
    TEXT,
    Quote,
    QuoteLine,
    QuoteVersion,
)


def _draft(quote: Quote) -> QuoteVersion:
    return quote.versions.get()


def _texts(version: QuoteVersion) -> list[tuple[int, str]]:
    return list(version.lines.order_by("position").values_list("position", "text"))


@given(st.lists(st.sampled_from(list(KINDS)), max_size=60))
def test_positions_rise_and_items_stand_at_tens(kinds: list[str]) -> None:
    found = numbering.positions(kinds)
    assert found == sorted(set(found))
    assert all((position % 10 == 0) for position, kind in zip(found, kinds, strict=True) if kind == ITEM)


def test_items_are_numbered_in_tens_whatever_stands_between() -> None:
    assert numbering.positions([SECTION, ITEM, TEXT, ITEM, PAGE_BREAK, SECTION, ITEM]) == [
        1,
        10,
        11,
        20,
        21,
        22,
        30,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": TEXT, "price": 5},
        {"kind": SECTION, "discount": 5},
        {"kind": PAGE_BREAK, "cost": 5},
        {"kind": TEXT, "choice": OPTIONAL},
        {"kind": "poem"},
        {"choice": "perhaps"},
        {"quantity": 0},
        {"quantity": -1},
        {"price": -5, "discount": 5},
        {"price": -5, "choice": OPTIONAL},
    ],
)
def test_the_database_refuses_what_no_line_is(ready: Quote, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteLine.objects.create(version=_draft(ready), position=500, **wrong)


def test_a_line_goes_in_between_and_the_items_are_numbered_anew(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = _draft(ready)
    first = version.lines.get(position=10)
    new = [quotes.NewLine(text="Montage", kind=SECTION), quotes.NewLine(text="Rolle", price=Decimal(3))]
    change = quotes.add_lines(version=version, new=new, after=first, by=tobias, at=now)
    assert [line.text for line in change.changed] == ["Montage", "Rolle"]
    assert [position for position, _text in _texts(version)] == [10, 11, 20, 30, 40, 50, 60, 70]
    assert _texts(version)[1:3] == [(11, "Montage"), (20, "Rolle")]


def test_moving_and_taking_it_back(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    before = _texts(version)
    last = version.lines.get(position=60)
    change = quotes.move_line(line=last, after=None, by=tobias, at=now)
    assert _texts(version)[0] == (10, last.text)
    assert change.undo
    quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)
    assert _texts(version) == before
    quotes.move_line(line=last, step=-1, by=tobias, at=now)
    assert _texts(version)[4][1] == last.text


def test_moving_beyond_the_end_changes_nothing(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    version.refresh_from_db()
    change = quotes.move_line(line=version.lines.get(position=60), step=1, by=tobias, at=now)
    assert change.undo is None
    assert change.version.revision == version.revision


def test_a_removed_line_comes_back_with_its_id_and_price(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    line = version.lines.get(position=30)
    before = list(
        version.lines.order_by("position").values("pk", "text", "price", "cost", "delivery", "delivery_on")
    )
    change = quotes.remove_line(line=line, by=tobias, at=now)
    assert version.lines.count() == 5
    assert change.undo
    quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)
    after = version.lines.order_by("position").values(
        "pk", "text", "price", "cost", "delivery", "delivery_on"
    )
    assert list(after) == before


def test_an_act_is_taken_back_once_and_by_whoever_did_it(
    ready: Quote, tobias: User, anna: User, now: datetime
) -> None:
    version = _draft(ready)
    change = quotes.remove_line(line=version.lines.get(position=30), by=tobias, at=now)
    assert change.undo
    with pytest.raises(quotes.NotNow):
        quotes.take_back(version=version, undo_id=change.undo, by=anna, at=now)
    quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)
    with pytest.raises(quotes.NotNow):
        quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)


def test_taking_back_leaves_what_a_colleague_has_typed_since(
    ready: Quote, tobias: User, anna: User, now: datetime
) -> None:
    version = _draft(ready)
    new = [quotes.NewLine(text="eins"), quotes.NewLine(text="zwei")]
    change = quotes.add_lines(version=version, new=new, is_undoable=True, by=tobias, at=now)
    quotes.set_line(line=change.changed[1], text="zwei, von Anna", by=anna, at=now)
    assert change.undo
    quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)
    assert _texts(version)[-1] == (70, "zwei, von Anna")
    assert "eins" not in [text for _position, text in _texts(version)]


def test_a_text_has_no_price_and_taking_it_back_brings_the_price(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = _draft(ready)
    line = version.lines.get(position=30)
    change = quotes.set_kind(line=line, kind=TEXT, by=tobias, at=now)
    line.refresh_from_db()
    assert (str(line.kind), int(line.price), line.cost, line.position) == (TEXT, 0, None, 21)
    with pytest.raises(quotes.NotValid):
        quotes.set_line(line=line, price=Decimal(3), by=tobias, at=now)
    assert change.undo
    quotes.take_back(version=version, undo_id=change.undo, by=tobias, at=now)
    line.refresh_from_db()
    assert (line.kind, line.price, line.position) == (ITEM, Decimal(1365), 30)


def test_optional_and_alternative_lines_are_not_in_the_sum(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    for choice in (OPTIONAL, ALTERNATIVE):
        change = quotes.set_kind(
            line=version.lines.get(position=60), kind=ITEM, choice=choice, by=tobias, at=now
        )
        assert change.sums.net == Decimal("48579.20")


def test_an_alternative_without_an_item_before_it_does_not_go_out(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = _draft(ready)
    quotes.set_line(line=version.lines.get(position=10), choice=ALTERNATIVE, by=tobias, at=now)
    with pytest.raises(quotes.NotReady, match="Position 10 ist eine Alternative"):
        quotes.send(version=version, by=tobias, at=now)


def test_a_negative_quantity_is_refused_with_the_way(ready: Quote, tobias: User, now: datetime) -> None:
    line = _draft(ready).lines.get(position=10)
    with pytest.raises(quotes.NotValid, match="Nachlass"):
        quotes.set_line(line=line, quantity=Decimal(-1), by=tobias, at=now)
    for wrong in (Decimal(0), Decimal("0.00001"), Decimal(10) ** 7, Decimal("NaN")):
        with pytest.raises(quotes.NotValid):
            quotes.set_line(line=line, quantity=wrong, by=tobias, at=now)
    saved = quotes.set_line(line=line, quantity=Decimal("0.3333"), price=Decimal("9.8765"), by=tobias, at=now)
    saved.refresh_from_db()
    assert (saved.quantity, saved.price) == (Decimal("0.3333"), Decimal("9.8765"))


def test_a_hundred_percent_is_a_discount_and_a_hundred_and_one_is_none(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = _draft(ready)
    line = version.lines.get(position=60)
    change = quotes.edit_line(line=line, fields={"discount": Decimal(100)}, by=tobias, at=now)
    assert change.sums.net == Decimal("48579.20")
    with pytest.raises(quotes.NotValid):
        quotes.set_line(line=line, discount=Decimal(101), by=tobias, at=now)


def test_a_rebate_is_a_line_below_zero_and_never_more_than_there_is(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = _draft(ready)
    rebate = quotes.add_line(version=version, text="Nachlass", price=Decimal(-59), by=tobias, at=now)
    ready.refresh_from_db()
    assert ready.net == Decimal("49000.20")
    for fields in ({"discount": Decimal(5)}, {"choice": OPTIONAL}, {"price": Decimal(-50000)}):
        with pytest.raises(quotes.NotValid):
            quotes.edit_line(line=rebate, fields=fields, by=tobias, at=now)
    assert quotes.send(version=version, by=tobias, at=now).net == Decimal("49000.20")


def test_a_delivery_that_names_a_day_has_one(ready: Quote, tobias: User, now: datetime) -> None:
    line = _draft(ready).lines.get(position=30)
    saved = quotes.set_line(line=line, delivery="12.3.27", by=tobias, at=now)
    saved.refresh_from_db()
    assert str(saved.delivery_on) == "2027-03-12"
    saved = quotes.set_line(line=line, delivery="ab Lager", by=tobias, at=now)
    saved.refresh_from_db()
    assert saved.delivery_on is None


def test_the_terms_stand_in_fields_and_in_the_next_version(sent: Quote, tobias: User, now: datetime) -> None:
    quotes.new_version(quote=sent, by=tobias, at=now)
    draft = sent.versions.get(state="draft")
    quotes.set_terms(
        version=draft, incoterm="DAP", incoterm_place="Ulm", warranty="24 Monate", competitor="Maier",
        decide_on=now.date(), by=tobias, at=now,
    )  # fmt: skip
    quotes.send(version=draft, to="einkauf@hoelzl.example", by=tobias, at=now)
    sent.refresh_from_db()
    quotes.new_version(quote=sent, by=tobias, at=now)
    third = sent.versions.get(state="draft")
    assert third.delivery_terms == "DAP Ulm (Incoterms 2020)"
    assert (third.warranty, third.decide_on, sent.competitor) == ("24 Monate", now.date(), "Maier")
    with pytest.raises(quotes.NotValid):
        quotes.set_terms(version=third, incoterm="XYZ", by=tobias, at=now)


def test_every_change_of_a_draft_is_one_revision(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    start = version.revision
    change = quotes.add_lines(
        version=version, new=[quotes.NewLine(text=str(number)) for number in range(5)], by=tobias, at=now
    )
    assert change.version.revision == start + 1
    assert {line.revision for line in change.changed} == {start + 1}
    quotes.set_terms(version=version, payment="sofort", by=tobias, at=now)
    version.refresh_from_db()
    assert version.revision == start + 2


# --- INV6


def _found() -> list[str]:
    return [found.sentence for found in checks.run_all() if found.invariant == "INV6"]


def _behind_the_back(sql: str) -> None:
    with connection.cursor() as cursor:
        # What is checked at the end of a transaction is checked now: a table with checks to come is not changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotes_quoteline DISABLE TRIGGER quotes_line_frozen")
        cursor.execute("ALTER TABLE quotes_quoteversion DISABLE TRIGGER quotes_version_frozen")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE quotes_quoteline ENABLE TRIGGER quotes_line_frozen")
        cursor.execute("ALTER TABLE quotes_quoteversion ENABLE TRIGGER quotes_version_frozen")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE quotes_quoteversion SET incoterm = 'EXW'",
        "UPDATE quotes_quoteversion SET incoterm_place = 'Ulm'",
        "UPDATE quotes_quoteversion SET warranty = '24 Monate'",
        "UPDATE quotes_quoteversion SET decide_on = '2026-12-01'",
        "UPDATE quotes_quoteline SET delivery_on = '2026-12-01' WHERE position = 10",
        "UPDATE quotes_quoteline SET price_note = 'geschenkt' WHERE position = 10",
        'UPDATE quotes_quoteline SET priced = \'{"surcharge": "freight"}\' WHERE position = 10',
        "UPDATE quotes_quoteline SET choice = 'optional' WHERE position = 10",
        "UPDATE quotes_quoteline SET choice = 'alternative' WHERE position = 20",
        "UPDATE quotes_quoteline SET quantity = quantity + 0.0001 WHERE position = 10",
    ],
)
def test_a_change_of_what_was_sent_is_refused_and_found(sent: Quote, change: str) -> None:
    assert _found() == []
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    _behind_the_back(change)
    assert any("no longer says what it said" in sentence for sentence in _found())


def test_a_line_that_is_no_item_is_sealed_as_what_it_is(ready: Quote, tobias: User, now: datetime) -> None:
    version = _draft(ready)
    quotes.add_line(version=version, text="Montage", kind=SECTION, by=tobias, at=now)
    quotes.send(version=version, by=tobias, at=now)
    assert _found() == []
    _behind_the_back("UPDATE quotes_quoteline SET kind = 'text' WHERE kind = 'section'")
    assert any("no longer says what it said" in sentence for sentence in _found())


def test_the_seal_of_what_was_sent_before_is_the_same(ready: Quote, tobias: User, now: datetime) -> None:
    # As an older version wrote it: nothing that has come since.
    QuoteLine.objects.update(delivery_on=None)
    quotes.set_line(line=_draft(ready).lines.get(position=60), choice=OPTIONAL, by=tobias, at=now)
    sent = quotes.send(version=_draft(ready), by=tobias, at=now)
    old = import_module("tandem.journey.quotes.migrations.0005_lines_of_several_kinds").DIGEST_BACK
    old = old.replace("quotes_digest", "old_digest").replace("line.optional", "line.choice = 'optional'")
    with connection.cursor() as cursor:
        cursor.execute(old.replace("line.quantity", "line.quantity::numeric(10, 3)"))
        cursor.execute("SELECT old_digest(id), quotes_digest(id) FROM quotes_quoteversion")
        ((before, after),) = cursor.fetchall()
    assert before == after == sent.seal.sha256
