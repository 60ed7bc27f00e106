"""Who may call, mail or visit a customer: what the rules about contacts say of it (INV7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import BLOCK, EFFECTS, INFORM, WARN, RuleKind, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import contacts, testing
from tandem.essentials.teamwork.models import GO, MYSELF, WAIT
from tandem.essentials.teamwork.rules import (
    BlockedWhile,
    ConsultationFirst,
    ContactCustomer,
    ContactRhythm,
    WhoContacts,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def put(kind: RuleKind, at: datetime, effect: str = BLOCK, scope: Scope | None = None) -> Rule:
    return playbook.set_rule(kind=kind, scope=scope or Scope(), effect=effect, by=None, at=at)


def call(customer: Customer, by: User, at: datetime, *, about: str = "new_business") -> ContactCustomer:
    return ContactCustomer(customer=customer, by=by, at=at, channel="call", about=about)


def effect(customer: Customer, by: User, at: datetime, *, about: str = "new_business") -> str:
    return rules.check(call(customer, by, at, about=about)).effect


# --- consultation first


@pytest.fixture
def ask_first(hoelzl: Customer, now: datetime) -> Rule:
    return put(ConsultationFirst(), now - DAY)


def test_inside_asks_field_before_it_calls(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(rules.RuleForbids, match="Tobias wird zuerst gefragt"):
        teamwork.note(customer=hoelzl, channel="call", text="Gesprochen", by=anna, at=now, reason="Es eilt.")
    assert not Entry.objects.filter(type="teamwork.noted").exists()
    assert effect(hoelzl, tobias, now) == "", "field is not asked to ask"


def test_the_way_out_is_to_ask(ask_first: Rule, hoelzl: Customer, anna: User, now: datetime) -> None:
    (finding,) = rules.check(call(hoelzl, anna, now)).findings
    assert finding.objection.way_url == f"/kunden/{hoelzl.pk}/abstimmen"


def test_what_the_customer_began_is_never_held_up(
    ask_first: Rule, hoelzl: Customer, anna: User, now: datetime
) -> None:
    for kind in (WhoContacts(occasion="came_up", side="field"), ContactRhythm(days=14)):
        put(kind, now - DAY)
    teamwork.note(customer=hoelzl, channel="customer", text="Ruft an", by=anna, at=now)
    teamwork.note(customer=hoelzl, channel="note", text="Gedanke", by=anna, at=now)
    teamwork.take_request(customer=hoelzl, text="Wo bleibt die Kette?", by=anna, at=now)
    assert not Entry.objects.filter(type="playbook.rule_set_aside").exists()


def test_a_channel_that_the_rule_does_not_name_is_free(
    ask_first: Rule, hoelzl: Customer, anna: User, now: datetime
) -> None:
    visit = ContactCustomer(customer=hoelzl, by=anna, at=now, channel="visit", about="new_business")
    assert rules.check(visit).effect == ""


def test_go_ahead_means_go_ahead_for_two_weeks(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    assert effect(hoelzl, anna, now + HOUR) == BLOCK
    teamwork.decide(consultation=asked, reply=GO, by=tobias, at=now + 2 * HOUR)
    assert effect(hoelzl, anna, now + HOUR) == BLOCK, "at its own moment it was not answered yet"
    assert effect(hoelzl, anna, now + 3 * HOUR) == ""
    assert effect(hoelzl, anna, now + 13 * DAY) == ""
    assert effect(hoelzl, anna, now + 15 * DAY) == BLOCK


def test_wait_until_a_day_means_free_from_that_day_on(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    until = (now + 2 * DAY).date()
    teamwork.decide(consultation=asked, reply=WAIT, wait_until=until, by=tobias, at=now)
    midnight = datetime(2026, 11, 26, tzinfo=ZoneInfo("Europe/Berlin"))
    assert effect(hoelzl, anna, midnight - timedelta(minutes=1)) == BLOCK
    assert effect(hoelzl, anna, midnight) == ""


def test_who_does_it_themselves_keeps_the_other_from_calling(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.decide(consultation=asked, reply=MYSELF, by=tobias, at=now)
    (finding,) = rules.check(call(hoelzl, anna, now + HOUR)).findings
    assert "Tobias" in finding.objection.sentence


def test_no_answer_in_time_means_free_to_go(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    assert effect(hoelzl, anna, asked.due_at - timedelta(seconds=1)) == BLOCK
    assert effect(hoelzl, anna, asked.due_at) == ""
    teamwork.decide(consultation=asked, reply=MYSELF, by=tobias, at=asked.due_at + HOUR)
    assert effect(hoelzl, anna, asked.due_at + 2 * HOUR) == BLOCK, "a late answer counts from then on"


def test_a_colleague_of_the_same_side_relies_on_the_answer_too(
    ask_first: Rule, hoelzl: Customer, anna: User, sandra: User, tobias: User, now: datetime
) -> None:
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.decide(consultation=asked, reply=GO, by=tobias, at=now)
    assert effect(hoelzl, sandra, now + HOUR) == ""


def test_who_stands_in_for_the_partner_asks_nobody(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    day = now.date()
    people.report_absence(user=tobias, from_date=day, to_date=day + 3 * DAY, by=None, at=now)
    assert effect(hoelzl, anna, now) == ""
    with pytest.raises(teamwork.NobodyToAsk, match="Tobias"):
        teamwork.consult(customer=hoelzl, by=anna, at=now)


def test_without_a_partner_there_is_no_dead_end(
    ask_first: Rule, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(WhoContacts(occasion="new_business", side="field"), now)
    User.objects.filter(pk=tobias.pk).update(is_active=False)
    assert effect(hoelzl, anna, now) == ""


def test_coordination_and_sales_management_may_with_a_reason(
    ask_first: Rule, hoelzl: Customer, ben: User, juergen: User, now: datetime
) -> None:
    put(WhoContacts(occasion="came_up", side="field"), now - DAY)
    with pytest.raises(rules.ReasonWanted):
        teamwork.note(customer=hoelzl, channel="call", text="Gesprochen", by=ben, at=now)
    teamwork.note(customer=hoelzl, channel="call", text="Gesprochen", by=ben, at=now, reason="Kunde droht.")
    assert Entry.objects.filter(type="playbook.rule_set_aside", customer_id=hoelzl.pk).count() == 2
    teamwork.note(customer=hoelzl, channel="call", text="Gesprochen", by=juergen, at=now)


# --- who contacts


def test_on_each_occasion_the_side_that_the_rule_names_speaks(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(WhoContacts(occasion="quote_follow_up", side="field"), now, WARN)
    put(WhoContacts(occasion="delivery", side="inside"), now, BLOCK)
    assert effect(hoelzl, anna, now, about="quote_follow_up") == WARN
    assert effect(hoelzl, tobias, now, about="quote_follow_up") == ""
    assert effect(hoelzl, tobias, now, about="delivery") == BLOCK
    assert effect(hoelzl, tobias, now, about="came_up") == ""


def test_the_partner_may_leave_it_to_the_other(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(WhoContacts(occasion="came_up", side="field"), now)
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.decide(consultation=asked, reply=GO, background="Sie will Anna sprechen.", by=tobias, at=now)
    assert effect(hoelzl, anna, now + HOUR, about="came_up") == ""


def test_what_it_is_about_follows_from_where_the_matter_stands(hoelzl: Customer, now: datetime) -> None:
    stands = {"appointment": "new_business", "quote": "question", "follow_up": "quote_follow_up"}
    for step, about in stands.items():
        matter = testing.sale(customer=hoelzl, step_key=step, at=now)
        assert contacts.occasion_of(matter) == about
    assert contacts.occasion_of(None) == "came_up"


# --- not both in a row


def noted(customer: Customer, by: User, at: datetime, channel: str = "call") -> None:
    teamwork.note(customer=customer, channel=channel, text="Gesprochen", by=by, at=at)


def test_nobody_is_called_by_both_sides_in_a_row(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(ContactRhythm(days=2), now - 9 * DAY, WARN)
    noted(hoelzl, anna, now)
    assert effect(hoelzl, anna, now + HOUR) == "", "who has called may call again"
    assert effect(hoelzl, tobias, now + HOUR) == WARN
    midnight = datetime(2026, 11, 26, tzinfo=ZoneInfo("Europe/Berlin"))
    assert effect(hoelzl, tobias, midnight - timedelta(minutes=1)) == WARN
    assert effect(hoelzl, tobias, midnight) == ""


def test_unless_the_customer_asked_for_it(hoelzl: Customer, anna: User, tobias: User, now: datetime) -> None:
    put(ContactRhythm(days=3), now - 9 * DAY)
    noted(hoelzl, anna, now)
    noted(hoelzl, anna, now + HOUR, channel="customer")
    assert effect(hoelzl, tobias, now + 2 * HOUR) == ""


@pytest.mark.parametrize("sunday", [datetime(2026, 3, 29), datetime(2026, 10, 25)])
def test_a_day_that_is_an_hour_shorter_or_longer_is_a_day(
    hoelzl: Customer, anna: User, tobias: User, sunday: datetime
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    saturday = (sunday - DAY).replace(hour=23, minute=30, tzinfo=zone)
    put(ContactRhythm(days=2), saturday - 9 * DAY)
    noted(hoelzl, anna, saturday)
    monday = (sunday + DAY).replace(tzinfo=zone)
    assert effect(hoelzl, tobias, monday - timedelta(minutes=1)) == BLOCK
    assert effect(hoelzl, tobias, monday) == ""


# --- not while something is open


def test_while_a_question_is_open_nobody_sells(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    put(BlockedWhile(fact="teamwork.open_question", purpose="new_business"), now - DAY)
    matter = testing.sale(customer=hoelzl, at=now)
    assert effect(hoelzl, anna, now) == ""
    question = teamwork.ask(matter=matter, asked=anna, text="Welche Spannung?", by=tobias, at=now)
    for person in (anna, tobias):
        (finding,) = rules.check(call(hoelzl, person, now + HOUR)).findings
        assert "Welche Spannung?" in finding.objection.sentence
        assert finding.objection.way_url == f"/rueckfragen/{question.pk}"
    assert effect(hoelzl, anna, now + HOUR, about="came_up") == ""
    teamwork.answer(question=question, text="690 V", by=anna, at=now + 2 * HOUR)
    assert effect(hoelzl, anna, now + HOUR) == BLOCK, "as it stood at its moment"
    assert effect(hoelzl, anna, now + 3 * HOUR) == ""


# --- all of them


def test_the_rules_of_the_start_hold_nobody_up(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    started = Rule.objects.filter(made_by=None, kind__startswith="teamwork.")
    assert {rule.effect for rule in started} == {INFORM}
    noted(hoelzl, anna, now)
    verdict = rules.check(call(hoelzl, tobias, now + HOUR, about="satisfaction"))
    assert len(verdict.findings) == 2
    assert not verdict.needs_reason


def test_a_check_of_a_contact_costs_few_queries(
    hoelzl: Customer, anna: User, tobias: User, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:  # fmt: skip
    for kind in (ConsultationFirst(), WhoContacts(occasion="new_business"), ContactRhythm(), BlockedWhile()):
        put(kind, now - DAY)
    noted(hoelzl, tobias, now)
    rules.check(call(hoelzl, anna, now))
    with django_assert_max_num_queries(6):
        assert len(rules.check(call(hoelzl, anna, now)).findings) >= 3


def test_the_look_back_judges_the_contacts_of_the_past(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    noted(hoelzl, anna, now)
    noted(hoelzl, tobias, now + HOUR)
    seen = Customer.objects.all()
    found = rules.look_back(kind=ContactRhythm(), scope=Scope(), at=now + DAY, seen=seen)
    assert found.hits == 1
    first = rules.look_back(kind=ConsultationFirst(), scope=Scope(), at=now + DAY, seen=seen)
    assert first.hits == 1


KINDS: list[RuleKind] = [
    ConsultationFirst(),
    ConsultationFirst(side="field"),
    WhoContacts(occasion="came_up", side="field"),
    WhoContacts(occasion="came_up", side="inside"),
    ContactRhythm(days=7),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    made=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(list(EFFECTS))), max_size=4),
    acts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "Grund"])), min_size=1, max_size=4),
)
def test_no_contact_happens_against_a_blocking_rule_without_somebody_entitled_and_a_reason(
    made: list[tuple[RuleKind, str]], acts: list[tuple[int, str]], hoelzl: Customer, anna: User, tobias: User,
    ben: User, juergen: User, now: datetime,
) -> None:  # fmt: skip
    """INV7 for any rules about contacts and any contacts."""
    everybody = [anna, tobias, ben, juergen]
    with transaction.atomic():
        for kind, does in made:
            put(kind, now - DAY, does)
        for number, (who, reason) in enumerate(acts):
            by, at = everybody[who], now + number * HOUR
            verdict = rules.check(call(hoelzl, by, at, about="came_up"))
            blocking = [one for one in verdict.findings if one.held.effect == BLOCK]
            before = Entry.objects.filter(type="playbook.rule_set_aside").count()
            try:
                teamwork.note(customer=hoelzl, channel="call", text="x", by=by, at=at, reason=reason)
                happened = True
            except (rules.RuleForbids, rules.ReasonWanted):
                happened = False
            if blocking:
                assert happened == (by in (ben, juergen) and bool(reason))
            else:
                assert happened == (verdict.effect != WARN or bool(reason))
            standing = [one for one in verdict.findings if one.held.effect != INFORM]
            written = Entry.objects.filter(type="playbook.rule_set_aside").count() - before
            assert written == (len(standing) if happened else 0)
        transaction.set_rollback(True)
