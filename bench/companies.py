"""Companies that do not exist, for measuring how duplicates are found: the same ones for the same seed.

Surnames, trades and places are drawn as unevenly as in life: one in fifty companies is a Müller, half of the owners
have names of which there is hardly another. `variant` writes a company as somebody else would, `near_miss` makes
another company that is easily taken for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate


def _listed(words: str) -> list[str]:
    return words.split()


_SURNAMES = _listed(
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
    "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier "
    "Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller "
    "Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht "
    "Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel "
    "Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt "
    "Sauer Arnold Wolff Pfeiffer Gruber Moser Steiner Egger Hofer Pichler Leitner Wimmer Brunner Hölzl Bühler Frei "
    "Baumgartner Zürcher Gerber Wyss Ammann Yilmaz"
)
_FIRST_NAMES = _listed(
    "Hans Peter Karl Josef Franz Georg Anton Michael Thomas Andreas Stefan Wolfgang Jürgen Günter Manfred Klaus "
    "Bernd Uwe Ralf Martin Markus Christian Matthias Alexander Ute Sabine Petra Monika Claudia Jörg Max Paul Ludwig "
    "Otto"
)
_TRADES = _listed(
    "Maschinenbau Elektrotechnik Metallbau Bau Logistik Transporte Haustechnik Stahlbau Werkzeugbau "
    "Kunststofftechnik Anlagenbau Fördertechnik Holzbau Gebäudetechnik Automation Systemtechnik Umwelttechnik "
    "Medizintechnik Messtechnik Hydraulik Antriebstechnik Blechtechnik Verpackungen Getriebebau Normteile Pumpen "
    "Mühlenbau Kranbau Ofenbau Silotechnik Kältetechnik Lüftungstechnik Feinmechanik Druckerei Spedition Recycling "
    "Baustoffe Landtechnik Oberflächentechnik Industrieservice Großhandel Lebensmittel Brauerei Möbel Textil "
    "Glasbau Dachbau Tiefbau"
)
_FORMS = (
    "GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "GmbH & Co. KG", "AG", "KG", "e.K.", "OHG", "UG (haftungsbeschränkt)",
    "Ges.m.b.H.", "",
)  # fmt: skip
_OTHER_FORMS = {
    "GmbH": ("GmbH", "G.m.b.H.", "Gmbh", "GmbH & Co. KG", "Gesellschaft mbH", ""),
    "GmbH & Co. KG": ("GmbH & Co KG", "GmbH + Co. KG", "GmbH & Co.", "KG", "GmbH", ""),
    "AG": ("AG", "Aktiengesellschaft", "A.G.", ""),
    "Ges.m.b.H.": ("GesmbH", "GmbH", "Ges. m. b. H.", ""),
    "e.K.": ("e. K.", "eK", "e.Kfm.", ""),
}
_STREETS = _listed(
    "Hauptstraße Industriestraße Bahnhofstraße Gartenstraße Schulstraße Dorfstraße Bergstraße Lindenstraße "
    "Ziegelweg Gewerbepark Siemensstraße Daimlerstraße Röntgenstraße Benzstraße Lindenallee Mühlweg Hafenstraße "
    "Ringstraße Robert-Bosch-Straße Max-Planck-Straße Carl-Zeiss-Straße Kirchgasse Marktplatz Uferweg Wiesenweg "
    "Steinäcker"
)
_CITIES = _listed(
    "Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Essen Bremen Dresden Hannover "
    "Nürnberg Duisburg Bochum Wuppertal Bielefeld Bonn Münster Mannheim Karlsruhe Augsburg Wiesbaden Gießen Ulm "
    "Aachen Kiel Erfurt Lübeck Rostock Kassel Mainz Freiburg Ravensburg Biberach Göppingen Heilbronn Würzburg "
    "Regensburg Passau Görlitz"
)
_FREE_MAIL = ("gmx.de", "t-online.de", "web.de", "gmail.com")
_ONSETS = _listed("B Br D Dr F Fr G Gr H K Kl Kr L M N P R S Sch Schl St Str T Tr V W Z Zw")
_VOWELS = _listed("a e i o u ä ö ü au ei eu ie")
_CODAS = _listed("b ch ck ff hl hn hr ll lz m n nd ng nk nz pp r rg rn rt sch ss st t tt tz")
_ENDINGS = ["er", "el", "mann", "ler", "inger", "le", "meier", "hauer", "bach", "berg", "", "", ""]
_COINED = _listed(
    "Nova Tec Inno Pro Mega Uni Euro Techno Vario Opti Dura Flex Poly Vita Sol Terra Aqua Lum Comp Dyna"
)
_TAILS = _listed(
    "tec tech sys form plan dur lux mat pack therm trans data med loc fix plast tron con serv net"
)
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
_DOTS = {"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U", "ß": "ss"}
_SHORT = {
    "Maschinenbau": "Masch.bau", "Elektrotechnik": "Elektrotechn.", "Fördertechnik": "Fördertechn.",
    "Gebäudetechnik": "Geb.technik", "Kunststofftechnik": "Kunststofft.", "Werkzeugbau": "Werkzeugb.",
    "Systemtechnik": "Systemtechn.", "Großhandel": "Großhdl.", "Gebrüder": "Gebr.", "Antriebstechnik": "Antriebst.",
    "Industrieservice": "Ind.service",
}  # fmt: skip
_NEIGHBOURS = {
    "a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "zi", "n": "mb", "m": "n", "r": "et", "s": "ad", "t": "rz",
    "l": "k", "h": "gj",
}  # fmt: skip


def _falling(count: int) -> Sequence[float]:
    """How often each of so many is drawn, summed up: the first most (Zipf)."""
    return list(accumulate(1 / (place + 3) for place in range(count)))


_DRAWN = {
    id(words): _falling(len(words))
    for words in (_SURNAMES, _FIRST_NAMES, _TRADES, _STREETS, _CITIES, _COINED)
}


@dataclass(frozen=True, slots=True)
class Invented:
    """A company that does not exist."""

    name: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    vat_number: str = ""


def companies(count: int, *, seed: int = 7) -> Iterator[Invented]:
    """So many, the same ones for the same seed."""
    dice = random.Random(seed)
    for _place in range(count):
        postcode, city = _place_of(dice)
        core = _core(dice, city)
        form = dice.choice(_FORMS)
        yield Invented(
            name=f"{core} {form}".strip(),
            street=_street(dice),
            postcode=postcode,
            city=city,
            phone=_phone(dice, postcode),
            email=_email(dice, core, city),
            vat_number=f"DE{dice.randrange(10**8, 10**9)}" if dice.random() < 0.3 else "",
        )


def variant(one: Invented, dice: random.Random) -> Invented:
    """The same company as somebody else writes it: another spelling, less known, sometimes moved."""
    written = replace(one, name=_name_otherwise(one.name, dice))
    written = replace(
        written, street=written.street.replace("straße", dice.choice(("straße", "str.", "strasse", "str")))
    )
    if dice.random() < 0.15:
        written = replace(written, street=_typing_error(written.street, dice))
    if dice.random() < 0.12:
        postcode, city = _place_of(dice)
        written = replace(written, street=_street(dice), postcode=postcode, city=city)
    if dice.random() < 0.04:
        place = dice.randrange(5)
        wrong = f"{written.postcode[:place]}{dice.randrange(10)}{written.postcode[place + 1 :]}"
        written = replace(written, postcode=wrong)
    if dice.random() < 0.35:
        written = replace(written, phone=_phone(dice, written.postcode))
    if dice.random() < 0.3:
        written = replace(written, email=f"{dice.choice(_FIRST_NAMES).lower()}@{one.email.partition('@')[2]}")
    if dice.random() < 0.1:
        written = replace(written, email=_email(dice, " ".join(_name_words(one.name)), written.city))
    if dice.random() < 0.02:
        written = replace(
            written, vat_number=_typing_error(written.vat_number, dice) if written.vat_number else ""
        )
    lacking = {"street": 0.25, "phone": 0.35, "email": 0.45, "vat_number": 0.5}
    return replace(written, **{name: "" for name, share in lacking.items() if dice.random() < share})


def near_miss(one: Invented, dice: random.Random) -> Invented:
    """Another company that is easily taken for this one."""
    kind = dice.choice(("branch", "same name", "same building", "same owner", "sister"))
    postcode, city = _place_of(dice)
    other = next(companies(1, seed=dice.randrange(10**9)))
    words = _name_words(one.name)
    if kind == "branch":  # run on its own elsewhere: a customer of its own
        name = f"{' '.join(words)} {city} GmbH" if dice.random() < 0.5 else one.name
        return replace(
            other,
            name=name,
            postcode=postcode,
            city=city,
            phone=_phone(dice, postcode),
            email=_other_box(one, other, city),
        )
    if kind == "same name":
        return replace(
            other, name=" ".join([*words, dice.choice(_FORMS)]).strip(), postcode=postcode, city=city
        )
    if kind == "same building":
        return replace(other, street=one.street, postcode=one.postcode, city=one.city)
    name = f"{words[0]} {_drawn(dice, _TRADES)} {dice.choice(_FORMS)}".strip()
    if kind == "same owner":
        return replace(other, name=name, postcode=one.postcode, city=one.city)
    return replace(
        one,
        name=name,
        vat_number=other.vat_number,
        phone=other.phone,
        email=_other_box(one, other, name.split()[1]),
    )


def _other_box(one: Invented, other: Invented, box: str) -> str:
    """Another mailbox in the same house; who has none of its own has another one altogether."""
    domain = one.email.partition("@")[2]
    return other.email if domain in _FREE_MAIL else f"{_host(box)}@{domain}"


def _drawn(dice: random.Random, words: Sequence[str]) -> str:
    return dice.choices(words, cum_weights=_DRAWN[id(words)])[0]


def _place_of(dice: random.Random) -> tuple[str, str]:
    """Postcode and place; a third lies in one of the great cities, the others in places of which there are 6,000."""
    if dice.random() < 0.35:
        city = _drawn(dice, _CITIES)
        region = 10 + 2 * _CITIES.index(city)
        return f"{region}{dice.randrange(100, 160)}", city
    number = int(6000 * dice.random() ** 1.5)
    syllable = random.Random(number)
    city = _word(syllable) + syllable.choice(_ENDINGS[6:])
    return f"{1 + number % 98:02d}{200 + number // 98 * 9:03d}", city


def _street(dice: random.Random) -> str:
    name = f"{_word(dice)}{dice.choice(('weg', 'straße', 'gasse'))}"
    if dice.random() < 0.6:
        name = _drawn(dice, _STREETS)
    return f"{name} {1 + int(150 * dice.random() ** 2)}"


def _phone(dice: random.Random, postcode: str) -> str:
    return f"+49{int(postcode[:2]) + 200}{dice.randrange(10**5, 10**8)}"


def _core(dice: random.Random, city: str) -> str:
    owner, trade = _owner(dice), _drawn(dice, _TRADES)
    letters = "".join(dice.choice("ABCDEFGHKLMNPRSTVW") for _letter in range(3))
    coined = f"{_drawn(dice, _COINED)}{dice.choice(_TAILS)}"
    both = dice.choice(("& Söhne", "& Partner", f"& {_owner(dice)}"))
    kinds = {
        f"{owner} {trade}": 50,
        f"{_drawn(dice, _FIRST_NAMES)} {owner}": 10,
        f"{dice.choice(('Gebrüder ', ''))}{owner} {both}": 10,
        f"{trade} {city}": 8,
        f"{letters} {trade}": 7,
        f"{coined} {dice.choice((trade, 'Solutions', 'Systems'))}": 10,
        owner: 5,
    }
    return dice.choices(list(kinds), weights=list(kinds.values()))[0]


def _owner(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return _drawn(dice, _SURNAMES)
    return (_word(dice) if dice.random() < 0.4 else _word(dice) + _word(dice).lower()) + dice.choice(_ENDINGS)


def _word(dice: random.Random) -> str:
    return dice.choice(_ONSETS) + dice.choice(_VOWELS) + dice.choice(_CODAS)


def _email(dice: random.Random, core: str, city: str) -> str:
    host = _host(core.replace("Gebrüder ", ""))
    if dice.random() < 0.15:
        return f"{host}@{dice.choice(_FREE_MAIL)}"
    first = host.partition("-")[0]
    ends = (host, f"{host}-gmbh", f"{first}-{_host(city)}", f"{first}{dice.randrange(10**4)}")
    return f"info@{dice.choice(ends)}.example"


def _host(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _exchanged(words.lower(), _UMLAUTS)).strip("-")


def _exchanged(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


def _name_words(name: str) -> list[str]:
    for form in sorted({*_FORMS} - {""}, key=len, reverse=True):
        if name.endswith(f" {form}"):
            return name.removesuffix(form).split()
    return name.split()


def _name_otherwise(name: str, dice: random.Random) -> str:
    words = _name_words(name)
    form = name.removeprefix(" ".join(words)).strip()
    if dice.random() < 0.25:
        words = [_SHORT.get(word, word) for word in words]
    if dice.random() < 0.12 and len(words) == 2:
        words.reverse()
    if dice.random() < 0.05 and len(words) > 1:
        words.pop()
    core = " ".join(words)
    if dice.random() < 0.4:
        core = _exchanged(core, dice.choice((_UMLAUTS, _DOTS)))
    for _error in range(dice.choice((0, 0, 0, 1, 1, 2))):
        core = _typing_error(core, dice)
    written = f"{core} {dice.choice(_OTHER_FORMS.get(form, (form, '')))}".strip()
    return written.upper() if dice.random() < 0.1 else written


def _typing_error(text: str, dice: random.Random) -> str:
    place = dice.randrange(1, max(len(text) - 1, 2))
    kind = dice.randrange(5)
    letter = dice.choice(_NEIGHBOURS.get(text[place : place + 1].lower(), "abdegklmnoprstu"))
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + letter + text[place:]
    if kind == 2:
        return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    if kind == 3:
        return text[:place] + text[place - 1 : place] + text[place:]
    return text[:place] + letter + text[place + 1 :]
