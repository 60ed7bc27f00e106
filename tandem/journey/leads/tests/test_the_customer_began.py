"""Who asks us by the web site, by phone or by mail has begun: no rule of contacts holds the answer up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.rules import ContactCustomer, ContactRhythm
from tandem.journey.leads.models import EMAIL, FAIR, LIST, PHONE, RECOMMENDATION, WEBSHOP, WEBSITE
from tandem.journey.leads.testing import taken_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def may_call(customer: Customer, by: User, at: datetime) -> bool:
    act = ContactCustomer(customer=customer, by=by, at=at, channel="call", about="new_business")
    return rules.check(act).effect == ""


@pytest.fixture
def spoke(hoelzl: Customer, tobias: User, now: datetime) -> None:
    """Not both in a row; and Tobias has just called."""
    playbook.set_rule(kind=ContactRhythm(days=3), scope=Scope(), effect=BLOCK, by=None, at=now - HOUR)
    teamwork.note(customer=hoelzl, channel="call", text="Messetermin", by=tobias, at=now)


@pytest.mark.parametrize("source", [WEBSITE, PHONE, EMAIL, WEBSHOP])
def test_an_enquiry_of_their_own_is_answered_at_once(
    spoke: None, hoelzl: Customer, anna: User, now: datetime, source: str
) -> None:
    assert not may_call(hoelzl, anna, now + HOUR)
    taken_in(customer=hoelzl, source=source, by=None, at=now + HOUR)
    assert may_call(hoelzl, anna, now + 2 * HOUR)


@pytest.mark.parametrize("source", [FAIR, RECOMMENDATION, LIST])
def test_a_name_that_we_found_is_no_question_of_theirs(
    spoke: None, hoelzl: Customer, anna: User, now: datetime, source: str
) -> None:
    taken_in(customer=hoelzl, source=source, by=None, at=now + HOUR)
    assert not may_call(hoelzl, anna, now + 2 * HOUR)
