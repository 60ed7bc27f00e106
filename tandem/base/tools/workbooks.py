"""Excel files that Tandem writes: whatever looks like a formula or an address in them is a text."""

from __future__ import annotations

import io
from typing import Any


class Book:
    """A workbook in memory; `large`: rows are written one after the other and kept on the disk meanwhile.

    `book` is XlsxWriter's own.
    """

    def __init__(self, *, large: bool = False) -> None:
        # A web process need not carry its 15 MB until somebody wants a file.
        import xlsxwriter

        self._buffer = io.BytesIO()
        texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        kept = {"constant_memory": True} if large else {"in_memory": True}
        self.book: Any = xlsxwriter.Workbook(self._buffer, {**texts, **kept, "remove_timezone": True})

    def heading(self, **more: Any) -> Any:
        """How the first row looks."""
        return self.book.add_format({"bold": True, "bg_color": "#eff0ea", "bottom": 1, **more})

    def content(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self._buffer.getvalue()
