"""Reads of what came in and waits for a person, and of how leads come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Left, Now, TruncDate
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.duplicates.scoring import WHY
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import AGENT, INSIDE_SEAT, OUTWARD_SEAT, READS_ALL, Seat, User
from tandem.essentials.teamwork.models import NOTHING
from tandem.journey.leads.models import HELD, TAKEN, UNDECIDED, ApiKey, Enquiry, WebForm

MOST_SHOWN = 50
_NOBODY = Cast(Value(None), BigIntegerField())


def visible_to(user: User) -> QuerySet[Enquiry]:
    """What came in, for sales; an agent sees what may come from a customer of theirs."""
    if user.is_active and user.has_role(*READS_ALL):
        return Enquiry.objects.all()
    if user.is_active and user.has_role(AGENT):
        return Enquiry.objects.filter(likely__in=customers.visible_to(user))
    return Enquiry.objects.none()


def get_for(user: User, pk: int) -> Enquiry:
    """One enquiry, or 404 whether it does not exist or is not for this person."""
    found = visible_to(user).select_related("form", "key", "likely", "lead", "decided_by")
    return get_object_or_404(found, pk=pk)


def undecided(user: User, *, tandem_ids: list[int] | None = None) -> list[Enquiry]:
    """What may come from a customer we have and waits for a choice, oldest first."""
    found = visible_to(user).filter(state=UNDECIDED)
    if tandem_ids is not None:
        found = found.filter(likely__tandem__in=tandem_ids)
    rows = found.select_related("form", "key", "likely").order_by("received_at", "pk")
    return list(rows[:MOST_SHOWN])


def held(user: User) -> list[Enquiry]:
    """What was held back, newest first: mostly rubbish, and now and then a customer."""
    found = visible_to(user).filter(state=HELD).select_related("form", "key")
    return list(found.order_by("-received_at", "-pk")[:MOST_SHOWN])


def held_count(user: User) -> int:
    """How much is held back, counted up to a hundred."""
    return len(visible_to(user).filter(state=HELD).values_list("pk", flat=True)[:100])


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A customer from whom an enquiry may come, and what the two share."""

    customer: Customer
    why: list[str]


def choices(enquiry: Enquiry, *, user: User) -> list[Choice]:
    """The customers that fit, as far as the person may read them, those that share most first."""
    shared = {one["customer"]: one["why"] for one in enquiry.matches}
    seen = customers.visible_to(user).select_related("tandem").in_bulk(list(shared))
    return [
        Choice(customer=seen[pk], why=[str(WHY[key]) for key in why if key in WHY])
        for pk, why in shared.items()
        if pk in seen
    ]


def web_form(token: str) -> WebForm | None:
    """The form of a token as it stands in a web page; closed ones too."""
    return (
        WebForm.objects.filter(token=token).first() if 0 < len(token) <= 32 and "\x00" not in token else None
    )


def web_forms() -> list[Any]:
    """All forms that are open, with how many leads came by each and how many are held back."""
    taken, waiting = Q(enquiries__state=TAKEN), Q(enquiries__state__in=[HELD, UNDECIDED])
    counted = WebForm.objects.filter(closed_at=None).annotate(
        leads=Count("enquiries", filter=taken), waiting=Count("enquiries", filter=waiting)
    )
    return list(counted.order_by("name", "pk"))


def get_web_form(pk: int) -> WebForm:
    """One form that is open, or 404."""
    return get_object_or_404(WebForm.objects.filter(closed_at=None), pk=pk)


def api_keys() -> list[ApiKey]:
    """All keys that open something, newest first."""
    return list(ApiKey.objects.filter(revoked_at=None).select_related("made_by").order_by("-made_at", "-pk"))


def get_api_key(pk: int) -> ApiKey:
    """One key that opens something, or 404."""
    return get_object_or_404(ApiKey.objects.filter(revoked_at=None), pk=pk)


def require_sales(user: User) -> None:
    """Refuse whoever does not take leads in."""
    if not user.has_role(*READS_ALL, AGENT):
        raise NotAllowed(_("Leads are taken in by sales."))


def waiting() -> QuerySet[Any, Any]:
    """Undecided enquiries as things that are open and have a date: they lie with the inside of the likeliest customer.

    Whose they are is derived, so that a seat that changes takes them along.
    """
    # The day is the database's: what is open is asked by queries that are kept.
    today = TruncDate(Now())
    held_now = Seat.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=today),
        tandem=OuterRef("likely__tandem"), from_date__lte=today, user__is_active=True,
    )  # fmt: skip

    def holder(seat: str) -> Subquery:
        return Subquery(held_now.filter(seat=seat).order_by("from_date").values("user")[:1])

    found: QuerySet[Any, Any] = Enquiry.objects.filter(state=UNDECIDED).annotate(
        thing_what=Left(Coalesce(KeyTextTransform("company", "values"), Value("")), 200),
        thing_customer_id=F("likely_id"),
        thing_customer=F("likely__name"),
        thing_tandem_id=F("likely__tandem_id"),
        thing_matter_id=_NOBODY,
        thing_holder_id=Coalesce(
            holder(INSIDE_SEAT),
            holder(OUTWARD_SEAT),
            F("likely__tandem__deputy_id"),
            output_field=BigIntegerField(),
        ),
        thing_waiter_id=_NOBODY,
        thing_waiting_for=Value(NOTHING, output_field=CharField()),
        thing_step_key=Value("", output_field=CharField()),
        thing_since=F("received_at"),
        thing_due_at=F("due_at"),
    )
    return found.filter(thing_holder_id__isnull=False)
