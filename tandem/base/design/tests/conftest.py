"""Tests of the markup do not need the built assets."""

from collections.abc import Iterator
from typing import Any

import pytest

from tandem.base.design import parts


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Parts that are kept once drawn carry the addresses of the other rooms' tests, and these would get ours.
    _forget_drawn()
    yield
    _forget_drawn()


def _forget_drawn() -> None:
    for part in vars(parts).values():
        if hasattr(part, "cache_clear"):
            part.cache_clear()
