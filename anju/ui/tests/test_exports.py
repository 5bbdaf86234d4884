"""Lists as files hold text as text, numbers as numbers, and names in Chinese."""

import csv
import io
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import openpyxl

from anju.ui.exports import Value, clean_filename, clean_sheet, csv_response, workbook_response

ROWS: list[tuple[Value, ...]] = [
    ("=1+1", 3, Decimal("2.5"), date(2021, 8, 31), None),
    ("http://x", 0, 1.5, date(2021, 1, 1), ""),
]


def test_a_workbook_reads_back_as_it_was_shown() -> None:
    answer = workbook_response(
        "名单.xlsx", "名单", ["文", "整", "数", "日", "空"], ROWS, ["截至：2021-08-31"]
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = list(book["名单"].values)
    assert lines[1][:3] == ("=1+1", 3, 2.5)
    assert str(lines[1][3]).startswith("2021-08-31")
    assert book["名单"]["A2"].data_type == "s"  # never a formula
    assert next(iter(book["说明"].values))[0] == "截至：2021-08-31"
    assert unquote(answer.headers["Content-Disposition"]).endswith("名单.xlsx")


def test_csv_opens_in_spreadsheets_as_utf8() -> None:
    body = csv_response("名单.csv", ["姓名"], [("邹**",), (None,)]).content
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == ["姓名", "邹**", '""']


def test_a_formula_in_csv_gets_an_apostrophe() -> None:
    texts = ["=1+1", "+8613", "-2", "@SUM", "\tx", "邹**", "a=b"]
    body = csv_response("名单.csv", ["文"], [(text,) for text in texts], mark="=mark").content
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == [
        "'=1+1", "'+8613", "'-2", "'@SUM", "'\tx", "邹**", "a=b", "'=mark",
    ]  # fmt: skip


def test_a_number_below_zero_stays_a_number() -> None:
    body = csv_response("数.csv", ["数"], [(-2,)]).content
    assert body.decode("utf-8-sig").splitlines() == ["数", "-2"]


def test_names_of_files_and_sheets_are_cleaned() -> None:
    assert clean_filename("../../etc/名:单\x00.xlsx") == "_.._etc_名_单_.xlsx"
    assert clean_filename("名\u202excod.xlsx") == "名_xcod.xlsx"
    assert clean_filename(f"{'长' * 300}.xlsx") == f"{'长' * 120}.xlsx"
    assert clean_sheet("a/b[c]:*?'") == "a b c"
    assert clean_sheet("//") == "Sheet"
    workbook_response("x.xlsx", "[年/月]:" + "表" * 40, ["a"], [("x",)], mark="&L标记&" * 90)
