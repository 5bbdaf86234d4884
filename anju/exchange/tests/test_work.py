"""Workbooks of the labour system: what they write, what stays as it stands, what is refused; our own export comes in again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anju.accounts.scope import Scope, acting
from anju.employment import actions as employment
from anju.employment.models import Job, Line
from anju.entitlements.models import Income
from anju.exchange import exports, sheets
from anju.intake.actions import import_file
from anju.kernel.month import Month
from anju.registry.models import Person
from tests import builders
from tests.workbooks import Line as Row
from tests.workbooks import brought, rules

pytestmark = pytest.mark.django_db
MONTH, ON = Month(2021, 12), date(2021, 12, 31)


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


@pytest.fixture
def who() -> Person:
    return builders.person(
        builders.household(number="H1"), name="邹试安", id_number=builders.id_number(date(1985, 3, 2))
    )


def told(who: Person, **words: Any) -> Row:
    return {
        "劳动力姓名": "邹试安", "身份证号": who.id_number, "就业起始日期": "2021-03-01", "就业渠道": None, "就业地域": "省外",
        "就业地址": "江苏省常州市武进区", "就业单位": "某电子厂", "就业类型": "转移就业", "上年度农业人均纯收入": None, "就业单位性质": None,
        "岗位工种": "装配工", "特色就业": None, "签订合同或协议(月)": 12, "岗位补贴": None, "工资发放周期": None, "备注": None,
    } | words  # fmt: skip


def only_job() -> Job:
    return Job.objects.get()


def test_a_line_of_the_template_becomes_a_spell(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.TEMPLATE, [told(who)]).new == 1
    job = only_job()
    assert (job.start, job.stop, job.work_place, job.channel, job.found_by) == (
        date(2021, 3, 1), None, "outside", "migrant", "self",
    )  # fmt: skip
    assert (job.employer, job.trade, job.contract_months, job.place_id) == (
        "某电子厂",
        "装配工",
        12,
        builders.SITE,
    )
    again = brought(tmp_path, sheets.TEMPLATE, [told(who)])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_a_serial_day_of_excel_is_a_day(tmp_path: Path, who: Person) -> None:
    brought(tmp_path, sheets.TEMPLATE, [told(who, 就业起始日期=44256)])
    assert only_job().start == date(2021, 3, 1)
    assert rules(brought(tmp_path, sheets.TEMPLATE, [told(who, 就业起始日期=99999999)])) != set()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            {"特色就业": "特设公岗", "就业地域": "县内", "岗位补贴": 900, "工资发放周期": 1},
            ("public_post", "special", "county"),
        ),
        ({"特色就业": 6, "就业地域": "县内"}, ("public_post", "urban", "county")),
        ({"就业类型": "创业", "就业地域": "县内"}, ("business", "", "county")),
        ({"就业类型": 3, "就业地域": "县内", "就业起始日期": None}, ("farming", "", "county")),
        ({"就业地域": "县内", "就业单位": None}, ("flexible", "", "county")),
        ({"就业地域": "县内", "就业单位": "试验工厂"}, ("factory", "", "county")),
        ({"就业地域": "县外省内", "就业地址": "陕西省安康市汉滨区"}, ("migrant", "", "city")),
        ({"就业地域": "县外省内", "就业地址": "陕西省西安市雁塔区"}, ("migrant", "", "province")),
        ({"就业地域": "境外", "就业地址": "泰国"}, ("migrant", "", "abroad")),
    ],
)
def test_words_of_the_system_become_ours(
    tmp_path: Path, who: Person, words: Row, wanted: tuple[str, ...]
) -> None:
    builders.operator(name="试验工厂", kind="factory")
    outcome = brought(tmp_path, sheets.TEMPLATE, [told(who, **words)])
    assert outcome.new == 1, outcome.findings
    job = only_job()
    assert (job.channel, job.post_kind, job.work_place) == wanted
    if words.get("岗位补贴"):
        assert (job.post_subsidy_fen, job.pay_cycle_months) == (90_000, 1)
    if wanted[0] == "factory":
        assert job.operator is not None


def test_cooperation_with_jiangsu_is_how_the_work_was_found(tmp_path: Path, who: Person) -> None:
    brought(tmp_path, sheets.TEMPLATE, [told(who, 特色就业="苏陕劳务协作")])
    assert only_job().found_by == "sushan"


def test_empty_cells_leave_the_ledger_as_it_stands(tmp_path: Path, who: Person) -> None:
    builders.job(
        who, start=date(2021, 3, 1), channel="migrant", work_place="city", address="陕西省安康市石泉县", employer="旧厂", trade="缝纫工",
        income_fen=320_000, industry="C", found_by="kin", stop=date(2021, 12, 1),
    )  # fmt: skip
    line = told(who, 就业地域="县外省内", 就业单位=None, 岗位工种=None, 就业地址="陕西省西安市雁塔区")
    assert brought(tmp_path, sheets.TEMPLATE, [line]).changed == 1
    job = only_job()
    assert (job.employer, job.trade, job.income_fen, job.industry, job.found_by) == (
        "旧厂",
        "缝纫工",
        320_000,
        "C",
        "kin",
    )
    assert (job.work_place, job.address, job.stop) == ("city", "陕西省西安市雁塔区", date(2021, 12, 1))


def test_income_from_farming_is_kept_for_the_year_before(tmp_path: Path, who: Person) -> None:
    brought(tmp_path, sheets.TEMPLATE, [told(who, 上年度农业人均纯收入=6800.5)])
    income = Income.objects.get()
    assert (income.year, income.farm_fen, income.person_fen) == (2020, 680_050, None)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"就业起始日期": None}, "begun_missing"),
        ({"特色就业": "特设公岗"}, "5_01_003"),
        ({"劳动力姓名": "别人"}, "name_of_another"),
        ({"就业地域": "月球"}, "not_in_list"),
        ({"身份证号": "610926200001010016"}, "unknown_record"),
        ({"就业起始日期": "1995-01-01"}, "job_under_sixteen"),
    ],
)
def test_what_cannot_be_right_is_told(tmp_path: Path, who: Person, words: Row, rule: str) -> None:
    outcome = brought(tmp_path, sheets.TEMPLATE, [told(who, **words)])
    assert rule in rules(outcome)
    assert not Job.objects.exists()


def test_the_thousandth_line_is_too_much(tmp_path: Path, who: Person) -> None:
    lines = [told(who, 就业起始日期=date(2019, 1, 1).replace(year=2019).isoformat()) for _ in range(1000)]
    outcome = brought(tmp_path, sheets.TEMPLATE, lines)
    assert "too_many_lines" in rules(outcome)
    assert outcome.findings.filter(outcome.findings["rule"] == "too_many_lines").height == 1


def exported(folder: Path) -> Path:
    """Our export of the month as a workbook, in full."""
    sheet = exports.sheet("employment")
    assert sheet is not None
    path = folder / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet.title)
        page.write_row(0, 0, sheet.heads)
        for number, row in enumerate(exports.rows("employment", builders.SITE, MONTH, full=True), start=1):
            page.write_row(number, 0, row)
    return path


def test_our_own_export_comes_in_again_and_goes_out_the_same(tmp_path: Path, who: Person) -> None:
    home = builders.household(number="H2")
    second = builders.person(home, name="肖试宁", id_number=builders.id_number(date(1990, 6, 1)))
    third = builders.person(
        home, name="黎试平", relation="son", id_number=builders.id_number(date(1999, 7, 9))
    )
    builders.job(who, start=date(2021, 3, 15), employer="某电子厂", address="江苏省常州市武进区", trade="装配工", found_by="sushan",
                 contract_months=12, employer_nature="company")  # fmt: skip
    builders.job(second, start=date(2020, 5, 1), channel="public_post", post_kind="special", work_place="county",
                 address="平利县长安镇", employer="某村", trade="保洁", post_subsidy_fen=90_000, pay_cycle_months=3)  # fmt: skip
    builders.job(
        third,
        start=date(2021, 8, 2),
        work_place="city",
        address="陕西省安康市汉滨区",
        employer="某店",
        trade="服务员",
    )
    employment.open_month(month=MONTH, by="t", on=ON)
    before = list(exports.rows("employment", builders.SITE, MONTH, full=True))
    assert len(before) == 3
    path = exported(tmp_path)
    same = import_file(path, sheets=sheets.SHEETS, by="test", on=ON, scope=Scope.everything())[0]
    assert (same.sheet.name, same.new, same.changed, same.unchanged) == ("exchange.export", 0, 0, 3), (
        same.findings
    )
    Line.objects.update(job=None)
    Job.objects.all().delete()
    again = import_file(path, sheets=sheets.SHEETS, by="test", on=ON, scope=Scope.everything())[0]
    assert (again.new, again.refused) == (3, 0), again.findings
    assert list(exports.rows("employment", builders.SITE, MONTH, full=True)) == before


def test_an_end_in_the_export_is_the_last_month_of_work(tmp_path: Path, who: Person) -> None:
    builders.job(who, start=date(2021, 3, 15), employer="某电子厂", address="江苏省常州市武进区")
    line = {
        "姓名": "邹试安", "身份证号": who.id_number, "就业类型": "转移就业", "就业地域": "省外", "就业地址": "江苏省常州市武进区",
        "就业起始年月": "2021-03", "就业终止年月": "2021-09",
    }  # fmt: skip
    assert brought(tmp_path, sheets.EXPORT, [line]).changed == 1
    assert (only_job().start, only_job().stop) == (date(2021, 3, 15), date(2021, 10, 1))
