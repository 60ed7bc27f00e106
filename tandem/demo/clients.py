"""Drawing the customers: companies with invented names at true places, and the people there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from stdnum.at import uid as at_uid
from stdnum.de import vat as de_vat

from tandem.demo.cast import Cast
from tandem.demo.words import drawn, names, places

_HOSTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ş": "s", "ç": "c", "ğ": "g", "é": "e"}
)
# Numbers that nobody can have: the press range of the German network agency for mobiles, and subscriber
# numbers that begin with 0 (none is ever given out) behind the true area code.
_MOBILES = ("4917139200", "4917604069")


@dataclass(slots=True, kw_only=True)
class Somebody:
    """A person at a customer."""

    pk: int
    salutation: str
    first_name: str
    last_name: str
    function: str
    buying_role: str
    email: str
    phone: str
    mobile: str = ""
    cared_by: int | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def formal(self) -> str:
        """How our people write of them: 'Frau Hölzl', 'Herrn Dold' is beyond us."""
        return f"{self.salutation} {self.last_name}"


@dataclass(slots=True, kw_only=True)
class Client:
    """A customer while the company is being made."""

    pk: int
    number: str
    name: str
    tandem_id: int
    klass: str
    industry: str
    street: str
    place: places.Place
    since: date
    currency: str = "EUR"
    vat_number: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tags: list[str] = field(default_factory=list)
    remark: str = ""
    parent_id: int | None = None
    people: list[Somebody] = field(default_factory=list)
    is_drawn: bool = False
    life_cycle: str = "prospect"
    turnover: Decimal | None = None
    turnover_year: int | None = None

    @property
    def weight(self) -> float:
        """How much business it does, beside others."""
        usual = {"A": 6.0, "B": 2.0, "C": 0.6, "": 0.1}.get(self.klass, 0.0)
        return usual * 3 if self.is_drawn else usual


def host_of(name: str) -> str:
    """steigmaier.example"""
    plain = name.lower().translate(_HOSTS)
    letters = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return (
        f"{letters[0]}-{letters[1]}.example"
        if len(letters[0]) < 4 and len(letters) > 1
        else f"{letters[0]}.example"
    )


def phone_at(place: places.Place, rng: Random) -> str:
    """A number with the place's area code that can belong to nobody."""
    code = {"DE": "49", "AT": "43", "CH": "41"}[place.country]
    digits = f"{rng.randrange(100_000):05d}"
    return f"+{code}{place.dial}00{digits}" if place.country == "CH" else f"+{code}{place.dial}0{digits}"


def mobile(rng: Random) -> str:
    """A mobile number of the range kept free for stories."""
    return f"+{rng.choice(_MOBILES)}{rng.randrange(100):02d}"


def surname(rng: Random) -> str:
    """An invented family name of the region."""
    stem = rng.choice(names.STEMS)
    hard = stem.endswith(("er", "el", "l", "le", "r"))
    return stem + rng.choice(names.LONG_ENDINGS if hard else names.ENDINGS)


def company_name(rng: Random, country: str) -> tuple[str, str]:
    """An invented firm and its industry."""
    industry, words = rng.choice(names.TRADES)
    family, word, form = surname(rng), rng.choice(words), rng.choice(names.FORMS[country])
    if rng.random() < 0.06:
        name = f"{family} & {surname(rng)} {word} {form}"
    elif rng.random() < 0.09:
        name = f"{family} & {rng.choice(('Sohn', 'Söhne'))} {form}"
    else:
        name = f"{family} {word} {form}"
    return (name.replace("ß", "ss") if country == "CH" else name), industry


def draw_people(rng: Random, *, place: places.Place, name: str, count: int, host: str) -> list[Somebody]:
    """The people at a customer, each with another function."""
    found = []
    taken: set[str] = set()
    for function, role in rng.sample(names.FUNCTIONS[:-1], count):
        is_woman = rng.random() < 0.42
        first = rng.choice(names.FIRST_WOMEN if is_woman else names.FIRST_MEN)
        last = (
            name.split(maxsplit=1)[0]
            if function == "Geschäftsführung" and rng.random() < 0.6
            else rng.choice(names.LAST)
        )
        if last in taken:
            continue
        taken.add(last)
        email = f"{first[0]}.{last}@{host}".lower().translate(_HOSTS)
        found.append(
            Somebody(
                pk=0,
                salutation="Frau" if is_woman else "Herr",
                first_name=first,
                last_name=last,
                function="Geschäftsleitung"
                if place.country == "CH" and function == "Geschäftsführung"
                else function,
                buying_role=role,
                email=email,
                phone=phone_at(place, rng),
                mobile=mobile(rng) if place.country == "DE" and rng.random() < 0.4 else "",
            )
        )
    return found


class Drawing:
    """One company after the other; the same ones for the same seed."""

    def __init__(self, rng: Random, cast: Cast, today: date) -> None:
        self._rng = rng
        self._today = today
        self._taken: set[str] = set()
        self._families = {customer.name.split()[0] for customer in drawn.DRAWN}
        self._numbers = {customer.number for customer in drawn.DRAWN}
        self._number = 10_010
        self._areas = (
            (places.ULM, cast.ulm.pk, 0.43),
            (places.SWISS, cast.ulm.pk, 0.08),
            (places.ALLGAEU, cast.allgaeu.pk, 0.30),
            (places.AUSTRIA, cast.austria.pk, 0.10),
            (places.ELSEWHERE, cast.keys.pk, 0.05),
            (places.ELSEWHERE, cast.intake.pk, 0.04),
        )
        self._keys, self._intake = cast.keys.pk, cast.intake.pk
        self._sides = cast.sides

    def client(self, pk: int) -> Client:
        """The next company."""
        rng = self._rng
        area, tandem_id, _weight = rng.choices(
            self._areas, weights=[weight for *_rest, weight in self._areas]
        )[0]
        place = rng.choice(area)
        name, industry = self._name(place.country)
        host = host_of(name)
        klass = self._klass(tandem_id)
        people = draw_people(rng, place=place, name=name, count=self._headcount(klass), host=host)
        for person in people:
            person.cared_by = rng.choice(self._sides(tandem_id)).pk
        return Client(
            pk=pk,
            number=self._next_number(),
            name=name,
            tandem_id=tandem_id,
            klass=klass,
            industry=industry,
            street=self._street(place.country),
            place=place,
            since=date(rng.randint(2009, self._today.year - 1), rng.randint(1, 12), rng.randint(1, 28)),
            currency="CHF" if place.country == "CH" else "EUR",
            vat_number=self._vat_number(place.country),
            phone=phone_at(place, rng),
            email=f"info@{host}",
            website=f"www.{host}",
            tags=sorted(rng.sample(names.TAGS, rng.choice((0, 0, 0, 1, 1, 2)))),
            remark=rng.choice(names.REMARKS) if rng.random() < 0.12 else "",
            people=people,
        )

    def _klass(self, tandem_id: int) -> str:
        if tandem_id == self._keys:
            return "A"
        if tandem_id == self._intake:
            return ""
        return self._rng.choices(("A", "B", "C"), weights=(7, 26, 67))[0]

    def _headcount(self, klass: str) -> int:
        return self._rng.randint(*{"A": (2, 4), "B": (1, 3)}.get(klass, (1, 1)))

    def _name(self, country: str) -> tuple[str, str]:
        while True:
            name, industry = company_name(self._rng, country)
            if name not in self._taken and name.split()[0] not in self._families:
                self._taken.add(name)
                return name, industry

    def _next_number(self) -> str:
        self._number += 1
        while str(self._number) in self._numbers:
            self._number += 1
        return str(self._number)

    def _street(self, country: str) -> str:
        street = self._rng.choice(places.STREETS)
        return f"{street.replace('ß', 'ss') if country == 'CH' else street} {self._rng.randint(1, 140)}"

    def _vat_number(self, country: str) -> str:
        rng = self._rng
        if country == "AT":
            digits = f"{rng.randrange(10**7):07d}"
            return f"ATU{digits}{at_uid.calc_check_digit(digits)}"
        if country == "DE" and rng.random() < 0.5:
            return "DE" + _german_vat(f"{rng.randrange(10**7, 10**8)}")
        return ""


def _german_vat(digits: str) -> str:
    """Eight digits with their check digit."""
    return next(f"{digits}{last}" for last in range(10) if de_vat.is_valid(f"{digits}{last}"))
