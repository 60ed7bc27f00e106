#!/usr/bin/env python
"""German texts: extract, check and compile each room's catalogue, without system gettext.

    scripts/messages.py update [ROOM_PATH]     take up new message ids, keep translations
    scripts/messages.py check [ROOM_PATH]      exit 1 and list what is not translated
    scripts/messages.py compile                write the .mo files

A catalogue is `<room>/locale/de/LC_MESSAGES/django.po`; message ids are English, so English needs none.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tandem"
FLOORS = ("base", "essentials", "journey", "steering", "surfaces")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"(?<!%)(?:%%)*(%(?:\(\w+\))?[#0\- +]?\d*(?:\.\d+)?[sdifgxr])")
Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def rooms() -> Iterator[Path]:
    """The package itself (for its top-level files) and every room."""
    yield PACKAGE
    for floor in FLOORS:
        yield from sorted(path.parent for path in (PACKAGE / floor).glob("*/__init__.py"))


def catalogue_path(room: Path) -> Path:
    """Where a room keeps its German."""
    return room / "locale" / "de" / "LC_MESSAGES" / "django.po"


def sources(room: Path) -> Iterator[Path]:
    """Files of a room that may hold texts; of the package itself only what belongs to no room."""
    if room == PACKAGE:
        beside = [
            path for path in PACKAGE.iterdir() if path.is_dir() and path.name not in (*FLOORS, "static_build")
        ]
        found = [*PACKAGE.glob("*.py"), *(path for folder in beside for path in folder.rglob("*.py"))]
        found += [path for folder in beside for path in folder.rglob("*.html")]
    else:
        found = [
            *room.rglob("*.py"),
            *(room / "templates").rglob("*.html"),
            *(room / "templates").rglob("*.txt"),
        ]
    for path in sorted(found):
        inside = path.relative_to(room).parts
        if not {"tests", "migrations", "static"} & set(inside) and inside[-1] != "testing.py":
            yield path


def found_in(room: Path) -> Catalog:
    """The message ids that the room's sources use now."""
    catalogue = Catalog(locale="de", charset="utf-8", domain="django")
    for path in sources(room):
        for _line, message, comments, context in messages_of(path):
            ids = tuple(map(django_form, message)) if isinstance(message, tuple) else django_form(message)
            if not (ids[0] if isinstance(ids, tuple) else ids):
                continue
            where = path.relative_to(ROOT).as_posix()
            catalogue.add(ids, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalogue


def messages_of(path: Path) -> Iterator[Found]:
    """Each text of a Python file or template. A template is first rewritten by Django as a list of calls."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        text = as_python(templatize(text, origin=str(path)))
    yield from extract(
        extract_python, io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
    )


CALL = re.compile(r"\b(?:gettext|ngettext|pgettext|npgettext|_)\(")


def as_python(calls: str) -> str:
    """Only the calls of templatize's output; the letters between them stand for the page's own text."""
    kept: list[str] = []
    position = 0
    while match := CALL.search(calls, position):
        end = end_of_call(calls, match.end())
        kept.append(calls[match.start() : end])
        position = end
    return "\n".join(kept)


STRING = re.compile(r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


def end_of_call(calls: str, position: int) -> int:
    """Behind the parenthesis that closes the call, strings being skipped."""
    depth = 1
    while depth and position < len(calls):
        if string := STRING.match(calls, position):
            position = string.end()
            continue
        depth += {"(": 1, ")": -1}.get(calls[position], 0)
        position += 1
    return position


def django_form(text: str) -> str:
    """The id as Django looks it up."""
    return text.replace("\r\n", "\n")


def kept_catalogue(room: Path) -> Catalog:
    """The translations there are; an empty catalogue where there is no file."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale="de", charset="utf-8", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="de", domain="django", abort_invalid=True)


def update(room: Path) -> int:
    """Write the room's catalogue anew, sorted, with the translations there were. Number of ids."""
    used, kept = found_in(room), kept_catalogue(room)
    for message in used:
        before = kept.get(message.id, context=message.context) if message.id else None
        if before is not None and not before.fuzzy:
            message.string = before.string
            message.user_comments = before.user_comments
        if message.id and is_format(message):
            message.flags.add("python-format")
    path = catalogue_path(room)
    if not len(used):
        path.unlink(missing_ok=True)
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write(written, used)
    path.write_bytes(written.getvalue())
    return len(used)


def write(file: BinaryIO, catalogue: Catalog) -> None:
    """A .po file without dates or line numbers: it differs only where a text does."""
    body = io.BytesIO()
    write_po(body, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=100)
    head = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    file.write(head.encode() + body.getvalue())


def problems(room: Path) -> Iterator[str]:
    """What keeps the room's German from being complete, a line each."""
    path = catalogue_path(room)
    name = path.relative_to(ROOT)
    try:
        used, kept = found_in(room), kept_catalogue(room)
    except (PoFileError, UnicodeDecodeError, SyntaxError) as error:
        yield f"{name}: cannot be read: {error}"
        return
    for message in used:
        if not message.id:
            continue
        there = kept.get(message.id, context=message.context)
        if there is None:
            yield f"{name}: missing: {shown(message)}"
        elif there.fuzzy:
            yield f"{name}: fuzzy: {shown(message)}"
        elif not all(strings(there)):
            yield f"{name}: untranslated: {shown(message)}"
        elif wrong := wrong_placeholders(there):
            yield f"{name}: placeholders differ ({wrong}): {shown(message)}"
    for message in kept:
        if message.id and used.get(message.id, context=message.context) is None:
            yield f"{name}: obsolete: {shown(message)}"


def strings(message: Message) -> tuple[str, ...]:
    """The translation, or its plural forms."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def ids(message: Message) -> tuple[str, ...]:
    """The message id, or singular and plural."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def is_format(message: Message) -> bool:
    """Whether the text is filled by Python's %."""
    return any(PLACEHOLDER.search(text) for text in ids(message))


def wrong_placeholders(message: Message) -> str:
    """Placeholders that the translation invents or, in its last form, forgets."""
    wanted = {mark for text in ids(message) for mark in PLACEHOLDER.findall(text)}
    for form in strings(message):
        invented = set(PLACEHOLDER.findall(form)) - wanted
        if invented:
            return ", ".join(sorted(invented))
    return ", ".join(
        sorted(set(PLACEHOLDER.findall(ids(message)[-1])) - set(PLACEHOLDER.findall(strings(message)[-1])))
    )


def shown(message: Message) -> str:
    """The id as one line, with its context."""
    context = f"[{message.context}] " if message.context else ""
    return context + repr(ids(message)[0])


def compile_all(chosen: list[Path]) -> int:
    """Write the .mo file of every catalogue that changed."""
    count = 0
    for room in chosen:
        path = catalogue_path(room)
        if not path.exists():
            continue
        target = path.with_suffix(".mo")
        compiled = io.BytesIO()
        write_mo(compiled, kept_catalogue(room))
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            draft = target.with_suffix(".mo.draft")
            draft.write_bytes(compiled.getvalue())
            draft.replace(target)
        count += 1
    return count


def main(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    if not arguments or arguments[0] not in {"update", "check", "compile"} or len(arguments) > 2:
        print(__doc__)
        return 2
    settings.configure()
    chosen = list(rooms())
    if len(arguments) == 2:
        wanted = Path(arguments[1]).resolve()
        chosen = [room for room in chosen if room == wanted]
        if not chosen:
            print(f"{arguments[1]} is no room.")
            return 2
    if arguments[0] == "update":
        print(f"{sum(update(room) for room in chosen)} messages.")
        return 0
    if arguments[0] == "compile":
        print(f"{compile_all(chosen)} catalogues compiled.")
        return 0
    found = [problem for room in chosen for problem in problems(room)]
    print("\n".join(found) or "Every German text is there.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
