"""What the page frame shows on every page: where one can go, what can be logged, who the tandem is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.design import formats
from tandem.base.design.frames import Card, Entry, Face, Held
from tandem.essentials.people.models import (
    ADMINISTRATOR,
    AGENT,
    COORDINATOR,
    EXPERT,
    MARKETING,
    READS_ALL,
    SALES_LEAD,
    User,
)
from tandem.essentials.people.web import Request
from tandem.surfaces.desk import links
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries import counts
from tandem.surfaces.desk.queries.circle import Circle

SALES = READS_ALL | {AGENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One place of the main navigation. `roles` empty: everybody."""

    name: str
    label: str | Promise
    icon: str
    roles: frozenset[str] = frozenset()
    count: str = ""
    key: str = ""
    separated: bool = False
    prefixes: tuple[str, ...] = ()


AREAS = (
    Area(name="desk:today", label=pgettext_lazy("area", "Today"), icon="sun", count="today", key="h"),
    Area(name="customers:list", label=gettext_lazy("Customers"), icon="building-2", roles=SALES, key="k"),
    Area(
        name="teamwork:requests",
        label=gettext_lazy("Requests"),
        icon="inbox",
        roles=SALES,
        count="requests",
        key="r",
        prefixes=("/anliegen", "/anruf"),
    ),
    Area(
        name="leads:list",
        label=gettext_lazy("Leads"),
        icon="user-plus",
        roles=SALES | {MARKETING},
        count="leads",
    ),
    Area(
        name="calls:rounds",
        label=gettext_lazy("Weekly round"),
        icon="messages-square",
        roles=SALES,
        count="rounds",
        key="w",
    ),
    Area(name="desk:process", label=gettext_lazy("Process"), icon="waypoints", roles=SALES, key="p"),
    Area(name="calendar:week", label=gettext_lazy("Calendar"), icon="calendar-days", roles=SALES, key="c"),
    Area(
        name="quotes:register",
        label=gettext_lazy("Quotes"),
        icon="file-text",
        roles=SALES,
        count="quotes",
        key="a",
    ),
    Area(name="orders:list", label=gettext_lazy("Orders"), icon="package", roles=SALES, key="o"),
    Area(
        name="products:list",
        label=gettext_lazy("Products"),
        icon="tag",
        roles=SALES | {EXPERT, ADMINISTRATOR},
        prefixes=("/produkte", "/import/produkte"),
    ),
    Area(
        name="desk:coordination",
        label=gettext_lazy("Coordination"),
        icon="handshake",
        roles=frozenset({COORDINATOR, SALES_LEAD}),
    ),
    Area(
        name="playbook:rules",
        label=gettext_lazy("Rules of the game"),
        icon="scale",
        roles=SALES | {ADMINISTRATOR},
        separated=True,
    ),
    Area(
        name="people:people",
        label=gettext_lazy("Administration"),
        icon="settings",
        roles=frozenset({ADMINISTRATOR}),
        prefixes=("/verwaltung", "/abwesenheiten"),
    ),
)
TABS = ("desk:today", "customers:list", "calendar:week")
CAPTURE = (
    ("teamwork:take_call", gettext_lazy("Take a call"), "phone-incoming"),
    ("calls:calling", gettext_lazy("Calls of today"), "phone-call"),
    ("leads:new", gettext_lazy("New lead"), "user-plus"),
    ("customers:new", gettext_lazy("New customer"), "building-2"),
    ("calendar:new", pgettext_lazy("calendar", "Appointment"), "calendar-plus"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The `frame` of `design/page.html`; nothing for visitors and where the request never got a person.

    It is made when a template asks for it: fragments do without, and so without its three statements.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not hasattr(request, "at"):
        return {}
    asked = cast(Request, request)
    return {"frame": SimpleLazyObject(lambda: _frame(asked))}


def _frame(request: Request) -> dict[str, Any]:
    user, circle = request.user, circles.of(request)
    numbers = counts.of(request, circle)
    nav = _nav(request, numbers.areas)
    return {
        "user": user,
        "me": Face.of(user),
        "theme": user.theme,
        "theme_url": links.to("desk:theme"),
        "nav": nav,
        "tabs": tuple(entry for name in TABS for entry in nav if entry.name == name),
        "capture": _capture(user),
        "search_url": links.to("desk:search") if user.has_role(*SALES) else "",
        # Only who shares customers hears what others do with them.
        "pulse_url": links.to("desk:pulse") if circle.team is not None else "",
        "tandem": tandem_card(circle),
        "raised": numbers.raised,
        "agreed_at": numbers.agreed_at,
        "notices": numbers.notices,
        "approved": numbers.approved,
        "account": _account(),
    }


def areas_for(user: User) -> list[tuple[Area, str]]:
    """The areas that exist and that the person's roles may open, with their addresses."""
    found = []
    for area in AREAS:
        if area.roles and not user.has_role(*area.roles):
            continue
        url = links.to(area.name)
        if url:
            found.append((area, url))
    return found


def _nav(request: Request, numbers: dict[str, int]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            name=area.name,
            url=url,
            label=str(area.label),
            icon=area.icon,
            count=numbers.get(area.count, 0),
            key=area.key,
            separator_before=area.separated,
            current=any(
                request.path == part or request.path.startswith(f"{part}/") for part in _parts(area, url)
            ),
        )
        for area, url in areas_for(request.user)
    )


def _parts(area: Area, url: str) -> tuple[str, ...]:
    return area.prefixes or (url.rstrip("/"),)


def _capture(user: User) -> tuple[Entry, ...]:
    if not user.has_role(*SALES):
        return ()
    entries = (Entry(url=links.to(name), label=str(label), icon=icon) for name, label, icon in CAPTURE)
    return tuple(entry for entry in entries if entry.url)


def _account() -> tuple[Entry, ...]:
    entries = (
        Entry(url=links.to("people:settings"), label=_("Your settings"), icon="user-round"),
        Entry(url=links.to("account_change_password"), label=_("Change password"), icon="key-round"),
        Entry(url=links.to("account_logout"), label=_("Sign out"), icon="log-out", post=True),
    )
    return tuple(entry for entry in entries if entry.url)


def tandem_card(circle: Circle) -> Card | None:
    """Both people with presence; the absent one with the stand-in. None for people without a tandem."""
    team = circle.team
    if team is None:
        return None
    others = [other.tandem for other in circle.teams if other.tandem.pk != team.tandem.pk]
    today = links.to("desk:today")
    return Card(
        name=_("Tandem %(name)s") % {"name": team.tandem.name},
        people=tuple(_held(circle, person) for person in team.people),
        others=tuple((other.name, f"{today}?tandem={other.pk}") for other in others),
    )


def _held(circle: Circle, person: User) -> Held:
    """What the card says of a person."""
    face, is_me = Face.of(person), person.pk == circle.user.pk
    absence = circle.absences.get(person.pk)
    if absence is None:
        presence = circle.presences.get(person.pk)
        return Held(face, presence.words() if presence else "", is_me=is_me)
    deputy = circle.stand_in(person)
    day = formats.day(absence.to_date, this_year=circle.day.year, language=circle.user.language)
    words = _("Deputy %(name)s") % {"name": deputy.full_name} if deputy else ""
    return Held(face, _("Away until %(day)s") % {"day": day}, is_me=is_me, deputy=words)
