"""Places, sites, communities, flats and papers in the ledger."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from anju.intake.actions import Outcome
from anju.intake.tests import rosters
from anju.regions.models import Place
from anju.registry.models import Booklet, Building, Certificate, Community, Flat, Household, Site
from anju.registry.tests.support import bring, bring_places, bring_roster

pytestmark = pytest.mark.usefixtures("county")

SITE = "长安集镇安置区"


def brought(folder: Path, title: str, *lines: dict[str, Any]) -> Outcome:
    return bring(rosters.write(folder / "register.xlsx", {title: lines}))[0]


def flat(household: str = "", **fields: str) -> dict[str, str]:
    return {
        "安置点名称": SITE, "楼栋": "1号楼", "单元": "2", "房号": "301", "建筑面积": "100.50", "户编号": household,
        "不动产权证号": "", "登记日期": "", "居住簿编号": "", "发放日期": "",
    } | fields  # fmt: skip


@pytest.fixture
def household(tmp_path: Path) -> str:
    """The number of a household in the site."""
    bring_places(tmp_path)
    lines = next(rosters.household_lines(number, Random(number), 2, [(SITE, "长安镇")]) for number in (7,))
    assert bring_roster(tmp_path, lines).applied
    return str(lines[0]["户编号"])


def test_places_and_sites_stand_in_one_tree(tmp_path: Path) -> None:
    bring_places(tmp_path)
    place = Place.objects.get(name=SITE)
    assert (place.level, place.parent_id) == ("site", "610926103")
    assert Site.objects.get(place=place).fyp13
    again = bring(rosters.places(tmp_path / "places.xlsx"))
    assert [(outcome.new, outcome.changed) for outcome in again] == [(0, 0), (0, 0)]


def test_a_site_outside_its_town_is_refused(tmp_path: Path) -> None:
    bring_places(tmp_path)
    line = {"安置区代码": "610926100009", "安置区名称": "新点", "所在镇": "长安镇", "安置方式": "小城镇", "城乡类型": "城镇安置",
            "是否十三五集中安置点": "√"}  # fmt: skip
    outcome = brought(tmp_path, "安置区", line)
    assert outcome.findings["rule"].to_list() == ["site_code_within_town"]


def test_a_community_is_written_and_changed(tmp_path: Path) -> None:
    bring_places(tmp_path)
    line = {
        "社区名称": "锦绣社区",
        "安置区名称": SITE,
        "组织类型": "新建",
        "成立日期": "2020-05-01",
        "居民小组数": "6",
    }
    assert brought(tmp_path, "社区", line).new == 1
    outcome = brought(tmp_path, "社区", line | {"居民小组数": "8"})
    assert outcome.differences.rows() == [(2, "居民小组数", "6", "8")]
    assert Community.objects.get().resident_groups == 8


def test_a_second_community_of_a_site_is_refused_in_words(tmp_path: Path) -> None:
    bring_places(tmp_path)
    line = {
        "社区名称": "锦绣社区",
        "安置区名称": SITE,
        "组织类型": "新建",
        "成立日期": "2020-05-01",
        "撤销日期": "",
    }
    brought(tmp_path, "社区", line)
    with pytest.raises(Exception, match="一个安置区同时只能有一个社区"):
        brought(tmp_path, "社区", line | {"社区名称": "第二社区"})
    outcome = brought(
        tmp_path,
        "社区",
        line | {"撤销日期": "2021-01-01"},
        line | {"社区名称": "第二社区", "成立日期": "2021-01-01"},
    )
    assert (outcome.new, outcome.changed) == (1, 1)


def test_a_flat_brings_its_building_household_and_papers(household: str, tmp_path: Path) -> None:
    line = flat(
        household, 不动产权证号="证一号", 登记日期="2019-01-02", 居住簿编号="簿1", 发放日期="2020-03-04"
    )
    empty = flat(房号="302")
    outcome = brought(tmp_path, "住房", line, empty)
    assert (outcome.new, outcome.changed) == (2, 0)
    found = Household.objects.get(number=household)
    assert found.flat == Flat.objects.get(room="301")
    assert (Building.objects.count(), Flat.objects.count()) == (1, 2)
    assert Certificate.objects.get(household=found).number == "证一号"
    assert Booklet.objects.get(household=found).place_id == found.place_id
    again = brought(tmp_path, "住房", line, empty)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_a_flat_given_to_a_household_of_another_site_is_refused(household: str, tmp_path: Path) -> None:
    outcome = brought(tmp_path, "住房", flat(household, 安置点名称="城关一号安置区"))
    assert outcome.findings["rule"].to_list() == ["household_of_another_site"]


def test_the_same_flat_twice_is_refused(household: str, tmp_path: Path) -> None:
    outcome = brought(tmp_path, "住房", flat(), flat(建筑面积="90"))
    assert outcome.findings["rule"].to_list() == ["doubled_row"]
    other = brought(tmp_path, "住房", flat(), flat(安置点名称="城关一号安置区"))
    assert other.new == 2


def test_papers_of_a_household_without_a_flat(household: str, tmp_path: Path) -> None:
    line = {
        "户编号": household,
        "不动产权证号": "证二号",
        "登记日期": "2019-01-02",
        "居住簿编号": "",
        "发放日期": "",
    }
    assert brought(tmp_path, "居住簿与权证", line).new == 1
    assert brought(tmp_path, "居住簿与权证", line).unchanged == 1
    assert not Booklet.objects.exists()
    outcome = brought(tmp_path, "居住簿与权证", line | {"居住簿编号": "簿2"})
    assert outcome.findings["rule"].to_list() == ["booklet_without_day"]
