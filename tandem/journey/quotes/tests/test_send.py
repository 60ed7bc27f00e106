"""Sending a quote: numbered, frozen, mailed, followed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from django.db import DatabaseError, transaction

from tandem.base.design.typesetting import NotPrintable
from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.base.tools.models import NumberRange
from tandem.essentials.customers.models import Channel, Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter, Task
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import documents
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteVersion


def test_sending_gives_a_number_a_document_and_a_date_to_follow_up(
    ready: Quote, tobias: User, now: datetime
) -> None:
    version = quotes.send(version=ready.versions.get(), by=tobias, at=now)
    ready.refresh_from_db()
    assert ready.number == "26-0001"
    assert ready.state == "open"
    assert (version.state, version.net, version.gross) == ("sent", Decimal("49059.20"), Decimal("58380.45"))
    assert version.sent_to == "c.hoelzl@hoelzl.example"
    matter = Matter.objects.get(pk=ready.matter_id)
    assert matter.step is not None
    assert matter.step.key == "follow_up"
    assert (matter.accountable, matter.waiting_for, matter.due_at) == (tobias, "customer", ready.follow_up_at)
    assert matter.value == Decimal("49059.20")
    # Five working days after Tuesday 24 November.
    assert ready.follow_up_at is not None
    assert ready.follow_up_at.date() == date(2026, 12, 1)


def test_the_stored_document_is_the_one_whose_hash_the_version_keeps(sent: Quote) -> None:
    version = sent.versions.get()
    assert version.pdf is not None
    assert version.pdf_sha256 == version.pdf.blob_id
    pages = pypdf.PdfReader(BytesIO(files.read(file=version.pdf))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "26-0001" in text
    assert "Hölzl Fördertechnik GmbH" in text
    assert "58.380,45" in text
    assert "Tobias Kranz" in text
    assert "Anna Reiter" in text


def test_the_customer_gets_a_mail_from_the_sender_and_anna_a_copy(
    sent: Quote, anna: User, tobias: User
) -> None:
    mail, copy = OutgoingMail.objects.order_by("pk")
    assert (mail.to, mail.sender, mail.sender_name) == (
        ["c.hoelzl@hoelzl.example"],
        tobias.email,
        "Tobias Kranz",
    )
    assert copy.to == [anna.email]
    assert mail.attachments.get() == sent.versions.get().pdf == copy.attachments.get()
    assert "26-0001" in mail.subject


def test_where_anna_sends_tobias_gets_the_copy(ready: Quote, anna: User, tobias: User, now: datetime) -> None:
    version = quotes.send(version=ready.versions.get(), by=anna, at=now)
    assert version.copy_mail is not None
    assert version.copy_mail.to == [tobias.email]


def test_inside_is_asked_to_complete_the_register(sent: Quote, anna: User) -> None:
    task = Task.objects.get(step_key="register")
    assert task.accountable == anna
    assert "26-0001" in task.title


def test_one_entry_tells_it_in_the_journal(sent: Quote) -> None:
    assert list(Entry.objects.filter(type="quotes.sent").values_list("matter_id", flat=True)) == [
        sent.matter_id
    ]


def test_the_second_of_two_senders_learns_who_was_faster(sent: Quote, anna: User, now: datetime) -> None:
    with pytest.raises(quotes.Frozen, match="Tobias Kranz"):
        quotes.send(version=sent.versions.get(), by=anna, at=now)
    assert OutgoingMail.objects.count() == 2


def test_a_quote_without_lines_stays_here(sale: Matter, tobias: User, now: datetime) -> None:
    quote = quotes.start(matter=sale, by=tobias, at=now)
    with pytest.raises(quotes.NotReady, match="Position"):
        quotes.send(version=quote.versions.get(), by=tobias, at=now)


def test_a_refused_sending_draws_no_number_and_writes_nothing(
    ready: Quote, tobias: User, now: datetime
) -> None:
    Channel.objects.all().delete()
    with pytest.raises(quotes.NotReady, match="E-Mail"):
        quotes.send(version=ready.versions.get(), by=tobias, at=now)
    assert not NumberRange.objects.filter(kind="quote").exists()
    assert not OutgoingMail.objects.exists()
    assert not Entry.objects.filter(type="quotes.sent").exists()


def test_everything_that_is_missing_is_said_at_once(ready: Quote, tobias: User, now: datetime) -> None:
    version = ready.versions.get()
    for line in version.lines.all():
        quotes.set_line(line=line, price=Decimal(0), by=tobias, at=now)
    quotes.set_terms(version=version, valid_until=date(2026, 11, 1), by=tobias, at=now)
    with pytest.raises(quotes.NotReady) as refusal:
        quotes.send(version=version, to="kein-klammeraffe", by=tobias, at=now)
    for word in ("null", "gültig", "kein-klammeraffe"):
        assert word in str(refusal.value)


def test_somebody_of_another_tandem_cannot_send_it(
    ready: Quote, allgaeu: object, murat: User, now: datetime
) -> None:
    from tandem.base.tools.errors import NotAllowed

    with pytest.raises(NotAllowed, match="Tobias Kranz"):
        quotes.send(version=ready.versions.get(), by=murat, at=now)


def test_a_sent_version_cannot_be_changed_even_in_the_database(
    sent: Quote, tobias: User, now: datetime
) -> None:
    version = sent.versions.get()
    line = version.lines.order_by("position")[0]
    with pytest.raises(quotes.Frozen):
        quotes.set_line(line=line, price=Decimal(1), by=tobias, at=now)
    attempts = (
        lambda: QuoteVersion.objects.filter(pk=version.pk).update(net=1),
        lambda: QuoteVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda: QuoteLine.objects.filter(pk=line.pk).update(price=1),
        lambda: QuoteLine.objects.filter(pk=line.pk).delete(),
        lambda: QuoteLine.objects.create(version=version, position=999),
        lambda: QuoteVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_new_version_replaces_the_one_before_and_keeps_the_number(
    sent: Quote, tobias: User, now: datetime
) -> None:
    draft = quotes.new_version(quote=sent, note="FU auf 690 V", by=tobias, at=now)
    assert draft.lines.get(position=10).text.startswith("Getriebemotor")
    quotes.set_line(line=draft.lines.get(position=10), discount=Decimal(10), by=tobias, at=now)
    quotes.send(version=draft, by=tobias, at=now + timedelta(hours=1))
    sent.refresh_from_db()
    assert sent.number == "26-0001"
    assert list(sent.versions.order_by("number").values_list("state", flat=True)) == ["superseded", "sent"]
    assert sent.net == Decimal("48761.60")
    assert sent.follow_ups.filter(done_at=None).count() == 1
    assert Task.objects.filter(step_key="register").count() == 1


def test_the_check_finds_nothing_after_a_sending(sent: Quote) -> None:
    assert [violation for violation in checks.run_all() if "quote" in violation.record] == []


def test_an_english_customer_gets_an_english_quote(
    hoelzl: Customer, claudia: Contact, sale: Matter, tobias: User, now: datetime
) -> None:
    hoelzl.country = "GB"
    hoelzl.save()
    sale.refresh_from_db()
    quote = quotes.start(matter=sale, by=tobias, at=now)
    version = quote.versions.get()
    quotes.add_line(version=version, text="Conveyor chain", price=Decimal(1890), by=tobias, at=now)
    version = quotes.send(version=version, by=tobias, at=now)
    assert version.pdf is not None
    text = pypdf.PdfReader(BytesIO(files.read(file=version.pdf))).pages[0].extract_text()
    assert "Quote 26-0001" in text
    assert "Page 1 of 1" in text
    assert version.tax == 0


def test_what_cannot_be_printed_is_not_sent(
    ready: Quote, tobias: User, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document is set while the statements are under way; where that fails, nothing of them stays."""
    template = tmp_path / "quote.typ"
    template.write_text('#panic("no ink")')
    monkeypatch.setattr(documents, "_TEMPLATE", template)
    with pytest.raises(NotPrintable, match="no ink"):
        quotes.send(version=ready.versions.get(), by=tobias, at=now)
    ready.refresh_from_db()
    assert (ready.number, ready.state, ready.versions.get().state) == (None, "draft", "draft")
    assert not OutgoingMail.objects.exists()
    assert not Task.objects.filter(step_key="register").exists()
    monkeypatch.undo()
    assert quotes.send(version=ready.versions.get(), by=tobias, at=now).quote.number == "26-0001"
