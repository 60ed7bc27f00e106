"""What was stated, the law of the country, and what follows from both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from tandem.essentials.consent import bases, law
from tandem.essentials.consent.bases import ALLOWED, NEEDS_BASIS, OBJECTED, Around, Said
from tandem.essentials.consent.models import (
    ALL,
    CALL,
    CONSENT,
    KINDS,
    MAIL,
    NONE,
    OBJECTION,
    PRESUMED,
    RELATIONSHIP,
    VISIT,
)

T = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def said(kind: str, *, days: int = 0, channel: str = CALL, contact: int | None = 1, pk: int = 0) -> Said:
    moment = T + timedelta(days=days)
    return Said(
        pk=pk or days + 100, kind=kind, channel=channel, contact=contact, happened_at=moment, stated_at=moment,
        words="so", source="phone",
    )  # fmt: skip


def around(
    *statements: Said, country: str = "DE", is_customer: bool = False, since: date | None = None
) -> Around:
    return Around(
        country=country,
        is_customer=is_customer,
        customer_since=since,
        said=statements,
        people={1: "Eins", 2: "Zwei"},
    )


@pytest.mark.parametrize(
    ("country", "kind", "standing"),
    [
        ("DE", NONE, NEEDS_BASIS),
        ("DE", PRESUMED, ALLOWED),
        ("DE", RELATIONSHIP, ALLOWED),
        ("DE", CONSENT, ALLOWED),
        ("AT", PRESUMED, NEEDS_BASIS),
        ("AT", RELATIONSHIP, NEEDS_BASIS),
        ("AT", CONSENT, ALLOWED),
        ("CH", NONE, NEEDS_BASIS),
        ("CH", RELATIONSHIP, ALLOWED),
        ("CH", PRESUMED, ALLOWED),
        ("FR", RELATIONSHIP, NEEDS_BASIS),
        ("FR", CONSENT, ALLOWED),
    ],
)
def test_what_a_call_needs_depends_on_the_country(country: str, kind: str, standing: str) -> None:
    statements = () if kind == NONE else (said(kind),)
    assert bases.of_person(around(*statements, country=country), contact=1).standing == standing


@pytest.mark.parametrize("country", ["DE", "AT", "CH", "XX"])
def test_letters_and_visits_are_free_and_mails_are_not(country: str) -> None:
    assert bases.of_person(around(country=country), contact=1, channel=VISIT).standing == ALLOWED
    assert bases.of_person(around(country=country), contact=1, channel=MAIL).standing == NEEDS_BASIS


def test_a_customer_needs_no_statement_and_is_told_since_when() -> None:
    basis = bases.of_person(around(is_customer=True, since=date(2019, 5, 2)), contact=1)
    assert (basis.kind, basis.standing) == (RELATIONSHIP, ALLOWED)
    with translation.override("de"):
        assert basis.words == "Kunde seit 2019"


def test_somebody_may_state_that_there_is_no_basis_although_they_bought_once() -> None:
    assert bases.of_person(around(said(NONE), is_customer=True), contact=1).standing == NEEDS_BASIS


def test_a_later_statement_supersedes() -> None:
    assert bases.of_person(around(said(PRESUMED), said(NONE, days=1)), contact=1).kind == NONE
    assert bases.of_person(around(said(NONE), said(PRESUMED, days=1)), contact=1).kind == PRESUMED


@pytest.mark.parametrize("later", [PRESUMED, RELATIONSHIP, NONE])
def test_only_a_consent_lifts_an_objection(later: str) -> None:
    assert bases.of_person(around(said(OBJECTION), said(later, days=3)), contact=1).standing == OBJECTED
    assert bases.of_person(around(said(OBJECTION), said(CONSENT, days=3)), contact=1).standing == ALLOWED
    assert bases.of_person(around(said(OBJECTION, days=3), said(CONSENT)), contact=1).standing == OBJECTED


def test_of_an_objection_and_a_consent_of_the_same_moment_the_objection_holds() -> None:
    assert bases.of_person(around(said(OBJECTION), said(CONSENT, pk=500)), contact=1).standing == OBJECTED


def test_an_objection_to_everything_is_one_to_each_channel_and_one_to_calls_to_calls_only() -> None:
    everything, calls = around(said(OBJECTION, channel=ALL)), around(said(OBJECTION))
    for channel in (CALL, MAIL, VISIT):
        assert bases.of_person(everything, contact=1, channel=channel).standing == OBJECTED
    assert bases.of_person(calls, contact=1, channel=MAIL).standing != OBJECTED


def test_the_company_objects_for_its_people_and_a_persons_consent_does_not_lift_that() -> None:
    known = around(said(OBJECTION, contact=None), said(CONSENT, days=2))
    assert bases.of_person(known, contact=1).standing == OBJECTED
    assert bases.of_person(around(said(OBJECTION)), contact=2).standing != OBJECTED


def test_a_consent_of_the_switchboard_is_not_its_peoples() -> None:
    known = around(said(CONSENT, contact=None), country="AT")
    assert bases.of_person(known, contact=None).standing == ALLOWED
    assert bases.of_person(known, contact=1).standing == NEEDS_BASIS


def test_with_nobody_in_particular_the_best_there_counts_unless_everybody_has_objected() -> None:
    assert bases.of_anybody(around(said(OBJECTION), said(PRESUMED, contact=2))).standing == ALLOWED
    assert bases.of_anybody(around(said(OBJECTION), said(OBJECTION, contact=2))).standing == OBJECTED
    assert bases.of_anybody(around(said(OBJECTION, contact=None))).standing == OBJECTED


def test_what_was_stated_later_was_not_known_before() -> None:
    known = around(said(OBJECTION, days=2))
    assert bases.of_person(known.until(T), contact=1).standing != OBJECTED
    assert bases.of_person(known.until(T + timedelta(days=2)), contact=1).standing == OBJECTED


def test_of_two_bases_the_stricter_is_kept() -> None:
    order = [OBJECTION, NONE, PRESUMED, RELATIONSHIP, CONSENT]
    assert list(KINDS) == order
    for one in order:
        for other in order:
            expected = order[min(order.index(one), order.index(other))]
            assert bases.stricter(one, other) == bases.stricter(other, one) == expected


@pytest.mark.parametrize("country", ["DE", "AT", "CH"])
def test_the_three_countries_say_where_it_stands(country: str) -> None:
    assert law.need(country, CALL).source
