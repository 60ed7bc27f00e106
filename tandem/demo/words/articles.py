"""Lechner's catalogue: what quotes name (`goods`), with numbers and English names, and what else stands in the list."""

from __future__ import annotations

from typing import NamedTuple

from tandem.demo.words.goods import GOODS


class Article(NamedTuple):
    """A product: number, key of its group, texts, unit, list price, cost, kilograms of copper."""

    number: str
    group: str
    name: str
    english: str
    more: str
    unit: str
    price: str
    cost: str
    copper: str = ""


GROUPS = {
    "10": ("Förderer", "Conveyors"),
    "20": ("Antriebe", "Drives"),
    "30": ("Steuerung und Sensorik", "Controls and sensors"),
    "40": ("Ketten, Gurte, Rollen", "Chains, belts, rollers"),
    "50": ("Anbauteile und Schutz", "Attachments and guards"),
    "60": ("Leistungen", "Services"),
}

# Those of the quotes: number, group, English name, copper.
_QUOTED = {
    "gf400": ("GF-400", "10", "Belt conveyor GF 400", ""),
    "gf600": ("GF-600", "10", "Belt conveyor GF 600", ""),
    "gf400e": ("GF-400E", "10", "Belt conveyor GF 400 E, stainless steel", ""),
    "rb620": ("RB-620", "10", "Roller conveyor RB 620", ""),
    "rb620k": ("RB-620K", "10", "Curve RB 620", ""),
    "kf2": ("KF-2", "10", "Chain conveyor KF 2", ""),
    "dt2": ("DT-2", "10", "Turntable DT 2", ""),
    "ha15": ("HA-15", "10", "Lift drive HA 15", ""),
    "kg250": ("KG-250", "20", "Gear motor KG 250", "11.8"),
    "kg80": ("KG-80", "20", "Gear motor KG 80", "4.2"),
    "fu75": ("FU-7.5", "20", "Frequency inverter FU 7.5", ""),
    "fu40": ("FU-4.0", "20", "Frequency inverter FU 4.0", ""),
    "tm113": ("TM-113", "20", "Drum motor TM 113", "5.6"),
    "tm80": ("TM-80", "20", "Drum motor TM 80", "2.4"),
    "fk80": ("FK-80", "40", "Conveyor chain FK 80", ""),
    "fk80s": ("FK-80-10", "40", "Spare chain FK 80", ""),
    "tr89": ("TR-89", "40", "Carrying roller TR 89", ""),
    "gurt": ("GU-400", "40", "Conveyor belt PU, 2 plies", ""),
    "us400": ("US-400", "40", "Return station US 400", ""),
    "sps": ("ST-12", "30", "Compact control", ""),
    "sens": ("LS-3", "30", "Light barrier LS 3", ""),
    "schutz": ("SV-1", "50", "Protective cover, acrylic", ""),
    "ibn": ("L-IBN", "60", "Commissioning on site", ""),
    "montage": ("L-MON", "60", "Assembly on site", ""),
    "wartung": ("L-WAR", "60", "Maintenance package", ""),
    "fracht": ("L-FRA", "60", "Delivery to the works", ""),
}

_OTHERS = (
    Article("GF-250", "10", "Gurtförderer GF 250", "Belt conveyor GF 250",
            "Achsabstand 3 m, Gurt PU", "Stk", "5640", "3870"),
    Article("GF-800", "10", "Gurtförderer GF 800", "Belt conveyor GF 800",
            "Achsabstand 8 m, Muldung 20°", "Stk", "18950", "13210"),
    Article("RB-620S", "10", "Rollenbahn RB 620 S", "Roller conveyor RB 620 S",
            "Schwerkraft, Modul 3 m", "Stk", "890", "574"),
    Article("RB-620W", "10", "Weiche RB 620", "Switch RB 620", "pneumatisch, 30°", "Stk", "3480", "2360"),
    Article("HT-1", "10", "Hubtisch HT 1", "Lift table HT 1", "1 t, Hub 800 mm", "Stk", "4120", "2830"),
    Article("SB-300", "10", "Steigförderer SB 300", "Incline conveyor SB 300",
            "mit Wellkanten und Mitnehmern", "Stk", "11400", "7920"),
    Article("KG-120", "20", "Getriebemotor KG 120", "Gear motor KG 120",
            "2,2 kW, Hohlwelle", "Stk", "1340", "826", "6.1"),
    Article("KG-400", "20", "Getriebemotor KG 400", "Gear motor KG 400",
            "11 kW, Fußausführung", "Stk", "3960", "2451", "19.5"),
    Article("FU-1.5", "20", "Frequenzumrichter FU 1,5", "Frequency inverter FU 1.5",
            "230 V, IP 20", "Stk", "298", "187"),
    Article("FU-11", "20", "Frequenzumrichter FU 11", "Frequency inverter FU 11",
            "400 V, IP 55, mit Netzfilter", "Stk", "1840", "1215"),
    Article("TM-138", "20", "Trommelmotor TM 138", "Drum motor TM 138",
            "1,5 kW, Edelstahlmantel", "Stk", "1780", "1190", "7.9"),
    Article("BR-40", "20", "Bremse BR 40", "Brake BR 40",
            "Federdruck, 40 Nm, für KG 80 bis KG 250", "Stk", "312", "186"),
    Article("KU-35", "20", "Kupplung KU 35", "Coupling KU 35",
            "drehelastisch, Bohrung 35 mm", "Stk", "118", "68.40"),
    Article("MK-15", "20", "Motorkabel geschirmt 4 × 1,5", "Motor cable, shielded 4 × 1.5",
            "UL/CSA, je Meter", "m", "6.8420", "3.9150", "0.0580"),
    Article("MK-40", "20", "Motorkabel geschirmt 4 × 4", "Motor cable, shielded 4 × 4",
            "UL/CSA, je Meter", "m", "13.2650", "7.8800", "0.1540"),
    Article("ST-4", "30", "Steuerung klein", "Small control",
            "Klemmenkasten IP 65, bis 4 Achsen", "Stk", "2980", "2090"),
    Article("ST-NA", "30", "Not-Halt-Kette", "Emergency stop chain",
            "Taster, Seilzug, Sicherheitsrelais", "Satz", "640", "421"),
    Article("HMI-7", "30", "Bedienfeld HMI 7", "Operator panel HMI 7",
            "7 Zoll, mit Rezeptverwaltung", "Stk", "1180", "812"),
    Article("LS-5", "30", "Lichtgitter LS 5", "Light curtain LS 5",
            "Schutzfeld 900 mm, Typ 4", "Stk", "1420", "988"),
    Article("IN-12", "30", "Induktiver Sensor IN 12", "Inductive sensor IN 12",
            "M12, bündig, Stecker", "Stk", "32.80", "17.45"),
    Article("DG-1", "30", "Drehgeber DG 1", "Encoder DG 1", "1024 Impulse, Hohlwelle", "Stk", "214", "139"),
    Article("SK-10", "30", "Sensorkabel M12, 10 m", "Sensor cable M12, 10 m",
            "5-polig, PUR", "Stk", "18.90", "9.60", "0.1210"),
    Article("BC-2", "30", "Scanner BC 2", "Barcode reader BC 2",
            "für Kartonetiketten, Profinet", "Stk", "1690", "1240"),
    Article("FK-125", "40", "Förderkette FK 125", "Conveyor chain FK 125",
            "Rolle 25 m, hartverchromt", "Rolle", "3120", "1790"),
    Article("KS-80", "40", "Kettenschloss FK 80", "Chain lock FK 80",
            "mit Splint, Packung zu 10", "Paket", "46", "21.30"),
    Article("TR-60", "40", "Tragrolle TR 60", "Carrying roller TR 60",
            "Kunststoff, EL 450", "Stk", "11.9500", "6.8200"),
    Article("TR-89A", "40", "Tragrolle TR 89 angetrieben", "Driven roller TR 89",
            "mit Kettenrad 14 Zähne", "Stk", "42.60", "26.10"),
    Article("GU-600", "40", "Fördergurt PU 3-lagig", "Conveyor belt PU, 3 plies",
            "600 mm, Mitnehmer 40 mm", "m", "162.40", "101.80"),
    Article("GU-FDA", "40", "Fördergurt FDA blau", "Conveyor belt FDA, blue",
            "400 mm, lebensmittelecht", "m", "128.75", "79.90"),
    Article("LA-35", "40", "Flanschlager LA 35", "Flange bearing LA 35",
            "nachschmierbar, Welle 35 mm", "Stk", "58.30", "31.70"),
    Article("AB-400", "40", "Gurtabstreifer AB 400", "Belt scraper AB 400",
            "federnd, PU-Lippe", "Stk", "186", "108"),
    Article("ST-F", "50", "Stützfuß verstellbar", "Adjustable support",
            "Höhe 500 bis 900 mm", "Stk", "74", "43.20"),
    Article("SF-1", "50", "Seitenführung", "Side guide", "Aluminium, je Meter", "m", "48.60", "27.90"),
    Article("SV-2", "50", "Schutztunnel Edelstahl", "Guard tunnel, stainless steel",
            "Länge 1 m, mit Sichtfenster", "Stk", "890", "612"),
    Article("AB-RF", "50", "Auffangwanne", "Drip tray", "Edelstahl, 600 × 400", "Stk", "168", "97"),
    Article("L-PLA", "60", "Anlagenplanung", "System planning", "Ingenieur, je Stunde", "h", "128", "74"),
    Article("L-SCH", "60", "Schulung Bedienung", "Operator training",
            "vor Ort, bis 8 Personen", "Tag", "1380", "780"),
)  # fmt: skip


def catalogue() -> list[Article]:
    """Every product, those of the quotes first."""
    quoted = []
    for key, (number, group, english, copper) in _QUOTED.items():
        good = GOODS[key]
        name, _dot, more = good.text.partition(" · ")
        quoted.append(
            Article(number, group, name, english, more, good.unit, str(good.price), str(good.cost), copper)
        )
    return [*quoted, *_OTHERS]


def number_of(key: str) -> str:
    """The article number of what quotes name."""
    return _QUOTED[key][0] if key in _QUOTED else ""
