"""The port through which later rooms refuse that somebody's sight changes: who has turns must see their customers."""

from __future__ import annotations

from collections.abc import Callable

from tandem.essentials.people.models import User

Watcher = Callable[[User], None]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """A room is asked after each change of roles or seats, in its transaction; it refuses by raising."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def changed(user: User) -> None:
    """Roles or seats of this person are others now, or will be from a day on."""
    for watcher in _watchers:
        watcher(user)
