"""Rows of what is judged and planned: appraisal sessions, stars, yearly plans, the proposal of the demo letter."""

from datetime import date, timedelta
from random import Random

from anju.demo.county import County
from anju.demo.gazetteer import COUNTY_NAME, TOWNS
from anju.demo.people.persons import days_after
from anju.demo.rows.bodies import LATE, ranked
from anju.demo.rows.roster import label
from anju.demo.settlement import Community, Site
from anju.demo.tables import Book, Row, Tab
from anju.employment.codes import OperatorKind
from anju.plans.codes import Sense, Target

_DOCUMENT = "平利县{year}年易地搬迁后续扶持工作计划"


def appraisals(county: County) -> Book:
    """One appraisal session of every community in every quarter of its life, at latest a day before the quarter's end."""
    rng = Random(county.seed + 10)
    rows: list[Row] = []
    for site in county.fyp13_sites:
        if site.community is None:
            continue
        for year, quarter in [(2020, q) for q in range(4)] + [(2021, q) for q in range(4)]:
            last = date(year, 3 * quarter + 3, 28) if quarter != 2 else date(year, 8, 28)
            first = max(date(year, 3 * quarter + 1, 5), site.community.founded_on)
            if first <= last + timedelta(days=2):
                praised, blamed = rng.randrange(1, 9), rng.randrange(0, 3)
                rows.append((site.name, days_after(rng, first, last), rng.randrange(18, 90), praised, blamed))
    heads = ("安置区名称", "评议日期", "参加人数", "红榜人数", "黑榜人数")
    return Book("道德评议台账.xlsx", [Tab("道德评议", heads, rows, begins="评议日期")])


def stars(county: County) -> Book:
    """The star programme: who takes part, and which levels they hold when."""
    rng = Random(county.seed + 11)
    want, later = county.targets.anchor, county.targets.year_end
    taking = [(s, s.community) for s in ranked(county)[: want["star_communities"]] if s.community is not None]
    entries: list[Row] = [
        (
            site.name,
            community.name,
            max(community.founded_on, days_after(rng, date(2020, 3, 1), date(2021, 5, 31))),
            None,
        )
        for site, community in taking
    ]
    now = want["five_star_communities"]
    five = max(now, later["five_star_communities"])
    four = five + later["four_star_communities"]
    awards = [_award(*pair, 5, date(2021, 6, 25)) for pair in taking[:now]]
    awards += [_award(*pair, 5, date(2021, 12, 10)) for pair in taking[now:five]]
    awards += [_award(*pair, 4, date(2021, 12, 10)) for pair in taking[five:four]]
    promoted = taking[now : min(four, len(taking))][::2]
    awards += [_award(*pair, 3, date(2021, 6, 25), date(2021, 12, 10)) for pair in promoted]
    heads = ("安置区名称", "社区", "星级", "授予日期", "终止日期")
    return Book(
        "星级创建台账.xlsx",
        [
            Tab("星级参与", ("安置区名称", "社区", "参与日期", "退出日期"), entries, begins="参与日期"),
            Tab("星级授予", heads, awards, begins="授予日期", ends=(("终止日期",),)),
        ],
    )


def _award(site: Site, community: Community, level: int, start: date, stop: date | None = None) -> Row:
    return (site.name, community.name, level, start, stop)


def plans(county: County) -> Book:
    """What was planned for 2020 and 2021, where, and when it was done."""
    rng = Random(county.seed + 12)
    want, sites = county.targets.anchor, ranked(county)
    committees = want["owners_committee_sites"]
    wishes = (
        (Target.PARTY_STANDARD, want["party_orgs_to_standardise"], sites, "{}社区党组织规范化管理"),
        (Target.OWNERS_COMMITTEE, want["owners_committees_planned"], sites[committees:] or sites, "{}组建业主委员会"),
        (Target.PROPERTY_COMPANY, want["property_companies_planned"], sites[want["fee_charging_sites"] + 6 :] or sites,
         "{}引进物业公司"),
    )  # fmt: skip
    last, this = (_DOCUMENT.format(year=year) for year in (2020, 2021))
    rows: list[Row] = []
    for target, count, places, title in wishes:
        for i in range(count):
            place = places[i % len(places)].name + ("" if i < len(places) else f"第{i // len(places) + 1}期")
            done = days_after(rng, *LATE) if i < count // 2 else None
            rows.append((places[i % len(places)].name, 2021, label(target), title.format(place), this, done))
        title_then = f"{sites[0].name}{label(target)}"
        rows.append((sites[0].name, 2020, label(target), title_then, last, date(2020, 12, 10)))
    parks = [o for o in county.operators if o.kind == OperatorKind.PARK and o.planned]
    rows += [(o.site.name, 2021, label(Target.PARK), f"新建{o.name}", this, o.start) for o in parks]
    heads = ("所在地", "年度", "计划事项", "内容", "依据文件", "完成日期")
    return Book("年度计划台账.xlsx", [Tab("年度计划", heads, rows, ends=(("完成日期",),))])


def goals(county: County) -> Book:
    """What figures were to reach in 2020 and 2021: a little above or below what they did, and no workless household anywhere."""
    want, rows = county.targets.anchor, []
    for year in (2020, 2021):
        this = _DOCUMENT.format(year=year)
        rows += [
            (COUNTY_NAME, year, name, label(sense), value, this)
            for name, sense, value in (
                ("劳动力就业率", Sense.AT_LEAST, 90 + year - 2020),
                ("户均一人就业率", Sense.AT_LEAST, 100),
                ("居住簿覆盖率", Sense.AT_LEAST, 100),
                ("就业人口", Sense.AT_LEAST, want["employed_persons"] * (year - 1923) // 100),
                ("公益岗位就业", Sense.AT_LEAST, want["public_posts"]),
                ("新社区工厂", Sense.AT_LEAST, want["community_factories"] + year - 2021),
                ("零就业搬迁户", Sense.AT_MOST, 0),
            )
        ]
        rows += [(town.name, year, "零就业搬迁户", label(Sense.AT_MOST), 0, this) for town in TOWNS]
    return Book(
        "年度目标台账.xlsx", [Tab("年度目标", ("范围", "年度", "指标", "要求", "目标值", "依据文件"), rows)]
    )


def proposals(county: County) -> Book:
    """The proposal that the demo letter answers: invented in our own words."""
    session = "九届六次"
    content = "搬迁群众入住新区后，管理服务、就业增收、物业和治安等方面还有不少实际困难，需要各部门合力解决，让群众住得稳、有事做、能致富。"
    title = "关于提升易地搬迁安置区后续服务能力的建议"
    head = (
        session,
        51,
        title,
        "何清源、罗慧敏",
        "农业农村",
        date(2021, 6, 15),
        "平利县发展和改革局",
        content,
    )
    wishes = (
        "理顺安置区管理体制，健全基层组织，让搬迁群众有人管、有处办事。",
        "发展配套产业，帮助搬迁劳动力就近就地就业，稳定增收。",
        "规范小区物业管理，支持业主委员会履职，维护搬迁群众的合法权益。",
        "补齐公共服务短板，以创建促提升，改善居住环境。",
        "充实治理力量，加强矛盾调解和治安防范，建设平安小区。",
    )
    heads = ("届次", "提案号", "案由", "提案者", "类别", "交办日期", "主办单位", "内容")
    suggestions: list[Row] = [(session, 51, i, wish) for i, wish in enumerate(wishes, start=1)]
    return Book(
        "提案台账.xlsx",
        [Tab("提案", heads, [head]), Tab("建议", ("届次", "提案号", "序号", "建议内容"), suggestions)],
    )
