"""Writing the sheet: formatted, with lists to choose from; whatever looks like a formula is a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools.workbooks import Book
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook.designing import MOST_DAYS, MOST_STEPS, Design, StepDesign
from tandem.essentials.playbook.parties import SIDES, Directory
from tandem.surfaces.exchange.process_sheet.columns import (
    ABLE,
    COLUMNS,
    DAYS,
    KEY,
    KEYS,
    NEEDS,
    PARTIES,
    PARTY,
    Column,
)


def write(design: Design, *, who: Directory) -> bytes:
    """The workbook; `who` knows all parties in words and those that can answer and act."""
    made = Book()
    book = made.book
    sheet, head = book.add_worksheet(_("Process")), made.heading(text_wrap=True, valign="top")
    body = book.add_format({"text_wrap": True, "valign": "top"})
    quiet = book.add_format({"font_color": "#5f6259", "valign": "top"})
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading(), head)
    for row, step in enumerate(design.steps, start=1):
        for place, column in enumerate(COLUMNS):
            value = _value(step, column, who.names)
            style = quiet if column.kind in (KEY, KEYS) else body
            if isinstance(value, int):
                sheet.write_number(row, place, value, style)
            elif value:
                sheet.write_string(row, place, value, style)
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    _choices(book, sheet, who=who)
    return made.content()


def _value(step: StepDesign, column: Column, names: Mapping[str, str]) -> str | int:
    name, _colon, whom = column.field.partition(":")
    if whom:
        found = next((one for one in step.exceptions if one.whom == whom), None)
        value = getattr(found, name) if found else ()
    else:
        value = getattr(step, name)
    if column.kind == NEEDS:
        return "; ".join(conditions.label(key) for key in value)
    if column.kind in (ABLE, PARTIES, PARTY):
        parties = [value] if isinstance(value, str) else value
        return "; ".join(names.get(party, party) for party in parties if party)
    if column.kind == KEYS:
        return "; ".join(value)
    assert isinstance(value, str | int)
    return value


def _choices(book: Any, sheet: Any, *, who: Directory) -> None:
    """Lists to choose from; other words may be typed and are said when the sheet comes back."""
    kept = book.add_worksheet(_("Choices"))
    kept.hide()
    sides = [who.names[side] for side in SIDES]
    pairs = [f"{first}; {second}" for first in sides for second in sides if first != second]
    able = [words for party, words in who.choices.items() if party in who.able]
    lists = {
        ABLE: [*sides, *pairs, *(words for words in able if words not in sides)],
        PARTY: able,
        PARTIES: list(who.choices.values()),
        NEEDS: [str(condition.label) for condition in conditions.known().values()],
    }
    for place, (kind, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            kept.write_string(row, place, word)
        if not words:
            continue
        source = f"='{kept.name}'!${chr(65 + place)}$1:${chr(65 + place)}${len(words)}"
        rule = {"validate": "list", "source": source, "error_type": "information"}
        _validate(sheet, kind, rule)
    _validate(sheet, DAYS, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST_DAYS})


def _validate(sheet: Any, kind: str, rule: dict[str, Any]) -> None:
    for place, column in enumerate(COLUMNS):
        if column.kind == kind:
            sheet.data_validation(1, place, MOST_STEPS + 5, place, rule)
