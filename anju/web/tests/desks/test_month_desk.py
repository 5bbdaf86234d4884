"""The bureau's month beyond the usual: one that nobody opened, one that lacks people, and who was reminded of what."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.models import Ledger, Line
from anju.jobs import worker
from anju.kernel.month import Month
from anju.web.jobs import KINDS, for_place
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders

NOW = Month.of(timezone.localdate())
BEFORE = NOW.plus(-2)


@pytest.fixture
def months(two: Two) -> None:
    """The month before last is open, last month was forgotten, the running month is open; a clerk sits here."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("clerk_here", role=RoleName.CLERK, place=HERE)
        for month in (BEFORE, NOW):
            actions.open_month(month=month, by="county", on=month.first)


def opened(month: Month) -> str:
    """Open a month from its page, let the worker do it, and read where the bureau is led."""
    bureau = signed_in("county")
    answer = bureau.post(f"/rounds/overview/{month}/open/")
    pk = int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    worker.run_one(pk, builders.COUNTY, KINDS, for_place)
    return bureau.get(answer.headers["Location"], follow=True).content.decode()


def count(month: Month) -> int:
    with acting(scope=Scope.everything(), actor="test"):
        return Line.objects.filter(month=month.first).count()


def test_a_month_that_lacks_people_is_added_to_from_its_page(months: None) -> None:
    page = signed_in("county").get(f"/rounds/overview/{NOW}/").content.decode()
    assert f"/rounds/overview/{NOW}/open/" in page
    assert "补建本月台账" in page
    assert "补建本月台账" not in signed_in("town").get(f"/rounds/overview/{NOW}/").content.decode()
    with acting(scope=Scope.everything(), actor="test"):
        builders.person(builders.household(HERE), name="迁入者")
    before = count(NOW)
    assert "新增 0 本台账、1 人" in opened(NOW)
    assert count(NOW) == before + 1


def test_a_forgotten_month_stands_in_the_choice_and_is_opened_later(months: None) -> None:
    page = signed_in("county").get(f"/rounds/overview/{NOW}/").content.decode()
    forgotten = NOW.plus(-1)
    assert f'value="{forgotten}"' in page
    assert "（未开始）" in page
    assert "（未开始）" not in signed_in("town").get(f"/rounds/overview/{NOW}/").content.decode()
    assert (
        f"/rounds/overview/{forgotten}/open/"
        in signed_in("county").get(f"/rounds/overview/{forgotten}/").content.decode()
    )
    assert "新增 2 本台账" in opened(forgotten)
    assert count(forgotten) > 0


def test_a_month_to_come_is_not_offered(months: None) -> None:
    page = signed_in("county").get(f"/rounds/overview/{NOW.plus(1)}/").content.decode()
    assert f"/rounds/overview/{NOW.plus(1)}/open/" not in page


def test_a_clerk_adds_who_came_to_the_own_ledger(months: None) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        ledger = Ledger.objects.get(place=HERE, month=NOW.first)
        builders.person(builders.household(HERE), name="迁入者")
    client = signed_in("clerk_here")
    home = f"/rounds/{ledger.pk}/"
    assert f"{home}newcomers/" in client.get(home).content.decode()
    assert "已补入 2 人" in client.post(f"{home}newcomers/", follow=True).content.decode()  # both open months
    assert "没有要补入的人" in client.post(f"{home}newcomers/", follow=True).content.decode()
    assert signed_in("clerk").post(f"{home}newcomers/").status_code == 404


def test_who_was_reminded_is_a_list_of_ones_own_places(months: None) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        Ledger.objects.filter(month=BEFORE.first).update(due_on=timezone.localdate() - timedelta(days=4))
        actions.remind_late(by="system:work", on=timezone.localdate())
    page = signed_in("county").get("/rounds/reminders/").content.decode()
    assert page.count("台账逾期未报") == 2
    assert "逾期 4 天" in page
    town = signed_in("town").get("/rounds/reminders/?sort=-place").content.decode()
    assert town.count("台账逾期未报") == 1
    assert "clerk_here" in town  # who is in charge
    assert signed_in("clerk_here").get("/rounds/reminders/").status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(signed_in("town").get("/rounds/reminders/export/").content))
    assert [row[0] for row in book.worksheets[0].values] == ["提醒事项", "台账逾期未报"]


def test_a_reminder_that_was_heard_says_so(months: None) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        ledger = Ledger.objects.get(place=THERE, month=BEFORE.first)
        Ledger.objects.filter(pk=ledger.pk).update(due_on=timezone.localdate() - timedelta(days=1))
        actions.remind_late(by="system:work", on=timezone.localdate())
        actions.hand_in(
            ledger=ledger.pk, by="clerk", on=timezone.localdate(), check=lambda _place, _month: ()
        )
    assert "已报送" in signed_in("county").get("/rounds/reminders/").content.decode()
