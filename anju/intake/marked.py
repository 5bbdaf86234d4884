"""The received workbook again, with the cells that have findings coloured and commented, and a sheet that lists all. Pure.

Rows and columns stand where they stood, so that the file can be corrected and handed in as it is.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from anju.intake import workbook
from anju.intake.workbook import Tab, index_of
from anju.kernel.findings import Severity

LIST_TITLE = "核对结果"
_LIST_HEADS = ("工作表", "行", "列", "栏目", "内容", "程度", "问题", "怎样改", "规则")
_SEVERITY = {Severity.ERROR.value: "错误", Severity.WARNING.value: "提醒"}
_MOST_COMMENTS = 5_000
_DAY_DIGITS = 10


def _plain(text: str | None) -> str | None:
    """Days as people type them: calamine gives `2021-08-05 00:00:00` for a date cell."""
    if text and text.endswith(" 00:00:00") and len(text) == _DAY_DIGITS + 9:
        return text[:_DAY_DIGITS]
    return text


def _notes(told: pl.DataFrame) -> dict[int, dict[int, tuple[str, str]]]:
    """Row number → column from 0 → worst severity and the words of all findings of the cell."""
    notes: dict[int, dict[int, tuple[str, str]]] = {}
    for line in told.filter(pl.col("letter") != "").iter_rows(named=True):
        cells = notes.setdefault(int(line["row"]), {})
        column = index_of(str(line["letter"]))
        severity, words = cells.get(column, (str(line["severity"]), ""))
        worst = severity if severity == Severity.ERROR.value else str(line["severity"])
        cells[column] = worst, f"{words}{line['message']}{line['remedy']}\n"
    return notes


def _write_tab(sheet: Worksheet, tab: Tab, told: pl.DataFrame, formats: dict[str, Format]) -> None:
    """One tab, row by row (the book keeps one row in memory): texts in their places, marked where there is a finding."""
    notes = _notes(told)
    left = _MOST_COMMENTS
    sheet.set_column(0, tab.width + tab.structure.first_column, 16)
    for number, *texts in tab.lines.iter_rows():
        marked = notes.get(number, {})
        for column, text in enumerate(texts, start=tab.structure.first_column):
            severity, words = marked.get(column, ("", ""))
            if text is not None:
                sheet.write_string(number - 1, column, _plain(text) or "", formats.get(severity))
            elif severity:
                sheet.write_blank(number - 1, column, None, formats[severity])
            if words and left:
                left -= 1
                sheet.write_comment(number - 1, column, words.strip(), {"author": "安居", "x_scale": 2})


def _write_list(sheet: Worksheet, told: pl.DataFrame, bold: Format) -> None:
    """All findings as a list that can be filtered."""
    sheet.write_row(0, 0, _LIST_HEADS, bold)
    for row, line in enumerate(told.iter_rows(named=True), start=1):
        severity = _SEVERITY[str(line["severity"])]
        sheet.write_row(row, 0, (line["sheet"], line["row"], line["letter"], line["head"], line["value"], severity,
                                 line["message"], line["remedy"], line["rule"]))  # fmt: skip
    sheet.autofilter(0, 0, max(told.height, 1), len(_LIST_HEADS) - 1)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((12, 8, 6, 16, 24, 8, 48, 48, 24)):
        sheet.set_column(column, column, width)


def write(source: Path, target: Path, told: Iterable[tuple[str, pl.DataFrame]], made: date) -> None:
    """Write the marked copy of `source`. `told` gives for each tab title its findings."""
    by_tab = dict(told)
    book = xlsxwriter.Workbook(
        str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "核对结果", "created": datetime(made.year, made.month, made.day)})  # noqa: DTZ001 - a day
    formats = {
        Severity.ERROR.value: book.add_format({"bg_color": "#F8C9C4"}),
        Severity.WARNING.value: book.add_format({"bg_color": "#FBE7B5"}),
    }
    for tab in workbook.tabs(source, source.name):
        if tab.title in by_tab:
            _write_tab(book.add_worksheet(tab.title), tab, by_tab[tab.title], formats)
    everything = pl.concat(by_tab.values())
    _write_list(book.add_worksheet(LIST_TITLE), everything, book.add_format({"bold": True}))
    book.close()
