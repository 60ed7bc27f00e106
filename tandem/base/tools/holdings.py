"""Whose data we hold and what for: the words in which each room's `personal.py` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One column that holds personal data: whose (`about`) and what for (`purpose`)."""

    table: str
    field: str
    about: Literal["contact", "user"]
    purpose: str
