"""Rows of benefits: insurance, assistance, disability, monitoring, land at home, accounts. All of it invented.

Shares are plausible, not published. Who is disabled follows the health in the roster.
"""

from datetime import date, timedelta
from random import Random

from anju.demo.county import County
from anju.demo.people.households import Household
from anju.demo.people.persons import Person, days_after
from anju.demo.rows.roster import label, yes_no
from anju.demo.tables import Book, Row, Tab
from anju.entitlements.codes import (
    AssistanceKind,
    DisabilityCategory,
    DisabilityLevel,
    InsuranceKind,
    LandKind,
    MeasureKind,
    MonitoringClass,
    RiskCause,
    RiskStatus,
)
from anju.registry.codes import Health, HouseholdClass

_PERSON = ("姓名", "身份证号")
_INSURED_FROM, _CONTRACTED_ON, _FOREST_ON = date(2017, 1, 1), date(1998, 10, 1), date(2009, 6, 1)
_PENSION_AGE, _EMPLOYEES, _MEDICAL, _PENSION, _COMMERCIAL = 16, 0.04, 0.985, 0.94, 0.01
_SICK = frozenset({Health.SERIOUS, Health.SERIOUS_DISABLED})
_DISABLED = frozenset({Health.DISABLED, Health.CHRONIC_DISABLED, Health.SERIOUS_DISABLED})
_CERTIFIED, _REISSUED = 0.96, 0.06
_CATEGORIES, _CATEGORY_SHARES = tuple(DisabilityCategory), (12, 11, 3, 46, 9, 15, 4)
_LEVELS, _LEVEL_SHARES = tuple(DisabilityLevel), (14, 28, 32, 26)
_LOW_INCOME, _DESTITUTE, _MARGIN, _OLD = 0.055, 0.4, 0.01, 60
_MONITORED, _RESOLVED, _SUDDEN, _TOLD_INCOME = 0.02, 0.55, 0.08, 0.03
_CAUSES, _CAUSE_SHARES = (
    (RiskCause.ILLNESS, RiskCause.DISABILITY, RiskCause.NO_LABOUR, RiskCause.UNSTABLE_WORK, RiskCause.SCHOOL, RiskCause.DISASTER),
    (38, 17, 15, 16, 9, 5),
)  # fmt: skip
_DEVELOPMENT = (MeasureKind.INDUSTRY, MeasureKind.WORK, MeasureKind.FINANCE, MeasureKind.PUBLIC_POST)
_OTHERS = (MeasureKind.HEALTH, MeasureKind.SAFETY_NET, MeasureKind.SOCIAL)
_CONTENT = {
    MeasureKind.INDUSTRY: "茶园管护", MeasureKind.WORK: "推荐到社区工厂务工", MeasureKind.FINANCE: "小额信贷",
    MeasureKind.PUBLIC_POST: "安排公益性岗位", MeasureKind.HEALTH: "家庭医生签约和医疗救助", MeasureKind.SAFETY_NET: "纳入低保",
    MeasureKind.SOCIAL: "社会帮扶资金",
}  # fmt: skip
_BANKS = ("平利农商银行", "邮储银行平利支行")
_FIELD, _FOREST, _HOMESTEAD, _TRANSFERRED = 0.7, 0.4, 0.05, 0.45


def _here(county: County) -> list[Household]:
    return [household for household in county.households if household.start <= county.as_of]


def _members(household: Household, on: date) -> list[Person]:
    """Those who are on the roster on the day."""
    return household.present(on)


def _sixteen(person: Person) -> date:
    born = person.born
    return date(born.year + _PENSION_AGE, born.month, min(born.day, 28)) + timedelta(days=4)


def insurance(county: County) -> Book:
    """Insurance of everybody on the roster: medical nearly all, pensions from sixteen on out of school."""
    rng, rows = Random(county.seed + 30), []
    for household in _here(county):
        for person in _members(household, county.as_of):
            rows += _insured(person, county.as_of, rng)
    heads = (*_PERSON, "险种", "参保日期", "停保日期")
    return Book("社会保险台账.xlsx", [Tab("社会保险", heads, rows, begins="参保日期")])


def _insured(person: Person, on: date, rng: Random) -> list[Row]:
    since = max(_INSURED_FROM, person.start)
    adult, employee = person.age(on) >= _PENSION_AGE, rng.random() < _EMPLOYEES
    employee = employee and person.able and person.state.student is None
    kinds: list[tuple[InsuranceKind, date]] = []
    if rng.random() < _MEDICAL:
        kinds.append((InsuranceKind.EMPLOYEE_MEDICAL if employee else InsuranceKind.RESIDENT_MEDICAL, since))
    if person.state.health in _SICK:
        kinds.append((InsuranceKind.SERIOUS_ILLNESS, since))
    if rng.random() < _COMMERCIAL:
        kinds.append((InsuranceKind.COMMERCIAL, since))
    if adult and person.state.student is None and rng.random() < _PENSION:
        kind = InsuranceKind.EMPLOYEE_PENSION if employee else InsuranceKind.RESIDENT_PENSION
        kinds.append((kind, max(since, _sixteen(person))))
    return [(person.name, person.id_number, label(kind), day, None) for kind, day in kinds if day <= on]


def assistance(county: County) -> Book:
    """Assistance, and the certificates of those whom the roster calls disabled."""
    rng = Random(county.seed + 31)
    helped: list[Row] = []
    disabled: list[Row] = []
    for serial, household in enumerate(_here(county), start=1):
        members = _members(household, county.as_of)
        helped += _helped(household, members, serial, county.as_of, rng)
        disabled += [_certificate(one, county.as_of, rng) for one in members
                     if one.state.health in _DISABLED and rng.random() < _CERTIFIED]  # fmt: skip
    heads = (*_PERSON, "救助类型", "审批文号（证号）", "月救助金额（元）", "享受起始日期", "停止日期")
    more = (*_PERSON, "残疾证号", "残疾类别", "残疾等级", "残疾证办证年度", "起始日期", "终止日期")
    return Book(
        "救助与残疾台账.xlsx",
        [Tab("社会救助", heads, helped, begins="享受起始日期"), Tab("残疾", more, disabled)],
    )


def _helped(household: Household, members: list[Person], serial: int, on: date, rng: Random) -> list[Row]:
    dice, old = rng.random(), all(one.age(on) >= _OLD for one in members)
    if len(members) == 1 and old and not members[0].able and rng.random() < _DESTITUTE:
        kind, amount = AssistanceKind.DESTITUTE, rng.randrange(520, 780, 10)
    elif dice < _LOW_INCOME:
        kind, amount = AssistanceKind.LOW_INCOME, rng.randrange(180, 460, 10)
    elif dice < _LOW_INCOME + _MARGIN:
        kind, amount = AssistanceKind.MARGIN, None
    else:
        return []
    first = days_after(rng, date(2018, 1, 1), date(2021, 6, 1))
    document = None if kind == AssistanceKind.MARGIN else f"平民救〔{first.year}〕{serial:05d}号"
    return [
        (one.name, one.id_number, label(kind), document, amount, start, None)
        for one in members
        if (start := max(first, one.start)) <= on
    ]


def _certificate(person: Person, on: date, rng: Random) -> Row:
    category = rng.choices(_CATEGORIES, weights=_CATEGORY_SHARES)[0]
    level = rng.choices(_LEVELS, weights=_LEVEL_SHARES)[0]
    number = f"{person.id_number}{category.value}{level.value}" + ("B1" if rng.random() < _REISSUED else "")
    year = max(person.born.year, rng.randint(2009, on.year - 1))
    return (person.name, person.id_number, number, label(category), label(level), year, None, None)


def monitoring(county: County) -> Book:
    """Monitored households with their measures, and incomes of these and of some others."""
    rng = Random(county.seed + 32)
    records: list[Row] = []
    measures: list[Row] = []
    incomes: list[Row] = []
    homes = [one for one in _here(county) if _members(one, county.as_of)]
    watched = set(rng.sample(range(len(homes)), max(2, round(len(homes) * _MONITORED))))
    for index, household in enumerate(homes):
        if index in watched:
            record = _record(household, index, county.as_of, rng)
            records.append(record)
            measures += _measures(household, record, county.as_of, rng)
        if index in watched or rng.random() < _TOLD_INCOME:
            low, high = (4200, 7600) if index in watched else (8000, 21000)
            incomes += [(household.number, year, rng.randrange(low, high, 20)) for year in (2020, 2021)]
    return Book(
        "防返贫监测台账.xlsx",
        [
            Tab(
                "监测对象",
                ("户编号", "监测对象类别", "致贫返贫风险", "识别日期", "风险状态", "风险消除日期"),
                records,
            ),
            Tab("帮扶措施", ("户编号", "识别日期", "措施类型", "措施内容", "起始日期", "终止日期"), measures),
            Tab("人均纯收入", ("户编号", "年度", "人均纯收入（元）"), incomes),
        ],
    )


def _record(household: Household, index: int, on: date, rng: Random) -> Row:
    """The first records still stand, so that every county has some of them."""
    first = max(date(2020, 3, 10), household.start)
    identified = min(days_after(rng, first, date(2021, 7, 31)), on - timedelta(days=1))
    resolved = identified + timedelta(days=rng.randint(120, 420)) if rng.random() < _RESOLVED else None
    if resolved is not None and resolved > on:
        resolved = None
    lifted = household.household_class == HouseholdClass.LIFTED
    kind = MonitoringClass.UNSTABLE if lifted else MonitoringClass.MARGINAL
    cause = rng.choices(_CAUSES, weights=_CAUSE_SHARES)[0]
    if rng.random() < _SUDDEN:
        kind, cause = MonitoringClass.SUDDEN, RiskCause.ILLNESS
    status = RiskStatus.RESOLVED if resolved else RiskStatus.OPEN
    return (household.number, label(kind), label(cause), identified, label(status), resolved)


def _measures(household: Household, record: Row, on: date, rng: Random) -> list[Row]:
    """One to three measures, of development where somebody can work; a few households wait for theirs."""
    identified: date = record[3]
    able = any(one.able for one in _members(household, on))
    kinds = [*rng.sample(_DEVELOPMENT, rng.randint(1, 2))] if able and rng.random() < 0.93 else []
    kinds += rng.sample(_OTHERS, 1)
    found = []
    for kind in kinds:
        start = identified + timedelta(days=rng.randint(5, 60))
        if start <= on:
            found.append((household.number, identified, label(kind), _CONTENT[kind], start, None))
    return found


def land(county: County) -> Book:
    """Land that stays with the home village."""
    rng = Random(county.seed + 33)
    rows: list[Row] = []
    for serial, household in enumerate(_here(county), start=1):
        for kind, share, since, low, high in (
            (LandKind.FIELD, _FIELD, _CONTRACTED_ON, 1.2, 8.5),
            (LandKind.FOREST, _FOREST, _FOREST_ON, 4, 45),
            (LandKind.HOMESTEAD, _HOMESTEAD, _CONTRACTED_ON, 0.15, 0.3),
        ):
            if rng.random() < share:
                area, transferred = round(rng.uniform(low, high), 2), rng.random() < _TRANSFERRED
                number = f"{kind.value[:2].upper()}610926{serial:06d}"
                rows.append(
                    (
                        household.number,
                        label(kind),
                        number,
                        household.origin,
                        area,
                        yes_no(transferred),
                        since,
                        None,
                    )
                )
    heads = (
        "户编号",
        "土地类型",
        "合同（权证）编号",
        "所在村",
        "面积（亩）",
        "是否流转",
        "取得日期",
        "终止日期",
    )
    return Book("承包地林地台账.xlsx", [Tab("承包地林地", heads, rows)])


def accounts(county: County) -> Book:
    """One account for each household, of its head."""
    rng = Random(county.seed + 34)
    rows: list[Row] = []
    for serial, household in enumerate(_here(county), start=1):
        members = _members(household, county.as_of)
        if members:
            holder = members[0]
            opened = max(date(2015, 3, 1), holder.start)
            number = f"623027{serial:06d}{rng.randrange(10**7):07d}"
            rows.append(
                (holder.name, holder.id_number, rng.choice(_BANKS), holder.name, number, opened, None)
            )
    heads = (*_PERSON, "开户银行", "户名", "银行账号", "启用日期", "停用日期")
    return Book("一卡通账户.xlsx", [Tab("一卡通账户", heads, rows, begins="启用日期")])
