"""`anju close`: fix the figures of a month."""

import argparse
import sys
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.indicators import actions
from anju.indicators.queries import label_of
from anju.kernel.month import Month
from anju.kernel.refused import Refused

NAME = "close"
HELP = gettext_lazy("月度结账：把当月事实和指标固定下来")
EXAMPLES = """  anju close 2021-08
  anju close 2021-08 --reason 补录两户就业记录"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Month and, for a further version, the reason."""
    parser.add_argument("month", metavar="YYYY-MM", help=_("要结账的月份"))
    parser.add_argument("--accept", default="", metavar="TEXT", help=_("校验不符但确属实情时的说明"))
    parser.add_argument("--reason", default="", help=_("更正已结账月份的原因；生成新版本，原版本不变"))


def _told(done: int, total: int, words: str) -> None:
    """One line that is written over while the work goes on; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(
            f"\r\033[K[{done}/{total}] {words}", end="" if done < total else "\n", file=sys.stderr, flush=True
        )


def run(arguments: argparse.Namespace) -> int:
    """Close the month and say under which seal."""
    try:
        month = Month.parse(arguments.month)
    except ValueError:
        raise Refused(_("月份请写成 YYYY-MM，例如 2021-08。")) from None
    today = datetime.now(UTC).astimezone().date()
    close = actions.close(
        month, by="system:close", on=today, reason=arguments.reason, accepted=arguments.accept, told=_told
    )
    print(f"{label_of(close)}  SM3 {close.manifest_sm3}")
    return 0
