"""A letter in words, without a database: for the golden pages and the benchmark."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tandem.base.design import formats
from tandem.base.files import pictures
from tandem.base.files.testing import png
from tandem.journey.quotes.documents import Letter, Position, Sum

WORDS = ("Getriebemotor KG 250", "Frequenzumrichter FU 7,5", "Trommelmotor TM 113", "Förderkette FK 80")


def letter(*, lines: int, language: str = "de", options: int = 0) -> Letter:
    """A quote of so many lines, all of it the same every time."""

    def amount(number: int) -> str:
        return formats.number(Decimal(number), places=2, language=language)

    def item(place: int, *, running: str = "") -> Position:
        return Position(
            position=str(10 * place),
            text=f"{WORDS[place % 4]} · Ausführung {place}, 690 V, ATEX Zone 22",
            quantity=f"{place % 9 + 1}\N{NO-BREAK SPACE}Stk",
            price=amount(100 + place),
            discount="8\N{NO-BREAK SPACE}%" if place % 3 == 0 else "",
            net=amount(1000 + place),
            remark=f"Lieferung: KW {place % 50 + 1}",
            running=running,
        )

    german = language == "de"
    total = sum(1000 + place for place in range(1, lines + 1))
    return Letter(
        language=language,
        title="Angebot 26-0001" if german else "Quote 26-0001",
        subject="Gurtförderer Halle 3",
        customer="Hölzl Fördertechnik GmbH",
        date="24.11.2026",
        sender="Lechner Antriebstechnik GmbH · Industriestraße 1 · 89073 Ulm",
        recipient=["Hölzl Fördertechnik GmbH", "Frau Claudia Hölzl", "Hafenweg 7", "89077 Ulm"],
        meta=[
            ["Angebotsnr." if german else "Quote no.", "26-0001"],
            ["Datum" if german else "Date", "24.11.2026"],
        ],
        opening=["Sehr geehrte Frau Hölzl,", "wir bieten Ihnen gerne an:"]
        if german
        else ["Dear Ms Hölzl,", "we are glad to offer:"],
        columns=["Pos.", "Artikel", "Menge", "Preis", "Rabatt", "Netto €"]
        if german
        else ["Item", "Article", "Quantity", "Price", "Discount", "Net €"],
        lines=[
            item(place, running=amount(sum(1000 + one for one in range(1, place + 1))))
            for place in range(1, lines + 1)
        ],
        options=[item(lines + place) for place in range(1, options + 1)],
        options_title="Auf Wunsch, nicht in der Summe" if german else "On request, not in the sum",
        carried="Übertrag" if german else "Carried over",
        sums=[
            Sum(label="Summe netto" if german else "Net total", amount=amount(total), strong=True),
            Sum(label="Gesamt" if german else "Total", amount=amount(total), strong=True),
        ],
        terms=[["Zahlung" if german else "Payment", "30 Tage netto"]],
        closing=["Steuerfreie Ausfuhrlieferung.", "Mit freundlichen Grüßen"]
        if german
        else ["Tax-free export.", "Kind regards"],
        people=[
            ["Ihr Kontakt" if german else "Your contact", "Tobias Kranz", "+49 731 123", "t@lechner.example"]
        ],
        signature=["Tobias Kranz"],
        company="Lechner Antriebstechnik GmbH",
        footer=[["Lechner Antriebstechnik GmbH", "89073 Ulm"], ["HRB 1234 Ulm", "USt-IdNr. DE123456789"]],
        page="Seite {n} von {m}" if german else "Page {n} of {m}",
    )


def illustrated(made: Letter) -> Letter:
    """With a transparent logo in the head, and a picture beside two lines of three."""
    shown = [
        replace(line, picture="wide" if place % 3 == 0 else "high" if place % 3 == 1 else "none")
        for place, line in enumerate(made.lines)
    ]
    drawn = {
        "logo": pictures.logo(png((900, 240), colour="#8c390a", transparent=True)),
        "wide": pictures.small(png((800, 500), colour="#563986")),
        "high": pictures.small(png((400, 900), colour="#0a5364")),
    }
    return replace(made, lines=shown, pictures=drawn)
