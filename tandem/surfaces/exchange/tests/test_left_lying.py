"""A list that nobody reads in does not lie there for good: it holds names and numbers of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.essentials.people.models import Tandem, User
from tandem.surfaces.exchange import actions, jobs, testing
from tandem.surfaces.exchange.models import DAYS_KEPT, DONE, ImportedRow, ImportPart, ImportProblem, ImportRun

pytestmark = pytest.mark.django_db

ROW = {"Kd.-Nr.": "7", "Firma": "Hölzl", "Telefon": "keine Nummer"}


def test_after_its_days_the_file_goes_with_everything_known_of_its_rows(ulm: Tandem, anna: User) -> None:
    run = testing.previewed(testing.list_of(ROW), by=anna)
    assert ImportPart.objects.exists()
    assert ImportProblem.objects.exists()
    night = run.at + timedelta(days=DAYS_KEPT)
    assert actions.forget_left(at=night) == 0
    jobs.forget_left(timestamp=int((night + timedelta(days=1)).timestamp()))
    assert not ImportRun.objects.exists()
    assert not ImportPart.objects.exists()
    assert not ImportProblem.objects.exists()


def test_what_was_read_in_stays_and_can_still_be_undone(ulm: Tandem, anna: User) -> None:
    run = testing.read_in(testing.list_of(ROW), by=anna)
    assert run.state == DONE
    assert actions.forget_left(at=timezone.now() + timedelta(days=400)) == 0
    assert ImportedRow.objects.count() == 1


def test_the_page_says_how_long_it_waits(client: Client, ulm: Tandem, anna: User) -> None:
    run = testing.previewed(testing.list_of(ROW), by=anna)
    client.force_login(anna)
    for address in ("/import", f"/import/{run.pk}"):
        assert "nach 14 Tagen verworfen" in client.get(address).content.decode()
