"""Reads one workbook in a process of its own; run as a script, never imported by the application.

A crafted workbook can make any reader take all memory (one cell in the last row and column is enough). Here
the process has limits of its own, and what happens to it happens to nobody else. No macro, formula or link
is ever run: cells have the values that were saved with them.
"""

import pickle
import resource
import sys
from pathlib import Path
from typing import Any

import python_calamine as calamine

MEMORY = 1536 * 1024 * 1024
PROCESSOR_SECONDS = 120
MOST_SHEETS = 40
BATCH = 1000


def main(path: str, head_rows: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    try:
        with Path(path).open("rb") as file:
            serve(calamine.load_workbook(file), head_rows)
    except calamine.PasswordError:
        send(("error", "password"))
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError, ValueError):
        send(("error", "damaged"))
    except MemoryError:
        send(("error", "memory"))


def serve(book: Any, head_rows: int) -> None:
    """First tell what sheets there are and how they begin; then send the rows of the one that is wanted."""
    heads: list[tuple[Any, ...]] = []
    kept = None
    for name in wanted_sheets(book):
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        heads.append((name, sheet.start[1], sheet.height, sheet.width, head_of(sheet, head_rows)))
        if kept is None or sheet.height * sheet.width > kept.height * kept.width:
            kept = sheet
    send(("sheets", heads))
    chosen = sys.stdin.readline().strip()
    if chosen:
        name = heads[int(chosen)][0]
        heads.clear()
        stream(kept if kept is not None and kept.name == name else book.get_sheet_by_name(name))


def wanted_sheets(book: Any) -> list[str]:
    """The visible sheets; the hidden ones only where nothing else is."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in sheets if sheet.visible == calamine.SheetVisibleEnum.Visible]
    return (visible or [sheet.name for sheet in sheets])[:MOST_SHEETS]


def head_of(sheet: Any, head_rows: int) -> list[tuple[int, list[Any]]]:
    head: list[tuple[int, list[Any]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in row):
            head.append((number, row))
            if len(head) == head_rows:
                break
    return head


def stream(sheet: Any) -> None:
    batch: list[tuple[int, list[Any]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in row):
            batch.append((number, row))
            if len(batch) == BATCH:
                send(("rows", batch))
                batch = []
    send(("rows", batch))
    send(("end", None))


def send(message: tuple[str, Any]) -> None:
    pickle.dump(message, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
