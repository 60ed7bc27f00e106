"""Taking companies in and editing their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal import queries as told
from tandem.base.journal.models import Entry
from tandem.base.tools import text
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import entries, queries
from tandem.essentials.customers.actions import channels as channel_book
from tandem.essentials.customers.actions import contacts, fields
from tandem.essentials.customers.actions.channels import Line
from tandem.essentials.customers.actions.indexing import index
from tandem.essentials.customers.actions.locking import joined_sentence, lock
from tandem.essentials.customers.actions.refusals import (
    EditConflict,
    NameMissing,
    NumberTaken,
    ParentCycle,
)
from tandem.essentials.customers.models import Customer, Site
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL, Tandem, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a form was opened at: the file, and the phones and addresses that stood there (None: not known)."""

    file: int
    channels: list[Line] | None = None


# What a person's first entry about a contact may hold, for `create`.
FirstContact = Mapping[str, Any]


@transaction.atomic
def create(
    *,
    name: str,
    by: User | None,
    at: datetime,
    tandem: Tandem | None = None,
    number: str | None = None,
    source: str = "",
    channels: Iterable[Line] = (),
    contact: FirstContact | None = None,
    **given: Any,
) -> Customer:
    """Take a company in. Its tandem comes from the territory where none is given, else it is the intake
    tandem.

    `channels` are the company's own phones and addresses; `contact` is the first person there (the
    arguments of `add_contact`), for whoever takes in a company that another tandem will look after.
    """
    held = {key: given.pop(key) for key in fields.CREATED_WITH if key in given}
    values = fields.cleaned(Customer, fields.CUSTOMER, {**given, "name": name, "number": number or ""})
    if not values["name"]:
        raise NameMissing(_("The company needs a name."))
    _require_free(values["number"])
    values["tandem"] = _tandem_for(by, tandem, values, day=_day(at))
    if "tags" in held:
        held["tags"] = fields.tag_list(held["tags"])
    fields.require_life_cycle(held.get("life_cycle", Customer._meta.get_field("life_cycle").default))
    with _number_once(values["number"]):
        customer = Customer.objects.create(
            **values, **held, **_keys(values["name"]), created_at=at, changed_at=at
        )
    Site.objects.create(
        customer=customer, is_head_office=True, **{name: getattr(customer, name) for name in fields.ADDRESS}
    )
    channel_book.write(customer=customer, contact=None, lines=channels)
    journal.record(
        entries.CustomerCreated(name=customer.name, source=source),
        customer_id=customer.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )
    if contact is not None:
        contacts.write(customer=customer, by=by, at=at, **contact)
    index(customer_ids=[customer.pk])
    return customer


@transaction.atomic
def edit(
    *,
    customer: Customer,
    by: User | None,
    at: datetime,
    revision: int | None = None,
    base: Mapping[str, Any] | None = None,
    channels: Iterable[Line] | None = None,
    opened: Opened | None = None,
    **given: Any,
) -> Customer:
    """Change fields of the file.

    With `revision` (of the file the person looked at) nothing that somebody else changed meanwhile is
    written over: EditConflict shows both values. `base` tells what the form was opened with, so that
    fields that only
    one of the two changed do not clash. `channels` replaces the company's own phones and addresses; with
    `opened` only what the person changed among them, and a form that was opened at another file, which has been
    merged into this one since, clashes with whatever stands here.
    """
    held = lock(customer, by=by, at=at)
    if "postcode" in given:
        given = {"country": held.country, **given}
    values = fields.touched(fields.cleaned(Customer, fields.CUSTOMER, given), base)
    if opened is not None and opened.file != held.pk:
        _refuse_clashes(held, values, base, said=joined_sentence(opened.file, by=by))
    elif revision is not None and revision != held.revision:
        _refuse_clashes(held, values, base)
    if not values.get("name", held.name):
        raise NameMissing(_("The company needs a name."))
    moves = values.get("tandem", held.tandem) != held.tandem
    if moves and by is not None and not queries.reads_all(by):
        raise NotAllowed(_("Another tandem is chosen by inside or field sales."))
    if values.get("number") and values["number"] != held.number:
        _require_free(values["number"])
    changes = fields.changes(held, fields.CUSTOMER, values)
    if channels is not None:
        before = opened.channels if opened is not None else None
        changes += channel_book.replace(customer=held, contact=None, lines=channels, opened=before)
    if changes:
        _write(held, values, changes, by=by, at=at)
    return held


@transaction.atomic
def set_parent(*, customer: Customer, parent: Customer | None, by: User | None, at: datetime) -> Customer:
    """Say which company this one belongs to (its central office), or that it stands alone.

    Never in a circle.
    """
    held = lock(customer, by=by, at=at)
    if parent is not None and held.pk in queries.ancestry(parent.pk):
        raise ParentCycle(
            _("%(parent)s already belongs to %(customer)s, so it can't be its central office.")
            % {"parent": parent.name, "customer": held.name}
        )
    before = held.parent
    if before == parent:
        return held
    held.parent = parent
    _save(held, at=at, fields=["parent"])
    journal.record(
        entries.ParentSet(before=before.name if before else "", after=parent.name if parent else ""),
        customer_id=held.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )
    return held


@transaction.atomic
def add_tags(*, customer: Customer, tags: Iterable[str], by: User | None, at: datetime) -> Customer:
    """Stick tags on a file; those it has already are left alone."""
    held = lock(customer, by=by, at=at)
    return _retag(held, fields.tag_list([*held.tags, *tags]), by=by, at=at)


@transaction.atomic
def remove_tag(*, customer: Customer, tag: str, by: User | None, at: datetime) -> Customer:
    """Take a tag off; nothing happens where it is not there."""
    held = lock(customer, by=by, at=at)
    gone = text.name_key(tag)
    return _retag(held, [kept for kept in held.tags if text.name_key(kept) != gone], by=by, at=at)


@transaction.atomic
def set_life_cycle(*, customer: Customer, life_cycle: str, by: User | None, at: datetime) -> Customer:
    """Move the customer to another stage of its life cycle; the way there stays in the journal."""
    held = lock(customer, by=by, at=at)
    before, after = held.life_cycle, fields.require_life_cycle(life_cycle)
    if before == after:
        return held
    held.life_cycle = after
    _save(held, at=at, fields=["life_cycle"])
    journal.record(
        entries.LifeCycleChanged(before=before, after=after),
        customer_id=held.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )
    return held


def _write(
    held: Customer, values: dict[str, Any], changes: list[list[str]], *, by: User | None, at: datetime
) -> None:
    for name, value in values.items():
        setattr(held, name, value)
    for name, value in _keys(held.name).items():
        setattr(held, name, value)
    with _number_once(held.number):
        _save(held, at=at, fields=[*values, "name_key", "sort_key"])
    address = {name: values[name] for name in fields.ADDRESS if name in values}
    if address:
        Site.objects.filter(customer=held, is_head_office=True).update(**address)
    index(customer_ids=[held.pk])
    journal.record(
        entries.CustomerChanged(changes=changes),
        customer_id=held.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )


def _save(held: Customer, *, at: datetime, fields: list[str]) -> None:
    held.revision += 1
    held.changed_at = at
    held.save(update_fields=[*fields, "revision", "changed_at"])


def _retag(held: Customer, tags: list[str], *, by: User | None, at: datetime) -> Customer:
    before = list(held.tags)
    if tags == before:
        return held
    held.tags = tags
    _save(held, at=at, fields=["tags"])
    journal.record(
        entries.Tagged(
            added=[tag for tag in tags if tag not in before],
            removed=[tag for tag in before if tag not in tags],
        ),
        customer_id=held.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )
    return held


def _refuse_clashes(
    held: Customer, values: Mapping[str, Any], base: Mapping[str, Any] | None, *, said: str = ""
) -> None:
    found = fields.clashes(held, fields.CUSTOMER, values, base=base)
    if found:
        untouched = _("Nothing was written over: choose what shall stand.")
        sentence = f"{said} {untouched}" if said else _who_else(held)
        raise EditConflict(sentence, clashes=found, revision=held.revision)


def _who_else(held: Customer) -> str:
    """Who was faster, as far as the journal knows."""
    latest = (
        Entry.objects.filter(customer_id=held.pk, type=entries.CustomerChanged.key)
        .order_by("-at", "-pk")
        .first()
    )
    person = User.objects.filter(pk=latest.actor_id).first() if latest and latest.actor_id else None
    if latest is None or person is None:
        return _("This file has been changed meanwhile. Nothing was written over: choose what shall stand.")
    return _(
        "%(name)s changed this file too, at %(time)s. Nothing was written over: choose what shall stand."
    ) % {
        "name": person.full_name,
        "time": f"{timezone.localtime(told.tell(latest).entry.at):%H:%M}",
    }


def _tandem_for(by: User | None, given: Tandem | None, values: Mapping[str, Any], *, day: Any) -> Tandem:
    """Where a new company belongs; a commercial agent takes in for the own tandem only."""
    if by is not None and not by.has_role(*READS_ALL):
        own = queries.writable_tandem_ids(by, day=day) if by.has_role(AGENT) else set()
        if not own:
            raise NotAllowed(
                _("Customers are taken in by sales: ask inside or field sales to add the company.")
            )
        return given if given is not None and given.pk in own else Tandem.objects.get(pk=min(own))
    if given is not None:
        return given
    return people.propose_tandem(country=values.get("country") or "DE", postcode=values.get("postcode", ""))


def _require_free(number: str | None) -> None:
    if number and Customer.objects.filter(number=number).exists():
        raise NumberTaken(_taken(number))


@contextmanager
def _number_once(number: str | None) -> Iterator[None]:
    """Two people may take the same free number at the same moment: the database lets one of them."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if number and "number" in str(error):
            raise NumberTaken(_taken(number)) from error
        raise


def _taken(number: str) -> str:
    return _("Customer number %(number)s already stands for another company.") % {"number": number}


def _keys(name: str) -> dict[str, str]:
    return {"name_key": text.name_key(name)[:200], "sort_key": text.sort_key(name)[:200]}


def _day(at: datetime) -> Any:
    return timezone.localtime(at).date()
