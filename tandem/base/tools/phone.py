"""Telephone numbers as they stand in lists and as people type them into a search."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from tandem.base.tools import text

MOBILE = "mobile"
FIXED = "fixed"

SHORTEST_FRAGMENT = 3
LONGEST_CELL = 500

# Countries whose extension is simply dialled behind the number ('1234-0', 'Klappe 12').
_EXTENSION_IS_DIALLED = {"DE", "AT", "CH", "LI"}
_CODES = {"DE": "49", "AT": "43", "CH": "41"}
# National with its zero, or with the country code and without '(0)'; what a library must think about is left to it.
_USUAL = re.compile(r"(?:0|(?:\+|00)(49|43|41)[\s/-]?(?!\(0))\(?([1-9][\d\s()/.\-\u2010-\u2015]{4,20})")
# One number and nothing else: area code, at most one separator behind it, an extension at the end.
_ONE_USUAL = re.compile(r"(?:0|(?:\+|00)(?:49|43|41) ?)[1-9]\d{1,4} ?[/ -] ?\d(?: ?\d)*(?: ?- ?\d{1,5})?")
_DACH_CODES = ("49", "43", "41", "423")
_GENERIC = {
    "tel", "telefon", "telefonnummer", "telephone", "phone", "fon", "telnr", "nr", "t", "p", "rufnummer", "no"
}  # fmt: skip

_HARD = re.compile(r"[;\n|]+|,(?=\s*[0+(A-Za-z])|\b(?:oder|or|und|and|bzw\.?|u\.)(?=[\s\d+(])", re.IGNORECASE)
_SLASH = re.compile(r"\s*/\s*(?=\(?(?:\+|00?[1-9])|-\d)|\s/\s+(?=[1-9]\d{3,6}\s*(?:$|[/(]))")
_LABEL_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*[^\W\d_][^()\[\]]*)[)\]]")
_EXTENSION = re.compile(
    r"(?<=\d)[\s,.(]*\b(?:dw|durchwahl|kl|klappe|app|apparat|ext|extension|x)\b[\s.:-]*(\d{1,6})\)?",
    re.IGNORECASE,
)
# What stands behind a first number and means the same number with another end: '-12', '12341'.
_ENDING = re.compile(r"-\s*\d{1,5}\b|[1-9]\d{3,6}\s*(?:$|[/(])")
_WORDS = re.compile(r"[^\W\d_][\w.&äöüß -]*?(?=[\d+(:]|$)|:")
_SHORTENED = re.compile(r"^\s*\d[.,]?\d*E\+?\d+\s*$", re.IGNORECASE)
_LEADING_WORD = re.compile(
    r"^\s*(?:telefonnummer|telefon|tel|fon|phone|mobil|mobile|handy|fax)\b[\s.:]*", re.IGNORECASE
)


@dataclass(frozen=True)
class Phone:
    """One number in E.164 with what the list says about it ('Zentrale') and whether it is a mobile."""

    e164: str
    label: str = ""
    kind: str = FIXED


class PhoneError(ValueError):
    """This is no telephone number; `found` are the good numbers that stood beside the bad one."""

    def __init__(self, reason: str, *, found: tuple[Phone, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found


def parse(raw: object, *, country: str) -> list[Phone]:
    """The numbers that stand in one cell, in E.164; a number without country code is one of `country`.

    An empty cell gives no number. Raises PhoneError when something in it is no number.
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return [_from_digits(_digits_of_number(raw), country=country)]
    cell = text.clean(unicodedata.normalize("NFKC", str(raw or "")), lines=True)
    if not cell:
        return []
    if len(cell) > LONGEST_CELL:
        raise PhoneError(_("This text is too long for a phone number."))
    if _ONE_USUAL.fullmatch(cell) and (usual := _checked_quickly(cell, country=country)):
        return [usual]
    if _SHORTENED.match(cell) and "e" in cell.casefold():
        raise PhoneError(_("The spreadsheet has shortened this number, its last digits are lost."))
    return _several(cell, country=country)


def search_terms(e164: str) -> set[str]:
    """All ends of the number's digits, so that a prefix match on them finds any part of the number."""
    digits = _only_digits(e164)
    return {digits[start:] for start in range(len(digits) - SHORTEST_FRAGMENT + 1)}


def query_digits(query: str) -> str | None:
    """The digits to look for when a query looks like part of a phone number, else nothing.

    The zeros and the '(0)' that are dialled only inside a country are left out, because the stored number
    has none: '0731/12 34' and '+49 (0)731 12 34' both find +49 731 1234.
    """
    typed = _LEADING_WORD.sub("", unicodedata.normalize("NFKC", query)).strip()
    if re.search(r"[^\d\s+()/.\-\u2010-\u2015\u2212]", typed):
        return None
    digits = _only_digits(typed)
    if typed.lstrip("( ").startswith("+") or digits.startswith("00"):
        digits = _only_digits(re.sub(r"\(\s*0\s*\)", "", typed)).lstrip("0")
        for code in _DACH_CODES:
            if digits.startswith(code + "0"):
                digits = code + digits[len(code) :].lstrip("0")
    digits = digits.lstrip("0")
    return digits if len(digits) >= SHORTEST_FRAGMENT else None


def _several(cell: str, *, country: str) -> list[Phone]:
    found: list[Phone] = []
    whole: Phone | None = None
    reason = ""
    for part in _parts(cell, country=country):
        try:
            phone = _one(part, country=country, before=whole)
        except PhoneError as error:
            reason = reason or error.reason
            continue
        whole = whole if whole is not None and _ENDING.match(part.strip()) else phone
        if all(phone.e164 != known.e164 for known in found):
            found.append(phone)
    if reason or not found:
        raise PhoneError(reason or _("There is no phone number in this text."), found=tuple(found))
    return found


def _parts(cell: str, *, country: str) -> Iterator[str]:
    """A slash is a separator only where whole numbers stand on both sides ('0731/1234' is one number)."""
    outside = re.sub(r"\([^()]*\)", lambda match: match.group().replace(",", " ").replace(";", " "), cell)
    for part in _HARD.split(outside):
        start = 0
        for slash in _SLASH.finditer(part):
            left, right = part[start : slash.start()], part[slash.end() :]
            counts = _is_number(left, country) or (start > 0 and _ENDING.match(left))
            if counts and (_ENDING.match(right) or _starts_a_number(right, country)):
                yield left
                start = slash.end()
        if part[start:].strip():
            yield part[start:]


def _starts_a_number(right: str, country: str) -> bool:
    return _is_number(right.split("/", maxsplit=1)[0], country) or _is_number(right, country)


def _is_number(part: str, country: str) -> bool:
    try:
        _one(part, country=country, before=None)
    except PhoneError:
        return False
    return True


def _one(part: str, *, country: str, before: Phone | None) -> Phone:
    number, label = _without_label(part)
    number, extension = _without_extension(number, country=country)
    digits = _only_digits(number)
    if not digits:
        raise PhoneError(_("There is no phone number in this text."))
    if before is not None and _ENDING.match(number):
        return _sibling(before, number, label=label)
    number = _with_plus(number, country=country)
    international = number.lstrip("( ").startswith(("+", "00"))
    if not international and not number.lstrip("( ").startswith("0") and digits == number.strip():
        phone = _from_digits(digits, country=country)
    else:
        phone = _checked(number, country=country)
    if extension:
        label = " ".join(filter(None, (label, _("extension %(digits)s") % {"digits": extension})))
    return Phone(e164=phone.e164, label=text.clean(label, limit=60), kind=phone.kind)


def _without_label(part: str) -> tuple[str, str]:
    labels: list[str] = []

    def keep(match: re.Match[str]) -> str:
        words = match.group(1) if match.re is _LABEL_IN_BRACKETS else match.group()
        labels.append(words.strip(" .:-,/"))
        return " "

    number = part if _EXTENSION.search(part) else _LABEL_IN_BRACKETS.sub(keep, part)
    if not _EXTENSION.search(number):
        number = _WORDS.sub(keep, number)
    else:
        head = re.match(r"\s*[^\W\d_][^\d+(]*", number)
        if head:
            labels.append(head.group().strip(" .:-,/"))
            number = number[head.end() :]
    wanted = [label for label in labels if label and text.name_key(label) not in _GENERIC]
    return number.strip(" \t\n,;:."), ", ".join(wanted)


def _without_extension(number: str, *, country: str) -> tuple[str, str]:
    match = _EXTENSION.search(number)
    if match is None:
        return number, ""
    if country in _EXTENSION_IS_DIALLED:
        return number[: match.start()] + "-" + match.group(1), ""
    return number[: match.start()], match.group(1)


def _sibling(before: Phone, ending: str, *, label: str) -> Phone:
    """'1234-0 / -12' changes the extension (the switchboard's is 0), '12340 / 12341' the last digits."""
    digits = _only_digits(ending)
    if ending.startswith("-") and before.e164.endswith("0"):
        stem = before.e164[:-1]
    else:
        stem = before.e164[: -len(digits)]
    phone = _checked(stem + digits, country="")
    return Phone(e164=phone.e164, label=text.clean(label, limit=60), kind=phone.kind)


def _with_plus(number: str, *, country: str) -> str:
    """'49 731 12340': the country code was written without its plus."""
    code = phonenumbers.country_code_for_region(country) if country else 0
    return "+" + number if code and re.match(rf"{code}[\s/(-]", number) else number


def _digits_of_number(raw: float) -> str:
    if not math.isfinite(raw) or raw < 0 or raw != int(raw):
        raise PhoneError(_("There is no phone number in this text."))
    return str(int(raw))


def _from_digits(digits: str, *, country: str) -> Phone:
    """Bare digits: a spreadsheet has taken the leading zero or the plus away."""
    code = str(phonenumbers.country_code_for_region(country)) if country else ""
    spellings = ["0" + digits, "+" + digits]
    if len(digits) < 8:
        raise PhoneError(_("The area code is missing."))
    if country not in _EXTENSION_IS_DIALLED:
        spellings.insert(0, digits)
    elif code and digits.startswith(code) and len(digits) >= 10:
        spellings.reverse()
    for spelling in spellings:
        try:
            return _checked(spelling, country=country)
        except PhoneError:
            continue  # the next spelling may be the right one; none of them is told below
    raise PhoneError(_("This is not a valid phone number."))


def _checked(number: str, *, country: str) -> Phone:
    return _checked_quickly(number, country=country) or _checked_slowly(number, country=country)


def _checked_quickly(number: str, *, country: str) -> Phone | None:
    """A good number of Germany, Austria or Switzerland in a usual spelling; nothing where that is not sure.

    Most cells of a list are such numbers, and the library needs most of its time to find out what they are.
    """
    match = _USUAL.fullmatch(number)
    code = (match[1] or _CODES.get(country)) if match else None
    if match is None or code is None:
        return None
    national = _only_digits(match[2])
    parsed = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(national))
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.UNKNOWN:
        return None
    return Phone(e164=f"+{code}{national}", kind=MOBILE if kind == PhoneNumberType.MOBILE else FIXED)


def _checked_slowly(number: str, *, country: str) -> Phone:
    try:
        parsed = phonenumbers.parse(number, country or None)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise PhoneError(_("The country code is missing or does not exist.")) from error
        if error.error_type == NumberParseException.TOO_LONG:
            raise PhoneError(_("The phone number is too long.")) from error
        raise PhoneError(_("There is no phone number in this text.")) from error
    parsed.extension = None
    # A number without a type is not valid; asking for both would test every pattern twice.
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.UNKNOWN:
        raise PhoneError(_why_not(parsed))
    mobile = kind == PhoneNumberType.MOBILE
    return Phone(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164), kind=MOBILE if mobile else FIXED
    )


def _why_not(parsed: phonenumbers.PhoneNumber) -> str:
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        return _("The phone number is too long.")
    if possible == phonenumbers.ValidationResult.TOO_SHORT or len(str(parsed.national_number)) < 6:
        return _("The phone number is too short.")
    return _("This is not a valid phone number.")


def _only_digits(number: str) -> str:
    return "".join(character for character in number if character in "0123456789")
