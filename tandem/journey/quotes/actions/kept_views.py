"""Keeping views of the register: save, share, rename, write over, take away and bring back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL, Tandem, User
from tandem.journey.quotes.models import EVERYBODY, WITH_TANDEM, SavedView
from tandem.journey.quotes.register import views
from tandem.journey.quotes.register.wanted import Wanted

MOST_VIEWS = 50
LONGEST_ADDRESS = 1000
# So long a view that was taken away can come back.
KEPT_REMOVED = timedelta(days=30)


class ViewRefused(Refused):
    """A view cannot be kept so."""


@transaction.atomic
def keep(
    *, name: str, address: str, by: User, at: datetime, shared: str = "", tandem: Tandem | None = None
) -> SavedView:
    """Keep a view under a name, for oneself, for a tandem or for everybody."""
    if not by.has_role(*READS_ALL, AGENT):
        raise NotAllowed(_("Views of the register are kept by who reads it: sales and the order desk."))
    _hold(by)
    name = _named(name, owner=by)
    if SavedView.objects.filter(owner=by, removed_at=None).count() >= MOST_VIEWS:
        raise ViewRefused(_("You keep %(count)d views already. Remove one first.") % {"count": MOST_VIEWS})
    _require_sharing(shared, tandem, by=by, at=at)
    return SavedView.objects.create(
        owner=by,
        name=name,
        address=_kept(address),
        shared=shared,
        tandem=tandem if shared == WITH_TANDEM else None,
        made_at=at,
    )


@transaction.atomic
def rename(
    *, view: SavedView, name: str, by: User, at: datetime, shared: str = "", tandem: Tandem | None = None
) -> SavedView:
    """Another name, or others who see it."""
    current = _held(view, by=by)
    if texts.clean(name, limit=60) != current.name:
        current.name = _named(name, owner=current.owner)
    if (shared, tandem.pk if tandem else None) != (current.shared, current.tandem_id):
        _require_sharing(shared, tandem, by=by, at=at)
    current.shared, current.tandem = shared, tandem if shared == WITH_TANDEM else None
    current.save()
    return current


@transaction.atomic
def write_over(*, view: SavedView, address: str, by: User, at: datetime) -> SavedView:
    """Let a view show what is shown now."""
    current = _held(view, by=by)
    current.address, current.made_at = _kept(address), at
    current.save()
    return current


@transaction.atomic
def remove(*, view: SavedView, by: User, at: datetime) -> SavedView:
    """Take a view away; for a month it can come back."""
    current = _held(view, by=by)
    current.removed_at = at
    current.save()
    SavedView.objects.filter(removed_at__lt=at - KEPT_REMOVED).delete()
    return current


@transaction.atomic
def bring_back(*, view: SavedView, by: User, at: datetime) -> SavedView:
    """Undo a removal; where its name is taken meanwhile it is refused."""
    _hold(by)
    current = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if current.removed_at is None:
        return current
    if current.owner_id != by.pk:
        raise NotAllowed(_("%(name)s can bring this view back.") % {"name": current.owner.full_name})
    _named(current.name, owner=current.owner)
    current.removed_at, current.made_at = None, at
    current.save()
    return current


def _hold(user: User) -> None:
    """Two tabs of one person wait for each other: a name is given once."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)


def _held(view: SavedView, *, by: User) -> SavedView:
    current = SavedView.objects.select_for_update(of=("self",)).select_related("owner").get(pk=view.pk)
    if current.removed_at is not None:
        raise ViewRefused(_("“%(name)s” was removed meanwhile.") % {"name": current.name})
    if not views.may_change(by, current):
        raise NotAllowed(
            _("%(name)s keeps this view. Save it under a name of your own.")
            % {"name": current.owner.full_name}
        )
    return current


def _named(name: str, *, owner: User) -> str:
    clean = texts.clean(name, limit=60)
    if not clean:
        raise ViewRefused(_("What is the view called?"))
    if SavedView.objects.filter(owner=owner, name=clean, removed_at=None).exists():
        raise ViewRefused(_("There is a view “%(name)s” already.") % {"name": clean})
    return clean


def _kept(address: str) -> str:
    """The address as the register writes it, so that nothing else is kept with it."""
    kept = Wanted.from_query(address).kept
    if len(kept) > LONGEST_ADDRESS:
        raise ViewRefused(_("This view has too many conditions to be kept."))
    return kept


def _require_sharing(shared: str, tandem: Tandem | None, *, by: User, at: datetime) -> None:
    if shared not in ("", WITH_TANDEM, EVERYBODY):
        raise ViewRefused(_("With whom is the view shared?"))
    if shared == EVERYBODY and not views.may_share_with_everybody(by):
        raise NotAllowed(
            _("Coordination and sales management share views with everybody. Share it with your tandem.")
        )
    if shared == WITH_TANDEM:
        if tandem is None:
            raise ViewRefused(_("With which tandem is the view shared?"))
        own = people.tandem_ids_of(user=by, day=timezone.localdate(at))
        if tandem.pk not in own and not views.may_share_with_everybody(by):
            raise NotAllowed(_("You share views with tandems in which you hold a seat."))
