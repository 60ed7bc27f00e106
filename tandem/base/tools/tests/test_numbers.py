import pytest
from django.db import transaction

from tandem.base.tools import numbers


@pytest.mark.django_db
def test_numbers_follow_each_other_without_a_gap() -> None:
    assert [numbers.draw(kind="quote", year=2026) for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_a_number_of_a_failed_transaction_is_given_back() -> None:
    numbers.draw(kind="quote", year=2026)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbers.draw(kind="quote", year=2026)
        _ = 1 / 0
    assert numbers.draw(kind="quote", year=2026) == 2


@pytest.mark.django_db
def test_each_kind_and_year_counts_for_itself() -> None:
    numbers.draw(kind="quote", year=2026, first=1001)
    assert numbers.draw(kind="quote", year=2026, first=1001) == 1002
    assert numbers.draw(kind="order", year=2026) == 1
    assert numbers.draw(kind="quote", year=2027) == 1


def test_a_number_is_written_with_two_digits_of_the_year() -> None:
    assert numbers.label(year=2026, number=84) == "26-0084"
    assert numbers.label(year=2026, number=11184) == "26-11184"
