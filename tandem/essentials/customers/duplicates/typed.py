"""What somebody has typed so far, as far as it can be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tandem.base.tools import text, validation
from tandem.essentials.customers.actions.channels import Line, emails, phones
from tandem.essentials.customers.actions.refusals import ValueRefused
from tandem.essentials.customers.duplicates.keys import LONGEST, Described

# Nobody types more numbers of one company; a pasted book is not read to its end.
_LINES = 5
_LINE = 260


def described(
    given: Mapping[str, str],
    *,
    name: str = "name",
    phone_fields: Iterable[str] = ("phones", "contact_phones"),
    email_fields: Iterable[str] = ("emails", "contact_emails"),
) -> Described:
    """The company in a form that is being filled in. What is not complete yet is passed over."""
    country = text.clean(given.get("country", ""), limit=2) or "DE"
    return Described(
        name=text.clean(given.get(name, "")[: LONGEST * 2], limit=LONGEST),
        street=text.clean(given.get("street", "")[:_LINE], limit=200),
        postcode=_postcode(given.get("postcode", ""), country),
        city=text.clean(given.get("city", "")[:_LINE], limit=100),
        vat_number=_vat(given.get("vat_number", "")),
        website=text.clean(given.get("website", "")[:_LINE], limit=200),
        phones=_lines(given, phone_fields, lambda line: phones(line, country=country)),
        emails=_lines(given, email_fields, emails),
    )


def _lines(
    given: Mapping[str, str], names: Iterable[str], read: Callable[[str], list[Line]]
) -> tuple[str, ...]:
    written = [line for name in names for line in given.get(name, "")[: _LINES * _LINE].splitlines()]
    found: dict[str, None] = {}
    for line in written[:_LINES]:
        try:
            found.update(dict.fromkeys(value for _kind, value, _label in read(text.clean(line, limit=_LINE))))
        except ValueRefused:
            continue  # half a number; the next key stroke asks again
    return tuple(found)


def _vat(written: str) -> str:
    try:
        return validation.vat_number(text.clean(written[:_LINE], limit=40))
    except validation.InvalidValue:
        return ""


def _postcode(written: str, country: str) -> str:
    try:
        return validation.postcode(text.clean(written[:_LINE], limit=12), country)[0]
    except validation.InvalidValue:
        return ""
