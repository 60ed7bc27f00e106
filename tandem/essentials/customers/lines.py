"""How a customer stands in the list: in words and ready parts, since a page draws fifty of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tandem.base.design import filters, parts
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.queries import Team

# What of a customer a line shows.
SHOWN = (
    *("name", "number", "klass", "life_cycle", "city", "postcode", "country", "tandem_id", "sort_key"),
    *("turnover", "currency", "turnover_year", "last_contact_date"),
)
_NO_CLASS = mark_safe('<span class="abc none" aria-hidden="true"></span>')
_NOTHING = mark_safe('<span class="mut">–</span>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One customer of the list."""

    customer: Customer
    path: str
    mark: SafeString
    name: str
    below: str
    city: str
    place: str
    team: SafeString
    cells: list[SafeString]
    contact: str | SafeString
    turnover: SafeString


def of(customer: Customer, *, path: str, team: SafeString, cells: list[SafeString]) -> Line:
    """The line of a customer whose file lies at `path`; `cells` are the columns of other rooms."""
    number = f" · {customer.number}" if customer.number else ""
    contact = customer.last_contact_date
    return Line(
        customer=customer,
        path=path,
        mark=parts.abc(customer.klass) if customer.klass else _NO_CLASS,
        name=customer.name,
        below=f"{customer.life_cycle_label}{number}",
        city=customer.city,
        place=customer.postcode if customer.country == "DE" else f"{customer.country} {customer.postcode}",
        team=team,
        cells=cells,
        contact=filters.day(contact) if contact else _NOTHING,
        turnover=_turnover(customer),
    )


def _turnover(customer: Customer) -> SafeString:
    if customer.turnover is None:
        return _NOTHING
    year = format_html('<div class="d">{}</div>', customer.turnover_year) if customer.turnover_year else ""
    amount = filters.money(customer.turnover, customer.currency)
    return format_html('<span class="b">{}</span>{}', amount, year)


def teams(teams: Mapping[int, Team]) -> dict[int, SafeString]:
    """Who looks after a customer, by tandem: drawn once for all their lines."""
    return {
        pk: format_html('<span title="{}">{}</span>', team.tandem.name, parts.pair(team.inside, team.outward))
        if team.people
        else format_html('<span class="chip line">{}</span>', team.tandem.name)
        for pk, team in teams.items()
    }
