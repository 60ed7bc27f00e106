"""A real browser before the real application: database, web and mailbox are those of `tandem serve`, in one process."""

from __future__ import annotations

import asyncio
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize
from procrastinate.contrib.django import app as jobs

from tandem.essentials.people.models import User
from tests import mail_server

PASSWORD = "Gurtförderer-7-Meter"
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            # Each request has a thread of its own, and each thread a connection of its own.
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
        """The test's own output is enough."""


@pytest.fixture
def address(fresh_database: str) -> Iterator[str]:
    """The application, served from a database of this test alone."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    connections.close_all()


class Clock:
    """The application's clock: it shows the moment the story has reached, and runs on from there."""

    def __init__(self, moment: datetime) -> None:
        self.turn_to(moment)

    def turn_to(self, moment: datetime) -> datetime:
        self._shown, self._since = moment, time.monotonic()
        return moment

    def now(self) -> datetime:
        return (self._shown + timedelta(seconds=time.monotonic() - self._since)).astimezone(UTC)

    def later(self, *, days: int = 0, hour: int, minute: int = 0) -> datetime:
        """Some days on, at a time of day in Ulm."""
        there = self.now().astimezone(self._shown.tzinfo) + timedelta(days=days)
        return self.turn_to(there.replace(hour=hour, minute=minute, second=0, microsecond=0))


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The story begins on Tuesday, 24 November 2026, 09:41; `clock.later(days=2, hour=8)` goes on with it."""
    shown = Clock(now)
    monkeypatch.setattr(timezone, "now", shown.now)
    return shown


class Mailbox:
    """A real mail server; what arrived there."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def collect(self) -> list[EmailMessage]:
        """Let the worker do what is waiting, in a thread and loop of its own; everything that has arrived by then."""
        worker = threading.Thread(target=_work_off)
        worker.start()
        worker.join()
        return self.messages


def _work_off() -> None:
    """What `tandem worker` does, until nothing waits any more."""
    connector: Any = jobs.connector
    with jobs.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work())


async def _work() -> None:
    with ThreadPoolExecutor(max_workers=1) as hands:
        asyncio.get_running_loop().set_default_executor(hands)
        async with jobs.open_async():
            await jobs.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)
        hands.submit(connections.close_all).result()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Mail of the application goes to a server that runs beside it."""
    box = Mailbox()
    with mail_server.serving(box, settings):
        yield box


SignIn = Callable[..., Page]
# The browser notes these answers too: a form that came back with what is missing, an act that somebody was faster with.
_REFUSALS = ("status of 422", "status of 409")


def _is_a_problem(message: ConsoleMessage) -> bool:
    return message.type == "error" and not any(refusal in message.text for refusal in _REFUSALS)


@pytest.fixture
def sign_in(browser: Browser, address: str, tmp_path: Path) -> Iterator[SignIn]:
    """`sign_in(anna)` is a window in which Anna has signed in by the page; `phone=True` is one of phone size."""
    problems: list[str] = []
    contexts = []

    def open_window(user: User, *, phone: bool = False) -> Page:
        user.set_password(PASSWORD)
        user.save()
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale="de-DE", has_touch=phone, base_url=address
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if _is_a_problem(message) else None)
        page.goto("/konto/login/")
        page.get_by_label("E-Mail").fill(user.email)
        page.get_by_label("Passwort", exact=False).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url("**/heute")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert problems == [], "the browser reported errors"
