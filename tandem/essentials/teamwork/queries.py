"""Which matters somebody may see and act on, and who acts for whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import Channel, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.teamwork import checklist
from tandem.essentials.teamwork.models import (
    OFFERED,
    Claim,
    Consultation,
    Handover,
    Matter,
    Notice,
    Question,
    Task,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def customers_of(user: User) -> QuerySet[Customer]:
    """The customers a person may read: the one door, for this room's own queries."""
    return customers.visible_to(user)


def visible_to(user: User) -> QuerySet[Matter]:
    """The matters of the customers a person may read."""
    return behind(customers.door(user))


def behind(door: customers.Door) -> QuerySet[Matter]:
    """The matters of the customers behind a door."""
    if door.everything:
        # A matter never hangs on an alias (merging moves it): nothing to look up in 100,000 customers.
        return Matter.objects.all()
    return Matter.objects.filter(customer__in=door.customers())


def get_for(user: User, pk: int) -> Matter:
    """One matter, or 404 whether it does not exist or is not for this person."""
    matters = visible_to(user).select_related("customer__tandem", "accountable", "step", "contact")
    return get_object_or_404(matters, pk=pk)


class Paged(TypedDict):
    """What the page of a matter reads with it."""

    told_ticks: list[dict[str, str]]
    told_channels: list[dict[str, str]]
    told_reach: dict[str, Any]
    told_claim: dict[str, str] | None
    has_offer: bool


def get_page_for(user: User, pk: int, *, at: datetime) -> WithAnnotations[Matter, Paged]:
    """One matter as its page shows it: its contact's phones and addresses, whether it is offered, who claimed it."""
    channels = Channel.objects.filter(contact=OuterRef("contact_id")).order_by("pk")
    told = ArraySubquery(channels.values(told=JSONObject(kind="kind", value="value", label="label")))
    offered = Exists(Handover.objects.filter(matter=OuterRef("pk"), state=OFFERED))
    claims = running_claims(at=at).filter(matter=OuterRef("pk")).values(told=CLAIM_TOLD)[:1]
    matters = visible_to(user).select_related("customer__tandem", "accountable", "step", "contact")
    shown = matters.annotate(
        told_ticks=checklist.told_of(),
        told_channels=told,
        told_reach=reach.column(customer="customer_id", contact="contact_id"),
        has_offer=offered,
        told_claim=Subquery(claims, output_field=JSONField()),
    )
    return get_object_or_404(shown, pk=pk)


# What pages show of a claim.
CLAIM_TOLD = JSONObject(
    matter="matter_id", person="person_id", first_name="person__first_name",
    until=Func(F("during"), function="upper"),
)  # fmt: skip


def running_claims(*, at: Any) -> QuerySet[Claim]:
    """The claims that hold at a moment: of an open matter, while its person has the turn."""
    return Claim.objects.filter(
        during__contains=at, person=F("matter__accountable"), matter__closed_at=None
    ).select_related("person")


def claim_told(told: dict[str, str] | None) -> dict[str, Any] | None:
    """A claim as a page read it, with its end as a moment."""
    return told | {"until": parse_datetime(told["until"])} if told is not None else None


def claim_on(matter: Matter, *, at: datetime) -> Claim | None:
    """Who has taken a matter for a stated time, if anybody has."""
    return next(iter(_CLAIMS(at=at, matter=matter.pk)), None)


_CLAIMS = Read(lambda given: running_claims(at=given.at).filter(matter=given.matter).order_by("pk")[:1])


def get_handover_for(user: User, pk: int) -> Handover:
    """One handover of a visible matter."""
    handovers = Handover.objects.filter(matter__in=visible_to(user))
    return get_object_or_404(handovers.select_related("matter__customer", "giver", "taker"), pk=pk)


def get_task_for(user: User, pk: int) -> Task:
    """One task at a visible customer."""
    tasks = Task.objects.filter(customer__in=customers.visible_to(user))
    return get_object_or_404(tasks.select_related("customer", "matter", "accountable"), pk=pk)


def get_question_for(user: User, pk: int) -> Question:
    """One question of a visible matter, or one that was put to this person."""
    questions = Question.objects.select_related("matter__customer", "asker", "asked")
    mine = questions.filter(pk=pk, asked=user).first()
    return mine or get_object_or_404(questions.filter(matter__in=visible_to(user)), pk=pk)


def get_notice_for(user: User, pk: int, *, day: date) -> Notice:
    """One notice that was meant for this person, or for whom they stand in."""
    meant = [user.pk, *people.stand_ins(day=day).represented_by(user)]
    return get_object_or_404(Notice.objects.select_related("matter"), pk=pk, person__in=meant)


def get_consultation_for(user: User, pk: int) -> Consultation:
    """One consultation at a customer that the person sees."""
    consultations = Consultation.objects.filter(customer__in=customers.visible_to(user))
    return get_object_or_404(consultations.select_related("customer", "asker", "asked", "answered_by"), pk=pk)


def acts_as(user: User, *, day: date) -> set[int]:
    """Whose turns a person acts on: the own and those of absent people they stand in for (INV1)."""
    return {user.pk, *people.stand_ins(day=day).represented_by(user)}


def may_act(user: User, matter: Matter, *, day: date) -> bool:
    """Whether a person may change this matter: the accountable, the stand-in, the tandem, who resolves."""
    if not user.is_active:
        return False
    if matter.accountable_id == user.pk:
        return True
    if customers.may_write(user, matter.customer, day=day):
        return True
    return matter.accountable_id in acts_as(user, day=day)


def may_answer(user: User, handover: Handover, *, day: date) -> bool:
    """Whether a person may accept or decline an offer: whom it is for, or the stand-in."""
    return user.is_active and handover.taker_id in acts_as(user, day=day)


def may_take_back(user: User, handover: Handover, matter: Matter, *, day: date) -> bool:
    """Whether a person may withdraw an offer: who made it, who has the turn, or who stands in for them."""
    return user.is_active and not {handover.giver_id, matter.accountable_id}.isdisjoint(
        acts_as(user, day=day)
    )


def may_reply(user: User, question: Question, *, day: date) -> bool:
    """Whether a person may answer a question: who was asked, the stand-in, or who may act on the matter."""
    if not user.is_active:
        return False
    return question.asked_id in acts_as(user, day=day) or may_act(user, question.matter, day=day)


def may_decide(user: User, consultation: Consultation, *, day: date) -> bool:
    """Whether a person may answer a consultation: who was asked, the stand-in, or who resolves; never the asker."""
    if not user.is_active or user.pk == consultation.asker_id:
        return False
    return user.has_role(COORDINATOR, SALES_LEAD) or consultation.asked_id in acts_as(user, day=day)


def may_finish(user: User, task: Task, *, day: date) -> bool:
    """Whether a person may tick a task off: whose it is, the stand-in, or who looks after the customer."""
    if not user.is_active:
        return False
    return task.accountable_id in acts_as(user, day=day) or customers.may_write(user, task.customer, day=day)


def require_act(user: User | None, matter: Matter, *, day: date) -> None:
    """Refuse unless the person (or the system) may change this matter; says whose turn it is."""
    if user is None or may_act(user, matter, day=day):
        return
    raise NotAllowed(
        _("It is %(name)s's turn in “%(title)s”. Ask there, or let the turn be handed to you.")
        % {"name": matter.accountable.full_name if matter.accountable else "–", "title": matter.title}
    )


def open_offer(matter: Matter) -> Handover | None:
    """The handover of this matter that waits for an answer."""
    return matter.handovers.filter(state=OFFERED).select_related("giver", "taker").first()


def helper_at(customer_tandem_id: int, user: User, *, day: date) -> User | None:
    """Who helps with side work at this customer: the inside seat's holder, for everybody else."""
    return helper_in(people.team(tandem_id=customer_tandem_id, day=day), user)


def helper_in(team: people.Team, user: User) -> User | None:
    """Who helps this person with side work in a tandem that is known already."""
    inside = team.inside
    return inside if inside is not None and inside.pk != user.pk and inside.is_active else None
