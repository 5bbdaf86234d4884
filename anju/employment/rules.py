"""Judgements of the monthly round. Pure: dates, months and policy values are arguments."""

from dataclasses import dataclass
from datetime import date

from anju.kernel.month import Month


@dataclass(frozen=True)
class Grade:
    """How stable somebody's work is, and why."""

    grade: int
    trace: str


def stability(months_worked: int, *, stable: int, more_stable: int) -> Grade:
    """0 unstable, 1 stable, 2 more stable, by months worked in the calendar year (domain.md §2.4)."""
    if months_worked >= more_stable:
        return Grade(2, f"{months_worked} ≥ {more_stable}")
    if months_worked >= stable:
        return Grade(1, f"{months_worked} ≥ {stable}")
    return Grade(0, f"{months_worked} < {stable}")


def due_on(month: Month, day: int) -> date:
    """The last day for handing in a month: a day of the month that follows."""
    following = month.plus(1)
    return min(following.first.replace(day=min(day, 28)), following.last)


def is_season(month: Month, first: int, last: int) -> bool:
    """Whether seasonal workers come or go in a month; the season may span the new year."""
    number = month.first.month
    return first <= number <= last if first <= last else number >= first or number <= last


def reference_day(month: Month, on: date) -> date:
    """The day on whose state a month is opened: the day of opening, inside the month."""
    return min(max(on, month.first), month.last)
