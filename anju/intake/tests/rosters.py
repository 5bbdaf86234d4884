"""Invented rosters and workbooks for tests of the importer: quick, valid, of any size."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from anju.kernel.identity import check_digit

SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡曾单解",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂华玉兰",
)
MOVED = "2018-06-01"
_MEMBERS = (
    ("户主", "是", 45, 1),
    ("配偶", "否", 43, 2),
    ("之子", "否", 20, 1),
    ("之女", "否", 12, 2),
    ("之母", "否", 70, 2),
)
TOWNS = {"610926100": "城关镇", "610926103": "长安镇"}
SITES = {"610926103001": ("长安集镇安置区", "长安镇"), "610926100001": ("城关一号安置区", "城关镇")}


def id_number(serial: int, born: date, sex: int, region: str = "612427") -> str:
    """A valid number; `sex` 1 or 2, `serial` below 500."""
    first = f"{region}{born:%Y%m%d}{serial % 500 * 2 + sex % 2:03d}"
    return first + check_digit(first)


def name(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def _member(rng: Random, household: int, index: int) -> tuple[str, str, dict[str, Any]]:
    relation, is_head, age, sex = _MEMBERS[index]
    day = date(2021 - age, 1, 1) + timedelta(days=household // 500 % 360)
    number = id_number(household, day, sex, region=f"61{2400 + household // 180000 * 5 + index:04d}")
    return name(rng), number, {
        "性别": "男" if sex == 1 else "女", "出生日期": day.isoformat(), "民族": "汉族", "是否为户主": is_head,
        "与户主关系": relation, "文化程度": "" if age < 18 else "初中", "在校生状况": "小学" if age < 18 else "",
        "健康状况": "健康", "劳动技能": "普通劳动力" if 16 <= age < 60 else "无劳动力", "政治面貌": "群众",
        "就业意愿": "是" if 16 <= age < 60 else "", "联系方式": f"138{household:05d}{index:03d}" if age > 16 else "",
    }  # fmt: skip


def household_lines(
    household: int, rng: Random, size: int = 3, sites: Sequence[tuple[str, str]] = ()
) -> list[dict[str, Any]]:
    """The lines of one household: head → text."""
    site, town = rng.choice(list(sites or SITES.values()))
    members = [_member(rng, household, index) for index in range(size)]
    common = {
        "区县": "平利县", "乡镇": town, "户编号": f"610926{household:010d}", "户主": members[0][0], "户主身份证号": members[0][1],
        "家庭人口": str(size), "搬迁项目": "十三五易地扶贫搬迁", "搬迁类别": "扶贫移民", "户类型": "脱贫户",
        "迁出地": f"{town}老村{household % 97}组", "安置方式": "小城镇", "安置点名称": site,
        "目前具体地址": f"{site}{household % 30 + 1}号楼", "是否实际入住": "是", "是否拆旧复垦": "是", "搬迁日期": MOVED,
    }  # fmt: skip
    return [
        common | {"搬迁人员姓名": named, "身份证号": number} | fields for named, number, fields in members
    ]


def roster(households: int, *, seed: int = 1, persons: int | None = None) -> list[dict[str, Any]]:
    """Lines of so many households; with `persons` their sizes (1-5) are chosen to give about as many people."""
    rng = Random(seed)
    lines: list[dict[str, Any]] = []
    for household in range(1, households + 1):
        left = (persons or households * 3) - len(lines)
        wanted = left / (households - household + 1)
        lines += household_lines(household, rng, size=min(max(round(wanted + rng.uniform(-1.4, 1.4)), 1), 5))
    return lines


ROSTER_HEADS = (
    "区县", "乡镇", "户编号", "户主", "户主身份证号", "搬迁人员姓名", "身份证号", "性别", "出生日期", "民族", "是否为户主", "与户主关系",
    "家庭人口", "搬迁项目", "搬迁类别", "户类型", "迁出地", "安置方式", "安置点名称", "目前具体地址", "是否实际入住", "是否拆旧复垦",
    "文化程度", "在校生状况", "健康状况", "劳动技能", "政治面貌", "就业意愿", "联系方式", "搬迁日期", "起始日期", "起始原因", "终止日期",
    "终止原因", "备注",
)  # fmt: skip


def write(
    path: Path, tabs: Mapping[str, Sequence[Mapping[str, Any]]], heads: Sequence[str] | None = None
) -> Path:
    """A workbook with one tab for each entry: title → lines (head → text)."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    for title, lines in tabs.items():
        sheet = book.add_worksheet(title)
        columns = list(heads or lines[0])
        sheet.write_row(0, 0, columns)
        for row, line in enumerate(lines, start=1):
            sheet.write_row(row, 0, [line.get(head, "") for head in columns])
    book.close()
    return path


def places(path: Path) -> Path:
    """Workbook of the county, its towns, and the sites of the rosters."""
    county = {"代码": "610926", "名称": "平利县", "层级": "县", "上级代码": ""}
    towns = [{"代码": code, "名称": name, "层级": "镇", "上级代码": "610926"} for code, name in TOWNS.items()]
    sites = [
        {"安置区代码": code, "安置区名称": name, "所在镇": town, "安置方式": "小城镇", "城乡类型": "城镇安置",
         "是否十三五集中安置点": "是", "建成日期": "2017-06-30"}
        for code, (name, town) in SITES.items()
    ]  # fmt: skip
    return write(path, {"行政区划": [county, *towns], "安置区": sites})
