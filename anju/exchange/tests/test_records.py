"""Exports of the labour system that come in: what each writes, what stays, what only the clerk can decide."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.employment import actions as employment
from anju.employment.models import Hiring, Job, Ledger, Line, Loan, Schooling, Subsidy
from anju.exchange import sheets
from anju.kernel.month import Month
from anju.registry.models import Membership, Person
from anju.tasks.models import Task
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
        builders.household(number="H1"), name="邹试安", id_number=builders.id_number(date(1985, 3, 2)), willing=True,
        education="", student="",
    )  # fmt: skip


def opened(month: Month = MONTH) -> None:
    employment.open_month(month=month, by="t", on=month.last)


def line(month: Month = MONTH) -> Line:
    return Line.objects.get(month=month.first)


def labourer(who: Person, **words: Any) -> Row:
    return {
        "所属区域": "x", "劳动力姓名": "邹试安", "身份证号": who.id_number, "电话": "13800000000", "文化程度": None,
        "就创业意愿": None, "劳动能力": "普通劳动力", "培训教育意愿": None, "上学状态": None,
    } | words  # fmt: skip


def test_wishes_of_labourers_go_into_the_open_line_and_the_clock_of_the_household_follows(
    tmp_path: Path, who: Person
) -> None:
    opened()
    Task.objects.all().delete()
    employment.watch_zero_employment(by="t", on=ON)
    assert Task.objects.get(kind="zero_employment").settled_on is None
    told = labourer(who, 就创业意愿="暂无意愿", 培训教育意愿="创业培训", 电话="13912345678", 文化程度="初中")
    assert brought(tmp_path, sheets.LABOURERS, [told]).changed == 1
    held, person = line(), Person.objects.get()
    assert (held.wish, held.training_wish, held.version, held.state) == ("none_wished", "4", 2, "unconfirmed")
    assert (person.phone, person.phone_masked, person.name) == ("13912345678", "139****5678", "邹试安")
    assert Membership.objects.get().education == "junior"  # it was empty
    assert Task.objects.get(kind="zero_employment").settled_on == ON
    again = brought(tmp_path, sheets.LABOURERS, [told])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    empty = brought(tmp_path, sheets.LABOURERS, [labourer(who, 电话=None)])
    assert (empty.changed, line().wish, Person.objects.get().phone) == (0, "none_wished", "13912345678")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"劳动能力": "无劳动力"}, "told_labour_differs"),
        ({"上学状态": "本科一年级"}, "told_student_differs"),
        ({"就创业意愿": "就近就业"}, "wishes_of_no_open_month"),
        ({"劳动力姓名": "别人"}, "name_of_another"),
    ],
)
def test_what_the_roster_knows_otherwise_is_told_and_stays(
    tmp_path: Path, who: Person, words: Row, rule: str
) -> None:
    opened()
    Ledger.objects.update(state="handed_in", confirmed_on=ON, confirmed_by="c")
    before = list(Membership.objects.values()), list(Line.objects.values())
    assert rule in rules(brought(tmp_path, sheets.LABOURERS, [labourer(who, **words)]))
    assert (list(Membership.objects.values()), list(Line.objects.values())) == before


def business(who: Person, **words: Any) -> Row:
    return {
        "姓名": "邹试安", "身份证号": who.id_number, "创业项目": "茶饮店", "创业单位名称": "试业茶饮", "创业地址": "平利县长安镇",
        "起始年月": "2021-05", "终止年月": None, "带动就业人数": 5, "带动贫困劳动力人数": 2, "创业担保贷款（元）": 100000,
        "创业补贴（元）": 3000,
    } | words  # fmt: skip


def test_a_business_comes_with_its_loan_subsidy_and_hiring(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.BUSINESSES, [business(who)]).new == 1
    job = Job.objects.get()
    assert (job.kind, job.channel, job.work_place, job.start, job.trade) == (
        "2", "business", "county", date(2021, 5, 1), "茶饮店",
    )  # fmt: skip
    hiring, loan, subsidy = Hiring.objects.get(), Loan.objects.get(), Subsidy.objects.get()
    assert (hiring.job, hiring.counted_on, hiring.hired, hiring.hired_lifted) == (job, ON, 5, 2)
    assert (loan.amount_fen, loan.start, loan.place_id) == (10_000_000, date(2021, 5, 1), builders.SITE)
    assert (subsidy.year, subsidy.startup_fen, subsidy.internship_fen) == (2021, 300_000, None)
    again = brought(tmp_path, sheets.BUSINESSES, [business(who)])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_another_sum_corrects_the_one_record_and_keeps_its_day(tmp_path: Path, who: Person) -> None:
    job = builders.job(
        who, kind="2", channel="business", work_place="city", start=date(2021, 5, 10), trade="茶饮店", employer="试业茶饮",
        address="平利县长安镇",
    )  # fmt: skip
    Loan.objects.create(place_id=builders.SITE, person=who, amount_fen=5_000_000, start=date(2021, 6, 1))
    Subsidy.objects.create(place_id=builders.SITE, person=who, year=2020, startup_fen=1, seeking_fen=7)
    Hiring.objects.create(
        place_id=builders.SITE, person=who, job=job, counted_on=date(2021, 7, 1), hired=1, hired_lifted=1
    )
    assert brought(tmp_path, sheets.BUSINESSES, [business(who)]).changed == 1
    loan, subsidy = Loan.objects.get(), Subsidy.objects.get()
    assert (loan.amount_fen, loan.start, loan.version) == (10_000_000, date(2021, 6, 1), 2)
    assert (subsidy.year, subsidy.startup_fen, subsidy.seeking_fen) == (2020, 300_000, 7)
    assert list(Hiring.objects.order_by("counted_on").values_list("counted_on", "hired")) == [
        (date(2021, 7, 1), 1), (ON, 5),
    ]  # fmt: skip
    assert Job.objects.get().work_place == "city"


def test_of_several_loans_only_the_page_can_say_which(tmp_path: Path, who: Person) -> None:
    for day in (1, 2):
        Loan.objects.create(place_id=builders.SITE, person=who, amount_fen=1, start=date(2021, 6, day))
        Subsidy.objects.create(place_id=builders.SITE, person=who, year=2018 + day, startup_fen=1)
    assert {"several_loans", "several_startups"} <= rules(
        brought(tmp_path, sheets.BUSINESSES, [business(who)])
    )
    assert Loan.objects.filter(amount_fen=1).count() == 2
    same = business(who) | {"创业担保贷款（元）": 0.02, "创业补贴（元）": 0.02}
    assert brought(tmp_path, sheets.BUSINESSES, [same]).applied


def test_more_lifted_people_than_people_are_refused(tmp_path: Path, who: Person) -> None:
    assert "more_lifted_than_hired" in rules(
        brought(tmp_path, sheets.BUSINESSES, [business(who, 带动贫困劳动力人数=6)])
    )


def pupil(who: Person, **words: Any) -> Row:
    return {
        "姓名": "邹试安", "身份证号": who.id_number, "技校名称": "安康市技工学校", "地址": "安康市汉滨区", "入学": "2019-09", "毕业": None,
        "专业": "汽修", "毕业后就业日期": None, "技校区域": "县外省内", "苏陕协作": "否", "学年制": 3, "助学金": 2000, "雨露计划补贴": 3000,
        "免学费": "是",
    } | words  # fmt: skip


def test_a_technical_school_comes_in_and_its_end_later(tmp_path: Path, who: Person) -> None:
    assert brought(tmp_path, sheets.SCHOOLS, [pupil(who)]).new == 1
    school = Schooling.objects.get()
    assert (school.start, school.stop, school.region, school.sushan, school.free) == (
        date(2019, 9, 1), None, "in_prov", False, True,
    )  # fmt: skip
    Schooling.objects.update(start=date(2019, 9, 5))
    later = pupil(who, 毕业="2021-07", 毕业后就业日期="2021-08-01", 专业=None, 助学金=None)
    assert brought(tmp_path, sheets.SCHOOLS, [later]).changed == 1
    school.refresh_from_db()
    assert (school.start, school.stop, school.hired_on, school.major, school.grant_fen, school.version) == (
        date(2019, 9, 5), date(2021, 8, 1), date(2021, 8, 1), "汽修", 200_000, 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "rule", "applied"),
    [
        ({"入学": None}, "school_without_month", False),
        ({"毕业": "2018-01"}, "school_ends_before_it_begins", False),
        ({"姓名": "别人"}, "name_of_another", False),
        ({"技校名称": None, "入学": None}, "school_to_complete", True),
    ],
)
def test_a_school_that_cannot_be_is_told(
    tmp_path: Path, who: Person, words: Row, rule: str, applied: bool
) -> None:
    outcome = brought(tmp_path, sheets.SCHOOLS, [pupil(who, **words)])
    assert (rule in rules(outcome), outcome.applied) == (True, applied)
    assert not Schooling.objects.exists()


def monthly(who: Person, **words: Any) -> Row:
    return {
        "姓名": "邹试安", "身份证号": who.id_number, "务工所在省/市/县": "江苏省常州市武进区", "就业地域": "省外", "务工企业名称": "乙厂",
        "务工月收入": 4800, "所属行业": "制造业", "就业渠道": "亲友介绍", "是否点对点输送": "是", "户类型": "脱贫户", "监测对象类别": None,
    } | words  # fmt: skip


def test_a_monthly_record_corrects_the_work_and_the_income_of_the_first_open_month(
    tmp_path: Path, who: Person
) -> None:
    builders.job(who, employer="甲厂", address="江苏省常州市武进区", income_fen=100)
    for month in (Month(2021, 11), MONTH):
        opened(month)
    assert brought(tmp_path, sheets.MONTHLY, [monthly(who)]).changed == 1
    job = Job.objects.get()
    assert (job.employer, job.industry, job.found_by, job.point_to_point, job.income_fen) == (
        "乙厂", "C", "kin", True, 480_000,
    )  # fmt: skip
    assert (line(Month(2021, 11)).income_fen, line(MONTH).income_fen) == (480_000, 100)
    told = monthly(who, 月份="2021-12", 务工月收入=5000)
    assert brought(tmp_path, sheets.MONTHLY, [told]).changed == 1
    assert (line(Month(2021, 11)).income_fen, line(MONTH).income_fen) == (480_000, 500_000)


def test_a_monthly_record_writes_nothing_into_a_month_that_is_handed_in(tmp_path: Path, who: Person) -> None:
    builders.job(
        who,
        employer="乙厂",
        address="江苏省常州市武进区",
        income_fen=100,
        industry="C",
        found_by="kin",
        point_to_point=True,
    )
    opened()
    Ledger.objects.update(state="handed_in", confirmed_on=ON, confirmed_by="c")
    assert "income_of_a_closed_month" in rules(brought(tmp_path, sheets.MONTHLY, [monthly(who)]))
    same = brought(tmp_path, sheets.MONTHLY, [monthly(who, 务工月收入=1)])
    assert (same.changed, same.unchanged, line().income_fen) == (0, 1, 100)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({}, "no_work_in_the_month"),
        ({"月份": "2020-01"}, "no_line_of_the_month"),
        ({"姓名": "别人"}, "name_of_another"),
    ],
)
def test_a_monthly_record_of_nobody_at_work_is_refused(
    tmp_path: Path, who: Person, words: Row, rule: str
) -> None:
    opened()
    assert rule in rules(brought(tmp_path, sheets.MONTHLY, [monthly(who, **words)]))


def test_subsidies_of_the_export_are_those_of_its_year_and_empty_ones_stay(
    tmp_path: Path, who: Person
) -> None:
    Subsidy.objects.create(place_id=builders.SITE, person=who, year=2020, seeking_fen=5, startup_fen=9)
    told = {
        "姓名": "邹试安", "身份证号": who.id_number, "就业类型": "转移就业", "就业地域": "省外", "就业地址": "江苏省常州市武进区",
        "就业起始年月": "2021-03", "年度": 2020, "转移就业交通补贴": 500, "就业见习补贴": None, "求职补贴": None,
    }  # fmt: skip
    assert brought(tmp_path, sheets.EXPORT, [told]).new == 1
    subsidy = Subsidy.objects.get()
    assert (subsidy.transport_fen, subsidy.seeking_fen, subsidy.startup_fen, subsidy.version) == (
        50_000,
        5,
        9,
        2,
    )
    brought(tmp_path, sheets.EXPORT, [told | {"年度": None}])
    assert Subsidy.objects.get(year=2021).transport_fen == 50_000
