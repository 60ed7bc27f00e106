"""Whoever has objected is never called or mailed by us; new business wants a basis where a rule says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.consent import actions, queries
from tandem.essentials.consent.bases import OBJECTED
from tandem.essentials.consent.models import ALL, CALL, CONSENT, KINDS, MAIL, OBJECTION, Statement
from tandem.essentials.consent.testing import consented, objected, presumed
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.testing import a_contact
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import guard
from tandem.essentials.teamwork.rules import ContactCustomer, LegalBasis, asks_basis_here

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _callable(contact: Contact) -> bool:
    return queries.callable(Contact.objects.filter(pk=contact.pk)).exists()


def _standing(contact: Contact, at: datetime) -> str:
    return queries.basis(contact, CALL, at).standing


def test_a_person_who_objected_is_not_logged_as_called_or_mailed_by_us(
    hoelzl: Customer, claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=claudia, by=anna, at=now, channel=ALL)
    for channel in ("call", "mail"):
        with pytest.raises(NotAllowed, match="Hölzl"):
            teamwork.note(
                customer=hoelzl,
                channel=channel,
                text="Hallo",
                contact="Claudia Hölzl",
                by=anna,
                at=now + HOUR,
            )
    teamwork.note(
        customer=hoelzl,
        channel="customer",
        text="Sie rief an",
        contact="Claudia Hölzl",
        by=anna,
        at=now + HOUR,
    )
    assert Entry.objects.filter(type="teamwork.noted").count() == 1


def test_no_role_and_no_reason_sets_an_objection_aside(
    hoelzl: Customer, claudia: Contact, juergen: User, now: datetime
) -> None:
    objected(about=claudia, at=now)
    with pytest.raises(NotAllowed):
        teamwork.note(
            customer=hoelzl,
            channel="call",
            text="x",
            contact="Claudia Hölzl",
            by=juergen,
            at=now,
            reason="Doch.",
        )


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*KINDS, "take back"]),
        st.sampled_from([CALL, MAIL, ALL]),
        st.sampled_from(["person", "company"]),
        st.integers(min_value=0, max_value=30),
    ),
    max_size=12,
)


@given(steps=STEPS)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_objected_is_never_callable_and_never_logged_as_called(
    steps: list[tuple[str, str, str, int]], hoelzl: Customer, claudia: Contact, anna: User, now: datetime
) -> None:
    """Whatever was stated in whatever order, the list, the verdict and the log agree with a plain account of it."""
    with transaction.atomic():
        at = now
        held: list[Statement] = []
        for kind, channel, whom, ago in steps:
            at += HOUR
            if kind == "take back":
                if held:
                    actions.take_back(statement=held.pop(), by=anna, at=at)
                continue
            try:
                held.append(
                    actions.state(
                        about=claudia if whom == "person" else hoelzl,
                        kind=kind,
                        channel=channel,
                        words="so",
                        source="phone",
                        happened_at=at - timedelta(minutes=7 * ago),
                        by=anna,
                        at=at,
                    )
                )
            except Refused:
                continue
        at += HOUR
        expected = _is_barred(held)
        assert _callable(claudia) is not expected
        assert (_standing(claudia, at) == OBJECTED) is expected
        if expected:
            with pytest.raises(NotAllowed), transaction.atomic():
                teamwork.note(
                    customer=hoelzl,
                    channel="call",
                    text="x",
                    contact="Claudia Hölzl",
                    by=anna,
                    at=at,
                    reason="x",
                )
        else:
            teamwork.note(customer=hoelzl, channel="call", text="x", contact="Claudia Hölzl", by=anna, at=at)
        transaction.set_rollback(True)


def _is_barred(held: list[Statement]) -> bool:
    """An objection to calls or everything, of her or her company, that the same one did not lift by a later consent."""
    about_calls = [one for one in held if one.channel in {CALL, ALL}]
    for mine in (
        [one for one in about_calls if one.contact_id],
        [one for one in about_calls if one.customer_id],
    ):
        objections = [one.happened_at for one in mine if one.kind == OBJECTION]
        consents = [one.happened_at for one in mine if one.kind == CONSENT]
        if objections and (not consents or max(consents) <= max(objections)):
            return True
    return False


@pytest.fixture
def prospect(ulm: Tandem, now: datetime) -> Customer:
    return customers.create(name="Steyr Walzen GmbH", tandem=ulm, country="AT", by=None, at=now)


@pytest.fixture
def roth(prospect: Customer, now: datetime) -> Contact:
    return a_contact(customer=prospect, last_name="Roth", phones="+43 7252 1234", at=now)


def _rule(at: datetime, effect: str) -> None:
    playbook.set_rule(kind=LegalBasis(), scope=Scope(), effect=effect, by=None, at=at)


def _objects(act: ContactCustomer) -> bool:
    return any(isinstance(found.held.kind, LegalBasis) for found in rules.check(act).findings)


def _call(contact: Contact, by: User, at: datetime, *, about: str = "new_business") -> ContactCustomer:
    return ContactCustomer(
        customer=contact.customer, by=by, at=at, channel="call", about=about, contact_id=contact.pk
    )


def test_without_the_rule_a_cold_call_is_everybodys_own(roth: Contact, anna: User, now: datetime) -> None:
    assert not _objects(_call(roth, anna, now))


def test_with_it_the_way_on_is_to_state_the_basis(roth: Contact, anna: User, now: datetime) -> None:
    _rule(now, BLOCK)
    with pytest.raises(rules.RuleForbids, match="Österreich"):
        rules.require(_call(roth, anna, now))
    watch = guard.of(user=anna, customer=roth.customer, at=now, contact_id=roth.pk)
    assert watch is not None
    assert watch.state == guard.CLOSED
    assert watch.way is not None
    assert watch.way.way_url == f"/ansprechpartner/{roth.pk}/grundlage"
    presumed(about=roth, by=anna, at=now)
    assert _objects(_call(roth, anna, now)), "in Austria a reason is not enough"
    consented(about=roth, by=anna, at=now + HOUR)
    assert not _objects(_call(roth, anna, now + HOUR))


def test_as_a_warning_it_wants_a_reason(roth: Contact, anna: User, now: datetime) -> None:
    _rule(now, WARN)
    with pytest.raises(rules.ReasonWanted):
        rules.require(_call(roth, anna, now))
    rules.require(_call(roth, anna, now), reason="Hat um Rückruf gebeten.")


def test_what_the_customer_asked_for_is_no_advertising(roth: Contact, anna: User, now: datetime) -> None:
    _rule(now, BLOCK)
    for about in ("delivery", "complaint", "question", "quote_follow_up", "satisfaction"):
        assert not _objects(_call(roth, anna, now, about=about))


def test_a_customer_in_germany_needs_nothing_stated(claudia: Contact, anna: User, now: datetime) -> None:
    _rule(now, BLOCK)
    assert asks_basis_here(claudia.customer, now)
    assert not _objects(_call(claudia, anna, now))


def test_the_guard_says_why_nobody_calls(
    hoelzl: Customer, claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=claudia, by=anna, at=now)
    watch = guard.of(user=anna, customer=hoelzl, at=now, contact_id=claudia.pk)
    assert watch is not None
    assert (watch.state, watch.icon, watch.may_ask, watch.needs_reason) == (guard.CLOSED, "ban", False, False)
    assert watch.lead.startswith("Claudia Hölzl: Widerspruch vom")
    visit = guard.of(user=anna, customer=hoelzl, at=now, contact_id=claudia.pk, channel="visit")
    assert visit is not None
    assert visit.state != guard.CLOSED, "an objection to calls is none to visits"
