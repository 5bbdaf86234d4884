"""`anju figures`: every figure of a day, computed from the ledger."""

import argparse
import csv
import json
import sys
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.cli import asking
from anju.indicators import queries
from anju.indicators.engine import Engine
from anju.indicators.figures import FigureValue
from anju.indicators.queries.recounting import recounted
from anju.kernel.month import Month

NAME = "figures"
HELP = gettext_lazy("由台账即时计算各项指标")
EXAMPLES = """  anju figures --as-of 2021-08-31
  anju figures --as-of 2021-08-31 --by town --format csv
  anju figures --scope 610926108 --format json
  anju figures --as-of 2021-08-31 --engine spark"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Day, scope, breakdown, form."""
    asking.add_day_and_scope(parser)
    parser.add_argument(
        "--engine",
        choices=[str(one) for one in Engine],
        default=str(Engine.LIVE),
        help=_("live 按台账即时计算；snapshot、spark 按结账文件重算（DuckDB、Spark）"),
    )
    parser.add_argument("--by", choices=("town", "site"), help=_("按镇或安置区分列"))
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help=_("输出形式"))


def _counted(arguments: argparse.Namespace, day: date) -> list[FigureValue]:
    """The figures by the engine that is asked: of the ledger, or of the month's close."""
    kind = Engine(arguments.engine)
    if kind is Engine.LIVE:
        return queries.figures(day, arguments.scope, arguments.by)
    return recounted(queries.close_for(Month.of(day)), kind, arguments.scope, arguments.by)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    with acting(scope=Scope.everything(), actor="system:figures"):
        day = asking.day(arguments.as_of)
        figures = _counted(arguments, day)
    objects = [asking.as_object(figure) for figure in figures]
    if arguments.format == "json":
        print(json.dumps(objects, ensure_ascii=False, indent=1))
    elif arguments.format == "csv":
        writer = csv.DictWriter(sys.stdout, list(objects[0]) if objects else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(objects)
    else:
        heads = [_("代码"), _("指标"), _("数值"), _("单位"), _("范围")]
        rows = [(f.code, f.name_zh, asking.shown(f.value), f.unit, f.scope_name) for f in figures]
        asking.print_table(f"{_('截至')} {day}", heads, rows, frozenset({heads[2]}))
    return 0
