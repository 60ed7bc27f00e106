"""A person's working day: the one list, what the partner does and needs, what the person waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar import queries as calendar
from tandem.essentials.calendar.queries import Item
from tandem.essentials.coordination import signals
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.queries import Door
from tandem.essentials.people.models import EXPERT, Tandem, User
from tandem.essentials.playbook import offers
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import ORDER
from tandem.essentials.teamwork.models import (
    OFFERED,
    REQUEST,
    Consultation,
    Handover,
    Matter,
    Question,
    Task,
)
from tandem.journey.calls import queries as calls
from tandem.journey.calls.models import Booking
from tandem.journey.quotes.models import QuoteApproval
from tandem.journey.quotes.queries import approvals
from tandem.surfaces.desk import links, ranking, records, rows
from tandem.surfaces.desk.queries import away, counts
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries.circle import Circle
from tandem.surfaces.desk.queries.day import Day, News, Waiting
from tandem.surfaces.desk.records import Errand, Turn
from tandem.surfaces.desk.rows import Row

# So many rows are shown at first, and so many of a kind are looked at to find them.
MOST = 20
LOOKED_AT = 80


_Ranked = Turn | Errand | Row


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose day it is: those who act, and the partner whose lateness is shown."""

    user: User
    people: dict[int, User]
    partner: User | None
    at: datetime
    all: bool

    @property
    def acting(self) -> list[int]:
        return list(self.people)

    @property
    def partner_ids(self) -> list[int]:
        return [self.partner.pk] if self.partner is not None and self.partner.pk not in self.people else []


def of(*, circle: Circle, at: datetime, everything: bool = False, whole: bool = False) -> Day:
    """The day of whoever asks, or of the tandem that was chosen. A fixed number of queries.

    `everything` takes what is due later as well, `whole` shows every row instead of the first ones.
    """
    asked = _asked(circle, at, everything=everything)
    day_ends = counts.end_of(timezone.localdate(at))
    day = Day(circle=circle, at=at, day_ends=day_ends)
    from_handovers, offered = _from_handovers(asked, day)
    mine, day.late_of_partner = _turns(asked)
    turns = [turn for turn in mine if turn.pk not in offered]
    found: list[_Ranked] = [
        *turns,
        *from_handovers,
        *_from_questions(asked, day),
        *_from_consultations(asked, day),
        *_from_approvals(asked),
        *_errands(asked, day, turns),
        *_from_visits(asked, day, known={turn.pk for turn in turns}),
    ]
    found.sort(key=lambda one: (*ranking.order(one.standing, at=at, day_ends=day_ends), one.key))
    shown = found if whole else found[:MOST]
    day.rows, day.more = [_row(one, asked) for one in shown], len(found) - len(shown)
    day.shown = counts.shown_day(at, circle.user)
    may_choose = circles.may_choose(circle.user)
    # Whoever leads or coordinates and has no tandem has no strip of the day to draw.
    day.items = _items(circle, day.shown) if circle.team is not None or not may_choose else {}
    if circle.is_own:
        day.reminders = signals.reminders_to(circle.user, acting=asked.acting)
        day.come_up = signals.come_up_to(circle.user, acting=asked.acting)
        day.away = away.of(circle)
    # Whoever returns finds what the partner did among the rest of what happened.
    day.news = [] if day.away else _news(asked)
    if may_choose:
        day.tandems = list(Tandem.objects.order_by("name"))
    return day


def _row(one: _Ranked, asked: _Asked) -> Row:
    """Made of what is shown only: most of a full day is not."""
    if isinstance(one, Turn):
        owner = asked.people[one.accountable_id]
        return rows.of_turn(one, owner=owner, at=asked.at, is_own=owner == asked.user)
    return rows.of_errand(one, owner=asked.people[one.accountable_id]) if isinstance(one, Errand) else one


def _asked(circle: Circle, at: datetime, *, everything: bool) -> _Asked:
    is_mine = circle.chosen is None or circle.is_own
    people = [circle.user, *circle.represented()] if is_mine else circle.team.people if circle.team else []
    return _Asked(
        user=circle.user,
        people={person.pk: person for person in people},
        partner=circle.partner if is_mine else None,
        at=at,
        all=everything,
    )


def _turns(asked: _Asked) -> tuple[list[Turn], list[Turn]]:
    """The turns of the day, and what the partner promised to a customer and is late with; earliest date first."""
    found = _TURNS(
        everything=asked.all,
        step_name=records.step_name(),
        acting=asked.acting,
        partner=asked.partner_ids,
        now=asked.at,
        at=counts.end_of(timezone.localdate(asked.at)),
        until=counts.horizon(asked.at, asked.user),
    )
    turns = [Turn(*row) for row in found]
    late = [turn for turn in turns if turn.accountable_id in asked.partner_ids]
    return [turn for turn in turns if turn.accountable_id not in asked.partner_ids], late


def _rows_of(condition: Q, step_name: str) -> QuerySet[Matter, Any]:
    matters = Matter.objects.filter(condition, closed_at=None)
    return matters.order_by("due_at", "pk").values_list(*records.TURN, step_name, offers.done_in())[
        :LOOKED_AT
    ]


def _turns_read(given: Givens, *, everything: bool, step_name: str) -> QuerySet[Matter, Any]:
    mine = Q(accountable__any_of=given.acting)
    on_the_list = counts.on_the_list(at=given.at, until=given.until)
    turns = _rows_of(mine if everything else mine & on_the_list, step_name)
    promised = (Q(kind=REQUEST) | playbook.at_step(ORDER)) & Q(accountable__any_of=given.partner)
    return turns.union(_rows_of(promised & Q(due_at__lt=given.now), step_name), all=True)


def _offers_read(given: Givens) -> QuerySet[Handover]:
    concerned = Q(taker__any_of=given.acting) | Q(giver=given.user)
    offered = Handover.objects.filter(concerned, state=OFFERED).select_related(
        "matter__customer", "giver", "taker"
    )
    return offered.order_by("answer_due_at")[:LOOKED_AT]


def _questions_read(given: Givens) -> QuerySet[Question]:
    concerned = Q(answered_at=None) & (Q(asked__any_of=given.acting) | Q(asker=given.user))
    concerned |= Q(asker=given.user, answered_at__gte=given.midnight)
    questions = Question.objects.filter(concerned).select_related(
        "matter__customer", "asker", "asked", "answered_by"
    )
    return questions.order_by("due_at")[:LOOKED_AT]


def _consultations_read(given: Givens) -> QuerySet[Consultation]:
    """Open ones until they lapse, and the person's own that were answered today."""
    is_open = Q(answered_at=None, due_at__gt=given.at) & (Q(asked__any_of=given.acting) | Q(asker=given.user))
    consultations = Consultation.objects.filter(
        is_open | Q(asker=given.user, answered_at__gte=given.midnight)
    )
    related = consultations.select_related("customer", "asker", "asked", "answered_by")
    return related.order_by("due_at", "pk")[:LOOKED_AT]


def _approvals_read(given: Givens) -> QuerySet[QuoteApproval]:
    """Quotes that wait for a yes that one of these people may give."""
    concerned = Q(asked__any_of=given.acting) | Q(roles__overlap=given.roles)
    waiting = approvals.waiting_for(concerned & ~Q(asked_by=given.user))
    related = waiting.select_related("version__quote__matter__customer", "asked", "asked_by")
    return related.order_by("due_at", "pk")[:LOOKED_AT]


def _tasks_read(given: Givens, *, everything: bool) -> QuerySet[Task, Any]:
    mine = Q(accountable__any_of=given.acting)
    if not everything:
        mine &= Q(due_at__lte=given.until)
    given_away = Q(made_by=given.user, accountable__any_of=given.partner)
    tasks = Task.objects.filter(mine | given_away, done_at=None)
    return tasks.order_by("due_at", "pk").values_list(*records.ERRAND)[:LOOKED_AT]


def _news_read(given: Givens, *, door: Door) -> QuerySet[Any]:
    """Somebody's entries of a week at customers behind a door, with the customer's name."""
    survivor = customers.surviving(OuterRef(OuterRef("customer_id")))
    name = door.customers().filter(pk__in=survivor).values("name")[:1]
    entries = Entry.objects.filter(actor_id=given.partner, customer_id__isnull=False, at__gte=given.since)
    return entries.annotate(customer_name=Subquery(name)).order_by("-at", "-pk")[:6]


def _bookings_read(given: Givens) -> QuerySet[Booking]:
    over = calls.over_of(person_ids=given.people, at=given.at)
    return over.filter(appointment__visit_report__isnull=True)[:LOOKED_AT]


# The same on every page of the day: their SQL is written once.
_TURNS, _OFFERS = Read(_turns_read), Read(_offers_read)
_QUESTIONS, _TASKS, _NEWS = Read(_questions_read), Read(_tasks_read), Read(_news_read)
_BOOKINGS, _CONSULTATIONS = Read(_bookings_read), Read(_consultations_read)
_APPROVALS = Read(_approvals_read)


def _from_handovers(asked: _Asked, day: Day) -> tuple[list[Row], set[int]]:
    """Offers to the person are rows; the person's own offers are waited for; late ones become alerts.

    Also the matters that the person has offered: their next act is the other's.
    """
    found, offered = [], set()
    for offer in _OFFERS(acting=asked.acting, user=asked.user.pk):
        if offer.taker_id in asked.people:
            found.append(rows.of_handover(offer, at=asked.at))
            continue
        offered.add(offer.matter_id)
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
                who=offer.taker,
            )
        )
    return found, offered


def _from_questions(asked: _Asked, day: Day) -> list[Row]:
    """Questions to the person are rows; the person's own are waited for; fresh answers are told."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(asked.at), time.min))
    found = []
    for question in _QUESTIONS(acting=asked.acting, user=asked.user.pk, midnight=midnight):
        if question.answered_at is not None:
            day.answers.append(question)
        elif question.asked_id in asked.people:
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
                    who=question.asked,
                )
            )
    return found


def _from_consultations(asked: _Asked, day: Day) -> list[Row]:
    """Who waits to be in touch with a customer is a row; what the person has asked is waited for, then told."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(asked.at), time.min))
    found = []
    for one in _CONSULTATIONS(acting=asked.acting, user=asked.user.pk, midnight=midnight, at=asked.at):
        if one.answered_at is not None:
            day.decided.append(one)
        elif one.asker_id == asked.user.pk:
            day.waiting.append(
                Waiting(
                    what=_("Agree it before the contact"),
                    customer=one.customer.name,
                    since=one.asked_at,
                    url=links.to("desk:customer", one.customer_id),
                    due_at=one.due_at,
                    who=one.asked,
                )
            )
        else:
            found.append(rows.of_consultation(one))
    return found


def _from_approvals(asked: _Asked) -> list[Row]:
    """Quotes that need a yes from the person, or from somebody whom they stand in for."""
    roles = sorted({role for person in asked.people.values() for role in person.roles} & approvals.ENTITLED)
    if not roles:
        return []
    found = _APPROVALS(acting=asked.acting, roles=roles, user=asked.user.pk)
    return [rows.of_approval(one) for one in found]


def _errands(asked: _Asked, day: Day, turns: list[Turn]) -> list[Errand]:
    """The person's tasks unless a turn asks for the same; tasks given to the partner are waited for."""
    until = counts.horizon(asked.at, asked.user)
    asked_for = {(turn.pk, key) for turn in turns for key in turn.step_keys}
    tasks = _TASKS(
        everything=asked.all, acting=asked.acting, partner=asked.partner_ids, user=asked.user.pk, until=until
    )
    found = []
    for task in (Errand(*row) for row in tasks):
        if (task.matter_id, task.step_key) in asked_for:
            continue
        if task.accountable_id in asked.people:
            found.append(task)
        elif asked.partner is not None:
            day.waiting.append(
                Waiting(
                    what=task.title,
                    customer=task.customer,
                    since=task.made_at,
                    url=links.to("desk:customer", task.customer_id),
                    due_at=task.due_at,
                    who=asked.partner,
                )
            )
    return found


def _from_visits(asked: _Asked, day: Day, known: set[int]) -> list[Row]:
    """Visits without a report: own ones are rows unless the matter is one already, the partner's an alert."""
    found = []
    for booking in _BOOKINGS(people=[*asked.acting, *asked.partner_ids], at=asked.at):
        if booking.person_id not in asked.people:
            day.missing_of_partner.append(booking)
        elif booking.matter_id not in known:
            found.append(rows.of_visit(booking))
    return found


def _items(circle: Circle, day: date) -> dict[int, list[Item]]:
    people = list(circle.team.people) if circle.team is not None else []
    if circle.user.pk not in {person.pk for person in people} and circle.chosen is None:
        people.append(circle.user)
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = start + timedelta(days=1)
    return calendar.items(people=people, starts_at=start, ends_at=end, viewer=circle.user)


def _news(asked: _Asked) -> list[News]:
    """The partner's last entries at customers the person may read."""
    if asked.partner is None or asked.user.has_role(EXPERT):
        return []
    entries = _NEWS(
        door=customers.door(asked.user), partner=asked.partner.pk, since=asked.at - timedelta(days=7)
    )
    return [
        News(told=journal.tell(entry), customer=entry.customer_name)
        for entry in entries
        if entry.customer_name
    ]
