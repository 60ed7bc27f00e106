"""The saved views of the register: whose they are, who sees them, and those that everybody has from the start."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import EVERYBODY, WITH_TANDEM, BulkEdit, SavedView

# What everybody has: its key for the words, and its address.
USUAL = {
    "open": "",
    "overdue": "faellig=1&nach=nachfassen",
    "decided": "stand=alle&zeit=entscheidung&raum=monat&nach=entscheidung",
    "mine": "meine=1&nach=nachfassen",
}


def seen_by(user: User, *, day: date) -> list[SavedView]:
    """The own views, those of the own tandems and those for everybody, by name."""
    return _SEEN(
        everybody=queries.may_see_margin(user), user=user.pk, own=people.tandem_ids_of(user=user, day=day)
    )


def get_for(user: User, pk: int, *, day: date) -> SavedView:
    """One view that this person sees, or 404."""
    view = next((view for view in seen_by(user, day=day) if view.pk == pk), None)
    if view is None:
        raise Http404
    return view


def removed_of(user: User, pk: int) -> SavedView:
    """One of the own views that was taken away and can come back, or 404."""
    return get_object_or_404(SavedView.objects.filter(owner=user, removed_at__isnull=False), pk=pk)


def edit_of(user: User, pk: int) -> BulkEdit:
    """One of the person's own changes of many quotes, or 404."""
    return get_object_or_404(BulkEdit.objects.filter(by=user).select_related("by"), pk=pk)


def _seen(given: Givens, *, everybody: bool) -> QuerySet[SavedView]:
    shared = Q(shared=WITH_TANDEM, tandem__any_of=given.own)
    if everybody:
        # Sales and the order desk read every quote; what they name their views after is nobody else's business.
        shared |= Q(shared=EVERYBODY)
    views = SavedView.objects.filter(Q(owner=given.user) | shared, removed_at=None)
    return views.select_related("owner", "tandem").order_by("name", "pk")


_SEEN = Read(_seen)


def may_share_with_everybody(user: User) -> bool:
    """Coordination and sales management arrange the register for all."""
    return user.is_active and user.has_role(COORDINATOR, SALES_LEAD)


def may_change(user: User, view: SavedView) -> bool:
    """Whoever keeps it; what everybody sees also those who may share so."""
    return view.owner_id == user.pk or (view.shared == EVERYBODY and may_share_with_everybody(user))
