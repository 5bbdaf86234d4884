"""`anju province`: a county makes packs of its closes; a province takes them in and counts over them."""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.cli import asking
from anju.indicators import cluster, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine
from anju.indicators.figures import Number
from anju.indicators.queries import close_for, closes
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.province import actions, counting, queries, store
from anju.province.actions import Received

NAME = "province"
HELP = gettext_lazy("省级视图：县里打上报包，省里接收并汇总（不含个人信息）")
EXAMPLES = """  anju province pack 2021-08 --out packs
  anju province pack --all --out packs
  anju province ingest packs /mnt/usb/hanyin
  anju province figures --month 2021-08 --engine spark"""
_BY = "system:province"


def configure(parser: argparse.ArgumentParser) -> None:
    """One of three things to do."""
    parts = parser.add_subparsers(dest="part", metavar="pack|ingest|figures", required=True)
    pack = parts.add_parser("pack", help=_("把结账打成去标识化的上报包"))
    pack.add_argument("month", nargs="?", metavar="YYYY-MM", help=_("哪个月；不写则用 --all"))
    pack.add_argument("--all", action="store_true", help=_("全部已结账月份的现行版本"))
    pack.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("上报包写到哪里"))
    ingest = parts.add_parser("ingest", help=_("接收上报包：逐个核验，有改动的拒收"))
    ingest.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help=_("上报包，或装有上报包的文件夹")
    )
    figures = parts.add_parser("figures", help=_("在全部县的事实上重算目录"))
    figures.add_argument("--month", metavar="YYYY-MM", help=_("只看这个月（默认最近一个月）"))
    figures.add_argument(
        "--engine",
        choices=[str(Engine.SNAPSHOT), str(Engine.SPARK)],
        default=str(Engine.SNAPSHOT),
        help=_("DuckDB 或 Spark"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the part that is asked."""
    parts: dict[str, Callable[[argparse.Namespace], int]] = {
        "pack": _pack,
        "ingest": _ingest,
        "figures": _figures,
    }
    return parts[arguments.part](arguments)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Refused(_("月份请写成 YYYY-MM，例如 2021-08。")) from None


def _pack(arguments: argparse.Namespace) -> int:
    if bool(arguments.month) == arguments.all:
        raise Refused(_("请写明一个月份，或用 --all 打包全部月份。"))
    with acting(scope=Scope.everything(), actor=_BY, why="province pack"):
        if arguments.month:
            wanted = [close_for(_month(arguments.month))]
        else:
            newest = {close.month: close for close in closes().order_by("month", "version")}
            wanted = list(newest.values())
        for close in wanted:
            print(actions.make_pack(close=close, out=arguments.out, by=_BY))
    return 0


def _told(received: Received) -> None:
    if received.refusals:
        print(f"✗ {received.label}  {_('拒收')}")
        for refusal in received.refusals:
            print(f"    {refusal}")
    elif received.again:
        print(f"= {received.label}  {_('已接收过，没有变化')}")
    elif received.receipt:
        notes = len(received.receipt.other_definitions), len(received.receipt.missing)
        print(
            f"✓ {received.label}  "
            + _("口径不同 %(other)s 项，未报 %(missing)s 项") % {"other": notes[0], "missing": notes[1]}
        )


def _ingest(arguments: argparse.Namespace) -> int:
    with acting(scope=Scope.everything(), actor=_BY, why="province ingest"):
        found = actions.receive_all(folders=arguments.folders, by=_BY, told=_told)
    refused = sum(bool(one.refusals) for one in found)
    return 0 if not refused else 1 if refused == len(found) else 3


def _counted(
    known: Catalogue, items: Sequence[Indicator], names: Sequence[str], month: str, kind: Engine
) -> dict[counting.Key, dict[str, Number]]:
    """The catalogue over the facts of a month, by county."""
    if kind is Engine.SNAPSHOT:
        found: dict[counting.Key, dict[str, Number]] = {}
        for _county, held in counting.by_county(
            queries.home(), known, items, names, month=month, levels=("",)
        ):
            found |= held
        return found
    with cluster.session(settings.ANJU_SPARK_MASTER) as spark:
        store.show_all(spark, queries.home(), names, month)
        datasets = {name: DATASETS[name] for name in names}
        run_one = partial(cluster.rows_of, spark)
        return counting.counted(known, items, datasets, Engine.SPARK, run_one, levels=("",))


def _figures(arguments: argparse.Namespace) -> int:
    """The whole catalogue over the facts of all counties, by county, for one month; beside what was stored."""
    with acting(scope=Scope.everything(), actor=_BY):
        there = queries.months()
        if not there:
            raise Refused(_("还没有接收过上报包。请先运行 anju province ingest。"))
        month = _month(arguments.month) if arguments.month else there[0]
        known = queries.known_on(month)
        names = [name for name in DATASETS if store.facts_of(queries.home(), name)]
        items = counting.told_by(known, {name: DATASETS[name].columns for name in names}).items
        held = _counted(known, items, names, str(month), Engine(arguments.engine))
        thresholds = values.thresholds(known, month.last)
        rows = [
            (
                county,
                item.code,
                item.name_zh,
                asking.shown(values.parts_of(item, numbers, thresholds)[0]),
                item.unit_zh,
            )
            for (county, of, _place), numbers in sorted(held.items())
            if of == str(month)
            for item in items
        ]
    asking.print_table(
        f"{month}", [_("县"), _("代码"), _("指标"), _("数值"), _("单位")], rows, frozenset({_("数值")})
    )
    return 0
