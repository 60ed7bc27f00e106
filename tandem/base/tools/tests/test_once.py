"""An act sent twice: the second waits for the first and gets its answer, or does it where the first did not."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction

from tandem.base.tools import once
from tandem.base.tools.models import Act

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _begin(key: uuid.UUID) -> Act | None:
    return once.begin(key=key, user_id=1, path="/kunden/1/notiz", at=AT)


def _beside(key: uuid.UUID, found: list[Act | None]) -> threading.Thread:
    def run() -> None:
        try:
            with transaction.atomic():
                found.append(_begin(key))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("is_kept", [True, False])
def test_who_comes_second_gets_the_answer_of_the_first_or_its_place(
    fresh_database: str, is_kept: bool
) -> None:
    key, found = uuid.uuid4(), list[Act | None]()
    with transaction.atomic():
        assert _begin(key) is None
        second = _beside(key, found)
        once.answered(key=key, location="/kunden/1")
        transaction.set_rollback(not is_kept)
    second.join()
    [before] = found
    assert (before.location if before else None) == ("/kunden/1" if is_kept else None)


def test_an_act_is_known_by_its_key_alone(db: None) -> None:
    key = uuid.uuid4()
    assert _begin(key) is None
    assert _begin(uuid.uuid4()) is None
    before = _begin(key)
    assert before is not None
    assert (before.user_id, before.path, before.at, before.location) == (1, "/kunden/1/notiz", AT, "")
