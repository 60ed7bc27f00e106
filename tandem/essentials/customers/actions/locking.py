"""Holding a file while it is changed, and who keeps out of whose way."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.customers import queries
from tandem.essentials.customers.actions.refusals import AlreadyMerged
from tandem.essentials.customers.models import Customer, Merge
from tandem.essentials.people.models import User

# One import at a time, and none while files are merged: a lock of the database that ends with the transaction.
IMPORTING = 0x74616E64656D


def lock(customer: Customer, *, by: User | None, at: datetime) -> Customer:
    """The file as it stands now, held until the transaction ends, for somebody who may change it."""
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait. The key
    # stays free, so that nobody who writes a task or call here has to wait; only a merge takes it.
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    held = Customer.objects.select_related("tandem", "parent").get(pk=customer.pk)
    require_alive(held, by=by)
    queries.require_write(by, held, day=timezone.localtime(at).date())
    return held


def require_alive(customer: Customer, *, by: User | None) -> None:
    """Refuse what would change a file that has become another's alias, with where it went."""
    if customer.merged_into_id is not None:
        raise merged_away(customer.pk, by=by)


def merged_away(file: int, *, by: User | None) -> AlreadyMerged:
    """What is said to whoever wanted to change a file, or somebody in it, after it was merged into another one."""
    said, what_to_do = joined_sentence(file, by=by), _("Open that one to change it.")
    return AlreadyMerged(f"{said} {what_to_do}")


def joined_sentence(gone: int, *, by: User | None) -> str:
    """Into which file another one has been merged and by whom, for somebody who may see it."""
    files = Customer.objects.select_related("merged_into").filter(pk=gone, merged_into__isnull=False)
    found = files.first()
    survivor = found.merged_into if found is not None else None
    if found is None or survivor is None or not _may_see(by, survivor):
        return _("This file has been merged into another one.")
    names = {"gone": found.name, "kept": survivor.name}
    merge = Merge.objects.select_related("by").filter(gone=gone, undone_at=None).first()
    if merge is None or merge.by is None:
        return _("“%(gone)s” has been merged into “%(kept)s”.") % names
    return _("%(name)s has merged “%(gone)s” into “%(kept)s”.") % {**names, "name": merge.by.full_name}


def _may_see(by: User | None, customer: Customer) -> bool:
    return by is None or queries.visible_to(by).filter(pk=customer.pk).exists()
