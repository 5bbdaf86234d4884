"""Grids: buildings in them, everything that follows, and who is confined to one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.intake.tests import rosters
from anju.kernel.refused import Refused
from anju.registry import actions, sheets
from anju.registry.models import Building, Flat, Grid, Household, Membership, Person
from anju.registry.tests.support import SHEETS, bring
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON = date(2021, 12, 31)
GRID = f"{builders.SITE}001"
SCOPED = (
    "registry_building",
    "registry_flat",
    "registry_household",
    "registry_person",
    "registry_membership",
)


@pytest.fixture
def flats() -> list[Flat]:
    """Two buildings with a flat and a family each; the first lies in a grid, the second in none."""
    builders.site()
    made = []
    for number in ("1号楼", "2号楼"):
        building = Building.objects.create(place_id=builders.SITE, number=number)
        flat = Flat.objects.create(
            place_id=builders.SITE, building=building, unit="1", room="101", area_m2=80
        )
        builders.person(builders.household(flat=flat))
        made.append(flat)
    builders.person(builders.household())
    actions.make_grid(
        site=builders.SITE, serial=1, name="第一网格", kind="basic", leader="王某", by="t", on=ON
    )
    actions.assign_grid(buildings=[made[0].building_id], grid=GRID, by="t", on=ON)
    return made


def seen(*codes: str) -> dict[str, int]:
    """How many rows of each table raw SQL sees in a scope, event tables included."""
    counts = {}
    with acting(scope=Scope(codes), actor="t"), connection.cursor() as cursor:
        for table in (*SCOPED, *(f"{name}event" for name in SCOPED)):
            cursor.execute(f"select count(*) from {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_a_scope_of_a_grid_sees_its_building_and_whoever_lives_there(flats: list[Flat]) -> None:
    assert [seen(GRID)[table] for table in SCOPED] == [1, 1, 1, 1, 1]
    with acting(scope=Scope((GRID,)), actor="grid"):
        assert Person.objects.get().memberships.get().household.flat == flats[0]
        assert Grid.objects.get().leader == "王某"
    assert all(seen(GRID)[f"{table}event"] == 1 for table in SCOPED)


def test_scopes_of_the_site_and_above_see_all_and_other_grids_none(flats: list[Flat]) -> None:
    for code in (builders.SITE, builders.TOWN, builders.COUNTY):
        assert [seen(code)[table] for table in SCOPED] == [2, 2, 3, 3, 3]
    assert set(seen(f"{builders.SITE}002").values()) == {0}
    assert set(seen("610926100002").values()) == {0}


def test_nobody_of_a_grid_writes_beyond_it(flats: list[Flat]) -> None:
    with acting(scope=Scope((GRID,)), actor="grid"), connection.cursor() as cursor:
        cursor.execute("update registry_household set address = 'x'")
        assert cursor.rowcount == 1


def test_a_household_that_moves_into_the_building_enters_the_grid(flats: list[Flat]) -> None:
    home = Household.objects.get(flat=flats[1])
    free = Flat.objects.create(
        place_id=builders.SITE, building=flats[0].building, unit="1", room="102", area_m2=80, grid_id=GRID
    )
    words: dict[str, Any] = {"household": home.pk, "by": "t", "on": ON}
    change = actions.rehouse(flat=free.pk, about=builders.notice(home, date(2021, 5, 1)), **words)
    assert seen(GRID)["registry_person"] == 2
    spell = Membership.objects.get(household=home)
    assert (spell.grid_id, spell.start) == (GRID, home.start)
    actions.revert(change=change.pk, version=1, why="登错了", by="t", on=ON)
    assert seen(GRID)["registry_person"] == 1


def test_a_building_is_taken_out_of_its_grid(flats: list[Flat]) -> None:
    assert actions.assign_grid(buildings=[flats[0].building_id], grid="", by="t", on=ON) == 1
    assert seen(GRID)["registry_person"] == 0


def test_a_grid_takes_buildings_of_its_own_site_only(flats: list[Flat]) -> None:
    builders.site("610926100002")
    strange = Building.objects.create(place_id="610926100002", number="1号楼")
    with pytest.raises(Refused, match="本安置区"):
        actions.assign_grid(buildings=[strange.pk], grid=GRID, by="t", on=ON)
    with pytest.raises(Refused, match="没有这个网格"):
        actions.assign_grid(buildings=[flats[0].building_id], grid=f"{builders.SITE}009", by="t", on=ON)
    with pytest.raises(Refused, match="已经存在"):
        actions.make_grid(site=builders.SITE, serial=1, name="又一", kind="basic", leader="", by="t", on=ON)


def test_the_importer_keeps_grids_in_step(tmp_path: Path) -> None:
    assert all(outcome.applied for outcome in bring(rosters.places(tmp_path / "places.xlsx")))
    lines = rosters.roster(2, persons=7)
    assert bring(rosters.write(tmp_path / "r.xlsx", {"花名册": lines}, rosters.ROSTER_HEADS))[0].applied
    numbers = list(dict.fromkeys(line["户编号"] for line in lines))
    site = next(line["安置点名称"] for line in lines if line["户编号"] == numbers[0])
    flat = {
        "安置点名称": site, "楼栋": "1号楼", "单元": "1", "房号": "101", "建筑面积": "80", "户编号": numbers[0],
        "不动产权证号": "", "登记日期": "", "居住簿编号": "", "发放日期": "",
    }  # fmt: skip
    assert bring(rosters.write(tmp_path / "f.xlsx", {"住房": [flat]}))[0].applied
    home = Household.objects.get(number=numbers[0])
    allocation = home.allocations.get()
    assert (allocation.start, allocation.stop, allocation.flat_id) == (home.start, None, home.flat_id)
    grid = {
        "安置区名称": site,
        "网格序号": "1",
        "网格名称": "第一网格",
        "网格类型": "基础网格",
        "网格长": "王某",
        "楼栋": "1号楼",
    }
    path = rosters.write(tmp_path / "g.xlsx", {"网格台账": [grid]})
    outcome = bring(path, sheets=(*SHEETS, sheets.GRIDS))[0]
    assert outcome.applied, outcome.findings.rows()
    home.refresh_from_db()
    code = f"{home.place_id}001"
    assert home.grid_id == code
    assert {m.grid_id for m in home.memberships.filter(stop=None)} == {code}
    assert bring(path, sheets=(*SHEETS, sheets.GRIDS))[0].unchanged == 1
    newcomer = dict(lines[0]) | {
        "搬迁人员姓名": "王新", "身份证号": builders.id_number(date(1999, 1, 1)), "是否为户主": "否", "与户主关系": "其他",
        "联系方式": "", "性别": "男", "出生日期": "1999-01-01", "起始日期": "2021-03-01", "起始原因": "迁入",
    }  # fmt: skip
    assert bring(rosters.write(tmp_path / "n.xlsx", {"花名册": [newcomer]}, rosters.ROSTER_HEADS))[0].applied
    assert Person.objects.get(name="王新").grid_id == code
    home.refresh_from_db()
    assert home.version == 1
