"""Writing planned deals as rows: matters with their turn, journal, visits, quotes, orders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tandem.base.files.models import Blob, File
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.demo import papers
from tandem.demo.cast import Cast
from tandem.demo.past.deals import Deal
from tandem.demo.sheets import Sheet
from tandem.demo.words.articles import catalogue
from tandem.essentials.calendar.models import Appointment, Attendance
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import Step
from tandem.essentials.products import queries as products
from tandem.essentials.teamwork.models import Handover, Matter, Task
from tandem.journey.calls.models import Booking, Call
from tandem.journey.care.models import Satisfaction
from tandem.journey.leads.models import Lead
from tandem.journey.orders.models import Delivery, Order, OrderLine
from tandem.journey.quotes.models import FollowUp, Quote, QuoteLine, QuoteVersion
from tandem.journey.visits.models import VisitReport

_MODELS = (
    Matter, Entry, Lead, Handover, Call, Appointment, Attendance, Booking,
    VisitReport, VisitReport.contacts.through,
    Blob, File, Quote, QuoteVersion, QuoteLine, FollowUp, Order, OrderLine, Delivery, Satisfaction, Task,
)  # fmt: skip


class Books:
    """The tables that planned business is written into, and what every writer needs to know."""

    def __init__(self, cast: Cast, users: dict[int, User], today: Any) -> None:
        self.cast = cast
        self.users = users
        self.steps: dict[str, Step] = {step.key: step for step in playbook.steps(day=today)}
        self._sheets = {model: Sheet(model) for model in _MODELS}
        # Products by what quotes call them, but for services and what is priced with copper.
        named = {one.number: one for one in catalogue() if one.group != "60" and not one.copper}
        self.products = {named[made.number].name: made.pk for made in products.by_numbers(named).values()}
        self._frozen: list[tuple[int, str]] = []
        self._confirmed: list[tuple[int, datetime]] = []

    def add(self, model: type[Any], **values: Any) -> int:
        """One row for later; its id."""
        return self._sheets[model].add(**values)

    def tell(self, deal: Deal, event: EntryType, *, by: int | None, at: datetime, lane: int) -> None:
        """One journal entry of a deal's matter; `lane` is whoever has the turn from then on."""
        self.record(event, customer_id=deal.client.pk, matter_id=deal.matter_id, by=by, at=at, lane=lane)

    def record(
        self,
        event: EntryType,
        *,
        customer_id: int,
        by: int | None,
        at: datetime,
        lane: int | None,
        matter_id: int | None = None,
    ) -> None:
        """One journal entry at a customer."""
        self.add(
            Entry,
            at=at,
            type=event.key,
            customer_id=customer_id,
            matter_id=matter_id,
            actor_id=by,
            side=self.users[by].side if by else "",
            lane=self.users[lane].side if lane else "",
            data=dict(vars(event)),
        )

    def paper(self, lines: list[str], *, name: str, by: int, at: datetime) -> tuple[int, str]:
        """Keep a document; the file's id and the content's hash."""
        content = papers.page(lines)
        digest = hashlib.sha256(content).hexdigest()
        self.add(Blob, sha256=digest, size=len(content), content=content)
        file_id = self.add(
            File, blob_id=digest, name=name, content_type="application/pdf", created_at=at, created_by_id=by
        )
        return file_id, digest

    def freeze(self, version_id: int, state: str) -> None:
        """This version was sent: its lines are written while it is a draft, then the database guards it."""
        self._frozen.append((version_id, state))

    def confirm(self, order_id: int, at: datetime) -> None:
        """This order is confirmed once its lines stand."""
        self._confirmed.append((order_id, at))

    def write(self) -> int:
        """Everything kept so far into the database; how many rows."""
        written = sum(sheet.write() for sheet in self._sheets.values())
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE quotes_quoteversion held SET state = given.state"
                " FROM unnest(%s::bigint[], %s::text[]) AS given (id, state) WHERE held.id = given.id",
                _columns(self._frozen),
            )
            cursor.execute(
                "UPDATE orders_order held SET confirmed_at = given.at, handed_to_inside_at = given.at"
                " FROM unnest(%s::bigint[], %s::timestamptz[]) AS given (id, at) WHERE held.id = given.id",
                _columns(self._confirmed),
            )
        self._frozen.clear()
        self._confirmed.clear()
        return written


def _columns(rows: Iterable[tuple[Any, Any]]) -> list[list[Any]]:
    pairs = list(rows)
    return [[first for first, _second in pairs], [second for _first, second in pairs]]


def minutes(at: datetime, count: int) -> datetime:
    """A little later."""
    return at + timedelta(minutes=count)
