"""The agreement as PDF, in the house's type; text extractable, by Typst."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.design.typesetting import typeset
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook.agreement.text import Content, Line, Wording

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "playbook" / "agreement.typ"


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
    return typeset(_TEMPLATE, data=data, at=published_at, pictures=people.letterhead())


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
