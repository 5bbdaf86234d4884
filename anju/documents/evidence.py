"""The evidence workbook of a letter: a sheet of its figures, and for each figure a sheet of the records behind it. Pure.

Rows are written in order and not kept (constant memory). Every text is written as text, and one that a spreadsheet
could read as a formula is marked as quoted, so that it stays text when the cell is edited.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from anju.documents import wording
from anju.documents.figures import Figure, Records

FIGURES_SHEET = "数据清单"
SHEET_NAME_MOST = 31  # Excel
ROWS_MOST = 1_048_576  # Excel, head included
CELL_MOST = 32_767  # Excel, characters
HEADS = (
    ("指标代码", 26), ("指标名称", 26), ("数值", 12), ("单位", 8), ("截止日", 12), ("范围", 14), ("口径", 52),
    ("口径版本", 14), ("结账", 14), ("明细行数", 12), ("查询", 60),
)  # fmt: skip
_NARROWEST, _WIDEST = 8, 48  # of a column, in half-width characters
_LOOKED_AT = 200  # rows whose texts tell how wide a column is
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "·"))

Load = Callable[[Figure], Records]


def write(path: Path, figures: Sequence[Figure], records: Load, *, demo: bool = False) -> None:
    """Write the workbook. `records` gives the records of one figure at a time, with personal columns already masked.

    A figure with more records than a sheet holds goes on in further sheets; nothing is cut off.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}  # fmt: skip
    names = sheet_names([figure.name_zh for figure in figures])
    with xlsxwriter.Workbook(str(path), options) as workbook:
        styles = _Styles(workbook)
        cover = workbook.add_worksheet(FIGURES_SHEET)
        counts = []
        for figure, name in zip(figures, names, strict=True):
            table = records(figure)
            counts.append(len(table.rows))
            _record_sheets(workbook, styles, name, figure, table)
        _figure_sheet(cover, styles, figures, names, counts, demo=demo)
        workbook.set_properties({"title": "数据依据", "comments": "演示数据" if demo else ""})


def sheet_names(titles: Sequence[str]) -> list[str]:
    """A name for each title that Excel takes: 31 characters, none of its seven signs, all different whatever the case."""
    taken = {FIGURES_SHEET.casefold(), "history"}
    names = []
    for title in titles:
        base = wording.printable(title).translate(_NOT_IN_SHEET_NAMES).strip("' ") or "明细"
        name, count = _fit(base, ""), 1
        while name.casefold() in taken:
            count += 1
            name = _fit(base, f" ({count})")
        taken.add(name.casefold())
        names.append(name)
    return names


def _fit(base: str, tail: str) -> str:
    """`base` cut so that with `tail` it has 31 characters as Excel counts them (UTF-16 units)."""
    kept = base
    while len((kept + tail).encode("utf-16-le")) // 2 > SHEET_NAME_MOST:
        kept = kept[:-1]
    return kept.rstrip("' ") + tail


class _Styles:
    """The cell formats of the workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.head: Format = workbook.add_format(
            {"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "text_wrap": True}
        )
        self.title: Format = workbook.add_format({"bold": True, "font_size": 13})
        self.note: Format = workbook.add_format({"font_color": "#666666"})
        self.link: Format = workbook.add_format({"font_color": "#0B5CAD", "underline": 1})
        self.wrap: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.quoted: Format = workbook.add_format({"quote_prefix": True})
        self.quoted_wrap: Format = workbook.add_format(
            {"quote_prefix": True, "text_wrap": True, "valign": "top"}
        )


def _figure_sheet(sheet: Worksheet, styles: _Styles, figures: Sequence[Figure], names: Sequence[str],
                  counts: Sequence[int], *, demo: bool) -> None:  # fmt: skip
    """One row a figure; its name leads to the sheet of its records."""
    for column, (_, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "数据依据" + ("（演示数据）" if demo else ""), styles.title)
    sheet.write_string(1, 0, "每个指标的明细在同名工作表中；姓名、证件号码等已脱敏。", styles.note)
    for column, (head, _) in enumerate(HEADS):
        sheet.write_string(2, column, head, styles.head)
    sheet.freeze_panes(3, 2)
    for row, (figure, name, count) in enumerate(zip(figures, names, counts, strict=True), 3):
        cells = (figure.code, None, figure.value, figure.unit, figure.as_of, figure.scope_name, figure.definition,
                 figure.definition_version, figure.close, count, figure.query)  # fmt: skip
        for column, value in enumerate(cells):
            if column == 1:
                target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
                sheet.write_url(row, column, target, styles.link, string=_text(figure.name_zh))
            else:
                _cell(sheet, styles, row, column, value, wrap=True)


def _record_sheets(workbook: Workbook, styles: _Styles, name: str, figure: Figure, table: Records) -> None:
    """The records of a figure, on as many sheets as Excel's row limit asks for."""
    room = ROWS_MOST - 3
    parts = max(1, -(-len(table.rows) // room))
    for part in range(parts):
        title = name if part == 0 else _fit(name, f"-{part + 1}")
        sheet = workbook.add_worksheet(title)
        _record_head(sheet, styles, figure, table)
        _record_rows(sheet, styles, table.rows[part * room : (part + 1) * room])


def _record_head(sheet: Worksheet, styles: _Styles, figure: Figure, table: Records) -> None:
    for column, (_, label) in enumerate(table.columns):
        texts = [label, *(str(row[column] or "") for row in table.rows[:_LOOKED_AT])]
        widest = max(wording.width(text[:_WIDEST]) for text in texts)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest * 2 + 2)))
    value = "" if figure.value is None else wording.number(figure.value)
    said = f"{figure.name_zh}：{value}{figure.unit}（截至{wording.day(figure.as_of)}，{figure.scope_name}）"
    sheet.write_url(0, 0, f"internal:'{FIGURES_SHEET}'!A1", styles.link, string=_text(said))
    sheet.write_string(1, 0, _text(figure.definition), styles.note)
    for column, (_, label) in enumerate(table.columns):
        sheet.write_string(2, column, _text(label), styles.head)
    sheet.freeze_panes(3, 0)


def _record_rows(sheet: Worksheet, styles: _Styles, rows: Sequence[Sequence[Any]]) -> None:
    """Rows from the fourth line on. The common case, a harmless short text, takes the shortest way."""
    write_string, write_number = sheet.write_string, sheet.write_number
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            kind = type(value)
            if kind is str and value.isprintable() and not value.startswith(_FORMULA_STARTS):
                if value:
                    write_string(number, column, value[:CELL_MOST])
            elif kind is int:
                write_number(number, column, value)
            elif value is not None:
                _cell(sheet, styles, number, column, value)


def _cell(
    sheet: Worksheet, styles: _Styles, row: int, column: int, value: Any, *, wrap: bool = False
) -> None:
    """One value by its type; anything unknown as its text."""
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, column, "是" if value else "否")
        case int() | float() | Decimal():
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, styles.day)
        case _:
            text = _text(str(value))
            plain, quoted = (styles.wrap, styles.quoted_wrap) if wrap else (None, styles.quoted)
            sheet.write_string(row, column, text, quoted if text.startswith(_FORMULA_STARTS) else plain)


def _text(text: str) -> str:
    """A text that a cell can hold."""
    return wording.printable(text)[:CELL_MOST]
