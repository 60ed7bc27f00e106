"""The agreement as PDF, in the house's type; text extractable, by Typst."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook.agreement.text import Content, Line, Wording

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "playbook" / "agreement.typ"
_FONTS = Path(__file__).resolve().parents[3] / "base" / "design" / "static" / "fonts"
# The compiler keeps fonts and parsed sources; it is used by one thread at a time.
_one_at_a_time = threading.Lock()


class NotPrintable(Refused):
    """The document could not be set."""


def render(
    content: Content,
    *,
    language: str,
    company: str,
    publisher: User,
    published_at: datetime,
    whole: bool = True,
) -> bytes:
    """A version as PDF; the same content gives the same bytes. An excerpt says that it is one."""
    with translation.override(language):
        data = _data(content, language=language, company=company, publisher=publisher, at=published_at)
        data["excerpt"] = "" if whole else _("Excerpt: the rules that concern you.")
    with _one_at_a_time:
        try:
            pdf = _compiler().compile(
                input=_TEMPLATE.read_bytes(),
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                timestamp=int(published_at.timestamp()),
            )
        except typst.TypstError as error:
            raise NotPrintable(str(error)) from error
    assert isinstance(pdf, bytes)  # one file, because no output path is given
    return pdf


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(font_paths=[_FONTS] if _FONTS.is_dir() else [])
    return typst.Compiler(root=_TEMPLATE.parent, font_paths=fonts)


def _data(
    content: Content, *, language: str, company: str, publisher: User, at: datetime
) -> dict[str, object]:
    text = content.texts[language]
    day = formats.plain_date(timezone.localdate(at), language=language)
    return {
        "lang": language,
        "title": _("How we work together"),
        "subtitle": _("Agreement between inside and field sales, version %(number)d")
        % {"number": content.number},
        "company": company,
        "date": day,
        "preamble": [part for part in content.preamble.splitlines() if part.strip()],
        "how": _(
            "Of several rules about one thing the nearest holds: the customer's own, the tandem's, the class's, "
            "everybody's."
        ),
        "sections": [
            {"label": section.label, "lines": [_line(line) for line in section.lines]}
            for section in text.sections
        ],
        "given_up": _("No longer agreed") if text.given_up else "",
        "gone": [_wording(one) for one in text.given_up],
        "before": _("So far:"),
        "published": _("Published on %(day)s by %(name)s.") % {"day": day, "name": publisher.full_name},
        "page": _("Page {n} of {m}"),
    }


def _line(line: Line) -> dict[str, str]:
    before = line.before.whole if line.before is not None else ""
    return {**_wording(line.now), "mark": line.mark_words, "before": before}


def _wording(wording: Wording) -> dict[str, str]:
    return {"about": wording.about, "words": wording.words, "effect": wording.effect}
