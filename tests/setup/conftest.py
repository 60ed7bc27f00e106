"""Data folders: an empty one, and one with an up-to-date database, which takes half a minute to make and is copied."""

import subprocess
from pathlib import Path

import pytest

from tests.setup.running import tandem


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("migrated") / "home"
    done = tandem("migrate", home=place)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def migrated(_migrated: Path, tmp_path: Path) -> Path:
    """A data folder of one's own that was used before."""
    place = tmp_path / "home"
    # As `cp` does it, the database stays with its own user.
    subprocess.run(["cp", "-a", str(_migrated), str(place)], check=True)
    return place
