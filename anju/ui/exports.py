"""Lists as files: exactly what the page shows, with a note of what it is and who took it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | Decimal | date | None
_WIDEST = 40
_LONGEST_SHEET, _LONGEST_FOOT, _LONGEST_NAME = 31, 200, 120
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def download(body: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """An answer that the browser stores under a (Chinese) file name."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(clean_filename(filename))}"
    )
    return response


def clean_filename(name: str) -> str:
    """A name that no system takes for a path, a command or a name in another direction."""
    stem, dot, kind = _NOT_IN_FILES.sub("_", name).rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{kind}".lstrip(".") or "download"


def clean_sheet(title: str) -> str:
    """A title that spreadsheets take for a sheet."""
    return _NOT_IN_SHEETS.sub(" ", title).strip(" '")[:_LONGEST_SHEET] or "Sheet"


def workbook_response(
    filename: str,
    sheet: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Value]],
    notes: Sequence[str] = (),
    *,
    mark: str = "",
) -> HttpResponse:
    """One sheet: heads in the first row, rows below, and the notes (source, day, taker) on a second sheet.

    `mark` is the watermark: first of the notes, at the foot of every printed page, and in the file's properties.
    """
    buffer = io.BytesIO()
    # constant_memory keeps a list of 96,513 lines below 50 MB; text is never read as a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(clean_sheet(sheet))
        if mark:
            book.set_properties({"title": sheet, "comments": mark})
            page.set_footer("&L" + mark.replace("&", "&&")[:_LONGEST_FOOT] + "&R&P / &N")
        page.freeze_panes(1, 0)
        for at, title in enumerate(heads):
            page.set_column(at, at, min(_WIDEST, max(10, len(title) * 2 + 4)))
        page.write_row(0, 0, heads, head)
        for line, row in enumerate(rows, start=1):
            _write(page, line, row, day)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 80)
        for line, note in enumerate(filter(None, (mark, *notes))):
            about.write_string(line, 0, note)
    return download(buffer.getvalue(), filename=filename, content_type=XLSX)


def _write(page: "xlsxwriter.worksheet.Worksheet", line: int, row: Sequence[Value], day: object) -> None:
    for at, value in enumerate(row):
        if isinstance(value, date):
            page.write_datetime(line, at, value, day)
        elif isinstance(value, int | float | Decimal):
            page.write_number(line, at, value)
        elif value:
            page.write_string(line, at, value)


def csv_response(
    filename: str, heads: Sequence[str], rows: Iterable[Sequence[Value]], *, mark: str = ""
) -> HttpResponse:
    """The same as text for other programs; the first bytes tell spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([safe_text(value) for value in row] for row in rows)
    if mark:
        writer.writerow([safe_text(mark)])
    return download(
        b"\xef\xbb\xbf" + text.getvalue().encode(), filename=filename, content_type="text/csv; charset=utf-8"
    )


def safe_text(value: Value) -> Value:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; other values stay."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else value
