"""The Doppelspur: one line on two lanes."""

from __future__ import annotations

from datetime import timedelta

from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.essentials.teamwork.entries import HandedOver, Noted
from tandem.surfaces.desk import timeline
from tests.cast import NOW


def _told(event: EntryType, *, side: str, lane: str, ago: int) -> Told:
    return Told(entry=Entry(pk=100 - ago, at=NOW - timedelta(hours=ago), side=side, lane=lane), event=event)


def _call(*, side: str, lane: str, ago: int, channel: str = "call") -> Told:
    return _told(Noted(channel=channel, text="Liefertermin"), side=side, lane=lane, ago=ago)


def _handover(*, lane: str, ago: int) -> Told:
    return _told(
        HandedOver(giver="Anna", taker="Tobias", briefing="Bitte"), side="inside", lane=lane, ago=ago
    )


def test_a_handover_is_the_crossing_itself() -> None:
    drawn = timeline.lines(
        [
            _call(side="field", lane="field", ago=1),
            _handover(lane="field", ago=2),
            _call(side="inside", lane="inside", ago=3),
        ]
    )
    assert [(line.kind, line.run) for line in drawn] == [("event", "ad"), ("handover", "ad"), ("event", "id")]
    assert (drawn[1].came_from, drawn[1].goes_to) == ("inside", "field")


def test_an_event_that_passes_the_turn_stands_in_the_old_lane_below_its_crossing() -> None:
    drawn = timeline.lines(
        [_call(side="field", lane="inside", ago=1), _call(side="field", lane="field", ago=2)]
    )
    assert [line.kind for line in drawn] == ["crossing", "event", "event"]
    assert (drawn[0].came_from, drawn[0].goes_to) == ("field", "inside")
    assert drawn[1].run == "ad"


def test_the_event_below_the_page_says_in_which_lane_the_line_comes_in() -> None:
    page = [_call(side="inside", lane="inside", ago=1)]
    assert [line.kind for line in timeline.lines(page)] == ["event"]
    below = _call(side="field", lane="field", ago=2)
    assert [line.kind for line in timeline.lines(page, older=below)] == ["crossing", "event"]


def test_the_customer_and_the_system_stand_in_the_middle_and_leave_the_line_where_it_is() -> None:
    drawn = timeline.lines(
        [
            _call(side="inside", lane="inside", ago=1, channel="customer"),
            _call(side="", lane="", ago=2),
            _call(side="inside", lane="inside", ago=3),
        ]
    )
    assert [line.node for line in drawn] == ["customer", "", "inside"]
    assert {line.run for line in drawn} == {"id"}


def test_key_account_has_the_right_lane() -> None:
    drawn = timeline.lines(
        [_call(side="key_account", lane="key_account", ago=1), _call(side="inside", lane="inside", ago=2)]
    )
    assert (drawn[0].kind, drawn[0].goes_to, drawn[0].run) == ("crossing", "key_account", "kam")
