"""The one door out to addresses that people enter: resolved, checked, pinned, bounded.

Whoever enters an address could point it at what only this machine reaches: the database's host, a router, a cloud's
metadata. So the name is resolved first, private addresses are refused unless the company allows the host, the
connection goes to the very address that was checked, nothing is followed elsewhere, and size and time are bounded.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20.0
_CHUNK = 64 * 1024
# An IPv4 address inside an IPv6 one, as translators write it (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Refused):
    """An address that cannot be read, or must not be."""


def fetch(
    address: str,
    *,
    private_hosts: Collection[str] = (),
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> bytes:
    """What stands at an address (http, https, webcal). Raises Unreachable with a sentence that says why not.

    `private_hosts` are the names that the company allows although they lie in its own network.
    """
    scheme, host, port, path = _parts(address)
    where = _resolved(host, port, allowed=host in private_hosts)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    # Each step has a time limit of its own; a server that drips would outlast them all.
    # The answer keeps reading from the line after the connection has let go of it, so it is held here.
    line: list[socket.socket] = []
    too_late = threading.Event()
    watch = threading.Timer(seconds, _hang_up, args=(line, too_late))
    watch.daemon = True
    watch.start()
    try:
        connection.sock = _connected(where, port, host=host, secure=scheme == "https", seconds=seconds)
        line.append(connection.sock)
        connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "Tandem"})
        body = _body(connection.getresponse(), most_bytes=most_bytes)
        if too_late.is_set():
            # To the reader a line that was cut looks like the end of the answer.
            raise TimeoutError(_("it takes too long"))
        return body
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreachable(_("%(host)s does not answer: %(why)s") % {"host": host, "why": error}) from error
    finally:
        watch.cancel()
        connection.close()


def _parts(address: str) -> tuple[str, str, int, str]:
    try:
        split = urlsplit(address.strip())
        port = split.port
    except ValueError as error:
        raise Unreachable(_("This is no address of a web page.")) from error
    scheme = "https" if split.scheme == "webcal" else split.scheme
    if scheme not in ("http", "https") or not split.hostname or split.username or not address.isascii():
        raise Unreachable(_("This is no address of a web page."))
    if any(sign in address.strip() for sign in " \t\r\n"):
        raise Unreachable(_("This is no address of a web page."))
    path = f"{split.path or '/'}?{split.query}" if split.query else split.path or "/"
    return scheme, split.hostname, port or (443 if scheme == "https" else 80), path


def _resolved(host: str, port: int, *, allowed: bool) -> str:
    """The address to connect to. One private address among several is enough to refuse: which is taken is chance."""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("There is no host %(host)s.") % {"host": host}) from error
    if not allowed and not all(is_public(one) for one in found):
        raise Unreachable(_("%(host)s lies in a private network and is not read.") % {"host": host})
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network, also where it is wrapped in another."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _connected(where: str, port: int, *, host: str, secure: bool, seconds: float) -> socket.socket:
    plain = socket.create_connection((where, port), timeout=seconds)
    if not secure:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def _body(response: http.client.HTTPResponse, *, most_bytes: int) -> bytes:
    if 300 <= response.status < 400:
        raise Unreachable(_("The address leads to another one. Enter that one."))
    if response.status != http.client.OK:
        raise Unreachable(_("The address answers with %(status)d.") % {"status": response.status})
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unreachable(_("The answer is compressed, though that was not asked for."))
    read = bytearray()
    while chunk := response.read1(_CHUNK):
        read += chunk
        if len(read) > most_bytes:
            raise Unreachable(_("The answer is larger than %(size)d MB.") % {"size": most_bytes // 1024**2})
    if response.length:
        raise Unreachable(_("The answer broke off."))
    return bytes(read)


def _hang_up(line: list[socket.socket], too_late: threading.Event) -> None:
    too_late.set()
    for held in line:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has gone by itself
