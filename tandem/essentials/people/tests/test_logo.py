"""The company's logo: uploaded by the administration, seen as it is printed, removed and brought back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.base.files.models import File
from tandem.base.files.testing import png
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people import actions, queries
from tandem.essentials.people.models import Company, User

pytestmark = pytest.mark.django_db

PAGE = "/verwaltung/firma"
RED, BLUE = (png((600, 200), colour=colour, transparent=True) for colour in ("red", "blue"))


@pytest.fixture
def admin(client: Client, nina: User) -> Client:
    client.force_login(nina)
    return client


def _upload(client: Client, content: bytes, name: str = "logo.png") -> Any:
    return client.post(f"{PAGE}/logo/hochladen", {"logo": SimpleUploadedFile(name, content)})


def _logo() -> str:
    return queries.letterhead().get("logo", "")


def test_it_is_uploaded_and_seen(admin: Client) -> None:
    assert admin.get(f"{PAGE}/logo").status_code == 404
    assert _upload(admin, RED).status_code == 302
    shown = admin.get(f"{PAGE}/logo")
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert "logo.png" in admin.get(PAGE).content.decode()
    assert _logo().startswith("<svg")


def test_what_was_replaced_or_removed_comes_back(admin: Client) -> None:
    _upload(admin, RED)
    red = _logo()
    _upload(admin, BLUE)
    assert _logo() != red
    before = Company.objects.get().logo_before_id
    assert f"{PAGE}/logo/{before}/zurueckholen" in admin.get(PAGE).content.decode()
    admin.post(f"{PAGE}/logo/{before}/zurueckholen")
    assert _logo() == red
    admin.post(f"{PAGE}/logo/entfernen")
    assert _logo() == ""
    admin.post(f"{PAGE}/logo/{Company.objects.get().logo_before_id}/zurueckholen")
    assert _logo() == red


def test_an_undo_that_came_too_late_changes_nothing(admin: Client) -> None:
    _upload(admin, RED)
    _upload(admin, BLUE)
    stale = Company.objects.get().logo_before_id
    _upload(admin, RED)
    now = _logo()
    admin.post(f"{PAGE}/logo/{stale}/zurueckholen")
    assert _logo() == now
    admin.post(f"{PAGE}/logo/entfernen")
    admin.post(f"{PAGE}/logo/entfernen")
    assert Company.objects.get().logo_before is not None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("logo.png", b"MZ no picture", "A logo is a PNG, JPEG or SVG file."),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "&lt;script&gt;"),
        ("logo.png", RED + b"\0" * 1024 * 1024, "A logo has at most 1 MB."),
        ("logo.png", b"", "A logo is a PNG, JPEG or SVG file."),
    ],
)
def test_what_cannot_be_printed_is_said_at_the_field_and_the_old_one_stays(
    admin: Client, nina: User, name: str, content: bytes, says: str
) -> None:
    _upload(admin, RED)
    red = _logo()
    nina.language = "en"
    nina.save()
    answer = _upload(admin, content, name)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert _logo() == red


def test_the_administration_alone_keeps_it(
    client: Client, anna: User, company: Company, now: datetime
) -> None:
    client.force_login(anna)
    assert _upload(client, RED).status_code == 403
    assert client.get(f"{PAGE}/logo").status_code == 403
    with pytest.raises(NotAllowed):
        actions.remove_logo(by=anna, at=now)
    with pytest.raises(NotAllowed):
        actions.bring_logo_back(file=File(pk=1), by=anna, at=now)
    assert _logo() == ""
