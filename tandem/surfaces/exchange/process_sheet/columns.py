"""The columns of the sheet: which field of a step, what it is called in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.tools import text
from tandem.essentials.playbook.designing import LANGUAGES, LONGEST, WHOMS
from tandem.essentials.playbook.designing.differences import FIELDS, whom_label

# Kinds of cells.
KEY, TEXT, ABLE, PARTY, PARTIES, DAYS, NEEDS, KEYS = (
    "key", "text", "able", "party", "parties", "days", "needs", "keys",
)  # fmt: skip
_KINDS = {
    "responsible": ABLE, "acts_first": PARTY, "consulted": PARTIES, "informed": PARTIES,
    "deadline_days": DAYS, "needs": NEEDS, "also": KEYS,
}  # fmt: skip
_KEY = _("Key (do not change)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `field` is the step's field, or 'responsible:C' and 'acts_first:C' for an exception."""

    field: str
    kind: str
    width: int

    def heading(self) -> str:
        """In the language that is on."""
        if self.kind == KEY:
            return str(_KEY)
        name, _colon, whom = self.field.partition(":")
        if whom:
            return f"{whom_label(whom)}: {FIELDS[name]}"
        stem, _line, language = name.rpartition("_")
        if language in LANGUAGES and stem in LONGEST:
            return f"{FIELDS[stem]} ({LANGUAGES[language]})"
        return str(FIELDS[name])


def _columns() -> Iterable[Column]:
    yield Column("key", KEY, 14)
    for name in ("name", "hint"):
        yield from (Column(f"{name}_{language}", TEXT, 28) for language in LANGUAGES)
    for name in ("responsible", "acts_first", "consulted", "informed"):
        yield Column(name, _KINDS[name], 22)
    for name in ("input", "result", "tasks", "checklist"):
        yield from (Column(f"{name}_{language}", TEXT, 34) for language in LANGUAGES)
    for name in ("deadline_days", "needs", "also"):
        yield Column(name, _KINDS[name], 12 if name == "deadline_days" else 26)
    for whom in WHOMS:
        yield Column(f"responsible:{whom}", ABLE, 22)
        yield Column(f"acts_first:{whom}", PARTY, 22)


COLUMNS = tuple(_columns())


def by_heading() -> dict[str, Column]:
    """Every heading in every language, folded."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found.update({text.name_key(column.heading()): column for column in COLUMNS})
    return found


def in_every_language(words: dict[str, str | Promise]) -> dict[str, str]:
    """Folded words in both languages, with what they stand for."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found.update({text.name_key(str(label)): key for key, label in words.items()})
    return found
