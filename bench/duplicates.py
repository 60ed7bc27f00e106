"""`python -m bench.duplicates [--size 200000]`: 'is this a customer already?' at that many customers.

Fills a data folder of its own with invented companies (kept for the next run of the same size), then prints the server
time of a look-up (p50, p95), without the page and the question of rights, and precision, recall and F1 on spellings
that people invent (typing errors, legal forms, umlauts, turned words), half of them of companies that are not there.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

ONSETS = (
    "B",
    "Br",
    "D",
    "Dr",
    "F",
    "Fr",
    "G",
    "Gr",
    "H",
    "K",
    "Kl",
    "Kr",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "Sch",
    "Schl",
    "St",
    "Str",
    "T",
    "Tr",
    "V",
    "W",
    "Z",
    "Zw",
)
VOWELS = ("a", "e", "i", "o", "u", "ä", "ö", "ü", "au", "ei", "eu", "ie")
CODAS = (
    "b",
    "ch",
    "ck",
    "ff",
    "hl",
    "hn",
    "hr",
    "ll",
    "lz",
    "m",
    "n",
    "nd",
    "ng",
    "nk",
    "nz",
    "pp",
    "r",
    "rg",
    "rn",
    "rt",
    "sch",
    "ss",
    "st",
    "t",
    "tt",
    "tz",
)
ENDINGS = ["er", "el", "mann", "ler", "inger", "le", "meier", "hauer", "bach", "berg"] + [""] * 6
TRADES = (
    "Fördertechnik",
    "Maschinenbau",
    "Metallbau",
    "Blechtechnik",
    "Ofenbau",
    "Silotechnik",
    "Pumpen",
    "Messtechnik",
    "Getriebe",
    "Normteile",
    "Werkzeugbau",
    "Kunststofftechnik",
    "Logistik",
    "Anlagenbau",
    "Elektrotechnik",
    "Hydraulik",
    "Stahlbau",
    "Kranbau",
    "Verpackung",
    "Mühlenbau",
)
FORMS = ["GmbH", "AG", "KG", "GmbH & Co. KG", "e.K.", "OHG", "G.m.b.H.", ""]
STREETS = [
    "Industriestraße",
    "Hauptstraße",
    "Bahnhofstraße",
    "Gartenstraße",
    "Ziegelweg",
    "Am",
    "Hafen",
    "Lindenallee",
]
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


@dataclass(slots=True)
class Invented:
    """A company that does not exist."""

    name: str
    street: str
    postcode: str
    phone: str
    email: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--asks", type=int, default=1000)
    arguments = parser.parse_args()
    os.environ["TANDEM_HOME"] = str(Path(f".tools/bench-duplicates-{arguments.size}").absolute())
    os.environ.pop("DATABASE_URL", None)
    from tandem import embedded

    with embedded.attached():
        _measure(arguments.size, arguments.asks)


def _measure(size: int, asks: int) -> None:
    import django

    django.setup()
    from tandem import schema

    schema.migrate()
    _fill(size)
    dice = random.Random(11)
    # Every second one stands in the list; the others are invented after it.
    known = {place: one for place, one in enumerate(companies(size)) if place % max(size // asks, 1) == 0}
    fresh = list(companies(asks, seed=23))
    wanted = [(variant(one, dice), place + 1) for place, one in list(known.items())[:asks]]
    unknown = [(variant(one, dice), 0) for one in fresh]
    _look_ups(size, wanted + unknown)


def companies(count: int, *, seed: int = 7) -> Iterator[Invented]:
    """The same companies for the same seed."""
    dice = random.Random(seed)
    for _place in range(count):
        owner = _word(dice) if dice.random() < 0.5 else _word(dice) + _word(dice).lower()
        owner += dice.choice(ENDINGS)
        trade = dice.choice(TRADES) if dice.random() < 0.85 else ""
        name = " ".join(part for part in (owner, trade, dice.choice(FORMS)) if part)
        host = _plain(owner.lower()) + dice.choice(("", "-gmbh", "-online", str(dice.randrange(1000))))
        yield Invented(
            name=name,
            street=f"{dice.choice(STREETS)} {dice.randrange(1, 200)}",
            postcode=f"{dice.randrange(1, 99):02d}{dice.randrange(0, 90):03d}",
            phone=f"+4973{dice.randrange(10**7, 10**8)}",
            email=f"info@{host}.example",
        )


def _word(dice: random.Random) -> str:
    return dice.choice(ONSETS) + dice.choice(VOWELS) + dice.choice(CODAS)


def _plain(word: str) -> str:
    return "".join(UMLAUTS.get(letter, letter) for letter in word)


def variant(one: Invented, dice: random.Random) -> Invented:
    """As somebody else writes it: the name otherwise, at most one more fact that is the same."""
    words = [word for word in one.name.split() if word not in " ".join(FORMS).split()]
    if dice.random() < 0.2 and len(words) > 1:
        words.reverse()
    name = " ".join(words)
    if dice.random() < 0.5:
        name = _plain(name)
    for _error in range(dice.choice((0, 1, 1, 2))):
        name = _typing_error(name, dice)
    name = " ".join(part for part in (name, dice.choice(FORMS)) if part)
    if dice.random() < 0.2:
        name = name.upper()
    told = dice.choice(("postcode", "postcode", "postcode", "phone", "email", "address"))
    return Invented(
        name=name,
        street=one.street.replace("straße", "str.") if told == "address" else "",
        postcode=one.postcode if told in ("postcode", "address") else "",
        phone=one.phone if told == "phone" else "",
        email=one.email.replace("info@", "einkauf@") if told == "email" else "",
    )


def _typing_error(name: str, dice: random.Random) -> str:
    place = dice.randrange(1, max(len(name) - 1, 2))
    kind = dice.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + dice.choice("abcdefghiklmnoprstuw") + name[place:]
    if kind == 2:
        return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]
    return name[:place] + dice.choice("abcdefghiklmnoprstuw") + name[place + 1 :]


def _fill(size: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people import actions as people
    from tandem.essentials.people.models import Tandem

    if Customer.objects.count() == size:
        return
    begin = time.perf_counter()
    tandem = Tandem.objects.filter(is_intake=True).first()
    if tandem is None:
        people.found_company(name="Messung", city="Ulm", postcode="89077", at=timezone.now())
        tandem = Tandem.objects.get(is_intake=True)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customer, customers_duplicatekey, customers_tocompare CASCADE")
        _copy(cursor, size, tandem.pk)
        print(f"{size:,} customers written in {time.perf_counter() - begin:.0f} s", flush=True)
        begin = time.perf_counter()
        _keys(cursor, size)
        cursor.execute(
            "SELECT count(*), pg_total_relation_size('customers_duplicatekey') FROM customers_duplicatekey"
        )
        count, size_of = cursor.fetchone()
        print(
            f"{count:,} keys in {time.perf_counter() - begin:.0f} s, {size_of / 1e6:,.0f} MB with indexes",
            flush=True,
        )
        cursor.execute("VACUUM ANALYZE customers_duplicatekey, customers_customer, customers_channel")


def _copy(cursor: object, size: int, tandem_id: int) -> None:
    columns = (
        "id, name, name_key, sort_key, tandem_id, street, postcode, city, country, klass, life_cycle, industry,"
        " vat_number, website, currency, remark, tags, created_at, changed_at, revision"
    )
    with cursor.copy(f"COPY customers_customer ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for pk, one in enumerate(companies(size), 1):
            copy.write_row(
                (pk, one.name, one.name.lower(), one.name.lower(), tandem_id, one.street, one.postcode, "Ort", "DE", "",
                 "prospect", "", "", "", "EUR", "", "{}", "2026-01-01", "2026-01-01", 1)
            )  # fmt: skip
    with cursor.copy("COPY customers_channel (customer_id, kind, value, label) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for pk, one in enumerate(companies(size), 1):
            copy.write_row((pk, "phone", one.phone, ""))
            copy.write_row((pk, "email", one.email, ""))


def _keys(cursor: object, size: int) -> None:
    from tandem.essentials.customers.actions import keying

    for start in range(1, size + 1, 5000):
        keying.write(cursor, list(range(start, min(start + 5000, size + 1))))


Asked = list[tuple[Invented, int]]


def _look_ups(size: int, asked: Asked) -> None:
    from tandem.essentials.customers.duplicates import finding, scoring
    from tandem.essentials.customers.duplicates.keys import Described

    took: list[float] = []
    answers: list[tuple[float, int, int]] = []
    for one, right in asked:
        described = Described(
            name=one.name, street=one.street, postcode=one.postcode,
            phones=(one.phone,) if one.phone else (), emails=(one.email,) if one.email else (),
        )  # fmt: skip
        begin = time.perf_counter()
        found = finding.candidates(described)
        took.append((time.perf_counter() - begin) * 1000)
        best = found[0] if found else None
        answers.append((best.likeness.score if best else 0.0, best.customer_id if best else 0, right))
    later = took[20:]
    print(
        f"look-up at {size:,}: p50 {median(later):.1f} ms, p95 {quantiles(later, n=20)[-1]:.1f} ms,"
        f" most {max(later):.1f} ms ({len(later)} asked)"
    )
    for said, least in (("shown", scoring.SHOWN), ("asked", scoring.ASKED), ("listed", scoring.LISTED)):
        print(f"  from {least:.2f} ({said:6}): {_figures(answers, least)}", flush=True)


def _figures(answers: list[tuple[float, int, int]], least: float) -> str:
    precision, recall, f1 = _f1(answers, least)
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"


def _f1(answers: list[tuple[float, int, int]], least: float) -> tuple[float, float, float]:
    right = sum(score >= least and found == true for score, found, true in answers if true)
    told = sum(score >= least for score, _found, _true in answers)
    there = sum(bool(true) for _score, _found, true in answers)
    precision, recall = right / max(told, 1), right / max(there, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    main()
