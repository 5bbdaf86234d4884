"""Planned things of a year: what their sheet writes and refuses."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from anju.accounts.scope import Scope, acting
from anju.plans import sheets
from anju.plans.queries import items_of
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


def _item(**changes: object) -> Line:
    line: Line = {
        "所在地": "试验安置区100001",
        "年度": 2021,
        "计划事项": "新建农业园区",
        "内容": "新建试验茶园",
        "依据文件": None,
    }
    return line | {"完成日期": None} | changes


def test_a_planned_thing_is_written_at_a_site_or_a_town(tmp_path: Path) -> None:
    town = _item(所在地="试验100镇", 内容="新建另一茶园")
    assert brought(tmp_path, sheets.ITEMS, [_item(), town]).applied
    assert {item.place_id for item in items_of("610926", 2021)} == {builders.SITE, builders.TOWN}
    assert not items_of("610926", 2020).exists()


def test_the_day_on_which_it_was_done_comes_later(tmp_path: Path) -> None:
    brought(tmp_path, sheets.ITEMS, [_item()])
    assert brought(tmp_path, sheets.ITEMS, [_item(完成日期="2021-08-11")]).changed == 1
    assert items_of("610926", 2021).get().done_on == date(2021, 8, 11)


def test_an_unknown_place_is_refused(tmp_path: Path) -> None:
    assert "unknown_record" in rules(brought(tmp_path, sheets.ITEMS, [_item(所在地="无此地")]))


def test_done_before_the_year_of_the_plan_is_warned_of(tmp_path: Path) -> None:
    outcome = brought(tmp_path, sheets.ITEMS, [_item(完成日期="2020-11-01")])
    assert rules(outcome) == {"plan_done_before_its_year"}
    assert outcome.applied
