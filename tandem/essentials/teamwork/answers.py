"""The port through which a later room goes with the answer to a handover: the lead goes with field's answer.

A follower acts in the transaction of the answer. It says whether it told what happened in its own words; then
teamwork is silent: one act, one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Handover

# The handover as it was answered (`state`, `reason`), by whom and when.
Follower = Callable[[Handover, User, datetime], bool]

_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """A room says in its `steps.py` that it goes with answers; saying it again changes nothing."""
    if follower not in _followers:
        _followers.append(follower)


def are_told(handover: Handover, *, by: User, at: datetime) -> bool:
    """Let every follower go along; whether one of them wrote the entry."""
    told = [follower(handover, by, at) for follower in _followers]
    return any(told)
