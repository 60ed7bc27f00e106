"""The customer gets the appointment by mail: read first, sent once, by a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import vobject
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import VISIT, Appointment, CustomerMail
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tests import mail_server


class Box:
    """What arrived at the server."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    found = Box()
    with mail_server.serving(found, settings):
        yield found


@pytest.fixture
def visit(hoelzl: Customer, claudia: Contact, tobias: User, now: datetime) -> Appointment:
    return booked(
        person=tobias, at=now, clock="10:30", days=2, kind=VISIT, title="Hölzl", customer=hoelzl,
        contact=claudia, place="Ulm",
    )  # fmt: skip


def _send(visit: Appointment, by: User, at: datetime, to: str = "c.hoelzl@hoelzl.example") -> CustomerMail:
    made = calendar.mail_customer(
        appointment=visit, to=to, subject="Unser Termin", text="Guten Tag …", by=by, at=at
    )
    post.deliver(mail_id=made.mail_id, at=at)
    return made


def _told(message: EmailMessage) -> Any:
    """The event that a mail program offers to accept: another form of the text, and the same as a file."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    [part] = parts
    content: Any = part.get_payload(decode=True)
    calendar_read = icalendar.Calendar.from_ical(content)
    assert part.get_param("method") == calendar_read["method"]
    [file] = [one for one in message.iter_attachments() if (one.get_filename() or "").endswith(".ics")]
    attached: Any = file.get_payload(decode=True)
    assert icalendar.Calendar.from_ical(attached) == calendar_read
    assert vobject.readOne(content.decode()).method.value == calendar_read["method"]
    [event] = calendar_read.walk("VEVENT")
    return event


def test_invitation_new_time_and_cancellation_are_one_appointment(
    box: Box, visit: Appointment, anna: User, now: datetime
) -> None:
    _send(visit, anna, now)
    moved = calendar.move(
        appointment=visit,
        starts_at=on(now, "14:00", days=2),
        ends_at=on(now, "15:00", days=2),
        by=anna,
        at=now,
    )
    _send(moved, anna, now)
    _send(calendar.cancel(appointment=moved, by=anna, at=now), anna, now)
    events = [_told(message) for message in box.messages]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1].decoded("dtstart").astimezone(UTC) == on(now, "14:00", days=2)
    assert [message["From"] for message in box.messages] == ["Anna Reiter <anna.reiter@tandem.example>"] * 3
    # Whose appointment it is invites, whoever writes.
    assert {str(event["organizer"]) for event in events} == {"mailto:tobias.kranz@tandem.example"}
    told = Entry.objects.filter(type="calendar.customer_told").order_by("pk")
    assert [entry.data["what"] for entry in told] == ["invitation", "new_time", "cancellation"]


def test_the_same_state_goes_to_an_address_once(visit: Appointment, anna: User, now: datetime) -> None:
    _write(visit, anna, now)
    with pytest.raises(calendar.ToldAlready):
        _write(visit, anna, now)
    _write(visit, anna, now, to="einkauf@hoelzl.example")
    assert OutgoingMail.objects.count() == 2


def _write(visit: Appointment, by: User, at: datetime, to: str = "c.hoelzl@hoelzl.example") -> CustomerMail:
    return calendar.mail_customer(appointment=visit, to=to, subject="Termin", text="Hallo", by=by, at=at)


def test_a_cancellation_of_what_nobody_was_invited_to_has_no_file(
    visit: Appointment, anna: User, now: datetime
) -> None:
    gone = calendar.cancel(appointment=visit, by=anna, at=now)
    assert _write(gone, anna, now).mail.attachments.count() == 0


def test_nobody_writes_about_an_own_appointment_or_for_another_tandem(
    visit: Appointment, anna: User, sandra: User, tobias: User, now: datetime
) -> None:
    own = booked(person=tobias, at=now, clock="08:00")
    with pytest.raises(calendar.NobodyToTell):
        _write(own, anna, now)
    with pytest.raises(NotAllowed):
        _write(visit, sandra, now)
    assert not OutgoingMail.objects.exists()


def test_the_page_shows_the_mail_before_it_is_sent(
    visit: Appointment, anna: User, sandra: User, client: Client
) -> None:
    client.force_login(anna)
    page = client.get(f"/kalender/{visit.pk}/mail").content.decode()
    assert "Guten Tag Frau Hölzl" in page
    assert "Donnerstag, 26.11.2026, 10:30 bis 11:30 Uhr" in page
    assert not OutgoingMail.objects.exists()
    said = {"to": "c.hoelzl@hoelzl.example", "subject": "Unser Termin", "text": "Guten Tag"}
    assert client.post(f"/kalender/{visit.pk}/mail", said | {"to": "kein at"}).status_code == 422
    assert client.post(f"/kalender/{visit.pk}/mail", said).status_code == 302
    assert "c.hoelzl@hoelzl.example" in client.get(f"/kalender/{visit.pk}").content.decode()
    client.force_login(sandra)
    assert client.get(f"/kalender/{visit.pk}/mail").status_code == 403
    assert client.post(f"/kalender/{visit.pk}/mail", said).status_code == 403
    assert OutgoingMail.objects.count() == 1


def test_moving_leads_to_the_mail_only_when_that_is_wanted(
    visit: Appointment, anna: User, client: Client
) -> None:
    client.force_login(anna)
    said = {"day": "2026-12-10", "clock": "14:00", "minutes": "60"}
    plain = client.post(f"/kalender/{visit.pk}/verschieben", said)
    assert "/mail" not in plain.headers["Location"]
    wanted = client.post(f"/kalender/{visit.pk}/verschieben", said | {"clock": "15:00", "then_mail": "on"})
    assert wanted.headers["Location"] == f"/kalender/{visit.pk}/mail"
    assert not OutgoingMail.objects.exists()
