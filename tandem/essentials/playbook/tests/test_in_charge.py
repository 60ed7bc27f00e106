"""A role or a named person is responsible for a step: they have the turn, and no turn is stranded without them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import queries as sight
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import READS_ALL, ROLES, User
from tandem.essentials.playbook import (
    actions,
    agreement,
    designing,
    drafting,
    lanes,
    matrix,
    parties,
    queries,
)
from tandem.essentials.playbook.designing import Exceptional
from tandem.essentials.playbook.models import ORDER, QUOTE, VISIT, Draft, Process, Step
from tandem.essentials.playbook.parties import SIDES, of_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


@pytest.fixture
def draft(ben: User, now: datetime) -> Draft:
    return actions.begin_draft(by=ben, at=now)


def change(draft: Draft, ben: User, now: datetime, *, key: str = VISIT, **values: Any) -> None:
    draft.refresh_from_db()
    actions.change_step(draft=draft, key=key, values=values, revision=draft.revision, by=ben, at=now)


def in_force(draft: Draft, ben: User, now: datetime) -> Process:
    draft.refresh_from_db()
    return actions.put_into_force(draft=draft, revision=draft.revision, from_day=TODAY, by=ben, at=now)


def acts(key: str, customer: Customer) -> User:
    return queries.responsible_for(step=queries.step(key=key, day=TODAY), customer=customer, day=TODAY)


def answer(key: str, customer: Customer) -> queries.Answer:
    return queries.answer_for(step=queries.step(key=key, day=TODAY), customer=customer, day=TODAY)


def test_whoever_is_responsible_has_the_turn_and_their_side_when_they_have_left(
    draft: Draft,
    hoelzl: Customer,
    lea: User,
    martina: User,
    anna: User,
    tobias: User,
    ben: User,
    now: datetime,
) -> None:
    change(draft, ben, now, key=ORDER, responsible=("order_desk",), acts_first="order_desk")
    change(draft, ben, now, key=QUOTE, responsible=(of_person(martina),), acts_first=of_person(martina))
    in_force(draft, ben, now)
    assert (acts(ORDER, hoelzl), acts(QUOTE, hoelzl)) == (lea, martina)
    assert (answer(ORDER, hoelzl).side, answer(QUOTE, hoelzl).side) == ("inside", "key_account")
    User.objects.filter(pk__in=[lea.pk, martina.pk]).update(is_active=False)
    # The order desk belongs to the inside, a key account manager to the outward seat.
    assert (acts(ORDER, hoelzl), acts(QUOTE, hoelzl)) == (anna, tobias)


def test_whoever_no_longer_sees_customers_does_not_get_the_turn(
    draft: Draft, hoelzl: Customer, martina: User, tobias: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, key=QUOTE, responsible=(of_person(martina),), acts_first=of_person(martina))
    in_force(draft, ben, now)
    User.objects.filter(pk=martina.pk).update(roles=["marketing"])
    found = acts(QUOTE, hoelzl)
    assert found != martina
    assert sight.may_see(found, customer_id=hoelzl.pk)


def test_a_side_together_with_a_person_answers_and_one_carries_on_after_the_other(
    draft: Draft, hoelzl: Customer, martina: User, anna: User, ben: User, now: datetime
) -> None:
    both = ("inside", of_person(martina))
    change(draft, ben, now, key=ORDER, responsible=both, acts_first=of_person(martina))
    change(draft, ben, now, key=QUOTE, responsible=both, acts_first="inside")
    in_force(draft, ben, now)
    assert (acts(ORDER, hoelzl), acts(QUOTE, hoelzl)) == (martina, anna)
    assert (answer(ORDER, hoelzl).side, answer(QUOTE, hoelzl).side) == ("inside", "inside")
    assert (answer(ORDER, hoelzl).carries_on, answer(QUOTE, hoelzl).carries_on) == ("inside", both[1])


def test_it_differs_by_class_and_for_key_accounts(
    draft: Draft, hoelzl: Customer, lea: User, martina: User, tobias: User, ben: User, now: datetime
) -> None:
    for_c = Exceptional(whom="C", responsible=("order_desk",), acts_first="order_desk")
    for_a = Exceptional(whom="A", responsible=(of_person(martina),), acts_first=of_person(martina))
    change(draft, ben, now, exceptions=(for_c, for_a))
    in_force(draft, ben, now)
    for klass, person in (("B", tobias), ("C", lea), ("A", martina)):
        customers.edit(customer=hoelzl, by=None, at=now, klass=klass)
        hoelzl.refresh_from_db()
        assert acts(VISIT, hoelzl) == person


def test_who_cannot_see_customers_and_nobody_at_all_are_refused_as_responsible(
    draft: Draft, paul: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, responsible=(of_person(paul),), acts_first=of_person(paul))
    with pytest.raises(actions.NotReady, match=f"see every customer. {paul.full_name} cannot"):
        in_force(draft, ben, now)
    change(draft, ben, now, responsible=("marketing",), acts_first="marketing")
    with pytest.raises(actions.NotReady, match="Marketing cannot"):
        in_force(draft, ben, now)
    change(draft, ben, now, responsible=(), acts_first="")
    with pytest.raises(actions.NotReady, match="Name a side, a role or a person"):
        in_force(draft, ben, now)
    assert Process.objects.count() == 1


def test_somebody_who_leaves_while_it_is_designed_keeps_it_from_coming_into_force(
    draft: Draft, martina: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, responsible=(of_person(martina),), acts_first=of_person(martina))
    User.objects.filter(pk=martina.pk).update(is_active=False)
    with pytest.raises(actions.NotReady, match=r"\(left\) cannot"):
        in_force(draft, ben, now)


def test_the_pages_say_who_answers_and_who_acts_in_their_place(
    client: Client, draft: Draft, anna: User, lea: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, key=ORDER, responsible=("order_desk",), acts_first="order_desk")
    change(draft, ben, now, key=QUOTE, responsible=(of_person(lea),), acts_first=of_person(lea))
    in_force(draft, ben, now)
    client.force_login(anna)
    pages = ("/prozess/vorlage", "/prozess/vorlage?ansicht=bahnen")
    before = [client.get(page).content.decode() for page in pages]
    assert all(lea.full_name in page and "Sachbearbeitung" in page for page in before)
    assert not any("kann hier nicht handeln" in page or "hat gerade niemand" in page for page in before)
    User.objects.filter(pk=lea.pk).update(is_active=False)
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Die Rolle „Sachbearbeitung“ hat gerade niemand" in shown
        assert f"{lea.full_name} (ausgeschieden) kann hier nicht handeln. Stattdessen: Innendienst." in shown


def test_a_role_stands_in_the_lane_of_its_side_in_print_too(
    client: Client, draft: Draft, anna: User, lea: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, key=VISIT, responsible=("order_desk",), acts_first="order_desk")
    steps = drafting.design_of(Draft.objects.get(pk=draft.pk)).steps
    line = next(one for one in lanes.of(steps, who=parties.directory()) if one.row.step.key == VISIT)
    assert (line.lane, line.row.cells[0].label) == ("inside", "Order desk: responsible")
    in_force(draft, ben, now)
    client.force_login(anna)
    for what in ("bahnen", "matrix"):
        pdf = client.get(f"/prozess/vorlage/2/druck/{what}?sprache=en")
        read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
        assert "Order desk" in read


def test_the_agreement_names_roles_people_and_for_whom_it_is_different(
    draft: Draft, martina: User, ben: User, now: datetime
) -> None:
    for_c = Exceptional(whom="C", responsible=("order_desk",), acts_first="order_desk")
    change(
        draft, ben, now, responsible=(of_person(martina),), acts_first=of_person(martina), exceptions=(for_c,)
    )
    in_force(draft, ben, now)
    drawn = agreement.draw_up(preamble="-", since=None, at=now).texts["en"]
    visit = next(line for one in drawn.sections for line in one.lines if line.key == f"step:{VISIT}")
    assert visit.now is not None
    assert f"Responsible: {martina.full_name}." in visit.now.words
    assert "Different for: C customers: Order desk." in visit.now.words


def test_a_person_is_named_in_the_form_and_taken_out_again(
    client: Client, ben: User, martina: User, paul: User, draft: Draft
) -> None:
    client.force_login(ben)
    step, party = f"/prozess/entwurf/schritt/{VISIT}", of_person(martina)

    def send(**changed: Any) -> Any:
        page = client.get(step, headers={"HX-Request": "true"})
        sent = {one.name: one.value() for one in page.context["form"] if one.value() not in (None, "")}
        sent |= {"revision": page.context["draft"].revision, **changed}
        answer = client.post(f"{step}/speichern", sent, headers={"HX-Request": "true"})
        assert answer.status_code in (200, 302)
        return drafting.design_of(Draft.objects.get(pk=draft.pk)).find(VISIT)

    named = send(responsible=[], responsible_person=party, acts_first="", responsible_C=party)
    assert (named.responsible, named.acts_first) == ((party,), party)
    assert [(one.whom, one.responsible, one.acts_first) for one in named.exceptions] == [
        ("C", (party,), party)
    ]
    # Whoever sees no customers is not even offered.
    assert send(responsible_person=of_person(paul)).responsible == (party,)
    back = send(responsible=["field"])
    assert (back.responsible, back.acts_first) == (("field",), "field")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whoever_is_named_and_whoever_leaves_an_active_person_who_sees_the_customer_acts(
    data: st.DataObject, hoelzl: Customer, anna: User, tobias: User, martina: User, lea: User, ben: User,
    paul: User, now: datetime,
) -> None:  # fmt: skip
    people = [anna, tobias, martina, lea, paul]
    known = [*ROLES, *(of_person(person) for person in people)]
    named = st.lists(st.sampled_from(known), unique=True, min_size=1, max_size=3).map(tuple)

    def whoever(label: str) -> dict[str, Any]:
        responsible = data.draw(named, label=label)
        return {
            "responsible": responsible,
            "acts_first": data.draw(st.sampled_from(known), label=f"{label} first"),
        }

    with transaction.atomic():
        draft = actions.begin_draft(by=ben, at=now)
        values = whoever("usual")
        exception = whoever("C") if data.draw(st.booleans()) else None
        values["exceptions"] = (Exceptional(whom="C", **exception),) if exception else ()
        change(draft, ben, now, key=QUOTE, **values)
        design = drafting.design_of(Draft.objects.get(pk=draft.pk))
        lacking = drafting.faults_of(design)
        said = [values, exception] if exception else [values]
        able = {*SIDES, *READS_ALL, *(of_person(one) for one in people if one.has_role(*READS_ALL))}
        parts = [party for one in said for party in (*one["responsible"], one["acts_first"])]
        if not set(parts) <= able:
            assert lacking
        if lacking:
            with pytest.raises(actions.NotReady):
                in_force(draft, ben, now)
        else:
            in_force(draft, ben, now)
            for gone in data.draw(st.lists(st.sampled_from(people), unique=True), label="who leaves"):
                User.objects.filter(pk=gone.pk).update(is_active=False)
            for klass in ("B", "C"):
                hoelzl.klass = klass
                found = answer(QUOTE, hoelzl)
                assert found.side in SIDES
                who = acts(QUOTE, hoelzl)
                assert who.is_active
                assert sight.may_see(who, customer_id=hoelzl.pk)
                carrying_on = queries.acting_for(found.carries_on, customer=hoelzl, day=TODAY)
                assert carrying_on.is_active
        # Whatever is drafted can be drawn and read.
        assert len(lanes.of(design.steps, who=parties.directory())) == len(design.steps)
        assert all(row.first_side in SIDES for row in matrix.rows(design.steps, who=parties.directory()))
        assert designing.Design.read(design.content()) == design
        queries._versions.clear()
        transaction.set_rollback(True)
    assert Step.objects.filter(key=QUOTE).count() == 1
