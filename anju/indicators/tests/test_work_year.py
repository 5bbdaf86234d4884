"""Work in the year: months worked, jobs changed, work found and lost, against a slow and obvious count."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.employment.facts import WORK_YEAR
from anju.indicators import queries
from anju.indicators.engine import source_values
from tests import builders


@pytest.fixture(autouse=True)
def _site(county: None) -> None:
    builders.site()


@dataclass(frozen=True)
class Spell:
    """A job `[start, stop)`."""

    start: date
    stop: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.stop is None or self.stop > day)


def facts(day: date) -> dict[str, Any]:
    """The only row of the dataset."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({WORK_YEAR.sql}) f", source_values(WORK_YEAR, day))
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else {}


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def expected(spells: list[Spell], day: date) -> dict[str, Any]:
    """Month after month, spell after spell."""
    days = [month_end(day.year, month) for month in range(1, day.month)] + [day]
    worked = sum(any(spell.covers(one) for spell in spells) for one in days)
    before = date(day.year, day.month, 1) - timedelta(days=1)
    now = any(spell.covers(day) for spell in spells)
    then = any(spell.covers(before) for spell in spells)
    return {
        "months_worked": worked,
        "employed": now,
        "newly_employed": now and not then,
        "lost_employment": then and not now,
        "stable": worked >= 3,
        "more_stable": worked >= 6,
        "begun_this_year": sum(spell.start >= date(day.year, 1, 1) for spell in spells),
    }


days = st.dates(date(2020, 6, 1), date(2021, 12, 31))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2021, 1, 1), date(2021, 12, 31)),
    drawn=st.lists(st.tuples(days, st.none() | days), max_size=4, unique_by=lambda drawn: drawn[0]),
)
def test_the_months_of_the_year_are_those_a_slow_count_finds(
    day: date, drawn: list[tuple[date, date | None]]
) -> None:
    spells = [Spell(start, stop) for start, stop in drawn if stop is None or stop > start]
    with connection.cursor() as cursor:
        cursor.execute("delete from employment_job")
        cursor.execute("delete from registry_membership")
    worker = builders.person(builders.household(start=date(2019, 1, 1)), start=date(2019, 1, 1))
    for spell in spells:
        builders.job(worker, start=spell.start, stop=spell.stop)
    begun = [spell for spell in spells if spell.start <= day]
    found = facts(day)
    if not any(spell.stop is None or spell.stop > day - timedelta(days=365) for spell in begun):
        assert found.get("months_worked", 0) == 0
        return
    assert {word: found[word] for word in expected(begun, day)} == expected(begun, day)


def test_a_job_left_and_another_begun_in_the_year_is_a_change() -> None:
    worker = builders.person(builders.household())
    builders.job(worker, start=date(2020, 3, 1), stop=date(2021, 4, 1))
    assert facts(date(2021, 8, 31))["changed_jobs"] is False
    builders.job(worker, start=date(2021, 5, 10))
    assert facts(date(2021, 8, 31))["changed_jobs"] is True
    assert facts(date(2021, 8, 31))["months_worked"] == 7
    assert queries.figures(date(2021, 8, 31), codes=["job_changers"])[0].value == 1


def test_work_that_lasts_a_year_is_told_apart() -> None:
    worker = builders.person(builders.household())
    builders.job(worker, start=date(2020, 8, 31))
    assert facts(date(2021, 8, 30))["employed_through"] is False
    assert facts(date(2021, 8, 31))["employed_through"] is True
