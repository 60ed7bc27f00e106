"""What makes a report useful to the partner, and the one thing that is still missing."""

from __future__ import annotations

from tandem.base.tools import text
from tandem.journey.visits.models import NO_NEED, NOT_THERE

RESULT, CONTACTS, REQUIREMENT, OUTCOME, DUE = "result", "contacts", "requirement", "outcome", "due"
# The order in which they are asked for.
PARTS = (RESULT, CONTACTS, REQUIREMENT, OUTCOME, DUE)
# What a result does not need counts as given.
NOT_NEEDED = {NOT_THERE: {CONTACTS, REQUIREMENT, OUTCOME}, NO_NEED: {REQUIREMENT, DUE}}

# Sentences that tell the partner nothing (S3.3), folded.
EMPTY_PHRASES = frozenset(
    text.fold(phrase)
    for phrase in (
        "alles gut", "alles ok", "alles okay", "passt", "passt alles", "kunde zufrieden", "zufrieden",
        "gut", "gutes gespräch", "nettes gespräch", "ok", "okay", "nichts neues", "wie immer", "läuft",
        "all good", "fine", "customer happy", "good talk",
    )
)  # fmt: skip


def says_nothing(words: str) -> bool:
    """Whether a text is empty or one of the phrases that say nothing."""
    folded = text.fold(words)
    return not folded or folded in EMPTY_PHRASES


def missing(*, result: str, has_contacts: bool, requirement: str, outcome: str, has_due: bool) -> list[str]:
    """Which of the five parts are not given yet, in the order in which they are asked for."""
    given = {
        RESULT: bool(result),
        CONTACTS: has_contacts,
        REQUIREMENT: not says_nothing(requirement),
        OUTCOME: not says_nothing(outcome),
        DUE: has_due,
    }
    not_needed = NOT_NEEDED.get(result, set())
    return [part for part in PARTS if not given[part] and part not in not_needed]
