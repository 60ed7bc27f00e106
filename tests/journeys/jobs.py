"""What happens by itself while the story goes on."""

from __future__ import annotations

from tandem.essentials.coordination.jobs import escalate
from tandem.essentials.coordination.models import Escalation
from tests.journeys.conftest import Clock


def the_job_runs(clock: Clock, *, days: int = 0, hour: int, minute: int = 0) -> list[tuple[int, str]]:
    """Some days on the job has its round, as every five minutes; who learns of what."""
    known = set(Escalation.objects.values_list("pk", flat=True))
    clock.later(days=days, hour=hour, minute=minute)
    escalate(timestamp=0)
    new = Escalation.objects.exclude(pk__in=known).select_related("told")
    return [(one.level, one.told.first_name if one.told else "") for one in new.order_by("pk")]
