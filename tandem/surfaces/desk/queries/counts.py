"""The numbers beside the areas, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from tandem.base.tools import reads, working_time
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request
from tandem.essentials.playbook.agreement import must_acknowledge
from tandem.essentials.teamwork.models import CUSTOMER
from tandem.journey.calls.rounds import queries as rounds
from tandem.journey.calls.rounds import weights
from tandem.journey.quotes.queries import approvals
from tandem.surfaces.desk.queries.circle import Circle


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.max))


def horizon(at: datetime, user: User) -> datetime:
    """Until when something belongs to the day's list: the end of the person's next working day.

    So that nothing surprises: on a Friday Monday's work is seen.
    """
    return end_of(_working_day(timezone.localdate(at) + timedelta(days=1), user))


def shown_day(at: datetime, user: User) -> date:
    """Whose appointments the page of the day shows: today's, on a free day the next working day's."""
    return _working_day(timezone.localdate(at), user)


def _working_day(day: date, user: User) -> date:
    """This day or the next on which the person works; the day itself where nobody can say."""
    is_holiday, week = working_time.holidays_of(user.region), user.work_week
    coming = [day + timedelta(days=ahead) for ahead in range(14)]
    return next((one for one in coming if one.weekday() in week and not is_holiday(one)), day)


def on_the_list(*, at: Any, until: Any) -> Q:
    """Turns of the day: due by the next working day (`until`); while the customer has the turn, on its day (`at`)."""
    return Q(due_at__lte=until) & (~Q(waiting_for=CUSTOMER) | Q(due_at__lte=at))


# Of what a person is told about steps so much is shown at a time; what is read makes room.
MOST_TOLD = 3

# What a step is about is asked of the twelve steps, not of each open matter again.
_NUMBERS = """
WITH s AS MATERIALIZED (SELECT id, 'prepare' = ANY(key || also) AS prepares,
                               (key || also)::text[] && ARRAY['quote', 'follow_up'] AS offers FROM playbook_step)
SELECT count(*) FILTER (WHERE m.kind = 'request'),
       count(*) FILTER (WHERE s.prepares),
       count(*) FILTER (WHERE s.offers),
       count(*) FILTER (WHERE m.accountable_id = ANY(%(acting)s) AND m.due_at <= %(horizon)s
                        AND (m.waiting_for <> 'customer' OR m.due_at <= %(day_ends)s)
                        AND m.id NOT IN (SELECT h.matter_id FROM teamwork_handover h
                                         WHERE h.state = 'offered' AND h.giver_id = ANY(%(acting)s))),
       (SELECT count(*) FROM teamwork_handover WHERE state = 'offered' AND taker_id = ANY(%(acting)s)),
       (SELECT count(*) FROM teamwork_consultation
        WHERE answered_at IS NULL AND due_at > %(at)s AND asked_id = ANY(%(acting)s) AND asker_id <> %(user)s),
       (SELECT count(*) FROM quotes_quoteapproval yes JOIN quotes_quoteversion v ON v.id = yes.version_id
        JOIN quotes_quote q ON q.id = v.quote_id JOIN teamwork_matter of ON of.id = q.matter_id
        WHERE yes.state = 'asked' AND v.state = 'draft' AND q.decided_at IS NULL AND of.closed_at IS NULL
        AND yes.asked_by_id <> %(user)s AND (yes.asked_id = ANY(%(acting)s) OR yes.roles && %(roles)s::varchar[])),
       (SELECT count(*) FROM teamwork_question WHERE answered_at IS NULL AND asked_id = ANY(%(acting)s)),
       (SELECT count(*) FROM teamwork_task
        t LEFT JOIN teamwork_matter of ON of.id = t.matter_id AND of.closed_at IS NULL
            AND of.accountable_id = t.accountable_id AND of.due_at <= %(horizon)s
        LEFT JOIN playbook_step at_step ON at_step.id = of.step_id
        WHERE t.done_at IS NULL AND t.accountable_id = ANY(%(acting)s) AND t.due_at <= %(horizon)s
        AND (t.step_key = '' OR (t.step_key = ANY(at_step.key || at_step.also)) IS NOT TRUE)),
       (SELECT count(*) FROM reviews_conflict c WHERE c.solved_at IS NULL AND %(user)s IN (c.raised_by_id, c.other_id)
        AND (NOT EXISTS (SELECT FROM reviews_view v WHERE v.conflict_id = c.id AND v.person_id = %(user)s)
             OR EXISTS (SELECT FROM (SELECT max(p.id) AS id FROM reviews_proposal p WHERE p.conflict_id = c.id) latest
                        WHERE latest.id IS NOT NULL AND NOT EXISTS (
                            SELECT FROM reviews_answer a WHERE a.proposal_id = latest.id AND a.person_id = %(user)s)))),
       (SELECT count(*) FROM calls_candidate d JOIN calls_round r ON r.id = d.round_id
        JOIN customers_customer c ON c.id = d.customer_id AND c.tandem_id = r.tandem_id AND c.merged_into_id IS NULL
        WHERE r.monday = %(monday)s AND r.tandem_id = ANY(%(tandems)s) AND r.state <> 'done' AND d.decision = ''
        AND (d.score >= %(shown_from)s OR d.prepared)),
       (SELECT newest.published_at FROM (SELECT * FROM playbook_agreement ORDER BY number DESC LIMIT 1) newest
        WHERE NOT EXISTS (SELECT FROM playbook_acknowledgement k
                          WHERE k.agreement_id = newest.id AND k.user_id = %(user)s)),
       (SELECT json_agg(told) FROM (
            SELECT n.id, count(*) OVER () AS total, at_step.name_de, at_step.name_en, of.title, n.text,
                   c.id AS customer_id, c.name AS customer, meant.first_name AS meant_for,
                   n.person_id <> %(user)s AS is_for_another, reader.first_name AS read_by
            FROM teamwork_notice n JOIN teamwork_matter of ON of.id = n.matter_id
            JOIN customers_customer c ON c.id = of.customer_id JOIN playbook_step at_step ON at_step.id = n.step_id
            JOIN people_user meant ON meant.id = n.person_id
            LEFT JOIN people_user reader ON reader.id = n.seen_for_by_id
            WHERE n.person_id = ANY(%(acting)s) AND n.seen_at IS NULL AND (n.person_id = %(user)s
                OR (n.seen_for_at IS NULL AND EXISTS (SELECT FROM people_absence away WHERE away.user_id = n.person_id
                    AND away.to_date >= %(day)s AND away.from_date <= %(day)s AND n.made_at >= away.from_date)
                AND NOT EXISTS (SELECT FROM teamwork_notice own WHERE own.person_id = %(user)s AND own.seen_at IS NULL
                    AND own.matter_id = n.matter_id AND own.step_id = n.step_id)))
            ORDER BY n.made_at DESC, n.id DESC LIMIT %(told)s) told),
       (SELECT json_agg(told) FROM (
            SELECT yes.state, yes.answer, q.id AS quote, q.title, c.name AS customer, who.first_name AS name
            FROM quotes_quoteapproval yes JOIN quotes_quoteversion v ON v.id = yes.version_id
            JOIN quotes_quote q ON q.id = v.quote_id JOIN teamwork_matter of ON of.id = q.matter_id
            JOIN customers_customer c ON c.id = of.customer_id
            JOIN people_user who ON who.id = coalesce(yes.ended_by_id, yes.answered_by_id)
            WHERE yes.asked_by_id = %(user)s AND yes.answered_at >= %(midnight)s AND v.state = 'draft'
            AND coalesce(yes.ended_by_id, 0) <> %(user)s
            ORDER BY yes.answered_at DESC LIMIT %(told)s) told)
FROM teamwork_matter m LEFT JOIN s ON s.id = m.step_id
WHERE m.closed_at IS NULL AND m.accountable_id = ANY(%(pair)s)
"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the frame and the alerts of the day tell: numbers beside the areas, and what waits for the person's word."""

    areas: dict[str, int]
    # Things raised openly in which the person's view or answer is missing (`reviews.queries.waiting_for`).
    raised: int
    # Of the agreement that the person has still to acknowledge.
    agreed_at: datetime | None
    # Matters at a step about which the process informs the person or whom they stand in for, the newest first.
    notices: list[dict[str, Any]]
    # What was said today to the quotes for which the person needs a yes, the newest first.
    approved: list[dict[str, Any]]


def of(request: Request, circle: Circle) -> Numbers:
    """Open rows of the day; requests, leads and quotes of the person and the partner. One statement."""
    acting = [circle.user.pk, *(person.pk for person in circle.represented())]
    pair = acting if circle.partner is None else [*acting, circle.partner.pk]
    given: dict[str, Any] = {
        "acting": acting,
        "at": request.at,
        "user": circle.user.pk,
        "roles": sorted(
            {role for person in (circle.user, *circle.represented()) for role in person.roles}
            & approvals.ENTITLED
        ),
        "midnight": timezone.make_aware(datetime.combine(timezone.localdate(request.at), time.min)),
        "pair": pair,
        "day_ends": end_of(timezone.localdate(request.at)),
        "told": MOST_TOLD,
        "day": timezone.localdate(request.at),
        "monday": rounds.week_of(timezone.localdate(request.at)),
        "tandems": [team.tandem.pk for team in circle.teams],
        "shown_from": weights.SHOWN_FROM,
    }
    given["horizon"] = horizon(request.at, circle.user)
    requests, leads, quotes, *mine, raised, talks, agreed_at, told, approved = reads.rows(_NUMBERS, given)[0]
    known = getattr(request, "_desk_today", None)
    today = known if isinstance(known, int) else sum(mine)
    return Numbers(
        areas={"requests": requests, "leads": leads, "quotes": quotes, "today": today, "rounds": talks},
        raised=raised,
        agreed_at=agreed_at if must_acknowledge(circle.user) else None,
        notices=_notices(circle.user, told or []),
        approved=approved or [],
    )


def _notices(user: User, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the person is told, of customers that they may still read; one statement for whoever reads only some."""
    if told and not customers.reads_all(user):
        ids = {one["customer_id"] for one in told}
        mine = set(customers.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        told = [one for one in told if one["customer_id"] in mine]
    language = "de" if (get_language() or "de").startswith("de") else "en"
    return [{**one, "step": one[f"name_{language}"]} for one in told]


def keep_today(request: Request, number: int) -> None:
    """The page of the day knows its own number; the frame shows the same."""
    request._desk_today = number  # type: ignore[attr-defined]  # kept for the frame of the same request
