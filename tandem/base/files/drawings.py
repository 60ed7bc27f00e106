"""Drawings (SVG) that come from outside: only what draws is kept, and what would reach out of the file is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused

SVG = "http://www.w3.org/2000/svg"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_GROUPS = {"svg", "g", "defs", "symbol", "use", "clipPath", "mask", "a", "switch"}
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_PAINT = {"linearGradient", "radialGradient", "stop", "style"}
_KEPT = _GROUPS | _SHAPES | _PAINT
# These do harm or look different elsewhere. All else draws nothing: titles, what a program keeps for itself.
_REFUSED = {
    "script", "foreignObject", "iframe", "image", "text", "animate", "animateMotion", "animateTransform", "set",
    "filter", "pattern", "marker",
}  # fmt: skip
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.IGNORECASE)
# What a drawing may come to once everything it repeats is drawn, and how deep it may lie.
MOST_PARTS, DEEPEST = 20_000, 60
Xml.register_namespace("", SVG)
Xml.register_namespace("xlink", "http://www.w3.org/1999/xlink")


class NotADrawing(Refused):
    """The file is no drawing that may be printed; the sentence says why."""

    status = 422


def cleaned(content: bytes) -> str:
    """The drawing with nothing but what draws. Refuses scripts, outside references, and what cannot be drawn safely."""
    root = _parsed(content)
    if root.tag != f"{{{SVG}}}svg":
        raise NotADrawing(_("This is no SVG drawing."))
    _refuse_outside(root)
    drawing = _copied(root, 0)
    if not any(_name(part) in _SHAPES for part in drawing.iter()):
        raise NotADrawing(_("Nothing is drawn in this SVG."))
    _bound(drawing)
    return Xml.tostring(drawing, encoding="unicode")


def _parsed(content: bytes) -> Xml.Element:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotADrawing(_("This SVG is not written in UTF-8. Save it once more.")) from error
    # Entities are how a small file becomes a huge one, or reads another; drawings need none.
    if "<!ENTITY" in text:
        raise NotADrawing(_("This SVG declares entities. Save it once more as “plain SVG”."))
    try:
        return Xml.fromstring(text)  # noqa: S314
    except Xml.ParseError as error:
        raise NotADrawing(_("This SVG cannot be read. Save it once more.")) from error


def _name(element: Xml.Element) -> str:
    return element.tag.removeprefix(f"{{{SVG}}}") if isinstance(element.tag, str) else ""


def _refuse_outside(root: Xml.Element) -> None:
    for element in root.iter():
        name = _name(element)
        if name in _REFUSED:
            raise NotADrawing(
                _(
                    "This SVG contains <%(name)s>, which is not printed. Turn texts into paths, or upload a PNG."
                )
                % {"name": name}
            )
        words = [element.text or ""] if name == "style" else []
        for key, value in element.attrib.items():
            if key.lower().startswith("on"):
                raise NotADrawing(_("This SVG contains a script. Save it without."))
            if name in _KEPT and key in _HREF and not value.startswith("#"):
                raise NotADrawing(
                    _("This SVG refers to something outside itself. Save it with all it needs.")
                )
            words.append(value)
        if any(not target.startswith("#") for word in words for target in _URL.findall(word)) or any(
            "@import" in word.lower() for word in words
        ):
            raise NotADrawing(_("This SVG refers to something outside itself. Save it with all it needs."))


def _copied(element: Xml.Element, depth: int) -> Xml.Element:
    if depth > DEEPEST:
        raise _too_intricate()
    kept = Xml.Element(element.tag)
    kept.text = element.text if _name(element) == "style" else None
    for key, value in element.attrib.items():
        if key in _HREF:
            kept.set("{http://www.w3.org/1999/xlink}href", value)
        elif not key.startswith("{"):
            kept.set(key, value)
    kept.extend([_copied(child, depth + 1) for child in element if _name(child) in _KEPT])
    return kept


def _too_intricate() -> NotADrawing:
    return NotADrawing(
        _("This drawing is too intricate for a letterhead. Save a simpler one, or upload a PNG.")
    )


def _bound(root: Xml.Element) -> None:
    """Refuse what grows when it is drawn: parts that repeat parts that repeat parts."""
    by_id = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    css = {target for style in root.iter(f"{{{SVG}}}style") for target in _targets([style.text or ""])}
    for target in css & by_id.keys():
        # What a style names may hang on anything, so it has to stand by itself.
        if any(part.get("class") or list(_referred(part)) for part in by_id[target].iter()):
            raise _too_intricate()
    sizes: dict[int, int] = {}

    def size(element: Xml.Element, above: frozenset[int]) -> int:
        if id(element) in above:
            raise _too_intricate()
        if id(element) not in sizes:
            within = above | {id(element)}
            parts = [*element, *(by_id[name] for name in _referred(element) if name in by_id)]
            sizes[id(element)] = 1 + sum(size(part, within) for part in parts)
        if sizes[id(element)] > MOST_PARTS or len(above) > 4 * DEEPEST:
            raise _too_intricate()
        return sizes[id(element)]

    size(root, frozenset())


def _referred(element: Xml.Element) -> Iterator[str]:
    """The parts of the drawing that an element draws with or once more."""
    for key, value in element.attrib.items():
        if key in _HREF:
            yield value.removeprefix("#")
    yield from _targets(value for key, value in element.attrib.items() if key not in _HREF)


def _targets(words: Iterator[str] | list[str]) -> Iterator[str]:
    for word in words:
        for target in _URL.findall(word):
            yield target.removeprefix("#")
