"""`anju records`: the records behind one figure, personal data masked."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.cli import asking
from anju.indicators import queries
from anju.indicators.figures import RecordPage
from anju.kernel.refused import Refused
from anju.ui.exports import safe_text

NAME = "records"
HELP = gettext_lazy("列出一个指标背后的记录（个人信息已脱敏）")
EXAMPLES = """  anju records employed_persons --as-of 2021-08-31
  anju records owners_committee_sites --format csv
  anju records employed_outside_province --scope 610926108 --format xlsx --out 省外就业.xlsx"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which figure, day, scope, form."""
    parser.add_argument("code", metavar="CODE", help=_("指标代码，见 anju figures"))
    asking.add_day_and_scope(parser)
    parser.add_argument(
        "--format", choices=("table", "json", "csv", "xlsx"), default="table", help=_("输出形式")
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("写入文件；xlsx 默认 CODE.xlsx"))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _write_xlsx(path: Path, page: RecordPage) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
            sheet = book.add_worksheet(_("名单"))
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [zh for _name, zh, _en in page.columns])
            for line, row in enumerate(page.rows, start=1):
                sheet.write_row(line, 0, [_plain(value) for value in row])
    except OSError as error:
        raise Refused(
            _("无法写入 %(path)s：%(error)s。请换一个位置。") % {"path": path, "error": error}
        ) from error


def _write_text(page: RecordPage, form: str, stream: Any) -> None:
    names = [name for name, _zh, _en in page.columns]
    rows: Sequence[Sequence[Any]] = [[_plain(value) for value in row] for row in page.rows]
    if form == "json":
        json.dump([dict(zip(names, row, strict=True)) for row in rows], stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    else:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([safe_text(value) for value in row] for row in rows)


def run(arguments: argparse.Namespace) -> int:
    """Print or write the records; every file that leaves is written to the audit chain."""
    with acting(scope=Scope.everything(), actor="system:records", why=f"records {arguments.code}"):
        day = asking.day(arguments.as_of)
        page = queries.records(arguments.code, day, arguments.scope, limit=None)
        if arguments.format != "table":
            detail = {"as_of": day.isoformat(), "rows": page.total, "format": arguments.format}
            record(act=Act.RECORDS_EXPORTED, by="system:records", target=arguments.code, detail=detail)
    if arguments.format == "xlsx":
        path = arguments.out or Path(f"{arguments.code}.xlsx")
        _write_xlsx(path, page)
        print(path)
    elif arguments.format == "table":
        heads = [zh for _name, zh, _en in page.columns]
        asking.print_table(f"{arguments.code} {day}：{page.total}", heads, page.rows, frozenset())
    elif arguments.out:
        with arguments.out.open("w", encoding="utf-8", newline="") as stream:
            _write_text(page, arguments.format, stream)
    else:
        _write_text(page, arguments.format, sys.stdout)
    return 0
