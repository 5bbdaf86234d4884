"""Working days of the State Council's calendar: holidays off, make-up Saturdays on.

The calendar package knows the years whose notice has been published; in later years Monday to Friday stand in,
and `is_published` says so. Source: 国务院办公厅关于部分节假日安排的通知, one a year.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_WEEKDAYS = 5


def is_published(day: date) -> bool:
    """Whether the holidays of the day's year are known to the calendar."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    """Whether offices work on a day; weekdays where the year's holidays are not known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _WEEKDAYS


def workday_after(day: date, count: int) -> date:
    """The `count`-th working day after a day (the day itself does not count). Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError(f"working days are counted forward, not {count}")
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


@lru_cache(maxsize=4_096)
def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before."""
    if last < first:
        return -workdays_between(last, first)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(map(is_workday, days))
