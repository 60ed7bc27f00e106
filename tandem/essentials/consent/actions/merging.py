"""What a merge keeps: statements go along, and where both files said something, the stricter basis holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.essentials.consent import bases, queries
from tandem.essentials.consent.bases import Around
from tandem.essentials.consent.models import CHANNELS, MERGED, Statement
from tandem.essentials.customers import merging
from tandem.essentials.customers.models import Customer, Merge


def settle(kept: Customer, recorder: merging.Recorder, at: datetime) -> list[list[str]]:
    """After a merge carry over what is stricter, after its undo take that back again. Tells nothing of its own."""
    came = recorder.came(Statement)
    if came:
        _keep_the_stricter(kept, came, at=at)
    # While a merge is undone its other file stands by itself again, and it is not yet noted as undone.
    undone = Merge.objects.filter(survivor=kept, undone_at=None, gone__merged_into=None).first()
    if undone is not None:
        carried = Statement.objects.filter(Q(customer=kept) | Q(contact__customer=kept), source=MERGED)
        carried.filter(stated_at=undone.at, taken_back_at=None).update(taken_back_at=at)
    return []


def _keep_the_stricter(kept: Customer, came: set[int], *, at: datetime) -> None:
    """Without this a consent in one file would lift the objection in the other."""
    around = queries.around(kept.pk, at=at)
    for contact in {one.contact for one in around.said if one.pk in came}:
        for channel in CHANNELS:
            wanted = _strictest(around, came, contact=contact, channel=channel)
            holds = bases.of_person(around, contact=contact, channel=channel)
            if wanted is None or bases.stricter(wanted.kind, holds.kind) == holds.kind:
                continue
            Statement.objects.create(
                contact_id=contact,
                customer=kept if contact is None else None,
                channel=channel,
                kind=wanted.kind,
                words=wanted.detail or _("Carried over when two files became one."),
                since=wanted.since,
                happened_at=at,
                source=MERGED,
                stated_at=at,
            )


def _strictest(around: Around, came: set[int], *, contact: int | None, channel: str) -> bases.Basis | None:
    """The stricter of what the two files said of somebody; None where only one of them said anything."""
    found = []
    for is_theirs in (False, True):
        said = tuple(
            one
            for one in around.said
            if (one.pk in came) is is_theirs and one.contact == contact and one.is_about(channel)
        )
        if not said:
            return None
        found.append(bases.of_person(replace(around, said=said), contact=contact, channel=channel))
    return min(found, key=lambda one: bases.STRICTEST_FIRST.index(one.kind))


def register() -> None:
    """Called when the room is loaded."""
    merging.settle(settle)
    merging.say(Statement, "customer_id", merging.Word(label=gettext_lazy("Legal bases")))
