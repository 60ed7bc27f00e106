"""Whom a step informs is told when a matter comes there; whom it consults can be asked in one tap."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import designing
from tandem.essentials.playbook.models import ORDER, QUOTE, VISIT
from tandem.essentials.playbook.parties import of_person
from tandem.essentials.teamwork import actions, entries, testing
from tandem.essentials.teamwork.models import Matter, Notice
from tandem.essentials.teamwork.tests.test_versions import now_in_force, put

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def design(ben: User, now: datetime, *, key: str = QUOTE, **values: Any) -> None:
    quiet = designing.reword(now_in_force(), key=VISIT, values={"informed": ()})
    put(designing.reword(quiet, key=key, values=values), by=ben, at=now)


def go(matter: Matter, key: str, *, by: User | None, at: datetime) -> Matter:
    event = entries.MovedOn(before="-", after="-", result="")
    return actions.pass_turn(matter=matter, step_key=key, next_step="-", event=event, by=by, at=at)


def told() -> set[int]:
    return set(Notice.objects.filter(seen_at=None).values_list("person", flat=True))


@pytest.fixture
def visit(hoelzl: Customer, ben: User, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now, step_key=VISIT)


def test_people_and_roles_who_see_the_customer_are_told(
    hoelzl: Customer, tobias: User, lea: User, martina: User, paul: User, rolf: User, ben: User, now: datetime
) -> None:
    everybody = ("order_desk", "expert", "administrator", of_person(martina), of_person(paul))
    design(ben, now, informed=everybody)
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    assert told() == set()
    go(matter, QUOTE, by=tobias, at=now)
    # The expert and the administration see no customers.
    assert told() == {lea.pk, martina.pk}


def test_nobody_is_told_of_their_own_doing_or_of_their_own_turn(
    hoelzl: Customer, lea: User, martina: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=(of_person(ben), of_person(lea), of_person(martina)),
           responsible=(of_person(martina),), acts_first=of_person(martina))  # fmt: skip
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    assert go(matter, QUOTE, by=ben, at=now).accountable == martina
    assert told() == {lea.pk}


def test_a_side_reads_what_its_partner_did_and_is_told_what_others_did(
    hoelzl: Customer, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("inside",))
    by_partner = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    go(by_partner, QUOTE, by=tobias, at=now)
    # It stands under 'New from Tobias' already.
    assert told() == set()
    by_coordination = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    go(by_coordination, QUOTE, by=ben, at=now)
    assert told() == {anna.pk}


def test_what_is_not_read_is_not_told_twice_and_what_was_read_is_told_again(
    hoelzl: Customer, lea: User, tobias: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk",))
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    for key in (QUOTE, VISIT, QUOTE):
        matter = go(matter, key, by=tobias, at=now)
    notice = Notice.objects.get()
    assert actions.see(notice=notice, by=lea, at=now).seen_at == now
    # A next step at the same step tells nobody anything.
    matter = go(matter, QUOTE, by=tobias, at=now)
    assert Notice.objects.count() == 1
    go(go(matter, VISIT, by=tobias, at=now), QUOTE, by=tobias, at=now)
    assert told() == {lea.pk}


def test_where_a_matter_begins_it_is_told_too(hoelzl: Customer, lea: User, ben: User, now: datetime) -> None:
    design(ben, now, informed=("order_desk",))
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    assert told() == {lea.pk}


def test_only_whoever_was_told_takes_it_away(
    client: Client, hoelzl: Customer, lea: User, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk",))
    matter = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    notice = Notice.objects.get()
    with pytest.raises(NotAllowed):
        actions.see(notice=notice, by=anna, at=now)
    client.force_login(anna)
    assert client.post(f"/zur-kenntnis/{notice.pk}", {"open": "1"}).status_code == 404
    assert told() == {lea.pk}
    client.force_login(lea)
    shown = client.get("/heute").content.decode()
    assert "Zur Kenntnis: jetzt bei „Angebot erstellen“" in shown
    assert hoelzl.name in shown
    answer = client.post(f"/zur-kenntnis/{notice.pk}", {"open": "1"})
    assert answer.headers["Location"] == f"/vorgaenge/{matter.pk}"
    assert "Zur Kenntnis" not in client.get("/heute").content.decode()
    # Again: it stays read as it was.
    seen_at = Notice.objects.get().seen_at
    assert client.post(f"/zur-kenntnis/{notice.pk}").headers["Location"] == "/heute"
    assert Notice.objects.get().seen_at == seen_at


def test_notices_cost_heute_no_query_and_a_few_are_shown_at_a_time(
    client: Client, hoelzl: Customer, lea: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk",))
    client.force_login(lea)
    client.get("/heute")  # what a process reads once
    with CaptureQueriesContext(connection) as before:
        client.get("/heute")
    for number in range(5):
        testing.sale(customer=hoelzl, at=now, step_key=QUOTE, title=f"Anlage {number}")
    with CaptureQueriesContext(connection) as after:
        shown = client.get("/heute").content.decode()
    assert len(after) == len(before)
    assert shown.count("Zur Kenntnis: jetzt") == 3
    assert "Alle 5 als gelesen" in shown
    client.post("/zur-kenntnis/alle")
    assert told() == set()
    assert "Zur Kenntnis" not in client.get("/heute").content.decode()


def test_marking_all_as_read_leaves_what_others_were_told(
    hoelzl: Customer, lea: User, martina: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk", of_person(martina)))
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    assert actions.see_all(by=lea, at=now) == 1
    assert actions.see_all(by=lea, at=now) == 0
    assert told() == {martina.pk}


def test_whoever_no_longer_sees_the_customer_reads_nothing_of_it(
    client: Client, hoelzl: Customer, lea: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk",))
    matter = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    User.objects.filter(pk=lea.pk).update(roles=["expert"])
    client.force_login(User.objects.get(pk=lea.pk))
    assert hoelzl.name not in client.get("/heute").content.decode()
    notice = Notice.objects.get()
    answer = client.post(f"/zur-kenntnis/{notice.pk}", {"open": "1"})
    assert answer.headers["Location"] == "/heute"
    assert matter.pk == notice.matter_id


def test_an_agent_is_told_of_customers_of_theirs_only(
    hoelzl: Customer, nina: User, ulm: Tandem, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("agent", of_person(nina)))
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    assert told() == set()


def test_whom_the_step_consults_is_asked_in_one_tap(
    client: Client, hoelzl: Customer, anna: User, tobias: User, paul: User, ben: User, now: datetime
) -> None:
    design(ben, now, consulted=("inside", of_person(paul)))
    matter = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    client.force_login(tobias)
    for page in (f"/vorgaenge/{matter.pk}", f"/kunden/{hoelzl.pk}"):
        shown = client.get(page).content.decode()
        for person in (anna, paul):
            assert f"{person.full_name} wird vorher gefragt" in shown
            assert f"/vorgaenge/{matter.pk}/rueckfrage?wen={person.pk}" in shown
    form = client.get(f"/vorgaenge/{matter.pk}/rueckfrage?wen={paul.pk}").context["form"]
    assert form["asked"].value() == paul.pk
    assert "Angebot erstellen" in form["text"].value()
    # Nobody asks themselves.
    client.force_login(anna)
    assert (
        f"{anna.full_name} wird vorher gefragt" not in client.get(f"/vorgaenge/{matter.pk}").content.decode()
    )


@pytest.mark.parametrize("wen", ["", "x", "²", "999999999999999999999"])
def test_an_address_that_names_nobody_asks_nobody(
    client: Client, visit: Matter, tobias: User, wen: str
) -> None:
    client.force_login(tobias)
    assert client.get(f"/vorgaenge/{visit.pk}/rueckfrage", {"wen": wen}).status_code == 200


def test_a_named_person_who_has_left_strands_no_turn_and_the_matter_says_so(
    client: Client, hoelzl: Customer, martina: User, tobias: User, anna: User, ben: User, now: datetime
) -> None:
    party = of_person(martina)
    design(ben, now, key=ORDER, responsible=(party,), acts_first=party, consulted=(party,))
    matter = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    User.objects.filter(pk=martina.pk).update(is_active=False)
    moved = go(matter, ORDER, by=tobias, at=now)
    assert (moved.accountable, moved.answerable) == (tobias, "key_account")
    client.force_login(anna)
    for page in (f"/vorgaenge/{matter.pk}", f"/kunden/{hoelzl.pk}"):
        shown = client.get(page).content.decode()
        assert f"{martina.full_name} (ausgeschieden) kann hier nicht handeln. Stattdessen: Key" in shown
        assert "wird vorher gefragt" not in shown


def test_two_who_read_it_at_once_read_it_once(hoelzl: Customer, lea: User, ben: User, now: datetime) -> None:
    design(ben, now, informed=("order_desk",))
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    read = partial(actions.see, notice=Notice.objects.get(), by=lea)
    assert read(at=now).seen_at == now
    assert read(at=now.replace(hour=15)).seen_at == now


def test_while_somebody_is_away_their_stand_in_reads_it_and_they_find_it_all_the_same(
    client: Client, hoelzl: Customer, ulm: Tandem, lea: User, sandra: User, martina: User, ben: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock = [now]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    design(ben, clock[0], informed=("order_desk",))
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE, title="Vorher")
    Notice.objects.update(made_at=now - timedelta(days=1))
    away: dict[str, Any] = {"from_date": now.date(), "to_date": now.date() + timedelta(days=2)}
    people.report_absence(user=lea, **away, deputy=sandra, by=lea, at=now)
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE, title="Währenddessen")
    notice = Notice.objects.get(matter__title="Währenddessen")
    client.force_login(sandra)
    shown = client.get("/heute").content.decode()
    assert "in Vertretung für Lea" in shown
    assert shown.count("Zur Kenntnis: jetzt") == 1, "what came before the absence waits for Lea"
    client.force_login(martina)
    assert "Zur Kenntnis" not in client.get("/heute").content.decode()
    assert client.post(f"/zur-kenntnis/{notice.pk}").status_code == 404
    client.force_login(sandra)
    assert client.post(f"/zur-kenntnis/{notice.pk}").status_code == 302
    assert "Zur Kenntnis" not in client.get("/heute").content.decode()
    assert told() == {lea.pk}
    clock[0] = now + timedelta(days=3)
    client.force_login(lea)
    shown = client.get("/heute").content.decode()
    assert shown.count("Zur Kenntnis: jetzt") == 2
    assert "Sandra hat es für dich gelesen" in shown
    client.force_login(sandra)
    assert client.post(f"/zur-kenntnis/{notice.pk}").status_code == 404, "the absence is over"


def test_marking_all_as_read_in_an_absence_leaves_it_to_the_absent(
    hoelzl: Customer, ulm: Tandem, lea: User, sandra: User, ben: User, now: datetime
) -> None:
    design(ben, now, informed=("order_desk",))
    people.report_absence(user=lea, from_date=now.date(), to_date=now.date(), deputy=sandra, by=lea, at=now)
    testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    assert actions.see_all(by=sandra, at=now) == 1
    assert actions.see_all(by=sandra, at=now) == 0
    assert told() == {lea.pk}
    assert Notice.objects.get().seen_for_by == sandra
