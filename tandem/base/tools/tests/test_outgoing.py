"""The door out: what is private stays closed, nothing is followed, nothing is endless."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tandem.base.tools import outgoing


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/secret")
            self.end_headers()
        elif self.path == "/gone":
            self.send_error(404)
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _number in range(100):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
                time.sleep(0.1)
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"x")
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (3000 if self.path == "/large" else 3))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
        """The test's own output is enough."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _fetch(port: int, path: str, **more: Any) -> bytes:
    return outgoing.fetch(f"http://127.0.0.1:{port}{path}", private_hosts={"127.0.0.1"}, **more)


def test_what_is_allowed_is_read(port: int) -> None:
    assert _fetch(port, "/") == b"xxx"


def test_a_private_address_is_refused_before_anybody_is_spoken_to(port: int) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f000001"):
        with pytest.raises(outgoing.Unreachable):
            outgoing.fetch(f"http://{host}:{port}/")


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "127.9.9.9", "0.0.0.0", "224.0.0.1",
     "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"],
)  # fmt: skip
def test_private_is_what_only_this_machine_reaches(address: str) -> None:
    assert not outgoing.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_public_is_the_open_network(address: str) -> None:
    assert outgoing.is_public(address)


def test_one_private_address_among_several_is_enough(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(outgoing.Unreachable, match=r"calendar\.example"):
        outgoing.fetch("https://calendar.example/x.ics")


def test_the_connection_goes_to_the_address_that_was_checked(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked once: a second answer could be another one."""
    asked = []

    def resolve(host: str, *_args: object, **_more: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda host, *args, **more: real(host, *args, **more) if host == "127.0.0.1" else resolve(host),
    )  # fmt: skip
    address = f"http://calendar.example:{port}/"
    assert outgoing.fetch(address, private_hosts={"calendar.example"}) == b"xxx"
    assert asked == ["calendar.example"]


@pytest.mark.parametrize("path", ["/away", "/gone", "/short"])
def test_nothing_is_followed_and_nothing_half_is_kept(port: int, path: str) -> None:
    with pytest.raises(outgoing.Unreachable):
        _fetch(port, path)


def test_size_and_time_are_bounded(port: int) -> None:
    with pytest.raises(outgoing.Unreachable):
        _fetch(port, "/large", most_bytes=2000)
    begun = time.monotonic()
    with pytest.raises(outgoing.Unreachable):
        _fetch(port, "/drip", seconds=0.5)
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "ftp://x/y", "https://", "https://u:p@x/", "https://x:99999/", "https://a b/",
                "https://x/\r\nHost: y", "gopher://127.0.0.1", "https://exämple/"]
)  # fmt: skip
def test_nonsense_is_no_address(address: str) -> None:
    with pytest.raises(outgoing.Unreachable):
        outgoing.fetch(address)
