"""What a rule says of an act, which of several holds, and what it takes to act all the same (INV7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions, rules, testing
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import BLOCK, EFFECTS, INFORM, WARN, Scope, precedence
from tandem.essentials.playbook.testing import Quiet, Ring

pytestmark = pytest.mark.django_db

A_CUSTOMERS = Scope(kind="class", klass="A")


@pytest.fixture(autouse=True)
def quiet_is_known() -> Iterator[None]:
    with testing.known():
        yield


def ring(customer: Customer, by: User | None, at: datetime, about: str = "price") -> Ring:
    return Ring(customer=customer, by=by, at=at, about=about)


# --- which rule holds


@dataclass(frozen=True)
class Plain:
    scope: str
    effect: str
    strictness: int
    pk: int


plain_rules = st.lists(
    st.builds(
        Plain,
        scope=st.sampled_from(precedence.SCOPES),
        effect=st.sampled_from(list(EFFECTS)),
        strictness=st.integers(0, 3),
        pk=st.integers(1, 10**6),
    ),
    min_size=1,
    unique_by=lambda rule: rule.pk,
)


@given(plain_rules, st.randoms(use_true_random=False))
def test_which_rule_holds_does_not_depend_on_the_order_in_which_they_are_read(
    found: list[Plain], random: object
) -> None:
    holds = precedence.prevailing(found)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own Random
    assert precedence.prevailing(shuffled) == holds
    assert len({precedence.weight(rule) for rule in found}) == len(found)


@given(plain_rules)
def test_the_nearest_wins_and_of_equally_near_ones_the_stricter(found: list[Plain]) -> None:
    holds = precedence.prevailing(found)
    for other in found:
        nearer = precedence.SCOPES.index(other.scope) - precedence.SCOPES.index(holds.scope)
        assert nearer <= 0
        if nearer == 0:
            assert list(EFFECTS).index(other.effect) <= list(EFFECTS).index(holds.effect)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    made=st.lists(
        st.tuples(
            st.sampled_from(["company", "A", "B", "ulm", "allgaeu", "hoelzl"]),
            st.sampled_from(list(EFFECTS)),
            st.sampled_from(list(testing.TOPICS)),
            st.integers(1, 3),
            st.sampled_from(["weighed", "unweighed"]),
            st.sampled_from(["in force", "ended", "later"]),
        ),
        max_size=12,
    )
)
def test_the_database_finds_the_same_rules_as_precedence(
    made: list[tuple[str, str, str, int, str, str]], hoelzl: Customer, ulm: Tandem, allgaeu: Tandem, now: datetime
) -> None:  # fmt: skip
    scopes = {
        "company": Scope(), "A": A_CUSTOMERS, "B": Scope(kind="class", klass="B"),
        "ulm": Scope(kind="tandem", tandem=ulm), "allgaeu": Scope(kind="tandem", tandem=allgaeu),
        "hoelzl": Scope(kind="customer", customer=hoelzl),
    }  # fmt: skip
    with transaction.atomic():
        concerned: dict[str, list[rules.InForce]] = {}
        for where, effect, about, days, weighed, when in made:
            kind = Quiet(about=about, days=days)
            rule = Rule.objects.create(
                kind=kind.key, **scopes[where].fields(), effect=effect, values=kind.values(), made_at=now,
                topic=kind.topic if weighed == "weighed" else "",
                strictness=kind.strictness if weighed == "weighed" else None,
                in_force_from=now + timedelta(days=1) if when == "later" else now - timedelta(days=1),
                ended_at=now if when == "ended" else None,
            )  # fmt: skip
            if when == "in force" and where in {"company", "A", "ulm", "hoelzl"}:
                concerned.setdefault(about, []).append(rules.read(rule))
        held = rules.holding_for(customer=hoelzl, kind_keys=[Quiet.key], at=now)
        assert {one.pk for one in held} == {precedence.prevailing(found).pk for found in concerned.values()}
        assert len(held) == len(concerned)
        transaction.set_rollback(True)


def test_a_customer_s_own_rule_goes_before_that_of_the_class_and_the_company(
    hoelzl: Customer, ulm: Tandem, anna: User, now: datetime
) -> None:
    testing.quiet(at=now, effect=BLOCK)
    testing.quiet(at=now, scope=A_CUSTOMERS, effect=WARN)
    testing.quiet(at=now, scope=Scope(kind="tandem", tandem=ulm), effect=BLOCK)
    testing.quiet(at=now, scope=Scope(kind="customer", customer=hoelzl), effect=INFORM)
    assert rules.check(ring(hoelzl, anna, now)).effect == INFORM


def test_of_two_rules_that_contradict_each_other_the_stricter_holds(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    testing.quiet(at=now, effect=WARN, days=20)
    testing.quiet(at=now, effect=BLOCK, days=1)
    testing.quiet(at=now, effect=BLOCK, days=5)
    (finding,) = rules.check(ring(hoelzl, anna, now)).findings
    assert finding.objection.sentence == "Quiet for 5 days."


def test_rules_about_different_topics_stand_side_by_side(hoelzl: Customer, anna: User, now: datetime) -> None:
    testing.quiet(at=now, about="price", effect=WARN)
    testing.quiet(at=now, about="date", effect=BLOCK)
    assert rules.check(ring(hoelzl, anna, now, "price")).effect == WARN
    assert rules.check(ring(hoelzl, anna, now, "date")).effect == BLOCK


def test_a_rule_of_another_class_or_tandem_says_nothing(
    hoelzl: Customer, allgaeu: Tandem, anna: User, now: datetime
) -> None:
    testing.quiet(at=now, scope=Scope(kind="class", klass="C"))
    testing.quiet(at=now, scope=Scope(kind="tandem", tandem=allgaeu))
    assert rules.check(ring(hoelzl, anna, now)).findings == ()


def test_every_act_is_judged_by_what_was_in_force_at_its_moment(
    hoelzl: Customer, anna: User, juergen: User, now: datetime
) -> None:
    before = testing.quiet(at=now, effect=BLOCK)
    tomorrow = now + timedelta(days=1)
    actions.set_rule(kind=Quiet(), scope=Scope(), effect=INFORM, by=juergen, at=tomorrow, replaces=before)
    assert rules.check(ring(hoelzl, anna, now - timedelta(hours=1))).effect == ""
    assert rules.check(ring(hoelzl, anna, now + timedelta(hours=1))).effect == BLOCK
    assert rules.check(ring(hoelzl, anna, tomorrow)).effect == INFORM


def test_a_check_costs_one_query_however_many_rules_there_are(
    hoelzl: Customer, anna: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(1, 20):
        testing.quiet(at=now, days=days)
    with django_assert_num_queries(2):
        rules.check(ring(hoelzl, anna, now))
    with django_assert_num_queries(1):  # a wording never changes: it is read once
        assert len(rules.check(ring(hoelzl, anna, now)).findings) == 1


# --- acting all the same


def test_a_blocking_rule_stops_whoever_is_not_entitled(hoelzl: Customer, anna: User, now: datetime) -> None:
    testing.quiet(at=now)
    with pytest.raises(rules.RuleForbids, match="Quiet for 3 days") as refusal:
        rules.require(ring(hoelzl, anna, now), reason="Es eilt.")
    assert refusal.value.verdict.entitled == ("coordinator", "sales_lead")
    assert not Entry.objects.filter(type="playbook.rule_set_aside").exists()


def test_somebody_entitled_may_act_all_the_same_and_the_journal_says_why(
    hoelzl: Customer, juergen: User, now: datetime
) -> None:
    rule = testing.quiet(at=now)
    with pytest.raises(rules.ReasonWanted):
        rules.require(ring(hoelzl, juergen, now), reason="  ")
    rules.require(ring(hoelzl, juergen, now), reason="Der Kunde hat darum gebeten.")
    entry = Entry.objects.get(type="playbook.rule_set_aside")
    assert entry.customer_id == hoelzl.pk
    assert entry.data["rule"] == rule.pk
    assert entry.data["reason"] == "Der Kunde hat darum gebeten."


def test_a_warning_wants_a_reason_of_everybody(hoelzl: Customer, anna: User, now: datetime) -> None:
    testing.quiet(at=now, effect=WARN)
    with pytest.raises(rules.ReasonWanted, match="Quiet"):
        rules.require(ring(hoelzl, anna, now))
    rules.require(ring(hoelzl, anna, now), reason="Liefertermin ist geplatzt.")
    assert Entry.objects.filter(type="playbook.rule_set_aside", actor_id=anna.pk).count() == 1


def test_what_only_informs_stops_nobody_and_is_not_journalled(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    testing.quiet(at=now, effect=INFORM)
    verdict = rules.require(ring(hoelzl, anna, now))
    assert len(verdict.findings) == 1
    assert not verdict.needs_reason
    assert not Entry.objects.filter(type="playbook.rule_set_aside").exists()


def test_the_system_is_held_by_no_rule(hoelzl: Customer, now: datetime) -> None:
    testing.quiet(at=now)
    assert rules.require(ring(hoelzl, None, now)).findings == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    data=st.lists(
        st.tuples(
            st.sampled_from([None, "A", "B"]),
            st.sampled_from(list(EFFECTS)),
            st.sampled_from(["price", "date"]),
        ),
        max_size=5,
    ),
    about=st.sampled_from(["price", "date"]),
    reason=st.sampled_from(["", "Grund"]),
    is_lead=st.booleans(),
)
def test_what_a_rule_forbids_never_happens_without_somebody_entitled_and_a_reason(
    data: list[tuple[str | None, str, str]], about: str, reason: str, is_lead: bool, hoelzl: Customer, anna: User,
    juergen: User, now: datetime,
) -> None:  # fmt: skip
    """INV7 for any rules and any act."""
    who = juergen if is_lead else anna
    with transaction.atomic():
        for klass, effect, topic in data:
            scope = Scope(kind="class", klass=klass) if klass else Scope()
            testing.quiet(at=now, scope=scope, effect=effect, about=topic)
        concerned = [(bool(k), list(EFFECTS).index(e)) for k, e, t in data if t == about and k in (None, "A")]
        holds = list(EFFECTS)[max(concerned)[1]] if concerned else ""
        before = Entry.objects.filter(type="playbook.rule_set_aside").count()
        try:
            rules.require(ring(hoelzl, who, now, about), reason=reason)
            happened = True
        except (rules.RuleForbids, rules.ReasonWanted):
            happened = False
        written = Entry.objects.filter(type="playbook.rule_set_aside").count() - before
        assert happened == (holds in {"", INFORM} or (bool(reason) and (holds == WARN or is_lead)))
        assert written == (1 if happened and holds in {WARN, BLOCK} else 0)
        transaction.set_rollback(True)


# --- making rules


def test_only_leading_coordinating_or_administering_people_make_rules(anna: User, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="Koordination"):
        testing.quiet(at=now, by=anna)
    assert not Rule.objects.filter(kind=Quiet.key).exists()


def test_of_two_who_word_a_rule_anew_the_second_learns_of_the_first(
    juergen: User, ben: User, now: datetime
) -> None:
    rule = testing.quiet(at=now)
    actions.set_rule(kind=Quiet(days=5), scope=Scope(), effect=WARN, by=juergen, at=now, replaces=rule)
    with pytest.raises(actions.RuleEnded, match="Jürgen Wolff"):
        actions.set_rule(kind=Quiet(days=7), scope=Scope(), effect=WARN, by=ben, at=now, replaces=rule)
    with pytest.raises(actions.RuleEnded, match="Jürgen Wolff"):
        actions.end_rule(rule=rule, by=ben, at=now)


def test_the_database_keeps_a_rule_as_it_read(now: datetime) -> None:
    rule = testing.quiet(at=now)
    for change in ({"values": {"days": 9}}, {"effect": INFORM}, {"in_force_from": now - timedelta(days=9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.filter(pk=rule.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.delete()


@pytest.mark.parametrize("values", [{"days": "0"}, {"days": "31"}, {"days": "drei"}, {"about": "weather"}])
def test_a_word_that_the_sentence_cannot_take_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(rules.NotAValue):
        Quiet.read(values)


def test_a_rule_that_cannot_be_read_is_found_by_the_check(now: datetime) -> None:
    Rule.objects.create(
        kind=Quiet.key, scope="company", effect=BLOCK, values={"days": 99}, in_force_from=now, made_at=now
    )
    assert any("cannot be kept" in violation.sentence for violation in checks.run_all())


def test_a_rule_that_is_weighed_otherwise_than_it_reads_is_found_by_the_check(now: datetime) -> None:
    stored = {"kind": Quiet.key, "scope": "company", "effect": BLOCK, "in_force_from": now, "made_at": now}
    kind = Quiet(about="date", days=9)
    Rule.objects.create(**stored, values=kind.values(), topic="date", strictness=9)
    Rule.objects.create(**stored, values=kind.values())
    assert list(checks.run_all()) == []
    wrong = Rule.objects.create(**stored, values=kind.values(), topic="date", strictness=8)
    (violation,) = checks.run_all()
    assert violation.record == f"rule {wrong.pk}"
    assert "stored otherwise" in violation.sentence


def test_rules_that_were_there_before_are_weighed_by_the_migration(now: datetime) -> None:
    stored = {"kind": Quiet.key, "scope": "company", "effect": BLOCK, "in_force_from": now, "made_at": now}
    readable = Rule.objects.create(**stored, values={"about": "date", "days": 9}, ended_at=now)
    unreadable = Rule.objects.create(**stored, values={"days": 99})
    migration = import_module("tandem.essentials.playbook.migrations.0009_rules_keep_their_weight")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE playbook_rule DISABLE TRIGGER playbook_rule_stays")
    migration.weigh(apps, None)
    found = Rule.objects.in_bulk([readable.pk, unreadable.pk])
    assert (found[readable.pk].topic, found[readable.pk].strictness) == ("date", 9)
    assert found[unreadable.pk].strictness is None


def test_a_scope_names_its_object() -> None:
    for wrong in (
        {"kind": "class"},
        {"kind": "class", "klass": "X"},
        {"kind": "tandem"},
        {"kind": "customer"},
    ):
        with pytest.raises(rules.ScopeIncomplete):
            Scope(**wrong)  # type: ignore[arg-type]


# --- looking back


def test_the_sentence_is_made_of_its_words() -> None:
    kind = Quiet(about="date", days=1)
    assert kind.sentence() == "Nobody rings about the date for 1 Arbeitstag."
    assert [name for _text, _word, name in kind.pieces()] == ["about", "days", ""]


def test_what_no_database_keeps_is_left_out_of_a_reason(juergen: User, now: datetime) -> None:
    actions.end_rule(rule=testing.quiet(at=now), by=juergen, at=now, reason="Passt\x00 nicht. ")
    assert Entry.objects.get(type="playbook.rule_given_up").data["reason"] == "Passt nicht."
