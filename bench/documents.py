"""`python -m bench.documents`: how long a quote takes to be set: 2 pages, 100 lines, 500 lines; median and p95 in ms.

No database: the letter is made of words. Limits: 2 pages in 100 ms, 100 lines in 300 ms (p95).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
# lines of the quote, limit of the 95th percentile in ms
CASES = ((12, 100), (100, 300), (500, None))
TIMES = 40


def main() -> int:
    """Print one row per case; the exit code says whether the limits hold."""
    import django

    django.setup()
    import pypdf

    from tandem.journey.quotes import documents

    held = True
    print(f"{'lines':>6} {'pages':>6} {'median':>8} {'p95':>8} {'limit':>8}")
    for lines, limit in CASES:
        documents.render(_letter(0, lines), at=AT)
        took, pages = [], 0
        for number in range(1, TIMES + 1):
            letter = _letter(number, lines)
            began = time.perf_counter()
            pdf = documents.render(letter, at=AT)
            took.append((time.perf_counter() - began) * 1000)
            pages = len(pypdf.PdfReader(BytesIO(pdf)).pages)
        p95 = statistics.quantiles(took, n=20)[-1]
        held = held and (limit is None or p95 <= limit)
        print(f"{lines:>6} {pages:>6} {statistics.median(took):>8.0f} {p95:>8.0f} {limit or '-':>8}")
    return 0 if held else 1


def _letter(number: int, lines: int):  # type: ignore[no-untyped-def]  # Django is set up after the import
    """A quote in words, each time another."""
    from tandem.journey.quotes.tests.paper import letter

    made = letter(lines=lines)
    return replace(made, title=f"Angebot 26-{number:04d}")


if __name__ == "__main__":
    sys.exit(main())
