"""Phones and e-mail addresses: several for a company and for each of its contacts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.base.tools import phone, text, validation
from tandem.essentials.customers.actions.refusals import ValueRefused
from tandem.essentials.customers.models import CHANNELS, EMAIL, MOBILE, PHONE, Channel, Contact, Customer

# Kind, value (phones in E.164), and what people call it ('Zentrale').
Line = tuple[str, str, str]

LABEL = gettext_noop("Phone and e-mail")


def phones(written: str, *, country: str) -> list[Line]:
    """The numbers somebody typed, in any spelling, one or several in a line. Raises ValueRefused."""
    found: list[Line] = []
    for line in written.splitlines():
        try:
            parsed = phone.parse(line, country=country)
        except phone.PhoneError as error:
            raise ValueRefused(
                _("“%(text)s”: %(reason)s") % {"text": line[:60], "reason": error.reason}
            ) from error
        found += [(MOBILE if one.kind == phone.MOBILE else PHONE, one.e164, one.label) for one in parsed]
    return _each_once(found)


def emails(written: str) -> list[Line]:
    """The addresses somebody typed, separated by lines, commas or semicolons. Raises ValueRefused."""
    found: list[Line] = []
    for part in written.replace(";", "\n").replace(",", "\n").splitlines():
        if not part.strip():
            continue
        try:
            found.append((EMAIL, validation.email(part), ""))
        except validation.InvalidValue as error:
            raise ValueRefused(
                _("“%(text)s”: %(reason)s") % {"text": part[:60], "reason": error.reason}
            ) from error
    return _each_once(found)


def write(*, customer: Customer, contact: Contact | None, lines: Iterable[Line]) -> None:
    """Store lines; one value stands once at a company or person."""
    Channel.objects.bulk_create(
        [
            Channel(
                customer=customer,
                contact=contact,
                kind=_kind(kind),
                value=value,
                label=text.clean(label, limit=60),
            )
            for kind, value, label in _each_once(lines)
        ]
    )


def replace(
    *,
    customer: Customer,
    contact: Contact | None,
    lines: Iterable[Line],
    opened: Iterable[Line] | None = None,
) -> list[list[str]]:
    """Make these the only ones; what stays keeps its row. Returns the change for the journal, or nothing.

    With `opened` (what stood in the form when it was opened) only what the person changed there is changed: what
    somebody else has added or taken away meanwhile stays so.
    """
    wanted = _each_once(lines)
    held = {
        one.value: one for one in Channel.objects.filter(customer=customer, contact=contact).order_by("pk")
    }
    before = [(one.kind, one.value, one.label) for one in held.values()]
    if opened is not None:
        wanted = _brought_together(before, _each_once(opened), wanted)
    if before == wanted:
        return []
    gone = [one.pk for value, one in held.items() if value not in {line[1] for line in wanted}]
    Channel.objects.filter(pk__in=gone).delete()
    for kind, value, label in wanted:
        one = held.get(value)
        if one is not None and (one.kind, one.label) != (kind, label):
            Channel.objects.filter(pk=one.pk).update(kind=_kind(kind), label=text.clean(label, limit=60))
    write(customer=customer, contact=contact, lines=[line for line in wanted if line[1] not in held])
    return [[LABEL, written(before), written(wanted)]]


def written(lines: Iterable[Line]) -> str:
    """All lines in one, as the journal keeps them: '+4973112340 (Zentrale), info@hoelzl.example'."""
    return ", ".join(f"{value} ({label})" if label else value for _kind, value, label in lines)


def read(journalled: str, *, country: str) -> list[Line]:
    """The lines that were `written`."""
    found: list[Line] = []
    for part in filter(None, journalled.split(", ")):
        found += emails(part) if "@" in part else phones(part, country=country)
    return found


def _brought_together(held: list[Line], opened: list[Line], typed: list[Line]) -> list[Line]:
    """What stands there, with what one person changed in the form that they had opened."""
    names = [{(value, label) for _kind, value, label in lines} for lines in (held, opened)]
    if names[0] == names[1]:
        return typed
    mine = {line[1]: line for line in typed}
    gone = {line[1] for line in opened} - set(mine)
    changed = {value: line for value, line in mine.items() if (value, line[2]) not in names[1]}
    stays = [changed.pop(line[1], line) for line in held if line[1] not in gone]
    return [*stays, *changed.values()]


def _each_once(lines: Iterable[Line]) -> list[Line]:
    return list({line[1]: line for line in reversed(list(lines))}.values())[::-1]


def _kind(kind: str) -> str:
    if kind not in CHANNELS:
        raise ValueRefused(_("Neither a phone number nor an e-mail address."))
    return kind
