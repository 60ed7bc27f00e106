"""The wheel alone is enough: installed into an empty environment it serves, with its built pages."""

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.setup.running import ROOT, serving

pytestmark = pytest.mark.slow

UV = ROOT / ".tools" / "uv" / "bin" / "uv"


def run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not UV.exists():
        pytest.skip("make setup has not been run")
    place = tmp_path_factory.mktemp("dist")
    run(
        UV,
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        place,
    )
    (built,) = place.glob("*.whl")
    return built


def test_it_carries_pages_texts_and_migrations_but_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        r"tandem/static_build/staticfiles\.json",
        r"tandem/static_build/app\.[0-9a-f]+\.css",
        r"tandem/base/design/templates/design/page\.html",
        r"tandem/base/design/locale/de/LC_MESSAGES/django\.mo",
        r"tandem/essentials/people/migrations/0001_\w+\.py",
    ):
        assert any(re.fullmatch(wanted, name) for name in names), wanted
    assert not [name for name in names if "/tests/" in name or "node_modules" in name]


def test_installed_into_an_empty_environment_it_serves(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    run(UV, "venv", "--quiet", "--python", sys.executable, empty)
    python = empty / "bin" / "python"
    run(
        UV, "pip", "install", "--quiet", "--python", python, "--constraint", ROOT / "requirements.lock", wheel
    )
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PATH", os.defpath)
    with serving(tmp_path / "data", program=[str(empty / "bin" / "tandem")], cwd=tmp_path) as running:
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/") as page:
            html = page.read().decode()
        sheet = re.search(r'href="(/static/app\.[0-9a-f]+\.css)"', html)
        assert sheet is not None
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}{sheet[1]}") as css:
            assert css.status == 200
        assert running.interrupt() == 0
