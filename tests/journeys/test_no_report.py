"""The field person does not report: what the rules do, who learns of it and when, and how it is solved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.coordination.chain import COORDINATION, LEAD, PARTNER, PERSON
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import testing as calls
from tandem.journey.leads import testing as leads
from tandem.journey.visits import testing as visits
from tests.journeys.conftest import Clock, SignIn
from tests.journeys.jobs import the_job_runs
from tests.journeys.pages import said, whose_turn

pytestmark = pytest.mark.browser


def test_a_report_that_does_not_come_goes_up_step_by_step_and_comes_back_solved(
    sign_in: SignIn,
    clock: Clock,
    hoelzl: Customer,
    claudia: Contact,
    anna: User,
    tobias: User,
    ben: User,
    juergen: User,
) -> None:
    # Tuesday. Anna has booked Tobias a visit at Hölzl, Wednesday at half past ten.
    lead = leads.accepted(customer=hoelzl, inside=anna, field=tobias, at=clock.now())
    matter = calls.visit_booked(matter=lead.matter, by=anna, at=clock.now()).matter

    # The rule gives a working day for the report: all of Thursday nobody is told anything.
    assert the_job_runs(clock, days=1, hour=16) == []
    assert the_job_runs(clock, days=1, hour=16, minute=55) == []

    # Friday morning Tobias learns that the report is due. Nobody else does.
    assert the_job_runs(clock, days=1, hour=8, minute=5) == [(PERSON, "Tobias")]
    assert the_job_runs(clock, hour=11, minute=55) == []

    # Four working hours later Anna reads it on Heute: not who failed, but what is open.
    assert the_job_runs(clock, hour=13, minute=10) == [(PARTNER, "Anna")]
    annas = sign_in(anna)
    expect(annas.get_by_role("region", name="Hinweise")).to_contain_text("Frist verstrichen")
    annas.get_by_role("region", name="Hinweise").get_by_text("Frist verstrichen").first.click()

    # She reminds him, kindly and once; a second time the same day is one too many.
    whose_turn(annas).get_by_role("button", name="Erinnern").click()
    said(annas, "Tobias liest es auf Heute")
    whose_turn(annas).get_by_role("button", name="Erinnern").click()
    said(annas, "Einmal am Arbeitstag genügt")

    # Tobias sits in the car; the line waits for him. It is still his turn.
    tobias_phone = sign_in(tobias, phone=True)
    expect(tobias_phone.get_by_role("region", name="Hinweise")).to_contain_text("Anna erinnert dich")
    assert Matter.objects.get(pk=matter.pk).accountable == tobias

    # The weekend does not count. Monday, eight working hours after Anna, it is with the coordination.
    assert the_job_runs(clock, days=3, hour=8, minute=5) == []
    assert the_job_runs(clock, hour=13, minute=15) == [(COORDINATION, "")]
    bens = sign_in(ben)
    bens.get_by_role("link", name="bei dir angekommen").click()
    stuck = bens.get_by_role("region", name="Bei der Koordination")
    # He need not ask around: who knows since when, who reminded, what was done last.
    for words in (
        "Besuchen und berichten",
        "Tobias weiß es",
        "Anna weiß es",
        "Anna erinnerte",
        "nach 8 Arbeitsstunden",
    ):
        expect(stuck).to_contain_text(words)

    # Two days later it has reached the top, with a date until when it is decided.
    assert the_job_runs(clock, days=2, hour=13, minute=20) == [(LEAD, "")]
    juergens = sign_in(juergen)
    juergens.goto("/koordination")
    expect(juergens.get_by_role("region", name="Bei der Vertriebsleitung")).to_contain_text("entscheiden bis")
    assert the_job_runs(clock, days=5, hour=10) == []

    # Jürgen rings Tobias up. The report is there in a minute, and with it everything is over by itself.
    visits.reported(matter=Matter.objects.get(pk=matter.pk), by=tobias, at=clock.now())
    bens.goto("/koordination")
    expect(bens.get_by_role("main")).to_contain_text("Nichts ist bis hierher gekommen")

    # The journal tells what others learned and when; nobody is blamed, and everything holds.
    told = Entry.objects.filter(matter_id=matter.pk, type="coordination.escalated").order_by("pk")
    assert [entry.data["level"] for entry in told] == [PARTNER, COORDINATION, LEAD]
    assert list(checks.run_all()) == []
