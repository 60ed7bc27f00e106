"""A person's working day: the one list, what the partner does and needs, what the person waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.essentials.calendar import queries as calendar
from tandem.essentials.calendar.queries import Item
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import EXPERT, Tandem, User
from tandem.essentials.playbook.models import ORDER
from tandem.essentials.teamwork.models import OFFERED, REQUEST, Handover, Matter, Question, Task
from tandem.journey.calls import queries as calls
from tandem.journey.calls.models import Booking
from tandem.surfaces.desk import links, ranking, rows
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries import counts
from tandem.surfaces.desk.queries.circle import Circle
from tandem.surfaces.desk.rows import Row

# So many rows are shown, and so many of a kind are looked at to find them.
MOST = 30
LOOKED_AT = 80
# Of a turn, its customer and its step only what a row shows: decoding the rest costs more than the query.
_SHOWN = (
    *("title", "kind", "next_step", "due_at", "waiting_for", "urgent", "value", "currency", "opened_at"),
    *("customer__name", "step__key", "step__name_de", "step__name_en"),
    *("accountable__first_name", "accountable__last_name", "accountable__roles"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something the person waits for."""

    what: str
    customer: str
    since: datetime
    url: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing the partner did at a shared customer."""

    told: Told
    customer: str


@dataclass(slots=True)
class Day:
    """Everything the page of the day shows."""

    circle: Circle
    at: datetime
    day_ends: datetime
    rows: list[Row] = field(default_factory=list)
    more: int = 0
    later: int = 0
    waiting: list[Waiting] = field(default_factory=list)
    answers: list[Question] = field(default_factory=list)
    late_of_partner: list[Matter] = field(default_factory=list)
    late_handovers: list[Handover] = field(default_factory=list)
    missing_of_partner: list[Booking] = field(default_factory=list)
    items: dict[int, list[Item]] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    tandems: list[Tandem] = field(default_factory=list)

    @property
    def partner(self) -> User | None:
        return self.circle.partner

    @property
    def partner_waits(self) -> int:
        """On how many rows the partner waits."""
        partner = self.partner
        return sum(
            1 for row in self.rows if partner is not None and row.waits is not None and row.waits == partner
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose day it is: those who act, and the partner whose lateness is shown."""

    user: User
    acting: list[int]
    partner: User | None
    at: datetime
    all: bool

    @property
    def partner_ids(self) -> list[int]:
        return [self.partner.pk] if self.partner is not None and self.partner.pk not in self.acting else []


def of(*, circle: Circle, at: datetime, everything: bool = False) -> Day:
    """The day of whoever asks, or of the tandem that was chosen. A fixed number of queries."""
    asked = _asked(circle, at, everything=everything)
    day_ends = timezone.make_aware(datetime.combine(timezone.localdate(at), time.max))
    day = Day(circle=circle, at=at, day_ends=day_ends)
    turns = sorted(
        _turns(asked),
        key=lambda matter: ranking.order(rows.standing_of(matter), at=at, day_ends=day_ends),
    )
    day.late_of_partner = _late(asked)
    # Rows are made of the first ones only: the others would not be shown.
    found = [rows.of_matter(matter, at=at, user=circle.user) for matter in turns[:MOST]]
    found += _from_handovers(asked, day)
    found += _from_questions(asked, day)
    found += _from_tasks(asked, day)
    found += _from_visits(asked, day, known={matter.pk for matter in turns})
    found = rows.ranked(found, at=at, day_ends=day_ends)
    day.rows = found[:MOST]
    day.more = len(found) - len(day.rows) + len(turns[MOST:])
    day.items = _items(circle, at)
    day.news = _news(asked)
    if circles.may_choose(circle.user):
        day.tandems = list(Tandem.objects.order_by("name"))
    return day


def _asked(circle: Circle, at: datetime, *, everything: bool) -> _Asked:
    if circle.chosen is not None and not circle.is_own:
        people = [person.pk for person in circle.chosen.people]
        return _Asked(user=circle.user, acting=people, partner=None, at=at, all=everything)
    acting = [circle.user.pk, *(person.pk for person in circle.represented())]
    return _Asked(user=circle.user, acting=acting, partner=circle.partner, at=at, all=everything)


def _turns(asked: _Asked) -> list[Matter]:
    """The turns of the day, the earliest date first."""
    mine = Q(accountable__in=asked.acting)
    if not asked.all:
        mine &= counts.on_the_list(asked.at)
    return _rows_of(mine)


def _late(asked: _Asked) -> list[Matter]:
    """What the partner promised to a customer and is late with."""
    if not asked.partner_ids:
        return []
    promised = Q(kind=REQUEST) | Q(step__key=ORDER)
    return _rows_of(promised & Q(accountable__in=asked.partner_ids, due_at__lt=asked.at))


def _rows_of(condition: Q) -> list[Matter]:
    matters = Matter.objects.filter(condition, closed_at=None)
    related = matters.select_related("customer", "step", "accountable").only(*_SHOWN)
    return list(related.order_by("due_at")[:LOOKED_AT])


def _from_handovers(asked: _Asked, day: Day) -> list[Row]:
    """Offers to the person are rows; the person's own offers are waited for; late ones become alerts."""
    concerned = Q(taker__in=asked.acting) | Q(giver=asked.user)
    offers = Handover.objects.filter(concerned, state=OFFERED).select_related(
        "matter__customer", "giver", "taker"
    )
    found = []
    for offer in offers.order_by("answer_due_at")[:LOOKED_AT]:
        if offer.taker_id in asked.acting:
            found.append(rows.of_handover(offer, at=asked.at))
            continue
        if offer.answer_due_at < asked.at:
            day.late_handovers.append(offer)
            continue
        url = links.to("teamwork:matter", offer.matter_id)
        day.waiting.append(
            Waiting(
                what=offer.next_step,
                customer=offer.matter.customer.name,
                since=offer.made_at,
                url=url,
                due_at=offer.answer_due_at,
            )
        )
    return found


def _from_questions(asked: _Asked, day: Day) -> list[Row]:
    """Questions to the person are rows; the person's own are waited for; fresh answers are told."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(asked.at), time.min))
    concerned = Q(answered_at=None) & (Q(asked__in=asked.acting) | Q(asker=asked.user))
    concerned |= Q(asker=asked.user, answered_at__gte=midnight)
    questions = Question.objects.filter(concerned).select_related(
        "matter__customer", "asker", "asked", "answered_by"
    )
    found = []
    for question in questions.order_by("due_at")[:LOOKED_AT]:
        if question.answered_at is not None:
            day.answers.append(question)
        elif question.asked_id in asked.acting:
            found.append(rows.of_question(question, at=asked.at))
        else:
            url = links.to("teamwork:matter", question.matter_id)
            day.waiting.append(
                Waiting(
                    what=question.text,
                    customer=question.matter.customer.name,
                    since=question.asked_at,
                    url=url,
                    due_at=question.due_at,
                )
            )
    return found


def _from_tasks(asked: _Asked, day: Day) -> list[Row]:
    """Tasks of the person are rows; tasks given to the partner are waited for."""
    mine = Q(accountable__in=asked.acting)
    if not asked.all:
        mine &= Q(due_at__lte=counts.horizon(asked.at))
    given = Q(made_by=asked.user, accountable__in=asked.partner_ids)
    tasks = Task.objects.filter(mine | given, done_at=None)
    found = []
    related = ("customer", "matter", "accountable", "made_by")
    for task in tasks.select_related(*related).order_by("due_at")[:LOOKED_AT]:
        if task.accountable_id in asked.acting:
            found.append(rows.of_task(task, at=asked.at))
        else:
            day.waiting.append(
                Waiting(
                    what=task.title,
                    customer=task.customer.name,
                    since=task.made_at,
                    url=links.to("desk:customer", task.customer_id),
                    due_at=task.due_at,
                )
            )
    return found


def _from_visits(asked: _Asked, day: Day, known: set[int]) -> list[Row]:
    """Visits without a report: own ones are rows unless the matter is one already, the partner's an alert."""
    people = [User(pk=pk) for pk in (*asked.acting, *asked.partner_ids)]
    found = []
    bookings = calls.over_without_report(people=people, at=asked.at).filter(
        appointment__visit_report__isnull=True
    )
    for booking in bookings[:LOOKED_AT]:
        if booking.person_id not in asked.acting:
            day.missing_of_partner.append(booking)
        elif booking.matter_id not in known:
            found.append(rows.of_visit(booking))
    return found


def _items(circle: Circle, at: datetime) -> dict[int, list[Item]]:
    people = list(circle.team.people) if circle.team is not None else []
    if circle.user.pk not in {person.pk for person in people} and circle.chosen is None:
        people.append(circle.user)
    start = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    end = start + timedelta(days=1)
    return calendar.items(people=people, starts_at=start, ends_at=end, viewer=circle.user)


def _news(asked: _Asked) -> list[News]:
    """The partner's last entries at customers the person may read."""
    if asked.partner is None or asked.user.has_role(EXPERT):
        return []
    name = customers.visible_to(asked.user).filter(pk=OuterRef("customer_id")).values("name")[:1]
    entries = (
        Entry.objects.filter(
            actor_id=asked.partner.pk, customer_id__isnull=False, at__gte=asked.at - timedelta(days=7)
        )
        .annotate(customer_name=Subquery(name))
        .order_by("-at", "-pk")[:6]
    )
    return [
        News(told=journal.tell(entry), customer=entry.customer_name)
        for entry in entries
        if entry.customer_name
    ]
