"""Rows of property management and governance: owners' committees, services, staff, mediation, police rooms."""

from datetime import date, timedelta
from random import Random

from anju.demo import gazetteer
from anju.demo.county import County
from anju.demo.operators import social_credit_code
from anju.demo.people import names
from anju.demo.people.persons import days_after
from anju.demo.rows.roster import label, yes_no
from anju.demo.settlement import Site
from anju.demo.tables import Book, Row, Tab
from anju.demo.targets import ANCHOR, YEAR_END
from anju.estates.codes import ServiceMode
from anju.governance.codes import PoliceRoomKind, StaffRole
from anju.registry.codes import CommunityMode

LATE = (ANCHOR + timedelta(days=12), YEAR_END - timedelta(days=11))
_COMPANIES = (
    "平利县安和物业服务有限公司",
    "平利县锦程物业服务有限公司",
    "平利县惠民物业服务有限公司",
    "平利县众邻物业服务有限公司",
)
# Numbers of a county of full size that no publication gives: staff of earlier years, rooms of earlier years.
_STAFF_BEFORE = {StaffRole.CHIEF: 12, StaffRole.GRID: 150, StaffRole.ORDER_FULL: 10, StaffRole.ORDER_PART: 44}
_STAFF_CODES = {
    StaffRole.CHIEF: "chief_grid_heads",
    StaffRole.GRID: "grid_workers",
    StaffRole.ORDER_FULL: "zongzhi_fulltime_added",
    StaffRole.ORDER_PART: "zongzhi_parttime_added",
}
_THIS_YEAR = (date(2021, 1, 11), date(2021, 8, 27))


def ranked(county: County) -> list[Site]:
    """The 13th-FYP sites: the two named ones first, then those of new communities, then by size."""
    named = (gazetteer.CHANGAN, gazetteer.JINPING)

    def rank(site: Site) -> tuple[bool, bool, int]:
        new = site.community is not None and site.community.mode == CommunityMode.NEW
        return site.name not in named, not new, -site.households

    return sorted(county.fyp13_sites, key=rank)


def estates(county: County) -> Book:
    """Owners' committees and property services."""
    rng = Random(county.seed + 7)
    sites = ranked(county)
    now, later = (
        county.targets.anchor["owners_committee_sites"],
        county.targets.year_end["owners_committee_sites"],
    )
    committees = [
        _committee(site, days_after(rng, date(2018, 6, 1), date(2021, 7, 15)), rng) for site in sites[:now]
    ]
    committees += [_committee(site, days_after(rng, *LATE), rng) for site in sites[now:later]]
    first = committees[0]
    ended = date(2018, 5, 30)  # the first site's committee followed an earlier one
    committees.append(
        (first[0], f"{first[0]}第一届业主委员会", 5, date(2015, 6, 1), date(2015, 6, 20), ended, ended)
    )
    heads = ("安置区名称", "名称", "委员人数", "成立日期", "备案日期", "任期届满", "终止日期")
    tab = Tab("业主委员会", heads, committees, begins="成立日期", ends=(("备案日期",), ("终止日期",)))
    return Book("业委会与物业台账.xlsx", [tab, _services(county, sites, rng)])


def _committee(site: Site, day: date, rng: Random) -> Row:
    members = rng.choice((5, 7, 7, 9)) if site.households >= 100 else rng.choice((3, 5))
    return (site.name, f"{site.name}业主委员会", members, day, day + timedelta(days=rng.randrange(8, 29)),
            day.replace(year=day.year + 3, day=min(day.day, 28)), None)  # fmt: skip


def _services(county: County, sites: list[Site], rng: Random) -> Tab:
    """Who manages each site; only the published number of sites charges a fee."""
    codes = {name: social_credit_code(rng) for name in _COMPANIES}
    charging = county.targets.anchor["fee_charging_sites"]
    planned = county.targets.anchor["property_companies_planned"]
    rows: list[Row] = []
    for i, site in enumerate(sites):
        begun = max(site.built_on, days_after(rng, date(2018, 1, 1), date(2020, 12, 1)))
        if i < charging + 6:
            name = _COMPANIES[i % len(_COMPANIES)]
            fee = i < charging
            price = round(rng.randrange(30, 61, 5) / 100, 2) if fee else None
            rows.append(
                (site.name, label(ServiceMode.COMPANY), name, codes[name], yes_no(fee), price, begun, None)
            )
            continue
        mode = rng.choices((ServiceMode.COMMUNITY, ServiceMode.OWNERS, ServiceMode.STATE), (70, 20, 10))[0]
        ends = days_after(rng, *LATE) if i < charging + 6 + planned // 2 else None
        rows.append((site.name, label(mode), None, None, yes_no(False), None, begun, ends))
        if ends is not None:  # a company of the year's plan takes over
            name = _COMPANIES[i % len(_COMPANIES)]
            rows.append(
                (site.name, label(ServiceMode.COMPANY), name, codes[name], yes_no(False), None, ends, None)
            )
    heads = (
        "安置区名称",
        "管理模式",
        "物业公司",
        "统一社会信用代码",
        "是否收取物业费",
        "单价（元/㎡·月）",
        "起始日期",
        "终止日期",
    )
    return Tab("物业服务", heads, rows, begins="起始日期", ends=(("终止日期",),))


def staff(county: County) -> Book:
    """Grid and public-order staff: those of earlier years, those added in 2021, and a few since the anchor day."""
    rng = Random(county.seed + 8)
    sites = ranked(county)
    rows: list[Row] = []
    for role, code in _STAFF_CODES.items():
        earlier = max(1, round(_STAFF_BEFORE[role] * county.targets.scale))
        rows += [
            _employee(sites[i % len(sites)], role, (date(2018, 3, 1), date(2020, 12, 15)), rng)
            for i in range(earlier)
        ]
        rows += [
            _employee(sites[i % len(sites)], role, _THIS_YEAR, rng)
            for i in range(county.targets.anchor[code])
        ]
    rows += [_employee(site, StaffRole.GRID, LATE, rng) for site in sites[-3:]]
    heads = ("安置区名称", "岗位", "姓名", "到岗日期", "离岗日期")
    return Book(
        "网格与综治人员台账.xlsx", [Tab("网格综治", heads, rows, begins="到岗日期", ends=(("离岗日期",),))]
    )


def _employee(site: Site, role: StaffRole, window: tuple[date, date], rng: Random) -> Row:
    name = names.surname(rng) + names.given(rng, rng.choice("12"), rng.randint(1962, 1998))
    start = days_after(rng, *window)
    leaves = start.year < 2021 and rng.random() < 0.12
    return (
        site.name,
        label(role),
        name,
        start,
        days_after(rng, date(2021, 1, 4), YEAR_END) if leaves else None,
    )


def mediation(county: County) -> Book:
    """Mediation committees and rooms, police rooms and posts."""
    rng = Random(county.seed + 9)
    sites = ranked(county)
    want = county.targets.anchor
    earlier = (date(2017, 5, 1), date(2020, 11, 30))
    fresh = want["mediation_committees_added"]
    committees = [
        (site.name, f"{site.name}人民调解委员会", rng.choice((3, 5, 5, 7)),
         days_after(rng, *(_THIS_YEAR if i < fresh else earlier)), None)
        for i, site in enumerate(sites)
    ]  # fmt: skip
    return Book(
        "调解与警务台账.xlsx",
        [
            Tab(
                "调解委员会",
                ("安置区名称", "名称", "委员人数", "成立日期", "撤销日期"),
                committees,
                begins="成立日期",
            ),
            _rooms(sites, want["mediation_rooms_added"], rng),
            _police(sites, rng),
        ],
    )


def _rooms(sites: list[Site], fresh: int, rng: Random) -> Tab:
    """Mediation rooms: the standardised ones of 2021, standardised ones of before, plain ones of any year."""
    rows: list[Row] = []
    for i, site in enumerate(sites):
        standard = i < fresh or rng.random() < 0.35
        window = (
            _THIS_YEAR
            if i < fresh or (not standard and rng.random() < 0.1)
            else (date(2017, 5, 1), date(2020, 11, 30))
        )
        rows.append((site.name, f"{site.name}调解室", yes_no(standard), days_after(rng, *window), None))
    return Tab(
        "调解室", ("安置区名称", "名称", "是否标准化", "启用日期", "停用日期"), rows, begins="启用日期"
    )


def _police(sites: list[Site], rng: Random) -> Tab:
    rows: list[Row] = []
    for site in sites:
        kind = PoliceRoomKind.POST if site.households >= 300 else PoliceRoomKind.ROOM
        day = days_after(rng, max(site.built_on, date(2018, 1, 1)), date(2021, 8, 10))
        rows.append((site.name, f"{site.name}{label(kind)}", label(kind), day, None))
    return Tab("警务室", ("安置区名称", "名称", "类型", "启用日期", "停用日期"), rows, begins="启用日期")
