"""Small workbooks for tests of sheets: tabs of lines (head → value), written as a clerk's Excel would."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from anju.accounts.scope import Scope
from anju.intake.actions import Outcome, import_file
from anju.intake.sheet import Sheet

ON = date(2021, 12, 31)
Line = dict[str, Any]


def written(path: Path, tabs: dict[str, Sequence[Line]]) -> Path:
    """A workbook whose tabs hold the heads of their first line and a row for each line."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, lines in tabs.items():
            sheet = book.add_worksheet(title)
            heads = list(lines[0])
            sheet.write_row(0, 0, heads)
            for row, line in enumerate(lines, start=1):
                for column, head in enumerate(heads):
                    if line.get(head) is not None:
                        sheet.write(row, column, line[head])
    return path


def brought(folder: Path, sheet: Sheet, lines: Sequence[Line]) -> Outcome:
    """Import lines of one sheet as the county, on the last day of 2021."""
    path = written(folder / f"{sheet.name}.xlsx", {sheet.title: lines})
    return import_file(path, sheets=(sheet,), by="test", on=ON, scope=Scope.everything())[0]


def rules(outcome: Outcome) -> set[str]:
    """The rules that found something."""
    return set(outcome.findings["rule"])
