"""What campaigns brought and cost: leads, releases, orders won, cost for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404

from tandem.base.tools import money
from tandem.essentials.teamwork.models import WON
from tandem.journey.leads.models import Campaign, Lead

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One campaign with its figures; `campaign` is None where leads name one whose cost nobody has kept."""

    name: str
    campaign: Campaign | None
    leads: int
    released: int
    won: int

    @property
    def per_lead(self) -> Decimal | None:
        return self._each(self.leads)

    @property
    def per_won(self) -> Decimal | None:
        return self._each(self.won)

    def _each(self, number: int) -> Decimal | None:
        if self.campaign is None or self.campaign.cost is None or not number:
            return None
        return money.cents(self.campaign.cost / number)


def lines() -> list[Line]:
    """All campaigns, the latest first, then those that only leads name. Two queries; figures, nobody's names."""
    counted: dict[str, dict[str, Any]] = {
        row["campaign_key"]: dict(row)
        for row in Lead.objects.exclude(campaign_key="")
        .values("campaign_key")
        .annotate(
            shown=Max("campaign"),
            leads=Count("pk"),
            released=Count("pk", filter=Q(released_at__isnull=False) | Q(accepted_at__isnull=False)),
            won=Count("pk", filter=Q(matter__outcome=WON)),
        )
        .order_by("-leads", "campaign_key")[:MOST_SHOWN]
    }
    kept = Campaign.objects.order_by("-from_date", "name", "pk")[:MOST_SHOWN]
    found = [_line(one.name, one, counted.pop(one.key, {})) for one in kept]
    return [*found, *(_line(row["shown"], None, row) for row in counted.values())]


def _line(name: str, campaign: Campaign | None, row: dict[str, Any]) -> Line:
    return Line(
        name=name,
        campaign=campaign,
        leads=row.get("leads", 0),
        released=row.get("released", 0),
        won=row.get("won", 0),
    )


def get_campaign(pk: int) -> Campaign:
    """One campaign, or 404."""
    return get_object_or_404(Campaign, pk=pk)


def names() -> list[str]:
    """What campaigns are called, for whoever types one."""
    return list(Campaign.objects.order_by("-from_date", "name").values_list("name", flat=True)[:50])
