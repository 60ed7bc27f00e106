"""The single cells of a customer list: what they mean, or a sentence that says why they cannot be taken."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from tandem.base.tools import money, phone, text, validation
from tandem.base.tools.phone import Phone
from tandem.surfaces.exchange import countries

Cell = str | float | int | bool | date | datetime | time | timedelta | None

CLASSES = ("A", "B", "C")
_FIRST_EXCEL_DAY = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2099, 12, 31)
_MONTH_NAMES = (
    "jan januar january jaen jaenner",
    "feb februar february feber",
    "mar mrz maerz maer march",
    "apr april",
    "mai may",
    "jun juni june",
    "jul juli july",
    "aug august",
    "sep sept september",
    "okt oct oktober october",
    "nov november",
    "dez dec dezember december",
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}


class ValueProblem(ValueError):
    """The value is left out; `taken` are the good parts of a cell with several ('a@b.de; nonsense')."""

    def __init__(self, reason: str, *, taken: tuple[str, ...] = (), phones: tuple[Phone, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.taken = taken
        self.phones = phones


@dataclass(frozen=True)
class Person:
    """A contact's name in its parts; `salutation` is 'mr', 'ms' or nothing."""

    last: str
    first: str = ""
    title: str = ""
    salutation: str = ""


@dataclass(frozen=True)
class Postcode:
    """A postcode, and whether its lost leading zero was put back (to be reported)."""

    code: str
    repaired: bool = False


def as_text(cell: Cell, *, limit: int | None = None, lines: bool = False) -> str:
    """The cell as a person reads it: 10401.0 is '10401', a date is '24.11.2026'; nothing is ''."""
    if isinstance(cell, str):
        return text.clean(cell, limit=limit, lines=lines)
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime) and cell.time() != time(0):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None else str(cell)


def _number(cell: float) -> str:
    """Without a point where it is whole, without the noise of binary fractions where it is not."""
    if cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return format(Decimal(f"{cell:.15g}"), "f").replace(".", ",")


def parse_date(cell: Cell) -> date:
    """A day: '1.2.26', '01/02/2026' (German order), '2026-02-01', '1. Februar 2026', Excel's numbers.

    Raises ValueProblem for a day that does not exist.
    """
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 < cell < 80_000:
        return _plausible(_FIRST_EXCEL_DAY + timedelta(days=int(cell)))
    written = unicodedata.normalize("NFKC", as_text(cell))
    numbers = _date_numbers(written)
    if numbers is None:
        raise ValueProblem(_("This is not a date."))
    year, month, day = numbers
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        raise (
            error if isinstance(error, ValueProblem) else ValueProblem(_("There is no such day."))
        ) from error


def parse_amount(cell: Cell, *, factor: int = 1) -> Decimal:
    """An amount of money, rounded to the cent, times `factor` (1000 for a column in thousands)."""
    if isinstance(cell, (bool, date, time, timedelta)):
        raise ValueProblem(_("This is not an amount."))
    try:
        if isinstance(cell, (int, float)):
            amount = Decimal(f"{cell:.15g}")
        else:
            amount = money.parse_amount(as_text(cell))
        if amount.is_finite() and abs(amount) >= Decimal(10) ** 15:
            raise ValueProblem(_("This amount is too large."))
        return money.cents(amount * factor)
    except money.AmountError as error:
        raise ValueProblem(error.reason) from error


def parse_country(cell: Cell) -> str:
    """The two letters of a country: 'D', 'Deutschland', 'Germany', 'Schweiz', 'CHE', 'ch'."""
    key = text.name_key(as_text(cell))
    country = _countries().get(key)
    if country is None:
        raise ValueProblem(_("This country is not known."))
    return country


def parse_class(cell: Cell, *, allowed: Collection[str] = CLASSES) -> str:
    """The class: 'a', 'A-Kunde', 'Klasse A' are 'A'; only classes that exist are taken."""
    written = as_text(cell)
    bare = (
        re.sub(r"(?i)\b(?:kundenklasse|kunden|kunde|klasse|class|customers?)\b", " ", written)
        .strip(" -.:")
        .upper()
    )
    if bare not in allowed:
        raise ValueProblem(_("There is no class “%(value)s”.") % {"value": written[:40]})
    return bare


def parse_phones(cell: Cell, *, country: str) -> list[Phone]:
    """The numbers in a cell; a ValueProblem carries the good ones in `phones`."""
    try:
        return phone.parse(
            cell if isinstance(cell, (int, float)) else as_text(cell, lines=True), country=country
        )
    except phone.PhoneError as error:
        raise ValueProblem(error.reason, phones=error.found) from error


def parse_emails(cell: Cell) -> list[str]:
    """The addresses in a cell, each once; a ValueProblem carries the good ones in `taken`."""
    written = re.sub(r"\s*<\s*", " <", as_text(cell))
    found: list[str] = []
    reason = ""
    for part in re.split(r"[;,|]\s*|\s+/\s+|(?<=\w)\s+(?=[^\s<>@]+@)(?![^<]*>)", written):
        if not part.strip():
            continue
        try:
            address = validation.email(part)
        except validation.InvalidValue as error:
            reason = reason or error.reason
            continue
        if address not in found:
            found.append(address)
    if reason:
        raise ValueProblem(reason, taken=tuple(found))
    return found


def parse_vat_number(cell: Cell) -> str:
    try:
        return validation.vat_number(as_text(cell))
    except validation.InvalidValue as error:
        raise ValueProblem(error.reason) from error


def parse_postcode(cell: Cell, *, country: str) -> Postcode:
    try:
        return Postcode(*validation.postcode(as_text(cell), country))
    except validation.InvalidValue as error:
        raise ValueProblem(error.reason) from error


def parse_postcode_and_city(cell: Cell, *, country: str) -> tuple[Postcode, str]:
    """'89073 Ulm', 'D-89073 Ulm', 'CH-8001 Zürich' in one cell."""
    match = re.fullmatch(r"((?:[A-Z]{1,2}-)?\d{3,5})\s+(.+)", as_text(cell))
    if match is None:
        raise ValueProblem(_("This is not a postcode with a place."))
    return parse_postcode(match.group(1), country=country), match.group(2)


def repaired_postcode(postcode: Postcode) -> str:
    """The sentence that reports a repaired postcode."""
    return _("The lost leading zero was put back: %(code)s.") % {"code": postcode.code}


_TITLE = re.compile(
    r"(?:Prof|Dr|Dres|Dipl|Ing|Mag|Lic|Univ|PD|DI|MMag|Priv|Doz)\b[\w.-]*\.?|h\.\s?c\.|"
    r"(?:rer|med|phil|nat|oec|pol|jur|techn|iur|mult)\.|"
    r"\((?:FH|TH|BA|DH|Univ\.?)\)|(?:B|M)\.?(?:Sc|A|Eng|BA)\.?(?!\w)|MBA\b|Dipl-\S+",
    re.IGNORECASE,
)
_SALUTATIONS = {
    "herr": "mr", "herrn": "mr", "hr": "mr", "hrn": "mr", "mr": "mr", "mister": "mr", "monsieur": "mr",
    "frau": "ms", "fr": "ms", "frl": "ms", "mrs": "ms", "ms": "ms", "miss": "ms", "madame": "ms", "mme": "ms",
}  # fmt: skip
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "zu",
        "zur",
        "zum",
        "vom",
        "di",
        "da",
        "del",
        "della",
        "la",
        "le",
        "ten",
        "ter",
        "dos",
        "el",
        "al",
        "bin",
        "und",
    ]
)


def parse_person(cell: Cell) -> Person:
    """A name in its parts: 'Herr Traub', 'Dr. Jochen Binder', 'Müller, Hans-Peter', 'Eva von der Heide'."""
    written = as_text(cell)
    if not written or not any(character.isalpha() for character in written) or "@" in written:
        raise ValueProblem(_("This is not the name of a person."))
    if len(written) > 150:
        raise ValueProblem(_("This name is too long."))
    salutation, rest = _salutation(written)
    before, comma, after = rest.partition(",")
    if comma and _TITLE.fullmatch(after.strip()):
        before, comma, after = f"{after} {before}", "", ""
    titles: list[str] = []
    last_part, first_part = _untitled(before, titles), _untitled(after, titles)
    if not salutation and comma:
        salutation, first_part = _salutation(first_part)
    if comma:
        first, last = first_part, last_part
    else:
        first, last = _split(last_part)
    if not last:
        first, last = "", first or rest.strip()
    return Person(last=last, first=first, title=" ".join(titles), salutation=salutation)


def parse_salutation(cell: Cell) -> str:
    """'mr' or 'ms' of a column with 'Herr' and 'Frau'; nothing else is one."""
    return _SALUTATIONS.get(text.name_key(as_text(cell)), "")


def _salutation(written: str) -> tuple[str, str]:
    match = re.match(r"([^\W\d_]+)\b\.?\s*(.*)", written)
    if match is None or not match.group(2):
        return "", written
    salutation = _SALUTATIONS.get(text.name_key(match.group(1)), "")
    return (salutation, match.group(2)) if salutation else ("", written)


def _untitled(part: str, titles: list[str]) -> str:
    """The part without its academic titles, which are put into `titles` in their order."""
    names: list[str] = []
    for word in part.split():
        (titles if _TITLE.fullmatch(word) else names).append(word)
    return " ".join(names)


def _split(name: str) -> tuple[str, str]:
    words = name.split()
    if len(words) < 2:
        return "", name
    start = len(words) - 1
    for place in range(len(words) - 1):
        if words[place] in _PARTICLES:
            start = place
            break
    return " ".join(words[:start]), " ".join(words[start:])


def _plausible(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise ValueProblem(_("This date lies too far away."))
    return day


def _date_numbers(written: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, whether or not there is such a day."""
    plain = re.sub(
        r"(?i)^(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+(?=\d)", "", written
    )
    plain = re.sub(
        r"[T\s,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Uhr|Z|[+-]\d\d:?\d\d)?$", "", plain
    ).strip()
    if match := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", plain):
        return int(match[1]), int(match[3]), int(match[4])
    if match := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", plain):
        return _full_year(match[4]), int(match[3]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})[.\s]*([^\W\d_]+)[.\s]*(\d{4}|\d{2})", plain):
        month = _MONTHS.get(text.name_key(match[2]))
        return (_full_year(match[3]), month, int(match[1])) if month else None
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


# What stands for a country beside its two letters and its names in four languages.
_ALIASES = {
    "AT": "A, AUT, Ö, Oesterr, Österr., OE",
    "AU": "AUS",
    "BE": "B, BEL",
    "CA": "CAN",
    "CH": "CHE, SUI, Suisse, Svizzera, Schweizerische Eidgenossenschaft",
    "CN": "CHN, VR China",
    "CZ": "CZE, Tschechien, Tschechische Republik, Czech Republic, CSSR",
    "DE": "D, BRD, GER, DEU, Bundesrepublik Deutschland, Allemagne",
    "DK": "DNK",
    "ES": "E, ESP",
    "FI": "FIN",
    "FR": "F, FRA",
    "GB": "GBR, UK, England, Großbritannien, Great Britain, Schottland, Wales, United Kingdom",
    "GR": "GRC, EL",
    "HR": "HRV",
    "HU": "H, HUN",
    "IE": "IRL",
    "IN": "IND",
    "IT": "I, ITA",
    "JP": "JPN",
    "LI": "FL, LIE, Fürstentum Liechtenstein",
    "LU": "L, LUX",
    "MK": "Nordmazedonien",
    "NL": "NLD, Holland",
    "NO": "N, NOR",
    "PL": "PL, POL",
    "PT": "P, PRT",
    "RO": "RO, ROU",
    "RU": "RUS",
    "SE": "S, SWE",
    "SI": "SLO, SVN",
    "SK": "SVK, Slowakische Republik",
    "TR": "TR, TUR, Turkey",
    "US": "USA, Vereinigte Staaten, Vereinigte Staaten von Amerika, United States, United States of America",
}


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, names in countries.names().items():
        known[text.name_key(code)] = code
        for name in names:
            known.setdefault(text.name_key(name), code)
    for code, aliases in _ALIASES.items():
        known.update({text.name_key(alias): code for alias in aliases.split(",")})
    return known
