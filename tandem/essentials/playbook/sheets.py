"""The process on paper: as swimlanes or as responsibility matrix, A3 or A4, German or English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.design.typesetting import typeset
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import lanes, parties
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.lanes import Line
from tandem.essentials.playbook.matrix import Row
from tandem.essentials.playbook.parties import SIDES
from tandem.essentials.playbook.rules import working_days

_TEMPLATE = Path(__file__).resolve().parent / "templates" / "playbook" / "process.typ"
SWIMLANES, MATRIX = "bahnen", "matrix"
PAPERS = ("a4", "a3")
LANGUAGES = ("de", "en")


def render(
    steps: Sequence[StepDesign],
    *,
    what: str,
    paper: str,
    language: str,
    version: int,
    in_force_from: date | None,
    at: datetime,
) -> bytes:
    """The steps as PDF; without a day on which they come into force it is a draft, and says so."""
    with translation.override(language):
        company = people.company()
        who = parties.directory()
        day = formats.plain_date(in_force_from, language=language) if in_force_from else ""
        data = {
            "what": "matrix" if what == MATRIX else "lanes",
            "paper": paper,
            "lang": language,
            "title": _("Who answers for what") if what == MATRIX else _("Our process"),
            "subtitle": _("Version %(version)d") % {"version": version}
            + (_(", in force from %(day)s") % {"day": day} if day else ""),
            "company": company.name if company else "",
            "draft": "" if day else _("Draft"),
            "foot": _("As of %(day)s") % {"day": formats.plain_date(at.date(), language=language)},
            "page": _("Page {n} of {m}"),
            "heads": [
                _("Step"), *(str(ROLES[side]) for side in SIDES), _("What goes in"), _("What comes out"),
                _("Working days"),
            ],
            "sides": [str(ROLES[side]) for side in SIDES],
            "words": {"consulted": _("is asked"), "informed": _("is told")},
            "rows": [_row(line, is_matrix=what == MATRIX) for line in lanes.of(steps, who=who)],
        }  # fmt: skip
    return typeset(_TEMPLATE, data=data, at=at, pictures=people.letterhead())


def _row(line: Line, *, is_matrix: bool) -> dict[str, Any]:
    row = line.row
    return {
        "n": str(row.position),
        "name": row.step.name,
        "hint": row.hint,
        "more": _more(row, is_matrix=is_matrix),
        "cells": [{"part": cell.part, "label": cell.label} for cell in row.cells],
        "lanes": [lane.role for lane in line.lanes],
        "lane": SIDES.index(line.lane),
        "input": row.input,
        "result": row.result,
        "needs": row.needs,
        "days": str(row.step.deadline_days),
        "outcome": " · ".join(part for part in (row.result, working_days(row.step.deadline_days)) if part),
    }


def _more(row: Row, *, is_matrix: bool) -> list[str]:
    """Roles, people and exceptions, each as a line; who is responsible stands in the cells of the matrix."""
    found = (
        [_("responsible: %(who)s") % {"who": row.responsible}] if row.responsible and not is_matrix else []
    )
    found += [_("first %(who)s") % {"who": row.first}] if row.first else []
    found += [_("consulted: %(who)s") % {"who": row.consulted}] if row.consulted else []
    found += [_("informed: %(who)s") % {"who": row.informed}] if row.informed else []
    return [*found, *row.exceptions]


def file_name(what: str, *, version: int, language: str, paper: str) -> str:
    """What the PDF is called when it is kept."""
    with translation.override(language):
        stem = _("Responsibilities") if what == MATRIX else _("Process")
        return f"{stem} V{version} {paper.upper()}.pdf"
