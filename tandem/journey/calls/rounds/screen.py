"""What the page of a round shows: the list, the one on the table, the week's calls, what the last round brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from tandem.essentials.calendar import queries as calendar
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.journey.calls.models import (
    CALLING,
    DONE,
    DROPPED,
    PARTS,
    PREPARING,
    RUNNING,
    VISITING,
    WAITING,
    WISHES,
    Candidate,
    Round,
)
from tandem.journey.calls.rounds import queries, rows, scoring, week, weights
from tandem.journey.calls.rounds.order import Place
from tandem.journey.calls.rounds.queries import Figures
from tandem.journey.calls.rounds.rows import PAGE, Meanwhile, Row, Said

WORKING_DAYS = 5
WISH_ICONS = {CALLING: "phone", VISITING: "map-pin", WAITING: "hourglass", DROPPED: "circle-x"}


@dataclass(frozen=True, slots=True)
class Load:
    """How many calls a person has room for and has agreed to."""

    person: User
    possible: int
    agreed: int


@dataclass(slots=True)
class SlotDay:
    """One working day with what was agreed for it."""

    day: date
    rows: list[Row] = field(default_factory=list)
    # The round itself stands on its day.
    round_at: datetime | None = None

    @property
    def weekday(self) -> str:
        return rows.weekday(self.day)


@dataclass
class Screen:
    """One round as somebody sees it at a moment."""

    found: Round
    user: User
    at: datetime
    team: Team
    voice: User | None
    # What the address asks for: a candidate, where the list goes on, also those of few points.
    wanted: int | None = None
    after: Place | None = None
    everything: bool = False

    @property
    def is_running(self) -> bool:
        return self.found.state == RUNNING

    @property
    def is_preparing(self) -> bool:
        return self.found.state == PREPARING

    @property
    def is_done(self) -> bool:
        return self.found.state == DONE

    @property
    def may_write(self) -> bool:
        return self.voice is not None

    @cached_property
    def voices(self) -> list[User]:
        return queries.voices(self.team)

    @cached_property
    def other(self) -> User | None:
        """Whom one prepares it with."""
        return next(
            (person for person in self.voices if self.voice is None or person.pk != self.voice.pk), None
        )

    @property
    def shown_from(self) -> int:
        return weights.SHOWN_FROM

    @property
    def wishes(self) -> list[tuple[str, str, str]]:
        """What one may wish for: key, label, icon."""
        return [(key, str(label), WISH_ICONS[key]) for key, label in WISHES.items()]

    @property
    def parts(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in PARTS.items()]

    # --- the list

    @cached_property
    def _found(self) -> list[Row]:
        return [self._row(candidate) for candidate in self._read()]

    def _read(self) -> QuerySet[Candidate]:
        return rows.candidates(
            self.found,
            running=not self.is_preparing,
            after=self.after,
            everything=self.everything,
            named=(self.found.current_id, self.wanted),
            voice=self.voice,
        )

    @cached_property
    def _page(self) -> list[Row]:
        """The part of the list that is shown, one more where it goes on."""
        return [row for row in self._found if row.in_page]

    @cached_property
    def listed(self) -> list[Row]:
        """The page, and at its head also whatever was agreed or lies on the table, wherever it stands."""
        shown = {row.candidate.pk for row in self._page[:PAGE]}
        if self.after is None:
            shown |= {row.candidate.pk for row in self.agreed}
            shown |= {self.current.candidate.pk} if self.current is not None else set()
        return [row for row in self._found if row.candidate.pk in shown]

    @property
    def next_place(self) -> str:
        """Where the list goes on; empty where it is at its end."""
        return str(self._page[PAGE - 1].place) if len(self._page) > PAGE else ""

    def _is_current(self, row: Row) -> bool:
        return self.current is not None and row.candidate.pk == self.current.candidate.pk

    def _row(self, candidate: Any) -> Row:
        said = [self._said(told) for told in candidate.told_views]
        mine = next((one for one in said if self.voice is not None and one.person.pk == self.voice.pk), None)
        theirs = [] if self.is_preparing else [one for one in said if one is not mine and one.says_something]
        return Row(
            candidate=candidate,
            place=Place.of(candidate, running=not self.is_preparing),
            reasons=scoring.told(candidate.reasons),
            mine=mine,
            theirs=theirs,
            meanwhile=self._meanwhile(candidate),
            in_page=candidate.in_page,
            is_alone=self.is_preparing,
            counts=candidate.told_counts,
        )

    def _said(self, told: dict[str, Any]) -> Said:
        return Said(
            person=self._people.get(told["person"])
            or User(pk=told["person"], first_name=told["name"], last_name=""),
            wish=told["wish"],
            background=told["background"],
            not_before=parse_date(told["not_before"]) if told["not_before"] else None,
            part_of_day=told["part_of_day"],
            written_at=parse_datetime(told["written_at"]),
        )

    @cached_property
    def _people(self) -> dict[int, User]:
        return {person.pk: person for person in self.voices}

    def _meanwhile(self, candidate: Any) -> Meanwhile | None:
        told = candidate.told_contact
        if told is None:
            return None
        at = parse_datetime(told["at"])
        assert at is not None  # the database wrote it
        return Meanwhile(at=timezone.localtime(at), person=self._people.get(told["actor"]))

    # --- the candidate on the table

    @cached_property
    def current(self) -> Row | None:
        """The shared one while the round runs; else whom the address names or who is still to be prepared."""
        wanted = self.found.current_id if self.is_running and self.may_write else self.wanted
        named = next((row for row in self._found if row.candidate.pk == wanted), None)
        if named is not None or self.is_done or self.after is not None:
            return named
        if self.is_running:
            return next((row for row in self._found if row.candidate.pk == self.found.current_id), None)
        mine = (row for row in self._found if row.mine is None or not row.mine.says_something)
        return next(mine, self._found[0] if self._found else None)

    def beside(self, step: int) -> Row | None:
        """The row before or after the one on the table."""
        listed = self.listed
        at = next((number for number, row in enumerate(listed) if self._is_current(row)), None)
        if at is None:
            return listed[0] if listed else None
        return listed[at + step] if 0 <= at + step < len(listed) else None

    @property
    def previous(self) -> Row | None:
        return self.beside(-1)

    @property
    def following(self) -> Row | None:
        return self.beside(1)

    @property
    def undoable(self) -> Row | None:
        """The person's own last decision while the round runs."""
        if not self.is_running or self.voice is None:
            return None
        own = [row for row in self._found if row.candidate.decided_by_id == self.user.pk]
        return max(own, key=lambda row: row.candidate.decided_at or self.at, default=None)

    # --- the week

    @cached_property
    def weeks(self) -> dict[int, week.Week]:
        """Everybody's week by the calendar. Two queries."""
        days = calendar.week_lanes(people=self.voices, monday=self.found.monday, viewer=self.user)
        return {
            person.pk: week.of(person, [lanes[number] for _day, lanes in days[:WORKING_DAYS]])
            for number, person in enumerate(self.voices)
        }

    @cached_property
    def absent(self) -> list[User]:
        """Who is away on the day of the round: today, or its Monday."""
        today = timezone.localdate(self.at)
        day = max(today, self.found.monday)
        return [person for person in self.voices if self.weeks[person.pk].is_away(day)]

    @cached_property
    def agreed(self) -> list[Row]:
        return [row for row in self._found if row.candidate.decision in {CALLING, VISITING}]

    @cached_property
    def loads(self) -> list[Load]:
        return [
            Load(
                person=person,
                possible=week.possible_calls(self.weeks[person.pk]),
                agreed=sum(row.candidate.caller_id == person.pk for row in self.agreed),
            )
            for person in self.voices
        ]

    @cached_property
    def days(self) -> list[SlotDay]:
        """Monday to Friday with the agreed calls and visits, those at no time last."""
        days = {
            day: SlotDay(day)
            for day in (self.found.monday + timedelta(days=number) for number in range(WORKING_DAYS))
        }
        if self.found.started_at is not None:
            held = days.get(timezone.localdate(self.found.started_at))
            if held is not None:
                held.round_at = self.found.started_at
        for row in sorted(self.agreed, key=lambda row: row.candidate.planned_at or self.at):
            if row.candidate.planned_at is not None:
                day = timezone.localdate(row.candidate.planned_at)
                days.setdefault(day, SlotDay(day)).rows.append(row)
        return [days[day] for day in sorted(days)]

    @property
    def untimed(self) -> list[Row]:
        return [row for row in self.agreed if row.candidate.planned_at is None]

    # --- figures

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many are on the table, decided, below the points shown, prepared by oneself; read with the list."""
        first = next(iter(self._found), None)
        if first is not None:
            return first.counts
        told = rows.counted(self.found, voice=self.voice).values_list("told", flat=True)
        return next(iter(told), rows.NOBODY)

    @property
    def minutes(self) -> int:
        """How long the round has lasted."""
        if self.found.started_at is None:
            return 0
        return int(((self.found.ended_at or self.at) - self.found.started_at).total_seconds()) // 60

    @property
    def share(self) -> int:
        """Percent of the candidates that were talked about."""
        total = self.counts["total"]
        return round(100 * self.counts["decided"] / total) if total else 0

    @property
    def everybody_is_there(self) -> bool:
        return len(self.voices) > 1 and all(person.pk in self.found.present for person in self.voices)

    @property
    def there(self) -> list[User]:
        return [person for person in self.voices if person.pk in self.found.present]

    @cached_property
    def last(self) -> Figures | None:
        """What the round before has brought, after the end what this one has."""
        return queries.figures_of(self.found) if self.is_done else queries.figures_before(self.found)


def of(
    found: Round,
    *,
    user: User,
    at: datetime,
    wanted: int | None = None,
    after: Place | None = None,
    everything: bool = False,
) -> Screen:
    """The round for somebody who may read it."""
    day = timezone.localdate(at)
    team = people.team_of(found.tandem, day=day)
    return Screen(found, user, at, team, queries.seat_for(user, team, day=day), wanted, after, everything)
