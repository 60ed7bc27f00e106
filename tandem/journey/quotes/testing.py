"""Makers for tests: a quote that is ready to go out, one that is out, one that is won."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tandem.base.post.models import OutgoingMail
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import QUOTE
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import Quote

SITE = "https://tandem.example"
# The lines of the drawn screen: text, quantity, price, discount, cost, delivery.
CONVEYOR = [
    ("Getriebemotor KG 250 · 5,5 kW, Hohlwelle", "6", "2480", "8", "1506", "KW 50"),
    ("Frequenzumrichter FU 7,5 · 690 V", "12", "1390", "6", "928", "KW 50"),
    ("Trommelmotor TM 113 · ATEX Zone 22", "8", "1365", "8", "917", ""),
    ("Förderkette FK 80 · Rolle 25 m", "4", "1890", "10", "1055", "ab Lager"),
    ("Inbetriebnahme vor Ort · 2 Tage, 1 Techniker", "2", "1180", "0", "696", "KW 51"),
    ("Lieferung frei Werk Ulm", "1", "480", "0", "432", ""),
]


def matter_to_quote(
    *, customer: Customer, at: datetime, contact: Contact | None = None, title: str = "Gurtförderer Halle 3"
) -> Matter:
    """A sale that has come to the quote."""
    return teamwork.open_matter(
        customer=customer, kind=SALE, title=title, step_key=QUOTE, contact=contact, by=None, at=at
    )


def ready_quote(*, matter: Matter, by: User, at: datetime) -> Quote:
    """The drawn quote: six lines, not yet sent."""
    quote = quotes.start(matter=matter, by=by, at=at)
    version = quote.versions.get()
    for text, quantity, price, discount, cost, delivery in CONVEYOR:
        quotes.add_line(
            version=version,
            text=text,
            quantity=Decimal(quantity),
            unit="Stk",
            price=Decimal(price),
            discount=Decimal(discount),
            cost=Decimal(cost),
            delivery=delivery,
            by=by,
            at=at,
        )
    quote.refresh_from_db()
    return quote


def sent_quote(*, matter: Matter, by: User, at: datetime, to: str = "einkauf@hoelzl.example") -> Quote:
    """The drawn quote, sent."""
    quote = ready_quote(matter=matter, by=by, at=at)
    quotes.send(version=quote.versions.get(), to=to, by=by, at=at)
    quote.refresh_from_db()
    return quote


def won_quote(*, matter: Matter, by: User, at: datetime, to: str = "einkauf@hoelzl.example") -> Quote:
    """The drawn quote, ordered by the customer."""
    quote = sent_quote(matter=matter, by=by, at=at, to=to)
    return quotes.win(quote=quote, reference="Bestellung 4500123", by=by, at=at)


def token_of(to: str = "c.hoelzl@hoelzl.example") -> str:
    """The key of the link that the newest quote to somebody carries; it stands in the mail alone."""
    mail = OutgoingMail.objects.filter(kind="quotes.quote", to=[to]).order_by("-pk")[0]
    return mail.body.rsplit("/link/", 1)[1]
