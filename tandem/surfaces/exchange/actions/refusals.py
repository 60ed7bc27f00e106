"""What is refused about imports, and why."""

from __future__ import annotations

from tandem.base.tools.errors import NotAllowed, Refused


class FileRefused(Refused):
    """The file holds no customer list that can be read."""

    status = 422


class MappingRefused(Refused):
    """The columns were placed in a way that cannot work."""

    status = 422


class NotNow(Refused):
    """The run is not at the point where this can be done."""


class ImportNotAllowed(NotAllowed):
    """The person may not read lists in."""
