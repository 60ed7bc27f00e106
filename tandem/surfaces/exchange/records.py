"""One row of a customer list as what it says: values fit to be stored, and what could not be taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from tandem.base.tools import phone, text
from tandem.essentials.customers.models import EMAIL, MOBILE, PHONE
from tandem.surfaces.exchange import synonyms, values
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.values import Cell, Person, ValueProblem

T = TypeVar("T")

LIMITS = {
    synonyms.NUMBER: 30,
    synonyms.NAME: 200,
    synonyms.STREET: 200,
    synonyms.HOUSE_NUMBER: 30,
    synonyms.CITY: 100,
    synonyms.INDUSTRY: 120,
    synonyms.WEBSITE: 200,
    synonyms.REMARK: 20_000,
    synonyms.CONTACT_FIRST: 80,
    synonyms.CONTACT_LAST: 80,
    synonyms.CONTACT_FUNCTION: 120,
}
PLAIN = {synonyms.INDUSTRY: "industry", synonyms.WEBSITE: "website", synonyms.REMARK: "remark"}
LARGEST_TURNOVER = Decimal(10) ** 12
_SALUTATIONS = {"mr": "Herr", "ms": "Frau"}
# What nobody sees but what turns texts round or breaks programs; soft hyphens and the like go without a word.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_PLAIN = re.compile("[^0-9a-z]+")
_SHOWN = 200


class Problem(NamedTuple):
    """A value that was not taken, or not as it stood; `row` as the file counts, `column` by its heading."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Record:
    """What one row says. `fields` holds only what was given and is good; `channels` are (kind, value, label)."""

    row: int
    number: str = ""
    name: str = ""
    name_key: str = ""
    country: str = ""
    tandem_id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    channels: list[tuple[str, str, str]] = field(default_factory=list)
    mobiles: list[tuple[str, str, str]] = field(default_factory=list)
    contact: dict[str, str] | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def vat_number(self) -> str:
        return str(self.fields.get("vat_number", ""))

    @property
    def postcode(self) -> str:
        return str(self.fields.get("postcode", ""))


def name_key(name: str) -> str:
    """`text.name_key`, ten times as fast for plain letters, as it is asked for every row."""
    plain = _NOT_PLAIN.sub("", name.lower()) if name.isascii() else ""
    return (plain or text.name_key(name))[:200]


def sort_key(name: str) -> str:
    """`text.sort_key`, faster for plain letters."""
    plain = _NOT_PLAIN.sub(" ", name.lower()).strip() if name.isascii() else ""
    return (plain or text.sort_key(name))[:200]


def plain(cell: Cell, *, lines: bool = False) -> str:
    """`values.as_text` without a limit; what is clean already, nearly all cells, is not cleaned again."""
    if (
        isinstance(cell, str)
        and cell.isprintable()
        and (cell.isascii() or unicodedata.is_normalized("NFC", cell))
    ):
        return " ".join(cell.split())
    return values.as_text(cell, lines=lines)


class Reader:
    """Reads rows by a mapping. `tandems` are folded names; lists repeat themselves, so parsed cells are kept."""

    def __init__(self, placed: Sequence[Placed], *, tandems: Mapping[str, int], country: str) -> None:
        self._columns = {one.target: one for one in placed if one.target not in (PHONE, MOBILE)}
        self._phones = [one for one in placed if one.target == PHONE]
        self._mobiles = [one for one in placed if one.target == MOBILE]
        self._tandems = tandems
        self._country = country
        self._width = max((one.column for one in placed), default=0) + 1
        # Reasons are sentences in the reader's language, so nothing is remembered from one run to the next.
        self._parse_country = _remembered(values.parse_country, 2_000)
        self._parse_class = _remembered(values.parse_class, 500)
        self._parse_date = _remembered(values.parse_date, 20_000)
        self._parse_person = _remembered(values.parse_person, 20_000)
        self._parse_postcode = _remembered(_postcode, 20_000)
        self._parse_phones = lru_cache(maxsize=20_000, typed=True)(_phones)

    def read(self, row: int, cells: Sequence[Cell], *, headings: int, country: str = "") -> Record:
        """The row as a record; `country` is that of the company it is about, where the row itself names none."""
        record = Record(row=row)
        cells = cells if len(cells) >= self._width else [*cells, *([None] * (self._width - len(cells)))]
        if len(cells) > headings:
            extra = " ".join(filter(None, map(plain, cells[headings:])))
            self._problem(record, _("without a heading"), extra, _("There are more cells than headings."))
        record.name = self._text(record, cells, synonyms.NAME)
        record.name_key = name_key(record.name) if record.name else ""
        record.number = self._number(record, cells)
        record.country = self._parsed(record, cells, synonyms.COUNTRY, self._parse_country) or ""
        country = record.country or country or self._country
        self._address(record, cells, country)
        self._facts(record, cells)
        self._channels(record, cells, country)
        self._contact(record, cells)
        return record

    def _number(self, record: Record, cells: Sequence[Cell]) -> str:
        column = self._columns.get(synonyms.NUMBER)
        number = self._checked(record, cells[column.column], column) if column else ""
        if column and len(number) > LIMITS[synonyms.NUMBER]:
            self._problem(record, column.heading, number, _("A customer number has at most 30 characters."))
            return ""
        return number

    def _address(self, record: Record, cells: Sequence[Cell], country: str) -> None:
        street = self._text(record, cells, synonyms.STREET)
        house = self._text(record, cells, synonyms.HOUSE_NUMBER)
        if street and house:
            street = f"{street} {house}"[:200]
        city = self._text(record, cells, synonyms.CITY)
        found = self._parsed(
            record, cells, synonyms.POSTCODE, lambda cell: self._parse_postcode(cell, country)
        )
        both = self._parsed(record, cells, synonyms.POSTCODE_CITY, lambda cell: _postcode_city(cell, country))
        if both is not None:
            found, city = found or both[0], city or both[1][:100]
        if found is not None and found.repaired:
            column = self._columns.get(synonyms.POSTCODE) or self._columns[synonyms.POSTCODE_CITY]
            self._problem(
                record, column.heading, plain(cells[column.column]), values.repaired_postcode(found)
            )
        given = {"street": street, "postcode": found.code if found else "", "city": city}
        record.fields.update({name: value for name, value in given.items() if value})
        if record.country:
            record.fields["country"] = record.country

    def _facts(self, record: Record, cells: Sequence[Cell]) -> None:
        fields = record.fields
        for target, name in PLAIN.items():
            if written := self._text(record, cells, target, lines=target == synonyms.REMARK):
                fields[name] = written
        if vat := self._parsed(record, cells, synonyms.VAT_NUMBER, values.parse_vat_number):
            fields["vat_number"] = vat
        if klass := self._parsed(record, cells, synonyms.CLASS, self._parse_class):
            fields["klass"] = klass
        if day := self._parsed(record, cells, synonyms.LAST_CONTACT, self._parse_date):
            fields["last_contact_date"] = day
        turnover = self._columns.get(synonyms.TURNOVER)
        if turnover is not None:
            amount = self._parsed(
                record, cells, synonyms.TURNOVER, lambda cell: _amount(cell, turnover.factor)
            )
            if amount is not None:
                fields["turnover"] = amount
                if turnover.year is not None:
                    fields["turnover_year"] = turnover.year
        record.tandem_id = self._parsed(record, cells, synonyms.TANDEM, self._tandem)

    def _tandem(self, cell: Cell) -> int:
        known = self._tandems.get(text.name_key(plain(cell)))
        if known is None:
            raise ValueProblem(_("There is no tandem of this name."))
        return known

    def _channels(self, record: Record, cells: Sequence[Cell], country: str) -> None:
        for columns, into in ((self._phones, record.channels), (self._mobiles, record.mobiles)):
            for column in columns:
                cell = cells[column.column]
                if cell is None:
                    continue
                found, reason = self._parse_phones(cell, country)
                into += [
                    (MOBILE if one.kind == phone.MOBILE else PHONE, one.e164, one.label) for one in found
                ]
                if reason:
                    self._problem(record, column.heading, plain(cell), reason)
        email = self._columns.get(synonyms.EMAIL)
        if email is None or cells[email.column] is None:
            return
        addresses, reason = _emails(cells[email.column])
        record.channels += [(EMAIL, address, "") for address in addresses]
        if reason:
            self._problem(record, email.heading, plain(cells[email.column]), reason)

    def _contact(self, record: Record, cells: Sequence[Cell]) -> None:
        person = self._parsed(record, cells, synonyms.CONTACT, self._parse_person)
        last = self._text(record, cells, synonyms.CONTACT_LAST)
        first = self._text(record, cells, synonyms.CONTACT_FIRST)
        function = self._text(record, cells, synonyms.CONTACT_FUNCTION)
        if person is None and (last or first):
            person = Person(last=last or first, first=first if last else "")
        if person is None:
            if function:
                heading = self._columns[synonyms.CONTACT_FUNCTION].heading
                self._problem(record, heading, function, _("The row names no contact who has this function."))
            return
        column = self._columns.get(synonyms.CONTACT_SALUTATION)
        said = values.parse_salutation(cells[column.column]) if column else ""
        record.contact = {
            "salutation": _SALUTATIONS.get(said or person.salutation, ""),
            "title": person.title[:40],
            "first_name": person.first[:80],
            "last_name": person.last[:80],
            "function": function,
        }

    def _text(self, record: Record, cells: Sequence[Cell], target: str, *, lines: bool = False) -> str:
        column = self._columns.get(target)
        if column is None:
            return ""
        written = self._checked(record, cells[column.column], column, lines=lines)
        limit = LIMITS[target]
        if len(written) <= limit:
            return written
        told = _("At most %(limit)d characters fit here; the rest was cut off.") % {"limit": limit}
        self._problem(record, column.heading, written, told)
        return text.clean(written, limit=limit, lines=lines)

    def _checked(self, record: Record, cell: Cell, column: Placed, *, lines: bool = False) -> str:
        if cell is None:
            return ""
        written = plain(cell, lines=lines)
        if isinstance(cell, str) and not cell.isprintable() and _CONTROL.search(cell):
            self._problem(record, column.heading, written, _("Invisible control characters were taken out."))
        return written

    def _parsed(
        self, record: Record, cells: Sequence[Cell], target: str, parse: Callable[[Cell], T]
    ) -> T | None:
        column = self._columns.get(target)
        cell = cells[column.column] if column else None
        if column is None or cell is None:
            return None
        try:
            return parse(cell)
        except ValueProblem as problem:
            self._problem(record, column.heading, plain(cell), problem.reason)
            return None

    @staticmethod
    def _problem(record: Record, column: str, value: str, reason: str) -> None:
        record.problems.append(Problem(record.row, column, text.clean(value[:1000], limit=_SHOWN), reason))


def _remembered(parse: Callable[..., T], size: int) -> Callable[..., T]:
    """Cells repeat, and reading one costs up to 100 µs; a bad one is as dear as a good one, so both are kept."""

    @lru_cache(maxsize=size, typed=True)
    def outcome(*asked: Any) -> tuple[T | None, str]:
        try:
            return parse(*asked), ""
        except ValueProblem as problem:
            return None, problem.reason

    def ask(*asked: Any) -> T:
        value, reason = outcome(*asked)
        if reason:
            raise ValueProblem(reason)
        return value  # type: ignore[return-value]  # a reason stands wherever there is no value

    return ask


def _postcode(cell: Cell, country: str) -> values.Postcode:
    return values.parse_postcode(cell, country=country)


def _postcode_city(cell: Cell, country: str) -> tuple[values.Postcode, str]:
    return values.parse_postcode_and_city(cell, country=country)


def _amount(cell: Cell, factor: int) -> Decimal:
    amount = values.parse_amount(cell, factor=factor)
    if abs(amount) >= LARGEST_TURNOVER:
        raise ValueProblem(_("This amount is too large."))
    return amount


def _phones(cell: Cell, country: str) -> tuple[tuple[phone.Phone, ...], str]:
    """The numbers in a cell and what is wrong with the rest of it."""
    try:
        return tuple(values.parse_phones(cell, country=country)), ""
    except ValueProblem as problem:
        return problem.phones, problem.reason


def _emails(cell: Cell) -> tuple[tuple[str, ...], str]:
    try:
        return tuple(values.parse_emails(cell)), ""
    except ValueProblem as problem:
        return problem.taken, problem.reason
