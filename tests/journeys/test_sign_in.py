"""Signing in, and a session that ends while somebody types."""

from __future__ import annotations

import pytest

from tandem.essentials.people.models import Tandem, User
from tests.journeys.conftest import SignIn

pytestmark = pytest.mark.browser


def test_anna_signs_in_and_sees_her_day(sign_in: SignIn, ulm: Tandem, anna: User) -> None:
    page = sign_in(anna)
    assert page.get_by_role("heading", level=1).inner_text() == "Heute"
    assert "Ulm-Bodensee" in page.locator("body").inner_text()
