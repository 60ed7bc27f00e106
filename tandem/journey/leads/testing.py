"""Makers for tests: leads on their way from the enquiry to field."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import FAIR, Lead


def taken_in(*, customer: Customer, by: User | None, at: datetime, **more: Any) -> Lead:
    """An enquiry from a trade fair."""
    values: dict[str, Any] = {
        "source": FAIR,
        "campaign": "LogiMAT 2026",
        "title": "Kettenförderer für Halle 3",
        "requirement": "Zwei Förderer, 24 m, bis März.",
        **more,
    }
    return leads.take_in(customer=customer, by=by, at=at, **values)


def checked(*, lead: Lead, by: User, at: datetime) -> Lead:
    """Rated B with 50 %."""
    return leads.check(
        lead=lead, quality="B", probability=50, reason="Budget ist da, Termin noch offen.", by=by, at=at
    )


def released(*, lead: Lead, by: User, at: datetime) -> Lead:
    """Rated and offered to field."""
    leads.release(
        lead=checked(lead=lead, by=by, at=at), briefing="Frau Hölzl kennt uns, sucht bis März.", by=by, at=at
    )
    lead.refresh_from_db()
    return lead


def accepted(*, customer: Customer, inside: User, field: User, at: datetime) -> Lead:
    """A lead that field has taken: its matter stands at the appointment."""
    lead = released(lead=taken_in(customer=customer, by=inside, at=at), by=inside, at=at)
    return leads.accept_lead(lead=lead, by=field, at=at)
