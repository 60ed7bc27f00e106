"""Where the stories are told: who is there, what day it is, and whose turn it is to go on telling."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tandem.base.post.models import SENT, OutgoingMail
from tandem.demo.cast import Cast
from tandem.demo.days import ZONE, Days, moment
from tandem.demo.diary import Diary
from tandem.demo.words.articles import number_of
from tandem.demo.words.goods import GOODS
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import EVALUATE, REGISTER
from tandem.essentials.products import prices
from tandem.essentials.products import queries as products
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import REPEAT, SALE, Matter, Task
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import Booking
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import Quote

# A story says when it goes on and is told again when that moment has come.
Story = Generator[datetime, None, None]
VISIT = timedelta(minutes=75)


@dataclass(slots=True)
class Stage:
    """What every story needs."""

    cast: Cast
    days: Days
    diary: Diary
    rng: Random
    customers: dict[str, Customer]
    contacts: dict[str, list[Contact]]
    # Customers drawn by chance, by tandem, the largest first.
    others: dict[int, list[Customer]] = field(default_factory=dict)

    def contact(self, customer: Customer) -> Contact | None:
        """Whom one would speak to there."""
        return customer.contacts.order_by("pk").first()

    def sale(
        self,
        customer: Customer,
        title: str,
        *,
        by: User,
        at: datetime,
        step: str = "appointment",
        contact: Contact | None = None,
        repeat: bool = False,
        value: str = "",
        due_at: datetime | None = None,
        next_step: str = "",
    ) -> Matter:
        """Begin a sale (or a repeat) at a step."""
        return teamwork.begin(
            customer=customer,
            kind=REPEAT if repeat else SALE,
            title=title,
            step_key=step,
            contact=contact or self.contact(customer),
            value=Decimal(value) if value else None,
            due_at=due_at,
            next_step=next_step,
            by=by,
            at=at,
        )

    def write_quote(
        self,
        matter: Matter,
        lines: Iterable[tuple[str, str, str]],
        *,
        by: User,
        at: datetime,
        chance: int = 50,
    ) -> Quote:
        """A draft with these lines: good, quantity, discount in percent."""
        quote = quotes.start(
            matter=matter, delivery="frei Werk, unabgeladen", probability=chance, by=by, at=at
        )
        version = quote.versions.get()
        for key, quantity, discount in lines:
            good = GOODS[key]
            line = quotes.NewLine(
                text=good.text,
                quantity=Decimal(quantity),
                unit=good.unit,
                price=good.price,
                discount=Decimal(discount),
                cost=None if by.has_role("agent") else good.cost,
                delivery="auf Anfrage" if good.unit == "Stk" else "",
                product_id=_product_at(key, good.price, Decimal(quantity), quote, at),
            )
            quotes.add_lines(version=version, new=[line], by=by, at=at)
        quote.refresh_from_db()
        return quote

    def send(self, quote: Quote, *, by: User, at: datetime) -> Quote:
        """Send the draft that is being written."""
        quotes.send(version=quote.versions.get(state="draft"), by=by, at=at)
        quote.refresh_from_db()
        return quote

    def book(self, matter: Matter, person: User, start: datetime, *, by: User, at: datetime) -> Booking:
        """A visit in the calendar; the diary knows it as well."""
        self.diary.keep(person.pk, start, start + VISIT)
        return calls.book_visit(
            matter=matter, person=person, starts_at=start, ends_at=start + VISIT, by=by, at=at
        )


def tell(stories: list[Story], *, before_each: Callable[[datetime], None]) -> None:
    """Tell all stories together in the order of time, so that numbers and journal stand in that order too."""
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _go_on(waiting, number, story)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        before_each(at)
        _go_on(waiting, number, story)


def _go_on(waiting: list[tuple[datetime, int, Story]], number: int, story: Story) -> None:
    goes_on_at = next(story, None)
    if goes_on_at is not None:
        heapq.heappush(waiting, (goes_on_at, number, story))


def settle_mail() -> None:
    """What was sent in the past has arrived: the worker must not send letters of last month today."""
    for mail in OutgoingMail.objects.exclude(state=SENT):
        mail.state, mail.attempts, mail.sent_at = SENT, 1, mail.made_at + timedelta(seconds=4)
        mail.save(update_fields=["state", "attempts", "sent_at"])


def settle_obligations(stage: Stage) -> None:
    """What was sent or decided a while ago has been registered and evaluated since."""
    beside = Task.objects.filter(
        step_key__in=(REGISTER, EVALUATE), done_at=None, made_at__lt=stage.days.back(3, "00:00")
    )
    for task in beside.select_related("accountable").order_by("made_at", "pk"):
        wait = 1 if task.step_key == REGISTER else 9
        day = stage.days.shift(task.made_at.astimezone(ZONE).date(), wait)
        if day < stage.days.today:
            result = "" if task.step_key == REGISTER else "Kurz besprochen, nichts zu ändern."
            teamwork.finish_task(task=task, result=result, by=task.accountable, at=moment(day, "11:45"))


def _product_at(key: str, price: Decimal, quantity: Decimal, quote: Quote, at: datetime) -> int | None:
    """The product of the catalogue, where its list says the price of the story."""
    for product in products.by_numbers([number_of(key)]).values():
        found = prices.find(
            product=product,
            customer=quote.matter.customer,
            quantity=quantity,
            currency=quote.currency,
            day=at.astimezone(ZONE).date(),
        )
        return product.pk if found.unit_price == price else None
    return None
