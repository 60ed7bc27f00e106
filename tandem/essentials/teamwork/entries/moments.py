"""How stored moments read in a sentence."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from tandem.base.design import formats


def moment(text: str) -> str:
    """A stored moment in the reader's zone and language: `Do 26.11. 17:00`."""
    local = timezone.localtime(datetime.fromisoformat(text))
    day = formats.day(local, this_year=local.year, language=get_language() or "de")
    return f"{day}{formats.NBSP}{local:%H:%M}"
