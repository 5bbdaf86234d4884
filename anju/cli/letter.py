"""`anju letter`: the reply to a proposal as Word, PDF and evidence, from a closed month."""

import argparse
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console

from anju.accounts.scope import Scope, acting
from anju.indicators.models import Close
from anju.indicators.queries import close_for
from anju.kernel.findings import Finding
from anju.proposals import queries
from anju.proposals.actions import Reply, reply
from anju.regions.queries import working_day

NAME = "letter"
HELP = gettext_lazy("生成提案复函：Word、PDF 和数据依据，数字取自月末结账")
EXAMPLES = """  anju letter 51 --out letters
  anju letter 51 --as-of 2021-08-31 --out /tmp/letter
  anju letter 51 --session 九届六次 --as-of 2021-12-31 --on 2022-01-10 --out letters"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which proposal, figures of which day, signed when, where to."""
    parser.add_argument("number", type=int, metavar="NO", help=_("提案号"))
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="D",
        help=_("数据截止日，须为已结账月份的月末（默认成文日期前最近的结账）"),
    )  # fmt: skip
    parser.add_argument("--session", metavar="S", help=_("届次，如 九届六次；几届都有这个提案号时必填"))
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="D",
        help=_("成文日期（默认用答复稿中的日期；早于数据截止日时用今天）"),
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("文件写到哪个文件夹"))


def run(arguments: argparse.Namespace) -> int:
    """Make the reply and say where its files lie and what a reader might object to."""
    with acting(scope=Scope.everything(), actor="system:letter", why=f"anju letter {arguments.number}"):
        close, on = _occasion(arguments)
        with Console(stderr=True).status(_("正在生成复函…")) as status:
            made = reply(
                number=arguments.number,
                close=close,
                by="system:letter",
                on=on,
                out=arguments.out,
                session=arguments.session,
                tell=lambda done, total, words: status.update(f"{done}/{total} {words}"),
            )
    _say(made)
    return 0


def _occasion(arguments: argparse.Namespace) -> tuple[Close, date]:
    """The close that the figures come from and the day of signing."""
    drafted = queries.draft_of(queries.proposal(arguments.number, arguments.session)).signed_on
    if arguments.as_of is None:
        return queries.close_before(arguments.on or drafted), arguments.on or drafted
    close = close_for(queries.month_of(arguments.as_of))
    return close, arguments.on or (drafted if drafted >= arguments.as_of else working_day())


def _say(made: Reply) -> None:
    letter = made.letter
    print(
        _("%(number)s %(title)s（数据截至%(day)s）")
        % {"number": letter.number, "title": letter.title, "day": letter.as_of}
    )
    for kind, path in made.paths.items():
        print(f"  {kind.label}: {path}")
    for finding in made.findings:
        print("  ! " + _sentence(finding))


def _sentence(finding: Finding) -> str:
    return f"{finding.where}：{finding.message}{finding.remedy}"
