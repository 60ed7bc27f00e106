"""The next version: designed by some, commented by both sides, put into force on a day, then never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions, designing, drafting, queries
from tandem.essentials.playbook.designing import Exceptional
from tandem.essentials.playbook.models import APPOINTMENT, ORDER, QUOTE, VISIT, Draft, Process, Step
from tandem.essentials.playbook.parties import of_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


@pytest.fixture
def draft(juergen: User, now: datetime) -> Draft:
    return actions.begin_draft(by=juergen, at=now)


def change(draft: Draft, by: User, at: datetime, key: str = VISIT, **values: object) -> Draft:
    return actions.change_step(draft=draft, key=key, values=values, revision=draft.revision, by=by, at=at)


def in_force(draft: Draft, by: User, at: datetime, *, days: int = 0) -> Process:
    draft.refresh_from_db()
    return actions.put_into_force(
        draft=draft, revision=draft.revision, from_day=TODAY + timedelta(days=days), by=by, at=at
    )


def test_a_draft_begins_as_the_version_in_force_and_everybody_works_on_the_same_one(
    draft: Draft, ben: User, now: datetime
) -> None:
    assert len(drafting.design_of(draft).steps) == 12
    assert actions.begin_draft(by=ben, at=now).pk == draft.pk


def test_only_who_leads_coordinates_or_administers_designs(
    draft: Draft, anna: User, tobias: User, nina: User, now: datetime
) -> None:
    for person in (anna, tobias):
        with pytest.raises(NotAllowed, match="Comment on the draft"):
            change(draft, person, now, name_de="Meins")
        with pytest.raises(NotAllowed):
            in_force(draft, person, now)
    assert change(draft, nina, now, name_de="Besuch").revision == 2


def test_both_sides_comment_and_others_do_not(
    draft: Draft, anna: User, tobias: User, paul: User, now: datetime
) -> None:
    actions.comment(draft=draft, text="Zu lang", step_key=VISIT, by=anna, at=now)
    said = actions.comment(draft=draft, text="Finde ich gut", by=tobias, at=now)
    assert [one.by for one in drafting.comments_of(draft)] == [anna, tobias]
    with pytest.raises(NotAllowed):
        actions.comment(draft=draft, text="Hallo", by=paul, at=now)
    with pytest.raises(NotAllowed):
        actions.settle_comment(comment=said, by=anna, at=now)
    assert actions.settle_comment(comment=said, by=tobias, at=now).settled_by == tobias


def test_two_at_different_steps_do_not_disturb_each_other(
    draft: Draft, juergen: User, ben: User, now: datetime
) -> None:
    read = draft.revision
    change(draft, juergen, now, name_de="Besuch")
    actions.change_step(draft=draft, key=QUOTE, values={"name_de": "Angebot"}, revision=read, by=ben, at=now)
    design = drafting.design_of(Draft.objects.get(pk=draft.pk))
    assert [design.find(key).name_de for key in (VISIT, QUOTE)] == ["Besuch", "Angebot"]  # type: ignore[union-attr]


def test_of_two_at_the_same_step_the_second_is_told_who_was_first(
    draft: Draft, juergen: User, ben: User, now: datetime
) -> None:
    read = draft.revision
    change(draft, juergen, now, name_de="Besuch")
    with pytest.raises(actions.ChangedMeanwhile, match="Jürgen Wolff"):
        actions.change_step(draft=draft, key=VISIT, values={"name_de": "Tour"}, revision=read, by=ben, at=now)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.remove_step(draft=draft, key=VISIT, into=QUOTE, revision=read, by=ben, at=now)


def test_undo_goes_back_to_any_state_and_is_itself_undone(draft: Draft, ben: User, now: datetime) -> None:
    change(draft, ben, now, name_de="Besuch")
    current = actions.restore(draft=draft, number=1, by=ben, at=now)
    assert drafting.design_of(current) == drafting.design_of(current, number=1)
    again = actions.restore(draft=draft, number=2, by=ben, at=now)
    assert drafting.design_of(again).find(VISIT).name_de == "Besuch"  # type: ignore[union-attr]
    assert [state.number for state in drafting.history(again)] == [4, 3, 2]


def test_what_did_not_change_is_no_state(draft: Draft, ben: User, now: datetime) -> None:
    assert change(draft, ben, now, deadline_days=5).revision == 1


def test_a_draft_comes_into_force_on_its_day_and_the_old_version_holds_until_then(
    draft: Draft, juergen: User, now: datetime
) -> None:
    change(draft, juergen, now, name_de="Kundenbesuch")
    process = in_force(draft, juergen, now, days=7)
    assert process.version == 2
    assert queries.process(day=TODAY + timedelta(days=6)).version == 1
    assert queries.step(key=VISIT, day=TODAY + timedelta(days=7)).name_de == "Kundenbesuch"
    with pytest.raises(actions.DraftEnded):
        change(draft, juergen, now, name_de="Zu spät")
    following = actions.begin_draft(by=juergen, at=now)
    assert following.based_on == process
    with pytest.raises(actions.NotReady, match="cannot come before"):
        in_force(following, juergen, now, days=1)


def test_nothing_comes_into_force_that_lacks_something(draft: Draft, ben: User, now: datetime) -> None:
    change(draft, ben, now, responsible=(), acts_first="")
    draft.refresh_from_db()
    with pytest.raises(actions.NotReady, match="nobody is responsible"):
        in_force(draft, ben, now)
    change(draft, ben, now, responsible=("field",), acts_first="field")
    draft.refresh_from_db()
    actions.remove_step(draft=draft, key=APPOINTMENT, into="", revision=draft.revision, by=ben, at=now)
    with pytest.raises(actions.NotReady, match="Say which step stands for it"):
        in_force(draft, ben, now)
    actions.assign_step(draft=draft, key=APPOINTMENT, into=VISIT, by=ben, at=now)
    with pytest.raises(actions.NotReady, match="today at the earliest"):
        in_force(draft, ben, now, days=-1)
    in_force(draft, ben, now)
    assert queries.step(key=APPOINTMENT, day=TODAY).key == VISIT


def test_a_draft_that_was_changed_meanwhile_is_read_again_first(
    draft: Draft, juergen: User, ben: User, now: datetime
) -> None:
    read = draft.revision
    change(draft, ben, now, name_de="Besuch")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.put_into_force(draft=draft, revision=read, from_day=TODAY, by=juergen, at=now)


@pytest.mark.parametrize("what", ["update", "delete", "add", "process", "exception"])
def test_the_database_keeps_a_version_as_it_is(draft: Draft, ben: User, now: datetime, what: str) -> None:
    change(draft, ben, now, exceptions=(Exceptional(whom="C", responsible=("inside",), acts_first="inside"),))
    process = in_force(draft, ben, now)
    visit = process.steps.get(key=VISIT)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        if what == "update":
            Step.objects.filter(pk=visit.pk).update(name_de="Anders")
        elif what == "delete":
            visit.exceptions.all().delete()
        elif what == "add":
            visit.pk, visit.key, visit.position = None, "late", 99
            visit.save()
        elif what == "process":
            Process.objects.filter(pk=process.pk).update(in_force_from=TODAY - timedelta(days=9))
        else:
            visit.exceptions.update(acts_first="field")


def test_responsibility_differs_by_class_and_for_key_accounts(
    draft: Draft, hoelzl: Customer, anna: User, tobias: User, martina: User, ben: User, now: datetime
) -> None:
    inside = Exceptional(whom="C", responsible=("inside",), acts_first="inside")
    key = Exceptional(whom="key_account", responsible=("key_account",), acts_first="key_account")
    change(draft, ben, now, exceptions=(inside, key))
    in_force(draft, ben, now)
    visit = queries.step(key=VISIT, day=TODAY)

    def acts(customer: Customer) -> User:
        return queries.responsible_for(step=visit, customer=customer, day=TODAY)

    assert acts(hoelzl) == tobias
    customers.edit(customer=hoelzl, by=None, at=now, klass="C")
    hoelzl.refresh_from_db()
    assert acts(hoelzl) == anna
    # The nearer one: whoever is looked after by a key account manager, of whatever class.
    strategic = people.add_tandem(
        name="Key-Account", inside=anna, outward=martina, from_date=date(2020, 1, 1), by=None, at=now
    )
    Customer.objects.filter(pk=hoelzl.pk).update(tandem=strategic)
    hoelzl.refresh_from_db()
    assert acts(hoelzl) == martina
    assert queries.answer_for(step=visit, customer=hoelzl, day=TODAY).side == "key_account"


def test_a_role_or_a_named_person_acts_first_and_the_tandem_when_they_have_left(
    draft: Draft, hoelzl: Customer, lea: User, martina: User, tobias: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, key=ORDER, acts_first="order_desk")
    draft.refresh_from_db()
    change(draft, ben, now, key=QUOTE, acts_first=of_person(martina))
    in_force(draft, ben, now)

    def acts(key: str) -> User:
        return queries.responsible_for(step=queries.step(key=key, day=TODAY), customer=hoelzl, day=TODAY)

    assert (acts(ORDER), acts(QUOTE)) == (lea, martina)
    User.objects.filter(pk__in=[lea.pk, martina.pk]).update(is_active=False)
    # Then the side that answers for the step.
    assert (acts(ORDER), acts(QUOTE)) == (tobias, tobias)


def test_who_cannot_see_customers_cannot_act_first(
    draft: Draft, paul: User, ben: User, now: datetime
) -> None:
    change(draft, ben, now, key=QUOTE, acts_first=of_person(paul))
    with pytest.raises(actions.NotReady, match="able to see"):
        in_force(draft, ben, now)


def test_a_sheet_read_back_becomes_a_state_of_the_one_draft(draft: Draft, ben: User, now: datetime) -> None:
    other = designing.reword(drafting.design_of(draft), key=VISIT, values={"name_de": "Aus Excel"})
    again = actions.begin_draft(by=ben, at=now, design=other)
    assert (again.pk, again.revision) == (draft.pk, 2)
    assert drafting.design_of(again).find(VISIT).name_de == "Aus Excel"  # type: ignore[union-attr]


def test_a_draft_given_up_leaves_room_for_another(
    draft: Draft, ben: User, now: datetime, ulm: Tandem
) -> None:
    actions.give_up_draft(draft=draft, by=ben, at=now)
    assert drafting.open_draft() is None
    assert actions.begin_draft(by=ben, at=now).pk != draft.pk
