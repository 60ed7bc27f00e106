"""Quotes and confirmations as PDF: the company's letter, German or English, text extractable, by Typst."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.design.filters import phone
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import Company, User

_TEMPLATES = Path(__file__).resolve().parent / "templates" / "quotes"
# The build puts Instrument Sans here as TrueType, so that a letter looks the same on every machine.
_FONTS = Path(__file__).resolve().parents[2] / "base" / "design" / "static" / "fonts"
# The compiler keeps fonts and parsed sources; it is used by one thread at a time (20 ms a document).
_one_at_a_time = threading.Lock()
# Beyond this a single text is a mistake, and only slows the setting down.
LONGEST_TEXT = 60_000


class NotPrintable(Refused):
    """The document could not be set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One line as it is printed; everything is text already."""

    position: str
    text: str
    quantity: str
    price: str
    discount: str
    net: str
    remark: str = ""
    optional: bool = False


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
    keywords: list[str] = field(default_factory=list)


def render(letter: Letter, *, at: datetime) -> bytes:
    """The letter as PDF; the same letter at the same moment gives the same bytes."""
    data = asdict(letter)
    data["lang"] = data.pop("language")
    with _one_at_a_time:
        try:
            pdf = _compiler().compile(
                input=_source(),
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise NotPrintable(str(error)) from error
        finally:
            _forget()
    assert isinstance(pdf, bytes)  # one file, because no output path is given
    return pdf


def _forget() -> None:
    """Let the compiler drop what it keeps of earlier letters.

    It remembers its steps for ten documents, 2 MB a letter, and no letter is like another. Empty ones, which take a
    millisecond, make it forget sooner: each process then keeps 10 MB instead of 33.
    """
    for _empty in range(2):
        _compiler().compile(input=b"", format="svg", sys_inputs={})


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(font_paths=[_FONTS] if _FONTS.is_dir() else [])
    return typst.Compiler(root=_TEMPLATES, font_paths=fonts)


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (_TEMPLATES / "quote.typ").read_bytes()


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
    """What was typed in one line with commas, one below the other."""
    return [part.strip() for part in text.split(",") if part.strip()]


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
