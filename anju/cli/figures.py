"""`anju figures`: every figure of a day, computed from the ledger."""

import argparse
import csv
import json
import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.cli import asking
from anju.indicators import queries

NAME = "figures"
HELP = gettext_lazy("由台账即时计算各项指标")
EXAMPLES = """  anju figures --as-of 2021-08-31
  anju figures --as-of 2021-08-31 --by town --format csv
  anju figures --scope 610926108 --format json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Day, scope, breakdown, form."""
    asking.add_day_and_scope(parser)
    parser.add_argument("--by", choices=("town", "site"), help=_("按镇或安置区分列"))
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help=_("输出形式"))


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    with acting(scope=Scope.everything(), actor="system:figures"):
        day = asking.day(arguments.as_of)
        figures = queries.figures(day, arguments.scope, arguments.by)
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
