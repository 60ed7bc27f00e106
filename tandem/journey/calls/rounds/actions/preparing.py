"""Each side alone, before the round: what it wishes for, what the other should know, when a call is best."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.journey.calls.models import DONE, PARTS, WISHES, Candidate, View
from tandem.journey.calls.rounds.actions.deciding import NotNow, over
from tandem.journey.calls.rounds.actions.locking import locked, require_voice

LONGEST_BACKGROUND = 1_000
# Typed without a longer break: one sitting, undone in one step.
_SITTING = timedelta(minutes=2)
_FIELDS = ("wish", "background", "not_before", "part_of_day")


class NothingToUndo(Refused):
    """Nothing has been written here."""


@transaction.atomic
def prepare(
    *,
    candidate: Candidate,
    by: User,
    at: datetime,
    wish: str = "",
    background: str = "",
    not_before: date | None = None,
    part_of_day: str = "",
) -> View:
    """Keep what one side thinks of a candidate: their own until the round begins, and no event of the customer's."""
    voice = _voice(candidate, by=by, at=at)
    values: dict[str, Any] = {
        "wish": wish if wish in WISHES else "",
        "background": texts.clean(background, limit=LONGEST_BACKGROUND, lines=True),
        "not_before": not_before,
        "part_of_day": part_of_day if part_of_day in PARTS else "",
    }
    found = View.objects.filter(candidate=candidate, person=voice).first()
    view = found or View(candidate=candidate, person=voice, written_by=by, written_at=at)
    if found is None or at - view.written_at > _SITTING:
        view.before = _read(view)
    return _write(view, values, by=by, at=at)


@transaction.atomic
def undo_prepare(*, candidate: Candidate, by: User, at: datetime) -> View:
    """What was written before this sitting; undoing twice brings it back."""
    voice = _voice(candidate, by=by, at=at)
    view = View.objects.filter(candidate=candidate, person=voice).first()
    if view is None:
        raise NothingToUndo(_("Nothing has been written here yet."))
    before, view.before = view.before, _read(view)
    day = before.get("not_before")
    values = {name: before.get(name, "") for name in _FIELDS}
    values["not_before"] = date.fromisoformat(day) if day else None
    return _write(view, values, by=by, at=at)


def _voice(candidate: Candidate, *, by: User, at: datetime) -> User:
    found = locked(candidate.round)
    _team, voice = require_voice(found, by=by, at=at)
    if found.state == DONE:
        raise NotNow(over(found))
    return voice


def _read(view: View) -> dict[str, Any]:
    day = view.not_before.isoformat() if view.not_before is not None else None
    return {
        "wish": view.wish,
        "background": view.background,
        "not_before": day,
        "part_of_day": view.part_of_day,
    }


def _write(view: View, values: dict[str, Any], *, by: User, at: datetime) -> View:
    for name, value in values.items():
        setattr(view, name, value)
    view.written_by, view.written_at = by, at
    view.save()
    said = list(View.objects.filter(candidate=view.candidate_id))
    wishes = {one.wish for one in said if one.wish}
    Candidate.objects.filter(pk=view.candidate_id).update(
        prepared=any(any(_read(one).values()) for one in said), differs=len(wishes) > 1
    )
    return view
