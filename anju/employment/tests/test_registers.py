"""Training, operators, linkage contracts and monthly ledgers: what their sheets write and refuse."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from anju.accounts.scope import Scope, acting
from anju.employment import sheets
from anju.employment.actions import open_month
from anju.employment.codes import LinkageForm, OperatorKind
from anju.employment.models import Ledger, Linkage, Operator, Training
from anju.employment.queries import ledgers_of, linkages_of, operators_of, trainings_of
from anju.kernel.month import Month
from anju.registry.models import Community, Household, Person
from anju.tasks.models import Task
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db
SITE_NAME = "试验安置区100001"


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


@pytest.fixture
def home() -> Household:
    """A household with its head."""
    made = builders.household()
    builders.person(made, name="张安")
    return made


@pytest.fixture
def park() -> Operator:
    """A park of the site."""
    return Operator.objects.create(
        place_id=builders.SITE,
        kind=OperatorKind.PARK,
        name="试验茶园",
        industry="茶叶",
        start=date(2019, 1, 1),
    )


@pytest.fixture
def community() -> Community:
    """The community of the site."""
    return builders.community(name="试验社区甲")


def _operator(**changes: object) -> Line:
    return {
        "类型": "社区工厂", "名称": "试验毛绒玩具社区工厂", "统一社会信用代码": None, "安置区名称": SITE_NAME, "产业": "毛绒玩具",
        "面积（亩）": None, "标准化厂房（㎡）": 600, "岗位数": 60, "建成（认定）日期": "2019-05-20", "停产（注销）日期": None,
    } | changes  # fmt: skip


def test_an_operator_is_written_once(tmp_path: Path) -> None:
    assert brought(tmp_path, sheets.OPERATORS, [_operator()]).applied
    assert brought(tmp_path, sheets.OPERATORS, [_operator(岗位数=70)]).changed == 1
    made = operators_of(builders.SITE, date(2021, 1, 1)).get()
    assert (made.posts, made.workshop_m2, made.place_id) == (70, 600, builders.SITE)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"停产（注销）日期": "2019-05-20"}, "stop_after_start"),
        ({"统一社会信用代码": "91610926MA70XXXX00"}, "uscc_check"),
        ({"安置区名称": "无此安置区"}, "unknown_record"),
        ({"类型": "煤矿"}, "not_in_list"),
    ],
)
def test_a_wrong_operator_is_refused(tmp_path: Path, changes: Line, rule: str) -> None:
    assert rule in rules(brought(tmp_path, sheets.OPERATORS, [_operator(**changes)]))
    assert not Operator.objects.exists()


def _course(person: Person, **changes: object) -> Line:
    return {
        "姓名": person.name, "身份证号": person.id_number, "培训类型": "就业技能培训", "培训内容": "电工基础",
        "开班日期": "2021-04-12", "结业日期": "2021-04-26",
    } | changes  # fmt: skip


def test_a_course_is_written(tmp_path: Path, home: Household) -> None:
    person = Person.objects.get()
    assert brought(tmp_path, sheets.TRAININGS, [_course(person)]).applied
    assert trainings_of(person.pk).get().stop == date(2021, 4, 26)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"结业日期": "2021-04-01"}, "training_stop_before_start"),
        ({"姓名": "李四"}, "name_of_another"),
        ({"开班日期": "2000-04-12", "结业日期": None}, "training_under_sixteen"),
    ],
)
def test_a_wrong_course_is_refused(tmp_path: Path, home: Household, changes: Line, rule: str) -> None:
    assert rule in rules(brought(tmp_path, sheets.TRAININGS, [_course(Person.objects.get(), **changes)]))
    assert not Training.objects.exists()


def test_a_linkage_contract_is_written_with_the_place_of_its_household(
    tmp_path: Path, home: Household, park: Operator
) -> None:
    line: Line = {
        "合同编号": "LJ2021-1", "经营主体名称": park.name, "户编号": home.number, "联结方式": "劳务用工", "年约定金额（元）": 6000,
        "起始日期": "2021-01-01", "终止日期": "2023-01-01",
    }  # fmt: skip
    assert brought(tmp_path, sheets.LINKAGES, [line]).applied
    made = linkages_of(home.pk).get()
    assert (made.form, made.amount_fen, made.place_id) == (LinkageForm.LABOUR, 600000, home.place_id)
    reversed_days = brought(
        tmp_path, sheets.LINKAGES, [line | {"合同编号": "LJ2021-2", "终止日期": "2020-12-31"}]
    )
    assert "stop_after_start" in rules(reversed_days)
    assert Linkage.objects.count() == 1


def _month(community: Community, **changes: object) -> Line:
    return {
        "社区名称": community.name, "月份": "2021-08", "建账日期": "2021-08-02", "确认日期": "2021-08-30", "确认人": "周敏",
    } | changes  # fmt: skip


def test_a_confirmed_ledger_is_written_under_its_first_day(tmp_path: Path, community: Community) -> None:
    assert brought(tmp_path, sheets.LEDGERS, [_month(community)]).applied
    made = ledgers_of(builders.SITE).get()
    assert (made.month, made.confirmed_on, made.place_id) == (
        date(2021, 8, 1),
        date(2021, 8, 30),
        builders.SITE,
    )


@pytest.mark.parametrize(
    ("changes", "rule", "applied"),
    [
        ({"确认人": None}, "ledger_confirmed_without_name", False),
        ({"确认日期": None}, "ledger_name_without_day", False),
        ({"确认日期": "2021-08-01"}, "ledger_confirmed_before_opened", False),
        ({"确认日期": "2021-09-02"}, "ledger_confirmed_late", True),
    ],
)
def test_a_ledger_must_be_confirmed_rightly(
    tmp_path: Path, community: Community, changes: Line, rule: str, applied: bool
) -> None:
    outcome = brought(tmp_path, sheets.LEDGERS, [_month(community, **changes)])
    assert rule in rules(outcome)
    assert Ledger.objects.exists() is applied


def test_a_workbook_that_brings_the_month_as_confirmed_leaves_the_clerk_nothing_to_do(
    tmp_path: Path, community: Community, home: Household
) -> None:
    open_month(month=Month(2021, 8), by="bureau", on=date(2021, 8, 2))
    assert Task.objects.get(kind="ledger_opened").settled_on is None
    assert brought(tmp_path, sheets.LEDGERS, [_month(community)]).applied
    assert Ledger.objects.get().state == "accepted"
    assert Task.objects.get(kind="ledger_opened").outcome == "已报送"
