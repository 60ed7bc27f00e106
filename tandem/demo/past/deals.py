"""What happened with each customer in three years: enquiries, visits, quotes, orders, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tandem.demo.clients import Client, Somebody
from tandem.demo.days import Days, moment, week_of
from tandem.demo.diary import Diary
from tandem.demo.words import goods, talk
from tandem.essentials.products import vat
from tandem.journey.quotes import totals

# Business by month, January to December: trade fairs in spring, budgets in autumn, quiet in August.
SEASON = (0.8, 0.9, 1.15, 1.05, 1.0, 1.05, 0.9, 0.55, 1.15, 1.3, 1.15, 0.6)
YEARS = 3
_RECENT = timedelta(days=45)
# A customers buy several at a time.
_SIZE = {"A": 4, "B": 2}


@dataclass(slots=True)
class Item:
    """A line of a quote."""

    good: goods.Good
    quantity: Decimal
    price: Decimal
    cost: Decimal
    discount: Decimal
    delivery: str


@dataclass(slots=True)
class Version:
    """A version of a quote that went out, or is being written (no `sent_at`)."""

    made_at: datetime
    sent_at: datetime | None
    items: list[Item]
    discount: Decimal
    sums: totals.Totals


@dataclass(slots=True)
class Asked:
    """A follow-up."""

    due_at: datetime
    at: datetime
    text: str
    probability: int


@dataclass(slots=True, kw_only=True)
class Deal:
    """One sale from its beginning as far as it has come. `stage` is where it stands; '' is closed."""

    client: Client
    person: Somebody
    project: goods.Project
    title: str
    need: str
    inside: int
    outward: int
    opened_at: datetime
    source: str = ""
    stage: str = ""
    stage_since: datetime | None = None
    due_at: datetime | None = None
    waiting: bool = False
    missed: list[tuple[datetime, str, date]] = field(default_factory=list)
    called_at: datetime | None = None
    called: str = ""
    visit_at: datetime | None = None
    has_slot: bool = False
    reported_at: datetime | None = None
    outcome: str = ""
    competitor: str = ""
    no_need: bool = False
    versions: list[Version] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    probability: int = 50
    decided_at: datetime | None = None
    won: bool = False
    reason: str = ""
    words: str = ""
    reference: str = ""
    confirmed_at: datetime | None = None
    promised_on: date | None = None
    delivered_at: datetime | None = None
    delivered_note: str = ""
    asked_at: datetime | None = None
    score: int = 0
    praise: str = ""
    further: str = ""
    closed_at: datetime | None = None
    quote_serial: tuple[int, int] | None = None
    order_serial: tuple[int, int] | None = None
    is_first: bool = False
    matter_id: int = 0
    quote_id: int = 0
    version_ids: list[int] = field(default_factory=list)

    @property
    def first_sent(self) -> datetime | None:
        return self.versions[0].sent_at if self.versions else None

    @property
    def last_moment(self) -> datetime:
        """When something happened last."""
        moments = [self.opened_at, self.called_at, self.reported_at, self.decided_at, self.confirmed_at]
        moments += [self.delivered_at, self.asked_at, self.closed_at, *(one.at for one in self.asked)]
        return max(
            one for one in [*moments, *(version.sent_at for version in self.versions)] if one is not None
        )


class Planner:
    """Draws deals; nothing lies behind the end of the last working day except what is booked or due."""

    def __init__(self, *, rng: Random, days: Days, diary: Diary, busy_tandem: int) -> None:
        self._rng = rng
        self._days = days
        self._diary = diary
        self._now = days.cutoff
        self._busy_tandem = busy_tandem
        self._months = self._open_months()

    def _open_months(self) -> tuple[list[date], list[float]]:
        first = self._days.today.replace(day=1)
        months = [
            date(first.year + (first.month - 1 - back) // 12, (first.month - 1 - back) % 12 + 1, 1)
            for back in range(YEARS * 12)
        ]
        weights = [SEASON[month.month - 1] * (1.0 - 0.006 * back) for back, month in enumerate(months)]
        return months, weights

    def deal(self, client: Client, *, sides: tuple[int, int]) -> Deal | None:
        """One more deal with this customer; None where it would begin in the future."""
        rng = self._rng
        month = rng.choices(self._months[0], weights=self._months[1])[0]
        opened = self._clock(self._days.shift(month + timedelta(days=rng.randrange(28)), 0))
        if opened >= self._now:
            return None
        spare = rng.random() < (0.5 if client.klass in ("B", "C") else 0.35)
        project = rng.choice([one for one in goods.PROJECTS if one.spare is spare])
        number = rng.randint(2, 6)
        person = rng.choice(client.people)
        deal = Deal(
            client=client,
            person=person,
            project=project,
            title=project.title.format(n=number),
            need=project.need.format(n=number),
            inside=sides[0],
            outward=sides[1],
            opened_at=opened,
            source=rng.choice(talk.LEAD_SOURCES) if not spare and rng.random() < 0.3 else "",
        )
        self._run(deal)
        return deal

    def _run(self, deal: Deal) -> None:
        """Walk through the steps until the deal is closed or the present is reached."""
        steps = (self._call, self._visit, self._quote, self._decide, self._order, self._after_sales)
        for step in steps:
            if not step(deal):
                break

    def _clock(self, day: date) -> datetime:
        minutes = self._rng.randrange(8 * 60, 16 * 60 + 30, 5)
        return moment(day, f"{minutes // 60:02d}:{minutes % 60:02d}")

    def _after(self, at: datetime, least: int, most: int) -> datetime:
        return self._clock(self._days.shift(at.date(), self._rng.randint(least, most)))

    def _stay(self, deal: Deal, stage: str, since: datetime, *, waiting: bool = False) -> bool:
        """The deal is open and stands here; due in the next days, sometimes overdue."""
        rng = self._rng
        deal.stage, deal.stage_since, deal.waiting = stage, since, waiting
        ours = deal.client.tandem_id == self._busy_tandem
        late = not ours and rng.random() < 0.12
        day = (
            self._days.shift(self._days.today, -rng.randint(1, 4))
            if late
            else self._days.shift(self._days.workday, rng.randint(2 if ours else 1, 9))
        )
        deal.due_at = moment(day, rng.choice(("10:00", "12:00", "14:00", "16:30")))
        return False

    def _call(self, deal: Deal) -> bool:
        rng = self._rng
        at = self._after(deal.opened_at, 1, 6)
        while at < self._now and rng.random() < 0.25 and len(deal.missed) < 3:
            again = self._after(at, 1, 3)
            deal.missed.append((at, self._fill(rng.choice(talk.CALL_MISSED), deal, at), again.date()))
            at = again
        if at >= self._now:
            return self._stay(deal, "appointment", deal.opened_at)
        words = talk.CALL_SPARE if deal.project.spare else talk.CALL_NEED
        deal.called_at, deal.called = at, self._fill(rng.choice(words), deal, at)
        return True

    def _visit(self, deal: Deal) -> bool:
        assert deal.called_at is not None
        if deal.project.spare:
            return True
        day = self._days.shift(deal.called_at.date(), self._rng.randint(4, 12))
        recent = moment(day, "12:00") > self._now - _RECENT
        slot = self._diary.visit(deal.outward, day) if recent else self._clock(day)
        if slot is None:
            return self._stay(deal, "appointment", deal.called_at)
        deal.visit_at, deal.has_slot = slot, recent
        reported = slot + timedelta(hours=2, minutes=self._rng.randrange(0, 120, 5))
        if reported >= self._now:
            deal.stage, deal.stage_since, deal.due_at = "visit", deal.called_at, slot
            return False
        deal.reported_at = reported
        if self._rng.random() < 0.08:
            deal.no_need, deal.outcome, deal.closed_at = True, self._rng.choice(talk.VISIT_NO_NEED), reported
            return False
        deal.outcome = self._fill(self._rng.choice(talk.VISIT_OUTCOME), deal, reported)
        deal.competitor = self._rng.choice(talk.COMPETITORS) if self._rng.random() < 0.4 else ""
        return True

    def _quote(self, deal: Deal) -> bool:
        begun = deal.reported_at or deal.called_at
        assert begun is not None
        items = self._items(deal)
        discount = Decimal(self._rng.choice((0, 0, 0, 2, 3, 5)))
        sent = self._after(begun, 3, 9)
        made = min(self._after(begun, 1, 1), sent - timedelta(minutes=40))
        if sent >= self._now:
            if made < self._now:
                deal.versions.append(self._version(deal, made, None, items, discount))
            return self._stay(deal, "quote", begun)
        deal.versions.append(self._version(deal, made, sent, items, discount))
        deal.probability = self._rng.choice((30, 40, 50, 50, 60, 70))
        return True

    def _decide(self, deal: Deal) -> bool:
        rng = self._rng
        sent = deal.versions[-1].sent_at
        assert sent is not None
        for _round in range(rng.choice((1, 1, 2, 2, 3))):
            due = self._after(sent if not deal.asked else deal.asked[-1].at, 4, 6)
            if due >= self._now:
                break
            chance = min(90, max(10, deal.probability + rng.choice((-10, 0, 10, 10))))
            deal.asked.append(Asked(due, due, self._fill(rng.choice(talk.FOLLOW_UP), deal, due), chance))
            deal.probability = chance
        if deal.asked and rng.random() < 0.22:
            self._second_version(deal)
        last = max([deal.versions[-1].sent_at or sent, *(one.at for one in deal.asked)])
        at = self._after(last, 2, 8)
        if at >= self._now:
            self._stay(deal, "follow_up", sent, waiting=True)
            return False
        deal.decided_at, deal.won = at, rng.random() < (0.72 if deal.project.spare else 0.45)
        if not deal.won:
            deal.reason, deal.words = rng.choice(talk.LOST)
            deal.competitor = rng.choice(talk.COMPETITORS) if deal.reason in ("competitor", "price") else ""
            deal.closed_at = at
            return False
        deal.reference = self._reference(deal, at)
        return True

    def _second_version(self, deal: Deal) -> None:
        at = self._after(deal.asked[-1].at, 1, 3)
        if at >= self._now:
            return
        before = deal.versions[0]
        discount = before.discount + self._rng.choice((2, 3, 5))
        deal.versions.append(self._version(deal, at - timedelta(minutes=30), at, before.items, discount))

    def _order(self, deal: Deal) -> bool:
        assert deal.decided_at is not None
        at = self._after(deal.decided_at, 1, 2)
        if at >= self._now:
            return self._stay(deal, "order", deal.decided_at)
        weeks = self._rng.randint(1, 3) if deal.project.spare else self._rng.randint(5, 11)
        deal.confirmed_at = at
        deal.promised_on = self._days.shift(at.date() + timedelta(weeks=weeks), 0)
        late = self._rng.choice((0, 0, 0, 0, -1, -2, 1, 3, 6))
        day = self._days.shift(deal.promised_on, late)
        delivered = self._clock(day)
        if delivered >= self._now:
            deal.promised_on = max(deal.promised_on, self._days.shift(self._days.workday, 2))
            deal.stage, deal.stage_since = "order", deal.decided_at
            deal.due_at = moment(deal.promised_on, "12:00")
            return False
        deal.delivered_at, deal.delivered_note = delivered, self._rng.choice(talk.DELIVERY)
        return True

    def _after_sales(self, deal: Deal) -> bool:
        assert deal.delivered_at is not None
        at = self._after(deal.delivered_at, 3, 8)
        if at >= self._now:
            return self._stay(deal, "after_sales", deal.delivered_at)
        deal.score = self._rng.choice((7, 8, 8, 9, 9, 9, 10, 10))
        deal.praise, deal.further = self._rng.choice(talk.PRAISE), self._rng.choice(talk.FURTHER)
        deal.asked_at = deal.closed_at = at
        return False

    def _items(self, deal: Deal) -> list[Item]:
        rng = self._rng
        keys = [
            key
            for key in deal.project.goods
            if deal.project.spare or key in deal.project.goods[:2] or rng.random() < 0.75
        ]
        factor = Decimal("1.06") if deal.client.currency == "CHF" else Decimal(1)
        found = []
        for key in keys:
            good = goods.GOODS[key]
            found.append(
                Item(
                    good=good,
                    quantity=Decimal(
                        rng.choice(good.quantities)
                        * (_SIZE.get(deal.client.klass, 1) if len(good.quantities) > 2 else 1)
                    ),
                    price=(good.price * factor).quantize(Decimal("0.01")),
                    cost=(good.cost * factor).quantize(Decimal("0.01")),
                    discount=Decimal(rng.choice((0, 0, 3, 5, 6, 8)))
                    if good.unit in ("Stk", "Rolle")
                    else Decimal(0),
                    delivery=f"KW {week_of(deal.opened_at.date() + timedelta(weeks=rng.randint(8, 16)))}",
                )
            )
        return found

    def _version(
        self, deal: Deal, made: datetime, sent: datetime | None, items: list[Item], discount: Decimal
    ) -> Version:
        rate = vat_rate(deal.client)
        lines = [
            totals.Line(
                quantity=item.quantity,
                price=item.price,
                discount=item.discount,
                vat_rate=rate,
                cost=item.cost,
            )
            for item in items
        ]
        return Version(made, sent, items, discount, totals.of(lines, discount=discount))

    def _reference(self, deal: Deal, at: datetime) -> str:
        words = {
            "no": f"45{self._rng.randrange(10**5):05d}",
            "day": f"{at:%d.%m.}",
            "person": deal.person.formal,
        }
        return self._rng.choice(talk.REFERENCES).format(**words)

    def _fill(self, text: str, deal: Deal, at: datetime) -> str:
        return text.format(person=deal.person.formal, week=week_of(at.date() + timedelta(weeks=1)))


def vat_rate(client: Client) -> Decimal:
    """The tax rate of our invoices to this customer."""
    sides = vat.Sides(
        company_country="DE", customer_country=client.place.country, has_vat_number=bool(client.vat_number)
    )
    return Decimal(19) if sides.case == vat.DOMESTIC else Decimal(0)
