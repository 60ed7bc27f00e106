"""What an order confirmation says on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

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
            sums=letters.sum_rows(
                _sums(order, version), discount=order.discount, currency=order.currency, language=language
            ),
            terms=[entry for entry in terms if entry[1]],
            closing=[
                *letters.paragraphs(order.remark),
                *letters.tax_note(parties, _sums(order, version)),
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


def _nets(version: QuoteVersion) -> dict[int, Decimal]:
    """The lines before the discount on the total, which is printed below them."""
    sums = quotes.totals_of(version)
    return {line.position: part.net for line, part in zip(quotes.lines_of(version), sums.lines, strict=True)}


def _sums(order: Order, version: QuoteVersion) -> totals.Totals:
    return quotes.totals_of(version)
