"""A one-time link is used once, also by several at the same moment (real transactions and threads)."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from tandem.essentials.people import actions
from tandem.essentials.people.models import User


def test_of_several_who_use_a_link_at_once_one_gets_in(fresh_database: str, anna: User) -> None:
    token = actions.invite(user=anna, by=None, at=timezone.now())

    def redeem(number: int) -> bool:
        try:
            actions.redeem(token=token, password=f"Gurtförderer-{number}-Meter", at=timezone.now())
        except actions.LinkUsed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(redeem, range(4))) == 1
