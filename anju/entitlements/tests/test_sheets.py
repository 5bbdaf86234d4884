"""The workbooks of entitlements: what they write, what they refuse, and that numbers are sealed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.entitlements import sheets
from anju.entitlements.models import (
    Account,
    Assistance,
    Disability,
    Income,
    Insurance,
    LandRight,
    Measure,
    Monitoring,
)
from anju.intake.sheet import Sheet
from anju.registry.models import Household, Person
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db
NUMBER = "612427198503020017"


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


@pytest.fixture
def who() -> Person:
    home = builders.household(number="H1")
    return builders.person(home, name="邹试安", id_number=builders.id_number(date(1985, 3, 2)))


def named(who: Person, **words: Any) -> Line:
    return {"姓名": "邹试安", "身份证号": who.id_number} | words


def insured(who: Person, **words: Any) -> Line:
    return named(who, 险种="城乡居民基本医疗保险", 参保日期="2020-01-01", 停保日期=None) | words


def disabled(who: Person, **words: Any) -> Line:
    return named(
        who, 残疾证号=f"{who.id_number}43", 残疾类别="肢体残疾", 残疾等级="三级", 残疾证办证年度=2016, 起始日期=None, 终止日期=None,
    ) | words  # fmt: skip


def watched(**words: Any) -> Line:
    return {
        "户编号": "H1", "监测对象类别": "脱贫不稳定户", "致贫返贫风险": "因病", "识别日期": "2021-03-15", "风险状态": "风险未消除",
        "风险消除日期": None,
    } | words  # fmt: skip


def paid(who: Person, **words: Any) -> Line:
    return named(
        who, 开户银行="平利农商银行", 户名="邹试安", 银行账号="6230 2700 0000 1234 567", 启用日期="2019-05-01", 停用日期=None,
    ) | words  # fmt: skip


def test_insurance_is_written_once_and_a_second_import_changes_nothing(tmp_path: Path, who: Person) -> None:
    lines = [insured(who), insured(who, 险种="大病保险")]
    assert brought(tmp_path, sheets.INSURANCES, lines).new == 2
    again = brought(tmp_path, sheets.INSURANCES, lines)
    assert (again.new, again.changed) == (0, 0)
    assert Insurance.objects.get(kind="resident_medical").place_id == builders.SITE


def test_assistance_keeps_its_amount_in_fen(tmp_path: Path, who: Person) -> None:
    line = named(who, 救助类型="低保", **{"审批文号（证号）": "平低〔2019〕7号", "月救助金额（元）": "401.5"}, 享受起始日期="2019-01-01",
                 停止日期=None)  # fmt: skip
    assert brought(tmp_path, sheets.ASSISTANCES, [line]).applied
    assert Assistance.objects.get().amount_fen == 40150


def test_a_certificate_is_sealed_masked_and_dated_by_its_year(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.DISABILITIES, [disabled(who)]).applied
    held = Disability.objects.get()
    assert held.certificate == f"{who.id_number}43"
    assert held.certificate_masked == f"{who.id_number[:6]}{'*' * 14}"
    assert held.start == date(2016, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute("select certificate from entitlements_disability")
        assert who.id_number.encode() not in bytes(cursor.fetchone()[0])
    again = brought(tmp_path, sheets.DISABILITIES, [disabled(who)])
    assert (again.new, again.changed) == (0, 0)


def test_a_reissued_certificate_of_22_digits_follows_the_old_one(tmp_path: Path, who: Person) -> None:
    old = disabled(who, 终止日期="2020-06-01")
    new = disabled(who, 残疾证号=f"{who.id_number}43B1", 残疾证办证年度=2020, 起始日期="2020-06-01")
    assert brought(tmp_path, sheets.DISABILITIES, [old, new]).applied
    assert Disability.objects.count() == 2


def test_an_account_is_sealed_and_only_its_last_four_digits_show(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.ACCOUNTS, [paid(who)]).applied
    held = Account.objects.get()
    assert held.number == "6230270000001234567"
    assert held.number_masked == f"{'*' * 15}4567"


def test_a_monitored_household_has_its_measures(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.MONITORINGS, [watched()]).applied
    lines = [
        {
            "户编号": "H1",
            "识别日期": "2021-03-15",
            "措施类型": kind,
            "措施内容": "茶园",
            "起始日期": "2021-04-01",
            "终止日期": None,
        }
        for kind in ("产业帮扶", "公益岗位帮扶")
    ]
    assert brought(tmp_path, sheets.MEASURES, lines).new == 2
    again = brought(tmp_path, sheets.MEASURES, lines)
    assert (again.new, again.changed) == (0, 0)
    assert set(Monitoring.objects.get().measures.values_list("kind", flat=True)) == {
        "industry",
        "public_post",
    }
    assert Measure.objects.first().place_id == builders.SITE  # type: ignore[union-attr]  # there are two


def test_income_and_land_belong_to_the_household(tmp_path: Path, who: Person) -> None:
    income = {"户编号": "H1", "年度": 2021, "人均纯收入（元）": "5400"}
    land = {
        "户编号": "H1", "土地类型": "承包地", "合同（权证）编号": "NC-1", "所在村": "杨溪村", "面积（亩）": "3.25", "是否流转": "是",
        "取得日期": "1998-10-01", "终止日期": "2028-09-30",
    }  # fmt: skip
    assert brought(tmp_path, sheets.INCOMES, [income]).applied
    assert brought(tmp_path, sheets.LANDS, [land]).applied
    assert Income.objects.get().person_fen == 540000
    assert LandRight.objects.get().area_mu == Decimal("3.25")
    assert Household.objects.get().land_rights.count() == 1


@pytest.mark.parametrize(
    ("sheet", "line", "changes", "rule"),
    [
        (sheets.INSURANCES, insured, {"姓名": "别人"}, "name_of_another"),
        (sheets.INSURANCES, insured, {"停保日期": "2020-01-01"}, "stop_after_start"),
        (
            sheets.INSURANCES,
            insured,
            {"险种": "城乡居民基本养老保险", "参保日期": "1999-01-01"},
            "pension_too_young",
        ),
        (sheets.DISABILITIES, disabled, {"残疾类别": "视力残疾"}, "certificate_category"),
        (sheets.DISABILITIES, disabled, {"残疾等级": "一级"}, "certificate_level"),
        (sheets.DISABILITIES, disabled, {"残疾证号": "612427198503020017"}, "certificate_form"),
        (sheets.DISABILITIES, disabled, {"残疾证号": "61092619850302001743"}, "certificate_of_another"),
        (sheets.DISABILITIES, disabled, {"残疾证办证年度": 2023}, "certificate_in_future"),
        (sheets.ACCOUNTS, paid, {"银行账号": "6.23027E+18"}, "account_form"),
    ],
)
def test_a_wrong_line_about_a_person_is_refused(
    tmp_path: Path, who: Person, sheet: Sheet, line: Any, changes: Line, rule: str
) -> None:
    outcome = brought(tmp_path, sheet, [line(who, **changes)])
    assert rule in rules(outcome)
    assert not outcome.applied


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"风险状态": "风险已消除"}, "resolved_without_day"),
        ({"风险消除日期": "2021-06-01"}, "day_without_resolved"),
        ({"风险状态": "风险已消除", "风险消除日期": "2021-03-15"}, "resolved_after_identified"),
    ],
)
def test_a_wrong_monitoring_line_is_refused(tmp_path: Path, who: Person, changes: Line, rule: str) -> None:
    assert rule in rules(brought(tmp_path, sheets.MONITORINGS, [watched(**changes)]))
    assert not Monitoring.objects.exists()


def test_overlapping_spells_are_refused_in_the_file_and_against_the_ledger(
    tmp_path: Path, who: Person
) -> None:
    both = [insured(who), insured(who, 参保日期="2021-01-01")]
    assert "insurance_overlaps" in rules(brought(tmp_path, sheets.INSURANCES, both))
    assert brought(tmp_path, sheets.INSURANCES, [insured(who)]).applied
    assert "open_in_ledger" in rules(
        brought(tmp_path, sheets.INSURANCES, [insured(who, 参保日期="2021-01-01")])
    )
    assert brought(tmp_path, sheets.MONITORINGS, [watched()]).applied
    later = brought(tmp_path, sheets.MONITORINGS, [watched(识别日期="2021-05-01")])
    assert "open_in_ledger" in rules(later)


def test_both_medical_insurances_at_once_are_a_doubt_and_not_refused(tmp_path: Path, who: Person) -> None:
    outcome = brought(tmp_path, sheets.INSURANCES, [insured(who), insured(who, 险种="城镇职工基本医疗保险")])
    assert "28_insurance" in rules(outcome)
    assert outcome.applied


def test_a_measure_needs_its_monitoring_record(tmp_path: Path, who: Person) -> None:
    line = {
        "户编号": "H1",
        "识别日期": "2021-03-15",
        "措施类型": "产业帮扶",
        "措施内容": "",
        "起始日期": "2021-04-01",
        "终止日期": None,
    }
    assert "measure_without_monitoring" in rules(brought(tmp_path, sheets.MEASURES, [line]))
