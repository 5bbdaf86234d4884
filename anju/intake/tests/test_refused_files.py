"""Files that are no readable workbook: each gets its sentence, and quickly."""

import contextlib
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from anju.intake.reading import Reading, read_file
from anju.intake.sheet import Column, Kind, Sheet, Target
from anju.intake.tests.rosters import write
from anju.kernel.refused import Refused


class _Model:
    """A stand-in for a table."""


PEOPLE = Sheet(
    name="test.people",
    title="人员",
    columns=(
        Column("name", "姓名", Kind.NAME, required=True),
        Column("number", "身份证号", Kind.ID, required=True, aliases=("证件号码",)),
        Column("day", "日期", Kind.DATE),
        Column("count", "数量", Kind.INT),
    ),
    targets=(Target(_Model, ("number",)),),
    apply=print,
)
GOOD = {"姓名": "张三", "身份证号": "610926200001010016", "日期": "2021-08-05", "数量": "3"}


def take(path: Path, mapping: dict[str, str] | None = None) -> list[Reading]:
    """Read a file that may hold the sheet 人员."""
    mappings = {PEOPLE.name: mapping or {}}
    return list(
        read_file(path, name=path.name, sheets=(PEOPLE,), mappings=mappings, on=date(2021, 12, 31), rooms={})
    )


def good(path: Path) -> Path:
    return write(path, {"人员": [GOOD]})


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Refused) as caught:
        take(path)
    return str(caught.value)


def _ole(path: Path, word: str) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + word.encode("utf-16-le") + bytes(600))


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)


def _half(path: Path) -> None:
    path.write_bytes(good(path).read_bytes()[:-700])


def _broken_xml(path: Path) -> None:
    source = good(path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"][:300]
    _zip(path, members)


def _heads(path: Path, heads: list[str]) -> None:
    write(path, {"人员": [dict.fromkeys(heads, "x")]}, heads)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "text_under_another_name": (lambda path: path.write_text("姓名,身份证号\n"), "不是 Excel 工作簿"),
    "empty_file": (lambda path: path.write_bytes(b""), "空文件"),
    "old_xls": (lambda path: _ole(path, "Workbook"), "旧版 .xls"),
    "password": (lambda path: _ole(path, "EncryptedPackage"), "密码"),
    "zip_of_something_else": (lambda path: _zip(path, {"word/document.xml": b"<a/>"}), "不是 Excel 工作簿"),
    "binary_workbook": (lambda path: _zip(path, {"xl/workbook.bin": b"x"}), ".xlsb"),
    "macros": (lambda path: _zip(path, {"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), "宏"),
    "truncated": (_half, "不完整或已损坏"),
    "broken_sheet": (_broken_xml, "不完整或已损坏"),
    "bomb": (
        lambda path: _zip(path, {"xl/workbook.xml": b"<a/>", "xl/big.xml": bytes(200 << 20)}),
        "异常巨大",
    ),
    "no_known_sheet": (lambda path: write(path, {"别的": [{"甲": "1"}]}), "没有认得的表"),
    "missing_head": (lambda path: _heads(path, ["姓名", "日期"]), "缺少必需的列：身份证号"),
    "doubled_head": (lambda path: _doubled(path), "有两列都是“身份证号”（B 列和 C 列）"),
    "heads_only": (lambda path: write(path, {"人员": []}, ["姓名", "身份证号"]), "只有表头"),
    "merged_cells": (lambda path: _merged(path), "合并单元格：A2:A3"),
}


def _doubled(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["姓名", "身份证号", "证件号码"])
    sheet.write_row(1, 0, ["张三", "1", "2"])
    book.close()


def _merged(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["姓名", "身份证号"])
    sheet.merge_range(1, 0, 2, 0, "张三")
    sheet.write(1, 1, "610926200001010016")
    book.close()


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(kind: str, tmp_path: Path) -> None:
    make, words = BAD_FILES[kind]
    path = tmp_path / "花名册.xlsx"
    make(path)
    sentence = refusal(path)
    assert words in sentence
    assert sentence.endswith("。")


def test_every_cut_of_a_workbook_is_refused_and_nothing_else_happens(tmp_path: Path) -> None:
    whole = good(tmp_path / "a.xlsx").read_bytes()
    cut = tmp_path / "b.xlsx"
    for size in range(1, len(whole), 211):
        cut.write_bytes(whole[:size])
        assert refusal(cut)


def test_title_rows_above_the_heads_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("人员")
    sheet.merge_range(1, 1, 1, 4, "某县人员花名册")
    sheet.write_row(3, 1, ["姓 名*", "身份证号（必填）", "日期", "数量"])
    sheet.write_row(4, 1, ["张三", GOOD["身份证号"], "2021.8.5", "1"])
    sheet.write_row(8, 1, ["李四", "61092620000101002X", "错", "1"])
    book.close()
    reading = take(tmp_path / "a.xlsx")[0]
    assert reading.head_row == 4
    assert reading.lines["row"].to_list() == [5, 9]
    wrong = reading.findings.filter(reading.findings["rule"] == "not_a_date").row(0, named=True)
    assert (wrong["row"], wrong["letter"], wrong["head"], wrong["value"]) == (9, "D", "日期", "错")


def test_two_hundred_thousand_empty_formatted_rows_cost_next_to_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"constant_memory": True})
    sheet, grey = book.add_worksheet("人员"), book.add_format({"bg_color": "#EEEEEE"})
    sheet.write_row(0, 0, list(GOOD))
    sheet.write_row(1, 0, list(GOOD.values()))
    for row in range(2, 200_002):
        sheet.write_blank(row, 0, None, grey)
    book.close()
    began = time.perf_counter()
    reading = take(tmp_path / "a.xlsx")[0]
    assert reading.lines.height == 1
    assert time.perf_counter() - began < 2


def test_a_formula_and_an_error_value_are_findings_of_their_cells(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, list(GOOD))
    sheet.write_row(1, 0, list(GOOD.values()))
    sheet.write_formula("D2", "=1+2", None, 3)
    sheet.write_formula("C2", "=NA()", None, "#N/A")
    book.close()
    found = take(tmp_path / "a.xlsx")[0].findings
    cells = set(found.select("letter", "rule").iter_rows())
    assert {("D", "formula"), ("C", "formula"), ("C", "error_value")} <= cells


def test_a_head_of_ones_own_is_read_once_it_is_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"人员": [{"姓名": "张三", "我们的号码": GOOD["身份证号"]}]})
    assert "我们的号码" in refusal(path)
    reading = take(path, {"我们的号码": "number"})[0]
    assert reading.lines["number"].to_list() == [GOOD["身份证号"]]


def test_a_tab_under_another_name_is_known_by_its_heads(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Sheet1": [GOOD]})
    assert take(path)[0].sheet is PEOPLE


def test_a_finding_of_many_rows_names_the_value_of_each(tmp_path: Path) -> None:
    lines = [
        GOOD | {"身份证号": f"61092620000101{serial:04d}", "日期": f"第{serial}天"} for serial in range(3)
    ]
    found = take(write(tmp_path / "a.xlsx", {"人员": lines}))[0].findings
    messages = found.filter(found["rule"] == "not_a_date")["message"].to_list()
    assert messages == [f"“第{serial}天”不是日期。" for serial in range(3)]


@pytest.mark.parametrize("seed", range(40))
def test_an_altered_workbook_is_read_or_refused_but_never_breaks_the_reader(
    seed: int, tmp_path: Path
) -> None:
    rng = Random(seed)
    with zipfile.ZipFile(good(tmp_path / "a.xlsx")) as package:
        members = {name: bytearray(package.read(name)) for name in package.namelist()}
    victim = members[
        rng.choice([name for name in members if "sheet1" in name or "workbook" in name or "shared" in name])
    ]
    for _ in range(rng.choice([1, 3, 10])):
        at = rng.randrange(len(victim))
        victim[at : at + rng.randrange(1, 9)] = bytes([rng.randrange(32, 127)])
    _zip(tmp_path / "b.xlsx", {name: bytes(content) for name, content in members.items()})
    with contextlib.suppress(Refused):
        take(tmp_path / "b.xlsx")
