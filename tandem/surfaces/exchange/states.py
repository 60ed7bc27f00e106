"""A customer as an import knows it: as it stands in the database, or as earlier rows of the file made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from tandem.essentials.customers.actions import fields as customer_fields
from tandem.essentials.customers.actions.channels import LABEL as CHANNELS_LABEL
from tandem.surfaces.exchange.records import Record, name_key, sort_key

# The columns of a customer that an import may write, in the order in which they are copied.
FIELDS = (
    "number", "name", "tandem_id", "klass", "industry", "vat_number", "website", "turnover", "turnover_year",
    "last_contact_date", "remark", "street", "postcode", "city", "country",
)  # fmt: skip
CONTACT_FIELDS = ("salutation", "title", "first_name", "last_name", "function")
CONTACT_LABEL = gettext_noop("Contact person")

Channel = tuple[int | None, str, str, str]


@dataclass(slots=True)
class ContactState:
    """A person at the customer; `is_new` until written."""

    pk: int
    key: str
    values: dict[str, str]
    is_new: bool = False
    changed: bool = False

    @property
    def full_name(self) -> str:
        parts = (self.values["title"], self.values["first_name"], self.values["last_name"])
        return " ".join(part for part in parts if part)


@dataclass(slots=True)
class State:
    """A customer with what belongs to it; `is_new`, `changed` and `fresh` tell what has not been written yet."""

    pk: int
    fields: dict[str, Any]
    name_key: str
    revision: int = 1
    contacts: dict[str, ContactState] = field(default_factory=dict)
    channels: set[str] = field(default_factory=set)
    is_new: bool = False
    changed: bool = False
    fresh: list[Channel] = field(default_factory=list)
    by_this_run: bool = False

    @property
    def sort_key(self) -> str:
        return sort_key(str(self.fields["name"]))

    def settle(self) -> None:
        """Everything has been written."""
        self.is_new = self.changed = False
        self.fresh = []
        for contact in self.contacts.values():
            contact.is_new = contact.changed = False


@dataclass(slots=True)
class Changes:
    """What one row changes at a customer: what stands in the journal and what an undo needs."""

    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    contacts: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    new_contacts: list[tuple[int, str]] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.contacts or self.new_contacts or self.channels)

    def told(self, tandems: dict[int, str]) -> list[list[str]]:
        """The changes as the journal tells them: label, before, after."""
        lines = []
        for name, pair in self.fields.items():
            is_tandem = name == "tandem_id"
            label = customer_fields.CUSTOMER["tandem" if is_tandem else name]
            lines.append(
                [label, *(tandems.get(one, "") if is_tandem else customer_fields.shown(one) for one in pair)]
            )
        lines += [[CONTACT_LABEL, "", name] for _pk, name in self.new_contacts]
        for changed in self.contacts.values():
            lines += [[customer_fields.CONTACT[name], *pair] for name, pair in changed.items()]
        if self.channels:
            lines.append([CHANNELS_LABEL, "", ", ".join(channel[2] for channel in self.channels)])
        return lines

    def stored(self) -> dict[str, Any]:
        """What an undo needs, as JSON."""
        return {
            "fields": {
                name: [_plain(before), _plain(after)] for name, (before, after) in self.fields.items()
            },
            "contacts": self.contacts,
            "new_contacts": [pk for pk, _name in self.new_contacts],
            "channels": [[contact, value] for contact, _kind, value, _label in self.channels],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


class Numbers:
    """Where new customers and contacts get their ids from; for a preview they are below zero."""

    def __init__(self) -> None:
        self._last = 0

    def customer(self) -> int:
        self._last -= 1
        return self._last

    contact = customer


def begun(record: Record, *, pk: int, tandem_id: int, country: str) -> State:
    """A new customer with nothing but its name; `merged` brings the rest."""
    values: dict[str, Any] = dict.fromkeys(FIELDS, "")
    values |= {"number": None, "turnover": None, "turnover_year": None, "last_contact_date": None}
    values |= {"name": record.name, "tandem_id": tandem_id, "country": record.country or country}
    return State(pk=pk, fields=values, name_key=record.name_key, is_new=True, by_this_run=True)


def merged(state: State, record: Record, *, numbers: Numbers, with_name: bool = True) -> Changes:
    """Bring what the row says into the customer; an empty cell erases nothing, other spellings change nothing."""
    changes = difference(state, record, with_name=with_name)
    for name, (_before, after) in changes.fields.items():
        state.fields[name] = after
        state.changed = True
    if "name" in changes.fields:
        state.name_key = name_key(state.fields["name"])
    contact = _contact(state, record, changes, numbers=numbers)
    person = contact.pk if contact else None
    for owner, lines in ((None, record.channels), (person, record.mobiles)):
        for kind, value, label in lines:
            if value not in state.channels:
                state.channels.add(value)
                changes.channels.append((owner, kind, value, label))
    state.fresh += changes.channels
    return changes


def difference(state: State, record: Record, *, with_name: bool) -> Changes:
    """The fields in which the row and the customer differ."""
    found = Changes()
    given = dict(record.fields)
    if record.tandem_id is not None:
        given["tandem_id"] = record.tandem_id
    if with_name:
        if record.number:
            given["number"] = record.number
        if record.name_key != state.name_key:
            given["name"] = record.name
    for name, after in given.items():
        before = state.fields[name]
        if before != after:
            found.fields[name] = (before, after)
    return found


def would_change(state: State, record: Record, *, with_name: bool) -> bool:
    """Whether the row has anything to say that the customer does not know yet."""
    if difference(state, record, with_name=with_name):
        return True
    if any(value not in state.channels for _kind, value, _label in (*record.channels, *record.mobiles)):
        return True
    if record.contact is None:
        return False
    held = state.contacts.get(contact_key(record.contact))
    return held is None or any(value and held.values[name] != value for name, value in _more(record.contact))


def contact_key(person: dict[str, str]) -> str:
    """By what two contacts of a company are the same."""
    return name_key(f"{person['first_name']} {person['last_name']}")[:160]


def _more(person: dict[str, str]) -> Iterable[tuple[str, str]]:
    """What may be added to a contact that is known by name."""
    return ((name, person[name]) for name in ("salutation", "title", "function"))


def _contact(state: State, record: Record, changes: Changes, *, numbers: Numbers) -> ContactState | None:
    person = record.contact
    if person is None:
        return None
    key = contact_key(person)
    held = state.contacts.get(key)
    if held is None:
        held = ContactState(pk=numbers.contact(), key=key, values=dict(person), is_new=True)
        state.contacts[key] = held
        changes.new_contacts.append((held.pk, held.full_name))
        return held
    differing = {
        name: (held.values[name], value) for name, value in _more(person) if value != held.values[name]
    }
    differing = {name: pair for name, pair in differing.items() if pair[1]}
    if differing:
        changes.contacts[held.pk] = differing
        held.values.update({name: after for name, (_before, after) in differing.items()})
        held.changed = not held.is_new
    return held
