"""Texts that open something, kept so that the database alone, or a copy of it, does not tell them.

An address with a secret in it opens another calendar. What is sealed opens with this installation's secret key only; a
key that was replaced goes on opening while it stands in `SECRET_KEY_FALLBACKS`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_SALT = "tandem.tools.sealed"


class NotOurs(ValueError):
    """It was sealed with another key, or is no sealed text at all."""


def seal(text: str) -> str:
    """The text as it may be stored; the same text reads differently each time."""
    return _lock().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises NotOurs."""
    from cryptography.fernet import InvalidToken

    try:
        return _lock().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeDecodeError) as error:
        raise NotOurs("sealed with another key") from error


def mark(text: str) -> str:
    """The same for the same text and useless without the key: tells whether two sealed texts are one."""
    return salted_hmac(f"{_SALT}.mark", text, algorithm="sha256").hexdigest()


def _lock() -> MultiFernet:
    # Read where it is needed: most processes never seal anything.
    from cryptography.fernet import Fernet, MultiFernet

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac(_SALT, "key", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
