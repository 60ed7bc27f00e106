"""A list of quotes from its first row to what became of each: read, matched, handed to the quotes in portions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import READS_ALL, User
from tandem.journey.quotes.actions import erp as quotes
from tandem.journey.quotes.told import CONFLICT, CREATED, ERROR, UNCHANGED, UPDATED, Told
from tandem.surfaces.exchange.erp import columns
from tandem.surfaces.exchange.erp.rows import Reader, Row
from tandem.surfaces.exchange.queries import Stored
from tandem.surfaces.exchange.reading import portions
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.tables import Table

COUNTS = ("rows", "created", "updated", "unchanged", "conflicts", "errors")
OUTCOMES = (CREATED, UPDATED, UNCHANGED, CONFLICT, ERROR)
SAMPLES = 50
_NAMED = {"conflict": "conflicts", "error": "errors"}
# A document beside the list: at most what a file may have.
LARGEST_PDF = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that lies beside the list; its content is read only where a row names it."""

    name: str
    size: int
    read: Callable[[], bytes]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that made or changed a quote."""

    row: int
    customer_id: int
    outcome: str
    quote_id: int


@dataclass(slots=True)
class Report:
    """How many rows became what, and what could not be taken."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    # The documents that belong to a row.
    documents: list[Document] = field(default_factory=list)
    # The first rows of each outcome, for the preview; and every row that was taken.
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in OUTCOMES})
    taken: list[Taken] = field(default_factory=list)

    def told(self) -> dict[str, int]:
        """The counts by name."""
        return {name: self.counts[name] for name in COUNTS}

    def sample(self, outcome: str, row: Row, *, name: str = "", reason: str = "") -> None:
        """Keep a row for the preview, while there are few of its kind."""
        held = self.samples[outcome]
        if len(held) < SAMPLES:
            said = [(target, row.values.get(target)) for target in (columns.NET, columns.VALID_UNTIL)]
            held.append(
                {
                    "row": row.row,
                    "number": row.number,
                    "name": name or row.customer or row.customer_number,
                    "reason": reason,
                    "changes": [[target, "", str(value)] for target, value in said if value is not None],
                }
            )


class Dropped(Exception):
    """Raised to let a dry run leave nothing."""


def take_in(
    *,
    table: Table,
    by: User | None,
    at: datetime,
    documents: Sequence[Document] = (),
    places: Mapping[str, int] | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take a list of quotes in, wholly in one transaction; `documents` lie beside it, called by the quotes' numbers.

    `places` says which column holds what, where a person has said so. Raises columns.NoQuotes where the list is none.
    """
    if places is None:
        places = columns.placed(table.columns)
    company = people.company()
    reader = Reader(table.columns, places, currency="CHF" if company and company.country == "CH" else "EUR")
    report = Report()
    by_number = {text.name_key(Path(one.name).stem): one for one in documents}
    try:
        with transaction.atomic():
            matcher = _Matcher(by=by, at=at)
            for portion in portions(table.rows(), size=2000):
                rows = [reader.read(number, cells) for number, cells in portion]
                _portion(rows, matcher, report, documents=by_number, by=by, at=at)
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
    documents: Mapping[str, Document],
    by: User | None,
    at: datetime,
) -> None:
    matcher.meet(rows)
    told: list[Told] = []
    places: dict[str, Row] = {}
    customer_of: dict[str, Customer] = {}
    for row in rows:
        report.counts["rows"] += 1
        customer = None if row.is_refused else matcher.customer_of(row)
        if customer is None or row.number in places or row.number in matcher.seen:
            if customer is not None:
                _refuse(row, columns.NUMBER, row.number, _("This number stands twice in the list."))
            report.counts["errors"] += 1
            report.problems += row.problems
            report.sample(ERROR, row, reason=row.problems[-1].reason)
            continue
        places[row.number], customer_of[row.number] = row, customer
        told.append(_told(row, customer, matcher, _document(row, documents, report)))
    matcher.seen.update(places)
    # What is written into matters stays: in the language of whoever reads it in, else of the company.
    with translation.override(matcher.language):
        all_came = quotes.take_in(told=told, by=by, at=at)
    for came in all_came:
        report.counts[_NAMED.get(came.outcome, came.outcome)] += 1
        row, customer = places[came.number], customer_of[came.number]
        if came.reason:
            _refuse(row, columns.NUMBER, came.number, came.reason)
        report.problems += row.problems
        report.sample(came.outcome, row, name=customer.name, reason=came.reason)
        if came.outcome in (CREATED, UPDATED) and came.quote_id is not None:
            report.taken.append(Taken(row.row, customer.pk, came.outcome, came.quote_id))


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


def lying_in(folder: Path) -> list[Document]:
    """The documents in a folder beside the list."""
    if not folder.is_dir():
        return []
    return [
        Document(name=path.name, size=path.stat().st_size, read=path.read_bytes, path=path)
        for path in folder.iterdir()
        if path.suffix.lower() == ".pdf"
    ]


def _document(row: Row, documents: Mapping[str, Document], report: Report) -> bytes | None:
    found = documents.get(text.name_key(row.number))
    if found is None:
        return None
    report.documents.append(found)
    if found.size > LARGEST_PDF:
        _refuse(row, columns.NUMBER, found.name, _("The document is larger than 25 MB."))
        return None
    content = found.read()
    if not content.startswith(b"%PDF-"):
        _refuse(row, columns.NUMBER, found.name, _("This file is no PDF."))
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
