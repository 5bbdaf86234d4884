"""Working days: holidays, make-up days, years without a calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.workdays import is_published, is_workday, workday_after, workdays_between

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2021, 10, 1), False),  # national day
        (date(2021, 10, 9), True),  # Saturday made up for it
        (date(2021, 9, 4), False),  # a plain Saturday
        (date(2021, 9, 6), True),
        (date(2029, 10, 1), True),  # not published yet: a Monday counts as a weekday
    ],
)
def test_a_day_is_a_working_day_as_the_state_council_says(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_ten_working_days_skip_the_national_holidays() -> None:
    assert workday_after(date(2021, 9, 28), 10) == date(2021, 10, 18)


def test_a_year_without_notice_is_told_apart() -> None:
    assert is_published(date(2021, 1, 1))
    assert not is_published(date(2040, 1, 1))


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        workday_after(date(2021, 9, 1), -1)


@given(DAYS, st.integers(0, 40))
def test_counting_forward_and_between_agree(day: date, count: int) -> None:
    end = workday_after(day, count)
    assert workdays_between(day, end) == count
    assert count == 0 or is_workday(end)
    assert workdays_between(end, day) == -count
