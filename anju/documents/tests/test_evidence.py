import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.documents import evidence
from anju.documents.tests.made import Rows, Value

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0")
COLUMNS = [
    ("name", "姓名"),
    ("age", "年龄"),
    ("since", "搬迁日期"),
    ("lives", "是否入住"),
    ("area", "面积"),
    ("note", "备注"),
]


def rows(count: int = 3) -> Rows:
    return Rows(
        COLUMNS, [(f"张*{i}", 40 + i, date(2018, 9, 1), True, Decimal("88.50"), None) for i in range(count)]
    )


def written(path: Path, figures: list[Value], table: Rows) -> Any:
    evidence.write(path, figures, lambda _: table)
    return openpyxl.load_workbook(path)


def test_the_first_sheet_lists_each_figure_with_its_proof(tmp_path: Path) -> None:
    book = written(
        tmp_path / "e.xlsx",
        [Value("persons", "搬迁人口", 96513), Value("posts", "公益岗位就业", 1724)],
        rows(),
    )
    sheet = book[evidence.FIGURES_SHEET]
    assert [cell.value for cell in sheet[3]] == [head for head, _ in evidence.HEADS]
    assert [cell.value for cell in sheet[4]][:4] == ["persons", "搬迁人口", 96513, "人"]
    assert sheet["E4"].value.date() == date(2021, 8, 31)
    assert [cell.value for cell in sheet[5]][5:] == [
        "平利县", "当日在册人数", "ab12cd34", "2021-08 v1", 3, "select count(*) from persons",
    ]  # fmt: skip


def test_a_figures_name_leads_to_its_records_and_back(tmp_path: Path) -> None:
    book = written(tmp_path / "e.xlsx", [Value("persons", "搬迁人口", 96513)], rows())
    assert book[evidence.FIGURES_SHEET]["B4"].hyperlink.location == "'搬迁人口'!A1"
    assert book["搬迁人口"]["A1"].hyperlink.location == f"'{evidence.FIGURES_SHEET}'!A1"


def test_records_keep_their_types(tmp_path: Path) -> None:
    sheet = written(tmp_path / "e.xlsx", [Value("persons", "搬迁人口", 3)], rows())["搬迁人口"]
    assert [cell.value for cell in sheet[3]] == [label for _, label in COLUMNS]
    assert [cell.value for cell in sheet[4]][:2] == ["张*0", 40]
    assert sheet["C4"].value.date() == date(2018, 9, 1)
    assert [sheet["D4"].value, sheet["E4"].value, sheet["F4"].value] == ["是", 88.5, None]
    assert sheet.max_row == 6


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, text: str) -> None:
    table = Rows([("note", "备注")], [(text,)])
    book = written(tmp_path / "e.xlsx", [Value("persons", "搬迁人口", 1, definition=text)], table)
    for cell in (book["搬迁人口"]["A4"], book[evidence.FIGURES_SHEET]["G4"]):
        assert cell.value == text
        assert cell.data_type == "s"
        assert cell.quotePrefix


def test_links_in_records_stay_texts(tmp_path: Path) -> None:
    table = Rows([("note", "备注")], [("http://example.invalid/x",)])
    assert written(tmp_path / "e.xlsx", [Value("p", "户", 1)], table)["户"]["A4"].hyperlink is None


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_such_as_excel_takes(titles: list[str]) -> None:
    names = evidence.sheet_names(titles)
    assert len(names) == len(titles)
    assert len({name.casefold() for name in names} | {evidence.FIGURES_SHEET}) == len(names) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_long_equal_titles_get_different_sheets(tmp_path: Path) -> None:
    title = "参与[星级]创建的社区" * 4
    book = written(tmp_path / "e.xlsx", [Value("a", title, 1), Value("b", title, 2)], rows(1))
    assert len(book.sheetnames) == 3
    assert book.sheetnames[2].endswith("(2)")


def test_records_beyond_excels_limit_go_on_in_another_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "ROWS_MOST", 8)
    book = written(tmp_path / "e.xlsx", [Value("persons", "搬迁人口", 12)], rows(12))
    counts = [book[name].max_row - 3 for name in book.sheetnames[1:]]
    assert counts == [5, 5, 2]
    assert book[evidence.FIGURES_SHEET]["J4"].value == 12


def test_hostile_names_of_sheets_and_cells_do_not_break_the_file(tmp_path: Path) -> None:
    table = Rows([("a", "甲\x00'")], [("\x01\x02\ud800<b>&",), ("x" * 40_000,)])
    book = written(tmp_path / "e.xlsx", [Value("a", "O'Brien's [x]: *?", 1), Value("b", "", None)], table)
    assert book["O'Brien's ·x·· ··"]["A4"].value == "<b>&"
    assert len(book["O'Brien's ·x·· ··"]["A5"].value) == evidence.CELL_MOST
    assert book.sheetnames[2] == "明细"


def test_twenty_thousand_records_take_no_more_than_a_few_seconds(tmp_path: Path) -> None:
    start = time.monotonic()
    evidence.write(tmp_path / "e.xlsx", [Value("persons", "搬迁人口", 20_000)], lambda _: rows(20_000))
    assert time.monotonic() - start < 10
