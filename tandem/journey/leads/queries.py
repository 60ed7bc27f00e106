"""Which leads somebody sees, what a lead still lacks, and which leads grow old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.essentials.customers import models as channels
from tandem.essentials.customers.models import Channel, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries as teamwork
from tandem.journey.leads.models import Lead
from tandem.journey.leads.rules import BUYING_ROLE, CONTACT, EMAIL, PHONE, REQUIREMENT, STREET

# A lead that has waited so long rises with a warning; the step's own deadline is two working days.
OLD_AFTER = timedelta(days=3)
PAGE = 50


def visible_to(user: User) -> QuerySet[Lead]:
    """The leads of the customers a person may read."""
    return Lead.objects.filter(matter__in=teamwork.visible_to(user))


def get_for(user: User, matter_pk: int) -> Lead:
    """The lead of one matter, or 404 whether it does not exist or is not for this person."""
    leads = visible_to(user).select_related("matter__customer__tandem", "matter__accountable", "matter__step")
    return get_object_or_404(leads.select_related("matter__contact", "checked_by"), matter=matter_pk)


def of_matter(matter_id: int) -> Lead | None:
    """The lead of a matter, if it began as one. Rights are the caller's."""
    return Lead.objects.filter(matter=matter_id).select_related("matter__customer").first()


def worklist(
    user: User,
    *,
    tandem_ids: list[int] | None = None,
    state: str = "",
    after: tuple[datetime, int] | None = None,
) -> list[Lead]:
    """Open leads that nobody has accepted yet, oldest first, at most one more than a page holds."""
    leads = visible_to(user).filter(accepted_at=None, matter__closed_at=None)
    if tandem_ids is not None:
        leads = leads.filter(matter__customer__tandem__in=tandem_ids)
    if state == "released":
        leads = leads.filter(released_at__isnull=False)
    elif state == "returned":
        leads = leads.filter(released_at=None, returned_at__isnull=False)
    elif state == "open":
        leads = leads.filter(released_at=None)
    if after is not None:
        at, pk = after
        leads = leads.filter(Q(taken_in_at__gt=at) | Q(taken_in_at=at, pk__gt=pk))
    rows = leads.select_related("matter__customer__tandem", "matter__accountable", "matter__contact")
    return list(rows.order_by("taken_in_at", "pk")[: PAGE + 1])


def waiting_since(lead: Lead) -> datetime:
    """Since when the lead waits for somebody: returned, released, or taken in."""
    return lead.released_at or lead.returned_at or lead.taken_in_at


def missing(lead: Lead) -> list[str]:
    """What keeps the lead from being released, in words that fill a sentence."""
    customer = lead.matter.customer
    gaps: list[str] = []
    if not lead.quality or lead.probability is None:
        gaps.append(_("the rating"))
    if not _reachable(customer):
        gaps.append(_("a phone number or e-mail address"))
    if not (customer.postcode and customer.city):
        gaps.append(_("postcode and city"))
    return gaps


def known(lead: Lead) -> Iterator[str]:
    """Which conditions of a release are met (`rules.CONDITIONS`). One query."""
    matter = lead.matter
    kinds = set(Channel.objects.filter(customer=matter.customer).values_list("kind", flat=True))
    yield from (key for key, kind in ((PHONE, channels.PHONE), (EMAIL, channels.EMAIL)) if kind in kinds)
    if matter.customer.street.strip():
        yield STREET
    if matter.contact is not None:
        yield CONTACT
        if matter.contact.buying_role:
            yield BUYING_ROLE
    if lead.requirement.strip():
        yield REQUIREMENT


def _reachable(customer: Customer) -> bool:
    return Channel.objects.filter(customer=customer).exists()
