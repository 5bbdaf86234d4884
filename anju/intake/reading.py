"""From a received file to clean, checked lines: everything that can be said without the ledger. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from anju.intake import findings, heads, rules, workbook
from anju.intake.clean import clean, stored_type, trimmed
from anju.intake.sheet import DAY, Column, Rule, Sheet
from anju.intake.workbook import Structure, Tab, index_of, letters
from anju.kernel.refused import Refused

Mappings = Mapping[str, Mapping[str, str]]
"""Sheet name → own head → column name."""
Rooms = Mapping[str, rules.Room]
"""Column name → what the ledger has room for."""


@dataclass(frozen=True)
class Reading:
    """One tab read as one sheet.

    `raw` holds the lines as typed (`row` and a text column for each column present), `lines` the clean, typed ones with
    every column of the sheet (null where the tab has none). Both have the same rows in the same order.
    """

    sheet: Sheet
    tab: str
    head_row: int
    letters: dict[str, str]
    unknown: tuple[str, ...]
    raw: pl.DataFrame
    lines: pl.DataFrame
    findings: pl.DataFrame

    @property
    def present(self) -> frozenset[str]:
        """Names of the columns that the tab has."""
        return frozenset(self.raw.columns) - {"row"}

    def with_findings(self, more: pl.DataFrame) -> "Reading":
        """The same reading with more to say, in the order of rows."""
        return replace(self, findings=pl.concat([self.findings, more]).sort("row", maintain_order=True))


def _cell_findings(
    raw: pl.DataFrame, sheet: Sheet, places: dict[str, str], structure: Structure
) -> pl.DataFrame:
    """Formulas and error values in columns of the sheet."""
    tables = [findings.none()]
    names = {letter: name for name, letter in places.items()}
    for words, cells in ((rules.FORMULA, structure.formulas), (rules.ERROR_VALUE, structure.errors)):
        for letter in sorted({column for column, _ in cells} & names.keys(), key=index_of):
            rows = pl.Series("row", [row for column, row in cells if column == letter], dtype=pl.Int64)
            column = sheet.column(names[letter])
            at = raw.filter(pl.col("row").is_in(rows.implode())).select("row", value=pl.col(column.name))
            tables.append(findings.of_rule(rules.of_cell(words, column), at, sheet, places))
    return pl.concat(tables)


def _clean(raw: pl.DataFrame, sheet: Sheet, places: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The typed lines, and the findings of cells that are unreadable or empty where they must not be."""
    values: list[pl.Series] = [raw["row"]]
    tables = [findings.none()]
    for column in sheet.columns:
        if column.name not in places:
            values.append(
                pl.Series(column.name, [None], dtype=stored_type(column.kind)).new_from_index(0, raw.height)
            )
            continue
        value, bad = clean(raw[column.name], column)
        values.append(value.alias(column.name))
        if bad.any():
            tables.append(_at(rules.unreadable(column, pl.lit(True)), raw, bad, column, sheet, places))
        if column.required and value.null_count():
            empty = value.is_null() & ~bad
            tables.append(_at(rules.missing(column, pl.lit(True)), raw, empty, column, sheet, places))
    return pl.DataFrame(values), pl.concat(tables)


def _at(
    rule: Rule, raw: pl.DataFrame, where: pl.Series, column: Column, sheet: Sheet, places: dict[str, str]
) -> pl.DataFrame:
    cells = raw.filter(where).select("row", value=pl.col(column.name))
    return findings.of_rule(rule, cells, sheet, places)


def _file_findings(
    frame: pl.DataFrame, raw: pl.DataFrame, sheet: Sheet, places: dict[str, str], rooms_of: Rooms
) -> pl.DataFrame:
    judged = [*rules.of_columns(sheet, frozenset(places), rooms_of), *sheet.rules]
    if key := rules.key_columns(sheet):
        judged.append(rules.repeated(sheet, key))
    return findings.judge(frame, raw, judged, sheet, places)


def read_tab(tab: Tab, sheet: Sheet, mapping: Mapping[str, str], on: date, rooms_of: Rooms) -> Reading:
    """Read one tab as one sheet; raises Refused for what concerns the tab as a whole."""
    placement = heads.place(tab, sheet, mapping)
    heads.refuse_merged(tab, placement.head_row)
    raw = heads.lines_of(tab, placement)
    raw = raw.filter(~pl.all_horizontal(trimmed(raw[name]).is_null() for name in placement.indexes))
    if not raw.height:
        raise Refused(f"“{tab.title}”只有表头，没有数据行。")
    places = {name: letters(index + tab.structure.first_column) for name, index in placement.indexes.items()}
    lines, unread = _clean(raw, sheet, places)
    lines = lines.with_columns(pl.lit(on).alias(DAY))
    told = [
        _cell_findings(raw, sheet, places, tab.structure), unread, _file_findings(lines, raw, sheet, places, rooms_of),
    ]  # fmt: skip
    found = pl.concat(told).sort("row", maintain_order=True)
    return Reading(sheet, tab.title, placement.head_row, places, placement.unknown, raw, lines, found)


def read_file(
    path: Path,
    *,
    name: str,
    sheets: Sequence[Sheet],
    mappings: Mappings,
    on: date,
    rooms: Mapping[str, Rooms],
) -> Iterator[Reading]:
    """Every tab of a file that is one of the sheets, read and checked, in the order of `sheets` when all are read.

    Raises Refused when the file is no workbook or none of its tabs is a sheet that we know.
    """
    workbook.check_file(path, name)
    seen: list[str] = []
    known = 0
    for tab in workbook.tabs(path, name):
        seen.append(tab.title)
        sheet = heads.choose(tab, sheets, mappings)
        if sheet:
            known += 1
            yield read_tab(tab, sheet, mappings.get(sheet.name, {}), on, rooms.get(sheet.name, {}))
    if not known:
        titles = "、".join(sheet.title for sheet in sheets)
        found = f"工作表有：{'、'.join(seen)}" if seen else "没有任何内容"
        raise Refused(f"“{name}”里没有认得的表（{found}）。请把工作表命名为以下之一：{titles}。")
