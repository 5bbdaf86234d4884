"""Lists as files: exactly what the page shows, with a note of what it is and who took it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | Decimal | date | None
_WIDEST = 40


def download(body: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """An answer that the browser stores under a (Chinese) file name."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def workbook_response(
    filename: str,
    sheet: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Value]],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """One sheet: heads in the first row, rows below, and the notes (source, day, taker) on a second sheet."""
    buffer = io.BytesIO()
    # constant_memory keeps a list of 96,513 lines below 50 MB; text is never read as a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet[:31])
        page.freeze_panes(1, 0)
        for at, title in enumerate(heads):
            page.set_column(at, at, min(_WIDEST, max(10, len(title) * 2 + 4)))
        page.write_row(0, 0, heads, head)
        for line, row in enumerate(rows, start=1):
            _write(page, line, row, day)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 80)
        about.write_column(0, 0, list(notes))
    return download(buffer.getvalue(), filename=filename, content_type=XLSX)


def _write(page: "xlsxwriter.worksheet.Worksheet", line: int, row: Sequence[Value], day: object) -> None:
    for at, value in enumerate(row):
        if isinstance(value, date):
            page.write_datetime(line, at, value, day)
        elif isinstance(value, int | float | Decimal):
            page.write_number(line, at, value)
        elif value:
            page.write_string(line, at, value)


def csv_response(filename: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The same as text for other programs; the mark at the start tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return download(
        b"\xef\xbb\xbf" + text.getvalue().encode(), filename=filename, content_type="text/csv; charset=utf-8"
    )
