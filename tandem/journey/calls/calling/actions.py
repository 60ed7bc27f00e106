"""Taking the next call, keeping its result, taking the last one back; and the conversation guides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.consent import actions as consent
from tandem.essentials.consent.models import OBJECTION, Statement
from tandem.essentials.customers.models import REFERENCE, REGULAR, REPEAT, Contact
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.contacts import CALL
from tandem.essentials.teamwork.models import CANCELLED, SALE, Matter
from tandem.essentials.teamwork.models import REPEAT as REPEAT_SALE
from tandem.journey.calls import actions as calls
from tandem.journey.calls import entries
from tandem.journey.calls.calling import guides, line
from tandem.journey.calls.calling.sources import Agreed
from tandem.journey.calls.calling.tables import Attempt, Guide, Hold
from tandem.journey.calls.models import NEED_NOTED, NOT_REACHED, RESULTS
from tandem.journey.calls.rounds import agreed

# So long nobody else gets whom one has before them; who walks away leaves the company to the others after that.
HOLD_FOR = timedelta(minutes=15)
# A task of calling is done or it is not; where it leads is said in the note.
TASK_RESULTS = (NEED_NOTED, NOT_REACHED)


class NotOnTheLine(Refused):
    """Somebody else has this company on the line, or it left the list."""


class GuideIncomplete(Refused):
    """A guide that cannot be spoken like this."""


@transaction.atomic
def take_next(*, by: User, at: datetime) -> Hold | None:
    """The next company of the person's list, held so that nobody else gets it meanwhile; None at its end."""
    Hold.objects.filter(person=by, until__gt=at).update(until=at)
    found = line.of(user=by, at=at)
    for one in found.waiting:
        hold = _seize(one, left=len(found.waiting), by=by, at=at)
        if hold is not None:
            return hold
    return None


def _seize(one: Agreed, *, left: int, by: User, at: datetime) -> Hold | None:
    """Hold a company unless somebody else does. Whoever is at it at the same moment wins: it is passed by."""
    about = {
        "contact_id": one.contact_id, "matter_id": one.matter_id, "task_id": one.task_id, "reason": one.reason[:200],
        "background": one.background[:2_000], "best_time": one.best_time[:100], "left": left,
    }  # fmt: skip
    fresh = Hold(customer_id=one.customer_id, person=by, until=at, **about)
    Hold.objects.bulk_create([fresh], ignore_conflicts=True)
    hold = Hold.objects.select_for_update(skip_locked=True).filter(customer=one.customer_id).first()
    if hold is None or (hold.person_id != by.pk and hold.until > at):
        return None
    hold.person, hold.until, hold.passed_on = by, at + HOLD_FOR, None
    for name, value in about.items():
        setattr(hold, name, value)
    hold.save()
    return hold


@transaction.atomic
def pass_over(*, hold: Hold, by: User, at: datetime) -> None:
    """Not now: the company comes last in the person's list of the day."""
    current = _mine(hold, by=by)
    current.until, current.passed_on = at, timezone.localdate(at)
    current.save(update_fields=["until", "passed_on"])


@transaction.atomic
def stop(*, by: User, at: datetime) -> None:
    """Enough for now: whoever was before the person is free for others."""
    Hold.objects.filter(person=by, until__gt=at).update(until=at)


@transaction.atomic
def record(
    *,
    hold: Hold,
    result: str,
    by: User,
    at: datetime,
    text: str = "",
    contact: Contact | None = None,
    next_on: date | None = None,
    objects: bool = False,
    reason: str = "",
) -> Attempt:
    """Keep what came of the call; the company is free again. The same rules hold as for every call (`calls.log_call`).

    `objects`: they said that they want no further calls. Without a matter one begins, at the appointment. A task is
    finished when somebody was reached, else it comes again tomorrow.
    """
    current = _mine(hold, by=by)
    attempt = Attempt(person=by, customer=current.customer, at=at, result=result, task=current.task)
    if current.task is not None:
        _keep_task(current, attempt, text=text, contact=contact, reason=reason)
    else:
        matter = current.matter or _begin(current, contact=contact, by=by, at=at)
        attempt.began_matter = current.matter is None
        attempt.before_step, attempt.before_due = matter.next_step, matter.due_at
        attempt.call = calls.log_call(
            matter=matter,
            result=result,
            text=text,
            contact=contact,
            next_on=next_on,
            reason=reason,
            by=by,
            at=at,
        )
        attempt.matter = matter
        attempt.left_revision = Matter.objects.values_list("revision", flat=True).get(pk=matter.pk)
    attempt.save()
    if objects:
        about = contact or current.contact or current.customer
        consent.state(about=about, kind=OBJECTION, channel=CALL, source="phone", by=by, at=at)
    current.until = at
    current.save(update_fields=["until"])
    return attempt


def _keep_task(hold: Hold, attempt: Attempt, *, text: str, contact: Contact | None, reason: str) -> None:
    task, by, at = hold.task, attempt.person, attempt.at
    assert task is not None  # the caller has asked
    if attempt.result not in TASK_RESULTS:
        raise calls.CallIncomplete(_("Was the task done on the phone, or was nobody reached?"))
    if attempt.result == NEED_NOTED and not text.strip():
        raise calls.CallIncomplete(_("What came of it? One sentence."))
    words = text.strip() or str(RESULTS[NOT_REACHED])
    teamwork.note(
        customer=hold.customer, channel=CALL, text=words, matter=task.matter, reason=reason, by=by, at=at,
        contact=contact.full_name if contact is not None else "",
    )  # fmt: skip
    if attempt.result == NEED_NOTED:
        teamwork.finish_task(task=task, result=words[:500], by=by, at=at)


def _begin(hold: Hold, *, contact: Contact | None, by: User, at: datetime) -> Matter:
    """A matter for what was agreed to be called about."""
    is_customer = hold.customer.life_cycle in {REPEAT, REGULAR, REFERENCE}
    return teamwork.open_matter(
        customer=hold.customer,
        kind=REPEAT_SALE if is_customer else SALE,
        title=hold.reason or _("Call"),
        description=hold.background,
        step_key=APPOINTMENT,
        next_step=_("Call"),
        accountable=by,
        contact=contact or hold.contact,
        by=by,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A result that was taken back, and what could not be."""

    attempt: Attempt
    stayed: list[str]


@transaction.atomic
def take_back(*, attempt: Attempt, by: User, at: datetime) -> TakenBack:
    """Undo the person's last result: turn, date, matter and what a round had agreed are as before, as far as nobody has
    built on them.

    The timeline keeps both. The company is before the person again.
    """
    current = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    last = line.done_today(by, at=at).order_by("-at", "-pk").first()
    if current.person_id != by.pk or last is None or last.pk != current.pk:
        raise NotAllowed(_("Only your own last result of today can be taken back."))
    for statement in Statement.objects.filter(kind=OBJECTION, stated_by=by, stated_at=current.at):
        consent.take_back(statement=statement, by=by, at=at)
    agreed.forget_call(customer=current.customer, called_at=current.at, by=by, at=at)
    stayed = _undo_task(current, by=by, at=at) if current.task_id else _undo_turn(current, by=by, at=at)
    current.undone_at = at
    current.save(update_fields=["undone_at"])
    one = Agreed(
        customer_id=current.customer_id,
        contact_id=current.call.contact_id if current.call is not None else None,
        matter_id=None if current.began_matter else current.matter_id,
        task_id=current.task_id,
        reason=current.before_step or (current.task.title if current.task is not None else ""),
    )
    _seize(one, left=len(line.of(user=by, at=at).waiting), by=by, at=at)
    return TakenBack(attempt=current, stayed=stayed)


def _undo_task(attempt: Attempt, *, by: User, at: datetime) -> list[str]:
    task = attempt.task
    assert task is not None  # the caller has asked
    if task.done_at is not None:
        teamwork.reopen_task(task=task, by=by, at=at, with_its_act=True)
    return [_("The note stays in the timeline.")]


def _undo_turn(attempt: Attempt, *, by: User, at: datetime) -> list[str]:
    assert attempt.matter is not None  # a result is about a task or a matter
    Matter.objects.select_for_update().only("pk").get(pk=attempt.matter.pk)
    matter = Matter.objects.select_related("customer__tandem", "accountable", "step").get(
        pk=attempt.matter.pk
    )
    if matter.revision != attempt.left_revision:
        return [_("The matter has been worked on since: its turn stays as it is.")]
    event = entries.CallTakenBack(result=attempt.result)
    due_at = attempt.before_due or at
    if not matter.is_open:
        matter = teamwork.reopen_matter(
            matter=matter,
            next_step=attempt.before_step,
            due_at=due_at,
            event=event,
            by=by,
            at=at,
            with_its_act=True,
        )
        if attempt.began_matter:
            teamwork.close(matter=matter, outcome=CANCELLED, event=event, by=by, at=at)
    elif attempt.began_matter:
        teamwork.close(matter=matter, outcome=CANCELLED, event=event, by=by, at=at)
    else:
        teamwork.pass_turn(
            matter=matter, next_step=attempt.before_step, due_at=due_at, event=event, by=by, at=at
        )
    return []


def _mine(hold: Hold, *, by: User) -> Hold:
    """The hold, locked; refused once a colleague has taken the company over."""
    Hold.objects.select_for_update().only("pk").get(pk=hold.pk)
    current = Hold.objects.select_related(
        "customer__tandem", "matter", "task__matter", "contact", "person"
    ).get(pk=hold.pk)
    if current.person_id != by.pk:
        raise NotOnTheLine(
            _("%(name)s is calling %(customer)s now. Your note is still here.")
            % {"name": current.person.first_name, "customer": current.customer.name}
        )
    return current


@transaction.atomic
def keep_guide(
    *,
    by: User | None,
    at: datetime,
    name: str,
    opening: str,
    needs: str = "",
    objections: str = "",
    closing: str = "",
    position: int = 1,
    guide: Guide | None = None,
) -> Guide:
    """Write a conversation guide or change one. Only the placeholders that call mode fills in are taken."""
    _require_lead(by)
    name = texts.clean(name, limit=80)
    parts = {"opening": opening, "needs": needs, "objections": objections, "closing": closing}
    spoken = {part: texts.clean(value, limit=4_000, lines=True) for part, value in parts.items()}
    if not name or not spoken["opening"]:
        raise GuideIncomplete(_("A guide needs a name and an opening."))
    unknown = sorted({word for value in spoken.values() for word in guides.unknown(value)})
    if unknown:
        raise GuideIncomplete(
            _("Unknown placeholder: %(words)s. There are %(known)s.")
            % {"words": ", ".join(unknown), "known": ", ".join(f"{{{one}}}" for one in guides.PLACEHOLDERS)}
        )
    others = Guide.objects.filter(name=name, removed_at=None)
    if others.exclude(pk=guide.pk if guide is not None else 0).exists():
        raise GuideIncomplete(_("There is a guide of this name already."))
    kept = guide or Guide()
    kept.name, kept.position = name, max(1, min(position, 99))
    for part, value in spoken.items():
        setattr(kept, part, value)
    kept.changed_at, kept.changed_by, kept.removed_at = at, by, None
    kept.save()
    return kept


@transaction.atomic
def remove_guide(*, guide: Guide, by: User | None, at: datetime) -> Guide:
    """Nobody is offered the guide any more; keeping it again brings it back."""
    _require_lead(by)
    guide.removed_at = at
    guide.save(update_fields=["removed_at"])
    return guide


def _require_lead(by: User | None) -> None:
    if by is None or by.has_role(COORDINATOR, SALES_LEAD):
        return
    raise NotAllowed(_("Coordination and sales management write the conversation guides."))
