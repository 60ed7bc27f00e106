"""Reading what customers said after delivery."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import MOBILE, PHONE, Channel, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.care.models import Satisfaction


def visible_to(user: User) -> QuerySet[Satisfaction]:
    """What customers of a person's readable matters said."""
    return Satisfaction.objects.filter(matter__in=teamwork.visible_to(user))


def of_matter(matter: Matter) -> Satisfaction | None:
    """What the customer said after this sale."""
    return Satisfaction.objects.select_related("asked_by", "contact", "order").filter(matter=matter).first()


def latest_for(customer: Customer) -> Satisfaction | None:
    """The newest answer of a customer; ask only for customers the reader may see."""
    return Satisfaction.objects.filter(matter__customer=customer).order_by("-asked_at", "-pk").first()


def phones_of(matter: Matter) -> list[Channel]:
    """Where the customer is called: the matter's contact first, then the company."""
    numbers = Channel.objects.filter(customer_id=matter.customer_id, kind__in=[PHONE, MOBILE])
    chosen = numbers.filter(Q(contact_id=matter.contact_id) | Q(contact=None)).order_by(
        F("contact_id").asc(nulls_last=True), "pk"
    )
    return list(customers.with_reach(chosen)[:4])
