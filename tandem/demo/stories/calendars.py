"""What stands in the calendars of this week and next besides visits."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.demo.days import ZONE, moment
from tandem.demo.stories.stage import Stage
from tandem.demo.words import talk
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import CALL, MEETING, PRIVATE, VISIT
from tandem.essentials.calendar.recurrence import WEEKLY
from tandem.essentials.people.models import User


def fill(s: Stage) -> None:
    """Phone blocks, office hours, the pair's short talk, the Monday meeting, a private hour."""
    c, monday = s.cast, s.days.workday - timedelta(days=s.days.workday.weekday())
    week = [monday + timedelta(days=number) for number in range(12)]
    for day in week:
        if not s.days.is_workday(day):
            continue
        if day.weekday() == 0:
            everybody = [c.anna, c.tobias, c.sandra, c.murat, c.lea, c.ben, c.juergen]
            _book(s, MEETING, "Vertriebsrunde", everybody, day, "08:00-08:40")
        _office(s, c.anna, day, begins="09:00", ends="11:00", turn=0)
        _office(s, c.sandra, day, begins="08:50", ends="10:30", turn=2)
        _office(s, c.lea, day, begins="09:00", ends="11:00", turn=1)
        if day.weekday() in (1, 3):
            _book(s, MEETING, "Abgleich", [c.anna, c.tobias], day, "13:00-13:20")
        if day.weekday() in (2, 4):
            _book(s, MEETING, "Abgleich", [c.sandra, c.murat], day, "11:30-11:50")
        if day.weekday() in (1, 4):
            _book(
                s,
                MEETING,
                talk.ROAD[day.weekday() % 3],
                [c.tobias],
                day,
                "16:15-17:15" if day.weekday() == 1 else "15:45-17:15",
            )
    _looking_back(s)
    _this_day(s)


def _looking_back(s: Stage) -> None:
    """What comes again: the pair's short look back on Fridays at noon, entered two weeks ago; not on days off."""
    c, friday = s.cast, s.days.workday + timedelta(days=4 - s.days.workday.weekday())
    first = friday - timedelta(days=7)
    for number in range(10):
        start = moment(first + timedelta(days=7 * number), "12:00")
        for person in (c.anna, c.tobias):
            s.diary.keep(person.pk, start, start + timedelta(minutes=20))
    series = calendar.book_series(
        kind=MEETING, title="Rückblick der Woche", people=[c.anna, c.tobias], starts_at=moment(first, "12:00"),
        ends_at=moment(first, "12:20"), repeat=WEEKLY, until=first + timedelta(weeks=9), leave_out_taken=True,
        by=c.anna, at=s.days.back(15, "09:00"),
    )  # fmt: skip
    for one in series.appointments.filter(cancelled_at=None).order_by("starts_at"):
        day = one.starts_at.astimezone(ZONE).date()
        if not s.days.is_workday(day) or any(s.diary.is_away(who.pk, day) for who in (c.anna, c.tobias)):
            calendar.cancel(
                appointment=one,
                reason="Da ist einer von uns nicht da.",
                by=c.anna,
                at=s.days.back(15, "09:01"),
            )


def _this_day(s: Stage) -> None:
    c, today = s.cast, s.days.workday
    _book(
        s,
        VISIT,
        "Illertal: Prüfprotokoll übergeben",
        [c.tobias],
        today,
        "08:15-09:15",
        customer="illertal",
    )
    _book(s, MEETING, "ATEX klären mit Paul", [c.anna, c.paul], today, "11:30-12:00")
    _book(s, CALL, "Telefonblock · 3 Anrufe", [c.anna], today, "14:00-15:10")
    _book(s, MEETING, "Angebote erfassen", [c.anna], today, "15:30-16:15")
    tomorrow = s.days.shift(today, 1)
    _book(s, PRIVATE, "Zahnarzt", [c.anna], tomorrow, "15:00-16:00")
    _book(s, MEETING, "Rahmenvertrag: Vorgehen", [c.martina, c.juergen], tomorrow, "10:00-11:00")


def _office(s: Stage, person: User, day: date, *, begins: str, ends: str, turn: int) -> None:
    title = talk.OFFICE[(day.toordinal() + turn) % len(talk.OFFICE)]
    _book(s, CALL if title == "Telefonblock" else MEETING, title, [person], day, f"{begins}-{ends}")


def _book(  # noqa: PLR0917  (reads as a line of a calendar)
    s: Stage, kind: str, title: str, people: list[User], day: date, span: str, customer: str = ""
) -> None:
    """Book it for those who are there and free; nothing where nobody is."""
    begins, _dash, ends = span.partition("-")
    start, end = moment(day, begins), moment(day, ends)
    free = [person for person in people if s.diary.is_free(person.pk, start, end)]
    if not free or (len(people) > 1 and len(free) < 2):
        return
    for person in free:
        s.diary.keep(person.pk, start, end)
    calendar.book(
        kind=kind,
        title=title,
        people=free,
        starts_at=start,
        ends_at=end,
        customer=s.customers[customer] if customer else None,
        by=None,
        at=s.days.back(5, "09:00"),
    )
