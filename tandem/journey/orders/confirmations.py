"""What an order confirmation says on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.journey.orders.models import Order, OrderLine
from tandem.journey.quotes import documents, letters, totals
from tandem.journey.quotes import queries as quotes
from tandem.journey.quotes.models import QuoteLine, QuoteVersion


def render(
    *, order: Order, lines: Sequence[OrderLine], version: QuoteVersion, parties: letters.Parties, at: datetime
) -> bytes:
    """The confirmation as PDF: the accepted lines with the dates we promise."""
    language = order.language
    with letters.written_in(language, of=parties.company):
        meta = letters.head(parties, at=at, language=language)
        meta.append([_("Our quote"), version.quote.number or ""])
        if order.reference:
            meta.append([_("Your order"), order.reference])
        terms = [[_("Payment"), order.payment], [_("Delivery"), order.delivery_terms]]
        letter = documents.Letter(
            title=_("Order confirmation %(number)s") % {"number": order.number},
            subject=order.title,
            meta=[[_("Order no."), order.number], *meta],
            opening=[
                letters.salutation(parties.contact),
                _("Thank you for your order. We confirm it as follows:"),
            ],
            columns=letters.columns(order.currency),
            lines=_positions(lines, version, language=language),
            sums=_sum_rows(order, version, language=language),
            terms=[entry for entry in terms if entry[1]],
            closing=[
                *letters.paragraphs(order.remark),
                *_tax_note(version, parties),
                _("Kind regards"),
            ],
            **letters.common(parties, language=language, at=at),
        )
    return documents.render(letters.illustrated(letter), at=at)


def _positions(
    lines: Sequence[OrderLine], version: QuoteVersion, *, language: str
) -> list[documents.Position]:
    nets = _nets(version)
    return [
        letters.position(
            QuoteLine(
                position=line.position,
                text=line.text,
                quantity=line.quantity,
                unit=line.unit,
                price=line.price,
                discount=line.discount,
            ),
            nets[line.position],
            language=language,
            remark=letters.delivered(documents.written(line.promised_on, language=language)),
        )
        for line in lines
    ]


def as_one_line(version: QuoteVersion) -> QuoteLine:
    """A quote that an ERP made, as the one line of its order: what it was about, and where its items stand."""
    quote = version.quote
    assert version.sent_at is not None  # an ERP's version has its day: constraint frozen_version_is_whole
    with translation.override(version.language):
        day = documents.written(timezone.localtime(version.sent_at).date(), language=version.language)
        refers = _("as in our quote %(number)s of %(day)s") % {"number": quote.number, "day": day}
    net = version.net or totals.ZERO
    cost = net - version.margin if version.margin is not None else version.cost
    return QuoteLine(
        position=1,
        text=f"{quote.title}\n{refers}",
        quantity=Decimal(1),
        price=net,
        discount=Decimal(0),
        cost=cost if cost is not None and cost >= 0 else None,
        vat_rate=Decimal(0),
    )


def _nets(version: QuoteVersion) -> dict[int, Decimal]:
    """The lines before the discount on the total, which is printed below them."""
    sums = quotes.totals_of(version)
    if version.from_erp:
        return {1: sums.net}
    return {line.position: part.net for line, part in zip(quotes.lines_of(version), sums.lines, strict=True)}


def _sum_rows(order: Order, version: QuoteVersion, *, language: str) -> list[documents.Sum]:
    """Of an ERP's quote the net sum alone: its taxes are not known here."""
    sums = quotes.totals_of(version)
    rows = letters.sum_rows(sums, discount=order.discount, currency=order.currency, language=language)
    return rows[:1] if version.from_erp else rows


def _tax_note(version: QuoteVersion, parties: letters.Parties) -> list[str]:
    note = letters.tax_note(parties, quotes.totals_of(version))
    if version.from_erp and not note:
        return [_("VAT is added as the law says.")]
    return note
