"""The units that every company has, with the code that electronic documents name them by (UN/ECE Recommendation 20)."""

from __future__ import annotations

from typing import NamedTuple


class Standard(NamedTuple):
    """A unit as it is printed, its name in both languages, its Rec 20 code."""

    code: str
    name_de: str
    name_en: str
    rec20: str


STANDARD: tuple[Standard, ...] = (
    Standard("Stk", "Stück", "piece", "H87"),
    Standard("Paar", "Paar", "pair", "PR"),
    Standard("Satz", "Satz", "set", "SET"),
    Standard("Paket", "Paket", "package", "PK"),
    Standard("Karton", "Karton", "carton", "CT"),
    Standard("Palette", "Palette", "pallet", "PF"),
    Standard("Rolle", "Rolle", "roll", "RO"),
    Standard("m", "Meter", "metre", "MTR"),
    Standard("mm", "Millimeter", "millimetre", "MMT"),
    Standard("km", "Kilometer", "kilometre", "KMT"),
    Standard("m²", "Quadratmeter", "square metre", "MTK"),
    Standard("m³", "Kubikmeter", "cubic metre", "MTQ"),
    Standard("l", "Liter", "litre", "LTR"),
    Standard("g", "Gramm", "gram", "GRM"),
    Standard("kg", "Kilogramm", "kilogram", "KGM"),
    Standard("t", "Tonne", "tonne", "TNE"),
    Standard("h", "Stunde", "hour", "HUR"),
    Standard("Tag", "Tag", "day", "DAY"),
    Standard("Monat", "Monat", "month", "MON"),
    Standard("Jahr", "Jahr", "year", "ANN"),
    Standard("Psch", "Pauschale", "lump sum", "LS"),
)

# How lists of other programs write them.
_SPELLINGS = """
st Stk, stck Stk, stueck Stk, pc Stk, pcs Stk, piece Stk, pieces Stk, ea Stk, c62 Stk, meter m, lfm m, lfdm m, metre m,
std h, stunden h, hours h, hr h, tage Tag, days Tag, qm m², m2 m², cbm m³, m3 m³, pauschal Psch, pau Psch, pkt Paket,
pack Paket, ve Paket, ltr l, to t, rol Rolle
"""
SPELLINGS: dict[str, str] = dict(pair.split() for pair in _SPELLINGS.split(","))
