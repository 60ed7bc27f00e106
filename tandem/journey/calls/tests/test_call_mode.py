"""One call after the other: who is next, who is left alone, what came of it, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.testing import a_contact, a_customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.playbook.rules import INFORM, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.calls.calling import actions, line, sources
from tandem.journey.calls.calling.sources import Agreed
from tandem.journey.calls.calling.tables import Attempt, Hold
from tandem.journey.calls.models import Call
from tandem.journey.calls.rules import RetryRhythm
from tandem.journey.calls.testing import visit_booked

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def to_call(
    customer: Customer, who: User, at: datetime, *, contact: Contact | None = None, due: int = -1
) -> Matter:
    return teamwork.open_matter(
        customer=customer, kind=SALE, title="Förderband", step_key=APPOINTMENT, next_step="Anrufen", accountable=who,
        contact=contact, due_at=at + timedelta(hours=due), by=None, at=at - timedelta(days=2),
    )  # fmt: skip


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, now: datetime) -> Matter:
    return to_call(hoelzl, anna, now, contact=claudia)


@pytest.fixture
def port() -> Iterator[list[Agreed]]:
    """What the weekly round has agreed."""
    agreed: list[Agreed] = []
    sources.register("test", lambda user, acting, at: list(agreed))
    yield agreed
    sources.register("test", lambda user, acting, at: [])


def test_the_list_has_what_is_due_today_and_tasks_of_calling(
    matter: Matter, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    tomorrow, task_at, other = (
        a_customer(name=name, tandem=ulm, at=now) for name in ("Eins", "Zwei", "Drei")
    )
    to_call(tomorrow, anna, now, due=30)
    for customer, title in ((task_at, "Rückruf wegen Walzen"), (other, "Unterlagen schicken")):
        teamwork.add_task(customer=customer, title=title, accountable=anna, due_at=now, by=tobias, at=now)
    found = line.of(user=anna, at=now)
    assert [one.reason for one in found.waiting] == ["Anrufen · Förderband", "Rückruf wegen Walzen"]
    assert line.of(user=tobias, at=now).waiting == []


def test_who_has_objected_is_never_before_anybody(
    matter: Matter, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=claudia, by=anna, at=now)
    found = line.of(user=anna, at=now)
    assert (found.waiting, found.barred) == ([], 1)
    assert actions.take_next(by=anna, at=now) is None
    a_contact(customer=hoelzl, last_name="Neu", at=now)
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    assert hold.contact is None, "somebody else there may be called, not she"


def test_of_two_people_nobody_gets_the_others_company(
    ulm: Tandem, anna: User, tobias: User, now: datetime, port: list[Agreed]
) -> None:
    for name in ("Eins", "Zwei"):
        port.append(Agreed(customer_id=a_customer(name=name, tandem=ulm, at=now).pk, reason="Wochenrunde"))
    first, second = actions.take_next(by=anna, at=now), actions.take_next(by=tobias, at=now)
    assert first is not None
    assert second is not None
    assert first.customer_id != second.customer_id
    assert actions.take_next(by=anna, at=now) is not None
    late = now + actions.HOLD_FOR + MINUTE
    assert line.of(user=tobias, at=late).elsewhere == 0, "who walks away leaves the company to others"
    taken = actions.take_next(by=tobias, at=late)
    assert taken is not None
    with pytest.raises(actions.NotOnTheLine, match="Tobias"):
        actions.record(hold=Hold.objects.get(pk=taken.pk), result="not_reached", by=anna, at=late)


def test_a_result_moves_the_matter_and_the_next_company_comes(
    matter: Matter, ulm: Tandem, anna: User, now: datetime
) -> None:
    to_call(a_customer(name="Zwei", tandem=ulm, at=now), anna, now)
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    assert (hold.matter_id, hold.left) == (matter.pk, 2)
    attempt = actions.record(hold=hold, result="need_noted", text="Sucht ein Band.", by=anna, at=now)
    assert attempt.call is not None
    after = actions.take_next(by=anna, at=now + MINUTE)
    assert after is not None
    assert after.customer.name == "Hölzl Fördertechnik GmbH" or after.left >= 1


def test_passing_over_puts_a_company_last(matter: Matter, ulm: Tandem, anna: User, now: datetime) -> None:
    other = to_call(a_customer(name="Zwei", tandem=ulm, at=now), anna, now, due=0)
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    actions.pass_over(hold=hold, by=anna, at=now)
    following = actions.take_next(by=anna, at=now)
    assert following is not None
    assert following.matter_id == other.pk
    assert [one.matter_id for one in line.of(user=anna, at=now).waiting][-1] == matter.pk


def test_what_the_round_agreed_without_a_matter_begins_one(
    hoelzl: Customer, claudia: Contact, anna: User, now: datetime, port: list[Agreed]
) -> None:
    port.append(
        Agreed(
            customer_id=hoelzl.pk,
            contact_id=claudia.pk,
            reason="9 Wochen still",
            background="Tobias: Halle 4",
        )
    )
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    actions.record(hold=hold, result="not_now", next_on=now.date() + timedelta(days=20), by=anna, at=now)
    matter = Matter.objects.get(customer=hoelzl)
    assert (matter.title, matter.description, matter.accountable, matter.contact) == (
        "9 Wochen still", "Tobias: Halle 4", anna, claudia,
    )  # fmt: skip
    assert line.of(user=anna, at=now + MINUTE).waiting == []


def test_a_task_of_calling_is_finished_by_its_result(hoelzl: Customer, anna: User, now: datetime) -> None:
    task = teamwork.add_task(
        customer=hoelzl, title="Anruf bei Frau Hölzl", accountable=anna, due_at=now, by=None, at=now
    )
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    with pytest.raises(Refused):
        actions.record(hold=hold, result="no_interest", text="x", by=anna, at=now)
    actions.record(hold=hold, result="not_reached", by=anna, at=now)
    assert line.of(user=anna, at=now).waiting == [], "not twice on one day"
    assert len(line.of(user=anna, at=now + timedelta(days=1)).waiting) == 1
    again = actions.take_next(by=anna, at=now + timedelta(days=1))
    assert again is not None
    actions.record(hold=again, result="need_noted", text="Geklärt.", by=anna, at=now + timedelta(days=1))
    task.refresh_from_db()
    assert task.result == "Geklärt."


def test_not_reached_comes_again_by_the_rule_and_not_for_ever(
    matter: Matter, anna: User, now: datetime
) -> None:
    playbook.set_rule(kind=RetryRhythm(hours=2, times=2), scope=Scope(), effect=INFORM, by=None, at=now)
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(hold=hold, result="not_reached", by=anna, at=now)
    assert attempt.call is not None
    assert attempt.call.next_at == now + timedelta(hours=2)
    later = now + timedelta(hours=3)
    again = actions.take_next(by=anna, at=later)
    assert again is not None
    with pytest.raises(Refused, match="Oft genug"):
        actions.record(hold=again, result="not_reached", by=anna, at=later)
    actions.record(
        hold=again, result="not_reached", next_on=now.date() + timedelta(days=7), by=anna, at=later
    )


def test_a_result_is_taken_back_with_its_turn(matter: Matter, anna: User, now: datetime) -> None:
    due = matter.due_at
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(hold=hold, result="not_reached", by=anna, at=now)
    done = actions.take_back(attempt=attempt, by=anna, at=now + MINUTE)
    matter.refresh_from_db()
    assert (matter.next_step, matter.due_at, done.stayed) == ("Anrufen", due, [])
    assert line.done_today(anna, at=now).count() == 0
    before = Hold.objects.get(customer=matter.customer)
    assert (before.person, before.until > now + MINUTE) == (anna, True)
    with pytest.raises(NotAllowed):
        actions.take_back(attempt=attempt, by=anna, at=now + MINUTE)


def test_no_interest_taken_back_opens_the_matter_again(matter: Matter, anna: User, now: datetime) -> None:
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(
        hold=hold, result="no_interest", text="Hat alles.", objects=True, by=anna, at=now
    )
    matter.refresh_from_db()
    assert not matter.is_open
    assert line.of(user=anna, at=now).waiting == []
    actions.take_back(attempt=attempt, by=anna, at=now + MINUTE)
    matter.refresh_from_db()
    assert (matter.is_open, matter.accountable, matter.next_step) == (True, anna, "Anrufen")
    assert len(line.of(user=anna, at=now + MINUTE).waiting) == 1, "the objection was taken back with it"


def test_what_somebody_has_built_on_stays(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(hold=hold, result="appointment", by=anna, at=now)
    visit_booked(matter=matter, by=anna, at=now)
    done = actions.take_back(attempt=attempt, by=anna, at=now + MINUTE)
    matter.refresh_from_db()
    assert matter.accountable == tobias
    assert len(done.stayed) == 1


def test_only_the_own_last_result_is_taken_back(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(hold=hold, result="not_reached", by=anna, at=now)
    with pytest.raises(NotAllowed):
        actions.take_back(attempt=attempt, by=tobias, at=now)
    with pytest.raises(NotAllowed):
        actions.take_back(attempt=attempt, by=anna, at=now + timedelta(days=1))


def test_a_matter_that_began_with_the_call_goes_with_it(
    hoelzl: Customer, claudia: Contact, anna: User, now: datetime, port: list[Agreed]
) -> None:
    port.append(Agreed(customer_id=hoelzl.pk, contact_id=claudia.pk, reason="Wochenrunde"))
    hold = actions.take_next(by=anna, at=now)
    assert hold is not None
    attempt = actions.record(hold=hold, result="not_reached", by=anna, at=now)
    actions.take_back(attempt=attempt, by=anna, at=now + MINUTE)
    assert not Matter.objects.filter(customer=hoelzl, closed_at=None).exists()
    assert len(line.of(user=anna, at=now + MINUTE).waiting) == 1
    assert Call.objects.count() == Attempt.objects.count() == 1
