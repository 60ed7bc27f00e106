"""Tandems, their seats and territories, and absences."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries, sight
from tandem.essentials.people.actions.entitled import require_administrator
from tandem.essentials.people.models import (
    AGENT,
    COORDINATOR,
    INSIDE_SEAT,
    OUTWARD_SEAT,
    READS_ALL,
    SALES_LEAD,
    THIRD_SEAT,
    Absence,
    Seat,
    Tandem,
    Territory,
    User,
)


class SeatNeeded(Refused):
    """A tandem would be left with an empty seat and no deputy (INV2)."""


class NameTaken(Refused):
    """Another tandem has this name."""


class TerritoryTaken(Refused):
    """Another tandem claims exactly these postcodes."""


class BadRange(Refused):
    """Postcodes or days in the wrong order, or nothing at all."""


@transaction.atomic
def add_tandem(
    *,
    name: str,
    inside: User,
    outward: User,
    from_date: date,
    by: User | None,
    at: datetime,
    third: User | None = None,
) -> Tandem:
    """A new tandem with both seats held."""
    require_administrator(by)
    if inside.pk == outward.pk:
        raise SeatNeeded(_("A tandem is two people: one inside, one outward."))
    if from_date > at.date():
        raise SeatNeeded(
            _("A new tandem begins today at the latest: from the first day somebody must be there.")
        )
    if Tandem.objects.filter(name=name).exists():
        raise NameTaken(_("There is already a tandem called “%(name)s”.") % {"name": name})
    require_sales(inside, outward, third)
    tandem = Tandem.objects.create(name=name)
    Seat.objects.create(tandem=tandem, user=inside, seat=INSIDE_SEAT, from_date=from_date)
    Seat.objects.create(tandem=tandem, user=outward, seat=OUTWARD_SEAT, from_date=from_date)
    if third is not None:
        Seat.objects.create(tandem=tandem, user=third, seat=THIRD_SEAT, from_date=from_date)
    return tandem


@transaction.atomic
def edit_tandem(
    *,
    tandem: Tandem,
    name: str,
    inside: User | None,
    outward: User | None,
    third: User | None,
    deputy: User | None,
    from_date: date,
    by: User | None,
    at: datetime,
) -> Tandem:
    """Name, seats and deputy; a new holder begins on `from_date`, the one before ends the day before."""
    require_administrator(by)
    current = Tandem.objects.select_for_update().get(pk=tandem.pk)
    if deputy is None and (inside is None or outward is None):
        raise SeatNeeded(_("“%(name)s” needs both seats held, or a deputy.") % {"name": name})
    if inside is not None and outward is not None and inside.pk == outward.pk:
        raise SeatNeeded(_("A tandem is two people: one inside, one outward."))
    if Tandem.objects.filter(name=name).exclude(pk=current.pk).exists():
        raise NameTaken(_("There is already a tandem called “%(name)s”.") % {"name": name})
    require_sales(inside, outward, third, deputy)
    current.name, current.deputy = name, deputy
    current.save()
    for seat, user in ((INSIDE_SEAT, inside), (OUTWARD_SEAT, outward), (THIRD_SEAT, third)):
        _seat(current, seat, user, from_date)
    return current


def require_sales(*people: User | None) -> None:
    """Refuse to seat somebody who sees no customers: whatever came to the seat would stand on nobody's list (INV1)."""
    for person in people:
        if person is not None and not person.has_role(*READS_ALL, AGENT):
            raise SeatNeeded(
                _(
                    "%(name)s sees no customers and so can hold no seat and stand in for none. "
                    "Give a role of sales first."
                )
                % {"name": person.full_name}
            )


def _seat(tandem: Tandem, seat: str, user: User | None, from_date: date) -> None:
    seats = Seat.objects.select_related("user")
    held = seats.filter(tandem=tandem, seat=seat, to_date=None).first()
    if held is not None and user is not None and held.user_id == user.pk:
        return
    if held is not None:
        if held.from_date >= from_date:
            held.delete()
        else:
            held.to_date = from_date - timedelta(days=1)
            held.save()
        sight.changed(held.user)
    if user is not None:
        Seat.objects.create(tandem=tandem, seat=seat, user=user, from_date=from_date)


@transaction.atomic
def pass_seats(*, user: User, to: User | None, at: datetime) -> None:
    """Somebody leaves: seats and deputyships go to the successor; who sits on the other seat becomes deputy (INV2)."""
    held = list(Seat.objects.filter(user=user, to_date=None).select_related("tandem"))
    deputised = list(Tandem.objects.filter(deputy=user))
    if to is None:
        if held or deputised:
            name = (held[0].tandem if held else deputised[0]).name
            raise SeatNeeded(
                _("%(name)s still sits in “%(tandem)s”. Name a successor.")
                % {"name": user.full_name, "tandem": name}
            )
        return
    if held or deputised:
        require_sales(to)
    Tandem.objects.filter(deputy=user).update(deputy=to)
    for seat in held:
        sits_already = Seat.objects.filter(tandem=seat.tandem, user=to, to_date=None).exists()
        _seat(seat.tandem, seat.seat, None if sits_already else to, at.date())
        if sits_already and seat.tandem.deputy_id is None:
            Tandem.objects.filter(pk=seat.tandem_id).update(deputy=to)


@transaction.atomic
def claim_territory(
    *,
    tandem: Tandem,
    country: str,
    by: User | None,
    at: datetime,
    postcode_from: str = "",
    postcode_to: str = "",
) -> Territory:
    """Postcodes that the tandem looks after from now on; existing customers stay where they are."""
    require_administrator(by)
    postcode_to = postcode_to or postcode_from
    if postcode_from > postcode_to or (postcode_to and not postcode_from):
        raise BadRange(_("The postcodes must go from the lower to the higher one."))
    try:
        with transaction.atomic():
            return Territory.objects.create(
                tandem=tandem, country=country, postcode_from=postcode_from, postcode_to=postcode_to
            )
    except IntegrityError as error:
        held = Territory.objects.select_related("tandem").get(
            country=country, postcode_from=postcode_from, postcode_to=postcode_to
        )
        raise TerritoryTaken(
            _("%(tandem)s already looks after these postcodes.") % {"tandem": held.tandem.name}
        ) from error


@transaction.atomic
def give_up_territory(*, territory: Territory, by: User | None, at: datetime) -> None:
    """The tandem no longer claims these postcodes; its customers stay."""
    require_administrator(by)
    territory.delete()


@transaction.atomic
def report_absence(
    *, user: User, from_date: date, to_date: date, by: User | None, at: datetime, deputy: User | None = None
) -> Absence:
    """Days away; the deputy acts, else the partner, else the coordinator. Open matters stay where they are.

    Any colleague may set it ('sick at seven'); experts and agents their own and their partners' (INV8). The reason
    is never asked for.
    """
    if by is not None and not queries.may_know_of(by, day=at.date()).filter(pk=user.pk).exists():
        raise NotAllowed(
            _("Your partners in the tandem and inside sales can report %(name)s away.")
            % {"name": user.full_name}
        )
    if to_date < from_date:
        raise BadRange(_("The absence ends before it begins."))
    if deputy is not None and deputy.pk == user.pk:
        raise BadRange(_("Nobody deputises for oneself."))
    if deputy is not None and user.has_role(*READS_ALL, AGENT) and not deputy.has_role(*READS_ALL):
        raise BadRange(
            _("%(name)s does not see the customers and cannot stand in there.") % {"name": deputy.full_name}
        )
    # Two at once would wait for each other's row in the exclusion constraint: one after the other.
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    absence = Absence(user=user, from_date=from_date, to_date=to_date, deputy=deputy)
    try:
        with transaction.atomic():
            absence.save()
    except IntegrityError as error:
        overlap = Q(from_date__lte=to_date, to_date__gte=from_date)
        held = Absence.objects.filter(overlap, user=user).order_by("from_date").first()
        if held is None:
            raise
        raise BadRange(
            _("%(name)s is already away from %(from)s to %(to)s.")
            % {
                "name": user.full_name,
                "from": filters.plain_date(held.from_date),
                "to": filters.plain_date(held.to_date),
            }
        ) from error
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User, at: datetime) -> None:
    """Take an absence back, or end one that has begun with yesterday."""
    if by.pk != absence.user_id and not by.has_role("administrator", COORDINATOR, SALES_LEAD):
        raise NotAllowed(
            _("%(name)s or the coordination takes this back.") % {"name": absence.user.full_name}
        )
    if absence.from_date >= at.date():
        absence.delete()
    else:
        absence.to_date = at.date() - timedelta(days=1)
        absence.save()
