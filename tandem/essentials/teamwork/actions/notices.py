"""Telling those whom the process informs when a matter comes to a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import KEY_ACCOUNT, User
from tandem.essentials.playbook import parties
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork.models import Matter, Notice


def inform(*, matter: Matter, came_from: Step | None, by: User | None, at: datetime) -> None:
    """Tell whom the step of a matter informs; called by the actions that bring it there, in their transaction.

    Where it stands at the same step as before there is nothing to tell. Of what begins (a list of leads that was
    read in) the tandem learns from its lists; whoever is named by name or role is told.
    Nobody is told of what they did themselves, of what they have the turn in, or twice of what they have not read.
    """
    step = matter.step
    if step is None or step == came_from or not step.informed:
        return
    told = [
        person
        for person in [*(_seated(matter, by=by, at=at) if came_from is not None else []), *_named(matter)]
        if person.pk != matter.accountable_id and (by is None or person.pk != by.pk)
    ]
    Notice.objects.bulk_create(
        [Notice(matter=matter, step=step, person=person, made_by=by, made_at=at) for person in told],
        ignore_conflicts=True,
    )


def tell_both(*, matter: Matter, says: Callable[[User], str], at: datetime) -> None:
    """Tell both sides of the tandem, and whoever has the turn, what somebody outside did; each in their own words."""
    if matter.step is None:
        return
    team = people.team(tandem_id=matter.customer.tandem_id, day=timezone.localdate(at))
    told = {person.pk: person for person in [*team.people, matter.accountable] if person is not None}
    found = [
        Notice(matter=matter, step=matter.step, person=person, made_at=at, text=says(person)[:200])
        for person in told.values()
        if person.is_active
    ]
    Notice.objects.bulk_create(found, ignore_conflicts=True)


def _seated(matter: Matter, *, by: User | None, at: datetime) -> list[User]:
    """The informed sides of the tandem, unless they read it under 'New from' because their partner did it."""
    assert matter.step is not None  # `inform` looked
    sides = [party for party in matter.step.informed if party in parties.SIDES]
    if not sides:
        return []
    team = people.team(tandem_id=matter.customer.tandem_id, day=timezone.localdate(at))
    found = []
    for side in sides:
        person = team.of_side(side)
        if person is None or not person.is_active or person in found:
            continue
        if side == KEY_ACCOUNT and not person.has_role(KEY_ACCOUNT):
            continue
        partner = team.partner_of(person)
        if by is None or partner is None or partner.pk != by.pk:
            found.append(person)
    return found


def _named(matter: Matter) -> list[User]:
    """The people named by name or role who see the customer. One query, one more for each who sees only some."""
    assert matter.step is not None  # `inform` looked
    others = [party for party in matter.step.informed if party not in parties.SIDES]
    if not others:
        return []
    ids = [pk for party in others if (pk := parties.person_id(party)) is not None]
    holders = people.colleagues().filter(Q(pk__in=ids) | Q(roles__overlap=others))
    return [
        person
        for person in holders
        if customers.reads_all(person) or customers.may_see(person, customer_id=matter.customer_id)
    ]


@transaction.atomic
def see_all(*, by: User, at: datetime) -> int:
    """Read everything one was told, also for whom one stands in; gives how much it was."""
    for_others = Notice.objects.filter(
        person__in=people.stand_ins(day=timezone.localdate(at)).represented_by(by),
        seen_at=None,
        seen_for_at=None,
    )
    read_for = for_others.update(seen_for_at=at, seen_for_by=by)
    return read_for + Notice.objects.filter(person=by, seen_at=None).update(seen_at=at)


@transaction.atomic
def see(*, notice: Notice, by: User, at: datetime) -> Notice:
    """Read what one was told; it is gone then. What a stand-in reads the person finds all the same."""
    current = Notice.objects.select_for_update().get(pk=notice.pk)
    if current.person_id != by.pk:
        if current.person_id not in people.stand_ins(day=timezone.localdate(at)).represented_by(by):
            raise NotAllowed(_("Somebody else was told this."))
        if current.seen_for_at is None:
            current.seen_for_at, current.seen_for_by = at, by
            current.save(update_fields=["seen_for_at", "seen_for_by"])
        return current
    if current.seen_at is None:
        current.seen_at = at
        current.save(update_fields=["seen_at"])
    return current
