"""The words of a rule's sentence that may be changed: typed, bounded, readable in both languages.

A parameter is declared as the default of a dataclass field of a rule kind:
`hours: int = number(1, 80, default=8, unit=working_hours)`.
What is stored is a JSON value; `read` is the only way in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused


class NotAValue(Refused):
    """A word that a sentence cannot take."""


Words = Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between bounds, with the unit as it reads behind it."""

    least: int
    most: int
    # `unit(3)` is "3 working days", in the reader's language.
    unit: Callable[[int], str]

    def read(self, raw: object) -> int:
        """The number that was stored or typed. Raises NotAValue."""
        try:
            value = int(str(raw).strip())
        except ValueError:
            raise NotAValue(_("“%(value)s” is not a number.") % {"value": raw}) from None
        if not self.least <= value <= self.most:
            raise NotAValue(
                _("%(value)d is out of range: from %(least)d to %(most)d.")
                % {"value": value, "least": self.least, "most": self.most}
            )
        return value

    def words(self, value: int) -> str:
        return self.unit(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words. Options that other rooms bring are asked for when they are needed."""

    options: Words | Callable[[], Words]
    # Options that people keep come and go: a rule that was stored is read without asking for them.
    keeps_unknown: bool = False

    def known(self) -> Words:
        """The options, by the key that is stored."""
        return self.options() if callable(self.options) else self.options

    def read(self, raw: object) -> str:
        """The key that was stored or chosen. Raises NotAValue."""
        if not self.keeps_unknown and str(raw) not in self.known():
            raise NotAValue(_("“%(value)s” cannot be chosen here.") % {"value": raw})
        return str(raw)

    def words(self, value: str) -> str:
        return str(self.known().get(value, value))


@dataclass(frozen=True, slots=True)
class Several:
    """Some of several words, at least one, kept in the order of the options."""

    options: Words | Callable[[], Words]

    def known(self) -> Words:
        """The options, by the key that is stored."""
        return self.options() if callable(self.options) else self.options

    def read(self, raw: object) -> tuple[str, ...]:
        """The keys that were stored or ticked. Raises NotAValue."""
        given = [str(one) for one in raw] if isinstance(raw, list | tuple) else [str(raw)]
        unknown = [one for one in given if one not in self.known()]
        if unknown or not given:
            raise NotAValue(_("Choose at least one of the words offered."))
        return tuple(key for key in self.known() if key in given)

    def words(self, value: tuple[str, ...]) -> str:
        told = [str(self.known().get(key, key)) for key in value]
        return _(" and ").join(filter(None, [", ".join(told[:-1]), told[-1]])) if told else ""


Parameter = Number | Choice | Several
_KEY = "parameter"


def number(least: int, most: int, *, default: int, unit: Callable[[int], str]) -> Any:
    """A field of a rule kind that holds a whole number."""
    return field(default=default, metadata={_KEY: Number(least=least, most=most, unit=unit)})


def choice(options: Words | Callable[[], Words], *, default: str, keeps_unknown: bool = False) -> Any:
    """A field of a rule kind that holds one of several words."""
    return field(default=default, metadata={_KEY: Choice(options, keeps_unknown)})


def several(options: Words | Callable[[], Words], *, default: tuple[str, ...]) -> Any:
    """A field of a rule kind that holds some of several words."""
    return field(default=default, metadata={_KEY: Several(options)})


def parameters_of(kind: Any) -> dict[str, Parameter]:
    """The parameters of a rule kind (class or instance) by name, in the order of its fields."""
    return {one.name: one.metadata[_KEY] for one in fields(kind) if _KEY in one.metadata}


def read_values(kind: Any, raw: Mapping[str, object]) -> dict[str, Any]:
    """The values for the fields of a kind; what is not given keeps its default. Raises NotAValue."""
    defaults = {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    return {
        name: parameter.read(raw.get(name, defaults.get(name)))
        for name, parameter in parameters_of(kind).items()
    }
