"""The lists and figures that pages show."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.models import FOLLOW_UP, QUOTE, REGISTER, VISIT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import board, lists, steps, testing, things
from tandem.essentials.teamwork.models import CUSTOMER

pytestmark = pytest.mark.django_db


@pytest.fixture
def riess(allgaeu: Tandem, now: datetime) -> Customer:
    return customers.create(name="Rieß Intralogistik", tandem=allgaeu, by=None, at=now)


def test_the_stand_in_finds_the_turns_of_the_absent_person(
    hoelzl: Customer, allgaeu: Tandem, anna: User, sandra: User, now: datetime
) -> None:
    matter = testing.request(customer=hoelzl, by=anna, at=now)
    assert lists.turns_of(sandra, day=now.date()) == []
    people.report_absence(user=anna, from_date=now.date(), to_date=now.date(), deputy=sandra, by=anna, at=now)
    assert lists.turns_of(sandra, day=now.date()) == [matter]
    assert lists.turns_of(anna, day=now.date()) == [matter]


def test_the_headline_is_the_most_urgent_open_matter(
    hoelzl: Customer, riess: Customer, murat: User, now: datetime
) -> None:
    testing.sale(customer=hoelzl, at=now)
    assert lists.headline(riess) is None
    urgent = testing.request(customer=hoelzl, by=murat, urgent=True, at=now)
    assert lists.headline(hoelzl) == urgent
    assert lists.headlines([hoelzl.pk, riess.pk]) == {hoelzl.pk: urgent}
    assert "+1" in steps.turn_cells([hoelzl.pk, riess.pk], murat, now)[hoelzl.pk]


def test_what_waits_for_whom(
    hoelzl: Customer, allgaeu: Tandem, anna: User, tobias: User, sandra: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    teamwork.ask(matter=matter, asked=anna, text="Staffelpreis?", by=tobias, at=now)
    teamwork.add_task(customer=hoelzl, title="Muster", accountable=anna, due_at=now, by=tobias, at=now)
    teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    day = now.date()
    assert [question.text for question in lists.questions_to(anna, day=day)] == ["Staffelpreis?"]
    assert [task.title for task in lists.tasks_of(anna, day=day)] == ["Muster"]
    assert [offer.matter for offer in lists.offers_to(sandra, day=day)] == [matter]
    waiting = things.find_all(lambda _kind: Q(thing_waiter_id=tobias.pk), limit=10)
    assert {thing.kind for thing in waiting} == {"question", "task", "handover"}


def test_requests_come_urgent_first_then_the_oldest_page_by_page(
    hoelzl: Customer, riess: Customer, anna: User, murat: User, sandra: User, now: datetime
) -> None:
    for days in (1, 3, 2):
        at = now - timedelta(days=days)
        testing.request(customer=hoelzl, by=murat, text=f"vor {days}", at=at)
    testing.request(customer=riess, by=murat, text="eilt", urgent=True, at=now)
    seen: list[str] = []
    place: lists.Place | None = None
    while True:
        page, place = lists.requests(anna, scope="all", day=now.date(), after=place, limit=1)
        seen += [matter.title for matter in page]
        if place is None:
            break
    assert seen == ["eilt", "vor 3", "vor 2", "vor 1"]
    assert len(lists.requests(anna, scope="mine", day=now.date())[0]) == 3
    assert [m.title for m in lists.requests(murat, scope="tandem", day=now.date())[0]] == ["eilt"]
    assert [m.title for m in lists.requests(sandra, scope="mine", day=now.date())[0]] == ["eilt"]


def test_an_agent_sees_no_requests_of_others(hoelzl: Customer, rolf: User, anna: User, now: datetime) -> None:
    testing.request(customer=hoelzl, by=anna, at=now)
    assert lists.requests(rolf, scope="all", day=now.date()) == ([], None)
    assert board.step_counts(rolf, day=now.date()) == {}


def test_the_board_counts_ages_lateness_and_values(
    hoelzl: Customer, riess: Customer, anna: User, ulm: Tandem, now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    day = now.date()
    for days, value in ((1, "1000.10"), (5, "2000.20"), (12, None)):
        testing.sale(
            customer=hoelzl,
            at=now - timedelta(days=days),
            step_key=QUOTE,
            value=Decimal(value) if value else None,
        )
    testing.sale(customer=riess, at=now, step_key=VISIT)
    teamwork.add_task(
        customer=hoelzl, title="Erfassen", step_key=REGISTER, accountable=anna, due_at=now, by=anna, at=now
    )
    with django_assert_num_queries(1):
        counts = board.step_counts(anna, day=day)
    quote = counts[QUOTE]
    assert (quote.count, quote.fresh, quote.aging, quote.old) == (3, 1, 1, 1)
    assert quote.median_days == 5.0
    assert quote.values == {"EUR": Decimal("3000.30")}
    assert quote.overdue == len(lists.matters_at(anna, step_keys=[QUOTE], day=day, overdue=True))
    assert counts[REGISTER].count == 1
    assert set(board.step_counts(anna, day=day, tandem_id=ulm.pk)) == {QUOTE, REGISTER}
    for age in lists.AGES:
        assert len(lists.matters_at(anna, step_keys=[QUOTE], day=day, age=age)) == 1
    assert [task.title for task in lists.tasks_at(anna, step_keys=[REGISTER], day=day)] == ["Erfassen"]


def test_while_the_customer_is_waited_for_a_colleague_stays_named(
    hoelzl: Customer, tobias: User, now: datetime
) -> None:
    from tandem.essentials.people.queries import stand_ins
    from tandem.essentials.teamwork import turn

    matter = testing.sale(customer=hoelzl, step_key=FOLLOW_UP, at=now)
    due_at = now + timedelta(days=7)
    waiting = teamwork.set_next_step(
        matter=matter, next_step="Entscheidung", due_at=due_at, waiting_for=CUSTOMER, by=tobias, at=now
    )
    card = turn.of(waiting, viewer=tobias, at=now, stand_ins=stand_ins(day=now.date()))
    assert (card.side, card.person, card.is_me) == ("customer", tobias, True)
