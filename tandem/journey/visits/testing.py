"""Makers for tests: a visit that is reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.visits import actions as visits
from tandem.journey.visits.models import NEED_NOW, VisitReport


def reported(*, matter: Matter, by: User, at: datetime, **more: Any) -> VisitReport:
    """A report with a need now: the matter goes on to the quote."""
    found: dict[str, Any] = {
        "result": NEED_NOW,
        "requirement": "24 Stück FU 7,5 bis Ende Januar. Staffel ab 20 ist gesetzt.",
        "outcome": "Wir schicken das Angebot mit 548 € pro Stück.",
        **more,
    }
    return visits.report(matter=matter, findings=visits.Findings(**found), by=by, at=at)
