"""The draft of the next version: what it says, what was said to it, who may do what with it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people.models import ADMINISTRATOR, READS_ALL, User
from tandem.essentials.playbook import designing, parties, queries
from tandem.essentials.playbook.designing import Design, Difference, Fault
from tandem.essentials.playbook.models import OPEN, Draft, DraftComment, DraftState, Process, Step

SHOWN_STATES = 40


def open_draft() -> Draft | None:
    """The draft there is, if one is open."""
    return Draft.objects.filter(state=OPEN).select_related("based_on", "begun_by").first()


def get_open_draft() -> Draft:
    """The draft there is, or 404."""
    return get_object_or_404(Draft.objects.select_related("based_on", "begun_by"), state=OPEN)


def design_of(draft: Draft, *, number: int | None = None) -> Design:
    """How the draft reads now, or how it read at a state."""
    state = draft.states.get(number=draft.revision if number is None else number)
    return Design.read(state.content)


def design_of_version(process: Process) -> Design:
    """The design a version was made from."""
    return designing.of_steps(queries.steps_of_version(process))


def faults_of(design: Design) -> list[Fault]:
    """What keeps the draft from being put into force."""
    who = parties.directory()
    return designing.faults(design, names=who.names, able=who.able, left=who.left, former=former_names())


def former_names() -> dict[str, str]:
    """The newest name of every step that any version has."""
    return {step.key: step.name for step in Step.objects.order_by("process__version")}


def taken_keys() -> set[str]:
    """The keys of all steps of all versions and drafts: none is used for another step."""
    kept = {key for step in Step.objects.only("key", "also") for key in step.keys}
    drafted = {
        step["key"] for content in DraftState.objects.values_list("content", flat=True) for step in content
    }
    return kept | drafted


def changes_of(draft: Draft, design: Design) -> list[Difference]:
    """What is different from the version that the draft was made from."""
    return designing.differences(design_of_version(draft.based_on), design, names=parties.directory().names)


@dataclass(frozen=True, slots=True)
class State:
    """One change of the draft: who, when, what."""

    number: int
    who: str
    at: datetime
    changes: list[Difference]
    is_now: bool


def history(draft: Draft) -> list[State]:
    """The latest changes, the newest first. Three queries."""
    states = list(draft.states.select_related("by").order_by("-number")[: SHOWN_STATES + 1])
    designs = [Design.read(state.content) for state in states]
    names = parties.directory().names
    return [
        State(
            number=state.number,
            who=state.by.full_name,
            at=state.at,
            changes=designing.differences(earlier, now, names=names),
            is_now=state.number == draft.revision,
        )
        for state, now, earlier in zip(states, designs, designs[1:], strict=False)
    ]


def comments_of(draft: Draft) -> list[DraftComment]:
    """What was said to the draft, the oldest first. One query."""
    return list(draft.comments.select_related("by", "settled_by").order_by("at", "pk"))


def in_force_after(day: date) -> list[Process]:
    """Versions that are set for a later day. One query."""
    return list(Process.objects.filter(in_force_from__gt=day).order_by("version"))


def last_changed(state_numbers: Iterable[DraftState], key: str) -> DraftState | None:
    """The newest of these states, newest first, in which a step reads otherwise than in the one before."""
    states = list(state_numbers)
    for state, earlier in itertools.pairwise(states):
        if Design.read(state.content).find(key) != Design.read(earlier.content).find(key):
            return state
    return None


def may_comment(user: User) -> bool:
    """Both sides say what they think of a draft, and whoever designs."""
    return user.is_active and user.has_role(*READS_ALL, ADMINISTRATOR)


def require_commenter(user: User) -> None:
    """Refuse unless the person works in sales or designs."""
    if not may_comment(user):
        raise NotAllowed(_("Inside and field sales comment on the process."))


def require_designer(user: User) -> None:
    """Refuse unless the person may change the process; says who could."""
    if not queries.may_make_rules(user):
        raise NotAllowed(
            _("Sales management, coordination and administration design the process. Comment on the draft.")
        )
