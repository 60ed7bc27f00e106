"""Documents as PDF by Typst, in the company's typeface: what is said comes in as data, none of it is read as markup."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
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


def typeset(template: Path, *, data: Mapping[str, Any], at: datetime) -> bytes:
    """The template filled with `data` (read there as JSON) as PDF; the same at the same moment gives the same bytes."""
    with _one_at_a_time:
        try:
            pdf = _compiler(template.parent).compile(
                input=_source(template),
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise NotPrintable(str(error)) from error
        finally:
            _forget(template.parent)
    assert isinstance(pdf, bytes)  # one file, because no output path is given
    return pdf


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
