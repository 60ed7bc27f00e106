"""The company and its settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.files import pictures
from tandem.base.files.models import File
from tandem.base.tools.errors import Refused
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


class LogoChanged(Refused):
    """The logo is another one by now."""


@transaction.atomic
def keep_logo(*, content: bytes, name: str, by: User | None, at: datetime) -> Company:
    """The logo in the head of every letter from now on; what was sent stays as it is."""
    require_administrator(by)
    drawn = pictures.logo(content)
    kept = files.store(content=drawn.encode(), name=name, content_type="image/svg+xml", by=by, at=at)
    company = Company.objects.select_for_update().get()
    company.logo, company.logo_before = kept, company.logo
    company.save(update_fields=["logo", "logo_before"])
    return company


@transaction.atomic
def remove_logo(*, by: User | None, at: datetime) -> Company:
    """Letters carry the company's name again, until the logo is brought back."""
    require_administrator(by)
    company = Company.objects.select_for_update().get()
    if company.logo_id is None:
        raise LogoChanged(_("There is no logo any more."))
    company.logo_before, company.logo = company.logo, None
    company.save(update_fields=["logo", "logo_before"])
    return company


@transaction.atomic
def bring_logo_back(*, file: File, by: User | None, at: datetime) -> Company:
    """Undo: the logo that was replaced or removed last is the logo again."""
    require_administrator(by)
    company = Company.objects.select_for_update(of=("self",)).get()
    if company.logo_before_id != file.pk:
        raise LogoChanged(_("The logo has been changed since. Upload it once more."))
    company.logo, company.logo_before = company.logo_before, company.logo
    company.save(update_fields=["logo", "logo_before"])
    return company


@transaction.atomic
def finish_set_up(*, by: User, at: datetime) -> Company:
    """The set-up's questions are answered; the company can work."""
    require_administrator(by)
    company = Company.objects.select_for_update().get()
    company.set_up_at = company.set_up_at or at
    company.save()
    return company
