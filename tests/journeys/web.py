"""The company's web site, a server of its own, and what a visitor types there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Page

# `site(html)` is the address of a page of it.
Site = Callable[[str], str]


class _Pages(BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, str], *args: Any) -> None:
        self.pages = pages
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
        """The test's own output is enough."""


@contextmanager
def served() -> Iterator[Site]:
    """The company's web site: `site(html)` is the address of a page of it."""
    pages: dict[str, str] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(html: str) -> str:
        path = f"/{len(pages)}" if html else "/"
        pages[path] = f'<!doctype html><html lang="de"><title>Lechner</title><body>{html}</body></html>'
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield page
    server.shutdown()
    server.server_close()


def fill(page: Page, *, company: str) -> None:
    page.get_by_label("Firma").fill(company)
    page.get_by_label("Nachname").fill("Brüllmann")
    page.get_by_label("E-Mail").fill("p@bruellmann.example")
    page.get_by_label("Telefon").fill("07541 12340")
    page.get_by_label("PLZ").fill("88045")
    page.get_by_label("Ihre Anfrage").fill("Rollenbahn, 12 m")
    page.get_by_label("Ich möchte angerufen werden.").check()
