"""Real threads and a real database: of many who do the same at once one gets it, the others learn who."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import designing, queries
from tandem.essentials.playbook.models import QUOTE, VISIT, Process
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.entries import MovedOn
from tandem.essentials.teamwork.models import (
    GO,
    MYSELF,
    Claim,
    Consultation,
    Handover,
    Matter,
    Notice,
    Task,
    Tick,
)
from tests.cast import NOW, SINCE

TRIES = 50


@pytest.fixture
def team(fresh_database: str) -> list[User]:
    """Twelve colleagues; the first two are the tandem, the others coordinate and so may act everywhere."""
    people.found_company(name="Lechner", at=NOW)
    roles = ["inside", "field", *["coordinator"] * 10]
    return [
        people.add_user(
            email=f"p{number}@tandem.example", first_name="Person", last_name=str(number), roles=[role],
            by=None, at=NOW,
        )
        for number, role in enumerate(roles)
    ]  # fmt: skip


@pytest.fixture
def customer(team: list[User]) -> Customer:
    tandem = people.add_tandem(name="Ulm", inside=team[0], outward=team[1], from_date=SINCE, by=None, at=NOW)
    return customers.create(name="Hölzl", tandem=tandem, by=None, at=NOW)


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[Refused]]:
    """Run the acts in threads that start together; what they brought and what was refused."""
    gate = threading.Barrier(len(acts))
    brought: list[Any] = []
    refused: list[Refused] = []
    broken: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            brought.append(act())
        except Refused as refusal:
            refused.append(refusal)
        except BaseException as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return brought, refused


def nothing_is_violated() -> None:
    assert [violation.sentence for violation in checks.run_all() if violation.invariant == "INV1"] == []


@pytest.mark.slow
def test_two_accept_the_same_handover(team: list[User], customer: Customer) -> None:
    inside, field, deputy = team[:3]
    people.report_absence(
        user=inside, from_date=NOW.date(), to_date=NOW.date(), deputy=deputy, by=None, at=NOW
    )
    for _try in range(TRIES):
        matter = testing.sale(customer=customer, at=NOW)
        offer = teamwork.hand_over(
            matter=matter, to=inside, briefing="Bitte.", explicit=True, by=field, at=NOW
        )
        brought, refused = at_once(
            partial(teamwork.accept, handover=offer, by=inside, at=NOW),
            partial(teamwork.accept, handover=offer, by=deputy, at=NOW),
        )
        assert (len(brought), len(refused)) == (1, 1)
        assert brought[0].answered_by.full_name in str(refused[0])
        assert Matter.objects.get(pk=matter.pk).accountable_id == inside.pk
        assert Entry.objects.filter(matter_id=matter.pk, type="teamwork.handover_answered").count() == 1
    nothing_is_violated()


@pytest.mark.slow
def test_ten_take_the_same_matter(team: list[User], customer: Customer) -> None:
    for _try in range(TRIES):
        matter = testing.sale(customer=customer, at=NOW)
        brought, refused = at_once(
            *(
                partial(teamwork.take_over, matter=matter, by=who, seen_revision=matter.revision, at=NOW)
                for who in team[2:]
            )
        )
        assert (len(brought), len(refused)) == (1, 9)
        winner = brought[0].accountable.full_name
        assert all(winner in str(refusal) for refusal in refused)
        assert Matter.objects.get(pk=matter.pk).accountable_id == brought[0].accountable_id
    nothing_is_violated()


@pytest.mark.slow
def test_a_question_is_answered_once_and_a_task_done_once(team: list[User], customer: Customer) -> None:
    inside, field, *_others = team
    matter = testing.sale(customer=customer, at=NOW)
    for _try in range(TRIES):
        question = teamwork.ask(matter=matter, asked=inside, text="Preis?", by=field, at=NOW)
        brought, refused = at_once(
            partial(teamwork.answer, question=question, text="540 €", by=inside, at=NOW),
            partial(teamwork.answer, question=question, text="558 €", by=field, at=NOW),
        )
        assert (len(brought), len(refused)) == (1, 1)
        assert brought[0].answered_by.full_name in str(refused[0])
        task = teamwork.add_task(
            customer=customer, title="Muster", accountable=inside, due_at=NOW, by=field, at=NOW
        )
        done, late = at_once(
            partial(teamwork.finish_task, task=task, by=inside, at=NOW),
            partial(teamwork.finish_task, task=task, by=field, at=NOW),
        )
        assert (len(done), len(late)) == (1, 1)
        assert done[0].done_by.full_name in str(late[0])


@pytest.mark.slow
def test_a_task_added_while_the_matter_closes_never_stays_behind(
    team: list[User], customer: Customer
) -> None:
    inside, field, *_others = team
    for _try in range(TRIES):
        matter = testing.sale(customer=customer, at=NOW)
        at_once(
            partial(teamwork.close, matter=matter, outcome="lost", result="Preis.", by=field, at=NOW),
            partial(
                teamwork.add_task,
                customer=customer,
                matter=matter,
                title="Muster",
                accountable=inside,
                due_at=NOW,
                by=inside,
                at=NOW,
            ),
        )
        fresh = Matter.objects.get(pk=matter.pk)
        assert fresh.is_open == Task.objects.filter(matter=matter, done_at=None).exists()


@pytest.mark.slow
def test_somebody_who_leaves_while_getting_a_turn_never_keeps_it(
    team: list[User], customer: Customer
) -> None:
    from django.db import IntegrityError

    _inside, field, *others = team
    for leaver in others[:8]:
        matter = testing.sale(customer=customer, at=NOW)

        def give(matter: Matter = matter, leaver: User = leaver) -> Handover | None:
            try:
                return teamwork.hand_over(matter=matter, to=leaver, briefing="Bitte.", by=field, at=NOW)
            except IntegrityError:
                return None  # the database was asked in the very moment in between, and refused

        at_once(give, partial(teamwork.let_go, user=leaver, by=None, at=NOW))
        assert not Handover.objects.filter(taker=leaver, taker__is_active=False, state="offered").exists()
    nothing_is_violated()


@pytest.mark.slow
def test_of_fifty_who_take_a_matter_for_an_hour_one_gets_it(fresh_database: str) -> None:
    people.found_company(name="Lechner", at=NOW)
    crowd = [
        people.add_user(
            email=f"q{number}@tandem.example", first_name="Person", last_name=str(number),
            roles=["coordinator" if number else "inside"], by=None, at=NOW,
        )
        for number in range(TRIES + 1)
    ]  # fmt: skip
    first, *takers = crowd
    tandem = people.add_tandem(name="Ulm", inside=first, outward=takers[0], from_date=SINCE, by=None, at=NOW)
    customer = customers.create(name="Hölzl", tandem=tandem, by=None, at=NOW)
    matter = testing.sale(customer=customer, accountable=first, at=NOW)
    until = NOW + timedelta(hours=1)
    brought, refused = at_once(
        *(partial(teamwork.take_over, matter=matter, by=taker, until=until, at=NOW) for taker in takers)
    )
    assert len(brought) == 1
    assert len(refused) == TRIES - 1
    winner = Matter.objects.select_related("accountable").get(pk=matter.pk).accountable
    assert winner is not None
    assert all(winner.full_name in str(refusal) for refusal in refused)
    assert Claim.objects.get().person == winner
    nothing_is_violated()


@pytest.mark.slow
def test_two_answer_the_same_consultation(team: list[User], customer: Customer) -> None:
    for number in range(10):
        at = NOW + timedelta(days=20 * number)
        asked = teamwork.consult(customer=customer, by=team[0], at=at)
        brought, refused = at_once(
            partial(teamwork.decide, consultation=asked, reply=GO, by=team[1], at=at),
            partial(teamwork.decide, consultation=asked, reply=MYSELF, by=team[2], at=at),
        )
        assert len(brought) == len(refused) == 1
        answered = Consultation.objects.select_related("answered_by").get(pk=asked.pk)
        assert answered.answered_by is not None
        assert answered.answered_by.full_name in str(refused[0])


@pytest.mark.slow
def test_two_ask_the_same_partner(team: list[User], customer: Customer) -> None:
    tries = 10
    for number in range(tries):
        at = NOW + timedelta(days=20 * number)
        brought, refused = at_once(
            partial(teamwork.consult, customer=customer, by=team[0], at=at),
            partial(teamwork.consult, customer=customer, by=team[2], at=at),
        )
        assert len(brought) == len(refused) == 1
    assert Consultation.objects.count() == tries


def test_a_version_comes_into_force_while_an_act_is_under_way(team: list[User], customer: Customer) -> None:
    """Whoever is second waits for the matter and goes by what it follows then: it never ends between two versions."""
    for number in range(6):
        matter = testing.sale(customer=customer, at=NOW, step_key=VISIT)
        design = designing.of_steps(queries.steps(day=NOW.date()))
        wanted = designing.split(design, key=VISIT, name_de=f"Probe {number}", name_en=f"Trial {number}")
        draft = playbook.begin_draft(by=team[2], at=NOW, design=wanted)
        process = playbook.put_into_force(
            draft=draft, revision=draft.revision, from_day=NOW.date(), by=team[2], at=NOW
        )
        event = MovedOn(before="", after="")

        def go_on(matter: Matter = matter, event: MovedOn = event) -> Matter:
            return teamwork.pass_turn(
                matter=matter, step_key=QUOTE, next_step="Weiter", event=event, by=team[3], at=NOW
            )

        def move(process: Process = process) -> int:
            return teamwork.move_to_version(process=process, mapping={}, by=team[2], at=NOW)

        brought, refused = at_once(go_on, move)
        assert (len(brought), refused) == (2, [])
        matter.refresh_from_db()
        assert matter.step is not None
        assert matter.step.process == process
        # Before the move the old version led straight to the quote, after it by way of the new step.
        assert matter.step.stands_for(QUOTE) or matter.step.is_own
    nothing_is_violated()


def test_two_begin_a_draft_and_put_it_into_force_at_once(team: list[User]) -> None:
    begun, refused = at_once(*(lambda by=by: playbook.begin_draft(by=by, at=NOW) for by in team[2:8]))
    assert refused == []
    assert len({draft.pk for draft in begun}) == 1
    draft = begun[0]
    brought, refused = at_once(
        *(
            lambda by=by: playbook.put_into_force(draft=draft, revision=1, from_day=NOW.date(), by=by, at=NOW)
            for by in team[2:8]
        )
    )
    assert len(brought) == 1
    assert {type(refusal) for refusal in refused} == {playbook.DraftEnded}


def test_of_many_who_tick_the_same_item_one_is_kept(team: list[User], customer: Customer) -> None:
    values = {"checklist_de": "Maße geprüft", "checklist_en": "Measures checked"}
    listed = designing.reword(designing.of_steps(queries.steps(day=NOW.date())), key=QUOTE, values=values)
    draft = playbook.begin_draft(by=team[2], at=NOW, design=listed)
    playbook.put_into_force(draft=draft, revision=2, from_day=NOW.date(), by=team[2], at=NOW)
    matter = testing.sale(customer=customer, at=NOW)
    acts = [partial(teamwork.tick, matter=matter, item="Maße geprüft", by=who, at=NOW) for who in team]
    brought, refused = at_once(*acts)
    assert refused == []
    assert len({tick.pk for tick in brought}) == 1
    assert Tick.objects.count() == 1


def test_of_many_who_bring_a_matter_on_at_once_its_informed_are_told_once(
    team: list[User], customer: Customer
) -> None:
    told = designing.of_steps(queries.steps(day=NOW.date()))
    values = {"informed": ("administrator", f"person:{team[11].pk}")}
    draft = playbook.begin_draft(by=team[2], at=NOW, design=designing.reword(told, key=QUOTE, values=values))
    playbook.put_into_force(draft=draft, revision=2, from_day=NOW.date(), by=team[2], at=NOW)
    matter = testing.sale(customer=customer, at=NOW, step_key=VISIT, by=team[1])
    event = MovedOn(before="-", after="-", result="")
    go = partial(teamwork.pass_turn, matter=matter, step_key=QUOTE, next_step="-", event=event, at=NOW)
    _brought, refused = at_once(*(partial(go, by=who) for who in team[:6]))
    assert refused == []
    assert list(Notice.objects.values_list("person", flat=True)) == [team[11].pk]


def test_two_files_are_merged_into_each_other_at_once(customer: Customer, team: list[User]) -> None:
    """One becomes the alias; whoever comes second is told, and nobody waits for ever."""
    for number in range(5):
        double = customers.create(name=f"Hölzl {number}", tandem=customer.tandem, by=None, at=NOW)
        left, right = (
            partial(customers.merge, survivor=one, gone=two, by=by, at=NOW)
            for one, two, by in ((customer, double, team[2]), (double, customer, team[3]))
        )
        done, refused = at_once(left, right)
        assert (len(done), len(refused)) == (1, 1)
        customers.undo_merge(merge=done[0], by=None, at=NOW)
    assert [found for found in checks.run_all() if not found.record.startswith("tandem")] == []


def test_two_files_are_merged_while_others_work_with_them(customer: Customer, team: list[User]) -> None:
    """Whatever is written at that moment stands at the survivor, or its writer or the merger is told."""
    for number in range(8):
        double = customers.create(name=f"Hölzl {number}", tandem=customer.tandem, by=None, at=NOW)
        matter = testing.sale(customer=double, at=NOW)
        contact = customers.add_contact(customer=double, last_name="Neu", by=None, at=NOW)
        acts: list[Callable[[], Any]] = [
            partial(customers.merge, survivor=customer, gone=double, by=team[2], at=NOW),
            partial(customers.edit_contact, contact=contact, function="Einkauf", by=team[3], at=NOW),
            partial(teamwork.delegate, matter=matter, by=team[4], at=NOW),
            partial(testing.sale, customer=double, at=NOW),
            partial(customers.edit, customer=double, industry="Sägen", by=team[5], at=NOW),
            partial(customers.add_contact, customer=double, last_name="Spät", by=team[6], at=NOW),
        ]
        at_once(*acts)
    assert [found for found in checks.run_all() if not found.record.startswith("tandem")] == []
