"""From where somebody without a session comes, so that it can be counted and not be known."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def place_of(request: HttpRequest, *, salt: str) -> str:
    """The address as a keyed hash of 40 characters: of a network of IPv6 all addresses are one."""
    try:
        raw = str(get_adapter(request).get_client_ip(request) or "")
    except PermissionDenied:  # allauth's word for an address that it cannot make out
        raw = ""
    return salted_hmac(salt, _network(raw), algorithm="sha256").hexdigest()[:40]


def _network(raw: str) -> str:
    try:
        found = ipaddress.ip_address(raw)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/64", strict=False) if found.version == 6 else found)
