"""Holding a file while it is changed, and who keeps out of whose way."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.customers import queries
from tandem.essentials.customers.actions.refusals import AlreadyMerged
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User

# One import at a time, and none while files are merged: a lock of the database that ends with the transaction.
IMPORTING = 0x74616E64656D


def lock(customer: Customer, *, by: User | None, at: datetime) -> Customer:
    """The file as it stands now, held until the transaction ends, for somebody who may change it."""
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait. The key
    # stays free, so that nobody who writes a task or call here has to wait; only a merge takes it.
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    held = Customer.objects.select_related("tandem", "parent").get(pk=customer.pk)
    require_alive(held)
    queries.require_write(by, held, day=timezone.localtime(at).date())
    return held


def require_alive(customer: Customer) -> None:
    """Refuse what would change a file that has become another's alias."""
    if customer.merged_into_id is not None:
        raise AlreadyMerged(_("This file has been merged into another one. Open that one to change it."))
