"""The people of Lechner Fördertechnik, who works with whom, where, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tandem.demo.days import Days, moment
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User

DOMAIN = "lechner.example"
COMPANY = "Lechner Fördertechnik GmbH"
SINCE = date(2018, 1, 1)


def _hours(*spans: str) -> list[list[Any]]:
    """'0-3 07:30-12:00' as [weekday, from, to] rows."""
    rows = []
    for span in spans:
        days, _space, times = span.partition(" ")
        first, _dash, last = days.partition("-")
        begins, ends = times.split("-")
        rows += [[day, begins, ends] for day in range(int(first), int(last or first) + 1)]
    return rows


OFFICE = _hours("0-3 07:30-12:00", "0-3 12:45-16:45", "4 07:30-12:00", "4 12:45-14:30")
ROAD = _hours("0-4 07:30-12:00", "0-4 13:00-17:30")
EARLY = _hours("0-3 07:00-12:00", "0-2 12:30-15:30", "4 07:00-12:30")
SWISS = _hours("0-4 08:00-12:00", "0-4 13:15-17:30")
LEAD = _hours("0-4 08:00-12:00", "0-4 13:00-17:30")

# key, first name, last name, roles, phone (last two digits), region, zone, hours
PEOPLE = (
    ("anna", "Anna", "Reiter", ["inside"], "12", "DE-BW", "Europe/Berlin", OFFICE),
    ("tobias", "Tobias", "Kranz", ["field"], "31", "DE-BW", "Europe/Berlin", ROAD),
    ("sandra", "Sandra", "Gerber", ["inside"], "14", "DE-BY", "Europe/Berlin", EARLY),
    ("murat", "Murat", "Demir", ["field"], "32", "DE-BY", "Europe/Berlin", ROAD),
    ("martina", "Martina", "Seidl", ["key_account"], "41", "CH-TG", "Europe/Zurich", SWISS),
    ("ben", "Ben", "Huber", ["coordinator"], "20", "DE-BW", "Europe/Berlin", LEAD),
    ("juergen", "Jürgen", "Wolff", ["sales_lead"], "10", "DE-BW", "Europe/Berlin", LEAD),
    ("lea", "Lea", "Fischer", ["order_desk"], "16", "DE-BW", "Europe/Berlin", OFFICE),
    ("paul", "Paul", "Lutz", ["expert"], "55", "DE-BW", "Europe/Berlin", EARLY),
    ("rolf", "Rolf", "Amann", ["agent"], "81", "AT-8", "Europe/Vienna", ROAD),
    ("nina", "Nina", "Seitz", ["administrator"], "60", "DE-BW", "Europe/Berlin", OFFICE),
)
# For the terminal, which speaks English.
WORDS = {
    "anna": "inside sales, tandem Ulm-Bodensee",
    "tobias": "field sales, tandem Ulm-Bodensee",
    "sandra": "inside sales, tandems Allgäu and Schlüsselkunden",
    "murat": "field sales, tandem Allgäu",
    "martina": "key account, tandem Schlüsselkunden",
    "ben": "coordination",
    "juergen": "sales management",
    "lea": "order desk, inside sales for Austria",
    "paul": "expert, product engineering",
    "rolf": "commercial agent, tandem Österreich",
    "nina": "administration",
}


@dataclass(slots=True, kw_only=True)
class Cast:
    """Everybody by first name, and the tandems."""

    anna: User
    tobias: User
    sandra: User
    murat: User
    martina: User
    ben: User
    juergen: User
    lea: User
    paul: User
    rolf: User
    nina: User
    ulm: Tandem
    allgaeu: Tandem
    keys: Tandem
    austria: Tandem
    intake: Tandem

    def sides(self, tandem_id: int) -> tuple[User, User]:
        """Who sits inside and who outward in a tandem; the coordinator stands in where nobody does."""
        return {
            self.ulm.pk: (self.anna, self.tobias),
            self.allgaeu.pk: (self.sandra, self.murat),
            self.keys.pk: (self.sandra, self.martina),
            self.austria.pk: (self.lea, self.rolf),
        }.get(tandem_id, (self.ben, self.ben))


def email_of(first_name: str, last_name: str) -> str:
    """anna.reiter@lechner.example"""
    plain = f"{first_name}.{last_name}".lower()
    for letter, written in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items():
        plain = plain.replace(letter, written)
    return f"{plain}@{DOMAIN}"


def assemble(*, days: Days, password: str) -> Cast:
    """Found the company, add the people, put them into tandems with territories, note who is away."""
    at = moment(SINCE, "08:00")
    people.found_company(
        name=COMPANY,
        street="Schillerstraße 46",
        postcode="89077",
        city="Ulm",
        country="DE",
        phone="+49731010",
        email=f"vertrieb@{DOMAIN}",
        website=f"https://www.{DOMAIN}",
        vat_number="DE312045672",
        registration="Amtsgericht Ulm, HRB 700 00 · Geschäftsführung: Dr. Ute Lechner",
        bank="Sparkasse Ulm · IBAN DE02 1203 0000 0000 2020 51",
        currency="EUR",
        zone="Europe/Berlin",
        region="DE-BW",
        at=at,
    )
    staff = {
        key: people.add_user(
            email=email_of(first, last),
            first_name=first,
            last_name=last,
            roles=roles,
            phone=f"+497310100{extension}",
            region=region,
            zone=zone,
            hours=hours,
            password=password,
            by=None,
            at=at,
        )
        for key, first, last, roles, extension, region, zone, hours in PEOPLE
    }
    everything: dict[str, Any] = {**staff, **_tandems(staff, at)}
    cast = Cast(**everything)
    people.finish_set_up(by=cast.nina, at=at)
    _absences(cast, days)
    _tours(cast, at)
    return cast


def _tandems(staff: dict[str, User], at: datetime) -> dict[str, Tandem]:
    def tandem(name: str, inside: str, outward: str) -> Tandem:
        return people.add_tandem(
            name=name, inside=staff[inside], outward=staff[outward], from_date=SINCE, by=None, at=at
        )

    made = {
        "ulm": tandem("Ulm-Bodensee", "anna", "tobias"),
        "allgaeu": tandem("Allgäu", "sandra", "murat"),
        "keys": tandem("Schlüsselkunden", "sandra", "martina"),
        "austria": tandem("Österreich", "lea", "rolf"),
    }
    claims = (
        ("ulm", "DE", "88", "89"),
        ("ulm", "CH", "82", "85"),
        ("ulm", "CH", "90", "95"),
        ("allgaeu", "DE", "87", "87"),
        ("allgaeu", "DE", "86", "86"),
        ("austria", "AT", "", ""),
    )
    for key, country, first, last in claims:
        people.claim_territory(
            tandem=made[key], country=country, postcode_from=first, postcode_to=last, by=None, at=at
        )
    intake = Tandem.objects.get(is_intake=True)
    made["intake"] = people.edit_tandem(
        tandem=intake,
        name=intake.name,
        inside=None,
        outward=None,
        third=None,
        deputy=staff["ben"],
        from_date=SINCE,
        by=None,
        at=at,
    )
    return made


def _tours(cast: Cast, at: datetime) -> None:
    """Where field sales set out from, and the days that Tobias keeps for the lake and for Switzerland."""
    calendar.set_home_base(postcode="89584", city="Ehingen", country="DE", by=cast.tobias, at=at)
    calendar.set_home_base(postcode="87435", city="Kempten", country="DE", by=cast.murat, at=at)
    calendar.set_home_base(postcode="89077", city="Ulm", country="DE", by=cast.martina, at=at)
    calendar.set_home_base(postcode="6850", city="Dornbirn", country="AT", by=cast.rolf, at=at)
    calendar.set_area_days(days={1: "88", 3: "CH 8, CH 9"}, country="DE", by=cast.tobias, at=at)


def _absences(cast: Cast, days: Days) -> None:
    """Murat is away today, Sandra next week with Anna as her deputy, Tobias between the years."""
    at = days.back(3, "11:00")
    first = days.today if days.is_workday(days.today) else days.shift(days.today, -1)
    until = max(days.today, days.workday)
    people.report_absence(
        user=cast.murat, from_date=first, to_date=until, deputy=cast.sandra, by=cast.murat, at=at
    )
    monday = days.workday + timedelta(days=7 - days.workday.weekday())
    people.report_absence(
        user=cast.sandra,
        from_date=monday,
        to_date=monday + timedelta(days=4),
        deputy=cast.anna,
        by=cast.sandra,
        at=at,
    )
    later = monday + timedelta(days=21)
    people.report_absence(
        user=cast.tobias,
        from_date=later,
        to_date=later + timedelta(days=4),
        deputy=cast.ben,
        by=cast.tobias,
        at=at,
    )
