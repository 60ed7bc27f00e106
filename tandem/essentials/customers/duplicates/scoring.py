"""How alike two companies are, and why: a number from 0 to 1 and the signs that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.tools import text
from tandem.essentials.customers.duplicates.keys import Described, domains, name_words, place_key
from tandem.essentials.customers.duplicates.phonetics import cologne

# Shown while somebody types; strong enough that an enquiry waits for a person; put on the list of pairs.
SHOWN, ASKED, LISTED = 0.62, 0.72, 0.86
# From here on two names are the same but for typing errors.
_ALIKE = 0.84
_SOUNDS = 0.6
_SAME = 0.995

VAT, PHONE, EMAIL, DOMAIN, ADDRESS = "vat", "phone", "email", "domain", "address"
PLACE, NAME, SOUND_PLACE, SOUND, SPELT, BEGINS = "place", "name", "sound_place", "sound", "spelt", "begins"
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
    def address(self) -> str:
        return place_key(self.one.street, self.one.postcode)

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
    """As `compare`, for one company beside many. Each further sign makes it a little likelier."""
    name = _names_alike(typed, stored)
    found = dict(_signs(typed, stored, name))
    if not found:
        return Likeness(0.0, ())
    score = max(found.values()) + 0.02 * (len(found) - 1)
    return Likeness(round(min(score, 1.0), 4), tuple(sign for sign in WHY if sign in found))


def _signs(typed: Compared, stored: Compared, name: float) -> Iterator[tuple[str, float]]:
    one, other = typed.one, stored.one
    if one.vat_number and one.vat_number == other.vat_number:
        yield VAT, 0.9 + 0.1 * name
    if typed.emails & stored.emails:
        yield EMAIL, 0.78 + 0.2 * name
    if set(one.phones) & set(other.phones):
        yield PHONE, 0.74 + 0.24 * name
    if typed.domains & stored.domains:
        yield DOMAIN, 0.62 + 0.34 * name
    if typed.address and typed.address == stored.address:
        yield ADDRESS, 0.54 + 0.42 * name
    yield from _by_name(typed, stored, name)


def _by_name(typed: Compared, stored: Compared, name: float) -> Iterator[tuple[str, float]]:
    is_near = _same_place(typed, stored)
    if name >= _SAME:
        yield (PLACE, 0.97) if is_near else (NAME, 0.7 if is_near is False else 0.8)
        return
    sounds = bool(typed.sound) and len(typed.sound) > 2 and typed.sound == stored.sound and name >= _SOUNDS
    if name < _ALIKE and not sounds:
        if len(typed.joined) >= 4 and stored.joined.startswith(typed.joined):
            yield BEGINS, 0.72 if is_near else 0.64
        return
    score = max(name, 0.88 if sounds else 0.0) - (0.0 if is_near else 0.2)
    if sounds:
        yield (SOUND_PLACE if is_near else SOUND), score
    else:
        yield SPELT, score


def _same_place(typed: Compared, stored: Compared) -> bool | None:
    """Whether both are at one place; None where one of them does not tell."""
    if typed.one.postcode and stored.one.postcode:
        return typed.one.postcode == stored.one.postcode
    if typed.city and stored.city:
        return typed.city == stored.city
    return None


def _names_alike(left: Compared, right: Compared) -> float:
    """From 0 to 1, without legal forms, in any order and division of words. Another number is another company."""
    if not left.joined or not right.joined:
        return 0.0
    if left.joined == right.joined or left.sorted == right.sorted:
        return 1.0
    # 7 MB that only whoever looks for duplicates needs.
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    ordered = fuzz.ratio(left.sorted, right.sorted) / 100
    alike = max(ordered, OSA.normalized_similarity(left.joined, right.joined))
    return min(alike, _SOUNDS - 0.01) if left.numbers != right.numbers else alike
