"""Whom a round proposes, why, and whom it leaves in peace."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.base.journal import actions as journal
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar.testing import booked
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.entries import Noted
from tandem.essentials.teamwork.models import WAIT, Task
from tandem.journey.calls.models import CALLING, DROPPED, WAITING, Candidate, Round
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import pool, queries, scoring, weights
from tandem.journey.calls.rounds.scoring import Asked
from tandem.journey.calls.testing import round_running
from tandem.journey.leads.testing import accepted

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def _spoken(customer: Customer, *, by: User, at: datetime, channel: str = "call") -> None:
    journal.record(Noted(channel=channel, text="Kurz gesprochen"), customer_id=customer.pk, by=by, at=at)


def _proposed(tandem: Tandem, at: datetime) -> list[int]:
    Round.objects.all().delete()
    found = rounds.propose(tandem=tandem, monday=MONDAY, by=None, at=at)
    return list(found.candidates.values_list("customer_id", flat=True))


def _reasons(customer: Customer) -> dict[str, str]:
    candidate = Candidate.objects.get(customer=customer)
    with translation.override("de"):
        return {reason.kind.key: reason.words for reason in scoring.told(candidate.reasons)}


def test_nine_weeks_without_a_contact_where_six_are_planned(
    ulm: Tandem, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    Customer.objects.filter(pk=hoelzl.pk).update(klass="B")
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    assert _proposed(ulm, now) == [hoelzl.pk]
    assert _reasons(hoelzl)["calls.overdue"] == "9 Wochen ohne Kontakt, Plan 6"
    with translation.override("de"):
        told = scoring.told(Candidate.objects.get().reasons)[0].whole
    assert told == "9 Wochen ohne Kontakt, Plan 6, zuletzt der Außendienst am 22.09.2026"


def test_either_side_s_contact_counts_and_a_plain_note_does_not(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    _spoken(hoelzl, by=anna, at=now - timedelta(days=1), channel="note")
    assert _proposed(ulm, now) == [hoelzl.pk]
    _spoken(hoelzl, by=anna, at=now - timedelta(weeks=2))
    assert _proposed(ulm, now) == []


def test_the_class_alone_makes_nobody_a_candidate(ulm: Tandem, hoelzl: Customer, now: datetime) -> None:
    assert _proposed(ulm, now) == []


def test_a_released_lead_and_its_campaign_speak_for_a_call(
    ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    accepted(customer=hoelzl, inside=anna, field=tobias, at=now - timedelta(days=10))
    assert _proposed(ulm, now) == [hoelzl.pk]
    reasons = _reasons(hoelzl)
    assert reasons["calls.released"] == "Seit 10 Tagen freigegeben: Kettenförderer für Halle 3"
    assert reasons["calls.campaign"] == "Kampagne LogiMAT 2026"
    assert Candidate.objects.get().score >= weights.SHOWN_FROM


def test_the_sum_of_all_reasons_is_cut_at_a_hundred(ulm: Tandem, hoelzl: Customer, now: datetime) -> None:
    kind = scoring.ReasonKind(
        key="test.much", icon="star", most=95, words=lambda _values: "viel",
        source=lambda _asked: {hoelzl.pk: scoring.Found(points=400)},
    )  # fmt: skip
    scoring.register(kind)
    try:
        found = scoring.score(Asked(tandem_id=ulm.pk, at=now), customer_ids=[hoelzl.pk])
    finally:
        scoring._kinds.pop(kind.key)
    assert found[hoelzl.pk].score == 100
    assert found[hoelzl.pk].reasons[0]["points"] == 95


def test_whoever_the_consultation_asks_to_wait_for_is_left_out(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    asked = teamwork.consult(customer=hoelzl, by=anna, at=now)
    teamwork.decide(
        consultation=asked, reply=WAIT, wait_until=now.date() + timedelta(days=5), by=tobias, at=now
    )
    assert _proposed(ulm, now) == []
    assert _proposed(ulm, now + timedelta(days=6)) == [hoelzl.pk]


def test_a_second_proposal_of_the_week_is_the_first_one(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    first = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    second = rounds.propose(tandem=ulm, monday=MONDAY, by=tobias, at=now + timedelta(minutes=1))
    assert first.pk == second.pk
    assert Candidate.objects.count() == 1


def test_refreshing_adds_who_is_new_and_keeps_what_is_prepared(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    candidate = found.candidates.get()
    rounds.prepare(candidate=candidate, wish=CALLING, background="Frau Hölzl verlangen", by=anna, at=now)
    other = customers.create(name="Riedmüller", tandem=ulm, klass="C", by=None, at=now)
    _spoken(other, by=anna, at=now - timedelta(weeks=20))
    assert rounds.refresh(round=found, by=anna, at=now) == 1
    assert rounds.refresh(round=found, by=anna, at=now) == 0
    assert candidate.views.get().background == "Frau Hölzl verlangen"
    assert found.candidates.count() == 2


def test_nobody_of_another_tandem_makes_the_proposal(ulm: Tandem, sandra: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        rounds.propose(tandem=ulm, monday=MONDAY, by=sandra, at=now)


def test_the_job_proposes_for_every_tandem_that_has_somebody(
    ulm: Tandem, allgaeu: Tandem, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    from tandem.journey.calls import jobs

    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    jobs.propose_rounds(0)
    jobs.propose_rounds(0)
    assert {found.tandem_id for found in Round.objects.all()} >= {ulm.pk, allgaeu.pk}
    assert Round.objects.filter(tandem=ulm).count() == 1


def test_on_a_weekend_the_coming_week_is_prepared() -> None:
    assert queries.week_of(date(2026, 11, 27)) == date(2026, 11, 23)
    assert queries.week_of(date(2026, 11, 28)) == date(2026, 11, 30)


FACTS = st.fixed_dictionaries(
    {
        "weeks": st.integers(0, 30),
        "spoken_days": st.none() | st.integers(0, 20),
        "by_customer": st.booleans(),
        "appointment_in": st.none() | st.integers(1, 25),
        "waits_days": st.none() | st.integers(-5, 20),
        "dropped_days": st.none() | st.integers(1, 150),
        "lost": st.booleans(),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS)
def test_nobody_who_was_contacted_waits_or_was_dropped_is_proposed(
    facts: dict[str, int | None], ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    customer = _with(facts, ulm, anna=anna, tobias=tobias, now=now)
    proposed = set(pool.customers_of(Asked(tandem_id=ulm.pk, at=now)))
    spoken, ahead = facts["spoken_days"], facts["appointment_in"]
    waits, dropped = facts["waits_days"], facts["dropped_days"]
    left_out = (
        bool(facts["lost"])
        or (spoken is not None and spoken < 7)
        or (facts["weeks"] == 0)
        or (ahead is not None and ahead < 14)
        or (waits is not None and waits > 0)
        or (dropped is not None and dropped < 90)
    )
    if left_out:
        assert customer.pk not in proposed
    elif dropped != 90 and spoken != 7 and ahead != 14:
        assert customer.pk in proposed


def _with(facts: dict[str, int | None], ulm: Tandem, *, anna: User, tobias: User, now: datetime) -> Customer:
    """A customer about whom all this is so."""
    number = Customer.objects.count()
    customer = customers.create(
        name=f"Prüfmaschinen {number}", tandem=ulm, klass="B",
        life_cycle="lost" if facts["lost"] else "regular", by=None, at=now - timedelta(weeks=60),
    )  # fmt: skip
    _spoken(customer, by=tobias, at=now - timedelta(weeks=facts["weeks"] or 0))
    if facts["spoken_days"] is not None:
        at = now - timedelta(days=facts["spoken_days"])
        _spoken(customer, by=anna, at=at, channel="customer" if facts["by_customer"] else "mail")
    if facts["appointment_in"] is not None:
        booked(
            person=tobias,
            at=now,
            clock="23:10",
            minutes=1,
            days=facts["appointment_in"],
            customer=customer,
            fixed=False,
        )
    for weeks, (decision, days) in enumerate(
        ((WAITING, facts["waits_days"]), (DROPPED, facts["dropped_days"]))
    ):
        if days is not None:
            held, _made = Round.objects.get_or_create(
                tandem=ulm, monday=MONDAY - timedelta(weeks=weeks + 2), defaults={"proposed_at": now}
            )
            Candidate.objects.create(
                round=held,
                customer=customer,
                score=60,
                decision=decision,
                note="Kein Bedarf",
                decided_by=anna,
                decided_at=now - timedelta(days=days if decision == DROPPED else 1),
                until=now.date() + timedelta(days=days) if decision == WAITING else None,
            )
    return customer


def test_an_agreed_call_that_lies_ahead_is_not_proposed_again(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    _spoken(hoelzl, by=tobias, at=now - timedelta(weeks=9))
    running = round_running(tandem=ulm, monday=MONDAY, by=anna, at=now)
    rounds.decide(
        candidate=running.candidates.get(), decision=CALLING, caller=anna, planned_at=now + timedelta(days=8,
        minutes=19),
        by=anna, at=now,
    )  # fmt: skip
    rounds.end(round=running, by=anna, at=now)
    assert Task.objects.get().accountable_id == anna.pk
    later = rounds.propose(
        tandem=ulm, monday=MONDAY + timedelta(weeks=1), by=None, at=now + timedelta(days=6)
    )
    assert not later.candidates.exists()
