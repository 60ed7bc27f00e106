"""Whose public holidays hold: the countries and their lands, by the names that people call them."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

COUNTRIES = (("DE", gettext_lazy("Germany")), ("AT", gettext_lazy("Austria")), ("CH", gettext_lazy("Switzerland")),
             ("LI", gettext_lazy("Liechtenstein")))  # fmt: skip

# In their own language: nobody looks for their land under another name.
_LANDS = {
    "DE": {
        "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen",
        "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen",
        "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen",
        "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
    },
    "AT": {
        "1": "Burgenland", "2": "Kärnten", "3": "Niederösterreich", "4": "Oberösterreich", "5": "Salzburg",
        "6": "Steiermark", "7": "Tirol", "8": "Vorarlberg", "9": "Wien",
    },
    "CH": {
        "AG": "Aargau", "AI": "Appenzell Innerrhoden", "AR": "Appenzell Ausserrhoden", "BL": "Basel-Landschaft",
        "BS": "Basel-Stadt", "BE": "Bern", "FR": "Fribourg", "GE": "Genève", "GL": "Glarus", "GR": "Graubünden",
        "JU": "Jura", "LU": "Luzern", "NE": "Neuchâtel", "NW": "Nidwalden", "OW": "Obwalden", "SH": "Schaffhausen",
        "SZ": "Schwyz", "SO": "Solothurn", "SG": "St. Gallen", "TI": "Ticino", "TG": "Thurgau", "UR": "Uri",
        "VS": "Valais", "VD": "Vaud", "ZG": "Zug", "ZH": "Zürich",
    },
}  # fmt: skip

# Where the municipality's confession decides, it is a region of its own.
_WITH_A_DAY_MORE = {
    "DE-BY": gettext_lazy("with Assumption Day"),
    "DE-SN": gettext_lazy("with Corpus Christi"),
    "DE-TH": gettext_lazy("with Corpus Christi"),
}


def choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Every region to choose from, country by country: the whole country first."""
    return [(label, _of(country, label)) for country, label in COUNTRIES]


def _of(country: str, label: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [(country, label)]
    for land, name in _LANDS.get(country, {}).items():
        region = f"{country}-{land}"
        found.append((region, name))
        if region in _WITH_A_DAY_MORE:
            found.append((f"{region}-K", format_lazy("{}, {}", name, _WITH_A_DAY_MORE[region])))
    return found
