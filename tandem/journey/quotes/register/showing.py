"""The page of the register in ready parts: what stands above the list, and the cells of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import Quote, SavedView
from tandem.journey.quotes.register import choosing, columns, listing, views, words
from tandem.journey.quotes.register.columns import Column, Drawn
from tandem.journey.quotes.register.sums import Group, Summed
from tandem.journey.quotes.register.wanted import SORTS, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A heading; where it sorts, where a click leads and how it is sorted now."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One quote of the list in words and ready parts, its cells as markup: a page draws three hundred of them."""

    pk: int
    url: str
    title: str
    number: str
    cells: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a page under their headings."""

    heads: list[Head]
    lines: list[Line]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the views above the list."""

    label: str
    url: str
    is_current: bool
    # Who keeps it, where that is somebody else.
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One group with its sums; `url` shows its rows."""

    group: Group
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything above the rows."""

    tabs: list[Tab]
    # The saved view that this began as, whether it may be changed, and whether it shows something else by now.
    view: SavedView | None
    may_change: bool
    is_changed: bool
    states: list[tuple[str, str, bool]]
    groupings: list[tuple[str, str, bool]]
    chips: list[tuple[str, str]]
    # Behind these the sheets of conditions and columns open.
    conditions: str
    columns: str
    excel: str
    plain: str
    margin: bool
    groups: list[GroupLine]
    empty: tuple[str, str] | None


def page(user: User, wanted: Wanted, found: Summed, *, kept: list[SavedView], at: datetime) -> Page:
    """What stands above the rows. A statement each for the names of tandem and person that narrow it."""
    view = next((one for one in kept if one.pk == wanted.ansicht), None)
    bare = replace(wanted, ansicht=wanted.ansicht if view else None)
    return Page(
        tabs=_tabs(wanted, kept),
        view=view,
        may_change=view is not None and views.may_change(user, view),
        is_changed=view is not None and view.address != wanted.kept,
        states=[(label, _at_state(bare, name), name == bare.stand) for name, label in words.states()],
        groupings=_groupings(bare),
        chips=_chips(bare, found),
        conditions=reverse("quotes:conditions") + bare.address(),
        columns=reverse("quotes:columns") + bare.address(),
        excel=reverse("quotes:excel") + bare.address(),
        plain=choosing.plain(bare),
        margin=queries.may_see_margin(user),
        groups=[_group(bare, group) for group in found.groups] if not wanted.teil else [],
        empty=None if found.totals else _nothing(wanted),
    )


def _chips(wanted: Wanted, found: Summed) -> list[tuple[str, str]]:
    tandems = {tandem.pk: tandem.name for tandem in people.tandems_by_name()} if wanted.tandem else {}
    persons = {one.pk: one.full_name for one in people.colleagues()} if wanted.person else {}
    return words.narrowed(wanted, tandems=tandems, people=persons, part=_part(wanted, found))


def table(user: User, wanted: Wanted, quotes: list[Quote], *, at: datetime) -> Table:
    """The rows. One statement where a column needs what versions say, one for the names of tandems."""
    shown = columns.chosen(user, wanted.spalten)
    details = listing.details(quotes) if any(column.needs_detail for column in shown) else {}
    names = any(column.key == "tandem" for column in shown)
    tandems = {tandem.pk: tandem.name for tandem in people.tandems_by_name()} if names else {}
    drawn = Drawn(at=at, details=details, tandems=tandems)
    base, draft = reverse("quotes:register"), _("Draft")
    opened = [(_opening(column), column) for column in shown]
    return Table(
        heads=[_head(wanted, column) for column in shown],
        lines=[
            Line(
                pk=quote.pk,
                url=f"{base}/{quote.pk}",
                title=quote.title,
                number=quote.number or draft,
                cells=SafeString(
                    "".join(
                        f"{opening}{conditional_escape(column.shown(quote, drawn))}</td>"
                        for opening, column in opened
                    )
                ),
            )
            for quote in quotes
        ],
        width=len(shown) + 2,
    )


def _opening(column: Column) -> SafeString:
    """How each cell of a column begins; on the phone most say what they are."""
    if column.is_plain:
        return format_html('<td class="{}">', column.css)
    return format_html('<td class="{}" data-label="{}">', column.css, column.label)


def _head(wanted: Wanted, column: Column) -> Head:
    sorted_ = ("descending" if wanted.falls else "ascending") if column.sort == wanted.nach else ""
    url = wanted.sorted_by(column.sort) if column.sort in SORTS else ""
    return Head(column=column, url=url, sorted=sorted_ if column.sort else "")


def _tabs(wanted: Wanted, kept: list[SavedView]) -> list[Tab]:
    usual = [
        Tab(
            label=label,
            url=reverse("quotes:register") + (f"?{views.USUAL[key]}" if views.USUAL[key] else ""),
            is_current=wanted.ansicht is None and wanted.kept == Wanted.from_query(views.USUAL[key]).kept,
        )
        for key, label in words.usual_views()
    ]
    own = [
        Tab(
            label=view.name,
            url=f"?{view.address}&ansicht={view.pk}",
            is_current=view.pk == wanted.ansicht,
            owner=view.owner.full_name,
        )
        for view in kept
    ]
    return usual + own


def _at_state(wanted: Wanted, name: str) -> str:
    """Another state; an order and a filter that only open quotes have go with them."""
    if name == "offen":
        return wanted.address(stand=name)
    nach = "datum" if wanted.nach == "nachfassen" else wanted.nach
    return wanted.address(
        stand=name, faellig=False, nach=nach, andersherum=wanted.andersherum and nach != "datum"
    )


def _groupings(wanted: Wanted) -> list[tuple[str, str, bool]]:
    offered = [("", _("not grouped")), *words.groups()]
    return [(label, wanted.address(gruppe=name, teil=""), name == wanted.gruppe) for name, label in offered]


def _part(wanted: Wanted, found: Summed) -> str:
    """What the one group is called that is shown."""
    if not wanted.teil:
        return ""
    return next((words.group(group) for group in found.groups), words.of_key(wanted.gruppe, wanted.teil))


def _group(wanted: Wanted, group: Group) -> GroupLine:
    return GroupLine(group=group, label=words.group(group), url=wanted.address(teil=group.key))


def _nothing(wanted: Wanted) -> tuple[str, str]:
    """What an empty register means, and how it fills."""
    begin = _("A quote is begun in its matter, after the visit. It stands here until it is sent.")
    said = {
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
    if wanted.narrowed_by:
        return _("No quote fits this view"), _("Take away a condition, or choose another state.")
    return said.get(wanted.stand, (_("No quote yet"), begin))
