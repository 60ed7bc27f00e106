"""Passing the turn: handover, acceptance, decline, take back, take over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Absence, Tandem, User
from tandem.essentials.playbook.models import ORDER, QUOTE
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import ACCEPTED, DECLINED, OFFERED, TAKEN_BACK, Matter

pytestmark = pytest.mark.django_db


def turn(matter: Matter) -> User | None:
    return Matter.objects.select_related("accountable").get(pk=matter.pk).accountable


@pytest.fixture
def matter(hoelzl: Customer, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now)


def test_within_the_tandem_a_handover_counts_as_accepted_at_once(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    handover = teamwork.hand_over(
        matter=matter,
        to=anna,
        briefing="Termin steht, bitte nachfassen.",
        next_step="Nachfassen",
        by=tobias,
        at=now,
    )
    assert handover.state == ACCEPTED
    fresh = Matter.objects.get(pk=matter.pk)
    assert fresh.accountable == anna
    assert fresh.next_step == "Nachfassen"
    entry = Entry.objects.filter(matter_id=matter.pk).latest("pk")
    assert entry.type == "teamwork.handed_over"
    assert entry.lane == "inside"


def test_an_explicit_handover_leaves_the_turn_with_the_giver_until_it_is_accepted(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    offer = teamwork.hand_over(
        matter=matter, to=anna, briefing="Bitte prüfen.", explicit=True, by=tobias, at=now
    )
    assert offer.state == OFFERED
    assert turn(matter) == tobias
    teamwork.accept(handover=offer, by=anna, at=now)
    assert turn(matter) == anna


def test_a_handover_to_another_tandem_waits_for_an_answer(
    matter: Matter, allgaeu: Tandem, sandra: User, tobias: User, now: datetime
) -> None:
    offer = teamwork.hand_over(matter=matter, to=sandra, briefing="Werk Kempten.", by=tobias, at=now)
    assert offer.state == OFFERED
    assert turn(matter) == tobias
    declined = teamwork.decline(handover=offer, reason="Das Werk gehört zu Ulm.", by=sandra, at=now)
    assert declined.state == DECLINED
    assert turn(matter) == tobias


def test_declining_needs_a_reason(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    offer = teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=now)
    with pytest.raises(teamwork.ReasonMissing, match="Tobias"):
        teamwork.decline(handover=offer, reason="  ", by=anna, at=now)
    offer.refresh_from_db()
    assert offer.state == OFFERED


def test_a_handover_needs_a_briefing(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    with pytest.raises(teamwork.BriefingMissing, match="Anna"):
        teamwork.hand_over(matter=matter, to=anna, briefing=" ", by=tobias, at=now)


def test_a_handover_into_the_past_is_refused(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    with pytest.raises(teamwork.StepIncomplete):
        teamwork.hand_over(
            matter=matter, to=anna, briefing="Bitte.", due_at=now - timedelta(days=1), by=tobias, at=now
        )


def test_only_one_offer_waits_at_a_time(
    matter: Matter, allgaeu: Tandem, sandra: User, murat: User, tobias: User, now: datetime
) -> None:
    teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    with pytest.raises(teamwork.AlreadyAnswered, match="Sandra Gerber"):
        teamwork.hand_over(matter=matter, to=murat, briefing="Bitte.", by=tobias, at=now)


def test_an_offer_is_answered_by_whom_it_is_for_and_nobody_else(
    matter: Matter, allgaeu: Tandem, sandra: User, murat: User, tobias: User, now: datetime
) -> None:
    offer = teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    with pytest.raises(teamwork.NotYours, match="Sandra Gerber"):
        teamwork.accept(handover=offer, by=murat, at=now)
    assert turn(matter) == tobias


def test_the_stand_in_accepts_and_the_absent_person_owns_the_turn(
    matter: Matter, allgaeu: Tandem, sandra: User, anna: User, tobias: User, now: datetime
) -> None:
    people.report_absence(
        user=anna,
        from_date=now.date(),
        to_date=now.date() + timedelta(days=4),
        deputy=sandra,
        by=anna,
        at=now,
    )
    offer = teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=now)
    teamwork.accept(handover=offer, by=sandra, at=now)
    assert turn(matter) == anna


def test_an_offer_can_be_taken_back_by_whoever_made_it(
    matter: Matter, allgaeu: Tandem, sandra: User, murat: User, tobias: User, now: datetime
) -> None:
    offer = teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    with pytest.raises(teamwork.NotYours):
        teamwork.take_back(handover=offer, by=murat, at=now)
    assert teamwork.take_back(handover=offer, by=tobias, at=now).state == TAKEN_BACK
    with pytest.raises(teamwork.AlreadyAnswered, match="Tobias Kranz"):
        teamwork.accept(handover=offer, by=sandra, at=now)


def test_somebody_who_may_not_see_the_customer_cannot_get_the_turn(
    matter: Matter, paul: User, rolf: User, tobias: User, now: datetime
) -> None:
    for stranger in (paul, rolf):
        with pytest.raises(teamwork.CannotHold, match=stranger.full_name):
            teamwork.hand_over(matter=matter, to=stranger, briefing="Bitte.", by=tobias, at=now)


def test_a_colleague_of_another_tandem_cannot_hand_the_turn_over(
    matter: Matter, allgaeu: Tandem, murat: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Tobias Kranz"):
        teamwork.hand_over(matter=matter, to=murat, briefing="Ich mach das.", by=murat, at=now)


def test_taking_over_is_explicit_and_withdraws_an_offer(
    matter: Matter, allgaeu: Tandem, sandra: User, anna: User, tobias: User, now: datetime
) -> None:
    offer = teamwork.hand_over(matter=matter, to=sandra, briefing="Bitte.", by=tobias, at=now)
    teamwork.take_over(matter=matter, by=anna, reason="Kunde ist gerade am Telefon.", at=now)
    offer.refresh_from_db()
    assert offer.state == TAKEN_BACK
    assert turn(matter) == anna


def test_who_takes_over_second_learns_who_was_faster(
    matter: Matter, anna: User, ben: User, now: datetime
) -> None:
    seen = matter.revision
    teamwork.take_over(matter=matter, by=anna, seen_revision=seen, at=now)
    with pytest.raises(teamwork.AlreadyAnswered, match="Anna Reiter"):
        teamwork.take_over(matter=matter, by=ben, seen_revision=seen, at=now)


def test_an_offer_ends_when_the_matter_moves_to_another_step(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    from tandem.essentials.teamwork import entries

    offer = teamwork.hand_over(matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=now)
    event = entries.Noted(channel="note", text="Bestellt.")
    teamwork.pass_turn(matter=matter, step_key=QUOTE, next_step="Angebot", event=event, by=tobias, at=now)
    offer.refresh_from_db()
    assert offer.state == OFFERED
    teamwork.pass_turn(matter=matter, step_key=ORDER, next_step="Bestätigen", event=event, by=tobias, at=now)
    offer.refresh_from_db()
    assert offer.state == TAKEN_BACK


def test_a_stand_in_who_does_not_see_the_customer_takes_nothing_over(
    matter: Matter, tobias: User, paul: User, now: datetime
) -> None:
    day = now.date()
    with pytest.raises(Refused, match="Paul Lutz"):
        people.report_absence(user=tobias, from_date=day, to_date=day, deputy=paul, by=tobias, at=now)
    Absence.objects.create(user=tobias, from_date=day, to_date=day, deputy=paul)
    with pytest.raises(teamwork.CannotHold, match="Paul Lutz"):
        teamwork.take_over(matter=matter, by=paul, at=now)
    assert turn(matter) == tobias
