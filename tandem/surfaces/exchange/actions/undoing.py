"""Taking an import back: only what nobody has touched since, and it says what it left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.references import pointed_at, pointing_at
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.actions import fields as customer_fields
from tandem.essentials.customers.actions.channels import LABEL as CHANNELS_LABEL
from tandem.essentials.customers.models import (
    Channel,
    Contact,
    Customer,
    DuplicateKey,
    DuplicatePair,
    SearchDocument,
    Site,
    ToCompare,
)
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.products import actions as products
from tandem.surfaces.exchange.actions.refusals import NotNow
from tandem.surfaces.exchange.actions.undoing_quotes import LEFT_SHOWN
from tandem.surfaces.exchange.actions.undoing_quotes import undone as quotes_undone
from tandem.surfaces.exchange.actions.writing import entry
from tandem.surfaces.exchange.entries import ImportUndone
from tandem.surfaces.exchange.models import DONE, QUOTES, UNDOING, UNDONE, ImportedRow, ImportRun
from tandem.surfaces.exchange.plan import CREATED
from tandem.surfaces.exchange.records import name_key, sort_key
from tandem.surfaces.exchange.states import CONTACT_LABEL

_BATCH = 2000
# What the customers room writes by itself; nobody has worked with it.
_FOUND_BY = (SearchDocument, DuplicateKey, ToCompare)
_OWN = (Site, Contact, Channel, *_FOUND_BY, DuplicatePair)


@dataclass(slots=True)
class Undone:
    """What an undo did, and what it left with the reason."""

    removed: int = 0
    restored: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)

    def leave(self, customer: Customer, reason: str) -> None:
        self.left.append({"customer": customer.pk, "name": customer.name, "reason": reason})

    def stored(self) -> dict[str, Any]:
        """As it is kept with the run."""
        return {
            "removed": self.removed,
            "restored": self.restored,
            "left": len(self.left),
            "list": sorted(self.left, key=lambda one: int(one["customer"]))[:LEFT_SHOWN],
        }


@transaction.atomic
def undo(*, run: ImportRun, by: User | None, at: datetime) -> ImportRun:
    """Remove what this run made and restore the values it changed, where nobody has touched them since."""
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.state == UNDONE:
        return held
    if held.state not in (DONE, UNDOING):
        raise NotNow(_("Only an import that was read in can be undone."))
    if held.kind == QUOTES:
        return _finished(held, quotes_undone(held, by=by, at=at))
    if not held.is_of_customers:
        return _finished(held, _catalogue_undone(held, by=by, at=at))
    done = Undone()
    # Backwards, so that what two rows changed one after the other is restored in turn.
    made = list(dict.fromkeys(_rows(held).filter(outcome=CREATED).values_list("customer_id", flat=True)))
    for start in range(0, len(made), _BATCH):
        _remove(held, made[start : start + _BATCH], done, by=by, at=at)
    _restore_all(held, set(made), done, by=by, at=at)
    return _finished(held, done.stored())


def _catalogue_undone(held: ImportRun, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Products and prices: their room takes back and says what it left."""
    done = products.undo_import(run=held.pk, file_name=held.file_name, by=by, at=at)
    return {
        "removed": done.removed,
        "restored": done.restored,
        "left": done.left,
        "list": [{"customer": None, "name": what, "reason": why} for what, why in done.told],
    }


def _finished(held: ImportRun, report: dict[str, Any]) -> ImportRun:
    held.state, held.undo_report, held.error = UNDONE, report, ""
    held.save(update_fields=["state", "undo_report", "error"])
    return held


def _rows(run: ImportRun) -> models.QuerySet[ImportedRow]:
    return ImportedRow.objects.filter(run=run).order_by("-pk")


# --- customers that the run made


def _remove(run: ImportRun, pks: Sequence[int], done: Undone, *, by: User | None, at: datetime) -> None:
    held = {one.pk: one for one in Customer.objects.select_for_update(of=("self",)).filter(pk__in=pks)}
    reasons = _touched(run, list(held))
    for pk, reason in reasons.items():
        done.leave(held[pk], reason)
    gone = [pk for pk in held if pk not in reasons]
    DuplicatePair.objects.filter(models.Q(low__in=gone) | models.Q(high__in=gone)).delete()
    for model in (*_FOUND_BY, Channel, Contact, Site):
        model.objects.filter(customer__in=gone)._raw_delete(using="default")  # no rows hang on these
    Customer.objects.filter(pk__in=gone)._raw_delete(using="default")  # asked for above
    event = ImportUndone(file=run.file_name, removed=True)
    journal.record_many([entry(event, customer_id=pk, by=by, at=at) for pk in gone])
    done.removed += len(gone)


def _touched(run: ImportRun, pks: list[int]) -> dict[int, str]:
    """Why a customer stays: somebody has worked with it. The first reason found counts."""
    reasons: dict[int, str] = {}
    for pk in _with_later_entries(run, pks):
        reasons[pk] = _("Somebody has worked with this customer since.")
    for model, column in pointing_at(Customer, but=_OWN):
        for pk in pointed_at(model, column, pks):
            reasons.setdefault(pk, _("There are matters, appointments or other things with this customer."))
    owners = dict(Contact.objects.filter(customer__in=pks).values_list("pk", "customer_id"))
    for model, column in pointing_at(Contact, but=_OWN):
        for contact in pointed_at(model, column, list(owners)):
            reasons.setdefault(owners[contact], _("There are appointments or other things with a contact."))
    return reasons


def _with_later_entries(run: ImportRun, pks: list[int]) -> set[int]:
    found = Entry.objects.filter(customer_id__in=pks, pk__gt=run.last_entry_id or 0)
    return {pk for pk in found.values_list("customer_id", flat=True).distinct() if pk is not None}


# --- customers that were there before


def _restore_all(run: ImportRun, made: set[int], done: Undone, *, by: User | None, at: datetime) -> None:
    changed: defaultdict[int, list[ImportedRow]] = defaultdict(list)
    for row in _rows(run).exclude(outcome=CREATED).iterator(chunk_size=_BATCH):
        if row.customer_id not in made:
            changed[row.customer_id].append(row)
    pks = sorted(changed)
    tandems = dict(Tandem.objects.values_list("pk", "name"))
    for start in range(0, len(pks), _BATCH):
        portion = pks[start : start + _BATCH]
        held = Customer.objects.select_for_update(of=("self",)).filter(pk__in=portion)
        entries = []
        for customer in held:
            if customer.merged_into_id is not None:
                done.leave(customer, _("Merged into another customer since."))
                continue
            told = _restore(run, customer, changed[customer.pk], done, tandems=tandems, at=at)
            if told:
                done.restored += 1
                event = ImportUndone(file=run.file_name, changes=told)
                entries.append(entry(event, customer_id=customer.pk, by=by, at=at))
        journal.record_many(entries)
        customers.index(customer_ids=portion)


def _restore(
    run: ImportRun,
    customer: Customer,
    rows: Iterable[ImportedRow],
    done: Undone,
    *,
    tandems: dict[int, str],
    at: datetime,
) -> list[list[str]]:
    """Put back what still stands as the import left it; what was changed since stays and is told."""
    told: list[list[str]] = []
    later: set[str] = set()
    written: dict[str, Any] = {}
    for row in rows:
        for name, (before, after) in row.changes.get("fields", {}).items():
            label = customer_fields.CUSTOMER["tandem" if name == "tandem_id" else name]
            if getattr(customer, name) != _value(name, after):
                later.add(_(label))
                continue
            written[name] = _value(name, before)
            setattr(customer, name, written[name])
            shown = (
                (tandems.get(after, ""), tandems.get(before, "")) if name == "tandem_id" else (after, before)
            )
            told.append([label, *map(customer_fields.shown, shown)])
        told += _restore_people(run, customer, row, later)
    if told:
        _save(customer, written, at=at)
    if later:
        done.leave(customer, _("Changed since: %(fields)s.") % {"fields": ", ".join(sorted(later))})
    return told


def _save(customer: Customer, written: dict[str, Any], *, at: datetime) -> None:
    customer.name_key, customer.sort_key = name_key(customer.name), sort_key(customer.name)
    customer.revision += 1
    customer.changed_at = at
    customer.save(update_fields=[*written, "name_key", "sort_key", "revision", "changed_at"])
    address = {name: written[name] for name in customer_fields.ADDRESS if name in written}
    if address:
        Site.objects.filter(customer=customer, is_head_office=True).update(**address)


def _restore_people(run: ImportRun, customer: Customer, row: ImportedRow, later: set[str]) -> list[list[str]]:
    told: list[list[str]] = []
    gone = []
    for contact_id, value in row.changes.get("channels", []):
        found = Channel.objects.filter(customer=customer, contact_id=contact_id, value=value)
        if found.exists():
            gone.append(value)
            found.delete()
    if gone:
        told.append([CHANNELS_LABEL, ", ".join(gone), ""])
    for contact in Contact.objects.filter(customer=customer, pk__in=row.changes.get("new_contacts", [])):
        used = any(
            pointed_at(model, column, [contact.pk]) for model, column in pointing_at(Contact, but=_OWN)
        )
        own_channels = Channel.objects.filter(contact=contact).exists()
        if used or own_channels or contact.revision > 1:
            later.add(contact.full_name)
            continue
        told.append([CONTACT_LABEL, contact.full_name, ""])
        contact.delete()
    for pk, fields in row.changes.get("contacts", {}).items():
        person = Contact.objects.filter(customer=customer, pk=int(pk)).first()
        told += _restore_person(person, fields, later) if person else []
    return told


def _restore_person(person: Contact, fields: dict[str, list[str]], later: set[str]) -> list[list[str]]:
    told = []
    for name, (before, after) in fields.items():
        if getattr(person, name) != after:
            later.add(person.full_name)
            continue
        setattr(person, name, before)
        told.append([customer_fields.CONTACT[name], after, before])
    if told:
        person.revision += 1
        person.save(update_fields=[*fields, "revision"])
    return told


def _value(name: str, kept: Any) -> Any:
    """A value as it was kept in JSON."""
    if kept is None:
        return None
    if name == "turnover":
        return Decimal(kept)
    return date.fromisoformat(kept) if name == "last_contact_date" else kept
