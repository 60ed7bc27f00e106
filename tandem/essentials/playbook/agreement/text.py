"""What an agreement says, in words that stay, and what is different from the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

ADDED, REWORDED = "added", "reworded"
MARKS: dict[str, Promise] = {
    ADDED: pgettext_lazy("line of the agreement", "New"),
    REWORDED: pgettext_lazy("line of the agreement", "Worded anew"),
}
# An agreement is kept in both: a colleague reads it in either.
LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One line as it reads: whom or what it is about, what it says, and what happens otherwise."""

    about: str
    words: str
    effect: str = ""
    # Whose rule it is, where it is one tandem's or one customer's: who may not see those, does not read it.
    tandem: int | None = None
    customer: int | None = None

    @property
    def whole(self) -> str:
        return f"{self.about}: {self.words}" + (f" ({self.effect})" if self.effect else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with what became of it since the agreement before. `key` stays the same through all wordings."""

    key: str
    now: Wording
    mark: str = ""
    before: Wording | None = None

    @property
    def mark_words(self) -> str:
        return str(MARKS[self.mark]) if self.mark else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The lines of one area."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Everything that is agreed, in one language."""

    sections: tuple[Section, ...]
    given_up: tuple[Wording, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        return (line for section in self.sections for line in section.lines)

    @property
    def changes(self) -> int:
        """How many lines are different from the agreement before."""
        return sum(1 for line in self.lines if line.mark) + len(self.given_up)

    def since(self, before: Text) -> Text:
        """The same with what is new, worded anew or given up."""
        was = {line.key: line.now for line in before.lines}
        sections = tuple(
            replace(section, lines=tuple(_marked(line, was.get(line.key)) for line in section.lines))
            for section in self.sections
        )
        kept = {line.key for line in self.lines}
        return Text(
            sections=sections, given_up=tuple(line.now for line in before.lines if line.key not in kept)
        )

    def only(self, is_seen: Callable[[Wording], bool]) -> Text:
        """What somebody reads who may not read everything."""
        sections = (
            replace(section, lines=tuple(_cut(line, is_seen) for line in section.lines if is_seen(line.now)))
            for section in self.sections
        )
        return Text(
            sections=tuple(section for section in sections if section.lines),
            given_up=tuple(filter(is_seen, self.given_up)),
        )


def _marked(line: Line, was: Wording | None) -> Line:
    if was is None:
        return replace(line, mark=ADDED)
    return line if was.whole == line.now.whole else replace(line, mark=REWORDED, before=was)


def _cut(line: Line, is_seen: Callable[[Wording], bool]) -> Line:
    return replace(line, before=None) if line.before is not None and not is_seen(line.before) else line


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One version of the agreement: the company's own words, then the text in each language."""

    number: int
    preamble: str
    preamble_before: str
    texts: dict[str, Text]

    @property
    def text(self) -> Text:
        """In the reader's language."""
        return self.texts["de" if (get_language() or "de").startswith("de") else "en"]

    @property
    def is_reworded(self) -> bool:
        """Whether the preamble reads differently than in the agreement before."""
        return self.preamble != self.preamble_before

    @property
    def without_preamble(self) -> Self:
        """The rules alone, below a form in which the preamble is edited."""
        return replace(self, preamble="")

    @property
    def is_new(self) -> bool:
        """Whether there is anything to agree upon anew."""
        return self.is_reworded or any(text.changes for text in self.texts.values())

    def stored(self) -> dict[str, Any]:
        """As it is kept in the database."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found

    @property
    def sha256(self) -> str:
        return digest(self.stored())

    @property
    def read_as(self) -> str:
        """The fingerprint of what a publisher reads before putting the own words in front of it."""
        stored = self.stored()
        return digest({"number": stored["number"], "texts": stored["texts"]})

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """As it was kept."""
        return cls(**{**stored, "texts": {key: _text(text) for key, text in stored["texts"].items()}})


def digest(stored: dict[str, Any]) -> str:
    """The fingerprint of what is kept, however the database orders its keys."""
    written = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _text(stored: dict[str, Any]) -> Text:
    return Text(
        sections=tuple(
            Section(label=section["label"], lines=tuple(map(_line, section["lines"])))
            for section in stored["sections"]
        ),
        given_up=tuple(Wording(**one) for one in stored["given_up"]),
    )


def _line(stored: dict[str, Any]) -> Line:
    before = stored["before"]
    return Line(
        key=stored["key"],
        mark=stored["mark"],
        now=Wording(**stored["now"]),
        before=Wording(**before) if before else None,
    )
