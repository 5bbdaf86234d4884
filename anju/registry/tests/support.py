"""Importing small rosters inside tests."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from anju.accounts.scope import Scope
from anju.intake.actions import Outcome, import_file
from anju.intake.tests import rosters
from anju.registry import sheets

ON = date(2021, 12, 31)
SHEETS = (sheets.PLACES, sheets.SITES, sheets.COMMUNITIES, sheets.ROSTER, sheets.FLATS, sheets.PAPERS)
Line = dict[str, Any]


def bring(path: Path, **words: Any) -> list[Outcome]:
    """Import a file as the county."""
    with connection.cursor() as cursor:
        cursor.execute(
            "discard temp"
        )  # of an import as another role before, inside the one transaction of a test
    given: dict[str, Any] = {"sheets": SHEETS, "by": "test", "on": ON, "scope": Scope.everything()}
    return import_file(path, **given | words)


def bring_places(folder: Path) -> None:
    """Import the county, its towns and its sites."""
    assert all(outcome.applied for outcome in bring(rosters.places(folder / "places.xlsx")))


def bring_roster(folder: Path, lines: Sequence[Line], **words: Any) -> Outcome:
    """Import these lines as a roster."""
    return bring(rosters.write(folder / "roster.xlsx", {"花名册": lines}, rosters.ROSTER_HEADS), **words)[0]


def spoil(change: Callable[[list[Line]], None]) -> list[Line]:
    """Three households with one thing wrong."""
    lines = rosters.roster(3, persons=11)
    change(lines)
    return lines


def new_member(head: Line, serial: int, **fields: Any) -> Line:
    """One more line for the household of a line."""
    born = date(2021, 3, 1)
    number = rosters.id_number(serial, born, 1, region="610926")
    return head | {
        "搬迁人员姓名": "王小宝", "身份证号": number, "性别": "男", "出生日期": born.isoformat(), "是否为户主": "否", "与户主关系": "之孙子",
        "劳动技能": "无劳动力", "联系方式": "", "文化程度": "", "在校生状况": "学龄前儿童", "起始日期": "2021-03-01", "起始原因": "出生",
    } | fields  # fmt: skip
