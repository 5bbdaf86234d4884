"""`anju import`: workbooks into the ledger, previewed or applied, with every error told at once."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from anju.accounts.scope import Scope, acting
from anju.checks import actions as checks
from anju.intake import actions, marked
from anju.intake.actions import Outcome
from anju.kernel.findings import Severity
from anju.kernel.refused import Refused
from anju.regions.models import Place
from anju.regions.queries import working_day
from anju.web.sheets import SHEETS, in_order

NAME = "import"
HELP = gettext_lazy("导入工作簿：先核对、比对，再一次入账")
EXAMPLES = """  anju import 搬迁人口花名册.xlsx --preview
  anju import 安置区台账.xlsx 搬迁人口花名册.xlsx
  anju import 搬迁人口花名册.xlsx --errors 核对结果.xlsx
  anju import 搬迁人口花名册.xlsx --accept-valid --errors 核对结果.xlsx
  anju import 花名册.xlsx --map '我们的表头=身份证号'"""

BY = "system:import"
DONE, FAILED, IN_PART = 0, 1, 3
_SHOWN = 20


@dataclass(frozen=True)
class _Result:
    """What one file came to: its outcomes, or the sentence that refused it."""

    path: Path
    outcomes: Sequence[Outcome]
    refusal: str = ""

    @property
    def status(self) -> int:
        """Exit status of this file alone."""
        if self.refusal:
            return FAILED
        if not any(outcome.failed for outcome in self.outcomes):
            return DONE
        return IN_PART if all(outcome.applied for outcome in self.outcomes) else FAILED


def configure(parser: argparse.ArgumentParser) -> None:
    """Files and how they are to be taken."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help=_("工作簿（.xlsx），可一次给多个，按先后关系自动排序"),
    )
    parser.add_argument("--preview", action="store_true", help=_("只核对和比对，不入账"))
    parser.add_argument(
        "--accept-valid", action="store_true", help=_("只让通过的行入账，退回有错误的行（花名册按户退回）")
    )
    parser.add_argument(
        "--errors", type=Path, metavar="OUT.xlsx", help=_("把有问题的单元格标在原样的工作簿里")
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OWN=HEAD",
        help=_("把自己的表头对应到本系统的表头，之后一直记住"),
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help=_("以哪一天为当日核对（默认今天）")
    )


def _map_heads(words: Sequence[str], scope: Scope) -> None:
    """Remember `own=head` for every sheet that has the head."""
    for word in words:
        own, equals, head = (part.strip() for part in word.partition("="))
        takers = [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.head == head]
        if not (own and equals and takers):
            raise Refused(_("无法对应“%(word)s”：请写成 --map '自己的表头=本系统的表头'。") % {"word": word})
        for sheet, column in takers:
            actions.remember_heads(sheet, {own: column.name}, by=BY, scope=scope)


@contextmanager
def _bar(console: Console) -> Iterator[actions.Progress]:
    """A progress bar on the terminal; nothing where the output is a file."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def tell(done: int, total: int, words: str) -> None:
            progress.update(task, completed=done, total=total, description=words)

        yield tell


def _take(path: Path, arguments: argparse.Namespace, on: date, console: Console) -> _Result:
    """Preview or import one file."""
    if not path.is_file():
        return _Result(path, (), _("没有这个文件：%(path)s") % {"path": path})
    scope = Scope.everything()
    try:
        with _bar(console) as tell:
            if arguments.preview:
                found = actions.preview_file(path, sheets=SHEETS, by=BY, on=on, scope=scope, progress=tell)
            else:
                found = actions.import_file(
                    path,
                    sheets=SHEETS,
                    by=BY,
                    on=on,
                    scope=scope,
                    accept_valid=arguments.accept_valid,
                    progress=tell,
                )
    except Refused as refusal:
        return _Result(path, (), str(refusal))
    return _Result(path, found)


def _counts(results: Sequence[_Result]) -> Table:
    """What became of every row, sheet by sheet."""
    table = Table(_("文件"), _("工作表"), box=None, pad_edge=False)
    for head in (_("新增"), _("变更"), _("无变化"), _("退回"), _("提醒")):
        table.add_column(head, justify="right")
    table.add_column(_("结果"))
    for result in results:
        for outcome in result.outcomes:
            numbers = (outcome.new, outcome.changed, outcome.unchanged, outcome.refused, outcome.warnings)
            state = _("已入账") if outcome.applied else _("未入账")
            table.add_row(result.path.name, outcome.tab, *(f"{number:,}" for number in numbers), state)
    return table


def _tell_findings(outcome: Outcome, console: Console) -> None:
    """The first findings of a sheet, errors before warnings."""
    rows = outcome.findings.sort("severity", maintain_order=True).head(_SHOWN).iter_rows(named=True)
    for line in rows:
        word = _("错误") if line["severity"] == Severity.ERROR.value else _("提醒")
        place = f"{line['sheet']} {line['letter']}{line['row']}（{line['head']}）"
        console.print(
            f"  {word} {place} {line['message']}{line['remedy']}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if outcome.findings.height > _SHOWN:
        more = _("  还有 %(count)d 条，用 --errors 写出全部。") % {"count": outcome.findings.height - _SHOWN}
        console.print(more, markup=False, soft_wrap=True)


def _write_errors(result: _Result, out: Path, on: date, several: bool, console: Console) -> None:
    if not any(outcome.findings.height for outcome in result.outcomes):
        return
    target = out.with_name(f"{out.stem}-{result.path.stem}{out.suffix}") if several else out
    marked.write(result.path, target, [(outcome.tab, outcome.findings) for outcome in result.outcomes], on)
    console.print(_("已写出标注错误的工作簿：%(path)s") % {"path": target}, markup=False)


def run(arguments: argparse.Namespace) -> int:
    """Import the files in the order in which they need one another; stops at the first that is refused."""
    console = Console()
    on: date = arguments.on or working_day()
    _map_heads(arguments.map, Scope.everything())
    results: list[_Result] = []
    for path in in_order(arguments.files):
        result = _take(path, arguments, on, console)
        results.append(result)
        for outcome in result.outcomes:
            _tell_findings(outcome, console)
        if arguments.errors and result.outcomes:
            _write_errors(result, arguments.errors, on, len(arguments.files) > 1, console)
        if result.refusal:
            console.print(result.refusal, markup=False, highlight=False, style="red", soft_wrap=True)
        if result.status == FAILED and not arguments.preview:
            break
    console.print(_counts(results))
    if batches := [one.batch for result in results for one in result.outcomes if one.applied and one.batch]:
        _check(batches, on, console)
    return _status(results, arguments.preview)


def _check(batches: Sequence[int], on: date, console: Console) -> None:
    """Run the rules of the upper systems where these batches wrote, as of the day of the import."""
    if not Place.objects.filter(pk=settings.ANJU_COUNTY).exists():
        return
    try:
        with acting(scope=Scope.everything(), actor=BY, why="导入后核查"):
            runs = checks.run_touched(batches=batches, on=on, by=BY)
    except Refused as refusal:  # the place was checked as of a later day already
        console.print(str(refusal), markup=False, soft_wrap=True)
        return
    found = sum(one.found for one in runs)
    console.print(
        _("核查：这次导入涉及的安置区共有 %(n)s 个问题，用 anju checks 查看。") % {"n": f"{found:,}"},
        markup=False,
    )


def _status(results: Sequence[_Result], preview: bool) -> int:
    """The exit status of all files together: a preview with refused rows counts as done in part."""
    statuses = [result.status for result in results]
    if preview:
        return FAILED if any(result.refusal for result in results) else IN_PART if any(statuses) else DONE
    return FAILED if FAILED in statuses else max(statuses)
