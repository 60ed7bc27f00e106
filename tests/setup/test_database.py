"""Tests get a migrated database of their own."""

import threading

import pytest
from django.db import connection, connections, transaction


@pytest.mark.django_db
def test_a_test_finds_all_migrations_applied() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        row = cursor.fetchone()
    assert row is not None
    assert row[0] > 5


@pytest.mark.django_db
def test_the_application_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,)


def test_a_fresh_database_is_seen_by_other_threads(fresh_database: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE seen (number int)")
    found: list[str] = []

    def look() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_database() FROM seen RIGHT JOIN (SELECT 1) AS one ON true")
            found.append(cursor.fetchone()[0])
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [fresh_database]
