"""The candidate on the table: who could call when, and what the rules of the game say to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tandem.essentials.people.models import User
from tandem.essentials.people.queries import StandIns
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, InForce
from tandem.essentials.teamwork import consulting, contacts
from tandem.essentials.teamwork.models import Consultation
from tandem.essentials.teamwork.rules import ConsultationFirst, ContactCustomer
from tandem.essentials.teamwork.situation import Situation
from tandem.journey.calls.models import CALLING, VISITING
from tandem.journey.calls.rounds import week
from tandem.journey.calls.rounds.rows import Row, Said, spoken
from tandem.journey.calls.rounds.screen import Screen

KINDS_ASKED = (
    "teamwork.consultation_first",
    "teamwork.who_contacts",
    "teamwork.contact_rhythm",
    "teamwork.blocked_while",
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule says to a call by somebody."""

    sentence: str
    blocks: bool
    # The partner's word in the round is the answer that the rule wants.
    answered_by: User | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those who could call, with the proposed times."""

    person: User
    times: list[datetime]
    rules: list[RuleLine]
    checked: bool = False

    @property
    def told_times(self) -> list[tuple[datetime, str]]:
        return [(moment, spoken(moment)) for moment in self.times]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything about the candidate who is talked about."""

    row: Row
    choices: list[Choice]
    visitor: User | None
    next_monday: date
    # The partner has been asked before the round and the reader may answer.
    to_answer: Consultation | None
    said: list[Said]

    @property
    def wishes_differ(self) -> bool:
        return len({said.wish for said in self.said if said.wish}) > 1

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.checked), None)

    @property
    def proposal_day(self) -> date | None:
        return timezone.localdate(self.proposal) if self.proposal is not None else None

    @property
    def proposal(self) -> datetime | None:
        """The time that stands chosen, also shown in the week."""
        chosen = self.chosen
        return chosen.times[0] if chosen is not None and chosen.times else None


def of(screen: Screen) -> Table | None:
    """The candidate on the table of a running round, for somebody who decides."""
    row = screen.current
    if row is None or not screen.is_running or not row.is_open or not screen.may_write:
        return None
    away = None if screen.absent else StandIns()
    situation = Situation(customer=row.candidate.customer, at=screen.at, team=screen.team, away=away)
    held = _held(screen, row)
    said = [one for one in [*row.theirs, row.mine] if one is not None and one.says_something]
    choices = [
        (person, _times(screen, said, person), _rules(screen, row, person, situation, held))
        for person in screen.voices
    ]
    chosen = _caller(choices, said)
    monday = screen.found.monday + timedelta(days=7)
    return Table(
        row=row,
        choices=[Choice(person, times, lines, person is chosen) for person, times, lines in choices],
        visitor=screen.team.outward or next(iter(screen.voices), None),
        next_monday=monday,
        to_answer=_to_answer(screen, situation),
        said=said,
    )


def _held(screen: Screen, row: Row) -> list[InForce]:
    """The rules about contacts that hold at this customer. One query for everybody who could call."""
    return rules.holding_for(customer=row.candidate.customer, kind_keys=list(KINDS_ASKED), at=screen.at)


def _rules(
    screen: Screen, row: Row, caller: User, situation: Situation, held: Iterable[InForce]
) -> list[RuleLine]:
    """What stands against a call by this person; the partner's word in the round counts as having been asked."""
    if not contacts.side_of(caller):
        return []
    act = ContactCustomer(
        customer=row.candidate.customer, by=caller, at=screen.at, matter_id=row.candidate.matter_id,
        channel=contacts.CALL, about=contacts.CAME_UP, known=situation,
    )  # fmt: skip
    partner = situation.partner_of(caller)
    lines = []
    for finding in rules.check(act, held=held).findings:
        answered = None
        if (
            finding.held.kind.key == ConsultationFirst.key
            and partner is not None
            and _agrees(screen, row, partner)
        ):
            answered = partner
        lines.append(RuleLine(finding.objection.sentence, finding.held.effect == BLOCK, answered))
    return lines


def _agrees(screen: Screen, row: Row, partner: User) -> bool:
    """Whether the partner's word stands already, or is given by agreeing now."""
    if screen.user.pk == partner.pk:
        return True
    return any(said.person.pk == partner.pk and said.wish == CALLING for said in row.theirs)


def _times(screen: Screen, said: list[Said], caller: User) -> list[datetime]:
    """Three times of a caller; what the partner wrote about the best time counts before one's own."""
    ordered = sorted(said, key=lambda one: one.person.pk == caller.pk)
    days = [one.not_before for one in ordered if one.not_before is not None]
    wanted = week.Wanted(
        after=screen.at,
        not_before=max(days, default=None),
        part=next((one.part_of_day for one in ordered if one.part_of_day), ""),
    )
    agreed = [
        row.candidate.planned_at
        for row in screen.agreed
        if row.candidate.caller_id == caller.pk and row.candidate.planned_at is not None
    ]
    return week.times(screen.weeks[caller.pk], wanted=wanted, agreed=agreed)


def _caller(choices: list[tuple[User, list[datetime], list[RuleLine]]], said: list[Said]) -> User | None:
    """Who calls unless they choose otherwise: who wished to where the other did not, else the first with a time."""
    wishing = [one.person.pk for one in said if one.wish == CALLING]
    other = [one.person.pk for one in said if one.wish == VISITING]
    ready = [person for person, times, _lines in choices if times]
    alone = next((person for person in ready if person.pk in wishing and other), None)
    return alone or next(iter(ready), None) or next((person for person, _times, _lines in choices), None)


def _to_answer(screen: Screen, situation: Situation) -> Consultation | None:
    for side in contacts.SIDES:
        asked = situation.consulted(side)
        if (
            asked is not None
            and asked.state == consulting.PENDING
            and asked.consultation.asked_id == screen.user.pk
        ):
            return asked.consultation
    return None
