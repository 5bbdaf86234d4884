"""The clock of a household in which nobody works: started, stopped with its reason, run out, never started anew."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.employment import actions
from anju.employment.actions import LineChange
from anju.employment.models import Line
from anju.employment.queries import rounds
from anju.kernel.month import Month
from anju.registry.models import Household, Membership
from anju.tasks.models import Task
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
AUGUST, ON, DUE = Month(2021, 8), date(2021, 8, 20), date(2021, 9, 3)


@pytest.fixture
def home() -> Household:
    """A household of two who could work, one of whom wants to; nobody does."""
    builders.site()
    builders.community()
    made = builders.household()
    builders.person(made, name="吴大勇", willing=True)
    builders.person(made, relation="spouse", name="郑小兰")
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    return made


def change(name: str, what: str, on: date = ON, **words: Any) -> Line:
    held = Line.objects.filter(person__name=name).latest("month")
    told = LineChange(what=what, source="phone", **words)
    return actions.change_line(line=held.pk, version=held.version, change=told, by="clerk", on=on)


def clock() -> Task:
    return Task.objects.filter(kind="zero_employment").latest("pk")


def running() -> list[date | None]:
    """The due days of the running clocks."""
    open_ones = Task.objects.filter(kind="zero_employment", settled_on__isnull=True)
    return list(open_ones.values_list("due_on", flat=True))


def test_opening_the_month_starts_the_clock_of_ten_working_days(home: Household) -> None:
    assert running() == [DUE]
    assert (clock().place_id, clock().url) == (builders.SITE, f"/households/{home.pk}/")
    assert "1 名" in clock().title


def test_the_clock_stops_when_somebody_gets_work_and_says_so(home: Household) -> None:
    change("吴大勇", "began", day=date(2021, 8, 18), channel="flexible", work_place="county")
    assert running() == []
    assert (clock().outcome, clock().settled_on, clock().settled_by) == ("已有人就业", ON, "clerk")


def test_work_of_a_member_who_had_not_asked_for_any_stops_it_too(home: Household) -> None:
    change("郑小兰", "began", day=date(2021, 8, 18), channel="flexible", work_place="county")
    assert running() == []
    assert clock().outcome == "已有人就业"


@pytest.mark.parametrize("words", [{"wish": "none_wished"}, {"reason": "unwilling"}])
def test_the_clock_stops_when_the_household_says_that_it_wants_no_work_and_does_not_claim_work(
    home: Household, words: dict[str, Any]
) -> None:
    change("吴大勇", "other", **words)
    assert running() == []
    assert clock().outcome == "有劳动能力的人均登记为暂无就业意愿"
    assert rounds.zero_employed(ON) == []


def test_what_the_household_said_holds_in_the_next_month_until_it_says_otherwise(home: Household) -> None:
    change("吴大勇", "other", reason="unwilling")
    september = date(2021, 9, 3)
    actions.open_month(month=Month(2021, 9), by="bureau", on=september)
    assert running() == []
    change("吴大勇", "other", september, reason="between", wish="local")
    assert running() == [date(2021, 9, 17)]


def test_a_wish_for_work_starts_the_clock_though_the_roster_knew_of_none(home: Household) -> None:
    change("吴大勇", "other", wish="none_wished")
    change("郑小兰", "other", wish="local")
    assert running() == [DUE]


def test_who_neither_asks_for_work_nor_refuses_it_is_taken_as_the_roster_says(home: Household) -> None:
    change("吴大勇", "other", reason="ill", training_wish="1")
    assert running() == [DUE]


def test_a_change_that_is_taken_back_on_its_day_starts_no_new_clock(home: Household) -> None:
    Task.objects.filter(kind="zero_employment").update(due_on=date(2021, 8, 23))
    held = change("吴大勇", "began", day=date(2021, 8, 18), channel="flexible", work_place="county")
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=ON)
    assert running() == [date(2021, 8, 23)]


def test_who_loses_work_again_on_a_later_day_gets_a_new_clock(home: Household) -> None:
    change("吴大勇", "began", day=date(2021, 8, 18), channel="flexible", work_place="county")
    change("吴大勇", "stopped", date(2021, 8, 30), day=date(2021, 8, 27), reason="between")
    assert running() == [date(2021, 9, 13)]


def test_nobody_who_could_work_is_left(home: Household) -> None:
    Membership.objects.filter(household=home).update(labour="none")
    actions.watch_zero_employment(place="", by="system:work", on=ON)
    assert clock().outcome == "户内已无劳动年龄内有劳动能力的人"


def test_a_household_that_left_the_roster_has_no_clock(home: Household) -> None:
    Membership.objects.filter(household=home).update(stop=ON, stop_reason="moved_out")
    actions.watch_zero_employment(place="", by="system:work", on=ON)
    assert (running(), clock().outcome) == ([], "该户已不在本地在册")


def test_a_job_that_ends_on_its_own_day_starts_the_clock_at_the_next_daily_round(home: Household) -> None:
    worker = Line.objects.get(person__name="吴大勇").person
    builders.job(worker, stop=date(2021, 8, 25))
    actions.watch_zero_employment(place="", by="system:work", on=date(2021, 8, 24))
    assert running() == []
    for _ in range(2):
        actions.watch_zero_employment(place="", by="system:work", on=date(2021, 8, 25))
    assert running() == [date(2021, 9, 8)]


def test_a_clock_that_has_run_out_stays_and_counts_working_days_everywhere(
    home: Household, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = date(2021, 9, 8)  # a Wednesday; the clock ended on the Friday before
    actions.watch_zero_employment(place="", by="system:work", on=after)
    assert running() == [DUE]
    client.force_login(builders.user(role=RoleName.CLERK, place=builders.SITE))
    monkeypatch.setattr(timezone, "localdate", lambda *_: after)
    for address in ("/todo/", "/rounds/zero/"):
        page = client.get(address).content.decode()
        assert "逾期 3 个工作日" in page, address
    change("吴大勇", "began", after, day=after, channel="flexible", work_place="county")
    assert (running(), clock().outcome) == ([], "已有人就业")
