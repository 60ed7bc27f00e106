"""What must hold of escalations: this room's part of `tandem check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from tandem.base.tools import checks
from tandem.base.tools.checks import Check, Violation
from tandem.essentials.coordination.chain import PERSON
from tandem.essentials.coordination.models import LEVELS, Escalation
from tandem.essentials.teamwork import things


def _of_nothing() -> Iterator[Violation]:
    known = Q(pk__in=[])
    for key, kind in things.kinds().items():
        known |= Q(kind=key) & Q(Exists(kind.model._default_manager.filter(pk=OuterRef("thing_id"))))
    for one in Escalation.objects.exclude(known).order_by("pk"):
        yield _violation(one, f"is about {one.kind} {one.thing_id}, which does not exist.")


def _skipping() -> Iterator[Violation]:
    below = Escalation.objects.filter(
        kind=OuterRef("kind"), thing_id=OuterRef("thing_id"), missed_at=OuterRef("missed_at"),
        level=OuterRef("level") - 1, reached_at__lte=OuterRef("reached_at"),
    )  # fmt: skip
    for one in Escalation.objects.filter(~Exists(below), level__gt=PERSON).order_by("pk"):
        yield _violation(one, f"has skipped a level: nobody below “{LEVELS[one.level]}” was told before.")


def _early() -> Iterator[Violation]:
    for one in Escalation.objects.filter(reached_at__lt=F("missed_at")).order_by("pk"):
        yield _violation(one, "was raised before its date had passed.")


def _violation(one: Escalation, why: str) -> Violation:
    return Violation(
        invariant="INV1",
        record=f"escalation {one.pk}",
        sentence=f"The escalation {one.pk} ({one.what}) {why}",
    )


def register() -> None:
    """Make the checks known; called when the room is loaded."""
    checks.register(
        Check(invariant="INV1", name="escalation of nothing", find=_of_nothing),
        Check(invariant="INV1", name="escalation with a level skipped", find=_skipping),
        Check(invariant="INV1", name="escalation before the date", find=_early),
        checks.guards(
            invariant="INV4",
            table="coordination_escalation",
            triggers=("coordination_escalation_stays", "coordination_no_level_skipped"),
        ),
    )
