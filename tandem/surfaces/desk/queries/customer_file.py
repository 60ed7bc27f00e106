"""Everything the file of one customer shows, in few queries: what hangs on one row is fetched with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, JSONField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tandem.base.journal import queries as journal
from tandem.base.journal.entry_types import CONTACT, known
from tandem.base.journal.models import Entry
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar.models import PRIVATE, Appointment
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import Channel, Contact, Customer
from tandem.essentials.customers.queries import Door
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.essentials.teamwork import checklist
from tandem.essentials.teamwork.models import CUSTOMER, OFFERED, Handover, Matter, Question, Task
from tandem.journey.orders.models import Order
from tandem.surfaces.desk import timeline
from tandem.surfaces.desk.queries.circle import Circle
from tandem.surfaces.desk.timeline import Line

PAGE = 20


@dataclass(slots=True)
class History:
    """A piece of the timeline; `before` leads to the older piece."""

    lines: list[Line]
    before: str = ""


@dataclass(slots=True)
class CustomerFile:
    """One customer with what is open, who is there, what happened."""

    customer: Customer
    team: Team
    at: datetime
    may_write: bool
    matters: list[Matter] = field(default_factory=list)
    contacts: list[Any] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    offer: Handover | None = None
    questions: list[Question] = field(default_factory=list)
    history: History = field(default_factory=lambda: History(lines=[]))
    turnover: Decimal | None = None
    branches: list[dict[str, Any]] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)
    told_reach: dict[str, Any] = field(default_factory=dict)
    parent: Customer | None = None
    next_appointment: dict[str, Any] | None = None
    last_inside: datetime | None = None
    last_outward: datetime | None = None

    @property
    def headline(self) -> Matter | None:
        """The most urgent open matter: whose turn it is there is the customer's headline."""
        return min(self.matters, key=_urgency) if self.matters else None

    @property
    def open_value(self) -> Decimal:
        """What is open in the customer's own currency; currencies are never mixed."""
        amounts = (amount_of(matter) for matter in self.matters if matter.currency == self.customer.currency)
        return sum((amount for amount in amounts if amount), Decimal(0))

    @property
    def open_quotes(self) -> Decimal:
        """What sent and undecided quotes are worth."""
        quotes = [quote for matter in self.matters if (quote := getattr(matter, "quote", None)) is not None]
        return sum((quote.net for quote in quotes if quote.state == "open"), Decimal(0))


def _urgency(matter: Matter) -> tuple[bool, bool, datetime, int]:
    assert matter.due_at is not None  # an open matter has one: constraint open_matter_has_a_turn
    return matter.waiting_for == CUSTOMER, not matter.urgent, matter.due_at, matter.pk


def amount_of(matter: Matter) -> Decimal | None:
    """What a matter is worth: its order, else its quote, else the estimate."""
    order, quote = getattr(matter, "order", None), getattr(matter, "quote", None)
    if order is not None:
        return Decimal(order.net)
    if quote is not None and quote.net:
        return Decimal(quote.net)
    return matter.value


def of(*, user: User, pk: int, circle: Circle, at: datetime) -> CustomerFile:
    """The file of one customer; 404 where the person may not see it."""
    row = _row(user, pk, at) or _row(user, customers.get_for(user, pk).pk, at)
    own = next((team for team in circle.teams if team.tandem.pk == row.tandem_id), None)
    team = own or people.team(tandem_id=row.tandem_id, day=circle.day)
    found = CustomerFile(
        customer=row,
        team=team,
        at=at,
        may_write=circle.may_write(row, team=team),
        turnover=row.year_turnover,
        branches=row.told_branches,
        parent=row.parent if row.parent_visible else None,
        channels=row.told_channels,
        told_reach=row.told_reach,
        last_inside=row.last_inside,
        last_outward=row.last_outward,
    )
    if row.told_appointment is not None:
        starts_at = parse_datetime(row.told_appointment["starts_at"])
        found.next_appointment = row.told_appointment | {"starts_at": starts_at}
    found.matters = open_matters(row)
    found.contacts = contacts(row)
    found.tasks = _TASKS(customer=row.pk)
    found.offer = _offer(found.headline)
    found.history = history(customer_ids=[row.pk, *row.alias_pks])
    return found


def _row(user: User, pk: int, at: datetime) -> Any:
    """The customer with everything that is one value or a short list; None where the person may not see it."""
    year = timezone.localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    found = _CUSTOMER(door=customers.door(user), pk=pk, at=at, year=year, contacts=_contact_types())
    return found[0] if found else None


def _customer_read(given: Givens, *, door: Door) -> Any:
    aliases = Customer.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    branches = door.customers().filter(parent=OuterRef("pk")).order_by("sort_key")
    parent = door.customers().filter(pk=OuterRef("parent"))
    channels = Channel.objects.filter(customer=OuterRef("pk"), contact=None).order_by("pk")
    ahead = Appointment.objects.filter(
        customer=OuterRef("pk"), starts_at__gte=given.at, cancelled_at=None
    ).exclude(kind=PRIVATE)
    orders = Order.objects.filter(
        matter__customer=OuterRef("pk"), confirmed_at__gte=given.year, currency=OuterRef("currency")
    )
    return (
        door.customers()
        .filter(pk=given.pk)
        .select_related("tandem", "parent")
        .annotate(
            parent_visible=Exists(parent),
            alias_pks=ArraySubquery(aliases),
            told_branches=ArraySubquery(
                branches.values(told=JSONObject(pk="pk", name="name", city="city"))[:20]
            ),
            told_channels=ArraySubquery(
                channels.values(told=JSONObject(kind="kind", value="value", label="label"))
            ),
            told_reach=reach.column(customer="pk", contact=None),
            told_appointment=Subquery(
                ahead.order_by("starts_at")
                .annotate(
                    told=JSONObject(pk=F("pk"), starts_at=F("starts_at"), title=F("title"), kind=F("kind"))
                )
                .values("told")[:1],
                output_field=JSONField(),
            ),
            year_turnover=Subquery(
                orders.values("matter__customer").annotate(total=Sum("net")).values("total")
            ),
            last_inside=_last_contact(given, ["inside"]),
            last_outward=_last_contact(given, ["field", "key_account"]),
        )
    )


def _contact_types() -> list[str]:
    return [key for key, cls in known().items() if cls.group == CONTACT]


def _last_contact(given: Givens, sides: list[str]) -> Subquery:
    read_with = customers.read_with(given.pk)
    entries = Entry.objects.filter(customer_id__any_of=read_with, side__in=sides, type__any_of=given.contacts)
    return Subquery(entries.order_by("-at").values("at")[:1])


def open_matters(customer: Customer) -> list[Matter]:
    """Open matters with their turn, quote and order, most urgent first. One query."""
    return sorted(_MATTERS(customer=customer.pk), key=_urgency)


def contacts(customer: Customer) -> list[Any]:
    """Active contacts with their numbers, who has the wire first. One query."""
    return _CONTACTS(customer=customer.pk)


def _matters_read(given: Givens) -> QuerySet[Matter]:
    matters = Matter.objects.filter(customer=given.customer, closed_at=None).annotate(
        told_ticks=checklist.told_of()
    )
    return matters.select_related("accountable", "step", "contact", "quote", "order")


def _contacts_read(given: Givens) -> QuerySet[Any]:
    told = (
        Channel.objects.filter(contact=OuterRef("pk"))
        .order_by("pk")
        .values(told=JSONObject(kind="kind", value="value", label="label"))
    )
    people_there = Contact.objects.filter(customer=given.customer, is_active=True).select_related("cared_by")
    shown = people_there.annotate(
        told_channels=ArraySubquery(told), told_reach=reach.column(customer="customer_id", contact="pk")
    )
    return shown.order_by("last_name", "first_name")[:50]


def _tasks_read(given: Givens) -> QuerySet[Task]:
    tasks = Task.objects.filter(customer=given.customer, done_at=None)
    return tasks.select_related("accountable", "matter").order_by("due_at")[:20]


def _offer_read(given: Givens) -> QuerySet[Handover]:
    return Handover.objects.filter(matter=given.matter, state=OFFERED).select_related("giver", "taker")


# The same for every file: their SQL is written once.
_CUSTOMER, _MATTERS, _CONTACTS = Read(_customer_read), Read(_matters_read), Read(_contacts_read)
_TASKS, _OFFER = Read(_tasks_read), Read(_offer_read)


def _offer(matter: Matter | None) -> Handover | None:
    if matter is None:
        return None
    return next(iter(_OFFER(matter=matter.pk)), None)


def history(*, customer_ids: Iterable[int], groups: Iterable[str] = (), before: str = "") -> History:
    """A piece of the timeline, newest first. One query."""
    found = journal.timeline(
        customer_ids=customer_ids, limit=PAGE + 1, before=_parse(before), groups=list(groups)
    )
    page, older = found[:PAGE], found[PAGE] if len(found) > PAGE else None
    last = page[-1].entry if page and older is not None else None
    return History(
        lines=timeline.lines(page, older=older),
        before=f"{last.at.timestamp():.6f}-{last.pk}" if last is not None else "",
    )


def _parse(before: str) -> tuple[datetime, int] | None:
    """A place in the timeline from its address; whatever is no place begins at the top."""
    moment, _dash, pk = before.rpartition("-")
    try:
        return datetime.fromtimestamp(float(moment), tz=timezone.get_current_timezone()), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
