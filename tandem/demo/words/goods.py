"""What Lechner sells: catalogue with list price and cost, and the projects customers come with."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Good(NamedTuple):
    """A line's text, unit, list price, variable cost of one unit, usual quantities."""

    text: str
    unit: str
    price: Decimal
    cost: Decimal
    quantities: tuple[int, ...]


def _good(text: str, unit: str, price: str, cost: str, *quantities: int) -> Good:
    return Good(text, unit, Decimal(price), Decimal(cost), quantities)


GOODS = {
    "gf400": _good("Gurtförderer GF 400 · Achsabstand 6 m, Gurt PU", "Stk", "8940", "6120", 1, 1, 2, 3),
    "gf600": _good("Gurtförderer GF 600 · Achsabstand 12 m, Stahl lackiert", "Stk", "14380", "9950", 1, 1, 2),
    "gf400e": _good("Gurtförderer GF 400 E · Edelstahl, Hygieneausführung", "Stk", "12650", "8740", 1, 2),
    "rb620": _good("Rollenbahn RB 620 · angetrieben, Modul 3 m", "Stk", "2180", "1445", 2, 4, 6, 8, 12),
    "rb620k": _good("Kurve RB 620 · 90°, angetrieben", "Stk", "2960", "2010", 1, 2, 4),
    "kf2": _good("Kettenförderer KF 2 · Palette 1200 × 800", "Stk", "6420", "4390", 1, 2, 3, 4),
    "dt2": _good("Drehtisch DT 2 · Palette, 90°", "Stk", "7280", "5010", 1, 1, 2),
    "ha15": _good("Hubantrieb HA 15 · 1,5 t, zwei Säulen", "Stk", "3640", "2480", 1, 2, 4),
    "kg250": _good("Getriebemotor KG 250 · 5,5 kW, Hohlwelle", "Stk", "2480", "1506", 1, 2, 4, 6, 8),
    "kg80": _good("Getriebemotor KG 80 · 1,5 kW, Fußausführung", "Stk", "985", "612", 2, 4, 6, 10),
    "fu75": _good("Frequenzumrichter FU 7,5 · 690 V", "Stk", "1390", "928", 1, 2, 4, 8, 12),
    "fu40": _good("Frequenzumrichter FU 4,0 · 400 V, IP 55", "Stk", "612", "394", 2, 4, 6, 10, 20),
    "tm113": _good("Trommelmotor TM 113 · ATEX Zone 22", "Stk", "1365", "917", 2, 4, 6, 8),
    "tm80": _good("Trommelmotor TM 80 · 0,37 kW", "Stk", "742", "489", 2, 4, 6, 10),
    "fk80": _good("Förderkette FK 80 · Rolle 25 m", "Rolle", "1890", "1055", 1, 2, 4),
    "fk80s": _good("Ersatzkette FK 80 · 10 m mit Kettenschloss", "Stk", "798", "446", 1, 2, 3, 4),
    "tr89": _good("Tragrolle TR 89 · Stahl verzinkt, EL 650", "Stk", "18.40", "11.20", 40, 80, 120, 200, 400),
    "gurt": _good("Fördergurt PU 2-lagig · 400 mm, endlos geschweißt", "m", "96.50", "58.30", 12, 13, 24, 36),
    "us400": _good("Umlenkstation US 400 · gelagert", "Stk", "640", "418", 1, 2, 4),
    "sps": _good("Steuerung kompakt · Schaltschrank IP 54, bis 12 Achsen", "Stk", "7850", "5590", 1),
    "sens": _good("Lichtschranke LS 3 · mit Reflektor und Halter", "Stk", "86", "51.50", 4, 6, 8, 12),
    "schutz": _good("Schutzverkleidung Acryl · laufender Meter", "m", "310", "201", 6, 8, 12, 18),
    "ibn": _good("Inbetriebnahme vor Ort · 1 Techniker, je Tag", "Tag", "1180", "696", 1, 2, 3),
    "montage": _good("Montage vor Ort · 2 Monteure, je Tag", "Tag", "1840", "1190", 1, 2, 3, 5),
    "wartung": _good(
        "Wartungspaket · Sichtprüfung, Kettenspannung, Protokoll", "Jahr", "1450", "760", 1, 1, 2
    ),
    "fracht": _good("Lieferung frei Werk, unabgeladen", "Psch", "480", "432", 1),
}


class Project(NamedTuple):
    """What a matter is called and which goods it is about; `need` is what the visit finds out."""

    title: str
    goods: tuple[str, ...]
    need: str
    spare: bool = False


PROJECTS = (
    Project(
        "Gurtförderer Halle {n}",
        ("gf400", "us400", "kg80", "ibn", "fracht"),
        "Gurtförderer als Ersatz für die alte Strecke in Halle {n}, {n} Abgänge, Takt 900 Kartons pro Stunde.",
    ),
    Project(
        "Rollenbahn Versand",
        ("rb620", "rb620k", "sens", "montage", "fracht"),
        "Angetriebene Rollenbahn vom Packplatz zum Versand, Kartons bis 35 kg, Staustrecke für {n}0 Stück.",
    ),
    Project(
        "Palettenförderer Wareneingang",
        ("kf2", "dt2", "sps", "ibn", "montage"),
        "Kettenförderer für Europaletten, Drehtisch zur Einlagerung, Anbindung an vorhandene Steuerung.",
    ),
    Project(
        "Retrofit Antriebe Linie {n}",
        ("kg250", "fu75", "ibn"),
        "Antriebe der Linie {n} sind 20 Jahre alt, Ersatz bei laufendem Betrieb am Wochenende.",
    ),
    Project(
        "Trommelmotoren ATEX",
        ("tm113", "fu75", "ibn"),
        "Staubzone 22 nach neuer Gefährdungsbeurteilung, Trommelmotoren müssen getauscht werden.",
    ),
    Project(
        "Hubstation Kommissionierung",
        ("ha15", "rb620", "sps", "schutz", "montage"),
        "Hubstation zwischen EG und Bühne, 1,5 t, Takt 40 Hübe pro Stunde, Schutzzaun fehlt noch.",
    ),
    Project(
        "Hygieneförderer Abfüllung",
        ("gf400e", "tm80", "sens", "ibn"),
        "Edelstahl, abspritzbar, Gurt FDA-konform. QS will Muster vom Gurt sehen.",
    ),
    Project(
        "Steuerung Linie {n} erneuern",
        ("sps", "fu40", "sens", "ibn"),
        "Steuerung abgekündigt, Ersatzteile nur noch gebraucht. Umbau in den Betriebsferien.",
    ),
    Project(
        "Langgutförderer Zuschnitt",
        ("gf600", "kg250", "fu75", "montage", "fracht"),
        "Förderer hinter der Säge, 12 m, Spänebelastung hoch, Gurt mit Mitnehmern prüfen.",
    ),
    Project(
        "Ersatzketten FK 80",
        ("fk80s", "fracht"),
        "Ketten nach 6.000 Stunden gelängt, Tausch vor der Saison.",
        spare=True,
    ),
    Project(
        "Förderketten und Umlenkungen",
        ("fk80", "us400", "fracht"),
        "Verschleißteile für die Jahresrevision.",
        spare=True,
    ),
    Project(
        "Tragrollen Nachbestellung",
        ("tr89", "fracht"),
        "Tragrollen wie letzte Lieferung, EL 650.",
        spare=True,
    ),
    Project(
        "Frequenzumrichter Lagerbestand",
        ("fu40", "fu75"),
        "Zwei Geräte als Reserve ins Lager, gleiche Parametrierung.",
        spare=True,
    ),
    Project(
        "Ersatzgurte PU",
        ("gurt", "montage"),
        "Gurte rissig an der Schweißnaht, Wechsel durch unsere Monteure.",
        spare=True,
    ),
    Project(
        "Wartung Förderstrecken",
        ("wartung", "montage"),
        "Jahreswartung aller Strecken mit Protokoll.",
        spare=True,
    ),
    Project("Getriebemotoren Ersatz", ("kg80", "fracht"), "Ein Motor defekt, zwei auf Vorrat.", spare=True),
)
