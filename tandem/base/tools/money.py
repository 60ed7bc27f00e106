"""Amounts: the one rounding rule, sharing out without losing a cent, and reading what people write."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

CENT = Decimal("0.01")
# Prices of one unit have up to four decimals; only what they come to is rounded to the cent.
UNIT = Decimal("0.0001")
LONGEST_AMOUNT = 40
# Every amount that people deal with is rounded in one context; making one anew takes longer than the rounding.
_DIGITS = 60
_NARROW = Decimal(10) ** 40
_WIDE = Context(prec=_DIGITS)

_CURRENCY = re.compile(r"(?:€|\$|£|EUR|EURO|CHF|SFR|FR|USD|GBP)\.?", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_DASHES = re.compile(r"[.,](?:-{1,2})$")


class AmountError(ValueError):
    """This text is no amount."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def cents(amount: Decimal) -> Decimal:
    """The amount rounded to the cent, half a cent away from zero: the only rounding of money there is."""
    return _rounded(amount, CENT)


def unit_price(amount: Decimal) -> Decimal:
    """The price of one unit by the same rule, to its four decimals."""
    return _rounded(amount, UNIT)


def _rounded(amount: Decimal, to: Decimal) -> Decimal:
    if not amount.is_finite():
        raise AmountError(_("This is not an amount."))
    context = _WIDE
    if not -_NARROW < amount < _NARROW or len(amount.as_tuple().digits) > _DIGITS:
        context = Context(prec=max(_DIGITS, len(amount.as_tuple().digits) + abs(amount.adjusted()) + 6))
    rounded = amount.quantize(to, rounding=ROUND_HALF_UP, context=context)
    return rounded if rounded else abs(rounded)  # no minus before a zero


def share_out(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """The total (rounded to the cent) cut into parts by weight; the parts sum to it exactly.

    Largest remainder, the first of equals first. A weight of zero gets nothing, unless all are zero: then
    all get the same. Negative weights, or nobody to share among, raise ValueError.
    """
    if not weights:
        raise ValueError("nobody to share among")
    shares = [Fraction(weight) for weight in weights]
    if min(shares) < 0:
        raise ValueError("a weight below zero")
    whole = sum(shares)
    if whole == 0:
        shares, whole = [Fraction(1)] * len(shares), Fraction(len(shares))
    rounded = cents(total)
    sign = -1 if rounded < 0 else 1
    in_cents = abs(int(Fraction(rounded) * 100))
    exact = [share * in_cents / whole for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: in_cents - sum(parts)]:
        parts[place] += 1
    return [_of_cents(sign * part) for part in parts]


def parse_amount(text: str, *, decimal_mark: str = ",") -> Decimal:
    """An amount as people write it: '1.234,5', '1,234.50', "1'234.50", '12 500 €', '(250,00)', '99,--'.

    Where the signs leave it open, `decimal_mark` decides: '1.234' in a German list is 1234, '1,234' is
    1.234. Words such as 'TEUR' or 'zwölf' raise AmountError, so does an empty text.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain).replace("\u2019", "'").replace("`", "'")
    if not plain:
        raise AmountError(_("The amount is missing."))
    if len(plain) > LONGEST_AMOUNT:
        raise AmountError(_("This is not an amount."))
    negative, digits = _sign(" ".join(_CURRENCY.sub(" ", plain, count=1).split()))
    amount = Decimal(_canonical(digits, decimal_mark=decimal_mark))
    return -amount if negative and amount else amount


def _of_cents(number: int) -> Decimal:
    digits = f"{abs(number):03d}"
    return Decimal(f"{'-' if number < 0 else ''}{digits[:-2]}.{digits[-2:]}")


def _sign(plain: str) -> tuple[bool, str]:
    unsigned = _DASHES.sub("", plain)
    if unsigned.startswith("(") and unsigned.endswith(")"):
        return True, unsigned[1:-1].strip()
    if unsigned.startswith("-"):
        return True, unsigned[1:].strip()
    if unsigned.endswith("-"):
        return True, unsigned[:-1].strip()
    return False, unsigned.removeprefix("+").strip()


def _canonical(digits: str, *, decimal_mark: str) -> str:
    """The same number with a point before its decimals and nothing between its thousands."""
    if not re.fullmatch(r"[0-9., ']*[0-9][0-9., ']*", digits):
        raise AmountError(_("This is not an amount."))
    mark = _decimal_mark(digits, preferred=decimal_mark)
    whole, _mark, decimals = digits.rpartition(mark) if mark else (digits, "", "")
    if decimals and not decimals.isdigit():
        raise AmountError(_("It is not clear where the decimals of this amount begin."))
    if whole and not whole.isdigit() and not _GROUPED.fullmatch(whole):
        raise AmountError(_("It is not clear where the decimals of this amount begin."))
    plain = re.sub("[^0-9]", "", whole) or "0"
    return f"{plain}.{decimals}" if decimals else plain


def _decimal_mark(digits: str, *, preferred: str) -> str:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rindex(".") > digits.rindex(",") else ","
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    could_be_thousands = bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits))
    return "" if could_be_thousands and mark != preferred else mark
