"""A list of quotes from its first row to what became of each: read, matched, handed to the quotes in portions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import READS_ALL, User
from tandem.journey.quotes.actions import erp as quotes
from tandem.journey.quotes.told import Told
from tandem.surfaces.exchange.erp import columns
from tandem.surfaces.exchange.erp.rows import Reader, Row
from tandem.surfaces.exchange.queries import Stored
from tandem.surfaces.exchange.reading import portions
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.tables import Table

COUNTS = ("rows", "created", "updated", "unchanged", "conflicts", "errors")
_NAMED = {"conflict": "conflicts", "error": "errors"}
# A document beside the list: at most what a file may have.
LARGEST_PDF = 25 * 1024 * 1024


@dataclass(slots=True)
class Report:
    """How many rows became what, and what could not be taken."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    # The documents that belong to a row.
    documents: list[Path] = field(default_factory=list)

    def told(self) -> dict[str, int]:
        """The counts by name."""
        return {name: self.counts[name] for name in COUNTS}


class Dropped(Exception):
    """Raised to let a dry run leave nothing."""


def take_in(
    *,
    table: Table,
    by: User | None,
    at: datetime,
    folder: Path | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take a list of quotes in, wholly in one transaction; `folder` is where documents lie beside it.

    Raises columns.NoQuotes where the list is none.
    """
    places = columns.placed(table.columns)
    company = people.company()
    reader = Reader(table.columns, places, currency="CHF" if company and company.country == "CH" else "EUR")
    report = Report()
    documents = _documents(folder)
    try:
        with transaction.atomic():
            matcher = _Matcher(by=by, at=at)
            for portion in portions(table.rows(), size=2000):
                rows = [reader.read(number, cells) for number, cells in portion]
                _portion(rows, matcher, report, documents=documents, by=by, at=at)
                if progress is not None:
                    progress(report.counts["rows"])
            if dry_run:
                raise Dropped
    except Dropped:
        pass
    return report


def _portion(
    rows: list[Row],
    matcher: _Matcher,
    report: Report,
    *,
    documents: Mapping[str, Path],
    by: User | None,
    at: datetime,
) -> None:
    matcher.meet(rows)
    told: list[Told] = []
    places: dict[str, Row] = {}
    for row in rows:
        report.counts["rows"] += 1
        customer = None if row.is_refused else matcher.customer_of(row)
        if customer is None or row.number in places or row.number in matcher.seen:
            if customer is not None:
                _refuse(row, columns.NUMBER, row.number, _("This number stands twice in the list."))
            report.counts["errors"] += 1
            report.problems += row.problems
            continue
        places[row.number] = row
        told.append(_told(row, customer, matcher, _document(row, documents, report)))
    matcher.seen.update(places)
    # What is written into matters stays: in the language of whoever reads it in, else of the company.
    with translation.override(matcher.language):
        all_came = quotes.take_in(told=told, by=by, at=at)
    for came in all_came:
        report.counts[_NAMED.get(came.outcome, came.outcome)] += 1
        if came.reason:
            _refuse(places[came.number], columns.NUMBER, came.number, came.reason)
        report.problems += places[came.number].problems


def _told(row: Row, customer: Customer, matcher: _Matcher, pdf: bytes | None) -> Told:
    values = row.values
    return Told(
        number=row.number,
        customer=customer,
        dated_on=values[columns.DATE],
        net=values[columns.NET],
        currency=values[columns.CURRENCY],
        title=values.get(columns.TITLE, ""),
        list_value=values.get(columns.LIST_VALUE),
        margin=values.get(columns.MARGIN),
        cost=values.get(columns.COST),
        state=values[columns.STATE],
        reason=values.get(columns.REASON, ""),
        competitor=values.get(columns.COMPETITOR, ""),
        words=values.get("words", ""),
        reference=values.get(columns.ORDER, ""),
        decided_on=values.get(columns.DECIDED),
        valid_until=values.get(columns.VALID_UNTIL),
        probability=values.get(columns.PROBABILITY),
        person=matcher.person_of(row, customer),
        pdf=pdf,
    )


def _refuse(row: Row, target: str, value: str, reason: str) -> None:
    row.problems.append(Problem(row.row, columns.label(target), value[:200], reason))


def _documents(folder: Path | None) -> dict[str, Path]:
    """The documents beside the list, by the number they are called by."""
    if folder is None or not folder.is_dir():
        return {}
    return {text.name_key(path.stem): path for path in folder.iterdir() if path.suffix.lower() == ".pdf"}


def _document(row: Row, documents: Mapping[str, Path], report: Report) -> bytes | None:
    path = documents.get(text.name_key(row.number))
    if path is None:
        return None
    report.documents.append(path)
    if path.stat().st_size > LARGEST_PDF:
        _refuse(row, columns.NUMBER, path.name, _("The document is larger than 25 MB."))
        return None
    content = path.read_bytes()
    if not content.startswith(b"%PDF-"):
        _refuse(row, columns.NUMBER, path.name, _("This file is no PDF."))
        return None
    return content


class _Matcher:
    """Finds the customers and people that rows name, a portion at a time."""

    def __init__(self, *, by: User | None, at: datetime) -> None:
        day = timezone.localdate(at)
        self.seen: set[str] = set()
        company = people.company()
        speaks_german = company is None or company.country in ("DE", "AT", "CH", "LI")
        self.language = by.language if by is not None else "de" if speaks_german else "en"
        self._writable = customers.writable_tandem_ids(by, day=day) if by is not None else None
        self._stored = Stored(lock=False)
        self._by_number: dict[str, int] = {}
        self._by_vat: defaultdict[str, set[int]] = defaultdict(set)
        self._by_name: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._customers: dict[int, Customer] = {}
        self._people = self._named(people.colleagues())

    @staticmethod
    def _named(colleagues: Iterable[User]) -> dict[str, User]:
        """Colleagues by address, full name, last name and initials, as far as each means one person."""
        named: defaultdict[str, set[User]] = defaultdict(set)
        for person in colleagues:
            written = (person.email, person.full_name, f"{person.last_name} {person.first_name}")
            for name in (*written, person.last_name, person.initials):
                named[text.name_key(name)].add(person)
        return {name: next(iter(found)) for name, found in named.items() if len(found) == 1}

    def meet(self, rows: Sequence[Row]) -> None:
        """Read from the database who may be meant."""
        signs = self._stored.signs(
            numbers={row.customer_number for row in rows if row.customer_number},
            vat_numbers={row.vat_number for row in rows if row.vat_number},
            name_keys={text.name_key(row.customer) for row in rows if row.customer},
        )
        found = set()
        for sign in signs:
            found.add(sign.pk)
            if sign.number:
                self._by_number[sign.number] = sign.pk
            if sign.vat_number:
                self._by_vat[sign.vat_number].add(sign.pk)
            self._by_name[sign.name_key, sign.postcode].add(sign.pk)
        missing = found - self._customers.keys()
        self._customers |= Customer.objects.select_related("tandem").in_bulk(missing)

    def customer_of(self, row: Row) -> Customer | None:
        """The customer a row names: by number, else by a VAT number of one company, else by name and postcode."""
        pk = self._by_number.get(row.customer_number) if row.customer_number else None
        if pk is None and not row.customer_number:
            alike = self._by_vat.get(row.vat_number, set()) if row.vat_number else set()
            if len(alike) != 1:
                alike = self._by_name.get((text.name_key(row.customer), row.postcode), set())
            pk = next(iter(alike)) if len(alike) == 1 else None
        customer = self._customers.get(pk) if pk is not None else None
        if customer is None:
            named = row.customer_number or row.customer or row.vat_number
            _refuse(
                row, columns.CUSTOMER, named, _("No customer is known by this. Read the customers in first.")
            )
            return None
        if self._writable is not None and customer.tandem_id not in self._writable:
            reason = _("This customer is looked after by the tandem %(tandem)s, who can take the quote in.")
            _refuse(row, columns.CUSTOMER, customer.name, reason % {"tandem": customer.tandem.name})
            return None
        return customer

    def person_of(self, row: Row, customer: Customer) -> User | None:
        """Who is named and sees the customer; else the process says who follows up."""
        if not row.person:
            return None
        person = self._people.get(text.name_key(row.person))
        if person is None:
            reason = _("Nobody here is called so; the process names who follows up.")
            _refuse(row, columns.PERSON, row.person, reason)
            return None
        if person.has_role(*READS_ALL) or customers.may_see(person, customer_id=customer.pk):
            return person
        reason = _("%(name)s does not see this customer; the process names who follows up.")
        _refuse(row, columns.PERSON, row.person, reason % {"name": person.full_name})
        return None


def lines(report: Report) -> Iterator[str]:
    """The report as lines of text, for the file beside a list that a folder brought."""
    counts = report.told()
    yield (
        _(
            "%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, "
            "%(conflicts)d conflicts, %(errors)d errors."
        )
        % counts
    )
    for problem in report.problems:
        value = f" “{problem.value}”" if problem.value else ""
        yield f"{problem.row}  {problem.column}{value}: {problem.reason}"
