"""Running matters and the version of the process they follow: what moving them to another one would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import Process, Step
from tandem.essentials.teamwork import queries
from tandem.essentials.teamwork.models import Matter

NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The matters that stand at one step of an older version, and where they would go."""

    step: Step
    count: int
    # The step that has or stands for its key in the new version; None: whoever moves says which.
    to: Step | None
    # Some of those that the reader may see: customer and title.
    named: list[str]

    @property
    def field(self) -> str:
        """What the choice is called in the form."""
        return f"to_{self.step.pk}"


def preview(process: Process, *, user: User) -> list[Group]:
    """The running matters on other versions by step, in order. Three queries."""
    behind = Matter.objects.filter(closed_at=None, step__isnull=False).exclude(step__process=process)
    counts = Counter(behind.order_by().values_list("step", flat=True))
    named: dict[int, list[str]] = defaultdict(list)
    seen = queries.visible_to(user).filter(pk__in=behind.values("pk"))
    shown = seen.order_by("step_since", "pk").values_list("step", "customer__name", "title")
    for step_id, customer, title in shown:
        if len(named[step_id]) < NAMED:
            named[step_id].append(f"{customer}: {title}")
    steps = Step.objects.filter(pk__in=counts).select_related("process")
    return [
        Group(step=step, count=counts[step.pk], to=counterpart(step, process=process), named=named[step.pk])
        for step in steps.order_by("process__version", "position")
    ]


def counterpart(step: Step, *, process: Process) -> Step | None:
    """The step of a version that has, or stands for, the key of another version's step."""
    later = playbook.steps_of_version(process)
    return next((one for one in later if one.stands_for(step.key)), None)
