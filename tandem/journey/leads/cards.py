"""A business card as values for a lead: a vCard file, or the signature under a pasted e-mail. Nothing is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import phone, text, validation
from tandem.base.tools.errors import Refused
from tandem.essentials.customers.duplicates.keys import domain_of

LARGEST = 200_000
# A signature has some twenty lines; what is pasted with it is the mail.
LINES_LOOKED_AT = 40


class NotACard(Refused):
    """Nothing in the text is a card or a signature."""


@dataclass(slots=True, kw_only=True)
class Card:
    """What a card says, in the fields of a new lead."""

    company: str = ""
    salutation: str = ""
    first_name: str = ""
    last_name: str = ""
    function: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    website: str = ""

    def values(self) -> dict[str, str]:
        """As the form for a lead begins with them."""
        names = (
            "company", "salutation", "first_name", "last_name", "function", "street", "postcode", "city", "website",
        )  # fmt: skip
        found = {name: text.clean(getattr(self, name), limit=200) for name in names}
        phones, emails = dict.fromkeys(self.phones), dict.fromkeys(self.emails)
        return {**found, "country": self.country, "phone": "; ".join(phones), "email": "; ".join(emails)}

    @property
    def says_anything(self) -> bool:
        return bool(self.company or self.last_name or self.phones or self.emails)


def read(written: str | bytes, *, country: str) -> Card:
    """A vCard or a signature, whichever it is. Refuses what is neither."""
    if len(written) > LARGEST:
        raise NotACard(_("This is too large for a card. A card has a few lines."))
    shown = _decoded(written) if isinstance(written, bytes) else written
    shown = shown.replace("\x00", "")
    card = _vcard(shown) if "BEGIN:VCARD" in shown.upper() else _signature(shown, country=country)
    card.country = card.country or country
    if not card.says_anything:
        raise NotACard(_("No name, number or address was found in this text."))
    return card


def _decoded(raw: bytes) -> str:
    """UTF-8 as the standard says; older programs write in the code page of Windows."""
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding; latin-1 below reads any bytes
    return raw.decode("latin-1")


# --- vCard


def _vcard(written: str) -> Card:
    """The first card of a file."""
    begins = written.upper().index("BEGIN:VCARD")
    import vobject  # 8 MB that only a card needs

    try:
        found = vobject.readOne(written[begins:], ignoreUnreadable=True, allowQP=True)
    except Exception as error:  # vobject lets through whatever its parts raise: KeyError, ValueError, its own
        raise NotACard(_("This vCard cannot be read. Paste the signature instead.")) from error
    if found is None or found.name != "VCARD":
        raise NotACard(_("This vCard cannot be read. Paste the signature instead."))
    card = Card(
        company=_first(found, "org"), function=_first(found, "title") or _first(found, "role"),
        website=_first(found, "url"), phones=_phones(found), emails=_all(found, "email"),
    )  # fmt: skip
    _name(card, found)
    _place(card, found)
    return card


def _all(found: Any, name: str) -> list[str]:
    values = (_plain(line.value) for line in found.contents.get(name, []))
    return [value for value in values if value][:6]


def _first(found: Any, name: str) -> str:
    return next(iter(_all(found, name)), "")


def _plain(value: Any) -> str:
    """A value as text; of 'company; department' the company."""
    if isinstance(value, list | tuple):
        value = next((one for one in value if one), "")
    return text.clean(str(value or ""), limit=200)


def _phones(found: Any) -> list[str]:
    """The numbers of a card without faxes: nobody is called there."""
    kept = []
    for line in found.contents.get("tel", []):
        kinds = " ".join(str(one) for values in line.params.values() for one in values)
        kinds += " ".join(str(one) for one in getattr(line, "singletonparams", []))
        if "fax" not in kinds.lower() and "pager" not in kinds.lower():
            kept.append(_plain(line.value).removeprefix("tel:"))
    return [one for one in kept if one][:6]


def _name(card: Card, found: Any) -> None:
    parts = getattr(next(iter(found.contents.get("n", [])), None), "value", None)
    if parts is not None and hasattr(parts, "family"):
        card.last_name, card.first_name = _plain(parts.family), _plain(parts.given)
        prefix = _plain(parts.prefix)
        card.salutation = prefix if prefix in ("Frau", "Herr") else ""
    if not card.last_name:
        _split_name(card, _first(found, "fn"))


def _place(card: Card, found: Any) -> None:
    lines = found.contents.get("adr", [])
    work = [line for line in lines if "work" in str(line.params).lower()]
    parts = getattr(next(iter(work or lines), None), "value", None)
    if parts is None or not hasattr(parts, "street"):
        return
    card.street, card.postcode, card.city = _plain(parts.street), _plain(parts.code), _plain(parts.city)
    card.country = _COUNTRIES.get(text.fold(_plain(parts.country)), "")


_COUNTRIES = {
    "deutschland": "DE", "germany": "DE", "de": "DE", "oesterreich": "AT", "austria": "AT", "at": "AT",
    "schweiz": "CH", "switzerland": "CH", "suisse": "CH", "ch": "CH", "liechtenstein": "LI", "li": "LI",
}  # fmt: skip

# --- signature

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_WEB = re.compile(
    r"\b(?:https?://)?(?:www\.)?[a-z0-9äöü-]{2,63}(?:\.[a-z0-9-]{2,63})?\.[a-z]{2,12}(?:/[\w./-]{0,80})?\b",
    re.I,
)
_LEGAL = re.compile(
    r"(?:^|\s)(?:GmbH|AG|KG|OHG|OG|UG|SE|e\.\s?K\.|GbR|Sàrl|SA|Ges\.?m\.?b\.?H\.?|Ltd\.?|KGaA|eG)(?:\s|$|,|&)"
)
_PLACE = re.compile(r"\b(?:(D|A|CH|FL|DE|AT|LI)[\s-]{1,2})?(\d{4,5})\s+([A-ZÄÖÜ][^\d,|;•·]{1,60})")
_STREET = re.compile(
    r"([A-ZÄÖÜ][\w.\-äöüß ]{1,60}?(?:str(?:aße|asse|\.)?|weg|gasse|platz|allee|ring|damm|ufer|hof|park|graben|feld)"
    r"\s*\d{1,4}\s?[a-z]?(?:\s?[-/]\s?\d{1,4}\s?[a-z]?)?)(?=$|[,|;•·\s])", re.I,
)  # fmt: skip
_FAX = re.compile(r"\b(?:tele)?fax\b|^\s*F\s*[:.+]", re.I)
_PHONE = re.compile(r"(?:\+|\(\+|00|0)[\d\s()/.\-–]{6,24}\d")
_FUNCTION = re.compile(
    r"leit(?:er|ung)|einkauf|einkäufer|geschäftsführ|vertrieb|manager|ingenieur|technik(?:er|erin)?\b|assistenz|"
    r"prokurist|"
    r"meister|inhaber|vorstand|direktor|director|head of|sales|purchas|engineer|projekt|produktion|instandhaltung|"
    r"referent|sachbearbeit|logistik|chef|ceo|cto|cfo|buyer|officer", re.I,
)  # fmt: skip
_GREETING = re.compile(
    r"(?:mit )?(?:freundliche[nm]|beste[nm]?|viele|schöne|herzliche[nm]?|liebe) (?:gr[üu](?:ß|ss)e[n]?|gr[üu](?:ß|ss))"
    r"|^mfg\b|^(?:kind|best) regards|^--\s*$|^lg\b", re.I,
)  # fmt: skip
_NAME_WORD = re.compile(r"[A-ZÄÖÜ][\wäöüßéèáàç'’.-]*\Z")
_TITLES = {
    "dr.",
    "dr",
    "prof.",
    "prof",
    "dipl.-ing.",
    "dipl.-kfm.",
    "ing.",
    "mag.",
    "di",
    "b.sc.",
    "m.sc.",
    "dipl.-wirt.-ing.",
}
_SMALL_PARTS = {"von", "van", "de", "zu", "der", "den", "vom", "zum"}


def _signature(written: str, *, country: str) -> Card:
    """What the lines below a mail say. Each line gives what it is recognised by; the rest may be name and company."""
    lines = _signed(text.clean(written, lines=True).splitlines())
    card = Card()
    left = [rest for line in lines if (rest := _taken_out(card, line, country=country))]
    for line in left:
        if not card.company and _LEGAL.search(line):
            card.company = line
        elif not card.function and _FUNCTION.search(line) and not _looks_like_a_name(line):
            card.function = line[:120]
        elif not card.last_name and _looks_like_a_name(line):
            _split_name(card, line)
    if not card.last_name:
        _name_from_email(card)
    if not card.website:
        card.website = _site_of(card.emails)
    return card


def _signed(lines: list[str]) -> list[str]:
    """The lines from the last greeting on, or all where there is none."""
    kept = [line.strip(" \t|•·*_") for line in lines if line.strip()]
    greetings = [index for index, line in enumerate(kept) if _GREETING.search(line[:80])]
    begins = greetings[-1] if greetings else 0
    return [_GREETING.sub("", line[:300]).strip(" ,") for line in kept[begins : begins + LINES_LOOKED_AT]]


def _taken_out(card: Card, line: str, *, country: str) -> str:
    """Take addresses and numbers out of a line; what is left of it."""
    for found in _EMAIL.findall(line):
        try:
            card.emails.append(validation.email(found))
        except validation.InvalidValue:
            continue  # something with an @ that is no address
    line = _EMAIL.sub(" ", line)
    if _FAX.search(line) and not re.search(r"\btel|\bfon|\bmobil", line, re.I):
        return ""
    line = _FAX.split(line)[0] if _FAX.search(line) else line
    line = _take_place(card, line)
    line = _take_phones(card, line, country=card.country or country)
    web = _WEB.search(line)
    if web and not card.website:
        card.website, line = web.group(), line.replace(web.group(), " ")
    rest = _LABEL.sub(" ", line).strip(" ,|•·-–:")
    return rest if re.search(r"\w", rest) else ""


# One letter is a label at the beginning of a part only: 'Ges.m.b.H.' is none.
_LABEL = re.compile(
    r"\b(?:e-?mail|mail|web|internet|tel|telefon|mobil|fon|phone|mobile)\s*[.:]+\s*|(?:^|[|,;])\s*[tmew]\s*[.:]+\s*",
    re.I,
)


def _take_place(card: Card, line: str) -> str:
    street = None if card.street else _STREET.search(line)
    if street:
        card.street, line = street.group(1).strip(), line.replace(street.group(1), " ")
    place = None if card.postcode else _PLACE.search(line)
    if place:
        mark, card.postcode, city = place.groups()
        card.city = city.split("  ")[0].strip(" ,-–")
        card.country = {"D": "DE", "A": "AT", "FL": "LI"}.get(mark or "", mark or "")
        card.country = card.country or ("DE" if len(card.postcode) == 5 else "")
        line = line.replace(place.group(), " ")
    return line


def _take_phones(card: Card, line: str, *, country: str) -> str:
    for found in _PHONE.findall(line):
        try:
            phone.parse(found, country=country)
        except phone.PhoneError:
            continue  # digits that are no number: a register entry, a bank account
        card.phones.append(found.strip())
        line = line.replace(found, " ")
    return line


def _looks_like_a_name(line: str) -> bool:
    words = [
        word for word in line.replace(",", " ").split() if word.lower() not in _TITLES | {"herr", "frau"}
    ]
    if not 2 <= len(words) <= 4 or _LEGAL.search(line) or any(char.isdigit() for char in line):
        return False
    if _FUNCTION.search(line) and not line.lower().startswith(("herr ", "frau ")):
        return False
    return all(_NAME_WORD.match(word) or word in _SMALL_PARTS for word in words)


def _split_name(card: Card, written: str) -> None:
    """'Dr. Petra von Ahn' is Petra, von Ahn; 'Ahn, Petra' the other way round."""
    words = text.clean(written, limit=120).split()
    if words and words[0] in ("Frau", "Herr"):
        card.salutation = words.pop(0)
    words = [word for word in words if word.lower() not in _TITLES]
    if len(words) > 1 and words[0].endswith(","):
        words = [*words[1:], words[0].rstrip(",")]
    small = next(
        (index for index, word in enumerate(words) if index and word in _SMALL_PARTS), len(words) - 1
    )
    card.first_name, card.last_name = " ".join(words[:small]), " ".join(words[small:])


def _name_from_email(card: Card) -> None:
    """'petra.ahn@firma.de' is Petra Ahn where nothing else says a name."""
    local = card.emails[0].partition("@")[0] if card.emails else ""
    parts = local.split(".")
    if len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts):
        card.first_name, card.last_name = parts[0].capitalize(), parts[1].capitalize()


def _site_of(emails: list[str]) -> str:
    domain = domain_of(emails[0]) if emails else ""
    return f"www.{domain}" if domain else ""
