"""Mail leaves once: against a real SMTP server that comes and goes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.db import connections, transaction

from tandem.base.files import actions as files
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail

NOW = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)


class Box(MessageHandler):
    """What arrived."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


class Refusing(Box):
    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        return "550 no such mailbox"


class HangingUp(Box):
    """Takes the mail and dies before it says so."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(EmailMessage())
        server.transport.close()
        return "250 OK"


Server = Callable[[Box], Box]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(port: int, settings: Any) -> Iterator[Server]:
    """Mail goes to a real server, once `server(box)` has started it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    started: list[Controller] = []

    def start(box: Box) -> Box:
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        started.append(controller)
        return box

    yield start
    for controller in started:
        controller.stop()


def _mail(**changed: Any) -> OutgoingMail:
    said: dict[str, Any] = {
        "kind": "test",
        "to": ["c.hoelzl@hoelzl.example"],
        "subject": "Angebot 26-0001: Gurtförderer Halle 3",
        "body": "Sehr geehrte Frau Hölzl,\n\nim Anhang …",
    }
    sent: dict[str, Any] = {
        "sender": "tobias@lechner.example",
        "sender_name": "Tobias Kranz",
        "by": None,
        "at": NOW,
    }
    for name, value in changed.items():
        (said if name in post.Draft.__dataclass_fields__ else sent)[name] = value
    [mail] = post.queue(drafts=[post.Draft(**said)], **sent)
    return mail


def test_a_mail_arrives_once_with_its_attachment(db: None, server: Server) -> None:
    box = server(Box())
    pdf = files.store(
        content=b"%PDF-1.7 Angebot",
        name="Angebot 26-0001.pdf",
        content_type="application/pdf",
        by=None,
        at=NOW,
    )
    mail = _mail(attachments=[pdf])
    assert post.deliver(mail_id=mail.pk, at=NOW)
    assert not post.deliver(mail_id=mail.pk, at=NOW)
    [arrived] = box.messages
    assert arrived["Message-ID"] == mail.message_id
    assert arrived["From"] == "Tobias Kranz <tobias@lechner.example>"
    attached = [part for part in arrived.walk() if part.get_filename()]
    assert [part.get_payload(decode=True) for part in attached] == [b"%PDF-1.7 Angebot"]
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == ("sent", NOW)


def test_while_the_server_is_down_the_mail_waits_and_then_goes_out(db: None, server: Server) -> None:
    mail = _mail()
    assert not post.deliver(mail_id=mail.pk, at=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.is_in_trouble) == ("waiting", 1, True)
    assert "refused" in mail.last_error
    assert post.due(at=NOW) == []
    later = NOW + timedelta(minutes=2)
    box = server(Box())
    assert post.due(at=later) == [mail.pk]
    assert post.deliver(mail_id=mail.pk, at=later)
    assert len(box.messages) == 1
    assert post.due(at=later) == []


def test_after_the_last_try_a_person_is_asked(db: None, server: Server) -> None:
    mail = _mail()
    at = NOW
    for _try in range(len(post.PAUSES) + 1):
        post.deliver(mail_id=mail.pk, at=at)
        at += timedelta(days=1)
    mail.refresh_from_db()
    assert mail.state == "failed"
    box = server(Box())
    post.again(mail=mail, by=None, at=at)
    assert post.deliver(mail_id=mail.pk, at=at)
    assert [message["Message-ID"] for message in box.messages] == [mail.message_id]


def test_a_refused_address_is_not_tried_again_unasked(db: None, server: Server) -> None:
    server(Refusing())
    mail = _mail()
    assert not post.deliver(mail_id=mail.pk, at=NOW)
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "no such mailbox" in mail.last_error


def test_a_line_that_breaks_after_the_handing_over_leaves_the_mail_unclear_never_doubled(
    db: None, server: Server
) -> None:
    box = server(HangingUp())
    mail = _mail()
    assert not post.deliver(mail_id=mail.pk, at=NOW)
    mail.refresh_from_db()
    assert mail.state == "unclear"
    assert post.due(at=NOW + timedelta(days=9)) == []
    assert not post.deliver(mail_id=mail.pk, at=NOW + timedelta(days=9))
    assert len(box.messages) == 1


def test_a_killed_process_leaves_its_mail_unclear_after_ten_minutes(db: None, server: Server) -> None:
    box = server(Box())
    mail = _mail()
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sending", claimed_at=NOW)
    assert post.settle_lost(at=NOW + timedelta(minutes=5)) == 0
    assert post.settle_lost(at=NOW + timedelta(minutes=11)) == 1
    assert not post.deliver(mail_id=mail.pk, at=NOW + timedelta(minutes=12))
    assert box.messages == []
    post.again(mail=mail, by=None, at=NOW + timedelta(minutes=12))
    assert post.deliver(mail_id=mail.pk, at=NOW + timedelta(minutes=12))


def test_what_is_sent_is_not_sent_again(db: None, server: Server) -> None:
    server(Box())
    mail = _mail()
    post.deliver(mail_id=mail.pk, at=NOW)
    with pytest.raises(post.NotAgain):
        post.again(mail=mail, by=None, at=NOW)


def test_a_mail_of_an_act_that_failed_was_never_written(db: None) -> None:
    def act() -> None:
        with transaction.atomic():
            _mail()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not OutgoingMail.objects.exists()


def test_nobody_to_write_to_is_refused(db: None) -> None:
    with pytest.raises(post.RecipientMissing):
        _mail(to=[" "])


def test_ten_workers_send_one_mail_once(fresh_database: str, server: Server) -> None:
    box = server(Box())
    mail = _mail()
    results: list[bool] = []

    def work() -> None:
        try:
            results.append(post.deliver(mail_id=mail.pk, at=NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 9 + [True]
    assert len(box.messages) == 1


@pytest.mark.parametrize(
    "written",
    ["einkauf@hoelzl.example, b@example.com", "a@example.com\r\nBcc: b@example.com", "niemand", "x" * 300],
)
def test_what_is_not_exactly_one_address_is_refused_before_anything_is_sent(db: None, written: str) -> None:
    with pytest.raises(post.NoAddress):
        _mail(to=[written])
    assert not OutgoingMail.objects.exists()


def test_a_subject_never_becomes_a_header(db: None) -> None:
    mail = _mail(subject="Angebot\r\nBcc: b@example.com")
    assert mail.subject == "Angebot Bcc: b@example.com"
