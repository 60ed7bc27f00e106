"""The quote of a planned sale and what became of it, as rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tandem.base.tools import numbers
from tandem.demo.past.books import Books, minutes
from tandem.demo.past.deals import Deal, Version, vat_rate
from tandem.essentials.teamwork import entries as teamwork
from tandem.essentials.teamwork.models import Task
from tandem.journey.care import entries as care
from tandem.journey.care.models import Satisfaction
from tandem.journey.orders import entries as orders
from tandem.journey.orders.models import CONFIRMED, DELIVERED, Delivery, Order, OrderLine
from tandem.journey.quotes import entries as quotes
from tandem.journey.quotes.models import (
    ACCEPTED,
    DRAFT,
    LOST,
    OPEN,
    SENT,
    SUPERSEDED,
    WON,
    FollowUp,
    Quote,
    QuoteLine,
    QuoteVersion,
)

PAYMENT = "30 Tage netto"
DELIVERY = {"DE": "frei Werk, unabgeladen", "AT": "DAP", "CH": "DAP, unverzollt"}


def number_of(deal: Deal) -> str:
    """26-0412, or nothing while the quote is a draft."""
    return numbers.label(year=deal.quote_serial[0], number=deal.quote_serial[1]) if deal.quote_serial else ""


def order_number_of(deal: Deal) -> str:
    """The number of the confirmed order, or nothing."""
    return numbers.label(year=deal.order_serial[0], number=deal.order_serial[1]) if deal.order_serial else ""


def write(books: Books, deal: Deal) -> None:
    """All rows of the quote and what followed. A second version is written by `later_versions`."""
    deal.quote_id = _quote(books, deal)
    first = deal.versions[0]
    books.tell(
        deal, quotes.QuoteStarted(title=deal.title), by=deal.outward, at=first.made_at, lane=deal.outward
    )
    deal.version_ids.append(_version(books, deal, 0))
    _follow_ups(books, deal)
    if len(deal.versions) == 1:
        _ending(books, deal)


def later_versions(books: Books, deal: Deal) -> None:
    """The second version: in a round of its own, because a quote has one draft at a time."""
    if len(deal.versions) > 1:
        deal.version_ids.append(_version(books, deal, 1))
        _ending(books, deal)


def _quote(books: Books, deal: Deal) -> int:
    state = WON if deal.won else LOST if deal.decided_at else OPEN if deal.quote_serial else DRAFT
    dated = max(
        (version.sent_at for version in deal.versions if version.sent_at), default=deal.versions[0].made_at
    )
    return books.add(
        Quote,
        matter_id=deal.matter_id,
        title=deal.title,
        currency=deal.client.currency,
        year=deal.quote_serial[0] if deal.quote_serial else None,
        serial=deal.quote_serial[1] if deal.quote_serial else None,
        number=number_of(deal) or None,
        state=state,
        **_repeated(deal.versions[-1]),
        probability=deal.probability,
        created_at=deal.versions[0].made_at,
        created_by_id=deal.outward,
        dated_at=dated,
        follow_up_at=deal.due_at if state == OPEN else None,
        decided_at=deal.decided_at,
        decided_by_id=deal.outward if deal.decided_at else None,
        order_reference=deal.reference,
        lost_reason=deal.reason,
        competitor=deal.competitor if deal.reason else "",
        customer_words=deal.words,
    )


def _repeated(version: Version) -> dict[str, Any]:
    """What the quote says of its newest version."""
    return {
        "net": version.sums.net,
        "list_value": version.sums.list_value,
        "margin": version.sums.margin,
        "quantity": sum(item.quantity for item in version.items),
    }


def _version(books: Books, deal: Deal, place: int) -> int:
    version = deal.versions[place]
    is_last = place == len(deal.versions) - 1
    pk = books.add(
        QuoteVersion,
        quote_id=deal.quote_id,
        number=place + 1,
        note="Rabatt nach Rücksprache" if place else "",
        valid_until=((version.sent_at or version.made_at) + timedelta(days=30)).date(),
        payment=PAYMENT,
        delivery=DELIVERY[deal.client.place.country],
        discount=version.discount,
        probability=deal.probability,
        made_at=version.made_at,
        made_by_id=deal.outward,
        **(_sent(books, deal, place) if version.sent_at else {}),
    )
    for number, item in enumerate(version.items, start=1):
        books.add(
            QuoteLine,
            version_id=pk,
            position=number * 10,
            text=item.good.text,
            product_id=books.products.get(item.good.text.partition(" · ")[0]),
            quantity=item.quantity,
            unit=item.good.unit,
            price=item.price,
            discount=item.discount,
            cost=item.cost,
            vat_rate=vat_rate(deal.client),
            delivery=item.delivery,
        )
    if version.sent_at:
        books.freeze(pk, SUPERSEDED if not is_last else ACCEPTED if deal.won else SENT)
        _tell_sent(books, deal, place, version.sent_at)
    return pk


def _sent(books: Books, deal: Deal, place: int) -> dict[str, Any]:
    version = deal.versions[place]
    assert version.sent_at is not None
    sums = version.sums
    pdf, digest = books.paper(
        _letter(deal, version, f"Angebot {number_of(deal)}" + (f" V{place + 1}" if place else "")),
        name=f"Angebot {number_of(deal)}{f' V{place + 1}' if place else ''}.pdf",
        by=deal.outward,
        at=version.sent_at,
    )
    return {
        "list_value": sums.list_value,
        "net": sums.net,
        "tax": sums.tax,
        "gross": sums.gross,
        "cost": sums.cost,
        "margin": sums.margin,
        "taxes": [[str(entry.rate), str(entry.net), str(entry.tax)] for entry in sums.taxes],
        "pdf_id": pdf,
        "pdf_sha256": digest,
        "sent_at": version.sent_at,
        "sent_by_id": deal.outward,
        "sent_to": deal.person.email,
    }


def _tell_sent(books: Books, deal: Deal, place: int, at: datetime) -> None:
    if place:
        begun = quotes.VersionBegun(number=number_of(deal), version=place + 1, note="Rabatt nach Rücksprache")
        books.tell(deal, begun, by=deal.outward, at=deal.versions[place].made_at, lane=deal.outward)
    event = quotes.QuoteSent(
        quote_id=deal.quote_id,
        number=number_of(deal),
        version=place + 1,
        title=deal.title,
        net=str(deal.versions[place].sums.net),
        currency=deal.client.currency,
        to=deal.person.email,
        copy_to=books.users[deal.inside].full_name if deal.inside != deal.outward else "",
    )
    books.tell(deal, event, by=deal.outward, at=at, lane=deal.outward)


def _letter(deal: Deal, version: Version, heading: str) -> list[str]:
    """The lines of the archive copy."""
    client = deal.client
    rows = [
        heading,
        "Lechner Fördertechnik GmbH · Schillerstraße 46 · 89077 Ulm",
        "",
        client.name,
        f"z. Hd. {deal.person.salutation} {deal.person.full_name}",
        client.street,
        f"{client.place.postcode} {client.place.city}",
        "",
        f"{deal.title} · Kundennummer {client.number} · {version.sent_at:%d.%m.%Y}",
        "",
    ]
    for number, item in enumerate(version.items, start=1):
        rows.append(f"{number * 10:>4}  {item.good.text}")
        amount = f"{_plain(item.quantity)} {item.good.unit} à {_plain(item.price)} {client.currency}"
        rows.append(f"          {amount}, Rabatt {item.discount} %")
    rows += [
        "",
        f"Summe netto {_plain(version.sums.net)} {client.currency}",
        f"Steuer {_plain(version.sums.tax)} {client.currency}",
    ]
    return [*rows, f"Gesamt {_plain(version.sums.gross)} {client.currency}", "", "Archivkopie"]


def _plain(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _follow_ups(books: Books, deal: Deal) -> None:
    before = deal.probability
    for one in deal.asked:
        books.add(
            FollowUp,
            quote_id=deal.quote_id,
            due_at=one.due_at,
            done_at=one.at,
            done_by_id=deal.outward,
            situation=one.text,
            probability=one.probability,
        )
        event = quotes.FollowedUp(
            number=number_of(deal), situation=one.text, probability=one.probability, before=before
        )
        books.tell(deal, event, by=deal.outward, at=one.at, lane=deal.outward)
        before = one.probability
    if deal.quote_serial and not deal.decided_at:
        books.add(FollowUp, quote_id=deal.quote_id, due_at=deal.due_at)


def _ending(books: Books, deal: Deal) -> None:
    at = deal.decided_at
    if at is None:
        return
    version = deal.versions[-1]
    told: dict[str, Any] = {
        "quote_id": deal.quote_id,
        "number": number_of(deal),
        "currency": deal.client.currency,
    }
    net = str(version.sums.net)
    if not deal.won:
        lost = quotes.QuoteLost(
            net=net, reason=deal.reason, competitor=deal.competitor, words=deal.words, **told
        )
        books.tell(deal, lost, by=deal.outward, at=at, lane=deal.outward)
        return
    won = quotes.QuoteWon(version=len(deal.versions), net=net, reference=deal.reference, **told)
    books.tell(deal, won, by=deal.outward, at=at, lane=deal.outward)
    if deal.confirmed_at:
        _order(books, deal)


def _order(books: Books, deal: Deal) -> None:
    at, version, number = deal.confirmed_at, deal.versions[-1], order_number_of(deal)
    assert at is not None
    assert deal.order_serial is not None
    assert deal.promised_on is not None
    pdf, digest = books.paper(
        _letter(deal, version, f"Auftragsbestätigung {number}"),
        name=f"Auftragsbestätigung {number}.pdf",
        by=deal.outward,
        at=at,
    )
    order_id = books.add(
        Order,
        matter_id=deal.matter_id,
        version_id=deal.version_ids[-1],
        title=deal.title,
        year=deal.order_serial[0],
        serial=deal.order_serial[1],
        number=number,
        state=DELIVERED if deal.delivered_at else CONFIRMED,
        is_first=deal.is_first,
        reference=deal.reference,
        currency=deal.client.currency,
        payment=PAYMENT,
        delivery_terms=DELIVERY[deal.client.place.country],
        discount=version.discount,
        **{name: getattr(version.sums, name) for name in ("list_value", "net", "tax", "gross", "margin")},
        taxes=[[str(entry.rate), str(entry.net), str(entry.tax)] for entry in version.sums.taxes],
        promised_on=deal.promised_on,
        confirmed_by_id=deal.outward,
        sent_to=deal.person.email,
        pdf_id=pdf,
        pdf_sha256=digest,
        delivered_on=deal.delivered_at.date() if deal.delivered_at else None,
    )
    books.confirm(order_id, at)
    _order_lines(books, deal, order_id)
    event = orders.OrderConfirmed(
        order_id=order_id,
        number=number,
        net=str(version.sums.net),
        currency=deal.client.currency,
        promised_on=deal.promised_on.isoformat(),
        to=deal.person.email,
        handed_to=books.users[deal.inside].full_name if deal.inside != deal.outward else "",
        is_first=deal.is_first,
    )
    books.tell(deal, event, by=deal.outward, at=at, lane=deal.inside)
    if deal.delivered_at:
        _delivered(books, deal, order_id)


def _order_lines(books: Books, deal: Deal, order_id: int) -> None:
    version = deal.versions[-1]
    for number, (item, line) in enumerate(zip(version.items, version.sums.lines, strict=True), start=1):
        books.add(
            OrderLine,
            order_id=order_id,
            position=number * 10,
            text=item.good.text,
            quantity=item.quantity,
            unit=item.good.unit,
            price=item.price,
            discount=item.discount,
            cost=item.cost,
            vat_rate=vat_rate(deal.client),
            net=line.final,
            promised_on=deal.promised_on,
        )


def _delivered(books: Books, deal: Deal, order_id: int) -> None:
    at = deal.delivered_at
    assert at is not None
    assert deal.promised_on is not None
    books.add(
        Delivery,
        order_id=order_id,
        delivered_on=at.date(),
        recorded_at=at,
        recorded_by_id=deal.inside,
        note=deal.delivered_note,
    )
    event = orders.OrderDelivered(
        order_id=order_id,
        number=order_number_of(deal),
        delivered_on=at.date().isoformat(),
        promised_on=deal.promised_on.isoformat(),
        note=deal.delivered_note,
    )
    books.tell(deal, event, by=deal.inside, at=at, lane=deal.inside)
    title = f"Zufriedenheit fragen: Auftrag {order_number_of(deal)}"
    books.add(
        Task,
        customer_id=deal.client.pk,
        matter_id=deal.matter_id,
        step_key="after_sales",
        title=title,
        accountable_id=deal.inside,
        due_at=deal.due_at or deal.asked_at,
        made_at=at,
        done_at=deal.asked_at,
        done_by_id=deal.inside if deal.asked_at else None,
        result=f"{deal.score} von 10" if deal.asked_at else "",
    )
    if deal.asked_at:
        _asked(books, deal, order_id, title)


def _asked(books: Books, deal: Deal, order_id: int, title: str) -> None:
    at = deal.asked_at
    assert at is not None
    books.add(
        Satisfaction,
        matter_id=deal.matter_id,
        order_id=order_id,
        contact_id=deal.person.pk,
        score=deal.score,
        words=deal.praise,
        further_need=deal.further,
        asked_at=at,
        asked_by_id=deal.inside,
    )
    done = teamwork.TaskDone(title=title, result=f"{deal.score} von 10")
    books.tell(deal, done, by=deal.inside, at=at, lane=deal.inside)
    event = care.SatisfactionRecorded(
        score=deal.score, words=deal.praise, further_need=deal.further, contact=deal.person.full_name
    )
    books.tell(deal, event, by=deal.inside, at=minutes(at, 1), lane=deal.inside)
