"""The reasons that this room knows itself: class, overdue rhythm, a released lead, a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tandem.base.design import filters
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import FIELD, KEY_ACCOUNT
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.rounds import queries, weights
from tandem.journey.calls.rounds.scoring import Asked, Found, ReasonKind, register
from tandem.journey.leads.models import Lead

DAYS_A_WEEK = 7


def _classes(asked: Asked) -> dict[int, Found]:
    known = Customer.objects.filter(tandem=asked.tandem_id).values_list("pk", "klass")
    return {pk: Found(points=weights.CLASS[klass], values={"klass": klass}) for pk, klass in known}


def _class_words(values: dict[str, Any]) -> str:
    return _("Class %(klass)s") % values if values["klass"] else _("No class yet")


def _overdue(asked: Asked) -> dict[int, Found]:
    """Weeks since the last contact of either side against the plan of the class."""
    plans = Customer.objects.filter(tandem=asked.tandem_id).values_list("pk", "klass")
    found = {}
    for pk, klass in plans:
        last, plan = asked.last_contacts.get(pk), weights.PLAN_WEEKS[klass]
        weeks = (asked.at - last.at).days // DAYS_A_WEEK if last is not None else 0
        if last is None or weeks < plan:
            continue
        missed = min(1.0, (weeks - plan) / plan / weights.OVERDUE_MOST_AFTER_PLANS)
        points = weights.OVERDUE_FIRST + round(missed * (weights.OVERDUE_MOST - weights.OVERDUE_FIRST))
        day = timezone.localdate(last.at).isoformat() if last.was else ""
        values = {"weeks": weeks, "plan": plan, "side": last.side, "last": day}
        found[pk] = Found(points=points, values=values)
    return found


def _overdue_words(values: dict[str, Any]) -> str:
    return ngettext(
        "%(weeks)d week without a contact, %(plan)d planned",
        "%(weeks)d weeks without a contact, %(plan)d planned",
        values["weeks"],
    ) % {"weeks": values["weeks"], "plan": values["plan"]}


def _last_by(values: dict[str, Any]) -> str:
    """By which side it was, and on which day."""
    if not values["last"]:
        return ""
    side = FIELD if values["side"] == KEY_ACCOUNT else values["side"]
    words = {"day": filters.plain_date(date.fromisoformat(values["last"])), "who": contacts.SIDES.get(side)}
    return _("last by %(who)s on %(day)s") % words if words["who"] else _("last on %(day)s") % words


def _released(asked: Asked) -> dict[int, Found]:
    """A matter that waits for its appointment."""
    standing = Matter.objects.filter(
        playbook.at_step(APPOINTMENT), customer__tandem=asked.tandem_id, closed_at=None
    ).order_by("-step_since")
    return {
        matter.customer_id: Found(
            points=weights.NEW_RELEASE,
            values={"title": matter.title, "days": max(0, (asked.at - matter.step_since).days)},
            matter_id=matter.pk,
        )
        for matter in standing
    }


def _released_words(values: dict[str, Any]) -> str:
    if not values["days"]:
        return _("Released today: %(title)s") % values
    return ngettext(
        "Released %(days)d day ago: %(title)s", "Released %(days)d days ago: %(title)s", values["days"]
    ) % {"days": values["days"], "title": values["title"]}


def _campaigns(asked: Asked) -> dict[int, Found]:
    taken = (
        Lead.objects.filter(
            matter__customer__tandem=asked.tandem_id,
            matter__closed_at=None,
            taken_in_at__gt=asked.at - weights.CAMPAIGN_LASTS,
        )
        .exclude(campaign="")
        .order_by("taken_in_at")
        .values_list("matter__customer_id", "campaign")
    )  # fmt: skip
    return {pk: Found(points=weights.CAMPAIGN, values={"campaign": campaign}) for pk, campaign in taken}


def _campaign_words(values: dict[str, Any]) -> str:
    return _("Campaign %(campaign)s") % values


def _visits(number: int | None) -> str:
    return str(number) if number else pgettext("visits", "none")


def know() -> None:
    """Called when the room is loaded."""
    queries.register_outcome(
        queries.Outcome(
            key="calls.visits",
            label=gettext_lazy("Visits from it"),
            column=queries.visits_booked,
            words=_visits,
        )
    )
    register(
        ReasonKind(
            key="calls.class", icon="star", most=max(weights.CLASS.values()), words=_class_words, source=_classes,
            only_weighs=True,
        ),
        ReasonKind(
            key="calls.overdue", icon="calendar-x", most=weights.OVERDUE_MOST, words=_overdue_words, source=_overdue,
            aside=_last_by, presses=True,
        ),
        ReasonKind(
            key="calls.released", icon="user-plus", most=weights.NEW_RELEASE, words=_released_words, source=_released
        ),
        ReasonKind(
            key="calls.campaign", icon="megaphone", most=weights.CAMPAIGN, words=_campaign_words, source=_campaigns
        ),
    )  # fmt: skip
