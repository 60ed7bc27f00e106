"""`python -m bench.documents`: how long a quote takes to be set: 2 pages, 100 lines, 500 lines; median and p95 in ms.

No database: the letter is made of words. With pictures each line has another one beside it, and the head a logo.
Limits: 2 pages in 100 ms, 100 lines in 300 ms (p95), with pictures as well.
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
# lines of the quote, whether with pictures, limit of the 95th percentile in ms
CASES = ((12, False, 100), (12, True, 100), (100, False, 300), (100, True, 300), (500, False, None))
TIMES = 40


def main() -> int:
    """Print one row per case; the exit code says whether the limits hold."""
    import django

    django.setup()
    import pypdf

    from tandem.journey.quotes import documents

    held = True
    print(f"{'lines':>6} {'pictures':>9} {'pages':>6} {'median':>8} {'p95':>8} {'limit':>8}")
    for lines, has_pictures, limit in CASES:
        pictures = _pictures(lines) if has_pictures else {}
        documents.render(_letter(0, lines, pictures), at=AT)
        took, pages = [], 0
        for number in range(1, TIMES + 1):
            letter = _letter(number, lines, pictures)
            began = time.perf_counter()
            pdf = documents.render(letter, at=AT)
            took.append((time.perf_counter() - began) * 1000)
            pages = len(pypdf.PdfReader(BytesIO(pdf)).pages)
        p95 = statistics.quantiles(took, n=20)[-1]
        held = held and (limit is None or p95 <= limit)
        shown = f"{lines:>6} {len(pictures):>9} {pages:>6}"
        print(f"{shown} {statistics.median(took):>8.0f} {p95:>8.0f} {limit or '-':>8}")
    return 0 if held else 1


def _letter(number: int, lines: int, pictures: dict[str, str]):  # type: ignore[no-untyped-def]  # Django is set up later
    """A quote in words, each time another."""
    from tandem.journey.quotes.tests.paper import letter

    made = letter(lines=lines)
    shown = [replace(line, picture=str(place)) for place, line in enumerate(made.lines)]
    return replace(made, title=f"Angebot 26-{number:04d}", lines=shown, pictures=pictures)


def _pictures(lines: int) -> dict[str, str]:
    """A logo, and for every line a photograph of its own: noise, which is the hardest to compress."""
    from PIL import Image

    from tandem.base.files import pictures

    def stored(picture: Image.Image) -> bytes:
        held = BytesIO()
        picture.save(held, "PNG")
        return held.getvalue()

    def noise() -> Image.Image:
        return Image.merge("RGB", [Image.effect_noise((800, 600), 90) for _band in "RGB"])

    logo = Image.radial_gradient("L").resize((1400, 400)).convert("RGBA")
    found = {str(place): pictures.small(stored(noise())) for place in range(lines)}
    return {"logo": pictures.logo(stored(logo)), **found}


if __name__ == "__main__":
    sys.exit(main())
