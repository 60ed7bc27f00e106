"""An order is confirmed once, from what the customer accepted, and handed to inside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.db import DatabaseError, transaction

from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders import actions as orders
from tandem.journey.orders import queries
from tandem.journey.orders.models import Order, OrderLine
from tandem.journey.quotes import testing as quotes


def test_the_confirmed_order_goes_to_anna_for_handling(order: Order, anna: User) -> None:
    matter = Matter.objects.get(pk=order.matter_id)
    assert matter.accountable == anna
    assert matter.step is not None
    assert matter.step.key == "order"
    assert matter.due_at is not None
    assert matter.due_at.date() == date(2026, 12, 15)
    assert order.handed_to_inside_at is not None
    assert Entry.objects.filter(type="orders.confirmed", lane="inside").count() == 1


def test_the_lines_are_what_the_customer_accepted(order: Order) -> None:
    assert order.number == "26-0001"
    assert order.is_first
    assert order.reference == "Bestellung 4500123"
    assert [line.net for line in queries.lines_of(order)][:2] == [Decimal("13689.60"), Decimal("15679.20")]
    assert sum((line.net for line in queries.lines_of(order)), Decimal(0)) == order.net == Decimal("49059.20")


def test_the_confirmation_names_numbers_dates_and_both_colleagues(order: Order) -> None:
    assert order.pdf is not None
    text = "\n".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(files.read(file=order.pdf))).pages
    )
    for part in ("26-0001", "Bestellung 4500123", "15.12.2026", "58.380,45", "Tobias Kranz", "Anna Reiter"):
        assert part in text


def test_the_confirmation_is_mailed(order: Order) -> None:
    mail = OutgoingMail.objects.get(kind="orders.confirmation")
    assert mail.to == ["einkauf@hoelzl.example"]
    assert mail.attachments.get() == order.pdf


def test_an_open_quote_is_no_order(sale: Matter, tobias: User, now: datetime) -> None:
    quotes.sent_quote(matter=sale, by=tobias, at=now)
    with pytest.raises(orders.NotAccepted, match="26-0001"):
        orders.confirm(matter=sale, promised_on=date(2026, 12, 15), by=tobias, at=now)


def test_a_date_in_the_past_is_not_promised_and_no_number_is_lost(
    sale: Matter, tobias: User, now: datetime
) -> None:
    quotes.won_quote(matter=sale, by=tobias, at=now)
    with pytest.raises(orders.NotReady):
        orders.confirm(matter=sale, promised_on=date(2026, 11, 1), by=tobias, at=now)
    order = orders.confirm(matter=sale, promised_on=date(2026, 12, 15), by=tobias, at=now)
    assert order.number == "26-0001"


def test_the_second_confirmation_learns_the_number_of_the_first(
    order: Order, tobias: User, now: datetime
) -> None:
    with pytest.raises(orders.AlreadyConfirmed, match="26-0001"):
        orders.confirm(matter=order.matter, promised_on=date(2026, 12, 15), by=tobias, at=now)


def test_a_confirmed_order_cannot_be_changed_even_in_the_database(order: Order) -> None:
    line = queries.lines_of(order)[0]
    attempts = (
        lambda: Order.objects.filter(pk=order.pk).update(net=1),
        lambda: Order.objects.filter(pk=order.pk)._raw_delete("default"),
        lambda: OrderLine.objects.filter(pk=line.pk).update(price=1),
        lambda: OrderLine.objects.filter(pk=line.pk).delete(),
        lambda: OrderLine.objects.create(
            order=order,
            position=999,
            quantity=1,
            price=1,
            discount=0,
            vat_rate=0,
            net=1,
            promised_on=date(2026, 12, 1),
        ),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_second_order_of_a_customer_is_not_marked_as_the_first(
    order: Order, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    from tandem.journey.orders import testing

    again = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now, title="Ersatzteile")
    second = testing.confirmed_order(matter=again, by=tobias, at=now)
    assert not second.is_first
    assert second.number == "26-0002"
    assert queries.revenue(hoelzl, year=2026) == {"EUR": Decimal("98118.40")}


def test_delivery_begins_after_sales(order: Order, anna: User, now: datetime) -> None:
    later = now + timedelta(days=21)
    orders.record_delivery(order=order, delivered_on=later.date(), by=anna, at=later)
    order.refresh_from_db()
    assert (order.state, order.delivered_on) == ("delivered", date(2026, 12, 15))
    matter = Matter.objects.get(pk=order.matter_id)
    assert matter.step is not None
    assert matter.step.key == "after_sales"
    assert matter.accountable == anna
    with pytest.raises(orders.NotNow, match="26-0001"):
        orders.record_delivery(order=order, delivered_on=later.date(), by=anna, at=later)


def test_a_delivery_in_the_future_is_refused(order: Order, anna: User, now: datetime) -> None:
    with pytest.raises(orders.NotNow):
        orders.record_delivery(order=order, delivered_on=date(2027, 1, 1), by=anna, at=now)


def test_the_checks_find_nothing(order: Order) -> None:
    assert list(checks.run_all()) == []


def test_the_number_finds_the_order_for_those_who_may_see_it(
    order: Order, anna: User, rolf: User, paul: User
) -> None:
    assert queries.find(anna, "26-0001") == [order]
    assert queries.find(rolf, "26-0001") == queries.find(paul, "26-0001") == []
