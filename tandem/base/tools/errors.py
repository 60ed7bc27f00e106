"""The one kind of error that people are meant to read."""

from __future__ import annotations


class Refused(Exception):
    """Something may not happen now, with a sentence that says why, what is missing and who could do it.

    Raised by actions before anything is written; surfaces show `str(error)` as it stands.
    """

    status = 409


class NotAllowed(Refused):
    """The person's role and tandem do not entitle them to this."""

    status = 403
