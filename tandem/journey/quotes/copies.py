"""Who gets the copy of a quote that goes out. Asked by the pages that announce it and by the act that sends it."""

from __future__ import annotations

from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team


def copy_for(team: Team, *, sender: User) -> User | None:
    """Inside gets the copy; where inside sends, the partner does."""
    copy = team.inside if team.inside is None or team.inside.pk != sender.pk else team.outward
    return copy if copy is not None and copy.pk != sender.pk and copy.is_active else None


def left_out(team: Team, *, sender: User) -> str:
    """The colleague at inside who would learn nothing of a quote that goes out without a copy; empty for nobody."""
    copy = copy_for(team, sender=sender)
    return copy.full_name if copy is not None and copy == team.inside else ""
