"""What campaigns cost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.journey.leads import entries
from tandem.journey.leads.actions.web_forms import MAY_SET_UP
from tandem.journey.leads.models import Campaign

MOST = Decimal("9999999999.99")


class CampaignIncomplete(Refused):
    """Something is missing or wrong to keep a campaign."""


@transaction.atomic
def keep_campaign(
    *,
    campaign: Campaign | None,
    name: str,
    by: User,
    at: datetime,
    from_date: date | None = None,
    to_date: date | None = None,
    cost: Decimal | None = None,
) -> Campaign:
    """Keep a campaign with its period and cost. Leads that name it, in any spelling, belong to it.

    Renaming one moves no lead: what a lead says of its campaign stays for good.
    """
    people.require_role(
        by, *MAY_SET_UP,
        sentence=_("Campaigns are kept by marketing, administration, coordination or sales management."),
    )  # fmt: skip
    name = text.clean(name, limit=120)
    key = text.name_key(name)[:120]
    if not key:
        raise CampaignIncomplete(_("The campaign needs a name."))
    if from_date and to_date and to_date < from_date:
        raise CampaignIncomplete(_("The campaign ends before it begins."))
    if cost is not None and not Decimal(0) <= cost <= MOST:
        raise CampaignIncomplete(_("The cost is an amount from zero on."))
    others = Campaign.objects.filter(key=key)
    if campaign is not None:
        others = others.exclude(pk=campaign.pk)
    if others.exists():
        raise CampaignIncomplete(_("“%(name)s” is there already.") % {"name": name})
    kept = Campaign.objects.select_for_update().get(pk=campaign.pk) if campaign else Campaign()
    kept.name, kept.key, kept.from_date, kept.to_date, kept.cost = name, key, from_date, to_date, cost
    company = people.company()
    kept.currency = company.currency if company else "EUR"
    kept.kept_at, kept.kept_by = at, by
    kept.save()
    event = entries.CampaignKept(
        name=name, cost=str(cost) if cost is not None else "", currency=kept.currency
    )
    journal.record(event, customer_id=None, by=by, at=at, lane=by.side)
    return kept
