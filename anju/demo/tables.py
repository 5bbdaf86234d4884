"""Workbooks in memory: tabs of rows, cut off at the day until which the county's history is told, and written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

try:
    import rustpy_xlsxwriter as rust
except ImportError:  # a machine for which the fast writer has no build
    FAST = False
else:
    FAST = True

Row = tuple[Any, ...]
Progress = Callable[[str, int, int], None]
"""Told while work goes on: what, how many are done, of how many."""


@dataclass
class Tab:
    """One tab: heads in order and rows under them.

    `begins` names the column whose day lets a row exist. Each group in `ends` names a column of days and the columns
    that belong to it: a day that has not come yet leaves all of them empty.
    """

    title: str
    heads: tuple[str, ...]
    rows: list[Row]
    begins: str = ""
    ends: tuple[tuple[str, ...], ...] = ()

    def frame(self, as_of: date) -> pl.DataFrame:
        """The rows as a frame with one typed column for each head, as they were known on the day."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.heads)
        days = {self.begins, *(group[0] for group in self.ends)}
        frame = pl.DataFrame(
            [_series(head, values, head in days) for head, values in zip(self.heads, columns, strict=True)]
        )
        if self.begins:
            frame = frame.filter(pl.col(self.begins).is_null() | (pl.col(self.begins) <= as_of))
        for group in self.ends:
            known = pl.col(group[0]) <= as_of
            frame = frame.with_columns(
                pl.when(known).then(pl.col(name)).otherwise(None).alias(name) for name in group
            )
        return frame


@dataclass
class Book:
    """One workbook: file name and tabs."""

    filename: str
    tabs: list[Tab] = field(default_factory=list)


def _series(head: str, values: Sequence[Any], days: bool) -> pl.Series:
    """A column of one type: days, whole numbers, decimals, or text (identity numbers and codes stay text)."""
    kinds = {type(value) for value in values if value is not None}
    if days or kinds == {date}:
        return pl.Series(head, values, dtype=pl.Date)
    if kinds == {int}:
        return pl.Series(head, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        return pl.Series(head, values, dtype=pl.Float64)
    return pl.Series(head, [value or None for value in values], dtype=pl.String)


def write(book: Book, folder: Path, as_of: date) -> Path:
    """Write a workbook into the folder by the fast writer, or by xlsxwriter where that has no build."""
    path = folder / book.filename
    frames = [(tab.title, tab.frame(as_of)) for tab in book.tabs]
    (fast if FAST else slow)(frames, path)
    return path


Frames = list[tuple[str, pl.DataFrame]]


def fast(frames: Frames, path: Path) -> None:
    """Write frames as tabs with a bold, frozen head; days as dates, text as text."""
    rust.write_worksheets(
        list[tuple[str, Any]](frames),
        path,
        freeze_panes={"general": {"row": 1, "col": 0}},
        datetime_format="yyyy-mm-dd",
        bold_headers=True,
    )


def slow(frames: Frames, path: Path) -> None:
    """The same by xlsxwriter, written row by row."""
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    ) as book:
        bold = book.add_format({"bold": True})
        for title, frame in frames:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, frame.columns, bold)
            for number, row in enumerate(frame.iter_rows(), start=1):
                _write_row(sheet, number, row)


def _write_row(sheet: Any, number: int, row: Row) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, column, value)
        elif value is not None:
            sheet.write(number, column, value)
