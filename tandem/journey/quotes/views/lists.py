"""The register of quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import filters, parts
from tandem.base.tools import validation
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, reads
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import DRAFT, LOST, OPEN, WON, Quote

# What stands in the address, in German like every address.
STATES = {"offen": OPEN, "entwurf": DRAFT, "gewonnen": WON, "verloren": LOST, "alle": ""}
SORTS = {"datum": "date", "nachfassen": "follow_up", "betrag": "amount"}


@reads
def register(request: Request) -> HttpResponseBase:
    """All quotes a person may read: open ones first by date, a page at a time, sums per currency."""
    asked = request.GET
    state = asked.get("stand", "offen") if asked.get("stand", "offen") in STATES else "offen"
    sort = asked.get("nach", "datum") if asked.get("nach", "datum") in SORTS else "datum"
    if sort == "nachfassen" and state != "offen":
        sort = "datum"
    tandem_id = validation.whole_number(asked.get("tandem", ""))
    chosen = queries.Filter(
        state=STATES[state],
        mine=asked.get("meine") == "1",
        tandem_id=tandem_id,
        sort=SORTS[sort],
    )
    page = queries.register(request.user, chosen, after=asked.get("ab", ""))
    kept = {
        "stand": state,
        "nach": sort,
        "meine": "1" if chosen.mine else "",
        "tandem": str(tandem_id) if tandem_id is not None else "",
    }

    def address(**changed: str) -> str:
        return "?" + urlencode({name: value for name, value in (kept | changed).items() if value})

    ctx = {
        "page": page,
        "sums": queries.sums_of(request.user, chosen),
        "states": [(name, label, address(stand=name)) for name, label in _state_labels()],
        "state": state,
        "sorts": [
            (name, label, address(nach=name))
            for name, label in _sort_labels()
            if state == "offen" or name != "nachfassen"
        ],
        "sort": sort,
        "mine": chosen.mine,
        "mine_address": address(meine="" if chosen.mine else "1"),
        "tandems": [(str(tandem.pk), tandem.name) for tandem in people.tandems_by_name()],
        "tandem": kept["tandem"],
        "kept": {name: value for name, value in kept.items() if value and name != "tandem"},
        "more": address(ab=page.after) if page.after else "",
        "lines": _lines(page.quotes, at=request.at),
        "nothing": _nothing("filtered" if chosen.mine or chosen.tandem_id else state)
        if not page.quotes
        else None,
    }
    template = "quotes/_fragments/rows.html" if request.htmx and asked.get("ab") else "quotes/register.html"
    return render(request, template, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One quote of the register in words and ready parts: a page draws fifty."""

    url: str
    title: str
    number: str
    customer: str
    city: str
    net: str
    chance: str
    label: str
    state: str | SafeString
    date: str
    turn: str | SafeString


def _lines(quotes: list[Quote], *, at: datetime) -> list[Line]:
    base, draft, follow_up, state = reverse("quotes:register"), _("Draft"), _("Follow up"), _("State")
    turns: dict[int | None, SafeString] = {}
    lines = []
    for quote in quotes:
        matter = quote.matter
        if matter.closed_at is None and matter.accountable_id not in turns:
            turns[matter.accountable_id] = parts.who(matter.accountable, on=True)
        lines.append(
            Line(
                url=f"{base}/{quote.pk}",
                title=quote.title,
                number=quote.number or draft,
                customer=matter.customer.name,
                city=matter.customer.city,
                net=filters.money(quote.net, quote.currency),
                chance=filters.percent(quote.probability, 0),
                label=follow_up if quote.state == OPEN else state,
                state=_state(quote, at),
                date=filters.day(quote.dated_at, at),
                turn=turns[matter.accountable_id] if matter.closed_at is None else "",
            )
        )
    return lines


def _state(quote: Quote, at: datetime) -> str | SafeString:
    """When an open quote is followed up; of the others how they stand."""
    if quote.state == OPEN:
        due = filters.due(quote.follow_up_at, at)
        return parts.chip(due, kind="warn") if filters.overdue(quote.follow_up_at, at) else due
    if quote.state == LOST:
        return format_html('{} <span class="d">· {}</span>', quote.state_label, quote.reason_label)
    return parts.chip(quote.state_label, kind="ok" if quote.state == WON else "line")


def _nothing(state: str) -> tuple[str, str]:
    """What an empty register means, and how it fills."""
    begin = _("A quote is begun in its matter, after the visit. It stands here until it is sent.")
    words = {
        "filtered": (_("Nothing here"), _("Choose another state or tandem.")),
        "offen": (_("No open quote"), _("Once a quote is sent it stands here until the customer decides.")),
        "entwurf": (_("No draft"), begin),
        "gewonnen": (
            _("No quote won yet"),
            _("When the customer orders, mark the quote as won; their order is the proof."),
        ),
        "verloren": (
            _("No quote lost"),
            _("A lost quote stands here with its reason, for your monthly round."),
        ),
    }
    return words.get(state, (_("No quote yet"), begin))


def _state_labels() -> list[tuple[str, str]]:
    return [
        ("offen", pgettext("quotes", "Open")),
        ("entwurf", pgettext("quotes", "Drafts")),
        ("gewonnen", pgettext("quotes", "Won")),
        ("verloren", pgettext("quotes", "Lost")),
        ("alle", pgettext("quotes", "All")),
    ]


def _sort_labels() -> list[tuple[str, str]]:
    return [("datum", _("by date")), ("nachfassen", _("by follow-up")), ("betrag", _("by amount"))]
