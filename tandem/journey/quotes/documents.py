"""Quotes and confirmations as PDF: the company's letter, German or English, text extractable, by Typst."""

from __future__ import annotations

import re
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.design import formats, typesetting
from tandem.base.design.filters import phone
from tandem.essentials.people.models import Company, User
from tandem.journey.quotes.models.kinds import ITEM

_TEMPLATE = Path(__file__).resolve().parent / "templates" / "quotes" / "quote.typ"
# Beyond this a single text is a mistake, and only slows the setting down.
LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One line as it is printed; everything is text already.

    Its kind is one of quote lines (item, text, section, page_break) or `subtotal`, which closes a section.
    """

    position: str = ""
    text: str = ""
    quantity: str = ""
    price: str = ""
    discount: str = ""
    net: str = ""
    remark: str = ""
    kind: str = ITEM
    is_counted: bool = True
    # What the items come to up to here; carried over where a page ends.
    running: str = ""
    # The name of what stands beside the text, if it is one of the letter's `pictures`.
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One row under the lines."""

    label: str
    amount: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A document in words. `people` are (role, name, phone, mail), `meta` and `terms` are (label, text)."""

    language: str
    title: str
    subject: str
    customer: str
    date: str
    sender: str
    recipient: list[str]
    meta: list[list[str]]
    opening: list[str]
    columns: list[str]
    lines: list[Position]
    sums: list[Sum]
    terms: list[list[str]]
    closing: list[str]
    people: list[list[str]]
    signature: list[str]
    company: str
    footer: list[list[str]]
    page: str
    draft: str = ""
    # What may be ordered as well, in a table of its own below the sums.
    options: list[Position] = field(default_factory=list)
    options_title: str = ""
    # "Carried over" in the letter's language; empty where nothing is.
    carried: str = ""
    keywords: list[str] = field(default_factory=list)
    # Drawings (SVG) by name; `logo` is the one in the head, in the place of the company's name.
    pictures: dict[str, str] = field(default_factory=dict)


def render(letter: Letter, *, at: datetime) -> bytes:
    """The letter as PDF/A; the same letter at the same moment gives the same bytes."""
    return typesetting.typeset(_TEMPLATE, data=_data(letter), at=at, archived=True, pictures=letter.pictures)


def begin(letter: Letter, *, at: datetime) -> Future[bytes]:
    """The same, made while the caller goes on."""
    return typesetting.begin(_TEMPLATE, data=_data(letter), at=at, archived=True, pictures=letter.pictures)


def _data(letter: Letter) -> dict[str, Any]:
    data = asdict(replace(letter, pictures={}))
    data["lang"] = data.pop("language")
    return data


# --- what every letter says about us


def footer(company: Company) -> list[list[str]]:
    """Four columns: who we are, how to reach us, register and tax, bank."""
    city = f"{company.postcode} {company.city}".strip()
    vat = _("VAT no. %(number)s") % {"number": company.vat_number} if company.vat_number else ""
    columns = [
        [company.name, company.street, city],
        [phone(company.phone), company.email, company.website],
        [*_parts(company.registration), vat],
        _parts(company.bank),
    ]
    return [column for column in ([part for part in column if part] for column in columns) if column]


def _parts(text: str) -> list[str]:
    """What was typed in one line with commas or dots between, one below the other."""
    return [part.strip() for part in re.split(r",|·", text) if part.strip()]


def sender(company: Company) -> str:
    """The small line over the address."""
    city = f"{company.postcode} {company.city}".strip()
    return " · ".join(part for part in (company.name, company.street, city) if part)


def person(role: str, user: User) -> list[str]:
    """A colleague as the letter names them."""
    return [part for part in (role, user.full_name, phone(user.phone), user.email) if part]


def written(value: date, *, language: str) -> str:
    """A date as the letter writes it."""
    return formats.plain_date(value, language=language)
