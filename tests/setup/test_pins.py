"""What is installed is pinned, and no address of a package index stands in the repository."""

import json
import re
import subprocess

from tests.setup.running import ROOT

INDEX = re.compile(
    "|".join(
        ("py" + "pi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "registry" + r"\.yarn")
    )
)


def test_no_index_is_named_anywhere() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    named = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and INDEX.search(path.read_bytes().decode("utf-8", "replace")):
            named.append(name)
    assert named == []


def test_every_python_package_has_a_version_and_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text().replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(packages) > 50
    assert [line for line in packages if not re.match(r"[a-z0-9._\[\],-]+==\S+.*--hash=sha256:", line)] == []


def test_every_node_package_has_a_version_and_a_hash_but_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    named = {name: package for name, package in packages.items() if name}
    assert named
    assert all(package["integrity"] and package["version"] for package in named.values())
    assert not any("resolved" in package for package in named.values())
