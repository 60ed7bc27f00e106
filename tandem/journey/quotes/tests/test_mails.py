"""The mail with a quote: its words, what goes along, and that it leaves once, also after an hour without a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from aiosmtpd.handlers import Message as MessageHandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.base.files import actions as files
from tandem.base.post import actions as post
from tandem.base.post.models import SENT, WAITING, OutgoingMail
from tandem.base.tools.errors import NotAllowed
from tandem.base.tools.models import NumberRange
from tandem.essentials.people.models import User
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products.models import Product
from tandem.essentials.products.testing import a_product
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import wording
from tandem.journey.quotes.actions.mailing import Upload
from tandem.journey.quotes.models import MailText, Quote, QuoteLine
from tandem.journey.quotes.queries import mails
from tests import mail_server

pytestmark = pytest.mark.django_db


def _keep(by: User, at: datetime, **more: Any) -> MailText:
    said = {"name": "Kurz", "language": "de", "subject": "Angebot {nummer}", "text": "{anrede}\n\n{titel}"}
    return quotes.keep_mail_text(**{**said, **more}, by=by, at=at)


# --- words


def test_an_unknown_placeholder_is_named_when_the_text_is_kept(tobias: User, now: datetime) -> None:
    with pytest.raises(quotes.NotValid, match=r"\{kunde\}, \{Summe\}.*\{summe\}"):
        _keep(tobias, now, text="{anrede} {kunde} {Summe}")
    assert not MailText.objects.exists()
    for name in wording.PLACEHOLDERS:
        _keep(tobias, now, name=name, text=f"{{{name}}}")


def test_nothing_within_a_value_is_read_as_a_placeholder_or_code(
    ready: Quote, tobias: User, now: datetime
) -> None:
    title = "{absender} {{ 7*7 }} {% now 'Y' %} {0.__class__}"
    quotes.set_terms(version=ready.versions.get(), title=title, by=tobias, at=now)
    quotes.send(version=ready.versions.get(), subject="{titel}", text="{titel}!", by=tobias, at=now)
    mail = OutgoingMail.objects.get(kind="quotes.quote")
    assert (mail.subject, mail.body) == (title, f"{title}!")


def test_every_placeholder_is_filled_also_the_number_that_is_drawn_now(
    ready: Quote, tobias: User, now: datetime
) -> None:
    text = "\n".join(f"{{{name}}}" for name in wording.PLACEHOLDERS)
    quotes.send(version=ready.versions.get(), subject="Angebot {nummer}", text=text, by=tobias, at=now)
    mail = OutgoingMail.objects.get(kind="quotes.quote")
    assert mail.subject == "Angebot 26-0001"
    assert mail.body.splitlines() == [
        "Sehr geehrte Frau Hölzl,",
        "Frau Hölzl",
        "Hölzl Fördertechnik GmbH",
        "Gurtförderer Halle 3",
        "26-0001",
        "49.059,20\N{NO-BREAK SPACE}€",
        f"{ready.versions.get().valid_until:%d.%m.%Y}",
        "Tobias Kranz",
    ]


def test_a_placeholder_mistyped_while_sending_keeps_it_here(
    ready: Quote, tobias: User, now: datetime
) -> None:
    with pytest.raises(quotes.NotReady, match=r"\{sume\}"):
        quotes.send(version=ready.versions.get(), text="Nur {sume}", by=tobias, at=now)
    assert not NumberRange.objects.filter(kind="quote").exists()


def test_texts_of_the_company_and_of_a_person(
    tobias: User, anna: User, juergen: User, client: Client, ready: Quote, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Vertriebsleitung"):
        _keep(tobias, now, for_all=True)
    shared, own = _keep(juergen, now, name="Für alle", for_all=True), _keep(tobias, now, name="Meiner")
    with pytest.raises(NotAllowed):
        quotes.remove_mail_text(known=own, by=anna, at=now)
    with pytest.raises(quotes.NotValid, match="schon"):
        _keep(tobias, now, name="Meiner")
    client.force_login(anna)
    page = client.get("/angebote/texte").content.decode()
    assert "Für alle" in page
    assert "Meiner" not in page
    assert client.get(f"/angebote/texte/{own.pk}").status_code == 404
    client.force_login(tobias)
    sheet = client.get(f"/angebote/{ready.pk}/senden?mail_text={shared.pk}").content.decode()
    # What can be filled is shown as it will go out; the number is drawn at the end.
    assert "Sehr geehrte Frau Hölzl," in sheet
    assert "Angebot {nummer}" in sheet


# --- what goes along


def test_uploaded_files_go_along_to_both(client: Client, ready: Quote, anna: User, tobias: User) -> None:
    client.force_login(tobias)
    drawing = SimpleUploadedFile("Zeichnung Halle 3.pdf", b"%PDF drawing", "application/pdf")
    sheet = SimpleUploadedFile("Datenblatt.txt", b"5,5 kW", "text/plain")
    form = {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Anbei", "copy": "on"}
    client.post(f"/angebote/{ready.pk}/senden", {**form, "attached": [drawing, sheet]})
    for mail in OutgoingMail.objects.all():
        names = [file.name for file in mail.attachments.order_by("pk")]
        assert names == ["Angebot 26-0001.pdf", "Zeichnung Halle 3.pdf", "Datenblatt.txt"]
        assert files.read(file=mail.attachments.get(name="Datenblatt.txt")) == b"5,5 kW"
    assert OutgoingMail.objects.count() == 2


def test_files_that_are_kept_go_along_without_being_loaded_up_again(
    client: Client, quote: Quote, line: QuoteLine, motor: Product, tobias: User, now: datetime
) -> None:
    sheet = catalogue.add_file(
        product=motor, content=b"%PDF sheet", name="Datenblatt KG 250.pdf", content_type="application/pdf",
        by=None, at=now,
    )  # fmt: skip
    other = catalogue.add_file(
        product=a_product(number="FK-80", name="Kette", at=now), content=b"%PDF chain", name="Kette.pdf",
        content_type="application/pdf", by=None, at=now,
    )  # fmt: skip
    client.force_login(tobias)
    url = f"/angebote/{quote.pk}/senden"
    shown = client.get(url).content.decode()
    assert "Dateien der Produkte" in shown
    assert "Datenblatt KG 250.pdf" in shown
    assert "Kette.pdf" not in shown
    form = {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Anbei", "copy": "on"}
    # Another product's file is none of this quote's.
    assert client.post(url, {**form, "of_products": [other.file_id]}).status_code == 422
    with pytest.raises(quotes.NotValid):
        quotes.send(version=quote.versions.get(), chosen=[other.file_id], by=tobias, at=now)
    own = SimpleUploadedFile("Zeichnung.pdf", b"%PDF drawing", "application/pdf")
    client.post(url, {**form, "of_products": [sheet.file_id], "attached": [own]})
    mail = OutgoingMail.objects.get(kind="quotes.quote")
    sent = {one.name for one in mail.attachments.all()}
    assert sent == {"Angebot 26-0001.pdf", "Datenblatt KG 250.pdf", "Zeichnung.pdf"}
    # With the next version what went along before is offered as well, the document of the first is not.
    version = quotes.new_version(quote=quote, by=tobias, at=now)
    offered = mails.attachable(version)
    assert [one.name for one in offered.of_products] == ["Datenblatt KG 250.pdf"]
    assert [one.name for one in offered.of_earlier_mails] == ["Zeichnung.pdf"]
    quotes.send(version=version, chosen=[offered.of_earlier_mails[0].pk], by=tobias, at=now)
    again = OutgoingMail.objects.filter(kind="quotes.quote").latest("pk")
    assert "Zeichnung.pdf" in {one.name for one in again.attachments.all()}


def test_kept_files_count_for_the_limit_as_well(
    quote: Quote, line: QuoteLine, motor: Product, tobias: User, now: datetime
) -> None:
    sheet = catalogue.add_file(
        product=motor,
        content=b"x" * 6_000_000,
        name="Plan.pdf",
        content_type="application/pdf",
        by=None,
        at=now,
    )
    own = Upload(name="Zeichnung.pdf", content_type="application/pdf", content=b"y" * 6_000_000)
    with pytest.raises(quotes.NotReady, match="10 MB"):
        quotes.send(version=quote.versions.get(), uploads=[own], chosen=[sheet.file_id], by=tobias, at=now)


@pytest.mark.parametrize(
    ("uploads", "says"),
    [
        ([Upload(name="a.bin", content_type="", content=b"x" * (10 * 1024 * 1024 + 1))], "10 MB"),
        ([Upload(name="leer.txt", content_type="", content=b"")], "leer.txt"),
        ([Upload(name=f"{n}", content_type="", content=b"x") for n in range(11)], "10 Dateien"),
    ],
    ids=["large", "empty", "many"],
)
def test_what_cannot_go_along_is_said_before_anything_is_written(
    ready: Quote, tobias: User, now: datetime, uploads: list[Upload], says: str
) -> None:
    with pytest.raises(quotes.NotReady, match=says):
        quotes.send(version=ready.versions.get(), uploads=uploads, by=tobias, at=now)
    assert not NumberRange.objects.filter(kind="quote").exists()


# --- once


class Box(MessageHandler):
    """A server that says no for a while, then takes what comes."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.messages: list[Message] = []
        self.is_open = False
        self.refused = 0

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if not self.is_open:
            self.refused += 1
            return "451 try again later"
        envelope.mail_from = address
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    box = Box()
    with mail_server.serving(box, settings):
        yield box


def test_a_server_that_is_away_for_an_hour_gets_each_mail_once(
    box: Box, client: Client, ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    quotes.send(version=ready.versions.get(), by=tobias, at=now)
    mail = OutgoingMail.objects.get(kind="quotes.quote")

    def minute(at: datetime) -> None:
        for mail_id in post.due(at=at):
            post.deliver(mail_id=mail_id, at=at)

    for passed in range(60):
        minute(now + timedelta(minutes=passed))
    mail.refresh_from_db()
    assert box.messages == []
    assert box.refused >= 6
    # Nobody thinks that it is out: the page says so, and why.
    assert mail.state == WAITING
    assert mail.is_in_trouble
    client.force_login(tobias)
    page = client.get(f"/angebote/{ready.pk}").content.decode()
    assert "try again later" in page
    # Somebody is impatient: that asks for no second mail.
    version = ready.versions.select_related("quote__matter__customer", "mail", "copy_mail").get()
    quotes.send_mail_again(version=version, by=tobias, at=now + timedelta(minutes=60))
    with pytest.raises(quotes.Frozen):
        quotes.send(version=version, by=tobias, at=now + timedelta(minutes=60))

    box.is_open = True
    for passed in range(60, 360):
        minute(now + timedelta(minutes=passed))
    to = sorted(str(message["To"]) for message in box.messages)
    assert to == sorted(["c.hoelzl@hoelzl.example", anna.email])
    mail.refresh_from_db()
    assert mail.state == SENT
    (customers,) = [one for one in box.messages if one["To"] == "c.hoelzl@hoelzl.example"]
    assert customers["From"] == f"Tobias Kranz <{tobias.email}>"
    assert [part.get_filename() for part in customers.walk() if part.get_filename()] == [
        "Angebot 26-0001.pdf"
    ]
