"""`anju bench`: each measured thing beside its floor, measured in the same run."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju import bench
from anju.cli.asking import a_number

NAME = "bench"
HELP = gettext_lazy("测速：每一项与同次运行的下限对照")
EXAMPLES = """  anju bench
  anju bench --only figures
  anju bench --only province --persons 100000 --persons 1000000 --at /mnt/big"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which measurements, how often."""
    parser.add_argument(
        "--only", choices=sorted(bench.PARTS), action="append", help=_("只测这一部分，可重复")
    )
    parser.add_argument(
        "--rounds", type=a_number(1, 1000), default=5, help=_("每项测几次，取中位数（默认 5）")
    )
    parser.add_argument(
        "--persons",
        type=a_number(1, 10**9),
        action="append",
        help=_("province：模拟多少人的省，可重复（默认 10 万）"),
    )
    parser.add_argument(
        "--months", type=a_number(1, 600), default=60, help=_("province：多少个月（默认 60）")
    )
    parser.add_argument(
        "--at", type=Path, metavar="DIR", help=_("province：数据放在哪里并保留（默认用后即删）")
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure and print each part as it ends; 1 when something is slower than its limit or could not be measured."""
    passed, province = True, {"months": arguments.months, "at": arguments.at}
    if arguments.persons:
        province["sizes"] = arguments.persons
    parts = arguments.only or list(bench.PARTS)
    for turn, report in enumerate(bench.measure(parts, arguments.rounds, {"province": province})):
        if not turn:
            print(report.head, flush=True)
        print(report.rows or report.lacking, flush=True)
        passed = passed and report.passed
    return 0 if passed else 1
