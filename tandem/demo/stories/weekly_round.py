"""The weekly round of Anna and Tobias: last week's is done, this week's is half prepared by both."""
# ruff: noqa: E501  (what people write is not broken into pieces)

from __future__ import annotations

from datetime import date, datetime, timedelta

from tandem.demo.days import moment
from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.calls.models import (
    AFTERNOON,
    CALLING,
    DROPPED,
    MORNING,
    VISITING,
    WAITING,
    Candidate,
    Round,
)
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import order, queries, screen, table

# Agreed last week; one of them as a visit.
_AGREED_LAST_WEEK, _VISIT = 8, 3

# What the two know of the customers of the drawn screens: who writes, wish, background, part of the day.
_OF_THE_DRAWN: dict[str, list[tuple[str, str, str, str]]] = {
    "schmalegger": [
        ("tobias", CALLING, "Nicht vor Donnerstag, die haben Inventur. Das Muster vom neuen Kettenspanner habe ich im Auto.", MORNING),
        ("anna", CALLING, "Ersatzteile für die Saison stehen seit dem Frühjahr aus.", ""),
    ],
    "federsee": [("tobias", CALLING, "Erst nach 10 Uhr, Herrn Traub verlangen.", MORNING)],
    "naef": [
        ("tobias", CALLING, "Einkauf ist neu: Frau Keller.", ""),
        ("anna", VISITING, "Am Telefon kommen wir seit zwei Anläufen nicht weiter. Fahr lieber vorbei.", ""),
    ],
    "kautter": [("tobias", VISITING, "Bin am Dienstag ohnehin dort.", "")],
    "engstler": [("tobias", CALLING, "Will lieber Zahlungsziel als Rabatt.", "")],
    "gstoettner": [("tobias", CALLING, "Entscheidet der Juniorchef.", AFTERNOON)],
    "illertal": [("anna", CALLING, "Frequenzumrichter ansprechen, da liegt noch viel.", "")],
}  # fmt: skip
# What they write about the others, in turn.
_OF_OTHERS: list[list[tuple[str, str, str, str]]] = [
    [("tobias", CALLING, "Der Betriebsleiter hat mich auf der Messe angesprochen, fragt nach Ersatzrollen.", MORNING)],
    [
        ("tobias", WAITING, "Die bauen gerade um. Vor dem nächsten Quartal entscheidet dort niemand.", ""),
        ("anna", CALLING, "Letztes Mal war die Lieferzeit zu lang. Das hat sich gebessert, das sollten sie wissen.", ""),
    ],
    [("anna", CALLING, "Der Einkauf ist nur vormittags besetzt.", MORNING)],
    [
        ("tobias", VISITING, "Liegt auf meiner Strecke, ich schaue lieber selbst in die Halle.", ""),
        ("anna", CALLING, "Ein kurzer Anruf genügt, es geht nur um Ersatzrollen.", AFTERNOON),
    ],
    [("anna", CALLING, "Hat zuletzt freundlich abgesagt, wollte im Herbst noch einmal hören.", AFTERNOON)],
]  # fmt: skip
_RESULTS = (
    "Bedarf notiert, Angebot gewünscht.",
    "Zufrieden, meldet sich nach dem Umbau.",
    "Ersatzteile besprochen.",
    "Ansprechpartner hat gewechselt, neuer Name steht in der Akte.",
)


def all_of(stage: Stage) -> list[Story]:
    """What happened last week."""
    return [last_week(stage)]


def _monday(s: Stage) -> date:
    return queries.week_of(s.days.today)


def last_week(s: Stage) -> Story:
    """Proposed at night, talked over on the first morning, called until Friday."""
    anna, tobias = s.cast.anna, s.cast.tobias
    monday = _monday(s) - timedelta(weeks=1)
    first = s.days.shift(monday, 0)
    yield (at := moment(first, "05:00"))
    found = rounds.propose(tandem=s.cast.ulm, monday=monday, by=None, at=at)
    yield (at := moment(first, "08:15"))
    found = rounds.start(round=found, by=anna, at=at)
    rounds.join(round=found, by=tobias, at=at)
    drawn = {customer.pk for customer in s.customers.values()}
    talked = [
        candidate for candidate in order.undecided(found, running=True) if candidate.customer_id not in drawn
    ][: _AGREED_LAST_WEEK + 2]
    for number, candidate in enumerate(talked):
        by = tobias if number % 3 == 1 else anna
        _decide(candidate, number, by=by, at=at + timedelta(minutes=2 * number))
    yield (at := moment(first, "08:41"))
    found.refresh_from_db()
    rounds.end(round=found, by=anna, at=at)
    given = list(
        Candidate.objects.filter(round=found, task__isnull=False).select_related("task", "customer", "caller")
    )
    given.sort(key=lambda one: one.planned_at or at + timedelta(days=2))
    for number, candidate in enumerate(given):
        yield (done_at := _done_at(s, candidate, at))
        assert candidate.task is not None and candidate.caller is not None  # noqa: PT018  (asked for above)
        result = _RESULTS[number % len(_RESULTS)]
        if candidate.decision == CALLING:
            teamwork.note(
                customer=candidate.customer, channel="call", text=result, reason="So in der Wochenrunde vereinbart.",
                by=candidate.caller, at=done_at,
            )  # fmt: skip
        teamwork.finish_task(task=candidate.task, result=result, by=candidate.caller, at=done_at)


def _done_at(s: Stage, candidate: Candidate, ended_at: datetime) -> datetime:
    """A quarter of an hour after the agreed time, and in any case before today."""
    planned = candidate.planned_at or ended_at + timedelta(days=2)
    return min(planned + timedelta(minutes=15), s.days.cutoff)


def _decide(candidate: Candidate, number: int, *, by: User, at: datetime) -> None:
    """As the page proposes it; one is visited, one waits, one is dropped."""
    rounds.look_at(candidate=candidate, by=by, at=at)
    if number == _VISIT:
        rounds.decide(candidate=candidate, decision=VISITING, by=by, at=at)
    elif number == _AGREED_LAST_WEEK:
        rounds.decide(
            candidate=candidate, decision=WAITING, until=at.date() + timedelta(days=28), by=by, at=at
        )
    elif number > _AGREED_LAST_WEEK:
        note = "Werk wird zum Jahresende geschlossen."
        rounds.decide(candidate=candidate, decision=DROPPED, note=note, by=by, at=at)
    else:
        found = Round.objects.select_related("tandem__deputy").get(pk=candidate.round_id)
        lying = table.of(screen.of(found, user=by, at=at))
        chosen = lying.chosen if lying is not None else None
        if chosen is not None and chosen.times:
            rounds.decide(
                candidate=candidate, decision=CALLING, caller=chosen.person, planned_at=chosen.times[0], by=by, at=at
            )  # fmt: skip


def this_week(s: Stage) -> Round:
    """Proposed on Monday, or ahead of it; each has written something about half of them."""
    monday = _monday(s)
    proposed_at = moment(monday, "05:00") if monday < s.days.today else s.days.cutoff
    found = rounds.propose(tandem=s.cast.ulm, monday=monday, by=None, at=proposed_at)
    at = max(proposed_at + timedelta(minutes=10), s.days.back(1, "16:40"))
    people = {"anna": s.cast.anna, "tobias": s.cast.tobias}
    keys = {customer.pk: key for key, customer in s.customers.items()}
    others = iter(_OF_OTHERS)
    # Those of the drawn screens first, wherever they stand: what is prepared is talked about.
    drawn = [one for one in order.talked_about(found) if keys.get(one.customer_id, "") in _OF_THE_DRAWN]
    rest = [one for one in order.undecided(found, running=False)[:12] if one not in drawn]
    for number, candidate in enumerate([*drawn, *rest]):
        said = _OF_THE_DRAWN.get(keys.get(candidate.customer_id, ""), [])
        if not said and number % 2 == 0:
            said = next(others, [])
        for who, wish, background, part in said:
            day = _thursday(monday) if "Nicht vor Donnerstag" in background else None
            rounds.prepare(
                candidate=candidate, wish=wish, background=background, part_of_day=part, not_before=day,
                by=people[who], at=at + timedelta(minutes=number),
            )  # fmt: skip
    return found


def _thursday(monday: date) -> date:
    return monday + timedelta(days=3)
