"""Rows of the places and people: 行政区划, 安置区, 社区, 组织 and the roster of relocated people."""

from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.db.models import TextChoices

from anju.demo import gazetteer
from anju.demo.county import County
from anju.demo.people.households import Household
from anju.demo.people.persons import Person, State, days_after
from anju.demo.settlement import Site
from anju.demo.tables import Book, Row, Tab
from anju.governance.codes import OrganisationKind
from anju.kernel.identity import MALE
from anju.registry.codes import CommunityMode, Relation, StartReason, StopReason

YES, NO = "是", "否"
ROSTER_FILE = "搬迁人口花名册.xlsx"
ROSTER_HEADS = (
    "区县", "乡镇", "户编号", "户主", "户主身份证号", "搬迁人员姓名", "身份证号", "性别", "出生日期", "民族",
    "是否为户主", "与户主关系", "家庭人口", "搬迁项目", "搬迁类别", "户类型", "迁出地", "安置方式", "安置点名称",
    "目前具体地址", "是否实际入住", "是否拆旧复垦", "文化程度", "在校生状况", "健康状况", "劳动技能", "政治面貌",
    "就业意愿", "联系方式", "搬迁日期", "起始日期", "起始原因", "终止日期", "终止原因", "备注",
)  # fmt: skip
_REMARKS = {
    StopReason.DIED: "死亡人员",
    StopReason.MARRIED_OUT: "婚出",
    StartReason.BORN: "",
    StartReason.MARRIED_IN: "新增人员",
}


@lru_cache(typed=True)  # codes of two lists may be equal as text
def label(code: TextChoices) -> str:
    """What a workbook holds for a code."""
    return str(code.label)


def _words(code: TextChoices | None) -> str | None:
    return None if code is None else label(code)


def yes_no(value: bool | None) -> str | None:
    """是, 否 or an empty cell."""
    return None if value is None else YES if value else NO


def places(county: County) -> list[Book]:
    """The register of places and the register of sites."""
    rows: list[Row] = [(gazetteer.COUNTY, gazetteer.COUNTY_NAME, "县", None)]
    rows += [(town.code, town.name, "镇", gazetteer.COUNTY) for town in gazetteer.TOWNS]
    rng = Random(county.seed + 1)
    sites = [_site(site, rng) for site in sorted(county.sites, key=lambda site: site.code)]
    heads = (
        "安置区代码", "安置区名称", "所在镇", "安置方式", "城乡类型", "是否十三五集中安置点", "建成日期", "撤销日期",
        "占地（亩）", "规划户数", "经度", "纬度",
    )  # fmt: skip
    return [
        Book("行政区划.xlsx", [Tab("行政区划", ("代码", "名称", "层级", "上级代码"), rows)]),
        Book("安置区台账.xlsx", [Tab("安置区", heads, sites)]),
    ]


def _site(site: Site, rng: Random) -> Row:
    measured: tuple[Any, ...] = (None, None, None, None, None, None)
    if site.concentrated:
        land = round(max(4.0, site.households * rng.uniform(0.14, 0.28)), 1)
        planned = site.households + rng.randrange(0, 12)
        measured = (site.built_on, None, land, planned, site.longitude, site.latitude)
    fixed = (site.code, site.name, site.town.name, label(site.mode), label(site.urbanity), yes_no(site.fyp13))
    return (*fixed, *measured)


def communities(county: County) -> Book:
    """Communities and the organisations in them; each 13th-FYP site has one community and two organisations."""
    rng = Random(county.seed + 2)
    rows: list[Row] = []
    bodies: list[Row] = []
    standard = _standardised(county, rng)
    for site in county.fyp13_sites:
        community = site.community
        if community is None:
            continue
        new = community.mode == CommunityMode.NEW
        rows.append(
            (community.name, site.name, label(community.mode), community.host or None, community.founded_on, None,
             community.resident_groups)
        )  # fmt: skip
        founded = community.founded_on
        party = f"中共{community.name}党支部" if new else f"中共{community.host}（{site.name}）联合党支部"
        residents = f"{community.name}居民委员会" if new else f"{community.host}（{site.name}）居民小组"
        mode = label(community.mode)
        later = min(founded + timedelta(days=rng.randrange(3, 45)), date(2021, 8, 15))
        bodies.append(
            (label(OrganisationKind.PARTY), mode, party, site.name, later, None, standard.get(site.code))
        )
        bodies.append(
            (label(OrganisationKind.RESIDENT), mode, residents, site.name, max(later, founded), None, None)
        )
    heads = ("社区名称", "安置区名称", "组织类型", "挂靠村（社区）", "成立日期", "撤销日期", "居民小组数")
    more = ("类别", "组建方式", "组织名称", "安置区名称", "成立日期", "撤销日期", "规范化达标日期")
    return Book(
        "社区与组织台账.xlsx",
        [
            Tab("社区", heads, rows, begins="成立日期", ends=(("撤销日期",),)),
            Tab("组织", more, bodies, begins="成立日期", ends=(("撤销日期",), ("规范化达标日期",))),
        ],
    )


def _standardised(county: County, rng: Random) -> dict[str, date]:
    """Days on which new party organisations met the standard: part of the year's plan, by the end of the year."""
    new = [site for site in county.fyp13_sites if site.community and site.community.mode == CommunityMode.NEW]
    return {
        site.code: days_after(rng, date(2021, 9, 20), date(2021, 12, 20))
        for site in new[: max(1, len(new) // 2)]
    }


def people(county: County) -> Book:
    """The roster: a line a person, two adjoining lines where a state changed, lines with an end for those who left."""
    rows = [row for household in county.households for row in _household_rows(household, county.as_of)]
    return Book(ROSTER_FILE, [Tab("花名册", ROSTER_HEADS, rows, begins="起始日期")])


def _household_rows(household: Household, as_of: date) -> list[Row]:
    """The lines of one household; none while it has not moved yet."""
    if household.start > as_of:
        return []
    site, head = household.site, household.head
    left = (gazetteer.COUNTY_NAME, site.town.name, household.number, head.name, head.id_number)
    right = (
        len(household.present(as_of)), label(household.programme), label(household.category),
        label(household.household_class), household.origin, label(household.mode), site.name, household.address,
        yes_no(household.lives_there), yes_no(household.reclaimed),
    )  # fmt: skip
    return [
        (*left, *_identity(person), *right, *_state(state), person.phone or None, household.start, *spell)
        for person in household.members
        for state, spell in _spells(person, household.start, as_of)
    ]


def _identity(person: Person) -> Row:
    relation = person.relation
    return (
        person.name, person.id_number, "男" if person.sex == MALE else "女", person.born, label(person.ethnicity),
        yes_no(relation == Relation.HEAD), label(relation),
    )  # fmt: skip


def _state(state: State) -> Row:
    return (
        _words(state.education), _words(state.student), label(state.health), label(state.labour),
        label(state.political), yes_no(state.willing),
    )  # fmt: skip


def _spells(person: Person, moved: date, as_of: date) -> list[tuple[State, Row]]:
    """The states of a person with the columns from 起始日期 to 备注; empty start columns mean the day of the move."""
    begun: Row = (None, None)
    if person.start > moved:
        begun = (person.start, label(person.start_reason))
    ended: Row = (None, None, None)
    if person.stop is not None and person.stop_reason is not None and person.stop <= as_of:
        ended = (person.stop, label(person.stop_reason), _REMARKS.get(person.stop_reason) or None)
    if person.before is None or person.changed_on is None or person.changed_on > as_of:
        return [(person.before or person.state, (*begun, *ended))]
    change = person.changed_on
    first = (*begun, change, label(StopReason.CHANGED), "毕业就业")
    return [(person.before, first), (person.state, (change, label(StartReason.CHANGED), *ended))]
