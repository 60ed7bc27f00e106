"""What a quote says on paper: the words around its lines, in the customer's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import formats
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Company, User
from tandem.essentials.products import queries as products
from tandem.essentials.products import vat
from tandem.journey.quotes import documents, totals
from tandem.journey.quotes.models import PAGE_BREAK, SECTION, QuoteLine, QuoteVersion

# Closes a section in print.
SUBTOTAL = "subtotal"
LONG_UNIT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who writes to whom: the company, the customer, and the two colleagues whom the letter names."""

    company: Company
    customer: Customer
    contact: Contact | None
    in_charge: User | None
    deputy: User | None


def parties(
    *,
    customer: Customer,
    contact: Contact | None,
    by: User | None,
    at: datetime,
    team: people.Team | None = None,
) -> Parties:
    """The letter names whoever sends it and the partner, who is reached when the first is not."""
    company = people.company()
    team = team or people.team(tandem_id=customer.tandem_id, day=at.date())
    in_charge = by if by is not None and (by in team or not team.people) else team.outward or team.inside
    deputy = team.partner_of(in_charge) if in_charge is not None else None
    return Parties(
        company=company or Company(name=""),
        customer=customer,
        contact=contact,
        in_charge=in_charge,
        deputy=deputy,
    )


def render(
    *, version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals, parties: Parties, at: datetime
) -> bytes:
    """The version as PDF; without a number it is marked as a draft."""
    letter = compose(version=version, lines=lines, sums=sums, parties=parties, at=at)
    return documents.render(illustrated(letter, with_products=version.pictures), at=at)


def compose(
    *, version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals, parties: Parties, at: datetime
) -> documents.Letter:
    """The version in the words of its language."""
    quote = version.quote
    with written_in(version.language, of=parties.company):
        title = _("Quote %(number)s") % {"number": quote.number or ""}
        numbers = [[_("Quote no."), quote.number]] if quote.number else []
        if version.number > 1:
            numbers.append([pgettext("of a quote", "Version"), str(version.number)])
        meta = head(parties, at=at, language=version.language)
        if version.valid_until:
            meta.append([_("Valid until"), documents.written(version.valid_until, language=version.language)])
        terms = [
            [_("Payment"), version.payment],
            [_("Delivery"), version.delivery_terms],
            [_("Warranty"), version.warranty],
        ]
        return documents.Letter(
            title=title.strip(),
            subject=quote.title,
            meta=[*numbers, *meta],
            opening=[
                salutation(parties.contact),
                *(paragraphs(version.introduction) or [_standard_opening()]),
            ],
            columns=columns(quote.currency),
            lines=positions(lines, sums, language=version.language),
            options=options(lines, sums, language=version.language),
            options_title=_("On request, not in the sum"),
            carried=_("Carried over"),
            sums=sum_rows(
                sums, discount=version.discount, currency=quote.currency, language=version.language
            ),
            terms=[entry for entry in terms if entry[1]],
            closing=[*tax_note(parties, sums), _("We look forward to your order."), _("Kind regards")],
            draft="" if quote.number else _("Draft"),
            **common(parties, language=version.language, at=at),
        )


def illustrated(letter: documents.Letter, *, with_products: bool = False) -> documents.Letter:
    """The letter with the company's logo, on wish with the pictures of its products. Asked for where it is printed."""
    named = {int(line.picture) for line in (*letter.lines, *letter.options) if line.picture}
    found = products.pictures_of(named if with_products else ())
    pictures = {str(product): drawn for product, drawn in found.items()}
    return replace(letter, pictures=pictures | people.letterhead())


@contextmanager
def written_in(language: str, *, of: Company) -> Iterator[None]:
    """A letter in the company's language has its number format, whoever makes it: a page, a job, a command.

    One in another language has that one's signs: to an English reader `1.250` pieces would be one and a quarter.
    """
    own = formats.family(language) == formats.family(of.number_format)
    with translation.override(language), formats.written_as(of.number_format if own else ""):
        yield


def common(parties: Parties, *, language: str, at: datetime) -> dict[str, Any]:
    """What quote and confirmation have in common, in the active language."""
    colleagues = []
    if parties.in_charge is not None:
        colleagues.append(documents.person(_("Your contact"), parties.in_charge))
    if parties.deputy is not None:
        colleagues.append(documents.person(pgettext("of a letter", "Deputy"), parties.deputy))
    return {
        "language": language,
        "customer": parties.customer.name,
        "date": documents.written(timezone.localtime(at).date(), language=language),
        "sender": documents.sender(parties.company),
        "recipient": address(parties.customer, parties.contact, sent_from=parties.company.country),
        "people": colleagues,
        "signature": [parties.in_charge.full_name] if parties.in_charge is not None else [],
        "company": parties.company.name,
        "footer": documents.footer(parties.company),
        "page": _("Page {n} of {m}"),
    }


def head(parties: Parties, *, at: datetime, language: str) -> list[list[str]]:
    """Date and customer number."""
    rows = [[_("Date"), documents.written(timezone.localtime(at).date(), language=language)]]
    if parties.customer.number:
        rows.append([_("Customer no."), parties.customer.number])
    return rows


def address(customer: Customer, contact: Contact | None, *, sent_from: str) -> list[str]:
    """The lines of the address field; abroad the country stands below, in capitals."""
    person = " ".join(part for part in (contact.salutation, contact.full_name) if part) if contact else ""
    city = f"{customer.postcode} {customer.city}".strip()
    country = "" if customer.country == sent_from else _country(customer.country).upper()
    return [part for part in (customer.name, person, customer.street, city, country) if part]


def _country(code: str) -> str:
    """The name of a country in the letter's language; of the rarer ones the code, which the post knows too."""
    names = {
        "DE": _("Germany"),
        "AT": _("Austria"),
        "CH": _("Switzerland"),
        "LI": _("Liechtenstein"),
        "IT": _("Italy"),
        "FR": _("France"),
        "NL": _("Netherlands"),
        "PL": _("Poland"),
        "CZ": _("Czech Republic"),
    }
    return names.get(code, code)


def salutation(contact: Contact | None) -> str:
    """How the letter begins."""
    if contact is None or not contact.last_name:
        return _("Dear Sir or Madam,")
    name = " ".join(part for part in (contact.title, contact.last_name) if part)
    if contact.salutation in ("Frau", "Ms", "Mrs"):
        return _("Dear Ms %(name)s,") % {"name": name}
    if contact.salutation in ("Herr", "Mr"):
        return _("Dear Mr %(name)s,") % {"name": name}
    return _("Good day %(name)s,") % {"name": contact.full_name}


def paragraphs(text: str) -> list[str]:
    """A text as typed, cut at empty lines."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def columns(currency: str) -> list[str]:
    """The heading of the lines."""
    return [
        _("Pos."),
        pgettext("of a quote", "Item"),
        _("Quantity"),
        _("Price %(currency)s") % {"currency": currency},
        _("Discount"),
        _("Net %(currency)s") % {"currency": currency},
    ]


def positions(lines: Sequence[QuoteLine], sums: totals.Totals, *, language: str) -> list[documents.Position]:
    """The lines as they are printed; a section is closed by its subtotal. What is optional stands apart (`options`)."""
    subtotals = {section.start: section.net for section in sums.sections}
    found: list[documents.Position] = []
    closing: documents.Position | None = None
    counted, running = 0, totals.ZERO
    for place, line in enumerate(lines):
        if line.is_optional:
            continue
        if line.kind == SECTION:
            _close(found, closing)
            closing = _subtotal(line, subtotals[place], language=language)
        counted = line.position if line.is_counted else counted
        if line.is_item:
            remarks = _remarks(line, instead_of=counted)
            net = sums.lines[place].net
            running += net if line.is_counted else totals.ZERO
            item = position(line, net, language=language, remark=" · ".join(remarks))
            found.append(replace(item, running=formats.number(running, places=2, language=language)))
        else:
            found.append(documents.Position(kind=line.kind, text=line.text))
    _close(found, closing)
    return found


def _close(found: list[documents.Position], closing: documents.Position | None) -> None:
    """The subtotal of a section, on the page on which it ends: before a page break that follows."""
    if closing is None:
        return
    place = len(found)
    while place and found[place - 1].kind == PAGE_BREAK:
        place -= 1
    found.insert(place, closing)


def options(lines: Sequence[QuoteLine], sums: totals.Totals, *, language: str) -> list[documents.Position]:
    """The optional items, in a table of their own."""
    return [
        replace(
            position(
                line,
                sums.lines[place].net,
                language=language,
                remark=delivered(line.delivery) if line.delivery else "",
            ),
            is_counted=True,
        )
        for place, line in enumerate(lines)
        if line.is_optional
    ]


def _subtotal(heading: QuoteLine, amount: Decimal, *, language: str) -> documents.Position:
    label = _("Sum of %(section)s") % {"section": heading.text.partition("\n")[0]}
    net = formats.number(amount, places=2, language=language)
    return documents.Position(kind=SUBTOTAL, text=label, net=net)


def _remarks(line: QuoteLine, *, instead_of: int) -> list[str]:
    """What stands in small letters below an item."""
    remarks = [delivered(line.delivery)] if line.delivery else []
    if line.is_alternative:
        remarks.append(
            _("alternative to item %(position)d, not in the sum") % {"position": instead_of}
            if instead_of
            else _("alternative, not in the sum")
        )
    return remarks


def delivered(when: str) -> str:
    """When an item comes."""
    return _("Delivery: %(when)s") % {"when": when}


def position(line: QuoteLine, net: Decimal, *, language: str, remark: str = "") -> documents.Position:
    """One item as it is printed."""
    quantity = formats.number(line.quantity, language=language)
    return documents.Position(
        position=str(line.position),
        text=line.text,
        # A long unit below its number leaves the text its room.
        quantity=f"{quantity}{formats.NBSP if len(line.unit) <= LONG_UNIT else chr(10)}{line.unit}".strip(),
        price=_amount(line.price, language=language),
        discount=formats.percent(line.discount, places=2, language=language) if line.discount else "",
        net=formats.number(net, places=2, language=language),
        remark=remark,
        is_counted=line.is_counted,
        picture=str(line.product_id or ""),
    )


def sum_rows(sums: totals.Totals, *, discount: Decimal, currency: str, language: str) -> list[documents.Sum]:
    """Net, discount on the total, tax per rate, gross."""

    def money(amount: Decimal) -> str:
        return formats.money(amount, currency, exact=True, language=language)

    rows = []
    if sums.discount:
        percent = formats.percent(discount, places=2, language=language)
        rows.append(documents.Sum(label=_("Sum of the items"), amount=money(sums.subtotal)))
        rows.append(
            documents.Sum(
                label=_("Discount %(percent)s") % {"percent": percent}, amount=money(-sums.discount)
            )
        )
    rows.append(documents.Sum(label=_("Net total"), amount=money(sums.net), strong=True))
    for entry in sums.taxes:
        words = {
            "rate": formats.percent(entry.rate, places=2, language=language),
            "net": money(entry.net),
        }
        rows.append(documents.Sum(label=_("VAT %(rate)s on %(net)s") % words, amount=money(entry.tax)))
    rows.append(documents.Sum(label=_("Total"), amount=money(sums.gross), strong=True))
    return rows


def tax_note(parties: Parties, sums: totals.Totals) -> list[str]:
    """Why there is no tax on it, where the law wants that said."""
    if any(entry.rate for entry in sums.taxes):
        return []
    sides = vat.Sides(
        company_country=parties.company.country,
        customer_country=parties.customer.country,
        has_vat_number=bool(parties.customer.vat_number),
    )
    note = sides.note()
    if sides.case != vat.REVERSE_CHARGE:
        return [note] if note else []
    return [note, _("Your VAT number: %(number)s") % {"number": parties.customer.vat_number}]


def _standard_opening() -> str:
    return _("Thank you for your enquiry. We are glad to offer you the following:")


def _amount(price: Decimal, *, language: str) -> str:
    """Two decimals, more where the price has them."""
    exponent = price.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return formats.number(price, places=places, language=language)
