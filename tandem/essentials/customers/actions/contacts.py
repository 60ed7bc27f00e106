"""The people at a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.essentials.customers import entries, queries
from tandem.essentials.customers.actions import channels as channel_book
from tandem.essentials.customers.actions import fields
from tandem.essentials.customers.actions.channels import Line
from tandem.essentials.customers.actions.indexing import index
from tandem.essentials.customers.actions.locking import lock, merged_away
from tandem.essentials.customers.actions.refusals import EditConflict, NameMissing
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User


@transaction.atomic
def add_contact(
    *,
    customer: Customer,
    last_name: str,
    by: User | None,
    at: datetime,
    first_name: str = "",
    channels: Iterable[Line] = (),
    **given: Any,
) -> Contact:
    """A person at the customer; `channels` are (kind, value, label) with phones in E.164."""
    held = lock(customer, by=by, at=at)
    contact = write(
        customer=held,
        last_name=last_name,
        first_name=first_name,
        channels=channels,
        by=by,
        at=at,
        **given,
    )
    index(customer_ids=[held.pk])
    return contact


def write(
    *,
    customer: Customer,
    last_name: str,
    by: User | None,
    at: datetime,
    channels: Iterable[Line] = (),
    **given: Any,
) -> Contact:
    """Store a contact for an action that has asked for the right already and indexes afterwards."""
    values = fields.cleaned(Contact, fields.CONTACT, {"first_name": "", **given, "last_name": last_name})
    if not values["last_name"]:
        raise NameMissing(_("The contact needs a last name."))
    contact = Contact.objects.create(customer=customer, name_key=_key(values), **values)
    channel_book.write(customer=customer, contact=contact, lines=channels)
    _record(entries.ContactAdded(name=contact.full_name, function=contact.function), contact, by=by, at=at)
    return contact


@transaction.atomic
def edit_contact(
    *,
    contact: Contact,
    by: User | None,
    at: datetime,
    revision: int | None = None,
    base: Mapping[str, Any] | None = None,
    channels: Iterable[Line] | None = None,
    opened: Iterable[Line] | None = None,
    **given: Any,
) -> Contact:
    """Change a person's name, function, phones or addresses; a newer change of somebody else is shown as a
    conflict. `opened` tells the phones and addresses that the form was opened with: only what the person changed
    among them is changed.
    """
    held = _lock(contact, by=by, at=at)
    values = fields.touched(fields.cleaned(Contact, fields.CONTACT, given), base)
    if not values.get("last_name", held.last_name):
        raise NameMissing(_("The contact needs a last name."))
    if revision is not None and revision != held.revision:
        found = fields.clashes(held, fields.CONTACT, values, base=base)
        if found:
            raise EditConflict(
                _("%(name)s has been changed meanwhile. Nothing was written over: choose what shall stand.")
                % {"name": held.full_name},
                clashes=found,
                revision=held.revision,
            )
    changes = fields.changes(held, fields.CONTACT, values)
    if channels is not None:
        changes += channel_book.replace(customer=held.customer, contact=held, lines=channels, opened=opened)
    if not changes:
        return held
    for name, value in values.items():
        setattr(held, name, value)
    held.name_key = _key({"first_name": held.first_name, "last_name": held.last_name})
    _save(held, [*values, "name_key"])
    _record(entries.ContactChanged(name=held.full_name, changes=changes), held, by=by, at=at)
    return held


@transaction.atomic
def deactivate_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """The person is no longer there: not proposed and not found any more, but kept for what has happened."""
    return _set_active(contact, is_active=False, by=by, at=at)


@transaction.atomic
def reactivate_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """The person is there again."""
    return _set_active(contact, is_active=True, by=by, at=at)


def _set_active(contact: Contact, *, is_active: bool, by: User | None, at: datetime) -> Contact:
    held = _lock(contact, by=by, at=at)
    if held.is_active == is_active:
        return held
    held.is_active = is_active
    _save(held, ["is_active"])
    event = entries.ContactReactivated if is_active else entries.ContactDeactivated
    _record(event(name=held.full_name), held, by=by, at=at)
    return held


def _lock(contact: Contact, *, by: User | None, at: datetime) -> Contact:
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    if not Contact.objects.select_for_update(no_key=True).only("pk").filter(pk=contact.pk):
        raise merged_away(contact.customer_id, by=by)
    held = Contact.objects.select_related("customer__tandem", "site", "cared_by").get(pk=contact.pk)
    queries.require_write(by, held.customer, day=timezone.localtime(at).date())
    return held


def _save(held: Contact, names: list[str]) -> None:
    held.revision += 1
    held.save(update_fields=[*names, "revision"])
    index(customer_ids=[held.customer_id])


def _record(event: Any, contact: Contact, *, by: User | None, at: datetime) -> None:
    journal.record(event, customer_id=contact.customer_id, by=by, at=at, lane=by.side if by else "")


def _key(values: Mapping[str, Any]) -> str:
    return text.name_key(f"{values['first_name']} {values['last_name']}")[:160]
