"""The company and its settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.essentials.people.actions.entitled import require_administrator
from tandem.essentials.people.models import Company, Tandem, User

INTAKE_NAME = "Eingang"


@transaction.atomic
def found_company(*, name: str, at: datetime, **letterhead: Any) -> Company:
    """The company with its intake tandem, so that from the first second every customer has a home (INV2)."""
    company = Company.objects.select_for_update().first() or Company(name=name)
    for key, value in {"name": name, **letterhead}.items():
        setattr(company, key, value)
    company.save()
    Tandem.objects.get_or_create(is_intake=True, defaults={"name": INTAKE_NAME})
    return company


@transaction.atomic
def edit_company(*, by: User | None, at: datetime, **fields: Any) -> Company:
    """Letterhead, currency, zone, region and number format."""
    require_administrator(by)
    company = Company.objects.select_for_update().get()
    for key, value in fields.items():
        setattr(company, key, value)
    company.save()
    return company


@transaction.atomic
def finish_set_up(*, by: User, at: datetime) -> Company:
    """The set-up's questions are answered; the company can work."""
    require_administrator(by)
    company = Company.objects.select_for_update().get()
    company.set_up_at = company.set_up_at or at
    company.save()
    return company
