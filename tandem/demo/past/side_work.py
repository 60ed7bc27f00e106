"""What happens between the sales: requests, notes, obligations beside the quotes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from tandem.demo.cast import Cast
from tandem.demo.clients import Client
from tandem.demo.days import Days, moment, week_of
from tandem.demo.past import quoting
from tandem.demo.past.books import Books, minutes
from tandem.demo.past.deals import Deal
from tandem.demo.words import talk
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import entries as teamwork
from tandem.essentials.teamwork.models import DONE, REQUEST, Matter, Task

_GOODS = (
    "Rollenbahn RB 620",
    "Getriebemotor KG 80",
    "Kette FK 80",
    "Umrichter FU 4,0",
    "Gurtförderer GF 400",
)
_PORTION = 20_000


def write(
    *,
    cast: Cast,
    users: dict[int, User],
    clients: list[Client],
    deals: list[Deal],
    days: Days,
    rng: Random,
    progress: Callable[[str, int, int], None],
) -> None:
    """Requests and notes for every second customer or so, and the open obligations."""
    known = [client for client in clients if client.people]
    # A very large company has many customers that it hardly hears of.
    often = max(0.25, min(1.0, 1_000 / max(1, len(known))))
    for start in range(0, len(known), _PORTION):
        progress("Requests and notes", start, len(known))
        books = Books(cast, users, days.today)
        for client in known[start : start + _PORTION]:
            _between(books, client, cast, days, rng, often=often)
        books.write()
    progress("Requests and notes", len(known), len(known))
    books = Books(cast, users, days.today)
    for deal in deals:
        _obligations(books, deal, cast, days)
    books.write()


def _between(books: Books, client: Client, cast: Cast, days: Days, rng: Random, *, often: float) -> None:
    chance = often * {"A": 2.4, "B": 1.2, "C": 0.5}.get(client.klass, 0.3)
    for _time in range(int(chance + rng.random())):
        _note(books, client, cast, days, rng)
    for _time in range(int(chance * 0.5 + rng.random())):
        _request(books, client, cast, days, rng)


def _some_moment(days: Days, rng: Random, least: int = 2) -> datetime:
    day = days.shift(days.today, -rng.randint(least, 500))
    minute = rng.randrange(8 * 60, 16 * 60, 5)
    return moment(day, f"{minute // 60:02d}:{minute % 60:02d}")


def _note(books: Books, client: Client, cast: Cast, days: Days, rng: Random) -> None:
    channel, words = rng.choice(talk.NOTES)
    who = rng.choice(cast.sides(client.tandem_id))
    event = teamwork.Noted(channel=channel, text=words, contact=rng.choice(client.people).full_name)
    books.record(event, customer_id=client.pk, by=who.pk, at=_some_moment(days, rng), lane=who.pk)


def _request(books: Books, client: Client, cast: Cast, days: Days, rng: Random) -> None:
    title, answer = (
        words.format(good=rng.choice(_GOODS), week="{week}") for words in rng.choice(talk.REQUESTS)
    )
    inside, _outward = cast.sides(client.tandem_id)
    person = rng.choice(client.people)
    # A few came in lately and wait, never in the tandem whose day is told in full.
    is_open = client.tandem_id != cast.ulm.pk and rng.random() < 0.02
    at = days.back(1, "11:20") if is_open else _some_moment(days, rng, least=12 if client.is_drawn else 2)
    closed_at = None if is_open else minutes(at, rng.choice((4, 12, 35, 95, 180)))
    matter = books.add(
        Matter,
        customer_id=client.pk,
        contact_id=person.pk,
        kind=REQUEST,
        title=title,
        step_since=at,
        answerable="inside",
        currency=client.currency,
        accountable_id=inside.pk,
        next_step="Dem Kunden antworten",
        due_at=days.ahead(0, "16:00") if is_open else minutes(at, 24 * 60),
        turn_since=at,
        opened_at=at,
        closed_at=closed_at,
        outcome="" if is_open else DONE,
    )
    taken = teamwork.RequestTaken(title=title, contact=person.full_name)
    taker = rng.choice((inside, inside, cast.lea))
    books.record(taken, customer_id=client.pk, matter_id=matter, by=taker.pk, at=at, lane=inside.pk)
    if closed_at is not None:
        result = answer.format(week=week_of(at.date() + timedelta(weeks=2)))
        closed = teamwork.MatterClosed(title=title, outcome=DONE, result=result)
        books.record(
            closed, customer_id=client.pk, matter_id=matter, by=inside.pk, at=closed_at, lane=inside.pk
        )


def _obligations(books: Books, deal: Deal, cast: Cast, days: Days) -> None:
    """Register what was sent and evaluate what was decided lately; older ones have been done."""
    sent, decided = deal.first_sent, deal.decided_at
    ours = deal.client.tandem_id == cast.ulm.pk
    if sent is not None and sent >= days.back(20, "00:00"):
        is_open = not ours and sent >= days.back(2, "00:00")
        title = f"Angebot {quoting.number_of(deal)} in der Übersicht vervollständigen"
        _task(
            books,
            deal,
            step_key="register",
            title=title,
            at=sent,
            due=days.shift(sent.date(), 2),
            is_open=is_open,
        )
    if decided is not None and decided >= days.back(40, "00:00"):
        due = days.shift(decided.date(), 10)
        is_open = due > (days.shift(days.workday, 1) if ours else days.today - timedelta(days=2))
        title = f"Angebot {quoting.number_of(deal)} gemeinsam auswerten"
        _task(books, deal, step_key="evaluate", title=title, at=decided, due=due, is_open=is_open)


def _task(
    books: Books, deal: Deal, *, step_key: str, title: str, at: datetime, due: date, is_open: bool
) -> None:
    due_at = moment(due, "16:00")
    books.add(
        Task,
        customer_id=deal.client.pk,
        step_key=step_key,
        title=title,
        accountable_id=deal.inside,
        due_at=due_at,
        made_at=at,
        done_at=None if is_open else minutes(at, 60),
        done_by_id=None if is_open else deal.inside,
    )
