"""The received workbook again, with the cells that have findings coloured and commented, and a sheet that lists all. Pure.

Rows and columns stand where they stood, so that the file can be corrected and handed in as it is.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

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


def _notes(told: pl.DataFrame) -> dict[tuple[int, int], tuple[str, str]]:
    """Cell (row and column from 0) → worst severity and the words of all its findings."""
    notes: dict[tuple[int, int], tuple[str, str]] = {}
    for line in told.filter(pl.col("letter") != "").iter_rows(named=True):
        cell = int(line["row"]) - 1, index_of(str(line["letter"]))
        severity, words = notes.get(cell, (str(line["severity"]), ""))
        worst = severity if severity == Severity.ERROR.value else str(line["severity"])
        notes[cell] = worst, f"{words}{line['message']}{line['remedy']}\n"
    return notes


def _write_tab(sheet: Worksheet, tab: Tab, told: pl.DataFrame, formats: dict[str, Format]) -> None:
    """One tab: its texts in their places, marked where there is a finding."""
    notes = _notes(told)
    shift = tab.structure.first_column
    for line in tab.lines.iter_rows():
        row = line[0] - 1
        for index, text in enumerate(line[1:], start=shift):
            if text is not None and (row, index) not in notes:
                sheet.write_string(row, index, _plain(text) or "")
    texts = {
        line[0] - 1: line[1:]
        for line in tab.lines.filter(pl.col("row").is_in(told["row"].unique().implode())).iter_rows()
    }
    for count, ((row, column), (severity, words)) in enumerate(sorted(notes.items())):
        cells: Sequence[Any] = texts.get(row, ())
        text = cells[column - shift] if 0 <= column - shift < len(cells) else None
        sheet.write_string(row, column, _plain(text) or "", formats[severity])
        if count < _MOST_COMMENTS:
            sheet.write_comment(row, column, words.strip(), {"author": "安居", "x_scale": 2})
    sheet.set_column(0, tab.width + shift, 16)


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
    book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
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
