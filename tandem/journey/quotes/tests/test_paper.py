"""The quote on paper: page by page like the golden pictures, PDF/A, fonts embedded, text that can be read.

`GOLDEN=write pytest …/test_paper.py` draws the pictures anew; look at them before they are kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from tandem.journey.quotes import documents
from tandem.journey.quotes.documents import Letter, Position
from tandem.journey.quotes.tests import conformance
from tandem.journey.quotes.tests.paper import illustrated, letter

AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
# Dots of 100 dpi that may differ clearly, out of a thousand.
TOLERANCE = 2


def _set(made: Letter) -> bytes:
    return documents.render(made, at=AT)


def _pictures(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            document[place].render(scale=100 / 72, grayscale=True).to_pil() for place in range(len(document))
        ]
    finally:
        document.close()


def _texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def _first_of_a_kind(made: Letter) -> Letter:
    """With a section, a text, an alternative and a page break among the items."""
    first, second, *others = made.lines
    return replace(
        made,
        lines=[
            Position(kind="section", text="Halle 3"),
            first,
            Position(kind="text", text="Liefergrenze ist der Schaltschrank."),
            replace(second, is_counted=False, remark="Alternative zu Pos. 10, nicht in der Summe"),
            Position(kind="subtotal", text="Summe Halle 3", net=first.net),
            Position(kind="page_break"),
            *others,
        ],
    )


CASES: dict[str, Letter] = {
    "german": letter(lines=30, options=3),
    "english": letter(lines=8, language="en", options=1),
    "kinds": _first_of_a_kind(letter(lines=6)),
    "draft": replace(letter(lines=3), draft="Entwurf"),
    "logo": replace(letter(lines=2), pictures={"logo": illustrated(letter(lines=1)).pictures["logo"]}),
    "pictures": illustrated(letter(lines=12, options=1)),
}


@pytest.mark.parametrize("name", CASES)
def test_it_looks_page_by_page_like_the_golden_pictures(name: str) -> None:
    pictures = _pictures(_set(CASES[name]))
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob(f"{name}-*.png"):
            old.unlink()
        for number, picture in enumerate(pictures, 1):
            picture.quantize(16).save(GOLDEN / f"{name}-{number}.png", optimize=True)
    golden = sorted(GOLDEN.glob(f"{name}-*.png"))
    assert len(pictures) == len(golden) > 0
    for picture, path in zip(pictures, golden, strict=True):
        with Image.open(path) as kept:
            assert _difference(picture, kept.convert("L")) <= TOLERANCE, path.name


def _difference(picture: Image.Image, kept: Image.Image) -> float:
    """Dots that differ clearly, out of a thousand."""
    assert picture.size == kept.size
    clear = ImageChops.difference(picture.convert("L"), kept).point(lambda value: 255 if value > 96 else 0)
    return 1000 * clear.histogram()[255] / (picture.width * picture.height)


def test_a_word_that_moves_is_noticed() -> None:
    moved = replace(CASES["english"], recipient=["Hölzl Fördertechnik GmbH", "89077 Ulm"])
    with Image.open(GOLDEN / "english-1.png") as kept:
        before = _difference(_pictures(_set(CASES["english"]))[0], kept.convert("L"))
        assert _difference(_pictures(_set(moved))[0], kept.convert("L")) > max(before, 0.2)


STRANGE = "Förderband 🚀 传送带 · Ελληνικά Привет · מסוע ناقل · → ½ Ω"


@pytest.mark.parametrize("name", [*CASES, "strange"])
def test_nothing_is_in_it_that_pdf_a_forbids(name: str) -> None:
    """Proves what `conformance` reads, clause by clause; it is no certificate: what it leaves out is named there."""
    made = CASES.get(name) or replace(letter(lines=1), opening=[STRANGE], title=STRANGE, subject=STRANGE)
    assert conformance.violations(_set(made)) == []


def _without_identification(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        del meta["pdfaid:part"]


def _without_fonts(pdf: pikepdf.Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            for key in {"/FontFile2", "/FontFile3"} & set(one.keys()):
                del one[key]


def _with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.JavaScript, JS="1")


def _with_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def _with_colours_of_print(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 0 1 k")


def _with_an_empty_sign(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BT <0000> Tj ET")


def _without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (_without_identification, "6.6.4"),
        (_without_fonts, "6.2.11.4"),
        (_with_a_script, "6.5"),
        (_with_a_file, "6.8"),
        (_with_colours_of_print, "6.2.4"),
        (_with_an_empty_sign, "6.2.11.8"),
        (_without_colours, "6.2.3"),
    ],
)
def test_what_pdf_a_forbids_is_noticed(spoil: Callable[[pikepdf.Pdf], None], clause: str) -> None:
    held = BytesIO()
    with pikepdf.open(BytesIO(_set(CASES["pictures"]))) as pdf:
        spoil(pdf)
        pdf.save(held)
    assert any(clause in found for found in conformance.violations(held.getvalue()))


def test_what_the_items_come_to_is_carried_over_each_page_end() -> None:
    pages = _texts(_set(letter(lines=30)))
    assert len(pages) == 3
    first, second, last = (page.count("Übertrag") for page in pages)
    # At the foot of the first, at the head of the second; no item follows on the last.
    assert (first, second, last) == (1, 1, 0)
    carried = pages[0].partition("Übertrag")[2].split()[0]
    assert f"Übertrag {carried}" in " ".join(pages[1].split())
    assert carried == "12.078,00"
    assert [f"Seite {number} von 3" in page for number, page in enumerate(pages, 1)] == [True] * 3


def test_on_one_page_nothing_is_carried() -> None:
    assert "Übertrag" not in "".join(_texts(_set(letter(lines=3))))


def test_what_is_optional_stands_apart_below_the_sums() -> None:
    text = "\n".join(_texts(_set(letter(lines=3, options=1))))
    assert text.index("Gesamt") < text.index("Auf Wunsch, nicht in der Summe") < text.index("Ausführung 4")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Förderband 🚀 fertig 🇩🇪", "Förderband □ fertig □□"),
        ("传送带 3", "□□□ 3"),
        ("Ελληνικά Привет", "Ελληνικά Привет"),
        ("→ ☎ ✓ ½ ² Ω µ ≥ Ø °", "→ ☎ ✓"),
    ],
    ids=["emoji", "chinese", "greek", "signs"],
)
def test_what_no_font_shows_is_a_box_and_the_rest_can_be_read(words: str, read: str) -> None:
    made = letter(lines=1)
    pdf = _set(replace(made, lines=[replace(made.lines[0], text=words)]))
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_metadata() as meta:
        assert meta["pdfaid:part"] == "2"
    shown = " ".join("".join(_texts(pdf)).split())
    # A machine with further fonts may show what here is a box.
    assert read in shown or words.split(maxsplit=1)[0] in shown


@pytest.mark.parametrize("words", ["מסוע לאולם", "ناقل للقاعة"], ids=["hebrew", "arabic"])
def test_what_is_written_from_right_to_left_is_shown_by_a_font_that_has_it(words: str) -> None:
    made = letter(lines=1)
    reader: Any = pypdfium2.PdfDocument(_set(replace(made, lines=[replace(made.lines[0], text=words)])))
    text = "".join(reader[place].get_textpage().get_text_range() for place in range(len(reader)))
    reader.close()
    assert "□" not in text
    assert set(words) - {" "} & set(text)


def test_a_text_of_fifty_thousand_signs_is_set_whole() -> None:
    made = letter(lines=1)
    words = " ".join(f"w{number}" for number in range(8_000))
    pages = _texts(_set(replace(made, lines=[replace(made.lines[0], text=words[:50_000])])))
    assert len(pages) > 5
    assert f"Seite {len(pages)} von {len(pages)}" in pages[-1]


def _places(pdf: bytes, words: str) -> list[int]:
    """On which pages words stand."""
    return [number for number, page in enumerate(_texts(pdf), 1) if words in " ".join(page.split())]


@pytest.mark.parametrize("before", range(11, 18))
def test_a_heading_stands_on_the_page_of_the_line_below_it_wherever_the_page_ends(before: int) -> None:
    made = letter(lines=before + 3)
    heading = Position(kind="section", text="Halle 4")
    shown = [*made.lines[:before], heading, *made.lines[before:]]
    pdf = _set(replace(made, lines=shown))
    assert _places(pdf, "Halle 4") == _places(pdf, f"Ausführung {before + 1},")


def test_a_line_stays_on_one_page_and_its_picture_with_it() -> None:
    made = illustrated(letter(lines=20))
    said = "\n".join(["Kopf", *("Zeile" for _line in range(12)), "Fuß"])
    pdf = _set(replace(made, lines=[replace(line, text=f"{said} {line.position}.") for line in made.lines]))
    for line in made.lines:
        assert len(_places(pdf, f"Fuß {line.position}.")) == 1
    for page in _texts(pdf):
        assert page.count("Kopf") == page.count("Fuß")


def test_a_column_without_discounts_is_left_out_and_one_table_does_not_decide_for_the_other() -> None:
    made = letter(lines=2, options=1)
    assert made.options[0].discount
    text = "\n".join(_texts(_set(made)))
    assert "Rabatt" not in text[: text.index("Auf Wunsch")]
    assert "Rabatt" in text[text.index("Auf Wunsch") :]


def _words(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Where each piece of text of the first page stands: left, bottom, right, top."""
    document: Any = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    found = [page.get_rect(place) for place in range(page.count_rects())]
    document.close()
    return found


def test_what_is_said_of_the_company_never_runs_into_each_other() -> None:
    columns = [
        ["Lechner Fördertechnik und Antriebstechnik GmbH & Co. KG", "89077 Ulm"],
        ["+49 731 010", "https://www.lechner-foerdertechnik.example"],
        ["Amtsgericht Ulm", "Geschäftsführung: Dr. Ute Lechner-Hohenstein"],
        ["Sparkasse Ulm", "IBAN DE02 1203 0000 0000 2020 51"],
    ]
    boxes = _words(_set(replace(letter(lines=1), footer=columns)))
    # Without the hyphens, which are pieces of their own.
    foot = sorted(box for box in boxes if box[3] < 90 and box[3] - box[1] > 3)
    assert len(foot) >= 8
    for left, bottom, right, top in foot:
        beside = [one for one in foot if one[1] < top and bottom < one[3] and one[0] > left]
        assert all(one[0] - right > 3 for one in beside)


def test_a_word_without_end_stays_in_its_column() -> None:
    made = letter(lines=1)
    paper = _set(replace(made, lines=[replace(made.lines[0], text="W" * 300)]))
    assert max(right for _left, _bottom, right, _top in _words(paper)) < 595 - 50
