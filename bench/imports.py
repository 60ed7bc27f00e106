"""`python -m bench.imports [--rows 100000]`: a list of 20 columns from xlsx into an empty company, by the real command.

Prints rows per second and the peak memory of the process with its reader, and the ratio to the bare COPY of the same
rows into one table without indexes. Uses a database of its own in a data folder of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HEADINGS = (
    "Kd.-Nr.", "Firma", "Straße", "PLZ", "Ort", "Land", "Telefon", "Mobil", "E-Mail", "Ansprechpartner", "Funktion",
    "Branche", "Umsatz 2025", "Klasse", "USt-IdNr.", "Letzter Kontakt", "Bemerkung", "Tandem", "Webseite", "Fax",
)  # fmt: skip
FIRST = (
    "Claudia",
    "Jochen",
    "Selin",
    "Uwe",
    "Reto",
    "Eva",
    "Jürgen",
    "Anke",
    "Murat",
    "Sophie",
    "Götz",
    "Änne",
)
LAST = (
    "Hölzl",
    "Binder",
    "Aydın",
    "Brüllmann",
    "Näf",
    "Traub",
    "Dold",
    "Müller",
    "Steigmaier",
    "Weiß",
    "Kautter",
)
TRADES = (
    "Fördertechnik",
    "Blechtechnik",
    "Ofenbau",
    "Silotechnik",
    "Pumpen",
    "Messtechnik",
    "Getriebe",
    "Normteile",
)
FORMS = ("GmbH", "AG", "KG", "GmbH & Co. KG", "e.K.", "OHG")
PLACES = (
    ("89073", "Ulm", "D", "0731"), ("88045", "Friedrichshafen", "DE", "07541"),
    ("87435", "Kempten", "Deutschland", "0831"),
    ("70173", "Stuttgart", "D", "0711"), ("6900", "Bregenz", "A", "05574"), ("8001", "Zürich", "CH", "044"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    home = Path(".tools/bench-import").absolute()
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "TANDEM_HOME": str(home)
    }
    file = home / "kunden.xlsx"
    print(f"Writing {rows:,} rows x {len(HEADINGS)} columns ...", flush=True)
    write_list(file, rows=rows)
    # The database is made before the clock starts: the figure is the import's, not initdb's.
    subprocess.run(
        [sys.executable, "-m", "tandem", "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    seconds, megabytes, counts = imported(file, environment)
    bare = copied(file, environment)
    print(f"import   {seconds:7.1f} s  {rows / seconds:9,.0f} rows/s  peak {megabytes:,.0f} MB  {counts}")
    print(f"bare COPY{bare:7.1f} s  {rows / bare:9,.0f} rows/s  ratio {seconds / bare:.1f}")
    shutil.rmtree(home, ignore_errors=True)


def records(rows: int) -> Iterator[tuple[object, ...]]:
    """The same list for the same number of rows."""
    dice = random.Random(7)
    for place in range(rows):
        postcode, city, country, area = dice.choice(PLACES)
        first, last = dice.choice(FIRST), dice.choice(LAST)
        name = f"{dice.choice(LAST)} {dice.choice(TRADES)} {place:x} {dice.choice(FORMS)}"
        yield (
            20000 + place, name, f"Industriestraße {dice.randrange(1, 400)}", postcode, city, country,
            _phone(dice, area), _mobile(dice, country),
            f"info@kunde{place}.example", f"{first} {last}", dice.choice(("Einkauf", "GF", "Leitung Technik")),
            dice.choice(TRADES), round(dice.random() * 500_000, 2), dice.choice("ABC"), vat(place),
            f"{dice.randrange(1, 28):02d}.{dice.randrange(1, 12):02d}.2026",
            "ruft lieber vormittags an" if place % 5 == 0 else "", "", f"www.kunde{place}.example", "",
        )  # fmt: skip


def _phone(dice: random.Random, area: str) -> str:
    if area == "044":
        return f"044 {dice.randrange(200, 999)} {dice.randrange(10, 99)} {dice.randrange(10, 99)}"
    return f"{area}/{dice.randrange(20, 99)} {dice.randrange(10, 99)} {dice.randrange(1, 9)}-0"


def _mobile(dice: random.Random, country: str) -> str:
    if country in ("A", "CH"):
        return f"{'0664' if country == 'A' else '079'} {dice.randrange(2000000, 9999999)}"
    return f"0171 {dice.randrange(2000000, 4999999)}"


def vat(place: int) -> str:
    """A German VAT number with the right check digit (ISO 7064, MOD 11,10)."""
    digits = f"{10000000 + place}"
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = (2 * total) % 11
    return f"DE{digits}{(11 - product) % 10}"


def write_list(path: Path, *, rows: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Kunden")
    for row, cells in enumerate([HEADINGS, *records(rows)]):
        sheet.write_row(row, 0, cells)
    book.close()


def imported(file: Path, environment: dict[str, str]) -> tuple[float, float, dict[str, int]]:
    """Seconds, peak memory in MB (the command and its reader together) and the counts."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "tandem", "import", "customers", str(file), "--json"]
    said, peak = file.with_name("result.json"), 0.0
    with said.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output)
        while process.poll() is None:
            peak = max(peak, _memory_of(process.pid))
            time.sleep(0.2)
    seconds = time.perf_counter() - begin
    told = json.loads(said.read_text())
    told["problems"] = len(told["problems"])
    return seconds, peak, told


def _memory_of(pid: int) -> float:
    """MB of a process and of those it started, where /proc tells; the database is not the import's."""
    total = 0.0
    with contextlib.suppress(OSError):
        if "python" in Path(f"/proc/{pid}/cmdline").read_text():
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            total = sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        total += sum(_memory_of(int(child)) for child in children)
    return total


def copied(file: Path, environment: dict[str, str]) -> float:
    """Seconds for the same rows as text into one table without indexes: the floor."""
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
    import django

    from tandem import embedded

    django.setup()
    from django.db import connection

    from tandem.surfaces.exchange.tables import open_table

    with embedded.attached(), connection.cursor() as cursor:
        begin = time.perf_counter()
        names = ", ".join(f"c{place} text" for place in range(len(HEADINGS)))
        cursor.execute(f"CREATE TABLE bare ({names})")
        with open_table(file, file.name) as table, cursor.copy("COPY bare FROM STDIN") as copy:
            for _row, cells in table.rows():
                copy.write_row([None if cell is None else str(cell) for cell in cells])
        seconds = time.perf_counter() - begin
        connection.close()
    return seconds


if __name__ == "__main__":
    main()
