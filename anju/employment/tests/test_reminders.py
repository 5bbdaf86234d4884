"""What the clerks of the round find under their tasks: the open month, what came back, what is late."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from anju.accounts.codes import RoleName
from anju.accounts.scope import acting
from anju.audit.models import Event
from anju.employment import actions, work
from anju.employment.models import Ledger
from anju.jobs.worker import daily
from anju.kernel.month import Month
from anju.tasks.models import Task
from anju.tasks.queries import open_tasks
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
AUGUST, ON, LATE = Month(2021, 8), date(2021, 8, 20), date(2021, 9, 8)
OTHER_SITE = "610926200001"


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is three days after the day on which August is due."""
    monkeypatch.setattr(timezone, "localdate", lambda: LATE)


def nothing(_place: str, _month: Month) -> Sequence[str]:
    return ()


def opened(*sites: str) -> list[Ledger]:
    """Sites with a community and one person each, and their open ledgers of August."""
    for code in sites:
        builders.site(code)
        builders.community(code)
        builders.person(builders.household(code))
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    return list(Ledger.objects.order_by("place"))


def hand_in(ledger: Ledger, on: date = ON) -> None:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by="clerk", on=on)
    actions.hand_in(ledger=ledger.pk, by="clerk", on=on, check=nothing)


def clerks_tasks() -> list[tuple[str, str]]:
    """Kind and place of what clerks have to do about their ledgers."""
    found = Task.objects.filter(settled_on__isnull=True, right="ledger.hand_in").order_by("place", "kind")
    return list(found.values_list("kind", "place_id"))


def test_opening_a_month_gives_the_clerk_of_each_place_one_task_with_its_due_day() -> None:
    opened(builders.SITE, OTHER_SITE)
    assert clerks_tasks() == [("ledger_opened", builders.SITE), ("ledger_opened", OTHER_SITE)]
    assert set(Task.objects.values_list("due_on", flat=True)) == {date(2021, 9, 5)}
    clerk = builders.user(role=RoleName.CLERK, place=builders.SITE)
    with acting(scope=clerk.scope, actor=clerk.username):
        assert [task.place_id for task in open_tasks(clerk)] == [builders.SITE]


def test_opening_again_raises_nothing_twice_and_nothing_for_what_is_handed_in() -> None:
    first, _other = opened(builders.SITE, OTHER_SITE)
    hand_in(first)
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert clerks_tasks() == [("ledger_opened", OTHER_SITE)]
    assert Task.objects.filter(kind="ledger_opened").count() == 2


def test_handing_in_settles_the_task_and_a_return_raises_one_again() -> None:
    (ledger,) = opened(builders.SITE)
    hand_in(ledger)
    assert clerks_tasks() == []
    assert Task.objects.get(kind="ledger_opened").outcome == "已报送"
    actions.return_ledger(ledger=ledger.pk, reason="收入缺填", by="town", on=ON)
    assert clerks_tasks() == [("ledger_returned", builders.SITE)]
    assert Task.objects.get(kind="ledger_returned").due_on == ledger.due_on
    actions.hand_in(ledger=ledger.pk, by="clerk", on=ON, check=nothing)
    assert clerks_tasks() == []


def test_a_town_that_is_opened_takes_as_many_statements_with_two_sites_as_with_nine() -> None:
    counts = []
    for sites in (range(1, 3), range(3, 10)):
        for number in sites:
            builders.person(builders.household(builders.site(f"61092610000{number}").place_id))
        with CaptureQueriesContext(connection) as asked:
            actions.open_month(month=AUGUST, by="bureau", on=ON)
        counts.append(len(asked))
    assert Task.objects.filter(kind="ledger_opened").count() == 9
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("late")
def test_the_worker_reminds_who_is_late_by_itself_and_once_however_often_it_goes_round() -> None:
    first, _other = opened(builders.SITE, OTHER_SITE)
    hand_in(first, LATE)
    for _ in range(3):
        assert work.remind("system:work") == 1
    assert clerks_tasks() == [("ledger_late", OTHER_SITE)]
    assert Task.objects.filter(kind="ledger_late").count() == 1
    assert Task.objects.get(kind="ledger_opened", place=OTHER_SITE).outcome == "已过报送期限，转为催报"


def test_the_reminder_looks_at_all_months_and_not_before_the_due_day_is_over() -> None:
    opened(builders.SITE)
    actions.open_month(month=Month(2021, 9), by="bureau", on=date(2021, 9, 2))
    assert actions.remind_late(by="system:work", on=date(2021, 9, 5)) == 0
    assert actions.remind_late(by="system:work", on=date(2021, 9, 6)) == 1
    assert actions.remind_late(by="system:work", on=date(2021, 10, 9)) == 2
    assert Task.objects.filter(kind="ledger_late").count() == 2


def test_an_opening_after_the_reminder_does_not_ask_for_the_same_ledger_twice() -> None:
    opened(builders.SITE)
    actions.remind_late(month=AUGUST, by="bureau", on=LATE)
    actions.open_month(month=AUGUST, by="bureau", on=LATE)
    assert clerks_tasks() == [("ledger_late", builders.SITE)]


def test_a_ledger_that_came_back_is_reminded_too_and_one_that_waits_for_review_is_not() -> None:
    first, other = opened(builders.SITE, OTHER_SITE)
    for ledger in (first, other):
        hand_in(ledger)
    actions.return_ledger(ledger=first.pk, reason="收入缺填", by="town", on=ON)
    assert actions.remind_late(by="system:work", on=LATE) == 1
    assert clerks_tasks() == [("ledger_late", builders.SITE), ("ledger_returned", builders.SITE)]


def test_reminding_a_hundred_places_takes_a_constant_number_of_statements() -> None:
    counts = []
    for sites in (range(10, 12), range(12, 60)):
        for number in sites:
            builders.person(builders.household(builders.site(f"6109261000{number}").place_id))
        actions.open_month(month=AUGUST, by="bureau", on=ON)
        with CaptureQueriesContext(connection) as asked:
            actions.remind_late(by="system:work", on=LATE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Task.objects.filter(kind="ledger_late", settled_on__isnull=True).count() == 50


def test_a_daily_round_is_done_once_a_day_and_again_after_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def step() -> None:
        done.append(".")
        if len(done) == 1:
            raise ZeroDivisionError

    once = daily(step)
    monkeypatch.setattr(timezone, "localdate", lambda: LATE)
    with pytest.raises(ZeroDivisionError):
        once()
    once()
    once()
    monkeypatch.setattr(timezone, "localdate", lambda: LATE.replace(day=9))
    once()
    assert len(done) == 3


def test_some_days_before_the_due_day_the_clerk_is_reminded_once_and_then_as_late() -> None:
    first, _other = opened(builders.SITE, OTHER_SITE)
    assert actions.remind_due(by="system:work", on=date(2021, 9, 1)) == 0
    hand_in(first, date(2021, 9, 1))
    for day in (2, 3):
        assert actions.remind_due(by="system:work", on=date(2021, 9, day)) == 1
    assert clerks_tasks() == [("ledger_due", OTHER_SITE)]
    assert Task.objects.get(kind="ledger_opened", place=OTHER_SITE).outcome == "临近报送期限，转为提醒"
    actions.open_month(month=AUGUST, by="bureau", on=date(2021, 9, 4))
    assert clerks_tasks() == [("ledger_due", OTHER_SITE)]
    actions.remind_late(by="system:work", on=LATE)
    assert clerks_tasks() == [("ledger_late", OTHER_SITE)]
    assert Task.objects.get(kind="ledger_due").outcome == "已过报送期限，转为催报"


def test_a_ledger_that_came_back_has_its_day_already_and_a_hand_in_settles_the_reminder() -> None:
    first, other = opened(builders.SITE, OTHER_SITE)
    hand_in(first)
    actions.return_ledger(ledger=first.pk, reason="收入缺填", by="town", on=ON)
    assert actions.remind_due(by="system:work", on=date(2021, 9, 3)) == 2
    assert clerks_tasks() == [("ledger_returned", builders.SITE), ("ledger_due", OTHER_SITE)]
    hand_in(other, date(2021, 9, 3))
    assert clerks_tasks() == [("ledger_returned", builders.SITE)]


def test_a_month_opens_by_itself_on_its_day_once_a_county_has_begun() -> None:
    builders.site()
    builders.person(builders.household())
    assert actions.open_running_month(by="system:work", on=date(2021, 8, 1)) is None
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert actions.open_running_month(by="system:work", on=ON) is None
    opening = actions.open_running_month(by="system:work", on=date(2021, 9, 1))
    assert opening is not None
    assert (opening.ledgers, opening.lines) == (1, 1)
    assert actions.open_running_month(by="system:work", on=date(2021, 9, 1)) is None


def test_the_bureau_is_told_of_a_month_that_has_not_begun_until_it_has() -> None:
    builders.site()
    assert not actions.remind_unopened(by="system:work", on=date(2021, 8, 3))  # nobody lives here yet
    builders.person(builders.household())
    assert not actions.remind_unopened(by="system:work", on=date(2021, 8, 1))
    for day in (2, 3):
        assert actions.remind_unopened(by="system:work", on=date(2021, 8, day))
    task = Task.objects.get(kind="month_unopened")
    assert (task.place_id, task.right, task.url) == (
        builders.COUNTY,
        "ledger.open",
        "/rounds/overview/2021-08/",
    )
    bureau = builders.user(role=RoleName.BUREAU)
    assert list(open_tasks(bureau)) == [task]
    actions.open_month(month=AUGUST, by="bureau", on=date(2021, 8, 4))
    task.refresh_from_db()
    assert (task.settled_on, task.outcome) == (date(2021, 8, 4), "已开始")


def test_the_worker_begins_no_month_of_a_demo_county(monkeypatch: pytest.MonkeyPatch) -> None:
    opened(builders.SITE)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2021, 9, 2))
    monkeypatch.setattr(work, "is_demo", lambda: True)
    work.begin_month("system:work")
    assert not Ledger.objects.filter(month=date(2021, 9, 1)).exists()
    monkeypatch.setattr(work, "is_demo", lambda: False)
    work.begin_month("system:work")
    assert Ledger.objects.filter(month=date(2021, 9, 1)).exists()
    assert not Task.objects.filter(kind="month_unopened").exists()


def test_what_is_stored_stays_chinese_whatever_language_the_actor_reads_in() -> None:
    with translation.override("en"):
        ledger = opened(builders.SITE)[0]
        hand_in(ledger)
        actions.return_ledger(ledger=ledger.pk, reason="请补月收入", by="town", on=ON)
    found = Task.objects.values_list("title", "outcome")
    said = [words for row in found for words in row if words]
    said += [event.why for event in Event.objects.filter(target__startswith="ledger:")]
    assert len(said) >= 7
    assert [words for words in said if re.search("[A-Za-z]{3}", words)] == []
