"""Acts that are done once however often they are sent (INV9)."""

from __future__ import annotations

import uuid
from datetime import datetime

from tandem.base.tools import reads
from tandem.base.tools.models import Act


def begin(*, key: uuid.UUID, user_id: int, path: str, at: datetime) -> Act | None:
    """The act that was sent with this key before; nothing where this is the first.

    While an earlier one is still at work, this waits for its end: it is then found, or has given the key back.
    """
    first = reads.rows(
        "INSERT INTO tools_act (key, user_id, path, location, at) VALUES (%s, %s, %s, '', %s)"
        " ON CONFLICT (key) DO NOTHING RETURNING key",
        [key, user_id, path[:500], at],
    )
    return None if first else Act.objects.get(key=key)


def answered(*, key: uuid.UUID, location: str) -> None:
    """Keep where the first was sent, for those that follow."""
    reads.rows("UPDATE tools_act SET location = %s WHERE key = %s RETURNING key", [location[:500], key])
