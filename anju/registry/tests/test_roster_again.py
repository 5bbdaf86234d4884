"""A roster that comes in again: what it replaces of a household is kept, the dead stay dead, old numbers tell whose they are."""

from datetime import date
from pathlib import Path

import pytest

from anju.kernel.findings import Severity
from anju.registry import actions
from anju.registry.models import Allocation, Building, Flat, Household, HouseholdPast, Occupation
from anju.registry.queries.standing import standing
from anju.registry.tests.support import ON, Line, bring_places, bring_roster, spoil

pytestmark = pytest.mark.usefixtures("county")
AGAIN = date(2022, 3, 1)


@pytest.fixture
def lines(tmp_path: Path) -> list[Line]:
    bring_places(tmp_path)
    found = spoil(lambda _lines: None)
    assert bring_roster(tmp_path, found).applied
    return found


def first_household(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["户编号"] == lines[0]["户编号"]]


def home(lines: list[Line]) -> Household:
    return Household.objects.get(number=lines[0]["户编号"])


def test_what_an_import_replaces_held_until_its_day(lines: list[Line], tmp_path: Path) -> None:
    for line in first_household(lines):
        line |= {"户类型": "一般农户", "目前具体地址": "新街2号"}
    assert bring_roster(tmp_path, lines, on=AGAIN).applied
    past = HouseholdPast.objects.get()
    found = home(lines)
    assert (past.household_id, past.start, past.stop) == (found.pk, found.start, AGAIN)
    assert standing(found, ON).household_class == "lifted"
    assert (standing(found, AGAIN).household_class, standing(found, AGAIN).address) == ("ordinary", "新街2号")
    assert bring_roster(tmp_path, lines, on=date(2022, 4, 1)).applied
    assert HouseholdPast.objects.count() == 1  # a file imported twice changes nothing


def test_a_roster_that_says_otherwise_than_the_last_look_is_a_look_of_its_own(
    lines: list[Line], tmp_path: Path
) -> None:
    found = home(lines)
    building = Building.objects.create(place_id=found.place_id, number="1号楼")
    flat = Flat.objects.create(place_id=found.place_id, building=building, unit="1", room="101", area_m2=80)
    Allocation.objects.create(place_id=found.place_id, flat=flat, household=found, start=found.start)
    seen = date(2021, 6, 1)
    actions.record_occupation(flat=flat.pk, state="occupied", how="visit", day=seen, by="t", on=ON)
    for line in first_household(lines):
        line["是否实际入住"] = "否"
    assert bring_roster(tmp_path, lines, on=AGAIN).applied
    look = Occupation.objects.get(seen_on=AGAIN)
    assert (look.state, look.how, look.seen_by) == ("empty", "roster", "test")
    assert (standing(home(lines), ON).lives_there, standing(home(lines), AGAIN).lives_there) == (True, False)


def rules(path: Path, lines: list[Line]) -> dict[str, tuple[str, str]]:
    outcome = bring_roster(path, lines, on=AGAIN)
    assert not outcome.applied
    rows = outcome.findings.to_dicts()
    return {row["rule"]: (row["message"], row["severity"]) for row in rows}


def test_the_dead_do_not_come_back_by_a_workbook(lines: list[Line], tmp_path: Path) -> None:
    dead = next(line for line in lines if line["与户主关系"] != "户主")
    dead |= {"终止日期": "2021-10-01", "终止原因": "死亡"}
    assert bring_roster(tmp_path, lines).applied
    back = dead | {"起始日期": "2022-01-01", "起始原因": "迁入", "终止日期": "", "终止原因": ""}
    alone = [line for line in lines if line is not dead and line["户编号"] == dead["户编号"]]
    assert "after_death" in rules(tmp_path, [*alone, back])
    assert "after_death" in rules(tmp_path, [*lines, back])  # told in the same file


def test_an_old_number_in_a_file_tells_whose_it_is(lines: list[Line], tmp_path: Path) -> None:
    number = lines[0]["身份证号"]
    lines[1]["身份证号"] = number[:6] + number[8:17]
    found = rules(tmp_path, lines)
    message, severity = found["old_number_of"]
    assert f"{lines[0]['搬迁人员姓名'][0]}*" in message
    assert f"（{number[:6]}********{number[-4:]}）" in message
    assert number not in message
    assert severity == Severity.WARNING
    assert "id_fifteen" in found
    lines[1]["身份证号"] = "612427800101123"
    assert "old_number_of" not in rules(tmp_path, lines)
