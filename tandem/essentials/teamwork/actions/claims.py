"""'Ich übernehme' for a stated time: until it is over nobody else takes the matter over or moves it on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.teamwork import queries
from tandem.essentials.teamwork.models import Claim, Matter

LONGEST = timedelta(days=14)


class Claimed(Refused):
    """Somebody has taken the matter for a stated time."""


class ClaimTooLong(Refused):
    """A time that has passed, or one that would keep others away for too long."""


def require_free(matter: Matter, *, by: User | None, at: datetime) -> None:
    """Refuse while somebody else has claimed the (locked) matter; whoever stands in for them may."""
    claim = queries.claim_on(matter, at=at)
    if claim is None or by is None or claim.person_id in queries.acts_as(by, day=timezone.localdate(at)):
        return
    until = timezone.localtime(claim.during.upper)
    raise Claimed(
        _("%(name)s was faster and has it until %(day)s, %(clock)s. Talk to each other.")
        % {"name": claim.person.full_name, "day": f"{until:%d.%m.}", "clock": f"{until:%H:%M}"}
    )


def require_not_taken(matter: Matter, *, by: User | None, at: datetime) -> None:
    """Refuse to move or close the (locked) matter while somebody else has claimed it.

    The system goes on, and so does whoever resolves: a claim keeps two from doing the same, it locks nobody's work up.
    """
    claim = queries.claim_on(matter, at=at)
    if claim is None or by is None or by.has_role(COORDINATOR, SALES_LEAD):
        return
    if claim.person_id in queries.acts_as(by, day=timezone.localdate(at)):
        return
    until = timezone.localtime(claim.during.upper)
    raise Claimed(
        _(
            "%(name)s has “%(title)s” until %(day)s, %(clock)s. Talk to each other; coordination and sales "
            "management can act all the same."
        )
        % {
            "name": claim.person.full_name,
            "title": matter.title,
            "day": f"{until:%d.%m.}",
            "clock": f"{until:%H:%M}",
        }
    )


def claim(matter: Matter, *, person: User, until: datetime, at: datetime) -> Claim:
    """Keep others from taking the (locked) matter over until then; what was claimed before ends."""
    if not at < until <= at + LONGEST:
        raise ClaimTooLong(_("Until when? At most %(days)d days ahead.") % {"days": LONGEST.days})
    for before in Claim.objects.filter(matter=matter, during__overlap=DateTimeTZRange(at, until)):
        if before.during.lower < at:
            before.during = DateTimeTZRange(before.during.lower, at)
            before.save(update_fields=["during"])
        else:
            before.delete()
    return Claim.objects.create(matter=matter, person=person, during=DateTimeTZRange(at, until), made_at=at)
