"""Who acts, as the ground sees it."""

from __future__ import annotations

from typing import Any, Protocol


class Actor(Protocol):
    """A person with a side. Where an actor may be None, None stands for the system."""

    @property
    def pk(self) -> Any: ...
    @property
    def side(self) -> str: ...
