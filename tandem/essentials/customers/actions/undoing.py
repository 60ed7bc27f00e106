"""Taking back one's own change of a file, while nobody has changed the same again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from tandem.base.journal import queries as told
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers import entries, queries
from tandem.essentials.customers.actions import channels, fields, files
from tandem.essentials.customers.actions.locking import lock
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User


class ChangedSince(Refused):
    """What would be taken back is not what stands there any more."""


@transaction.atomic
def undo(*, customer: Customer, entry_id: int, by: User, at: datetime) -> Customer:
    """Write back what stood there before one's own change; the journal tells of both. Raises ChangedSince."""
    held = lock(customer, by=by, at=at)
    entry = Entry.objects.filter(pk=entry_id, customer_id=held.pk, actor_id=by.pk).first()
    event = told.tell(entry).event if entry is not None else None
    take_back = _WAYS.get(type(event)) if event is not None else None
    if take_back is None:
        raise NotAllowed(_("Only your own change of this file can be taken back."))
    return take_back(held, event, by=by, at=at)


def _fields(held: Customer, event: entries.CustomerChanged, *, by: User, at: datetime) -> Customer:
    names = {label: name for name, label in fields.CUSTOMER.items()}
    given: dict[str, Any] = {}
    for label, before, after in event.changes or []:
        if label == channels.LABEL:
            lines = queries.channels_of(held)
            now = channels.written((one.kind, one.value, one.label) for one in lines)
            _require(label, is_as_left=now == after)
            given["channels"] = channels.read(before, country=held.country)
        else:
            name = names[label]
            _require(label, is_as_left=fields.shown(getattr(held, name)) == after)
            given[name] = _value(name, before)
    return files.edit(customer=held, by=by, at=at, **given)


def _value(name: str, shown: str) -> Any:
    """A value as the journal keeps it, as the value it was."""
    if name == "tandem":
        return Tandem.objects.get(name=shown)
    field = Customer._meta.get_field(name)
    assert isinstance(field, Field)  # only fields of the file's own are edited
    return None if field.null and not shown else field.to_python(shown)


def _life_cycle(held: Customer, event: entries.LifeCycleChanged, *, by: User, at: datetime) -> Customer:
    _require("Life cycle", is_as_left=held.life_cycle == event.after)
    return files.set_life_cycle(customer=held, life_cycle=event.before, by=by, at=at)


def _tags(held: Customer, event: entries.Tagged, *, by: User, at: datetime) -> Customer:
    """What was stuck on comes off, what was taken off comes back; other tags are nobody's conflict."""
    for tag in event.added:
        held = files.remove_tag(customer=held, tag=tag, by=by, at=at)
    return files.add_tags(customer=held, tags=event.removed, by=by, at=at)


def _require(label: str, *, is_as_left: bool) -> None:
    if not is_as_left:
        raise ChangedSince(
            _("%(field)s has been changed since. It stays as it is now.") % {"field": _(label)}
        )


_WAYS: dict[type[EntryType], Callable[..., Customer]] = {
    entries.CustomerChanged: _fields,
    entries.LifeCycleChanged: _life_cycle,
    entries.Tagged: _tags,
}
