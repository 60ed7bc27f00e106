"""True pairs of postcode and city with the dialling code, by the area that a tandem looks after."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A city as it stands on a letter; the dialling code without its zero."""

    country: str
    postcode: str
    city: str
    dial: str


def _places(country: str, table: str) -> tuple[Place, ...]:
    rows = (line.split(maxsplit=2) for line in table.strip().splitlines())
    return tuple(Place(country, postcode, city, dial) for postcode, dial, city in rows)


ULM = _places(
    "DE",
    """
89073 731 Ulm
89075 731 Ulm
89077 731 Ulm
89079 731 Ulm
89081 731 Ulm
89231 731 Neu-Ulm
89233 731 Neu-Ulm
89250 7307 Senden
89257 7303 Illertissen
89264 7309 Weißenhorn
89269 7306 Vöhringen
89312 8221 Günzburg
89331 8222 Burgau
89340 8221 Leipheim
89407 9071 Dillingen a. d. Donau
89415 9072 Lauingen
89423 9073 Gundelfingen
89518 7321 Heidenheim
89520 7321 Heidenheim
89537 7322 Giengen
89547 7323 Gerstetten
89129 7345 Langenau
89134 7304 Blaustein
89143 7344 Blaubeuren
89150 7333 Laichingen
89155 7305 Erbach
89160 7348 Dornstadt
89584 7391 Ehingen
89597 7393 Munderkingen
89601 7394 Schelklingen
88045 7541 Friedrichshafen
88046 7541 Friedrichshafen
88069 7542 Tettnang
88074 7542 Meckenbeuren
88085 7543 Langenargen
88131 8382 Lindau
88161 8381 Lindenberg
88171 8387 Weiler-Simmerberg
88212 751 Ravensburg
88213 751 Ravensburg
88214 751 Ravensburg
88239 7522 Wangen im Allgäu
88250 751 Weingarten
88299 7561 Leutkirch
88316 7562 Isny
88326 7525 Aulendorf
88339 7524 Bad Waldsee
88348 7581 Bad Saulgau
88353 7563 Kißlegg
88361 7584 Altshausen
88400 7351 Biberach an der Riß
88410 7564 Bad Wurzach
88422 7582 Bad Buchau
88427 7583 Bad Schussenried
88433 7356 Schemmerhofen
88471 7392 Laupheim
88477 7353 Schwendi
88499 7371 Riedlingen
88512 7572 Mengen
88605 7575 Meßkirch
88630 7552 Pfullendorf
88662 7551 Überlingen
88677 7544 Markdorf
88682 7553 Salem
88709 7532 Meersburg
""",
)
SWISS = _places(
    "CH",
    """
8500 52 Frauenfeld
8570 71 Weinfelden
8580 71 Amriswil
8590 71 Romanshorn
8280 71 Kreuzlingen
8200 52 Schaffhausen
8400 52 Winterthur
9000 71 St. Gallen
9100 71 Herisau
9200 71 Gossau
9240 71 Uzwil
9320 71 Arbon
9400 71 Rorschach
9403 71 Goldach
9450 71 Altstätten
9500 71 Wil
""",
)
ALLGAEU = _places(
    "DE",
    """
87435 831 Kempten
87437 831 Kempten
87439 831 Kempten
87448 8303 Waltenhofen
87452 8373 Altusried
87471 831 Durach
87480 8375 Weitnau
87484 8361 Nesselwang
87509 8323 Immenstadt
87527 8321 Sonthofen
87534 8386 Oberstaufen
87600 8341 Kaufbeuren
87616 8342 Marktoberdorf
87629 8362 Füssen
87634 8372 Obergünzburg
87656 8341 Germaringen
87665 8341 Mauerstetten
87700 8331 Memmingen
87719 8261 Mindelheim
87724 8332 Ottobeuren
87730 8334 Bad Grönenbach
87740 8331 Buxheim
87772 8265 Pfaffenhausen
86150 821 Augsburg
86159 821 Augsburg
86167 821 Augsburg
86343 8231 Königsbrunn
86381 8282 Krumbach
86399 8234 Bobingen
86405 8271 Meitingen
86609 906 Donauwörth
86807 8241 Buchloe
86825 8247 Bad Wörishofen
86842 8245 Türkheim
86899 8191 Landsberg am Lech
""",
)
AUSTRIA = _places(
    "AT",
    """
6700 5552 Bludenz
6800 5522 Feldkirch
6830 5522 Rankweil
6840 5523 Götzis
6845 5576 Hohenems
6850 5572 Dornbirn
6890 5577 Lustenau
6900 5574 Bregenz
6911 5574 Lochau
6922 5574 Wolfurt
6020 512 Innsbruck
6130 5242 Schwaz
6300 5332 Wörgl
6330 5372 Kufstein
6410 5262 Telfs
6460 5412 Imst
6600 5672 Reutte
5020 662 Salzburg
4600 7242 Wels
""",
)
ELSEWHERE = _places(
    "DE",
    """
73033 7161 Göppingen
73430 7361 Aalen
72760 7121 Reutlingen
71034 7031 Böblingen
70565 711 Stuttgart
74072 7131 Heilbronn
78048 7721 Villingen-Schwenningen
78224 7731 Singen
78462 7531 Konstanz
80939 89 München
85049 841 Ingolstadt
90431 911 Nürnberg
97424 9721 Schweinfurt
33602 521 Bielefeld
59063 2381 Hamm
38112 531 Braunschweig
""",
)

STREETS = (
    "Industriestraße", "Gewerbestraße", "Benzstraße", "Daimlerstraße", "Robert-Bosch-Straße", "Siemensstraße",
    "Carl-Zeiss-Straße", "Max-Eyth-Straße", "Rudolf-Diesel-Straße", "Boschstraße", "Lindenstraße", "Bahnhofstraße",
    "Ulmer Straße", "Memminger Straße", "Ravensburger Straße", "Mühlweg", "Am Kanal", "Im Gewerbepark", "Riedstraße",
    "Steigäcker", "Ziegeleistraße", "Wagnerstraße", "Gutenbergstraße", "Zeppelinstraße", "Hauptstraße", "Talweg",
    "An der Riß", "Schmiedgasse", "Auf der Breite", "Felbenweg", "Werkstraße", "Otto-Lilienthal-Straße",
)  # fmt: skip
