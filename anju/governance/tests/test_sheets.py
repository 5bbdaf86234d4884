"""Organisations, staff, mediation, police rooms and stars: what their sheets write and refuse."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Model

from anju.accounts.scope import Scope, acting
from anju.governance import queries, sheets
from anju.governance.models import (
    MediationCommittee,
    MediationRoom,
    Organisation,
    PoliceRoom,
    Staff,
    StarAward,
    StarEntry,
)
from anju.intake.sheet import Sheet
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db
SITE_NAME, COMMUNITY = "试验安置区100001", "试验社区甲"
DAY = date(2021, 8, 31)
LINES: tuple[tuple[Sheet, type[Model], Line], ...] = (
    (sheets.ORGANISATIONS, Organisation, {"类别": "党组织", "组建方式": "新建", "组织名称": "试验党支部",
     "安置区名称": SITE_NAME, "成立日期": "2020-06-18", "撤销日期": None, "规范化达标日期": None}),
    (sheets.STAFF, Staff, {"安置区名称": SITE_NAME, "岗位": "全科网格员", "姓名": "周敏", "到岗日期": "2021-03-01", "离岗日期": None}),
    (sheets.MEDIATION_COMMITTEES, MediationCommittee, {"安置区名称": SITE_NAME, "名称": "试验调委会", "委员人数": 5,
     "成立日期": "2021-03-01", "撤销日期": None}),
    (sheets.MEDIATION_ROOMS, MediationRoom, {"安置区名称": SITE_NAME, "名称": "试验调解室", "是否标准化": "是",
     "启用日期": "2021-03-01", "停用日期": None}),
    (sheets.POLICE_ROOMS, PoliceRoom, {"安置区名称": SITE_NAME, "名称": "试验警务室", "类型": "警务室",
     "启用日期": "2020-03-01", "停用日期": None}),
    (sheets.STAR_ENTRIES, StarEntry, {"安置区名称": SITE_NAME, "社区": COMMUNITY, "参与日期": "2020-09-01", "退出日期": None}),
    (sheets.STAR_AWARDS, StarAward, {"安置区名称": SITE_NAME, "社区": COMMUNITY, "星级": 5, "授予日期": "2021-06-25",
     "终止日期": None}),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.community(name=COMMUNITY)
        yield


@pytest.mark.parametrize(("sheet", "model", "line"), LINES, ids=[sheet.name for sheet, _, _ in LINES])
def test_a_line_is_written_once_at_its_site(
    tmp_path: Path, sheet: Sheet, model: type[Model], line: Line
) -> None:
    assert brought(tmp_path, sheet, [line]).applied
    again = brought(tmp_path, sheet, [line])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert model._default_manager.get().place_id == builders.SITE  # type: ignore[attr-defined]  # all are Placed


@pytest.mark.parametrize(("sheet", "model", "line"), LINES, ids=[sheet.name for sheet, _, _ in LINES])
def test_an_end_before_the_beginning_is_refused(
    tmp_path: Path, sheet: Sheet, model: type[Model], line: Line
) -> None:
    stop = sheet.column("stop").head
    assert "stop_after_start" in rules(brought(tmp_path, sheet, [line | {stop: "2019-01-01"}]))
    assert not model._default_manager.exists()


def test_awards_of_one_community_that_overlap_are_refused(tmp_path: Path) -> None:
    line = LINES[-1][2]
    both = [line | {"星级": 3, "授予日期": "2020-12-01"}, line]
    assert "star_awards_overlap" in rules(brought(tmp_path, sheets.STAR_AWARDS, both))
    followed = [both[0] | {"终止日期": "2021-06-25"}, line]
    assert brought(tmp_path, sheets.STAR_AWARDS, followed).applied


def test_a_star_beyond_five_is_refused(tmp_path: Path) -> None:
    assert "too_large" in rules(brought(tmp_path, sheets.STAR_AWARDS, [LINES[-1][2] | {"星级": 6}]))


def test_an_unknown_community_is_refused(tmp_path: Path) -> None:
    assert "unknown_record" in rules(
        brought(tmp_path, sheets.STAR_ENTRIES, [LINES[-2][2] | {"社区": "无此社区"}])
    )


def test_a_committee_of_two_is_warned_of(tmp_path: Path) -> None:
    outcome = brought(tmp_path, sheets.MEDIATION_COMMITTEES, [LINES[2][2] | {"委员人数": 2}])
    assert rules(outcome) == {"mediation_members"}
    assert outcome.applied


def test_the_queries_find_what_stands_on_a_day(tmp_path: Path) -> None:
    for sheet, _, line in LINES:
        brought(tmp_path, sheet, [line])
    committees, rooms = queries.mediation_of("610926100", DAY)
    entries, awards = queries.stars_of("610926100", DAY)
    found = [
        queries.organisations_of("610926100", DAY), queries.staff_of("610926100", DAY),
        queries.police_rooms_of("610926100", DAY), committees, rooms, entries, awards,
    ]  # fmt: skip
    assert [query.count() for query in found] == [1] * 7
    assert not queries.staff_of("610926100", date(2020, 1, 1)).exists()
    assert not queries.staff_of("610926101", DAY).exists()
