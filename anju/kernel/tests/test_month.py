"""Month: order, arithmetic, reading."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.month import Month

months = st.builds(Month, st.integers(1950, 2900), st.integers(1, 12))
steps = st.integers(-400, 400)


@given(months)
def test_a_month_reads_back_as_it_prints(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(months, steps)
def test_going_there_and_back_is_standing_still(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month


@given(months, steps)
def test_later_months_are_greater(month: Month, count: int) -> None:
    assert (month.plus(count) > month) == (count > 0)


@given(months)
def test_the_day_after_the_last_is_the_first_of_the_next(month: Month) -> None:
    assert month.last + timedelta(days=1) == month.plus(1).first
    assert Month.of(month.first) == Month.of(month.last) == month


@given(months, st.integers(0, 60))
def test_a_range_holds_both_ends_and_no_gap(month: Month, count: int) -> None:
    found = month.through(month.plus(count))
    assert len(found) == count + 1
    assert found == sorted(set(found))


def test_a_range_to_an_earlier_month_is_empty() -> None:
    assert Month(2021, 8).through(Month(2021, 7)) == []


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert Month(2020, 2).last == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text", ["2021-13", "2021-00", "2021-8", "202108", "21-08", "", "2021-08-31", "1899-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)
