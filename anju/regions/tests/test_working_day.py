"""The day on which a county works."""

from datetime import date

import pytest
from django.utils import timezone

from anju.regions.actions import mark_as_demo
from anju.regions.queries import working_day
from tests import builders

pytestmark = pytest.mark.usefixtures("county")


def test_a_county_works_today() -> None:
    assert working_day() == timezone.localdate()


def test_a_demo_county_works_on_the_last_day_of_its_history() -> None:
    builders.site()
    mark_as_demo(code=builders.COUNTY, short_name="演示县", until=date(2022, 2, 21))
    assert working_day() == date(2022, 2, 21)
