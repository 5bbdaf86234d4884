"""Opening a received file: refuses what is no readable workbook, and gives every tab as lines of text.

Nothing is read cell by cell: calamine gives the values, and one pass over the sheet's XML finds what it cannot tell
(formulas, error values, merged cells, the row in which the data begin).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import fastexcel
import polars as pl

from anju.kernel.packages import Swollen, measure
from anju.kernel.refused import Refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_FILE = 200 * 1024 * 1024
LARGEST_UPLOAD = LARGEST_FILE + 1024 * 1024  # the file, and what the browser writes around it
_CHUNK = 1 << 20
_FORMULA_MARKS = (
    b"<f",
    b":f",
)  # with or without a prefix of the name space; what else begins so, _FORMULA sorts out
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]+)(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')
_FIRST = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="[A-Z]+(\d+)"[^>]*>\s*<(?:\w+:)?(?:f|v|is)[\s>]')
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?(?:f|v|is)[\s>]')
# What the standard library raises for packages that are cut off, altered, encrypted or of a strange make.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, LookupError, ElementTree.ParseError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Structure:
    """What the XML of a tab tells beyond its values. Cells are (column letters, row number from 1)."""

    first_row: int
    first_column: int
    formulas: tuple[tuple[str, int], ...]
    errors: tuple[tuple[str, int], ...]
    merged: tuple[str, ...]


@dataclass(frozen=True)
class Tab:
    """One tab as text. `lines` has the columns `row` (number in the workbook) and `c0`, `c1`, … ; empty rows left out."""

    title: str
    lines: pl.DataFrame
    structure: Structure

    @property
    def width(self) -> int:
        """Number of columns of text."""
        return self.lines.width - 1


def letters(index: int) -> str:
    """Column letters of an index from 0: A, B, … AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def index_of(column: str) -> int:
    """Index from 0 of column letters."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _refuse_by_head(name: str, head: bytes, whole: Path) -> None:
    """Refuse files whose first bytes show that they are no .xlsx package."""
    if head.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in whole.read_bytes():
            raise Refused(
                f"“{name}”设有打开密码，无法读取。请在 Excel 中取消密码（文件→信息→保护工作簿）后重新上传。"
            )
        raise Refused(f"“{name}”是旧版 .xls 格式。请在 Excel 中另存为“Excel 工作簿（*.xlsx）”后重新上传。")
    if not head:
        raise Refused(f"“{name}”是空文件。请检查后重新上传。")
    if not head.startswith(ZIP):
        raise Refused(
            f"“{name}”不是 Excel 工作簿（.xlsx）。只改后缀名不行，请在 Excel 中另存为“Excel 工作簿（*.xlsx）”。"
        )


def _refuse_by_content(name: str, package: zipfile.ZipFile) -> None:
    """Refuse packages that are something else or carry macros."""
    members = set(package.namelist())
    if "xl/workbook.bin" in members:
        raise Refused(f"“{name}”是 .xlsb 格式。请在 Excel 中另存为“Excel 工作簿（*.xlsx）”后重新上传。")
    if "xl/workbook.xml" not in members:
        raise Refused(f"“{name}”不是 Excel 工作簿（.xlsx）。请上传由 Excel 或 WPS 保存的 .xlsx 文件。")
    if any(member.endswith("vbaProject.bin") for member in members):
        raise Refused(
            f"“{name}”含有宏（.xlsm），为安全起见不接收。请另存为不含宏的“Excel 工作簿（*.xlsx）”。"
        )


def _damaged(name: str) -> Refused:
    return Refused(f"“{name}”不完整或已损坏，无法读取。请用 Excel 打开确认无误、另存后重新上传。")


def check_file(path: Path, name: str) -> None:
    """Refuse a file that is no plain, complete .xlsx workbook; each refusal is one sentence with the way out."""
    if path.stat().st_size > LARGEST_FILE:
        raise Refused(f"“{name}”超过 {LARGEST_FILE // 2**20} MB。请按镇拆分后分别上传。")
    with path.open("rb") as file:
        head = file.read(8)
    _refuse_by_head(name, head, path)
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_by_content(name, package)
            measure(path, package)
    except Swollen as error:
        raise Refused(
            f"“{name}”解压后异常巨大（{error.size // 2**20} MB），已拒绝。请删除多余的格式和空行，或拆分后上传。"
        ) from error
    except _BROKEN as error:
        raise _damaged(name) from error


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Tab title → path of its XML inside the package."""
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat limits what entities grow to
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    parts = {}
    for item in book.iter():
        if item.tag.endswith("}sheet") and (target := targets.get(item.get(_RELATION, ""))):
            inside = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            parts[item.get("name", "")] = inside
    return parts


def titles(path: Path) -> tuple[str, ...]:
    """Titles of the tabs, without reading their contents; nothing for a file that is no workbook or not there."""
    if not path.is_file():
        return ()
    try:
        with zipfile.ZipFile(path) as package:
            return tuple(_parts(package))
    except _BROKEN:
        return ()


def _blocks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a tab in blocks that end at row borders, so that no cell is cut."""
    rest = b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            block = rest + chunk
            cut = block.rfind(b"</")
            border = block.rfind(b"row>", 0, cut) + 4 if cut > 0 else 0
            border = border if border > 4 else 0
            rest = block[border:]
            if border:
                yield block[:border]
    if rest:
        yield rest


def _cells(pattern: re.Pattern[bytes], block: bytes) -> list[tuple[str, int]]:
    return [(found[1].decode(), int(found[2])) for found in pattern.finditer(block)]


def scan(package: zipfile.ZipFile, part: str) -> Structure:
    """One pass over the XML of a tab."""
    first_row, first_column = 0, 0
    formulas: list[tuple[str, int]] = []
    errors: list[tuple[str, int]] = []
    merged: list[str] = []
    for block in _blocks(package, part):
        if not first_row and (found := _FIRST.search(block)):
            first_row = int(found[1])
            first_column = min(index_of(column) for column, _ in _cells(_CELL, block))
        if any(mark in block for mark in _FORMULA_MARKS):
            formulas += _cells(_FORMULA, block)
        if b't="e"' in block:
            errors += _cells(_ERROR, block)
        if b"mergeCell " in block:
            merged += [found[1].decode() for found in _MERGED.finditer(block)]
    return Structure(first_row or 1, first_column, tuple(formulas), tuple(errors), tuple(merged))


def _lines(sheet: fastexcel.ExcelSheet, first_row: int) -> pl.DataFrame:
    """All cells as text with the row numbers of the workbook; rows without any text are left out."""
    frame: pl.DataFrame = sheet.to_polars()
    frame = frame.rename({name: f"c{index}" for index, name in enumerate(frame.columns)})
    frame = frame.with_row_index("row", offset=first_row).cast({"row": pl.Int64})
    return frame.filter(~pl.all_horizontal(pl.exclude("row").is_null()))


def tabs(path: Path, name: str) -> Iterator[Tab]:
    """Every visible or hidden tab of a checked workbook that holds anything, one at a time."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = _parts(package)
            reader = fastexcel.read_excel(path)
            for title in reader.sheet_names:
                structure = scan(package, parts[title])
                sheet = reader.load_sheet(title, header_row=None, dtypes="string")
                if sheet.width and sheet.height:
                    yield Tab(title, _lines(sheet, structure.first_row), structure)
    except (fastexcel.FastExcelError, *_BROKEN) as error:
        raise _damaged(name) from error


def line(path: Path, title: str, head_row: int, row: int) -> dict[str, str]:
    """One row of a tab: head → text as typed, in the order of the file; empty when there is no such row."""
    tab = next(tab for tab in tabs(path, path.name) if tab.title == title)
    found = {
        number: texts for number, *texts in tab.lines.filter(pl.col("row").is_in([head_row, row])).iter_rows()
    }
    heads, texts = found.get(head_row, []), found.get(row, [])
    return {str(head).strip(): text or "" for head, text in zip(heads, texts, strict=False) if head}
