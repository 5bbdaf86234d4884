"""One workbook with deliberate errors: every kind that the importer tells apart in rows, each said in 备注.

Its 花名册 begins with one household that is right but spelt as people spell (full-width digits, spaces, √, Excel's
serial days); its 就业 holds the errors of the employment ledger. Nothing of it is imported by `anju demo`.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, count, cycle
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from anju.demo import gazetteer
from anju.demo.county import County
from anju.demo.people import names
from anju.demo.people.persons import Numbers, Person
from anju.demo.rows.roster import NO, ROSTER_HEADS, YES
from anju.kernel.identity import FEMALE, MALE, check_digit

FILENAME = "搬迁人口花名册（错误样例）.xlsx"
FORMULA = "=1+2"
_SERIAL_BASE = date(1899, 12, 30)
Line = dict[str, Any]
Spoil = Callable[[Line, "Samples"], None]


class Samples:
    """Makes right lines to spoil, with people and numbers that the county does not have."""

    def __init__(self, county: County) -> None:
        self.rng = Random(county.seed + 20)
        self.county = county
        self._numbers = Numbers(self.rng)
        self._taken = {person.id_number for household in county.households for person in household.members}
        self._serials = count(990001)
        self.site = next(site for site in county.sites if site.concentrated)

    def identity(self, sex: str, year: int) -> str:
        """An identity number that nobody of the county has."""
        day = date(year, 1, 1) + timedelta(days=self.rng.randrange(365))
        while (number := self._numbers.identity(day, sex)) in self._taken:
            pass
        return number

    def household(self, spouse: bool = True) -> list[Line]:
        """A right household of a couple, or of one person."""
        surname, site = names.surname(self.rng), self.site
        head_id = self.identity(MALE, 1974)
        head = surname + names.given(self.rng, MALE, 1974)
        shared: Line = {
            "区县": gazetteer.COUNTY_NAME, "乡镇": site.town.name, "户编号": f"{site.town.code}{next(self._serials)}",
            "户主": head, "户主身份证号": head_id, "民族": "汉族", "家庭人口": 2 if spouse else 1,
            "搬迁项目": "同步搬迁", "搬迁类别": "扶贫移民", "户类型": "一般农户",
            "迁出地": f"{site.town.name}青岩村2组", "安置方式": site.mode.label, "安置点名称": site.name,
            "目前具体地址": f"{site.town.name}{site.name}", "是否实际入住": YES, "是否拆旧复垦": YES, "文化程度": "初中",
            "健康状况": "健康", "劳动技能": "普通劳动力", "政治面貌": "群众", "就业意愿": YES, "搬迁日期": date(2019, 10, 12),
        }  # fmt: skip
        lines = [shared | _person(head, head_id, "户主", self._numbers.phone())]
        if spouse:
            wife = names.surname(self.rng) + names.given(self.rng, FEMALE, 1976)
            lines.append(shared | _person(wife, self.identity(FEMALE, 1976), "配偶", self._numbers.phone()))
        return lines


def _person(name: str, number: str, relation: str, phone: str) -> Line:
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return {
        "搬迁人员姓名": name, "身份证号": number, "性别": "男" if int(number[16]) % 2 else "女", "出生日期": born,
        "是否为户主": YES if relation == "户主" else NO, "与户主关系": relation, "联系方式": phone,
    }  # fmt: skip


def _set(head: str, value: Any) -> Spoil:
    """Spoil one cell."""
    return lambda line, samples: line.update({head: value})


def _wrong_check_digit(line: Line, samples: Samples) -> None:
    number = line["身份证号"]
    line["身份证号"] = number[:17] + ("0" if check_digit(number[:17]) != "0" else "1")


def _born_otherwise(line: Line, samples: Samples) -> None:
    line["出生日期"] = line["出生日期"] + timedelta(days=40)


def _somebody_else(line: Line, samples: Samples) -> None:
    other = next(
        h for h in samples.county.households if len(h.present()) > 1 and h.start.year < 2020
    ).members[1]
    line |= {"搬迁人员姓名": other.name, "身份证号": other.id_number, "出生日期": other.born}
    line["性别"] = "男" if other.sex == MALE else "女"


def _same_sex(line: Line, samples: Samples) -> None:
    line |= _person(line["搬迁人员姓名"], samples.identity(MALE, 1976), "配偶", line["联系方式"])


# Kind of error, and what it does to the second line of a right household (the spouse's).
_SPOILT: tuple[tuple[str, Spoil], ...] = (
    ("身份证校验位错误", _wrong_check_digit),
    ("出生日期与身份证号不符", _born_otherwise),
    ("性别与身份证号不符", _set("性别", "男")),
    ("15位旧身份证号", _set("身份证号", "612427760512302")),
    ("身份证号成了科学计数法", _set("身份证号", "6.12427E+17")),
    ("此人已在另一户", _somebody_else),
    ("配偶与户主性别相同", _same_sex),
    ("是否为户主与关系不一致", _set("是否为户主", YES)),
    ("不在可选值中", _set("劳动技能", "一般劳力")),
    ("必填栏为空", _set("健康状况", None)),
    ("文化程度与在校生状况都填", _set("在校生状况", "普通高中一年级")),
    ("联系方式不是11位", _set("联系方式", "1390915")),
    ("单元格是公式", _set("家庭人口", FORMULA)),
    ("同户安置点不一致", _set("安置点名称", f"{gazetteer.TOWNS[0].name}分散安置")),
    ("终止日期没有终止原因", _set("终止日期", date(2021, 3, 1))),
)  # fmt: skip


def _no_head(samples: Samples) -> list[Line]:
    lines = samples.household()
    lines[0] |= {"是否为户主": NO, "与户主关系": "其他"}
    return lines


def _two_heads(samples: Samples) -> list[Line]:
    lines = samples.household()
    lines[1] |= {"是否为户主": YES, "与户主关系": "户主"}
    return lines


def _doubled(samples: Samples) -> list[Line]:
    lines = samples.household()
    return [*lines, dict(lines[1])]


def _whole(head: str, value: Any) -> Callable[[Samples], list[Line]]:
    """A household of one person with one wrong cell."""
    return lambda samples: [line | {head: value} for line in samples.household(spouse=False)]


_HOUSEHOLDS: tuple[tuple[str, Callable[[Samples], list[Line]]], ...] = (
    ("一户没有户主", _no_head),
    ("一户两名户主", _two_heads),
    ("同一人重复填写", _doubled),
    ("安置点不存在", _whole("安置点名称", "不存在的安置点")),
    ("日期在未来", _whole("搬迁日期", date(2031, 5, 1))),
    ("不是日期", _whole("搬迁日期", "2019年13月45日")),
    ("起始日期没有原因", _whole("起始日期", date(2020, 5, 1))),
)


def _as_people_spell(samples: Samples) -> list[Line]:
    """A right household in the spellings that must be read all the same."""
    head, wife = samples.household()
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    number = head["身份证号"]
    head["身份证号"], head["户主身份证号"] = f"{number[:6]} {number[6:14]}-{number[14:]}", number.lower()
    head["搬迁日期"] = (head["搬迁日期"] - _SERIAL_BASE).days
    wife["身份证号"], wife["户主身份证号"] = wife["身份证号"].translate(wide), number.translate(wide)
    wife["联系方式"], wife["出生日期"] = (
        wife["联系方式"].translate(wide),
        wife["出生日期"].strftime("%Y.%m.%d"),
    )
    head |= {"是否实际入住": "√", "是否拆旧复垦": 1, "是否为户主": "√"}
    wife["是否为户主"] = 2
    return [head, wife]


def roster_lines(county: County) -> Iterator[Line]:
    """All lines of the roster tab, each with the kind of its error in 备注."""
    samples = Samples(county)
    yield from (line | {"备注": "正确：写法不同但应能读懂"} for line in _as_people_spell(samples))
    for kind, make in _HOUSEHOLDS:
        yield from (line | {"备注": f"错误样例：{kind}"} for line in make(samples))
    for kind, spoil in _SPOILT:
        lines = samples.household()
        spoil(lines[1], samples)
        yield from (line | {"备注": f"错误样例：{kind}"} for line in lines)


JOB_HEADS = (
    "劳动力姓名", "身份证号", "就业起始日期", "就业终止日期", "就业渠道", "就业地域", "就业途径", "就业地址", "就业单位",
    "园区（工厂）名称", "就业类型", "公岗类型", "岗位工种", "签订合同或协议(月)", "月收入（元）", "备注",
)  # fmt: skip
_FAR, _NEAR = "江苏省常州市武进区", "陕西省安康市平利县"


def job_lines(county: County) -> Iterator[Line]:
    """All lines of the employment tab: right but for one thing each, on people of the roster."""
    idle = chain(sorted(_idle(county), key=lambda person: person.id_number), cycle(_able(county)))
    old = next(p for h in county.households for p in h.present() if p.age() >= 72)
    child = next(p for h in county.households for p in h.present() if 8 <= p.age() <= 12)
    public: Line = {"就业途径": "公益性岗位", "公岗类型": "特设公岗", "就业地域": "县内", "就业地址": _NEAR}
    kinds: tuple[tuple[str, Any, Line], ...] = (
        ("有就业地域没有月份", None, {"就业起始日期": None}),
        ("有月份没有就业地域", None, {"就业地域": None}),
        ("年满70周岁在公益性岗位", old, public),
        ("县外就业填社区工厂", None, {"就业途径": "社区工厂"}),
        ("日期在未来", None, {"就业起始日期": date(2031, 3, 1)}),
        ("终止早于起始", None, {"就业终止日期": date(2020, 3, 1)}),
        ("公益性岗位没有公岗类型", None, public | {"公岗类型": None}),
        ("不满16周岁", child, {}),
        ("月收入低于400元", None, {"月收入（元）": 320}),
        (
            "园区不存在",
            None,
            {"就业途径": "农业园区", "园区（工厂）名称": "不存在的产业园", "就业地域": "县内"},
        ),
        ("姓名与花名册不一致", None, {"劳动力姓名": "张无此人"}),
    )
    for kind, person, wrong in kinds:
        yield _job(person or next(idle)) | wrong | {"备注": f"错误样例：{kind}"}
    twice = next(idle)
    yield _job(twice) | {"备注": "正确：与下一行重叠"}
    yield _job(twice) | {"就业起始日期": date(2021, 5, 1), "备注": "错误样例：同一人同一途径时间重叠"}
    yield _job(twice) | {
        "劳动力姓名": "李查无",
        "身份证号": Samples(county).identity(MALE, 1980),
        "备注": "错误样例：花名册中没有此人",
    }


def _able(county: County) -> list[Person]:
    """People who could work all the time."""
    everybody = (person for household in county.households for person in household.present())
    return [
        person
        for person in everybody
        if person.able and person.changed_on is None and person.start < date(2020, 1, 1)
    ]


def _idle(county: County) -> list[Person]:
    """Those of them who have no line in the employment ledger."""
    busy = {id(job.person) for job in county.jobs}
    return [person for person in _able(county) if id(person) not in busy]


def _job(person: Person) -> Line:
    """A right line of somebody who works outside the province."""
    return {
        "劳动力姓名": person.name, "身份证号": person.id_number, "就业起始日期": date(2021, 3, 1), "就业渠道": "自行就业",
        "就业地域": "省外", "就业途径": "外出务工", "就业地址": _FAR, "就业单位": "武进鑫盛电子有限公司", "就业类型": "转移就业",
        "岗位工种": "普工", "签订合同或协议(月)": 12, "月收入（元）": 4200,
    }  # fmt: skip


def write(county: County, folder: Path) -> Path:
    """Write the workbook of errors into the folder."""
    path = folder / FILENAME
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, heads, lines in (
            ("花名册", ROSTER_HEADS, roster_lines(county)),
            ("就业", JOB_HEADS, job_lines(county)),
        ):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
            for row, line in enumerate(lines, start=1):
                for column, head in enumerate(heads):
                    _write_cell(sheet, row, column, line.get(head))
    return path


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value == FORMULA:
        sheet.write_formula(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write(row, column, value)
