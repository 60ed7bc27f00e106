"""Makers for tests: lists as people send them, read in as people do it."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from tandem.essentials.people.models import User
from tandem.surfaces.exchange import actions, command, jobs
from tandem.surfaces.exchange.models import ImportRun

MESSY = Path(__file__).with_name("tests") / "data"
HEADINGS = ("Kd.-Nr.", "Firma", "PLZ", "Ort", "Land", "Telefon", "Ansprechpartner", "USt-IdNr.", "Bemerkung")


def list_of(*rows: dict[str, str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A CSV file with these rows, by heading."""
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=headings, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def previewed(content: bytes, *, by: User, name: str = "kunden.csv") -> ImportRun:
    """A list that was uploaded and checked."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        run = actions.begin(path=Path(file.name), file_name=name, by=by, at=timezone.now())
    run.refresh_from_db()
    return run


def read_in(content: bytes, *, by: User, name: str = "kunden.csv") -> ImportRun:
    """A list that was uploaded, checked, accepted and read in by the worker."""
    run = actions.ask_to_apply(run=previewed(content, by=by, name=name), by=by, at=timezone.now())
    jobs.apply(run.pk)
    run.refresh_from_db()
    return run


def undone(run: ImportRun, *, by: User) -> ImportRun:
    """A run that was taken back."""
    actions.ask_to_undo(run=run, by=by)
    jobs.undo(run.pk, by.pk)
    run.refresh_from_db()
    return run


def commanded(path: Path, capsys: Any, **wanted: Any) -> tuple[int, dict[str, Any]]:
    """Exit code and the object the command prints."""
    options: dict[str, Any] = {"mapping": None, "dry_run": False, "as_json": True, "by": None}
    capsys.readouterr()
    code = command.import_customers_command(path=path, **(options | wanted))
    said = capsys.readouterr().out
    return code, json.loads(said) if said else {}
