"""Owners' committees and property services: what their sheets write and refuse."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from anju.accounts.scope import Scope, acting
from anju.estates import sheets
from anju.estates.models import OwnersCommittee, PropertyCompany, PropertyService
from anju.estates.queries import committees_of, services_of
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db
SITE_NAME = "试验安置区100001"
DAY = date(2021, 8, 31)


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


def _committee(**changes: object) -> Line:
    return {
        "安置区名称": SITE_NAME, "名称": "试验业主委员会", "委员人数": 7, "成立日期": "2020-09-18", "备案日期": "2020-10-08",
        "任期届满": "2023-09-18", "终止日期": None,
    } | changes  # fmt: skip


def test_a_committee_is_written_and_found_by_place_and_day(tmp_path: Path) -> None:
    assert brought(tmp_path, sheets.COMMITTEES, [_committee()]).applied
    assert committees_of("610926", DAY).get().members == 7
    assert not committees_of("610926", date(2020, 1, 1)).exists()


def test_a_new_committee_follows_the_one_that_ended(tmp_path: Path) -> None:
    first = _committee(名称="第一届", 成立日期="2017-05-01", 备案日期=None, 终止日期="2020-09-18")
    assert brought(tmp_path, sheets.COMMITTEES, [first, _committee()]).applied
    assert OwnersCommittee.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"终止日期": "2020-09-18"}, "committee_ended_after_established"),
        ({"备案日期": "2020-09-01"}, "committee_filed_before_established"),
    ],
)
def test_a_wrong_committee_is_refused(tmp_path: Path, changes: Line, rule: str) -> None:
    assert rule in rules(brought(tmp_path, sheets.COMMITTEES, [_committee(**changes)]))
    assert not OwnersCommittee.objects.exists()


def test_two_standing_committees_of_a_site_are_refused(tmp_path: Path) -> None:
    outcome = brought(tmp_path, sheets.COMMITTEES, [_committee(), _committee(名称="另一个")])
    assert "committee_two_of_a_site" in rules(outcome)
    assert not outcome.applied


def test_an_even_number_of_members_is_warned_of(tmp_path: Path) -> None:
    outcome = brought(tmp_path, sheets.COMMITTEES, [_committee(委员人数=6)])
    assert rules(outcome) == {"committee_even"}
    assert outcome.applied


def _service(**changes: object) -> Line:
    return {
        "安置区名称": SITE_NAME, "管理模式": "专业物业公司", "物业公司": "试验物业公司", "统一社会信用代码": None,
        "是否收取物业费": "是", "单价（元/㎡·月）": 0.4, "起始日期": "2020-10-01", "终止日期": None,
    } | changes  # fmt: skip


def test_a_service_is_written_with_its_company(tmp_path: Path) -> None:
    assert brought(tmp_path, sheets.SERVICES, [_service()]).applied
    made = services_of("610926", DAY).get()
    assert (made.company, made.price_fen) == (PropertyCompany.objects.get(), 40)


def test_a_service_without_company_is_written_alone(tmp_path: Path) -> None:
    line = _service(管理模式="社区托管", 物业公司=None, 是否收取物业费="否", **{"单价（元/㎡·月）": None})
    assert brought(tmp_path, sheets.SERVICES, [line]).applied
    assert PropertyService.objects.get().company is None
    assert not PropertyCompany.objects.exists()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"单价（元/㎡·月）": None}, "service_price_missing"),
        ({"是否收取物业费": "否"}, "service_price_without_fee"),
        ({"物业公司": None}, "service_company_missing"),
        ({"终止日期": "2020-10-01"}, "service_stop_after_start"),
    ],
)
def test_a_wrong_service_is_refused(tmp_path: Path, changes: Line, rule: str) -> None:
    assert rule in rules(brought(tmp_path, sheets.SERVICES, [_service(**changes)]))
    assert not PropertyService.objects.exists()
