"""A person's other calendars."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from tandem.essentials.calendar.models import CalendarLink
from tandem.essentials.people.models import User


def links_of(person: User) -> list[CalendarLink]:
    """The calendars that are read for a person; nobody else sees their addresses."""
    return list(CalendarLink.objects.filter(person=person).order_by("pk"))


def link_for(user: User, pk: int) -> CalendarLink:
    """One's own link, or 404."""
    return get_object_or_404(CalendarLink, pk=pk, person=user)


def link_to_read(pk: int) -> CalendarLink | None:
    """The link a job reads, with its owner; None when it has been removed."""
    return CalendarLink.objects.select_related("person").filter(pk=pk, person__is_active=True).first()
