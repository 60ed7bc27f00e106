"""What the page frame shows on every page: where one can go, what can be logged, who the tandem is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.design import formats
from tandem.essentials.people.models import ADMINISTRATOR, AGENT, MARKETING, READS_ALL, User
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
        name="people:people",
        label=gettext_lazy("Administration"),
        icon="settings",
        roles=frozenset({ADMINISTRATOR}),
        separated=True,
        prefixes=("/verwaltung",),
    ),
)
TABS = ("desk:today", "customers:list", "calendar:week")
CAPTURE = (
    ("teamwork:take_call", gettext_lazy("Take a call"), "phone-incoming"),
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
    nav = _nav(request, counts.of(request, circle))
    return {
        "user": user,
        "theme": user.theme,
        "theme_url": links.to("desk:theme"),
        "nav": nav,
        "tabs": _tabs(nav),
        "capture": _capture(user),
        "search_url": links.to("desk:search") if user.has_role(*SALES) else "",
        "tandem": tandem_card(circle),
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


def _nav(request: Request, numbers: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "name": area.name,
            "url": url,
            "label": str(area.label),
            "icon": area.icon,
            "count": numbers.get(area.count, 0),
            "key": area.key,
            "separator_before": area.separated,
            "current": any(
                request.path == part or request.path.startswith(f"{part}/") for part in _parts(area, url)
            ),
        }
        for area, url in areas_for(request.user)
    ]


def _parts(area: Area, url: str) -> tuple[str, ...]:
    return area.prefixes or (url.rstrip("/"),)


def _tabs(nav: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_name = {entry["name"]: entry for entry in nav}
    return [by_name[name] for name in TABS if name in by_name]


def _capture(user: User) -> list[dict[str, Any]]:
    if not user.has_role(*SALES):
        return []
    entries = [(links.to(name), str(label), icon) for name, label, icon in CAPTURE]
    return [{"url": url, "label": label, "icon": icon} for url, label, icon in entries if url]


def _account() -> list[dict[str, Any]]:
    entries = [
        (links.to("people:settings"), _("Your settings"), "user-round", False),
        (links.to("account_change_password"), _("Change password"), "key-round", False),
        (links.to("account_logout"), _("Sign out"), "log-out", True),
    ]
    return [
        {"url": url, "label": label, "icon": icon, "post": post} for url, label, icon, post in entries if url
    ]


def tandem_card(circle: Circle) -> dict[str, Any] | None:
    """Both people with presence; the absent one with the stand-in. None for people without a tandem."""
    team = circle.team
    if team is None:
        return None
    others = [other for other in circle.teams if other.tandem.pk != team.tandem.pk]
    today = links.to("desk:today")
    return {
        "name": _("Tandem %(name)s") % {"name": team.tandem.name},
        "people": [
            (person, told.presence, person.pk == circle.user.pk, told.deputy)
            for person, told in ((person, _told(circle, person)) for person in team.people)
        ],
        "others": [
            {"name": other.tandem.name, "url": f"{today}?tandem={other.tandem.pk}"} for other in others
        ],
    }


class Told(NamedTuple):
    """What the card says of a person."""

    presence: str
    deputy: str = ""


def _told(circle: Circle, person: User) -> Told:
    absence = circle.absences.get(person.pk)
    if absence is not None:
        deputy = circle.stand_in(person)
        day = formats.day(absence.to_date, this_year=circle.day.year, language=circle.user.language)
        words = _("Deputy %(name)s") % {"name": deputy.full_name} if deputy else ""
        return Told(_("Away until %(day)s") % {"day": day}, words)
    presence = circle.presences.get(person.pk)
    return Told(presence.words() if presence else "")
