"""Documents as PDF by Typst, in the company's typeface: what is said comes in as data, none of it is read as markup."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from tandem.base.tools.errors import Refused

# The build puts Instrument Sans here as TrueType, so that a letter looks the same on every machine.
_FONTS = Path(__file__).resolve().parent / "static" / "fonts"
# A compiler keeps fonts and parsed sources; it is used by one thread at a time (20 ms a document).
_one_at_a_time = threading.Lock()


class NotPrintable(Refused):
    """The document could not be set."""


# PDF/A: what is kept for years brings its fonts and colours along. It allows no sign that no font can show.
_ARCHIVED: typst.PDFStandards = ["a-2b"]
# A word without end may be broken: it would run out of its column, and PDF/A allows no string of 32,767 signs.
_LONG, _PART, _BREAK = re.compile(r'[^\s"\\]{61,}'), re.compile(r".{10}"), "\u200b"
_NO_FONT = "could not be displayed with"
# Stands for what no font here can show: emoji, Chinese.
UNSHOWN = "\N{WHITE SQUARE}"
_PICTURE = b"""
#set page(width: auto, height: auto, margin: 4mm, fill: white)
#set image(format: "svg")
#let shown = bytes(sys.inputs.picture)
#context {
  let size = measure(image(shown))
  image(shown, width: size.width * calc.min(70mm / size.width, 20mm / size.height))
}
"""


def typeset(
    template: Path,
    *,
    data: Mapping[str, Any],
    at: datetime,
    archived: bool = False,
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """The template filled with `data` (read there as JSON) as PDF; the same at the same moment gives the same bytes.

    `archived` gives PDF/A-2b, in which a sign that no font can show is a box. `pictures` are drawings (SVG) by name:
    they come in as data like everything else, so that no name is ever a path.
    """
    shown = json.dumps(dict(pictures or {}))
    words = _LONG.sub(_with_breaks, json.dumps(data, ensure_ascii=False))
    standards = _ARCHIVED if archived else []
    with _one_at_a_time:
        try:
            pdf = _compiled(template, words, shown, at=at, standards=standards)
        except typst.TypstError as error:
            if not archived or _NO_FONT not in str(error):
                raise NotPrintable(str(error)) from error
            words = _shown_only(template.parent, words)
            pdf = _compiled(template, words, shown, at=at, standards=standards)
        finally:
            _forget(template.parent)
    assert isinstance(pdf, bytes)  # one file, because no output path is given
    return pdf


def begin(
    template: Path,
    *,
    data: Mapping[str, Any],
    at: datetime,
    archived: bool = False,
    pictures: Mapping[str, str] | None = None,
) -> Future[bytes]:
    """The same beside whatever the caller does meanwhile; `result()` waits for it and raises what `typeset` raises.

    The compiler works outside the interpreter's lock, so that the statements of a transaction need not wait for it.
    """
    return _beside().submit(typeset, template, data=data, at=at, archived=archived, pictures=pictures)


def picture(drawing: str) -> bytes:
    """A drawing (SVG) as PNG, as it would look on paper: whoever uploads one sees what will be printed.

    Raises NotPrintable where it cannot be set, also where only an archived document could not hold it.
    """
    root = Path(__file__).resolve().parent
    compiler, given = _compiler(root), {"picture": drawing}
    with _one_at_a_time:
        try:
            compiler.compile(
                input=_PICTURE, format="pdf", sys_inputs=given, pdf_standards=_ARCHIVED, timestamp=0
            )
            made = compiler.compile(input=_PICTURE, format="png", sys_inputs=given, ppi=288)
        except typst.TypstError as error:
            raise NotPrintable(str(error)) from error
        finally:
            _forget(root)
    assert isinstance(made, bytes)  # one page
    return made


@lru_cache(maxsize=1)
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetting")


def _compiled(
    template: Path, words: str, pictures: str, *, at: datetime, standards: typst.PDFStandards
) -> object:
    return _compiler(template.parent).compile(
        input=_source(template),
        format="pdf",
        sys_inputs={"data": words, "pictures": pictures},
        timestamp=int(at.timestamp()),
        pdf_standards=standards,
    )


def _with_breaks(word: re.Match[str]) -> str:
    return _PART.sub(rf"\g<0>{_BREAK}", word[0])


def _shown_only(root: Path, words: str) -> str:
    """The words with a box for each sign that no font shows. Latin letters all are."""
    unsure = {sign for sign in words if sign > "\u024f"}
    boxes = {ord(sign): UNSHOWN for sign in unsure if not _is_shown(root, sign)}
    return words.translate(boxes)


@lru_cache(maxsize=4096)
def _is_shown(root: Path, sign: str) -> bool:
    try:
        _compiler(root).compile(
            input=b"#sys.inputs.sign",
            format="pdf",
            sys_inputs={"sign": sign},
            pdf_standards=_ARCHIVED,
            timestamp=0,
        )
    except typst.TypstError as error:
        if _NO_FONT not in str(error):
            raise NotPrintable(str(error)) from error
        return False
    return True


def _forget(root: Path) -> None:
    """Let the compiler drop what it keeps of earlier documents.

    It remembers its steps for ten documents, 2 MB a letter, and no letter is like another. Empty ones, which take a
    millisecond, make it forget sooner: each process then keeps 10 MB instead of 33.
    """
    for _empty in range(2):
        _compiler(root).compile(input=b"", format="svg", sys_inputs={})


@lru_cache(maxsize=8)
def _compiler(root: Path) -> typst.Compiler:
    return typst.Compiler(root=root, font_paths=_fonts())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[_FONTS] if _FONTS.is_dir() else [])


@lru_cache(maxsize=8)
def _source(template: Path) -> bytes:
    return template.read_bytes()
