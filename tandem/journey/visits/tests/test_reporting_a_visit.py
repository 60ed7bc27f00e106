"""Field reports what came of the visit; the partner knows at once what is next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import LOST, Matter
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted
from tandem.journey.visits import actions as visits
from tandem.journey.visits import completeness, queries
from tandem.journey.visits.models import NEED_LATER, NEED_NOW, NO_NEED, NOT_THERE
from tandem.journey.visits.testing import reported

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Matter:
    """Tobias visits Hölzl tomorrow at half past ten."""
    taken = accepted(customer=hoelzl, inside=anna, field=tobias, at=now).matter
    return visit_booked(matter=taken, by=anna, at=now).matter


@pytest.fixture
def afterwards(now: datetime) -> datetime:
    """Tomorrow at half past eleven: the visit is over."""
    return now + timedelta(days=1, hours=2)


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("step", "accountable").get(pk=matter.pk)


def test_need_now_goes_on_to_the_quote_with_field(
    matter: Matter, claudia: Contact, tobias: User, afterwards: datetime
) -> None:
    written = reported(
        matter=matter, by=tobias, at=afterwards, contacts=[claudia], potential=Decimal("48000")
    )
    held = _fresh(matter)
    assert held.step is not None
    assert (held.step.key, held.accountable, held.value) == ("quote", tobias, Decimal("48000"))
    assert held.next_step == "Angebot vorbereiten"
    assert written.appointment is not None
    assert list(written.contacts.all()) == [claudia]
    assert Entry.objects.filter(matter_id=matter.pk, type="visits.reported").count() == 1


def test_the_next_step_may_be_the_partners_until_a_day(
    matter: Matter, anna: User, tobias: User, afterwards: datetime
) -> None:
    reported(
        matter=matter,
        by=tobias,
        at=afterwards,
        next_person=anna,
        next_due=date(2026, 11, 26),
        next_step="Angebot mit Staffel vorbereiten",
    )
    held = _fresh(matter)
    assert (held.accountable, held.next_step) == (anna, "Angebot mit Staffel vorbereiten")
    assert held.due_at is not None
    assert held.due_at.astimezone(BERLIN).date() == date(2026, 11, 26)


def test_need_later_goes_back_to_the_appointment_with_a_day(
    matter: Matter, anna: User, tobias: User, afterwards: datetime
) -> None:
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, result=NEED_LATER)
    reported(matter=matter, by=tobias, at=afterwards, result=NEED_LATER, next_due=date(2027, 2, 1))
    held = _fresh(matter)
    assert held.step is not None
    assert (held.step.key, held.accountable) == ("appointment", anna)
    assert held.due_at is not None
    assert held.due_at.astimezone(BERLIN).date() == date(2027, 2, 1)


def test_nobody_there_asks_inside_for_a_new_date(
    matter: Matter, anna: User, tobias: User, afterwards: datetime
) -> None:
    reported(matter=matter, by=tobias, at=afterwards, result=NOT_THERE, requirement="", outcome="")
    held = _fresh(matter)
    assert held.step is not None
    assert (held.step.key, held.accountable) == ("appointment", anna)
    visit_booked(matter=held, by=anna, at=afterwards, days=3)
    assert reported(matter=_fresh(matter), by=tobias, at=afterwards + timedelta(days=4)).pk


def test_no_need_closes_the_matter_with_its_reason(
    matter: Matter, tobias: User, afterwards: datetime
) -> None:
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, result=NO_NEED, outcome=" ")
    reported(matter=matter, by=tobias, at=afterwards, result=NO_NEED, outcome="Haben gerade investiert.")
    assert _fresh(matter).outcome == LOST


def test_what_the_partner_cannot_do_without_is_asked_for(
    matter: Matter, tobias: User, afterwards: datetime
) -> None:
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, result="")
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, requirement="")
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, next_due=date(2026, 11, 1))
    with pytest.raises(visits.ReportIncomplete):
        reported(matter=matter, by=tobias, at=afterwards, potential=Decimal(-1))
    assert not matter.visit_reports.exists()


def test_the_second_reporter_learns_who_was_faster(
    matter: Matter, anna: User, tobias: User, afterwards: datetime
) -> None:
    reported(matter=matter, by=tobias, at=afterwards)
    with pytest.raises(visits.AlreadyReported) as refusal:
        reported(matter=matter, by=anna, at=afterwards)
    assert "Tobias Kranz" in str(refusal.value)


def test_another_tandem_does_not_report(
    matter: Matter, allgaeu: Tandem, murat: User, afterwards: datetime
) -> None:
    with pytest.raises(NotAllowed):
        reported(matter=matter, by=murat, at=afterwards)


def test_contacts_of_another_customer_are_left_out(
    matter: Matter, claudia: Contact, tobias: User, afterwards: datetime
) -> None:
    stranger = Contact(pk=claudia.pk + 999, customer_id=matter.customer_id + 999, last_name="Fremd")
    written = reported(matter=matter, by=tobias, at=afterwards, contacts=[claudia, stranger])
    assert list(written.contacts.all()) == [claudia]


def test_a_visit_that_is_over_without_a_report_is_missing_for_both_partners(
    matter: Matter, anna: User, tobias: User, sandra: User, now: datetime, afterwards: datetime
) -> None:
    assert queries.missing_reports(tobias, at=now) == []
    missing = queries.missing_reports(anna, at=afterwards)
    assert [found.matter.pk for found in missing] == [matter.pk]
    assert missing[0].due_at > afterwards
    assert len(queries.missing_reports(tobias, at=afterwards)) == 1
    assert queries.missing_reports(sandra, at=afterwards) == []
    reported(matter=matter, by=tobias, at=afterwards)
    assert queries.missing_reports(tobias, at=afterwards) == []
    assert list(checks.run_all()) == []


class TestCompleteness:
    def _missing(self, **given: object) -> list[str]:
        values: dict[str, object] = {
            "result": NEED_NOW,
            "has_contacts": True,
            "requirement": "24 FU",
            "outcome": "Angebot folgt",
            "has_due": True,
        }
        return completeness.missing(**{**values, **given})  # type: ignore[arg-type]

    def test_all_five_parts_are_enough(self) -> None:
        assert self._missing() == []

    @pytest.mark.parametrize("phrase", ["Alles gut.", "KUNDE ZUFRIEDEN!", "läuft", " "])
    def test_phrases_that_say_nothing_count_as_missing(self, phrase: str) -> None:
        assert self._missing(outcome=phrase) == [completeness.OUTCOME]

    def test_nobody_there_needs_only_a_date(self) -> None:
        assert self._missing(
            result=NOT_THERE, has_contacts=False, requirement="", outcome="", has_due=False
        ) == [completeness.DUE]
