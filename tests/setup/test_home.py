"""The data folder and its secrets."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tandem import home


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("TANDEM_SECRET_KEY", raising=False)
    return tmp_path / "data"


def test_the_secret_key_is_made_once_for_its_owner_only(place: Path) -> None:
    key = home.secret_key()
    assert len(key) >= 50
    assert home.secret_key() == key
    assert (place / "secret_key").stat().st_mode & 0o777 == 0o600
    assert place.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_agree_on_the_key(place: Path) -> None:
    code = "from tandem import home; print(home.secret_key())"

    def make(_: int) -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(make, range(8)))) == 1
    assert [path.name for path in place.iterdir()] == ["secret_key"]


def test_an_empty_key_is_refused(place: Path) -> None:
    place.mkdir()
    (place / "secret_key").touch()
    with pytest.raises(home.HomeError, match="is empty"):
        home.secret_key()


def test_another_database_is_named_by_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:p%40ss@db.firma.de:6432/sales?sslmode=require")
    settings = home.database_settings()
    assert settings["HOST"] == "db.firma.de"
    assert settings["PORT"] == "6432"
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == ("anna", "p@ss", "sales")
    assert settings["OPTIONS"] == {"sslmode": "require"}
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_plans_are_kept_only_where_no_pooler_can_stand_between(monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.database_settings()["OPTIONS"]["prepare_threshold"] > 0
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@pooler/c")
    assert "prepare_threshold" not in home.database_settings()["OPTIONS"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@direct/c?prepare_threshold=2")
    assert home.database_settings()["OPTIONS"] == {
        "prepare_threshold": 2,
        "options": "-c plan_cache_mode=force_generic_plan",
    }
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@direct/c?prepare_threshold=2&options=-c+geqo%3Doff")
    assert home.database_settings()["OPTIONS"]["options"] == "-c geqo=off"


@pytest.mark.parametrize(
    "url",
    ["mysql://a@b/c", "sqlite:///x", "postgresql://a@b:99999/c", "postgresql://a@b/c?prepare_threshold=x"],
)
def test_another_kind_of_database_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(home.HomeError, match="DATABASE_URL"):
        home.database_settings()


def test_reading_the_settings_starts_no_database(place: Path) -> None:
    code = "from django.conf import settings; settings.DATABASES"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not (place / "database").exists()
