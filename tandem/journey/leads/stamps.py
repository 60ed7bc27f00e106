"""What a form carries besides what people type: when it was shown, signed, and which consent text stood on it."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from django.core import signing

from tandem.journey.leads.models import FORGED, TOO_QUICK

QUICKEST_SECONDS = 4
# A page may stay open over the weekend.
OLDEST_SECONDS = 7 * 24 * 3600
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
MOST_LINKS, MOST_LINKS_UNSTAMPED = 3, 1
_signer = signing.Signer(salt="tandem.leads.form")


def stamp(*, token: str, at: datetime) -> str:
    """The moment at which a form is shown, so that a later post can be told from a machine's."""
    return _signer.sign(f"{token}.{int(at.timestamp())}.{secrets.token_urlsafe(9)}")


def objection(stamped: str, *, token: str, at: datetime) -> str:
    """Why the stamp speaks against a post (`HELD_FOR`); empty where it does not."""
    try:
        owner, shown, _nonce = _signer.unsign(stamped[:200]).rsplit(".", 2)
    except (signing.BadSignature, ValueError):
        return FORGED
    age = int(at.timestamp()) - int(shown)
    if owner != token or age > OLDEST_SECONDS:
        return FORGED
    return TOO_QUICK if age < QUICKEST_SECONDS else ""


def has_many_links(written: str, *, is_stamped: bool, expected: int = 0) -> bool:
    """Whether the text is more links than request. A form without a stamp is allowed fewer."""
    most = MOST_LINKS if is_stamped else MOST_LINKS_UNSTAMPED
    return len(_LINK.findall(written)) > most + expected


def consent_mark(text: str) -> str:
    """The mark by which a post says which consent text it showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def digest(*parts: str) -> str:
    """One short text for many: equal posts have an equal one."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
