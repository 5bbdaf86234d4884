"""What the worker does by itself, without anybody's click."""

from datetime import date

import pytest
from django.utils import timezone

from anju.employment import actions
from anju.kernel.month import Month
from anju.tasks.models import Task
from anju.web.jobs import ROUNDS, for_place
from tests import builders

ON, LATE = date(2021, 8, 20), date(2021, 9, 8)


@pytest.mark.usefixtures("county")
def test_the_worker_reminds_the_late_and_starts_the_clock_of_households_without_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.site()
    builders.community()
    builders.person(builders.household())
    actions.open_month(month=Month(2021, 8), by="bureau", on=ON)
    builders.person(builders.household(), name="无业者", willing=True)
    monkeypatch.setattr(timezone, "localdate", lambda *_: LATE)
    for _ in range(2):
        for step in ROUNDS:
            with for_place("", "system:work"):
                step()
    late = Task.objects.get(kind="ledger_late")
    assert (late.raised_on, late.place_id, late.settled_on) == (LATE, builders.SITE, None)
    assert Task.objects.filter(kind="zero_employment").count() == 1
