"""VAT numbers, e-mail addresses and postcodes: brought into one spelling, or refused with the reason."""

import re
import unicodedata

import stdnum.ch.uid
import stdnum.ch.vat
import stdnum.eu.vat
import stdnum.gb.vat
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from stdnum import exceptions

from tandem.base.tools import text

LONGEST_EMAIL = 254
LONGEST_POSTCODE = 12

_DIGITS = {"DE": 5, "FR": 5, "IT": 5, "ES": 5, "AT": 4, "CH": 4, "LI": 4}
_MAY_LOSE_A_ZERO = {"DE", "FR", "IT", "ES"}
_LETTERS_BEFORE = {"DE": "D|DE", "AT": "A|AT", "CH": "CH", "LI": "FL|LI", "FR": "F|FR", "IT": "I|IT"}
_is_email = EmailValidator()


# Beyond this no column holds a number.
LARGEST_NUMBER = 2**63 - 1


class InvalidValue(ValueError):
    """The value cannot be taken; the reason is a sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def whole_number(raw: str) -> int | None:
    """A number as it stands in an address ('17', a record's mostly); None for whatever is none.

    `str.isdigit` alone lets through '²', which `int` refuses, and thousands of digits, which it refuses too.
    """
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20):
        return None
    number = int(raw)
    return number if number <= LARGEST_NUMBER else None


def vat_number(raw: str) -> str:
    """The VAT number in its one spelling ('DE136695976', 'ATU13585627', 'CHE107787577'), check digit tested.

    Nobody is asked whether the company exists. Raises InvalidValue.
    """
    number = re.sub(r"[^0-9A-Z+*]", "", unicodedata.normalize("NFKC", raw).upper())
    number = re.sub(r"^(?:UST|VAT|UID|MWST|TVA|IVA)(?:ID)?(?:NR|NO)?(?=[A-Z]{2})", "", number)
    if not re.match(r"[A-Z]{2}", number):
        raise InvalidValue(_("A VAT number begins with the letters of its country."))
    try:
        if number.startswith("CHE"):
            uid = re.sub(r"(?:MWST|TVA|IVA|TPV|VAT|HR|RC)+$", "", number)
            return str(stdnum.ch.uid.validate(uid))
        if number.startswith("GB"):
            return "GB" + str(stdnum.gb.vat.validate(number))
        return str(stdnum.eu.vat.validate(number))
    except exceptions.InvalidLength as error:
        raise InvalidValue(_("The VAT number has too many or too few characters.")) from error
    except exceptions.InvalidChecksum as error:
        raise InvalidValue(_("The check digit of the VAT number is wrong.")) from error
    except exceptions.InvalidComponent as error:
        raise InvalidValue(_("The country of this VAT number is not known.")) from error
    except exceptions.ValidationError as error:
        raise InvalidValue(_("This is not a VAT number.")) from error


def email(raw: str) -> str:
    """The bare address in small letters ('Max Roth <M.Roth@Firma.DE>' is 'm.roth@firma.de').

    Raises InvalidValue when it is no address.
    """
    address = text.clean(unicodedata.normalize("NFKC", raw))
    bracketed = re.search(r"<([^<>]*)>\s*$", address)
    if bracketed:
        address = bracketed.group(1)
    address = re.sub(r"^(?:mailto|e-?mail)\s*:\s*", "", address.strip(), flags=re.IGNORECASE)
    address = address.strip(" \t'\",;.").lower()
    if "@" not in address:
        raise InvalidValue(_("The e-mail address has no @ sign."))
    if len(address) > LONGEST_EMAIL:
        raise InvalidValue(_("The e-mail address is too long."))
    try:
        _is_email(address)
    except ValidationError as error:
        raise InvalidValue(_("This is not a valid e-mail address.")) from error
    return address


def postcode(raw: str | float, country: str) -> tuple[str, bool]:
    """The postcode and whether a lost leading zero was put back ('1067' in Germany is '01067').

    Raises InvalidValue when the country has no such postcodes.
    """
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    code = text.clean(unicodedata.normalize("NFKC", str(raw))).upper()
    if country in _LETTERS_BEFORE:
        code = re.sub(rf"^(?:{_LETTERS_BEFORE[country]})[\s-]*(?=\d)", "", code)
    if country not in _DIGITS:
        return _foreign(code), False
    code = re.sub(r"\.0$", "", code).replace(" ", "")
    if not re.fullmatch(r"[0-9]+", code):
        raise InvalidValue(_("A postcode of this country has digits only."))
    length = _DIGITS[country]
    repaired = country in _MAY_LOSE_A_ZERO and len(code) == length - 1
    code = code.zfill(length) if repaired else code
    if len(code) != length:
        raise InvalidValue(_("A postcode of this country has %(digits)d digits.") % {"digits": length})
    if not _exists(code, country):
        raise InvalidValue(_("There is no such postcode in this country."))
    return code, repaired


def _exists(code: str, country: str) -> bool:
    if country == "LI":
        return "9485" <= code <= "9498"
    if country in ("AT", "CH"):
        return code >= "1000"
    return not code.startswith("00")


def _foreign(code: str) -> str:
    if len(code) > LONGEST_POSTCODE or not re.fullmatch(r"[0-9A-Z][0-9A-Z -]*", code):
        raise InvalidValue(_("This is not a postcode."))
    return code
