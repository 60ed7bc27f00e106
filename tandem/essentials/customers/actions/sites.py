"""The addresses of a customer besides and including its head office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.essentials.customers import entries, queries
from tandem.essentials.customers.actions import fields
from tandem.essentials.customers.actions.files import edit
from tandem.essentials.customers.actions.locking import lock, merged_away
from tandem.essentials.customers.actions.refusals import HeadOfficeStays, ValueRefused
from tandem.essentials.customers.models import Customer, Site
from tandem.essentials.people.models import User


@transaction.atomic
def add_site(*, customer: Customer, by: User | None, at: datetime, **given: Any) -> Site:
    """Another address of the company: a works, a warehouse, a branch without a file of its own."""
    held = lock(customer, by=by, at=at)
    values = _cleaned(given, country=held.country)
    site = Site.objects.create(customer=held, **values)
    _record(entries.SiteAdded(site=_address(site)), site, by=by, at=at)
    return site


@transaction.atomic
def edit_site(*, site: Site, by: User | None, at: datetime, **given: Any) -> Site:
    """Change an address. The head office's is the file's own, so both change together."""
    held = _lock(site, by=by, at=at)
    before = _address(held)
    values = _cleaned({name: getattr(held, name) for name in fields.SITE} | given, country=held.country)
    if held.is_head_office:
        edit(customer=held.customer, by=by, at=at, **{name: values[name] for name in fields.ADDRESS})
        values = {"name": values["name"]}
    if not fields.changes(held, fields.SITE, values):
        held.refresh_from_db()
        return held
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))
    held.refresh_from_db()
    _record(entries.SiteChanged(before=before, after=_address(held)), held, by=by, at=at)
    return held


@transaction.atomic
def remove_site(*, site: Site, by: User | None, at: datetime) -> None:
    """An address that is no longer used; its contacts stay at the company."""
    held = _lock(site, by=by, at=at)
    if held.is_head_office:
        raise HeadOfficeStays(_("The head office can't be removed. Change its address instead."))
    _record(entries.SiteRemoved(site=_address(held)), held, by=by, at=at)
    held.delete()


def _lock(site: Site, *, by: User | None, at: datetime) -> Site:
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    if not Site.objects.select_for_update(no_key=True).only("pk").filter(pk=site.pk):
        raise merged_away(site.customer_id, by=by)
    held = Site.objects.select_related("customer__tandem").get(pk=site.pk)
    queries.require_write(by, held.customer, day=timezone.localtime(at).date())
    return held


def _cleaned(given: dict[str, Any], *, country: str) -> dict[str, Any]:
    values = fields.cleaned(Site, fields.SITE, {"country": country, **given})
    if not (values.get("street") or values.get("city") or values.get("name")):
        raise ValueRefused(_("The site needs a street, a city or a name."))
    return values


def _address(site: Site) -> str:
    place = f"{site.postcode} {site.city}".strip()
    return ", ".join(part for part in (site.name, site.street, place) if part)


def _record(event: Any, site: Site, *, by: User | None, at: datetime) -> None:
    journal.record(event, customer_id=site.customer_id, by=by, at=at, lane=by.side if by else "")
