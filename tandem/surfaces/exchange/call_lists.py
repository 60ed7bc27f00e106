"""A list of calls as a workbook or as JSON. Whatever looks like a formula is a text; who was left out is said below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.tools.workbooks import Book
from tandem.journey.calls.lists import CallList, Row

_WIDTHS = (26, 24, 22, 30, 16, 18, 16, 40, 44, 26)


def _headings() -> list[str]:
    return [
        _("Company"), _("Place"), _("Contact"), _("Phone"), _("Planned"), _("Best time"), _("Who calls"),
        _("Reason"), _("Background"), _("Legal basis"),
    ]  # fmt: skip


def _cells(row: Row) -> list[str]:
    wanted, customer = row.wanted, row.customer
    planned = timezone.localtime(wanted.planned_at).strftime("%d.%m.%Y %H:%M") if wanted.planned_at else ""
    return [
        customer.name,
        f"{customer.postcode} {customer.city}".strip(),
        row.contact.formal_name if row.contact is not None else "",
        ", ".join(filters.phone(number) for number in row.numbers),
        planned,
        wanted.best_time,
        wanted.caller,
        wanted.reason,
        wanted.background,
        row.basis,
    ]


def workbook(listed: CallList, *, title: str) -> bytes:
    """The workbook: a row for each person who may be called, and below how many are not in it."""
    made = Book()
    sheet, head = made.book.add_worksheet(_("Calls")), made.heading(valign="top")
    body = made.book.add_format({"text_wrap": True, "valign": "top"})
    quiet = made.book.add_format({"font_color": "#5f6259"})
    for place, (heading, width) in enumerate(zip(_headings(), _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, head)
    for number, row in enumerate(listed.rows, start=1):
        for place, value in enumerate(_cells(row)):
            if value:
                sheet.write_string(number, place, value, body)
    for number, sentence in enumerate([title, *listed.left_out], start=len(listed.rows) + 2):
        sheet.write_string(number, 0, sentence, quiet)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return made.content()


def told(listed: CallList, *, tandem: str, monday: str, at: datetime) -> dict[str, Any]:
    """The same for another program."""
    return {
        "tandem": tandem,
        "week": monday,
        "read_at": at.isoformat(),
        "calls": [
            {
                "company": row.customer.name,
                "number": row.customer.number or "",
                "contact": row.contact.full_name if row.contact is not None else "",
                "phones": row.numbers,
                "planned_at": row.wanted.planned_at.isoformat() if row.wanted.planned_at else None,
                "caller": row.wanted.caller,
                "reason": row.wanted.reason,
                "background": row.wanted.background,
                "best_time": row.wanted.best_time,
                "legal_basis": row.basis,
            }
            for row in listed.rows
        ],
        "left_out": {
            "objected": listed.objected,
            "without_basis": listed.without_basis,
            "without_number": listed.without_number,
        },
    }
