"""An order from a quote that an ERP made: its sum is all that is known, and the order says so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.test import Client

from tandem.base.files import actions as files
from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import ORDER
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders import actions as orders
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.actions import erp
from tandem.journey.quotes.models import OPEN, WON, Quote
from tandem.journey.quotes.told import Told

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NET = Decimal("12500.50")


@pytest.fixture
def told(hoelzl: Customer, now: datetime) -> Quote:
    """A quote of the ERP, open, with its document."""
    one = Told(
        number="A-1001", customer=hoelzl, dated_on=date(2026, 11, 2), net=NET, currency="EUR",
        title="Rollenbahn", margin=Decimal("4100"), valid_until=date(2026, 12, 31), pdf=PDF,
    )  # fmt: skip
    erp.take_in(told=[one], by=None, at=now)
    return Quote.objects.get()


@pytest.fixture
def won(told: Quote, tobias: User, now: datetime) -> Quote:
    return quotes.win(quote=told, reference="Bestellung 4711", by=tobias, at=now)


@pytest.mark.django_db
class TestFromTheErp:
    def test_won_needs_proof_and_then_the_order_is_offered(
        self, client: Client, told: Quote, tobias: User, now: datetime
    ) -> None:
        with pytest.raises(quotes.ProofMissing):
            quotes.win(quote=told, by=tobias, at=now)
        told.refresh_from_db()
        assert told.state == OPEN
        client.force_login(tobias)
        assert client.post(f"/angebote/{told.pk}/gewonnen", {"reference": ""}).status_code == 422
        given = {"reference": "Bestellung 4711"}
        assert client.post(f"/angebote/{told.pk}/gewonnen", given).status_code == 302
        told.refresh_from_db()
        matter = Matter.objects.get(pk=told.matter_id)
        assert (told.state, told.order_reference) == (WON, "Bestellung 4711")
        assert matter.step is not None
        assert matter.step.stands_for(ORDER)
        page = client.get(f"/angebote/{told.pk}").content.decode()
        assert f"/vorgaenge/{matter.pk}/auftrag" in page
        assert list(checks.run_all()) == []

    def test_the_order_takes_over_the_sum_as_one_line(
        self, client: Client, won: Quote, tobias: User, now: datetime
    ) -> None:
        promised = (now + timedelta(days=21)).date()
        order = orders.confirm(
            matter=won.matter, promised_on=promised, to="einkauf@hoelzl.example", by=tobias, at=now
        )
        line = order.lines.get()
        assert (order.net, order.tax, line.net, line.quantity, line.promised_on) == (
            NET, Decimal(0), NET, Decimal(1), promised,
        )  # fmt: skip
        assert line.text == "Rollenbahn\nwie in unserem Angebot A-1001 vom 02.11.2026"
        assert (line.cost, order.margin) == (NET - 4100, Decimal(4100))
        assert order.pdf is not None
        text = (
            pypdf.PdfReader(BytesIO(files.read(file=order.pdf))).pages[0].extract_text().replace("\xa0", " ")
        )
        for said in ("A-1001", "Bestellung 4711", "12.500,50", "Umsatzsteuer kommt hinzu"):
            assert said in text
        assert "Gesamtbetrag" not in text
        assert order.mail is not None
        assert [one.name for one in order.mail.attachments.order_by("pk")] == ["A-1001.pdf", order.pdf.name]
        client.force_login(tobias)
        assert "stehen im Dokument des ERP" in client.get(f"/auftraege/{order.pk}").content.decode()
        orders.record_delivery(order=order, delivered_on=now.date(), by=tobias, at=now)
        assert list(checks.run_all()) == []

    def test_a_sum_larger_than_any_price_fits(self, hoelzl: Customer, tobias: User, now: datetime) -> None:
        one = Told(
            number="A-2", customer=hoelzl, dated_on=date(2026, 11, 2), net=Decimal("99999999999.99"),
            currency="EUR", state=OPEN,
        )  # fmt: skip
        erp.take_in(told=[one], by=None, at=now)
        quote = quotes.win(quote=Quote.objects.get(), reference="B1", by=tobias, at=now)
        order = orders.confirm(
            matter=quote.matter, promised_on=now.date(), to="einkauf@hoelzl.example", by=tobias, at=now
        )
        assert order.lines.get().price == one.net
        assert list(checks.run_all()) == []
