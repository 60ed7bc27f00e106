import contextlib
import csv
import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P

from tandem.surfaces.exchange.tables import TableError, open_table
from tandem.surfaces.exchange.tables import kinds as kinds_of_files

HEADINGS = ["Kd.-Nr.", "Firma", "PLZ", "Ort"]
ROWS = [["10400", "Hölzl Fördertechnik GmbH", "89073", "Ulm"], ["10401", "Näf AG", "8001", "Zürich"]]


def xlsx(
    *rows: list[Any], sheet: str = "Kunden", more: Callable[[Any], None] | None = None, first: int = 0
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    page = book.add_worksheet(sheet)
    for number, cells in enumerate(rows, start=first):
        page.write_row(number, 0, cells)
    if more is not None:
        more(book)
    book.close()
    return buffer.getvalue()


def xls(*rows: list[Any]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Kunden")
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            page.write(number, place, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(*rows: list[Any]) -> bytes:
    document = OpenDocumentSpreadsheet()
    page = OdsTable(name="Kunden")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            box = TableCell(valuetype="string")
            box.addElement(P(text=cell))
            row.addElement(box)
        page.addElement(row)
    document.spreadsheet.addElement(page)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def text(*rows: list[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(cells) for cells in rows).encode(encoding)


def read(content: bytes, filename: str = "liste") -> tuple[list[str], list[tuple[int, list[Any]]]]:
    with open_table(content, filename) as table:
        return table.columns, list(table.rows())


def refusal(content: bytes) -> str:
    with pytest.raises(TableError) as refused:
        read(content)
    assert refused.value.reason.endswith(".")
    return refused.value.reason


EXPECTED = (HEADINGS, [(2, ROWS[0]), (3, ROWS[1])])


@pytest.mark.parametrize("make", [xlsx, xls, ods, text])
def test_every_kind_of_file_gives_the_same_table(make: Callable[..., bytes]) -> None:
    assert read(make(HEADINGS, *ROWS)) == EXPECTED


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"]
)
def test_separator_and_encoding_are_found_out(separator: str, encoding: str) -> None:
    assert read(text(HEADINGS, *ROWS, separator=separator, encoding=encoding)) == EXPECTED


def test_a_big_endian_file_with_its_mark_is_read() -> None:
    assert read(b"\xfe\xff" + text(HEADINGS, *ROWS, encoding="utf-16-be")) == EXPECTED


def test_decimal_commas_do_not_pass_for_separators() -> None:
    content = text(["Firma", "Umsatz"], ["Hölzl", "184.300,00"], ["Näf", "6.480,50"])
    assert read(content)[1][0] == (2, ["Hölzl", "184.300,00"])


def test_the_separator_may_be_named_in_the_first_line() -> None:
    assert read(b"sep=;\r\n" + text(HEADINGS, *ROWS))[1] == [(3, ROWS[0]), (4, ROWS[1])]


def test_line_breaks_and_quotes_within_a_cell_stay() -> None:
    content = b'Firma;Ort\n"Zeilen\numbruch ""GmbH""";Ulm\n\n;;\n=";Wien"\nx;y\n'
    assert read(content)[1][:1] == [(2, ['Zeilen\numbruch "GmbH"', "Ulm"])]
    assert read(b'Firma;PLZ\nA GmbH;="01067"\n')[1] == [(2, ["A GmbH", "01067"])]


def test_a_quote_that_never_closes_is_told_with_its_row() -> None:
    assert "3" in refusal(b'Firma;Ort\nA;Ulm\n"B;Ulm\nC;Ulm\n')


def test_nul_bytes_are_left_out() -> None:
    assert read(b"Firma;Ort\nA\x00B;Ulm\n")[1] == [(2, ["AB", "Ulm"])]


def test_a_title_and_blank_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    content = xlsx(["Kundenliste Süd, Stand 01.11.2026"], [], HEADINGS, ROWS[0], [], ["", "  "], ROWS[1])
    assert read(content) == (HEADINGS, [(4, ROWS[0]), (7, ROWS[1])])


def test_a_table_may_begin_further_down_and_to_the_right() -> None:
    content = xlsx(["", "", *HEADINGS], ["", "", *ROWS[0]], first=4)
    assert read(content) == (HEADINGS, [(6, ROWS[0])])


def test_groups_above_the_headings_are_no_headings() -> None:
    groups = ["Firma", "", "Adresse", "", ""]
    content = xlsx(
        groups, ["Kundennummer", "Name", "PLZ", "Ort", "Telefon"], ["1", "A", "89073", "Ulm", "0731 1234"]
    )
    assert read(content)[0][0] == "Kundennummer"


def test_unknown_headings_are_headings_too() -> None:
    assert read(text(["Spaltum", "Zeilum"], ["10", "20"])) == (["Spaltum", "Zeilum"], [(2, ["10", "20"])])


def test_a_list_without_headings_loses_no_row() -> None:
    columns, rows = read(text(*ROWS))
    assert [number for number, _cells in rows] == [1, 2]
    assert len(set(columns)) == 4


def test_equal_and_missing_headings_become_different_names() -> None:
    columns, _rows = read(xlsx(["Firma", "Telefon", "telefon", "", "Telefon"], ["A", "1", "2", "x", "3"]))
    assert len({column.casefold() for column in columns}) == 5
    assert columns[1:3] == ["Telefon", "telefon (2)"]
    assert columns[3].endswith("D")


def test_one_column_is_a_table() -> None:
    assert read(b"Firma\nA GmbH\nB GmbH\n") == (["Firma"], [(2, ["A GmbH"]), (3, ["B GmbH"])])


def test_the_sheet_with_the_data_is_chosen() -> None:
    def more(book: Any) -> None:
        notes = book.add_worksheet("Hinweise")
        for number in range(50):
            notes.write(number, 0, "nur intern")
        hidden = book.add_worksheet("Archiv")
        hidden.hide()
        for number in range(90):
            hidden.write_row(number, 0, HEADINGS)
        book.add_chartsheet("Bild")

    with open_table(xlsx(HEADINGS, *ROWS, more=more), "x.xlsx") as table:
        assert table.sheet == "Kunden"
        assert list(table.rows()) == EXPECTED[1]


def test_numbers_dates_and_saved_results_of_formulas_keep_their_kind() -> None:
    def more(book: Any) -> None:
        page = book.get_worksheet_by_name("Kunden")
        page.write_formula(1, 3, "=1+1", None, 2)
        page.write_formula(1, 4, "=1/0", None, "#DIV/0!")

    content = xlsx(
        ["Firma", "Umsatz", "Letzter Kontakt", "Formel", "Fehler"], ["A", 6480.5, date(2026, 3, 3)], more=more
    )
    [(_number, cells)] = read(content)[1]
    day = cells[2].date() if isinstance(cells[2], datetime) else cells[2]
    assert (cells[1], day, cells[3], cells[4]) == (6480.5, date(2026, 3, 3), 2, None)


def test_rows_can_be_read_twice_and_left_in_the_middle() -> None:
    with open_table(xlsx(HEADINGS, *ROWS), "x.xlsx") as table:
        assert next(iter(table.rows()))[0] == 2
        assert list(table.rows()) == list(table.rows()) == EXPECTED[1]
        assert table.sample == ROWS


def test_a_row_with_too_many_cells_keeps_them() -> None:
    rows = [["A", "Ulm"]] * 150 + [["B", "Ulm", "zu viel"]]
    assert read(text(["Firma", "Ort"], *rows))[1][-1][1] == ["B", "Ulm", "zu viel"]


def test_what_is_no_table_is_refused_with_a_sentence() -> None:
    contents = (
        b"",
        b"\n\n  \n",
        b"\xef\xbb\xbf",
        b";;;\n;;;\n",
        b"%PDF-1.7 x",
        b"\x89PNG\r\n\x1a\n",
        b"<html><table>",
        b'{"a": 1}',
        b"\x1f\x8b\x08",
        bytes(range(256)) * 40,
        b"PK\x03\x04 no archive",
        xlsx(HEADINGS, *ROWS)[:3000],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000,
        xls(HEADINGS)[:1500],
        xlsx(),
        b"Lorem ipsum dolor\n",
    )
    for content in contents:
        refusal(content)


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def test_a_password_is_told() -> None:
    shell = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    closed = archive(
        **{
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"x",
            "META-INF/manifest.xml": b"<manifest:encryption-data/>",
        }
    )
    assert refusal(shell) == refusal(closed)


def test_other_documents_are_told() -> None:
    assert refusal(archive(word__document=b"x")) == refusal(archive(ppt__presentation=b"x"))
    refusal(archive(**{"liste.csv": b"a;b"}))


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = archive(xl__workbook=b"x", **{"xl/worksheets/sheet1.xml": b" " * 60_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb) == refusal(bomb)


def test_a_lying_size_does_not_help_a_bomb() -> None:
    content = bytearray(xlsx(HEADINGS, *([ROWS[0]] * 3)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 4_000_000_000)
    refusal(bytes(content))


def test_one_cell_far_away_ends_the_reader_and_nothing_else() -> None:
    def more(book: Any) -> None:
        book.get_worksheet_by_name("Kunden").write(1_048_575, 16_383, "x")

    refusal(xlsx(HEADINGS, *ROWS, more=more))


@pytest.mark.parametrize("make", [xlsx, text])
def test_sixteen_thousand_columns_are_refused(make: Callable[..., bytes]) -> None:
    assert "500" in refusal(make([f"Spalte {place}" for place in range(16_000)], ["x"] * 16_000))


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "gross.csv"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(TableError, match="200"):
        open_table(large, large.name)
    with pytest.raises(TableError):
        open_table(tmp_path / "fehlt.csv", "fehlt.csv")
    with pytest.raises(TableError):
        open_table(tmp_path, "ordner")


def test_a_cell_of_a_hundred_thousand_characters_is_a_cell() -> None:
    long = "x" * 100_000
    assert read(text(["Firma", "Notiz"], ["A", long]))[1] == [(2, ["A", long])]


@pytest.mark.parametrize("name", ["customers_messy.csv", "customers_messy.xlsx"])
def test_a_real_list_is_read_whole(name: str) -> None:
    file = Path(__file__).parent / "data" / name
    with open_table(file, name) as table:
        rows = list(table.rows())
    assert table.columns == [
        "Kd.-Nr.",
        "Firma",
        "Straße",
        "PLZ",
        "Ort",
        "Land",
        "Telefon",
        "Mobil",
        "E-Mail",
        "Ansprechpartner",
        "Funktion",
        "Branche",
        "Umsatz 2025",
        "Klasse",
        "USt-IdNr.",
        "Letzter Kontakt",
        "Bemerkung",
    ]
    assert len(rows) == json.loads((file.parent / "expected.json").read_text())["rows"]
    assert (rows[0][0], rows[-1][0]) == (4, 50)
    assert rows[0][1][1] == "Hölzl Fördertechnik GmbH"
    assert rows[-1][1][1] == "Zeilen\numbruch GmbH"
    assert (
        next(cells[1] for number, cells in rows if number == 48) == '=HYPERLINK("http://x.example";"Klick")'
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=3000))
def test_no_bytes_do_anything_but_give_a_table_or_a_sentence(content: bytes) -> None:
    with contextlib.suppress(TableError):
        columns, rows = read(content)
        assert columns
        assert all(len(cells) >= len(columns) for _number, cells in rows)


CELLS = st.text(alphabet="abcäöü ;,\"'\n\t|0123.", max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["Firma", "Ort", "Notiz"], *rows])
    columns, back = read(buffer.getvalue().encode())
    assert columns == ["Firma", "Ort", "Notiz"]
    assert [[cell or "" for cell in cells] for _number, cells in back] == [
        [cell if cell.strip() else "" for cell in cells]
        for cells in rows
        if any(cell.strip() for cell in cells)
    ]


def test_files_of_office_programs_are_told_by_their_content() -> None:
    assert kinds_of_files.kind_of(io.BytesIO(xlsx(HEADINGS))) == kinds_of_files.WORKBOOK
    assert kinds_of_files.kind_of(io.BytesIO(text(HEADINGS))) == kinds_of_files.TEXT
