"""Reading quotes: one door, the sums, the page of one quote, what other rooms ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

from tandem.base.tools import numbers
from tandem.base.tools.reads import Read, prefetched
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import EMAIL, Channel, Customer
from tandem.essentials.customers.queries import Door
from tandem.essentials.people.models import User
from tandem.essentials.products import rights as products
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import totals
from tandem.journey.quotes.models import DRAFT, OPEN, WON, FollowUp, Quote, QuoteLine, QuoteVersion


def visible_to(user: User) -> QuerySet[Quote]:
    """The quotes of the matters a person may read."""
    return Quote.objects.filter(matter__in=teamwork.visible_to(user))


def get_for(user: User, pk: int) -> Quote:
    """One quote with its matter and versions, or 404 whether it does not exist or is not for this person."""
    found = _QUOTE(door=customers.door(user), pk=pk)
    if not found:
        raise Http404
    versions = _VERSIONS(quote=pk)
    for version in versions:
        version.quote = found[0]
    prefetched(found[0], "versions", versions)
    return found[0]


# Every page and act of a quote begins with these two.
_QUOTE = Read(
    lambda given, door: Quote.objects.filter(
        pk=given.pk, **({} if door.everything else {"matter__customer__in": door.customers()})
    ).select_related(
        "matter__customer__tandem", "matter__contact", "matter__accountable", "matter__step", "decided_by"
    )
)
_VERSIONS = Read(
    lambda given: (
        QuoteVersion.objects.filter(quote=given.quote)
        .select_related("sent_by", "mail", "copy_mail", "decision__mail")
        .order_by("-number")
    )
)


def get_version_for(user: User, pk: int) -> QuoteVersion:
    """One version of a visible quote."""
    versions = QuoteVersion.objects.filter(quote__in=visible_to(user))
    related = (
        "quote__matter__customer__tandem",
        "quote__matter__contact",
        "quote__matter__accountable",
        "pdf",
        "mail",
    )
    return get_object_or_404(versions.select_related(*related, "copy_mail", "sent_by"), pk=pk)


def sent_version(pk: int) -> QuoteVersion | None:
    """A version that went out, for whoever holds the link to it."""
    related = (
        "quote__matter__customer__tandem",
        "quote__matter__contact",
        "quote__matter__step",
        "sent_by",
        "pdf",
    )
    sent = QuoteVersion.objects.exclude(state=DRAFT).select_related(*related, "quote__matter__accountable")
    return sent.filter(pk=pk).first()


def get_line_for(user: User, pk: int) -> QuoteLine:
    """One line of a visible quote."""
    found = _LINE(door=customers.door(user), pk=pk)
    if not found:
        raise Http404
    return found[0]


_LINE = Read(
    lambda given, door: QuoteLine.objects.filter(
        pk=given.pk, **({} if door.everything else {"version__quote__matter__customer__in": door.customers()})
    ).select_related("version__quote__matter__customer")
)


def may_see_margin(user: User) -> bool:
    """Cost and contribution margin: sales, order desk and those who lead them (S11.3)."""
    return products.may_see_cost(user)


def of_matter(matter: Matter) -> Quote | None:
    """The quote of a matter."""
    return Quote.objects.filter(matter=matter).first()


# --- sums


def totals_of(version: QuoteVersion) -> totals.Totals:
    """The sums of a version as its lines stand now."""
    return totals_of_lines(version, lines_of(version))


def totals_of_lines(version: QuoteVersion, lines: Sequence[QuoteLine]) -> totals.Totals:
    """The same from lines that are loaded already."""
    if version.from_erp:
        net = version.net or totals.ZERO
        cost = net - version.margin if version.margin is not None else version.cost
        return totals.told(list_value=version.list_value or net, net=net, cost=cost)
    return totals.of(
        [
            totals.Line(
                quantity=line.quantity,
                price=line.price,
                discount=line.discount,
                vat_rate=line.vat_rate,
                cost=line.cost,
                kind=line.kind,
                choice=line.choice,
            )
            for line in lines
        ],
        discount=version.discount,
    )


def recipient_of(matter: Matter) -> str:
    """The mail address a quote goes to: the contact's, else the company's; empty where none is known."""
    # Of several the oldest counts.
    known: dict[int | None, str] = dict(
        reversed(_ADDRESSES(customer=matter.customer_id, contact=matter.contact_id))
    )
    return known.get(matter.contact_id) or known.get(None, "")


_ADDRESSES = Read(
    lambda given: (
        Channel.objects.filter(
            Q(contact=None) | Q(contact=given.contact), customer=given.customer, kind=EMAIL
        )
        .order_by("pk")
        .values_list("contact_id", "value")
    )
)


# --- the page of one quote


def current_version(quote: Quote) -> QuoteVersion:
    """What is worked on: the draft, else the newest version. Uses the versions `get_for` has loaded."""
    return max(quote.versions.all(), key=lambda version: version.number)


def lines_of(version: QuoteVersion) -> list[QuoteLine]:
    """The lines in order."""
    return _LINES(version=version.pk)


# Of a product without its words: a quote may have 500 lines.
_LINES = Read(
    lambda given: (
        QuoteLine.objects.filter(version=given.version)
        .select_related("product")
        .defer("product__terms", "product__description_de", "product__description_en")
        .order_by("position")
    )
)


def open_follow_up(quote: Quote) -> FollowUp | None:
    """When the customer is asked next, as the quote repeats it: pages of quotes ask often enough."""
    return FollowUp(quote=quote, due_at=quote.follow_up_at) if quote.follow_up_at is not None else None


# --- for other rooms and surfaces


def find(user: User, text: str, *, limit: int = 5) -> list[Quote]:
    """Quotes whose number begins like the text: 26-1184, 26-11, 1184."""
    sought, door = numbers.sought(text), customers.door(user)
    if sought is None:
        return []
    if not sought.beginning:
        return _BY_SERIAL(door=door, limit=limit, serial=sought.serial)
    match = Q(number__startswith=sought.beginning)
    if sought.serial is not None:
        match |= Q(serial=sought.serial)
    return list(_found(match, door=door, limit=limit))


def _found(match: Q, *, door: Door, limit: int) -> QuerySet[Quote]:
    quotes = Quote.objects.filter(match).select_related("matter__customer")
    if not door.everything:
        quotes = quotes.filter(matter__customer__in=door.customers())
    return quotes.order_by("-dated_at", "-pk")[:limit]


_BY_SERIAL = Read(lambda given, door, limit: _found(Q(serial=given.serial), door=door, limit=limit))


def open_for(customer: Customer, *, limit: int = 20) -> list[Quote]:
    """The drafts and open quotes of a customer; ask only for customers the reader may see."""
    quotes = Quote.objects.filter(matter__customer=customer, state__in=[DRAFT, OPEN])
    return list(
        quotes.select_related("matter__accountable").order_by(F("follow_up_at").asc(nulls_last=True), "-pk")[
            :limit
        ]
    )


def won_in(customer: Customer, *, year: int) -> list[Mapping[str, Any]]:
    """What was won at a customer in a year, per currency."""
    quotes = Quote.objects.filter(
        matter__customer=customer, state=WON, decided_at__date__range=(date(year, 1, 1), date(year, 12, 31))
    )
    return list(quotes.order_by().values("currency").annotate(net=Sum("net")).order_by("currency"))
