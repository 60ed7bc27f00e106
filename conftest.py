"""What every test may ask for. The people of the stories are in tests/cast.py."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tests import database

# No timing decides about a test. What lands is judged by the same examples each time; at a desk new ones are tried.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

pytest_plugins = ["tests.cast", "tests.browsing"]


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The test server runs."""
    with database.use_server():
        yield


@pytest.fixture(scope="session")
def django_db_setup(database_server: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A migrated database for this worker, so that tests marked django_db roll back into it."""
    with django_db_blocker.unblock(), database.clone() as name, database.default_connection_to(name):
        yield


@pytest.fixture
def fresh_database(database_server: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A migrated database for this test alone, with real transactions and threads."""
    with django_db_blocker.unblock(), database.clone() as name, database.default_connection_to(name):
        yield name


@pytest.fixture
def db(request: pytest.FixtureRequest) -> None:
    """A database whose changes are rolled back; beside `fresh_database` it is that one, for the cast."""
    wanted = "fresh_database" if "fresh_database" in request.fixturenames else "_django_db_helper"
    request.getfixturevalue(wanted)
