"""Which tab is which sheet, and which head is which column. Pure.

Title rows above the head row are allowed; heads are compared without spaces, marks and brackets of either width.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from anju.intake.sheet import Sheet
from anju.intake.workbook import Tab, letters
from anju.kernel.refused import Refused

SEARCHED_ROWS = 15
_WIDE = str.maketrans(
    {"（": "(", "）": ")", "【": "[", "】": "]", "：": ":", "／": "/", "＊": "*", "　": " "}
)
_MARKS = re.compile(r"[\s*:]+|\(必填\)|\(选填\)|\[必填\]")


class HeadsMissing(Refused):
    """Required columns that the tab does not have: the way out is to map heads of one's own to them."""

    def __init__(self, sheet: Sheet, tab: str, missing: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        self.sheet, self.tab, self.missing, self.unknown = sheet, tab, missing, unknown
        own = (
            f"本表中未识别的表头有：{'、'.join(unknown)}；若只是叫法不同，请把它们对应到本系统的栏目。"
            if unknown
            else "请补上这些列。"
        )
        super().__init__(f"“{tab}”缺少必需的列：{'、'.join(missing)}。{own}")


@dataclass(frozen=True)
class Placement:
    """Where the columns of a sheet lie in a tab: column name → index of the tab's text columns."""

    head_row: int
    indexes: dict[str, int]
    heads: dict[str, str]
    unknown: tuple[str, ...]


def plain(head: str) -> str:
    """A head as it is compared: without spaces, required marks, and the width of its brackets."""
    return _MARKS.sub("", head.translate(_WIDE)).lower()


def known_heads(sheet: Sheet, mapping: Mapping[str, str]) -> dict[str, str]:
    """Plain head → column name: heads, aliases and the county's own (`mapping`: head → column name)."""
    heads = {plain(alias): column.name for column in sheet.columns for alias in column.aliases}
    heads |= {plain(column.head): column.name for column in sheet.columns}
    return heads | {plain(head): name for head, name in mapping.items()}


def _row_heads(tab: Tab, position: int) -> list[str]:
    """The texts of one line of the tab, empty text for empty cells."""
    return [text or "" for text in tab.lines.row(position)[1:]]


def _head_line(tab: Tab, known: Mapping[str, str]) -> int:
    """Position of the line that has the most known heads among the first ones."""
    scores = [
        sum(plain(text) in known for text in _row_heads(tab, position))
        for position in range(min(SEARCHED_ROWS, tab.lines.height))
    ]
    return scores.index(max(scores)) if scores else 0


def choose(tab: Tab, sheets: Sequence[Sheet], mappings: Mapping[str, Mapping[str, str]]) -> Sheet | None:
    """The sheet that a tab is: by its title, else the one whose required heads are all there."""
    title = plain(tab.title)
    for sheet in sheets:
        if title in {plain(sheet.title), *map(plain, sheet.aliases)}:
            return sheet
    best: tuple[int, Sheet] | None = None
    for sheet in sheets:
        known = known_heads(sheet, mappings.get(sheet.name, {}))
        found = (
            {known.get(plain(text)) for text in _row_heads(tab, _head_line(tab, known))}
            if tab.lines.height
            else set()
        )
        if {column.name for column in sheet.required} <= found and (best is None or len(found) > best[0]):
            best = len(found), sheet
    return best[1] if best else None


def place(tab: Tab, sheet: Sheet, mapping: Mapping[str, str]) -> Placement:
    """Find the head row and the columns; refuses doubled and missing heads."""
    if not tab.lines.height:
        raise Refused(f"“{tab.title}”没有任何内容。")
    known = known_heads(sheet, mapping)
    position = _head_line(tab, known)
    texts = _row_heads(tab, position)
    indexes: dict[str, int] = {}
    unknown: list[str] = []
    for index, text in enumerate(texts):
        name = known.get(plain(text))
        if name in indexes:
            raise Refused(
                f"“{tab.title}”有两列都是“{sheet.column(name).head}”（{_at(tab, indexes[name])} 列和 {_at(tab, index)} 列）。请删除或改名其中一列。"
            )
        if name:
            indexes[name] = index
        elif text.strip():
            unknown.append(text.strip())
    missing = tuple(column.head for column in sheet.required if column.name not in indexes)
    if missing:
        raise HeadsMissing(sheet, tab.title, missing, tuple(unknown))
    heads = {name: texts[index].strip() for name, index in indexes.items()}
    return Placement(int(tab.lines["row"][position]), indexes, heads, tuple(unknown))


def _at(tab: Tab, index: int) -> str:
    return letters(index + tab.structure.first_column)


def refuse_merged(tab: Tab, head_row: int) -> None:
    """Refuse merged cells in the head row or below it: nobody can say to which rows their value belongs."""
    inside = [ref for ref in tab.structure.merged if max(map(int, re.findall(r"\d+", ref))) >= head_row]
    if inside:
        named = "、".join(inside[:5]) + (f" 等 {len(inside)} 处" if len(inside) > 5 else "")
        raise Refused(f"“{tab.title}”的数据区有合并单元格：{named}。请取消合并，并在每一行都填上内容。")


def lines_of(tab: Tab, placement: Placement) -> pl.DataFrame:
    """The lines below the head row as text: `row` and one column for each column of the sheet that is there."""
    below = tab.lines.filter(pl.col("row") > placement.head_row)
    return below.select(
        "row", *(pl.col(f"c{index}").alias(name) for name, index in placement.indexes.items())
    )
