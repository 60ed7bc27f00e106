"""How much each factor of the score weighs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.journey.leads import entries
from tandem.journey.leads.models import Weight
from tandem.journey.leads.scoring import FACTORS, MOST_POINTS

MAY_WEIGH = (COORDINATOR, SALES_LEAD)


class WeightsRefused(Refused):
    """The points do not make a score."""


@transaction.atomic
def set_weights(*, weights: Mapping[str, int], by: User, at: datetime) -> dict[str, int]:
    """Say how many points each factor gives; a factor with none is left out. Ratings that were made stay."""
    people.require_role(
        by, *MAY_WEIGH, sentence=_("What the score weighs is set by coordination or sales management.")
    )
    given = {factor: int(weights.get(factor, 0)) for factor in FACTORS}
    if any(not 0 <= points <= MOST_POINTS for points in given.values()):
        raise WeightsRefused(_("A factor gives 0 to 100 points."))
    if not any(given.values()):
        raise WeightsRefused(_("At least one factor must give points."))
    for factor, points in given.items():
        Weight.objects.update_or_create(factor=factor, defaults={"points": points})
    journal.record(entries.WeightsSet(points=given), customer_id=None, by=by, at=at, lane=by.side)
    return given
