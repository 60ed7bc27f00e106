"""The customers that stand in the drawn screens, with their people."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Salutation, first and last name, function, role in buying, who of ours knows them best."""

    salutation: str
    first_name: str
    last_name: str
    function: str
    buying_role: str
    cared_by: str


class Drawn(NamedTuple):
    """A customer whom people will look at first."""

    key: str
    number: str
    name: str
    klass: str
    life_cycle: str
    industry: str
    street: str
    country: str
    postcode: str
    city: str
    dial: str
    since: int
    tags: tuple[str, ...]
    people: tuple[Person, ...]


DRAWN = (
    Drawn(
        "hoelzl", "10482", "Hölzl Fördertechnik GmbH", "A", "regular", "Stetigförderer", "Wagnerstraße 12",
        "DE", "89077", "Ulm", "731", 2014, ("ATEX", "Rahmenvertrag"),
        (
            Person("Frau", "Claudia", "Hölzl", "Geschäftsführung", "entscheidet", "anna"),
            Person("Herr", "Jochen", "Binder", "Leitung Technik", "empfiehlt", "tobias"),
            Person("Frau", "Selin", "Aydın", "Einkauf", "bestellt", "anna"),
        ),
    ),
    Drawn(
        "riess", "10517", "Rieß Intralogistik GmbH", "A", "regular", "Intralogistik", "Violastraße 8",
        "DE", "89312", "Günzburg", "8221", 2016, ("OEM",),
        (
            Person("Herr", "Manfred", "Dold", "Einkaufsleitung", "verhandelt", "tobias"),
            Person("Frau", "Katrin", "Egle", "Projektleitung", "empfiehlt", "anna"),
        ),
    ),
    Drawn(
        "steigmaier", "10533", "Steigmaier Verpackungsmaschinen GmbH & Co. KG", "B", "repeat", "Verpackungsmaschinen",
        "Bronner Straße 41", "DE", "88471", "Laupheim", "7392", 2019, ("OEM",),
        (
            Person("Herr", "Ralf", "Sauter", "Arbeitsvorbereitung", "nutzt", "anna"),
            Person("Frau", "Ulrike", "Steigmaier", "Geschäftsführung", "entscheidet", "tobias"),
        ),
    ),
    Drawn(
        "federsee", "10549", "Federsee Silotechnik GmbH", "B", "regular", "Silo- und Schüttguttechnik", "Riedlinger Straße 27",
        "DE", "88422", "Bad Buchau", "7582", 2017, ("ATEX", "Ersatzteile"),
        (Person("Herr", "Eugen", "Traub", "Instandhaltung", "nutzt", "tobias"),),
    ),
    Drawn(
        "wendlinger", "10561", "Wendlinger & Sohn GmbH", "A", "regular", "Holzbearbeitung", "Ulmer Straße 118",
        "DE", "88400", "Biberach an der Riß", "7351", 2015, ("Rahmenvertrag",),
        (
            Person("Herr", "Konrad", "Wendlinger", "Geschäftsführung", "entscheidet", "tobias"),
            Person("Frau", "Silke", "Maurer", "Einkauf", "bestellt", "anna"),
        ),
    ),
    Drawn(
        "naef", "10588", "Näf Förderanlagen AG", "B", "regular", "Stetigförderer", "Seestrasse 61",
        "CH", "9320", "Arbon", "71", 2018, ("Wartungsvertrag",),
        (
            Person("Herr", "Urs", "Näf", "Geschäftsführung", "entscheidet", "tobias"),
            Person("Frau", "Regula", "Bösch", "Einkauf", "bestellt", "anna"),
        ),
    ),
    Drawn(
        "voegel", "10604", "Vögel Holzbearbeitung GmbH", "B", "prospect", "Holzbearbeitung", "Wurzacher Straße 9",
        "DE", "88299", "Leutkirch", "7561", 2026, (),
        (Person("Frau", "Marion", "Vögel", "Geschäftsführung", "entscheidet", "anna"),),
    ),
    Drawn(
        "bruellmann", "10631", "Brüllmann Hebetechnik AG", "", "lead", "Hebetechnik", "Zürcherstrasse 204",
        "CH", "8500", "Frauenfeld", "52", 2026, ("Messe LogiMAT",),
        (Person("Herr", "Reto", "Brüllmann", "Geschäftsleitung", "entscheidet", "anna"),),
    ),
    Drawn(
        "kautter", "10640", "Kautter Blechtechnik GmbH & Co. KG", "A", "regular", "Blechverarbeitung", "Berkacher Straße 3",
        "DE", "89584", "Ehingen", "7391", 2016, ("Rahmenvertrag",),
        (
            Person("Herr", "Hans-Peter", "Kautter", "Geschäftsführung", "entscheidet", "tobias"),
            Person("Herr", "Emre", "Yılmaz", "Werkleitung", "empfiehlt", "tobias"),
        ),
    ),
    Drawn(
        "engstler", "10655", "Engstler Ofenbau GmbH", "C", "repeat", "Ofen- und Anlagenbau", "Schussenstraße 77",
        "DE", "88212", "Ravensburg", "751", 2020, (),
        (Person("Herr", "Dieter", "Engstler", "Geschäftsführung", "entscheidet", "tobias"),),
    ),
    Drawn(
        "mattheis", "10662", "Mattheis Metallbau GmbH", "B", "repeat", "Blechverarbeitung", "Gewerbestraße 14",
        "DE", "89155", "Erbach", "7305", 2021, (),
        (Person("Frau", "Birgit", "Mattheis", "Einkaufsleitung", "bestellt", "anna"),),
    ),
    Drawn(
        "zengerle", "10670", "Zengerle Mühlenwerke GmbH & Co. KG", "B", "regular", "Lebensmittel", "Mühlweg 2",
        "DE", "89331", "Burgau", "8222", 2017, ("ATEX", "Lebensmittel"),
        (Person("Herr", "Xaver", "Zengerle", "Geschäftsführung", "entscheidet", "tobias"),),
    ),
    Drawn(
        "illertal", "10678", "Illertal Kunststoff GmbH", "B", "repeat", "Kunststoffverarbeitung", "Vöhlinstraße 33",
        "DE", "89257", "Illertissen", "7303", 2019, (),
        (Person("Herr", "Florian", "Rapp", "Produktionsleitung", "empfiehlt", "tobias"),),
    ),
    Drawn(
        "schmalegger", "10691", "Schmalegger Agrartechnik GmbH", "B", "regular", "Agrartechnik", "Ringgenburgstraße 5",
        "DE", "88213", "Ravensburg", "751", 2018, ("Ersatzteile",),
        (Person("Frau", "Veronika", "Schmalegger", "Geschäftsführung", "entscheidet", "anna"),),
    ),
)  # fmt: skip
