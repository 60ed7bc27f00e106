"""Names that sound like the region and are invented: people, firms, functions, tags."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

STEMS = (
    "Brem", "Steig", "Wend", "Kaut", "Engs", "Matt", "Zeng", "Schmal", "Rieb", "Holz", "Dorn", "Fauler", "Gstött", "Hag",
    "Irs", "Jör", "Klaib", "Lauf", "Mahl", "Nusser", "Oster", "Pfeif", "Raub", "Sailer", "Traut", "Uhl", "Vetterl",
    "Weitz", "Aigel", "Bichl", "Deng", "Eber", "Frick", "Gomm", "Hecht", "Kern", "Leibing", "Mösl", "Nägel", "Ott",
    "Prest", "Riedl", "Sproll", "Tiefen", "Veit", "Wälder", "Zimpf", "Albing", "Bühr", "Dreß", "Ellmann", "Fessl",
    "Aich", "Bosl", "Buchen", "Döbel", "Erlen", "Fürst", "Gais", "Haslach", "Imben", "Kolb", "Moosb", "Neuh",
    "Ober", "Ratt", "Scherb", "Spieg", "Trenk", "Unger", "Vogels", "Waib", "Ziegl", "Biedl", "Härd", "Kropf", "Lachen",
    "Greiss", "Hutz", "Käsb", "Lorch", "Münz", "Nothelf", "Pfänd", "Rösch", "Schwelk", "Stöckl", "Thoman", "Wurz",
)  # fmt: skip
ENDINGS = (
    "inger", "maier", "ler", "hofer", "elmann", "ner", "bauer", "eder", "auer", "thaler", "le", "brunner", "egger",
    "linger", "weiler", "acher", "müller", "steiner", "rieder", "gruber",
)  # fmt: skip
# What may follow a stem that ends in l or r.
LONG_ENDINGS = (
    "hofer",
    "thaler",
    "bauer",
    "maier",
    "brunner",
    "weiler",
    "müller",
    "steiner",
    "gruber",
    "inger",
)
FIRST_WOMEN = (
    "Claudia", "Selin", "Katrin", "Monika", "Birgit", "Stefanie", "Ayşe", "Melanie", "Andrea", "Petra", "Sabine",
    "Nadine", "Ulrike", "Jasmin", "Christine", "Marion", "Verena", "Heike", "Elif", "Franziska", "Daniela", "Silke",
    "Regina", "Veronika",
)  # fmt: skip
FIRST_MEN = (
    "Jochen", "Bernd", "Thomas", "Markus", "Stefan", "Jürgen", "Michael", "Andreas", "Wolfgang", "Uwe", "Emre", "Florian",
    "Matthias", "Alexander", "Dieter", "Peter", "Christoph", "Martin", "Rainer", "Karl-Heinz", "Roland", "Tobias",
    "Simon", "Lukas", "Hubert", "Xaver", "Georg", "Armin",
)  # fmt: skip
LAST = (
    "Binder", "Aydın", "Dold", "Traub", "Maurer", "Baur", "Schlegel", "Kohler", "Egle", "Rapp", "Merk", "Stöhr", "Sauter",
    "Heinzelmann", "Locher", "Wiedmann", "Bucher", "Fink", "Yılmaz", "Krug", "Schick", "Ruf", "Zeller", "Amman", "Boos",
    "Haid", "Kiesel", "Ströbele", "Lang", "Gerster", "Miller", "Hepp", "Guter", "Kaiser", "Denzel", "Walz", "Striebel",
    "Moll", "Nowak", "Graf", "Horn", "Jehle", "Kutter", "Rauch", "Seitz", "Thum", "Vogt", "Wirth", "Zick", "Breitinger",
)  # fmt: skip

# Industry as the file says it, words for the firm's name.
TRADES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Stetigförderer", ("Fördertechnik", "Förderanlagen", "Fördersysteme")),
    ("Intralogistik", ("Intralogistik", "Lagertechnik", "Logistiksysteme")),
    ("Verpackungsmaschinen", ("Verpackungsmaschinen", "Verpackungstechnik", "Abfülltechnik")),
    ("Holzbearbeitung", ("Holzbearbeitung", "Sägewerk", "Holzwerk", "Palettenbau")),
    ("Blechverarbeitung", ("Blechtechnik", "Metallbau", "Stanztechnik")),
    ("Kunststoffverarbeitung", ("Kunststoff", "Kunststofftechnik", "Spritzguss")),
    ("Baustoffe", ("Kieswerk", "Baustoffe", "Betonwerk", "Ziegelwerk")),
    ("Recycling", ("Recycling", "Umwelttechnik", "Entsorgung")),
    ("Agrartechnik", ("Agrartechnik", "Landtechnik", "Saatzucht")),
    ("Lebensmittel", ("Mühlenwerke", "Molkerei", "Backwaren", "Feinkost", "Teigwaren")),
    ("Getränke", ("Brauerei", "Mineralbrunnen", "Fruchtsäfte")),
    ("Sondermaschinenbau", ("Maschinenbau", "Sondermaschinen", "Automation", "Montagetechnik")),
    ("Ofen- und Anlagenbau", ("Ofenbau", "Anlagenbau", "Trocknungstechnik")),
    ("Silo- und Schüttguttechnik", ("Silotechnik", "Schüttguttechnik", "Dosiertechnik")),
    ("Hebetechnik", ("Hebetechnik", "Krantechnik")),
    ("Papier und Druck", ("Wellpappe", "Papierverarbeitung", "Druckhaus")),
    ("Gießerei", ("Gießerei", "Gusstechnik")),
    ("Pharma und Chemie", ("Pharma", "Lacke", "Chemie")),
    ("Möbel", ("Möbelwerke", "Küchenbau")),
    ("Versandhandel", ("Versand", "Handelshaus")),
)
FORMS = {
    "DE": ("GmbH",) * 10 + ("GmbH & Co. KG",) * 5 + ("AG", "KG", "KG", "e. K."),
    "AT": ("GmbH",) * 8 + ("GmbH & Co KG", "AG", "KG"),
    "CH": ("AG",) * 8 + ("GmbH",),
}
# Function, role in buying.
FUNCTIONS = (
    ("Geschäftsführung", "entscheidet"),
    ("Einkauf", "bestellt"),
    ("Leitung Technik", "empfiehlt"),
    ("Instandhaltung", "nutzt"),
    ("Produktionsleitung", "empfiehlt"),
    ("Einkaufsleitung", "verhandelt"),
    ("Werkleitung", "entscheidet"),
    ("Projektleitung", "empfiehlt"),
    ("Arbeitsvorbereitung", "nutzt"),
    ("Buchhaltung", "zahlt"),
)
TAGS = (
    "ATEX", "Rahmenvertrag", "Lebensmittel", "Wartungsvertrag", "Ersatzteile", "Edelstahl", "Messe LogiMAT", "Zweischicht",
    "OEM", "Selbstabholer",
)  # fmt: skip
REMARKS = (
    "Anlieferung nur bis 15 Uhr, Rampe 2.",
    "Zahlt pünktlich, fragt immer nach Skonto.",
    "Technik entscheidet, Einkauf verhandelt nur noch die Konditionen.",
    "Betriebsferien meist KW 32 bis 34.",
    "Bitte vor 9 Uhr anrufen, danach Produktion.",
    "Neue Halle ab nächstem Jahr geplant, Förderstrecke noch offen.",
    "Rechnung nur als PDF an buchhaltung@.",
    "Steht im Umbau, Ansprechpartner wechseln gerade.",
)
