"""`anju demo`: make the demo county of invented people, from its workbooks to its closed months."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from anju.demo import actions
from anju.demo.county import SEED
from anju.demo.targets import YEAR_END

NAME = "demo"
HELP = gettext_lazy("生成演示县：写出工作簿、导入台账、建演示账号、结账（人员全部虚构）")
EXAMPLES = """  anju demo
  anju demo --scale 0.02 --out /tmp/books
  anju demo --as-of 2021-08-31
  anju demo --seed 7 --scale 0.1"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Size, last day, folder and seed."""
    parser.add_argument(
        "--scale", type=float, default=1.0, metavar="F",
        help=_("规模：1 为全县，0.02 为小样；各项数字按比例缩放（默认 1）"),
    )  # fmt: skip
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=YEAR_END, metavar="D",
        help=_("历史写到哪一天：2021-08-31 到 2021-12-31（默认 %(day)s）") % {"day": YEAR_END},
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=_("工作簿写到哪个文件夹（默认 ANJU_HOME/demo）")
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=SEED,
        metavar="N",
        help=_("随机种子；同一种子生成同一个县（默认 %(seed)s）") % {"seed": SEED},
    )
    parser.add_argument("--if-empty", action="store_true", help=_("台账已有数据时什么也不做，正常结束"))


def run(arguments: argparse.Namespace) -> int:
    """Build the county unless `--if-empty` finds one."""
    if arguments.if_empty and actions.state() in {"built", "real"}:
        print(_("台账已有数据，不生成演示县。"))
        return 0
    home = Path(settings.ANJU_HOME)
    wish = actions.Wish(
        home, arguments.out or home / "demo", arguments.scale, arguments.as_of, arguments.seed
    )
    with _progress() as progress:
        built = actions.build(wish=wish, progress=progress)
    print(
        _(
            "演示县已建好：%(households)s 户 %(persons)s 人，工作簿 %(files)s 个在 %(folder)s，已结账 %(months)s 个月。"
        )
        % {
            "households": f"{built.households:,}",
            "persons": f"{built.persons:,}",
            "files": len(built.files),
            "folder": wish.out,
            "months": len(built.months),
        }
    )
    print(_("演示账号（也在 %(file)s）：") % {"file": home / actions.LOGINS_FILE})
    for login in built.logins:
        print(f"  {login.username:<8} {login.password}  {login.display_name}")
    return 0


@contextmanager
def _progress() -> Iterator[actions.Progress]:
    """A bar for each stage on a terminal, one line for each stage elsewhere."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        told: set[str] = set()

        def line(stage: str, done: int, total: int, words: str) -> None:
            if stage not in told:
                told.add(stage)
                print(f"{stage} …", file=sys.stderr, flush=True)

        yield line
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=console) as bars:
        tasks = {}

        def bar(stage: str, done: int, total: int, words: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total, words=words)
            bars.update(tasks[stage], completed=done, total=total, words=words)

        yield bar
