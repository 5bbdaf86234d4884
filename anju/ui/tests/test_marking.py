"""A workbook that was made before gets the mark of who takes it, and nothing else of it changes."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from anju.ui.marking import marked

MARK = "县发改局经办人 bureau 2021-09-06 10:00 导出；事由：上级<检查> & 核对；编号 0A1B2C3D"


def made(**options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        for title in ("数据清单", "安置区"):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, ["姓名", 3, "=1+1"])
            sheet.write_url(1, 0, "internal:'数据清单'!A1", string="回到清单")
        book.add_worksheet("空")
        noted = book.add_worksheet("批注")
        noted.write_string(0, 0, "123")
        noted.write_comment(0, 0, "错在这里")
        noted.set_footer("&L旧脚注")
        noted.set_landscape()
    return buffer.getvalue()


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}])
def test_every_sheet_and_the_properties_carry_the_mark_and_the_cells_are_as_they_were(options: Any) -> None:
    before = openpyxl.load_workbook(io.BytesIO(made(**options)))
    after = openpyxl.load_workbook(io.BytesIO(marked(made(**options), MARK)))
    assert after.properties.description == MARK
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert new.oddFooter.left.text is not None
        assert new.oddFooter.left.text.replace("&&", "&") == MARK
        assert [[cell.value for cell in row] for row in new.rows] == [
            [cell.value for cell in row] for row in old.rows
        ]
    assert after["批注"]["A1"].comment.text == before["批注"]["A1"].comment.text
    assert after["批注"].page_setup.orientation == "landscape"


def test_a_second_mark_takes_the_place_of_the_first() -> None:
    twice = marked(marked(made(), "第一次"), MARK)
    with zipfile.ZipFile(io.BytesIO(twice)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert (sheet.count("<headerFooter>"), "第一次" in sheet) == (1, False)


def test_the_foot_stands_where_the_standard_wants_it() -> None:
    """Before drawings and behind margins, else spreadsheets call the file damaged."""
    with zipfile.ZipFile(io.BytesIO(marked(made(), MARK))) as book:
        sheet = book.read("xl/worksheets/sheet4.xml").decode()
    places = [
        sheet.index(part)
        for part in ("</sheetData>", "<pageMargins", "<pageSetup", "<headerFooter", "<legacy")
    ]
    assert places == sorted(places)


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        marked(b"PK no workbook", MARK)
