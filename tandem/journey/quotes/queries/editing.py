"""Reading for whoever writes a draft: how far it is, and what a quote can be begun with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteTemplate, QuoteVersion
from tandem.journey.visits import queries as visits
from tandem.journey.visits.models import VisitReport

# So many quotes are proposed to copy from.
MOST_SOURCES = 12


def version_at(user: User, pk: int) -> QuoteVersion:
    """A version of a visible quote with its quote and matter, in one query: asked every few seconds."""
    found = _STANDING(door=customers.door(user), pk=pk)
    return found[0] if found else get_object_or_404(QuoteVersion.objects.none())


_STANDING = Read(
    lambda given, door: QuoteVersion.objects.filter(
        pk=given.pk, **({} if door.everything else {"quote__matter__customer__in": door.customers()})
    ).select_related("quote__matter__customer")
)


def names_of(people: Iterable[int | None]) -> Mapping[int, User]:
    """The people who typed something, by id."""
    return User.objects.in_bulk({pk for pk in people if pk is not None})


def sources(user: User, matter: Matter, text: str = "") -> list[Quote]:
    """Quotes to copy from, the newest first: those of this customer; with a text, of any customer the person may see
    whose number, title, name or items have it.
    """
    quotes = Quote.objects.exclude(matter=matter).select_related("matter__customer")
    words = text.split()
    if words:
        quotes = quotes.filter(matter__customer__in=customers.visible_to(user))
        for word in words[:5]:
            lines = QuoteLine.objects.filter(text__icontains=word).values("version__quote")
            quotes = quotes.filter(
                Q(number__startswith=word)
                | Q(title__icontains=word)
                | Q(matter__customer__name__icontains=word)
                | Q(pk__in=lines)
            )
    else:
        quotes = quotes.filter(matter__customer=matter.customer_id)
    return list(quotes.order_by("-dated_at", "-pk")[:MOST_SOURCES])


def templates(text: str = "") -> QuerySet[QuoteTemplate]:
    """The company's templates whose name has the text."""
    return QuoteTemplate.objects.filter(name__icontains=text.strip())


def requirement_of(matter: Matter) -> VisitReport | None:
    """The report of the last visit, where it says what the customer needs."""
    report = visits.last_of(matter)
    return report if report is not None and report.requirement.strip() else None


def of_last_version(quote: Quote) -> tuple[QuoteVersion, Sequence[QuoteLine]]:
    """The newest version with its lines."""
    version = quote.versions.order_by("-number")[0]
    return version, list(version.lines.order_by("position"))
