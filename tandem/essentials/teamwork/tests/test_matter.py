"""Opening, moving, noting and closing matters."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.models import EVALUATE, PREPARE, VISIT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import entries, testing
from tandem.essentials.teamwork.models import CANCELLED, CUSTOMER, DONE, LOST, REQUEST, SALE, WON, Matter

pytestmark = pytest.mark.django_db


def test_the_process_names_whose_turn_it_is_at_first(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    assert testing.sale(customer=hoelzl, step_key=PREPARE, at=now).accountable == anna
    assert testing.sale(customer=hoelzl, step_key=VISIT, at=now).accountable == tobias


def test_a_date_is_set_in_working_time(hoelzl: Customer, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, step_key=PREPARE, at=now)
    # Tuesday and two working days: Thursday at the end of work.
    assert matter.due_at is not None
    assert matter.due_at.astimezone(now.tzinfo).strftime("%a %d.%m. %H:%M") == "Thu 26.11. 17:00"


def test_the_absent_person_owns_the_turn_and_the_stand_in_acts(
    hoelzl: Customer, allgaeu: Tandem, anna: User, sandra: User, now: datetime
) -> None:
    people.report_absence(
        user=anna,
        from_date=now.date(),
        to_date=now.date() + timedelta(days=9),
        deputy=sandra,
        by=anna,
        at=now,
    )
    matter = testing.sale(customer=hoelzl, step_key=PREPARE, at=now)
    assert matter.accountable == anna
    moved = teamwork.set_next_step(
        matter=matter, next_step="Adresse prüfen", due_at=now + timedelta(days=1), by=sandra, at=now
    )
    assert moved.accountable == anna


def test_the_database_refuses_an_open_matter_without_a_turn(hoelzl: Customer, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    for broken in ({"accountable": None}, {"next_step": ""}, {"due_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(**broken)


def test_the_database_refuses_a_turn_with_somebody_who_has_left(
    hoelzl: Customer, murat: User, tobias: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    User.objects.filter(pk=murat.pk).update(is_active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(accountable=murat)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=tobias.pk).update(is_active=False)


def test_a_sale_stands_at_a_step(hoelzl: Customer, anna: User, now: datetime) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.open_matter(customer=hoelzl, kind=SALE, title="Ohne Schritt", by=anna, at=now)


def test_a_matter_begins_by_hand_only_in_the_own_tandem(
    hoelzl: Customer, allgaeu: Tandem, anna: User, sandra: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Anna Reiter"):
        teamwork.begin(customer=hoelzl, kind=SALE, step_key=VISIT, title="Neue Anlage", by=sandra, at=now)
    assert teamwork.begin(
        customer=hoelzl, kind=SALE, step_key=VISIT, title="Neue Anlage", by=anna, at=now
    ).is_open


def test_a_contact_of_another_customer_is_refused(
    hoelzl: Customer, allgaeu: Tandem, claudia: Contact, now: datetime
) -> None:
    from tandem.essentials.customers import actions as customers

    other = customers.create(name="Rieß Intralogistik", tandem=allgaeu, by=None, at=now)
    with pytest.raises(teamwork.StepIncomplete, match="Claudia"):
        teamwork.open_matter(customer=other, kind=REQUEST, title="Frage", contact=claudia, by=None, at=now)


def test_the_turn_stays_with_a_named_person_while_the_customer_is_waited_for(
    hoelzl: Customer, tobias: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    waiting = teamwork.set_next_step(
        matter=matter,
        next_step="Entscheidung des Kunden",
        due_at=now + timedelta(days=7),
        waiting_for=CUSTOMER,
        by=tobias,
        at=now,
    )
    assert (waiting.accountable, waiting.waiting_for) == (tobias, CUSTOMER)
    entry = Entry.objects.filter(matter_id=matter.pk).latest("pk")
    assert "wartet" not in str(entry.data)
    assert entry.data["waiting_for"] == CUSTOMER


def test_a_next_step_has_words_and_a_date_to_come(hoelzl: Customer, tobias: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.set_next_step(
            matter=matter, next_step=" ", due_at=now + timedelta(days=1), by=tobias, at=now
        )
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.set_next_step(
            matter=matter, next_step="Anrufen", due_at=now - timedelta(days=1), by=tobias, at=now
        )


def test_one_move_is_one_entry_and_one_turn(hoelzl: Customer, anna: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, step_key=PREPARE, at=now)
    before = Entry.objects.count()
    event = entries.Noted(channel="note", text="Freigegeben.")
    moved = teamwork.pass_turn(
        matter=matter, step_key=VISIT, next_step="Besuchen", event=event, by=anna, at=now
    )
    assert Entry.objects.count() == before + 1
    assert moved.step is not None
    assert moved.step.key == VISIT
    assert moved.revision == matter.revision + 1


def test_a_sale_is_not_won_by_a_click(hoelzl: Customer, tobias: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.close(matter=matter, outcome=WON, result="Hat bestellt.", by=tobias, at=now)
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.close(matter=matter, outcome=LOST, by=tobias, at=now)
    closed = teamwork.close(matter=matter, outcome=LOST, result="Zu lange Lieferzeit.", by=tobias, at=now)
    assert not closed.is_open


def test_a_matter_closes_when_its_tasks_are_done(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    task = teamwork.add_task(
        customer=hoelzl, matter=matter, title="Muster senden", accountable=anna, due_at=now, by=tobias, at=now
    )
    with pytest.raises(teamwork.OpenTasks, match="Muster senden"):
        teamwork.close(matter=matter, outcome=CANCELLED, result="Projekt gestoppt.", by=tobias, at=now)
    teamwork.finish_task(task=task, by=anna, at=now)
    assert not teamwork.close(matter=matter, outcome=CANCELLED, result="Gestoppt.", by=tobias, at=now).is_open


def test_an_obligation_beside_the_matter_outlives_it(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    teamwork.close(matter=matter, outcome=LOST, result="Preis.", by=tobias, at=now)
    task = teamwork.add_task(
        customer=hoelzl,
        matter=matter,
        title="Absage auswerten",
        step_key=EVALUATE,
        accountable=anna,
        due_at=now + timedelta(days=10),
        by=tobias,
        at=now,
    )
    assert teamwork.finish_task(task=task, by=anna, at=now).done_at == now


def test_a_closed_matter_says_when_and_how_it_ended(hoelzl: Customer, tobias: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    teamwork.close(matter=matter, outcome=LOST, result="Preis.", by=tobias, at=now)
    with pytest.raises(teamwork.AlreadyClosed, match=r"24\.11\.2026"):
        teamwork.take_over(matter=matter, by=tobias, at=now)


def test_anybody_in_sales_takes_a_request_and_the_right_person_gets_the_turn(
    hoelzl: Customer, allgaeu: Tandem, claudia: Contact, murat: User, anna: User, now: datetime
) -> None:
    matter = testing.request(customer=hoelzl, by=murat, contact=claudia, urgent=True, at=now)
    assert matter.accountable == anna
    assert matter.is_open
    entry = Entry.objects.get(matter_id=matter.pk)
    assert entry.type == "teamwork.request_taken"


def test_a_request_answered_at_once_is_done(
    hoelzl: Customer, allgaeu: Tandem, murat: User, now: datetime
) -> None:
    matter = testing.request(customer=hoelzl, by=murat, answer="Geht heute raus.", at=now)
    assert (matter.outcome, matter.is_open, matter.accountable) == (DONE, False, murat)


def test_a_request_needs_a_line_and_a_reader(
    hoelzl: Customer, murat: User, paul: User, now: datetime
) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.take_request(customer=hoelzl, text="  \n ", by=murat, at=now)
    with pytest.raises(NotAllowed):
        teamwork.take_request(customer=hoelzl, text="Hallo", by=paul, at=now)


def test_a_long_request_keeps_every_word(hoelzl: Customer, murat: User, now: datetime) -> None:
    text = "Die Kette rasselt. " * 40
    matter = teamwork.take_request(customer=hoelzl, text=text, by=murat, at=now)
    assert len(matter.title) <= 120
    assert matter.description == text.strip()


def test_notes_go_into_the_journal(hoelzl: Customer, tobias: User, murat: User, now: datetime) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    teamwork.note(customer=hoelzl, matter=matter, channel="call", text="Vergleicht noch.", by=tobias, at=now)
    assert Entry.objects.filter(matter_id=matter.pk, type="teamwork.noted").count() == 1
    with pytest.raises(NotAllowed):
        teamwork.note(customer=hoelzl, channel="note", text="Fremd.", by=murat, at=now)
