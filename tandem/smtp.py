"""The way to the company's mail server, from one address."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def from_environment() -> dict[str, Any]:
    """TANDEM_SMTP_URL as host, port, user, password, tls and starttls; empty without it.

    `smtp://` speaks STARTTLS unless `?starttls=0`; `smtps://` speaks TLS from the start.
    """
    raw = os.environ.get("TANDEM_SMTP_URL", "")
    if not raw:
        return {}
    url = urlsplit(raw)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise ValueError(
            "TANDEM_SMTP_URL must read smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    tls = url.scheme == "smtps"
    starttls = not tls and parse_qs(url.query).get("starttls", ["1"])[0] != "0"
    return {
        "host": url.hostname,
        "port": url.port or (465 if tls else 587),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "tls": tls,
        "starttls": starttls,
    }
