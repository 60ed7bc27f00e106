"""A link opens what it is for, until it expires or is revoked, and tells nobody else anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tandem.base.links import actions, queries
from tandem.base.links.models import Link, Miss
from tandem.base.links.tests.conftest import SECRET

pytestmark = pytest.mark.django_db

Make = Callable[..., str]


@pytest.fixture
def make(purpose: str) -> Make:
    def made(*, days: int = 7, language: str = "de") -> str:
        at = timezone.now()
        until = at + timedelta(days=days)
        return actions.make(
            purpose=purpose, subject_id=7, language=language, expires_at=until, by=None, at=at
        )[1]

    return made


def test_a_link_opens_and_its_parts_too(client: Client, make: Make) -> None:
    token = make()
    assert client.get(f"/link/{token}").content.decode() == f"{SECRET} de "
    assert client.get(f"/link/{token}/datei").content.decode().endswith("datei")


def test_the_token_is_not_in_the_database(make: Make) -> None:
    token = make()
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM links_link l")
        assert all(token not in row[0] for row in cursor.fetchall())
    assert len(token) >= 43  # 256 bits


def test_wrong_expired_revoked_and_partless_look_alike(client: Client, make: Make, now: datetime) -> None:
    expired, revoked, good = make(), make(), make()
    Link.objects.filter(token_sha256=queries.digest(expired)).update(
        made_at=now - timedelta(days=9), expires_at=timezone.now() - timedelta(seconds=1)
    )
    Link.objects.filter(token_sha256=queries.digest(revoked)).update(revoked_at=now)
    answers = [client.get(f"/link/{one}") for one in ("x" * 43, expired, revoked, f"{good}/anderes")]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1
    assert SECRET not in answers[0].content.decode()
    assert "einen neuen" in answers[0].content.decode()


def test_whoever_guesses_is_not_looked_up_any_more(client: Client, make: Make) -> None:
    token = make()
    for number in range(queries.MOST_MISSES):
        assert client.get(f"/link/wrong{number}").status_code == 404
    assert client.get(f"/link/{token}").status_code == 429
    assert client.post(f"/link/{token}").status_code == 429
    assert client.get(f"/link/{token}", REMOTE_ADDR="203.0.113.9").status_code == 200
    # The place is kept as a hash, never as it came.
    assert "127.0.0.1" not in {miss.place for miss in Miss.objects.all()}


def test_a_place_is_let_in_again_and_forgotten(client: Client, make: Make) -> None:
    at = timezone.now()
    for _number in range(queries.MOST_MISSES):
        actions.note_miss(place="there", at=at)
    assert queries.is_barred("there", at=at)
    later = at + timedelta(seconds=queries.STRETCH_SECONDS)
    assert not queries.is_barred("there", at=later)
    actions.note_miss(place="else", at=at + timedelta(hours=2))
    assert list(Miss.objects.values_list("place", flat=True)) == ["else"]


def test_every_answer_is_kept_from_caches_search_engines_and_other_sites(client: Client, make: Make) -> None:
    for path in (f"/link/{make()}", "/link/wrong"):
        answer = client.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert not answer.cookies


def test_the_switch_and_the_subject_choose_the_language(client: Client, make: Make) -> None:
    token = make(language="en")
    assert " en " in client.get(f"/link/{token}", headers={"Accept-Language": "de"}).content.decode()
    assert " de " in client.get(f"/link/{token}?sprache=de").content.decode()
    assert " en " in client.get(f"/link/{token}?sprache=xx").content.decode()
    assert "does not open" in client.get("/link/wrong?sprache=en").content.decode()


def test_openings_are_counted_but_not_those_of_colleagues(client: Client, make: Make, anna: Any) -> None:
    token = make()
    client.get(f"/link/{token}")
    client.get(f"/link/{token}/datei")
    client.head(f"/link/{token}")
    client.force_login(anna)
    client.get(f"/link/{token}")
    link = Link.objects.get()
    assert link.opened_count == 1
    assert link.last_opened_at is not None


def test_a_post_after_the_link_was_closed_finds_it_closed(client: Client, make: Make, purpose: str) -> None:
    token = make()
    assert client.post(f"/link/{token}").status_code == 200
    link = Link.objects.get()
    assert actions.revoke(purpose=purpose, subject_id=7, by=None, at=timezone.now()) == 1
    with transaction.atomic(), pytest.raises(actions.Closed):
        actions.hold(link=link, at=timezone.now())
    assert client.post(f"/link/{token}").status_code == 404


def test_a_longer_time_opens_an_expired_link_but_no_revoked_one(make: Make, purpose: str) -> None:
    token, at = make(), timezone.now()
    late = at + timedelta(days=20)
    assert queries.standing(token, at=late) is None
    until = late + timedelta(days=1)
    assert actions.extend(purpose=purpose, subject_id=7, until=until, at=at) == 1
    assert queries.standing(token, at=late) is not None
    actions.revoke(purpose=purpose, subject_id=7, by=None, at=at)
    assert actions.extend(purpose=purpose, subject_id=7, until=late + timedelta(days=9), at=at) == 0
    assert queries.standing(token, at=late) is None


@pytest.mark.parametrize("token", ["%00", "\u202e👩🏽", "x" * 5000, "..%2f..%2fheute", "a/b"])
def test_whatever_stands_in_the_address_is_answered(client: Client, token: str) -> None:
    assert client.get(f"/link/{token}").status_code == 404


def test_no_address_comes_into_the_log(client: Client, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    token = make()
    client.get(f"/link/{token}/anderes")
    client.get("/link/wrong")
    assert token not in caplog.text
    assert "wrong" not in caplog.text
