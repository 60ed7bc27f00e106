"""How alike two companies are, and why: a number from 0 to 1 and the signs that say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.tools import text
from tandem.essentials.customers.duplicates import weighing
from tandem.essentials.customers.duplicates.keys import Described, domains, name_words, street_key
from tandem.essentials.customers.duplicates.phonetics import cologne
from tandem.essentials.customers.duplicates.weighing import Field, Level

# The score is how likely the two are one. From here on: worth a look while somebody types; as likely one as two, so
# that an enquiry waits for a person; so likely that the pair stands on the list that people look through.
SHOWN, ASKED, LISTED = 0.03, 0.5, 0.8
# The odds of two that have a key in common, before anything is compared (binary logarithm, like all weights).
BEFORE = -2.2
# How well names agree: no word in common, some words but each has others, one has words that the other lacks, the same
# words but for more or fewer typing errors, the same.
UNLIKE, SOME, PART, LOOSE, CLOSE, SAME = range(6)
_CLOSE, _LOOSE, _WORD = 0.9, 0.84, 0.75

VAT, PHONE, EMAIL, DOMAIN, ADDRESS = "vat", "phone", "email", "domain", "address"
PLACE, NAME, SOUND_PLACE, SOUND, SPELT = "place", "name", "sound_place", "sound", "spelt"
BEGINS, WITHIN = "begins", "within"
# Worth a look whatever else speaks against it.
_ALWAYS = {VAT, EMAIL, PHONE, DOMAIN}
WHY: dict[str, Promise] = {
    VAT: _("same VAT number"),
    EMAIL: _("same e-mail address"),
    PHONE: _("same phone number"),
    PLACE: _("same name in the same place"),
    ADDRESS: _("same address"),
    DOMAIN: _("same mail domain"),
    NAME: _("same name"),
    SOUND_PLACE: _("name sounds alike in the same place"),
    SPELT: _("name is spelt alike"),
    SOUND: _("name sounds alike"),
    BEGINS: _("name begins alike"),
    WITHIN: _("one name is part of the other"),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, and the signs that say so (keys of `WHY`), the most telling first."""

    score: float
    signs: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """In the reader's language."""
        return [str(WHY[sign]) for sign in self.signs]


class Compared:
    """A company with what comparing needs of it, worked out once."""

    def __init__(self, one: Described) -> None:
        self.one = one
        self.words = name_words(one.name)
        self.joined = "".join(self.words)

    @cached_property
    def sorted(self) -> str:
        return " ".join(sorted(self.words))

    @cached_property
    def sound(self) -> str:
        return "".join(cologne(word) for word in self.words)

    @cached_property
    def numbers(self) -> list[str]:
        return sorted(word for word in self.words if any(character.isdigit() for character in word))

    @cached_property
    def domains(self) -> set[str]:
        return domains(self.one)

    @cached_property
    def street(self) -> str:
        return street_key(self.one.street)

    @cached_property
    def emails(self) -> set[str]:
        return {address.lower() for address in self.one.emails}

    @cached_property
    def city(self) -> str:
        return text.fold(self.one.city)


def compare(typed: Described, stored: Described) -> Likeness:
    """Two companies by what is known of both; what one of them lacks speaks neither for nor against."""
    return likeness(Compared(typed), Compared(stored))


def likeness(typed: Compared, stored: Compared) -> Likeness:
    """As `compare`, for one company beside many; it is the same from both sides."""
    found = weighing.levels(FIELDS, typed, stored)
    signs = frozenset(_signs(typed, stored, found))
    if not signs:
        return Likeness(0.0, ())
    odds = 2.0 ** (BEFORE + weighing.weight(FIELDS, found))
    least = SHOWN if signs & _ALWAYS else 0.0
    return Likeness(max(odds / (1 + odds), least), tuple(sign for sign in WHY if sign in signs))


# --- how well each field agrees


def _name(left: Compared, right: Compared) -> Level:
    """Word by word without legal forms, in any order and division of words. Another number is another company."""
    if not left.joined or not right.joined:
        return None
    if left.joined == right.joined or left.sorted == right.sorted:
        return SAME
    if left.numbers != right.numbers:
        return UNLIKE
    alike = max(_ratio(left.joined, right.joined), _ratio(left.sorted, right.sorted))
    # In one order, so that it is the same from both sides.
    ours, theirs, shared = _left_over(*sorted((left.words, right.words)))
    is_all = (not ours and not theirs) or (ours and theirs and _one_word("".join(ours), "".join(theirs)))
    if is_all or alike >= _LOOSE:
        return CLOSE if alike >= _CLOSE else LOOSE
    if not ours or not theirs or _begins(left, right):
        return PART
    return SOME if shared else UNLIKE


def _begins(left: Compared, right: Compared) -> bool:
    """Whether one of the names is the beginning of the other, in the middle of a word as well."""
    short, long = sorted((left.joined, right.joined), key=len)
    return len(short) > 2 and long.startswith(short)


def _left_over(ours: list[str], theirs: list[str]) -> tuple[list[str], list[str], bool]:
    """The words of each that the other has not, and whether they have any in common."""
    lacking, open_ = [], list(theirs)
    for word in ours:
        match = word if word in open_ else next((other for other in open_ if _one_word(word, other)), None)
        if match is None:
            lacking.append(word)
        else:
            open_.remove(match)
    return lacking, open_, len(lacking) < len(ours)


def _one_word(one: str, other: str) -> bool:
    """Whether it is one word, mistyped, by ear or shortened."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) > 3 and (long.startswith(short) or _ratio(one, other) >= _WORD):
        return True
    if len(short) * 2 < len(long):
        return False
    sound = cologne(one)
    return (len(sound) > 2 and sound == cologne(other)) or (
        short[:3] == long[:3] and _leaves_out(short, long)
    )


def _leaves_out(short: str, long: str) -> bool:
    """Whether the shorter one has its letters in the order of the longer one ('Masch.bau')."""
    rest = iter(long)
    return len(short) > 4 and all(letter in rest for letter in short)


def _ratio(one: str, other: str) -> float:
    # 7 MB that only whoever looks for duplicates needs.
    from rapidfuzz.distance import OSA

    return float(OSA.normalized_similarity(one, other))


def _sounds(left: Compared, right: Compared) -> bool:
    return len(left.sound) > 2 and left.sound == right.sound


def _place(left: Compared, right: Compared) -> Level:
    """Another region, the same region, the same place."""
    one, other = left.one.postcode, right.one.postcode
    if one and other:
        if one == other:
            return 3
        if left.city and left.city == right.city:
            return 2
        return int(one[:2] == other[:2])
    return 3 * (left.city == right.city) if left.city and right.city else None


def _street(left: Compared, right: Compared) -> Level:
    return weighing.spelt(left.street, right.street, steps=(0.8,))


def _phone(left: Compared, right: Compared) -> Level:
    """Other numbers, numbers of one exchange (they differ in the last two digits), the same number."""
    ones, others = left.one.phones, right.one.phones
    if not ones or not others:
        return None
    if not set(ones).isdisjoint(others):
        return 2
    return int(not {one[:-2] for one in ones}.isdisjoint(other[:-2] for other in others))


def _mail(left: Compared, right: Compared) -> Level:
    """Domains of their own that differ, the same domain, the same address."""
    if not left.emails.isdisjoint(right.emails):
        return 2
    if not left.domains or not right.domains:
        return None
    return int(not left.domains.isdisjoint(right.domains))


def _vat(left: Compared, right: Compared) -> Level:
    one, other = left.one.vat_number, right.one.vat_number
    return int(one == other) if one and other else None


# Fitted by `python -m bench.likeness --fit` to invented companies, then rounded and made cautious where these are
# kinder than life: a company has many numbers and mailboxes, so that other ones speak less for two, and a VAT number in
# common speaks more for one.
FIELDS: tuple[Field[Compared], ...] = (
    Field("name", _name, (-6.0, -5.0, 0.2, 2.9, 4.4, 4.4)),
    Field("place", _place, (-2.6, -2.6, 0.1, 5.4)),
    Field("street", _street, (-1.8, 1.1, 1.1)),
    Field("phone", _phone, (-2.4, 1.0, 9.0)),
    Field("mail", _mail, (-2.0, 1.0, 4.0)),
    Field("vat", _vat, (-3.2, 11.0)),
)


# --- what one says of it


def _signs(typed: Compared, stored: Compared, found: Sequence[Level]) -> Iterator[str]:
    name, place, street, phone, mail, vat = found
    if vat:
        yield VAT
    if mail == 2:
        yield EMAIL
    if not typed.domains.isdisjoint(stored.domains):
        yield DOMAIN
    if phone == 2:
        yield PHONE
    if street == 2 and place == 3:
        yield ADDRESS
    if name is None or name < PART:
        return
    is_near = place is not None and place > 1
    if name == SAME:
        yield PLACE if is_near else NAME
    elif _sounds(typed, stored):
        yield SOUND_PLACE if is_near else SOUND
    elif name > PART:
        yield SPELT
    else:
        yield BEGINS if _begins(typed, stored) else WITHIN
