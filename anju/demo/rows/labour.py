"""Rows of the employment ledgers: jobs, training, operators, linkage contracts, monthly confirmations."""

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from anju.demo import gazetteer
from anju.demo.careers import Job
from anju.demo.county import County
from anju.demo.operators import Operator
from anju.demo.people import names
from anju.demo.people.households import LEDGER_FROM
from anju.demo.people.persons import Person, days_after
from anju.demo.rows import particulars
from anju.demo.rows.roster import label, yes_no
from anju.demo.tables import Book, Row, Tab
from anju.demo.targets import ANCHOR, YEAR_END
from anju.employment.codes import Channel, FoundBy, Kind, PostKind, TrainingKind, WorkPlace
from anju.kernel.identity import MALE
from anju.kernel.month import Month

_PLACES = {
    WorkPlace.OUTSIDE: gazetteer.OUTSIDE,
    WorkPlace.PROVINCE: gazetteer.PROVINCE,
    WorkPlace.CITY: gazetteer.CITY,
    WorkPlace.ABROAD: gazetteer.ABROAD,
}
_SHARES = {place: list(accumulate(entry[3] for entry in entries)) for place, entries in _PLACES.items()}
_KINDS = {Channel.BUSINESS: Kind.BUSINESS, Channel.FARMING: Kind.FARMING}
# Monthly income in yuan, from and to, by channel.
_INCOME = {
    Channel.MIGRANT: (2800, 6800), Channel.FACTORY: (1600, 3200), Channel.PARK: (1200, 2600), Channel.PUBLIC_POST: (600, 1200),
    Channel.BUSINESS: (3000, 9000), Channel.FLEXIBLE: (1000, 2800), Channel.FARMING: (800, 2200),
}  # fmt: skip
_TRADES = {
    Channel.MIGRANT: (
        "普工",
        "建筑工",
        "电焊工",
        "缝纫工",
        "厨师",
        "服务员",
        "驾驶员",
        "装配工",
        "保安",
        "快递员",
    ),
    Channel.FACTORY: ("缝纫工", "装配工", "质检员", "包装工"),
    Channel.PARK: ("采茶工", "管护工", "采收工", "加工工"),
    Channel.PUBLIC_POST: ("保洁", "保绿", "公路养护", "治安巡逻", "巡河", "水电管护", "便民服务", "就业协管"),
    Channel.BUSINESS: ("餐饮", "副食零售", "家电维修", "农家乐", "运输"),
    Channel.FLEXIBLE: ("零工", "家政", "装修", "搬运"),
    Channel.FARMING: ("茶叶种植", "畜禽养殖", "蔬菜种植", "中药材种植"),
}
_WOMEN = {"建筑工", "电焊工", "搬运", "驾驶员"}
_POSTS, _POST_SHARES = tuple(PostKind), list(accumulate((22, 14, 44, 20)))
_FOUND = (FoundBy.SELF, FoundBy.KIN, FoundBy.GOVERNMENT, FoundBy.BROKER, FoundBy.AGENCY, FoundBy.DIRECT)
_FOUND_SHARES = list(accumulate((46, 27, 12, 5, 5, 5)))
_FIRMS = "鑫盛 恒泰 宏远 华瑞 永兴 博达 众合 金源 联创 瑞丰 天成 顺达".split()
_TRADE_FIRMS = "电子 服饰 建筑工程 机械 食品 物流 家具 五金".split()


def jobs(county: County) -> Book:
    """The employment ledger, one line a spell."""
    rng = Random(county.seed + 4)
    heads = (
        "劳动力姓名", "身份证号", "就业起始日期", "就业终止日期", "就业渠道", "就业地域", "就业途径", "就业地址", "就业单位",
        "园区（工厂）名称", "就业类型", "公岗类型", "岗位工种", "签订合同或协议(月)", "月收入（元）", "所属行业", "就业单位性质",
        "是否点对点输送", "是否季节性务工", "岗位补贴（元）", "工资发放周期（月）", "备注",
    )  # fmt: skip
    more = Random(county.seed + 6)
    rows = [_job(job, rng, more) for job in county.jobs if job.household.start <= county.as_of]
    return Book("就业台账.xlsx", [Tab("就业", heads, rows, begins="就业起始日期", ends=(("就业终止日期",),))])


def _job(job: Job, rng: Random, more: Random) -> Row:
    """One spell; `more` draws the particulars, so that they change nothing of the rest."""
    post, person = job.post, job.person
    channel = post.channel
    address, province = _address(job, rng)
    public = (
        label(rng.choices(_POSTS, cum_weights=_POST_SHARES)[0]) if channel == Channel.PUBLIC_POST else None
    )
    low, high = _INCOME[channel]
    months = 12 if public else rng.choice((3, 6, 6, 12, 12, 24)) if channel not in _KINDS else None
    found_by, employer = _found_by(channel, province, rng), _employer(job, address, rng)
    nature = particulars.nature(channel)
    trade, income = _trade(channel, person, rng), rng.randrange(low, high, 50)
    return (
        person.name, person.id_number, job.start, job.stop, label(found_by), label(post.place), label(channel), address, employer,
        post.operator.name if post.operator else None, label(_KINDS.get(channel, Kind.TRANSFER)), public, trade, months, income,
        label(particulars.OF_TRADE[trade]), label(nature) if nature else None,
        yes_no(particulars.transported(channel, post.place, found_by, more)), yes_no(particulars.seasonal(channel, more)),
        income if public else None, particulars.paid_every(channel, more), None,
    )  # fmt: skip


def _address(job: Job, rng: Random) -> tuple[str, str]:
    """Address down to the county level, and the province."""
    place = job.post.place
    if place == WorkPlace.COUNTY:
        site = job.post.operator.site if job.post.operator else job.household.site
        return f"陕西省安康市平利县{site.town.name}", "陕西省"
    province, city, district, _ = rng.choices(_PLACES[place], cum_weights=_SHARES[place])[0]
    return (f"{city}{district}" if province == city else f"{province}{city}{district}"), province


def _found_by(channel: Channel, province: str, rng: Random) -> FoundBy:
    if channel == Channel.PUBLIC_POST:
        return FoundBy.GOVERNMENT
    if channel in (Channel.FACTORY, Channel.PARK):
        return FoundBy.DIRECT if rng.random() < 0.7 else FoundBy.GOVERNMENT
    if province == "江苏省" and rng.random() < 0.4:
        return FoundBy.SUSHAN
    return rng.choices(_FOUND, cum_weights=_FOUND_SHARES)[0] if channel == Channel.MIGRANT else FoundBy.SELF


def _employer(job: Job, address: str, rng: Random) -> str | None:
    """An invented employer; those who work for themselves have none."""
    if job.post.operator is not None:
        return job.post.operator.name
    if job.post.channel == Channel.PUBLIC_POST:
        community = job.household.site.community
        return community.name if community else f"{job.household.site.town.name}人民政府"
    if job.post.channel == Channel.MIGRANT:
        return f"{address[-3:-1]}{rng.choice(_FIRMS)}{rng.choice(_TRADE_FIRMS)}有限公司"
    return None


def _trade(channel: Channel, person: Person, rng: Random) -> str:
    trade = rng.choice(_TRADES[channel])
    return _TRADES[channel][0] if person.sex != MALE and trade in _WOMEN else trade


_COURSES = {
    TrainingKind.SKILLS: ("家政服务", "中式烹调", "缝纫工", "电工基础", "电子商务", "养老护理"),
    TrainingKind.TRADE: ("毛绒玩具工艺", "电子装配", "叉车操作", "质量检验"),
    TrainingKind.FARMING: ("茶园管理", "食用菌栽培", "畜禽养殖", "中药材种植"),
    TrainingKind.BUSINESS: ("创业意识培训", "网店经营"),
}
_EARLIER, _LATER = 430, 120  # people trained in 2020, and in the last months of 2021, at full size


def training(county: County) -> Book:
    """Courses: in 2021 up to the anchor day exactly the published number of different people."""
    rng = Random(county.seed + 5)
    people = [
        p
        for h in county.households
        if h.start <= ANCHOR
        for p in h.present()
        if p.able and p.start < LEDGER_FROM and p.age(LEDGER_FROM) > 16
    ]
    scale = county.targets.scale
    year = rng.sample(people, min(len(people), county.targets.anchor["trained_persons"]))
    before = rng.sample(people, min(len(people), max(1, round(_EARLIER * scale))))
    after = rng.sample(people, min(len(people), max(1, round(_LATER * scale))))
    taught = (TrainingKind.SKILLS, TrainingKind.SKILLS, TrainingKind.TRADE, TrainingKind.FARMING)
    rows: list[Row] = []
    for chosen, kinds, first, last in (
        (year, taught, date(2021, 3, 8), date(2021, 6, 20)),
        (year[: max(1, len(year) // 18)], taught, date(2021, 7, 5), date(2021, 8, 27)),  # a second course
        (before, tuple(TrainingKind), date(2020, 4, 10), date(2020, 12, 20)),
        (after, tuple(TrainingKind), date(2021, 9, 6), date(2021, 12, 20)),
    ):
        rows += [_course(person, rng.choice(kinds), days_after(rng, first, last), rng) for person in chosen]
    heads = ("姓名", "身份证号", "培训类型", "培训内容", "开班日期", "结业日期")
    return Book("技能培训台账.xlsx", [Tab("培训", heads, rows, begins="开班日期", ends=(("结业日期",),))])


def _course(person: Person, kind: TrainingKind, start: date, rng: Random) -> Row:
    stop = start + timedelta(days=rng.choice((6, 9, 14, 29)))
    return (person.name, person.id_number, label(kind), rng.choice(_COURSES[kind]), start, stop)


def operators(county: County) -> Book:
    """Parks and community factories."""
    heads = (
        "类型", "名称", "统一社会信用代码", "安置区名称", "产业", "面积（亩）", "标准化厂房（㎡）", "岗位数",
        "建成（认定）日期", "停产（注销）日期",
    )  # fmt: skip
    rows = [_operator(operator) for operator in county.operators]
    return Book(
        "园区与社区工厂台账.xlsx",
        [Tab("园区工厂", heads, rows, begins="建成（认定）日期", ends=(("停产（注销）日期",),))],
    )


def _operator(operator: Operator) -> Row:
    return (
        label(operator.kind), operator.name, operator.uscc, operator.site.name, operator.industry, operator.area_mu,
        operator.workshop_m2, operator.posts, operator.start, operator.stop,
    )  # fmt: skip


def contracts(county: County) -> Book:
    """Linkage contracts."""
    heads = ("合同编号", "经营主体名称", "户编号", "联结方式", "年约定金额（元）", "起始日期", "终止日期")
    rows = [
        (c.number, c.operator.name, c.household.number, label(c.form), c.amount, c.start, c.stop)
        for c in county.contracts
    ]
    return Book("利益联结台账.xlsx", [Tab("利益联结", heads, rows, begins="起始日期", ends=(("终止日期",),))])


def confirmations(county: County) -> Book:
    """The ledgers of the communities month by month: more of them from month to month, all since June 2021."""
    rng = Random(county.seed + 6)
    heads = ("社区名称", "月份", "建账日期", "确认日期", "确认人")
    rows: list[Row] = []
    for site in county.fyp13_sites:
        if site.community is None:
            continue
        clerk = names.surname(rng) + names.given(rng, rng.choice("12"), rng.randint(1975, 1996))
        since = Month.of(max(site.community.founded_on, days_after(rng, LEDGER_FROM, date(2021, 3, 31))))
        for month in since.through(Month.of(YEAR_END)):
            opened = max(month.first + timedelta(days=rng.randrange(0, 5)), site.community.founded_on)
            late = month < Month(2021, 6) and rng.random() < 0.06
            confirmed = (
                None if late else max(opened, days_after(rng, month.last - timedelta(days=4), month.last))
            )
            rows.append((site.community.name, str(month), opened, confirmed, None if late else clerk))
    ends = (("确认日期", "确认人"),)
    return Book("就业创业台账确认表.xlsx", [Tab("台账确认", heads, rows, begins="建账日期", ends=ends)])
