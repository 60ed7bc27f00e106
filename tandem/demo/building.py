"""Making the demo company: people, customers, three years of business, and a day that is full of life."""

from __future__ import annotations

from datetime import date
from random import Random

from django.db import connection, transaction
from django.utils import timezone, translation

from tandem import home
from tandem.demo import cast as casting
from tandem.demo import taking_in
from tandem.demo.cast import Cast
from tandem.demo.clients import Client, Drawing
from tandem.demo.days import Days
from tandem.demo.diary import Diary
from tandem.demo.past import books, quoting, sales, side_work
from tandem.demo.past.deals import Deal, Planner
from tandem.demo.past.numbering import Numbering
from tandem.demo.stories import (
    agreed,
    agreement,
    asked,
    calendars,
    catalogue,
    neighbours,
    next_process,
    raised,
    stage,
    ulm,
    web_form,
    weekly_round,
)
from tandem.essentials.customers import actions as customers_actions
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.progress import Progress, on_terminal, silent

# What belongs to one transaction is written in portions, so that memory stays small.
_PORTION = 4_000


class RealCompany(home.HomeError):
    """The data folder holds somebody's own company."""


def exists() -> bool:
    """Whether the demo company is there. Raises RealCompany where the data folder holds another one."""
    if User.objects.filter(email=casting.email_of("Anna", "Reiter")).exists():
        return True
    if User.objects.exists() or Customer.objects.exists():
        raise RealCompany(
            f"The data folder {home.folder()} holds a company of its own: the demo is never mixed into it. "
            "Choose another folder with TANDEM_HOME."
        )
    return False


def accounts() -> list[tuple[str, str]]:
    """Who can sign in: address, name and role."""
    return [
        (casting.email_of(first, last), f"{first} {last} · {casting.WORDS[key]}")
        for key, first, last, *_rest in casting.PEOPLE
    ]


def make(*, customers: int, seed: int, password: str) -> None:
    """Make the company and tell on the terminal how far it is."""
    build(customers=customers, seed=seed, password=password, progress=on_terminal)


def build(
    *,
    customers: int = 300,
    seed: int = 2026,
    today: date | None = None,
    password: str | None = None,
    progress: Progress = silent,
) -> None:
    """Make the demo company, wholly or not at all; nothing happens where it is there already."""
    if exists():
        return
    days = Days(today or timezone.localdate())
    with translation.override("de"):
        with transaction.atomic():
            _Making(customers, seed, days, password or home.demo_password(), progress).run()
        progress("Statistics", 0, 1)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        progress("Statistics", 1, 1)


class _Making:
    """One making, from an empty database to a company at work."""

    def __init__(self, count: int, seed: int, days: Days, password: str, progress: Progress) -> None:
        self._count, self._seed, self._days = count, seed, days
        self._password, self._progress = password, progress

    def _rng(self, purpose: str) -> Random:
        """Chance of its own for each purpose, so that a change in one leaves the others as they are."""
        return Random(f"{self._seed}:{self._days.today}:{purpose}")  # noqa: S311  (a story, no secret)

    def run(self) -> None:
        self._progress("People and tandems", 0, 1)
        cast = casting.assemble(days=self._days, password=self._password)
        users = {user.pk: user for user in User.objects.all()}
        self._progress("People and tandems", 1, 1)
        drawn = taking_in.drawn_customers(cast, self._days, self._rng("drawn"))
        told = stage.Stage(
            cast, self._days, Diary(self._days), self._rng("stories"), drawn.customers, drawn.contacts
        )
        ulm.reserve(told)
        calendars.fill(told)
        next_process.draft(told)
        catalogue.fill(told)
        clients = self._clients(cast, drawn)
        deals = self._deals(cast, clients, told.diary)
        taking_in.write(clients, users, self._progress)
        told.others = taking_in.largest(clients, cast)
        self._past(cast, users, clients, deals, told)
        taking_in.remember_contacts()
        weekly_round.this_week(told)
        self._index(clients)
        # Whoever may be known already is found by the index.
        web_form.fill(told)

    def _clients(self, cast: Cast, drawn: taking_in.Drawn) -> list[Client]:
        drawing = Drawing(self._rng("customers"), cast, self._days.today)
        wanted = max(0, self._count - len(drawn.clients) - ulm.NEW_CUSTOMERS - neighbours.NEW_CUSTOMERS)
        clients = []
        for number in range(wanted):
            clients.append(drawing.client(number))
            if number % 5_000 == 0:
                self._progress("Thinking up customers", number, wanted)
        self._progress("Thinking up customers", wanted, wanted)
        taking_in.number(clients)
        taking_in.branches(clients, self._rng("branches"))
        return [*drawn.clients, *clients]

    def _deals(self, cast: Cast, clients: list[Client], diary: Diary) -> list[Deal]:
        rng = self._rng("deals")
        planner = Planner(rng=rng, days=self._days, diary=diary, busy_tandem=cast.ulm.pk)
        wanted = min(3.4 * self._count, 1_000 + 0.21 * self._count)
        # A few customers do most of the business, also within a class.
        weights = [
            client.weight * (1 if client.is_drawn else min(12.0, rng.paretovariate(1.3)))
            for client in clients
        ]
        per_weight = wanted / max(1.0, sum(weights))
        first_story = self._days.back(ulm.FIRST_MOMENT, "08:00")
        deals = []
        for number, client in enumerate(clients):
            inside, outward = cast.sides(client.tandem_id)
            share = weights[number] * per_weight
            for _time in range(int(share + rng.random())):
                deal = planner.deal(client, sides=(inside.pk, outward.pk))
                if deal is None or (client.is_drawn and (deal.stage or deal.last_moment >= first_story)):
                    continue
                deals.append(deal)
            if number % 5_000 == 0:
                self._progress("Planning three years", number, len(clients))
        self._progress("Planning three years", len(clients), len(clients))
        taking_in.sum_up(clients, deals, self._days.today)
        return deals

    def _past(
        self, cast: Cast, users: dict[int, User], clients: list[Client], deals: list[Deal], told: stage.Stage
    ) -> None:
        """What lay before the first story, the stories, what is left: the numbers run through all."""
        rng = self._rng("writing")
        first_story = self._days.back(ulm.FIRST_MOMENT, "08:00")
        numbering = Numbering(deals)
        numbering.catch_up(first_story)
        older = [deal for deal in deals if deal.last_moment < first_story and not deal.stage]
        rest = [deal for deal in deals if deal.last_moment >= first_story or deal.stage]
        self._write(cast, users, older, rng, "Older matters")
        self._progress("Stories", 0, 1)
        stories = [
            *ulm.all_of(told),
            *neighbours.all_of(told),
            *agreed.all_of(told),
            *asked.all_of(told),
            *raised.all_of(told),
            *weekly_round.all_of(told),
        ]
        stage.tell([*stories, agreement.agreed(told)], before_each=numbering.catch_up)
        stage.settle_obligations(told)
        stage.settle_mail()
        numbering.catch_up()
        self._progress("Stories", 1, 1)
        self._write(cast, users, rest, rng, "Newer matters")
        side_work.write(
            cast=cast,
            users=users,
            clients=clients,
            deals=deals,
            days=self._days,
            rng=rng,
            progress=self._progress,
        )

    def _write(self, cast: Cast, users: dict[int, User], deals: list[Deal], rng: Random, what: str) -> None:
        for start in range(0, len(deals), _PORTION):
            self._progress(what, start, len(deals))
            portion = deals[start : start + _PORTION]
            first = books.Books(cast, users, self._days.today)
            for deal in portion:
                sales.write(first, deal, rng)
            first.write()
            # A quote has one draft at a time, and a version is a draft while its lines are written.
            second = books.Books(cast, users, self._days.today)
            for deal in portion:
                quoting.later_versions(second, deal)
            second.write()
        self._progress(what, len(deals), len(deals))

    def _index(self, clients: list[Client]) -> None:
        ids = [client.pk for client in clients if not client.is_drawn]
        for start in range(0, len(ids), 5_000):
            self._progress("Search", start, len(ids))
            customers_actions.index(customer_ids=ids[start : start + 5_000])
        self._progress("Search", len(ids), len(ids))
