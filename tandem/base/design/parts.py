"""The small parts as markup: icons, people, chips.

Functions, not templates, because lists draw hundreds of them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Protocol

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

# The colour of a side marks people only. A commercial agent sits in the outward seat and looks like field.
_SIDES = {
    "inside": "id",
    "field": "ad",
    "agent": "ad",
    "outward": "ad",
    "key_account": "kam",
    "customer": "kd",
}
_ROLE_ICONS = {"id": "headset", "ad": "car", "kam": "star"}
_NUMBER = re.compile(r"\b\w*\d-\d+\b")
_BANNERS = {
    "error": ("err", "circle-alert"),
    "warning": ("warn", "triangle-alert"),
    "success": ("ok", "circle-check"),
    "offline": ("off", "cloud-off"),
}
_CHIP_ICONS = {"ok": "check", "warn": "clock", "danger": "triangle-alert"}


class Person(Protocol):
    """What a person must know about itself to be drawn."""

    @property
    def initials(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def side_label(self) -> str: ...


def side_class(side: str) -> str:
    """The class of a side's colour: id, ad, kam, kd; nothing for everyone else."""
    return _SIDES.get(side, "")


@lru_cache(maxsize=512)
def icon(name: str, *, size: str = "", label: str = "") -> SafeString:
    """One icon of the sprite; `size` is s (14), l (20) or xl (24), else 16."""
    classes = f"i {size}".strip()
    use = format_html('<use href="{}#i-{}"/>', static("icons.svg"), name)
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}">{}</svg>', classes, label, use)
    return format_html('<svg class="{}" aria-hidden="true">{}</svg>', classes, use)


def accessible_name(person: Person, *, on: bool = False, dep: bool = False) -> str:
    """'Anna Reiter, Innendienst, ist dran'."""
    words = [str(person.full_name), str(person.side_label)]
    if dep:
        words.append(_("standing in"))
    if on:
        words.append(_("has the turn"))
    return ", ".join(word for word in words if word)


def _classes(kind: str, *, on: bool, size: int, dep: bool) -> str:
    words = ["av", f"av-{kind}" if kind else "", "on" if on else "", "dep" if dep else ""]
    return " ".join([*filter(None, words), *([] if size == 24 else [f"x{size}"])])


def avatar(
    person: Person | None, *, on: bool = False, size: int = 24, dep: bool = False, hidden: bool = False
) -> SafeString:
    """One person: square inside, round field, hexagon key account. No person: an empty seat."""
    if person is None:
        return _drawn("av free" + ("" if size == 24 else f" x{size}"), _("Seat not held"), "?", hidden=hidden)
    label, side = accessible_name(person, on=on, dep=dep), str(person.side)
    return _avatar(label, side, str(person.initials), on=on, size=size, dep=dep, hidden=hidden)


# A list shows the same few people on every row.
@lru_cache(maxsize=2048)
def _avatar(
    label: str, side: str, initials: str, *, on: bool, size: int, dep: bool, hidden: bool
) -> SafeString:
    return _drawn(_classes(side_class(side), on=on, size=size, dep=dep), label, initials, hidden=hidden)


def customer_avatar(*, on: bool = False, size: int = 24, name: str = "", hidden: bool = False) -> SafeString:
    """The customer."""
    label = name or _("Customer")
    if on:
        label = f"{label}, {_('has the turn')}"
    classes = _classes("kd", on=on, size=size, dep=False)
    return _drawn(classes, label, pgettext("two letters for customer", "CU"), hidden=hidden)


def _drawn(classes: str, label: str, letters: str, *, hidden: bool) -> SafeString:
    if hidden:
        return format_html(
            '<span class="{}" aria-hidden="true" title="{}">{}</span>', classes, label, letters
        )
    return format_html(
        '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, label, label, letters
    )


def who(
    person: Person | None, *, on: bool = False, full: bool = False, size: int = 24, dep: bool = False
) -> SafeString:
    """Avatar, name, role word."""
    if person is None:
        return format_html(
            '<span class="who">{}{}</span>', avatar(None, size=size, hidden=True), _("Seat not held")
        )
    name = person.full_name if full else person.first_name
    return _who(
        name, str(person.side_label), avatar(person, on=on, size=size, dep=dep, hidden=True),
        language=get_language() or "", on=on, dep=dep,
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _who(name: str, role: str, drawn: SafeString, *, language: str, on: bool, dep: bool) -> SafeString:
    """`language` is that of the words in it, by which it is kept."""
    turn = format_html('<span class="vh">, {}</span>', _("has the turn")) if on else ""
    deputy = format_html('<span class="r">, {}</span>', _("standing in")) if dep else ""
    return format_html(
        '<span class="who">{}<span>{}</span> <span class="r">{}</span>{}{}</span>',
        drawn, name, role, deputy, turn,
    )  # fmt: skip


def role(side: str, label: str) -> SafeString:
    """The role word with its sign, as over the lanes of the process."""
    kind = side_class(side)
    sign = icon(_ROLE_ICONS[kind], size="s") if kind in _ROLE_ICONS else ""
    return format_html('<span class="rl {}">{}{}</span>', kind, sign, label)


def pair(inside: Person | None, outward: Person | None, *, on: object = None, size: int = 24) -> SafeString:
    """The two of a tandem, joined by the rod."""
    left = on in ("inside", "both") or (inside is not None and on == inside)
    right = on in ("outward", "both") or (outward is not None and on == outward)
    return format_html(
        '<span class="pair">{}<span class="rod"></span>{}</span>',
        avatar(inside, on=left, size=size),
        avatar(outward, on=right, size=size),
    )


def waits(person: Person) -> SafeString:
    """This person waits."""
    text = pgettext("this person", "waits")
    return format_html(
        '<span class="wait {}">{}{}</span>', side_class(str(person.side)), avatar(person, size=20), text
    )


def chip(text: object, *, kind: str = "", icon: str = "") -> SafeString:
    """A short mark. Good, warning and danger never by colour alone: they bring an icon."""
    name = icon or _CHIP_ICONS.get(kind, "")
    return format_html('<span class="{}">{}{}</span>', f"chip {kind}".strip(), _icon_s(name), text)


def _icon_s(name: str) -> SafeString:
    return icon(name, size="s") if name else mark_safe("")


def abc(letter: str, *, size: str = "") -> SafeString:
    """A filled, B outlined, C dashed."""
    if not letter:
        return mark_safe("")
    return _abc(letter, f"abc {letter} {size}".strip(), _("class %(letter)s customer") % {"letter": letter})


@lru_cache(maxsize=64)
def _abc(letter: str, classes: str, label: str) -> SafeString:
    return format_html('<span class="{}" role="img" aria-label="{}">{}</span>', classes, label, letter)


def kept(template: str, *, token: str, language: str, **given: Hashable) -> SafeString:
    """A part of the frame. It has some hundred tags, is on every page and mostly the same: equal values in one
    language are drawn once. What a request alone has, the token of its forms, is put in afterwards.
    """
    return mark_safe(_kept(template, language, **given).replace(_TOKEN, escape(token)))  # noqa: S308


# Unlike anything a person or a template writes, and as it is when escaped.
_TOKEN = "the-token-of-this-request-8d1f0c"  # noqa: S105


@lru_cache(maxsize=256)
def _kept(template: str, language: str, **given: Hashable) -> str:
    return render_to_string(template, {**given, "csrf_token": _TOKEN})


def empty(name: str, title: object, text: object = "") -> SafeString:
    """An empty list says what it means."""
    return format_html('<div class="empty">{}<b>{}</b>{}</div>', icon(name, size="xl"), title, text)


def banner_kind(level: str) -> str:
    """The class of a banner for the level of a message."""
    return _BANNERS.get(level, ("info", ""))[0]


def banner_icon(level: str) -> SafeString:
    """The sign of a banner for the level of a message."""
    return icon(_BANNERS.get(level, ("", "info"))[1])


def unbroken(text: object) -> SafeString:
    """Numbers of documents, `26-1184`, are not torn apart at the end of a line."""
    return mark_safe(_NUMBER.sub(r'<span class="nowrap">\g<0></span>', escape(text)))  # noqa: S308  # escaped first


def found(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text with what was looked for marked; drawn here because a list of hits has a hundred pieces."""
    drawn = (f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in pieces)
    return mark_safe("".join(drawn))  # noqa: S308  # each piece is escaped


def meter(value: float, of: float, *, label: str, side: str = "") -> SafeString:
    """A bar filled to a share; the strict content policy forbids widths as styles, so it is drawn."""
    share = 0.0 if of <= 0 else max(0.0, min(100.0, 100.0 * value / of))
    return format_html(
        '<svg class="{}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="meter-f" width="{}" height="6"/></svg>',
        f"meter {side_class(side)}".strip(),
        label,
        f"{share:.1f}",
    )


# Newest is on top: the lower half is the lane the turn came from, the upper half the lane it went to.
_CROSSINGS = {
    ("left", "right"): (
        "M11 34C11 17 29 17 29 0",
        "M11 34C11 27 13.5 22 17 19.5L20 17",
        "M20 17C26 13 29 8 29 0",
    ),
    ("right", "left"): (
        "M29 34C29 17 11 17 11 0",
        "M29 34C29 27 26.5 22 23 19.5L20 17",
        "M20 17C14 13 11 8 11 0",
    ),
    ("left", "left"): ("M11 34V0", "M11 34V17", "M11 17V0"),
    ("right", "right"): ("M29 34V0", "M29 34V17", "M29 17V0"),
}


def _lane(side: str) -> str:
    return "left" if side_class(side) in ("id", "") else "right"


def crossing(giver: str, taker: str) -> SafeString:
    """The place of the Doppelspur where the turn goes from one side to the other."""
    gap, lower, upper = _CROSSINGS[_lane(giver), _lane(taker)]
    return format_html(
        '<svg class="cross" viewBox="0 0 40 34" aria-hidden="true">'
        '<path class="c-lane" d="M29 0V34M11 0V34"/>'
        '<path class="c-gap" d="{}"/><path class="c-{}" d="{}"/><path class="c-{}" d="{}"/></svg>',
        gap, side_class(giver) or "kd", lower, side_class(taker) or "kd", upper,
    )  # fmt: skip


def node(side: str, name: str, *, planned: bool = False) -> SafeString:
    """A point on the Doppelspur: filled when it happened, outlined while planned or the customer's own."""
    kind = side_class(side) or "none"
    full = "" if planned or kind in ("kd", "none") else " full"
    return format_html('<span class="nd {}">{}</span>', kind + full, icon(name, size="s"))
