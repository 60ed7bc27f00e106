"""What is stuck at the seam, for those who resolve it: what has arrived, why, and what was tried before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.essentials.coordination.chain import COORDINATION, PERSON
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook.entries import RuleSetAside
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.entries import Noted, Reminded
from tandem.essentials.teamwork.models import DECLINED, Handover, Reminder
from tandem.essentials.teamwork.things import Kind, Thing

SHOWN = 30
# Of each matter so many last lines of the journal.
LINES = 3
_LOOKED_BACK = timedelta(days=60)
# So long the reasons for acting against a rule stand before whoever coordinates.
_REASONS_READ = timedelta(days=14)


@dataclass(slots=True)
class Stuck:
    """Something past its date: with whom it lies, which levels know, what was tried."""

    thing: Thing
    holder: User
    levels: list[Escalation] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    lines: list[Told] = field(default_factory=list)

    @property
    def tried(self) -> list[Escalation | Reminder | Told]:
        """Who was told, who reminded and what was done, in the order of time."""
        together: list[Escalation | Reminder | Told] = [*self.levels, *self.reminders, *self.lines]
        return sorted(together, key=_moment)

    @property
    def top(self) -> Escalation | None:
        return self.levels[-1] if self.levels else None

    @property
    def level(self) -> int | None:
        return self.top.level if self.top else None


def _moment(one: Escalation | Reminder | Told) -> datetime:
    if isinstance(one, Escalation):
        return one.reached_at
    return one.made_at if isinstance(one, Reminder) else one.entry.at


def at_the_seam() -> tuple[list[Stuck], list[Stuck]]:
    """What has come up to coordination or sales management, and what has missed its date and is still below.

    Open things only, the earliest date first. Six queries.
    """
    up = things.find_all(lambda kind: Q(_reached(kind)), limit=SHOWN)
    below = things.find_all(lambda kind: Q(_reached(kind, PERSON), ~_reached(kind)), limit=SHOWN)
    told = _told([*up, *below])
    lines = _last_lines({thing.matter_id for thing in up if thing.matter_id is not None})
    for one in told[: len(up)]:
        one.lines = lines.get(one.thing.matter_id or 0, [])
    return told[: len(up)], told[len(up) :]


def _reached(kind: Kind, level: int = COORDINATION) -> Exists:
    found = Escalation.objects.filter(
        kind=kind.key, level=level, thing_id=OuterRef("pk"), missed_at=OuterRef("thing_due_at")
    )
    return Exists(found)


def _told(found: list[Thing]) -> list[Stuck]:
    """The things with who has them, who knows and who reminded."""
    who = people.all_people().in_bulk({thing.holder_id for thing in found})
    stuck = {(thing.kind, thing.pk): Stuck(thing=thing, holder=who[thing.holder_id]) for thing in found}
    same = Q(pk__in=[])
    for thing in found:
        same |= things.now_asked_for(thing)
    for one in Escalation.objects.filter(same).select_related("told").order_by("level"):
        if one.missed_at == stuck[one.kind, one.thing_id].thing.due_at:
            stuck[one.kind, one.thing_id].levels.append(one)
    for reminder in Reminder.objects.filter(same).select_related("reminder").order_by("made_at"):
        stuck[reminder.kind, reminder.thing_id].reminders.append(reminder)
    return list(stuck.values())


def _last_lines(matter_ids: set[int]) -> dict[int, list[Told]]:
    """The last lines of each matter's journal that a person wrote; reminders stand beside them."""
    newest = Window(RowNumber(), partition_by=F("matter_id"), order_by=[F("at").desc(), F("id").desc()])
    written = Entry.objects.filter(matter_id__in=matter_ids, actor_id__isnull=False)
    entries = written.exclude(type=Reminded.key)
    lines: dict[int, list[Told]] = defaultdict(list)
    for entry in entries.annotate(place=newest).filter(place__lte=LINES).order_by("-at", "-pk"):
        lines[entry.matter_id or 0].append(journal.tell(entry))
    return lines


def declined_unanswered(*, at: datetime) -> list[Handover]:
    """Handovers that were declined, and nothing has happened in the matter since. One query."""
    since = Entry.objects.filter(
        matter_id=OuterRef("matter_id"), at__gt=OuterRef("answered_at"), actor_id__isnull=False
    )
    declined = Handover.objects.filter(
        ~Exists(since), state=DECLINED, answered_at__gte=at - _LOOKED_BACK, matter__closed_at=None
    )
    related = declined.select_related("matter__customer__tandem", "giver", "taker")
    return list(related.order_by("answered_at", "pk")[:SHOWN])


def words_without_answer(*, at: datetime) -> list[Told]:
    """What customers said in open matters that nobody has taken up since. One query.

    A note from the customer asks for something to happen: a step, an answer, at least a word.
    """
    since = Entry.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        matter_id=OuterRef("matter_id"), actor_id__isnull=False,
    )  # fmt: skip
    told = _in_open_matters(
        Entry.objects.filter(type=Noted.key, data__channel="customer", at__gte=at - _LOOKED_BACK)
    )
    found = told.filter(~Exists(since), at__lt=at - timedelta(days=1)).order_by("at", "pk")
    return [journal.tell(entry) for entry in found[:SHOWN]]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something done against a rule, with the reason: by whom, at which customer."""

    told: Told
    who: User | None
    customer: Customer | None


def rules_set_aside(*, at: datetime) -> list[SetAside]:
    """What was done against a rule in the last days, the newest first (INV7). Three queries.

    A rule that is set aside again and again fits badly: whoever coordinates reads the reasons and words it anew.
    """
    entries = Entry.objects.filter(type=RuleSetAside.key, at__gte=at - _REASONS_READ, at__lte=at)
    found = list(entries.order_by("-at", "-pk")[:SHOWN])
    who = people.all_people().in_bulk({entry.actor_id for entry in found if entry.actor_id})
    where = Customer.objects.in_bulk({entry.customer_id for entry in found if entry.customer_id})
    return [
        SetAside(
            told=journal.tell(entry),
            who=who.get(entry.actor_id or 0),
            customer=where.get(entry.customer_id or 0),
        )
        for entry in found
    ]


def _in_open_matters(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    turn = things.kinds()[things.TURN]
    return entries.filter(Exists(turn.open().filter(pk=OuterRef("matter_id"))))
