"""The saved views of the register: whose they are, who sees them, and those that everybody has from the start."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

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
    return list(_seen(user, day=day).select_related("owner", "tandem").order_by("name", "pk"))


def get_for(user: User, pk: int, *, day: date) -> SavedView:
    """One view that this person sees, or 404."""
    return get_object_or_404(_seen(user, day=day).select_related("owner", "tandem"), pk=pk)


def removed_of(user: User, pk: int) -> SavedView:
    """One of the own views that was taken away and can come back, or 404."""
    return get_object_or_404(SavedView.objects.filter(owner=user, removed_at__isnull=False), pk=pk)


def edit_of(user: User, pk: int) -> BulkEdit:
    """One of the person's own changes of many quotes, or 404."""
    return get_object_or_404(BulkEdit.objects.filter(by=user).select_related("by"), pk=pk)


def _seen(user: User, *, day: date) -> QuerySet[SavedView]:
    own_tandems = people.tandem_ids_of(user=user, day=day)
    shared = Q(shared=WITH_TANDEM, tandem__in=own_tandems)
    if queries.may_see_margin(user):
        # Sales and the order desk read every quote; what they name their views after is nobody else's business.
        shared |= Q(shared=EVERYBODY)
    return SavedView.objects.filter(Q(owner=user) | shared, removed_at=None)


def may_share_with_everybody(user: User) -> bool:
    """Coordination and sales management arrange the register for all."""
    return user.is_active and user.has_role(COORDINATOR, SALES_LEAD)


def may_change(user: User, view: SavedView) -> bool:
    """Whoever keeps it; what everybody sees also those who may share so."""
    return view.owner_id == user.pk or (view.shared == EVERYBODY and may_share_with_everybody(user))
