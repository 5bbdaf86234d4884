"""Everything that can be wrong with a roster gets its finding, all at once, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anju.kernel.findings import Severity
from anju.registry.models import Household, Membership, Person
from anju.registry.tests.support import Line, bring_places, bring_roster, new_member, spoil

pytestmark = pytest.mark.usefixtures("county")


def put(row: int, **fields: Any) -> Callable[[list[Line]], None]:
    """Change cells of a line."""

    def change(lines: list[Line]) -> None:
        lines[row].update(fields)

    return change


def _two_heads(lines: list[Line]) -> None:
    lines[1].update({"是否为户主": "是", "与户主关系": "户主"})


def _twice(lines: list[Line]) -> None:
    lines.append(dict(lines[0]))


def _two_spouses(lines: list[Line]) -> None:
    lines.append(new_member(lines[0], 3, 与户主关系="配偶"))
    lines.append(new_member(lines[0], 4, 与户主关系="配偶"))


def _other_check_digit(lines: list[Line]) -> None:
    number = lines[0]["身份证号"]
    lines[0]["身份证号"] = number[:-1] + ("1" if number[-1] != "1" else "2")


WRONG: dict[str, tuple[str, Callable[[list[Line]], None]]] = {
    "required": ("搬迁人员姓名", put(0, 搬迁人员姓名="")),
    "id_check_digit": ("身份证号", _other_check_digit),
    "id_fifteen": ("身份证号", put(0, 身份证号="612427800101123")),
    "id_form": ("身份证号", put(0, 身份证号="61242719800101")),
    "id_scientific": ("身份证号", put(0, 身份证号="6.12427E+17")),
    "id_rounded": ("身份证号", put(0, 身份证号="612427198001011000")),
    "birth_against_id": ("出生日期", put(0, 出生日期="1999-09-09")),
    "sex_against_id": ("性别", put(0, 性别="女")),
    "not_in_list": ("健康状况", put(0, 健康状况="很好")),
    "not_a_bool": ("是否实际入住", put(0, 是否实际入住="也许")),
    "not_a_date": ("搬迁日期", put(0, 搬迁日期="2018年")),
    "date_in_future": ("搬迁日期", put(0, 搬迁日期="2031-01-01")),
    "phone_form": ("联系方式", put(0, 联系方式="12345")),
    "too_long": ("迁出地", put(0, 迁出地="长" * 81)),
    "too_large": ("家庭人口", put(0, 家庭人口="500")),
    "doubled_row": ("身份证号", _twice),
    "household_two_heads": ("与户主关系", _two_heads),
    "household_two_spouses": ("与户主关系", _two_spouses),
    "household_without_head": ("户编号", put(0, 是否为户主="否", 与户主关系="其他")),
    "spouse_same_sex": ("与户主关系", lambda lines: lines.append(new_member(lines[0], 5, 与户主关系="配偶"))),
    "head_flag": ("是否为户主", put(0, 是否为户主="否")),
    "head_number": ("户主身份证号", put(1, 户主身份证号="610926200001010016")),
    "household_differs_programme": ("搬迁项目", put(1, 搬迁项目="同步搬迁")),
    "person_two_names": ("搬迁人员姓名", lambda lines: lines.append(lines[0] | {"搬迁人员姓名": "李四", "终止日期": "2018-07-01", "终止原因": "迁出"})),
    "spell_reversed": ("终止日期", put(1, 终止日期="2018-01-01", 终止原因="迁出")),
    "stop_without_reason": ("终止原因", put(1, 终止日期="2020-01-01")),
    "reason_without_stop": ("终止日期", put(1, 终止原因="死亡")),
    "start_without_reason": ("起始原因", put(1, 起始日期="2020-01-01")),
    "before_birth": ("起始日期", lambda lines: lines.append(new_member(lines[0], 6, 起始日期="2020-01-01"))),
    "spells_overlap": ("身份证号", lambda lines: lines.append(lines[1] | {"起始日期": "2020-01-01", "起始原因": "情况变更"})),
    "unknown_record": ("安置点名称", put(0, 安置点名称="没有这个安置区")),
    "site_in_town": ("安置点名称", lambda lines: lines[0].update(乡镇="长安镇" if lines[0]["乡镇"] == "城关镇" else "城关镇")),
}  # fmt: skip


@pytest.mark.parametrize("rule", WRONG)
def test_a_wrong_roster_is_refused_with_its_rule(rule: str, tmp_path: Path) -> None:
    head, change = WRONG[rule]
    bring_places(tmp_path)
    outcome = bring_roster(tmp_path, spoil(change))
    found = {(line["rule"], line["head"]): line for line in outcome.findings.iter_rows(named=True)}
    assert (rule, head) in found
    line = found[rule, head]
    assert line["severity"] == Severity.ERROR
    assert line["row"] > 1
    assert line["letter"]
    assert line["message"].endswith("。")
    assert line["remedy"].endswith("。")
    assert not outcome.applied
    assert not Person.objects.exists()


WARNED: dict[str, Callable[[list[Line]], None]] = {
    "household_size": put(0, 家庭人口="9"),
    "education_or_school": put(0, 在校生状况="小学"),
    "able_but_no_labour": put(0, 劳动技能="无劳动力"),
    "head_name": put(1, 户主="别人"),
}


@pytest.mark.parametrize("rule", WARNED)
def test_a_doubt_is_told_and_lets_the_row_pass(rule: str, tmp_path: Path) -> None:
    bring_places(tmp_path)
    outcome = bring_roster(tmp_path, spoil(WARNED[rule]))
    found = outcome.findings.filter(outcome.findings["rule"] == rule)
    assert found["severity"].to_list() == [Severity.WARNING] * found.height
    assert found.height
    assert outcome.applied


def test_all_errors_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    def change(lines: list[Line]) -> None:
        lines[0].update(联系方式="1", 出生日期="1999-09-09")
        lines[3].update(健康状况="很好", 搬迁日期="昨天")

    bring_places(tmp_path)
    outcome = bring_roster(tmp_path, spoil(change))
    assert {"phone_form", "birth_against_id", "not_in_list", "not_a_date"} <= set(outcome.findings["rule"])


def test_personal_values_are_masked_in_findings(tmp_path: Path) -> None:
    bring_places(tmp_path)
    lines = spoil(_other_check_digit)
    outcome = bring_roster(tmp_path, lines)
    words = " ".join(str(line) for line in outcome.findings.rows())
    assert lines[0]["身份证号"] not in words


def test_good_rows_may_enter_alone_but_a_household_stands_or_falls_as_a_whole(tmp_path: Path) -> None:
    bring_places(tmp_path)
    lines = spoil(put(1, 健康状况="很好"))
    outcome = bring_roster(tmp_path, lines, accept_valid=True)
    size = sum(line["户编号"] == lines[0]["户编号"] for line in lines)
    assert outcome.applied
    assert (outcome.refused, outcome.new) == (size, len(lines) - size)
    assert not Household.objects.filter(number=lines[0]["户编号"]).exists()
    assert Membership.objects.count() == len(lines) - size
