"""`anju verify-close`: prove every close from its files alone."""

import argparse
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.indicators import proof
from anju.indicators.queries import closes, label_of

NAME = "verify-close"
HELP = gettext_lazy("核验结账：只凭结账文件重算全部指标和摘要")
EXAMPLES = """  anju verify-close
  anju verify-close --files /mnt/archive/closes"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Where the files lie."""
    parser.add_argument(
        "--files",
        type=Path,
        metavar="DIR",
        help=_("结账文件所在文件夹；不查数据库（默认为本县的结账文件，并与台账登记的摘要对照）"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Say for each close what was proved; 1 when anything is wrong."""
    home: Path = arguments.files or settings.ANJU_CLOSES
    proofs = proof.prove_all(home)
    lost = [] if arguments.files else _lost(proofs)
    for one in proofs:
        word = _("相符") if one.whole else _("不符")
        print(f"{word}  {one.county} {one.label}  {one.figures:>7,} {_('个数字')}  SM3 {one.seal}")
        for problem in one.problems:
            print(f"      {problem}")
    for problem in lost:
        print(problem)
    return 0 if all(one.whole for one in proofs) and not lost else 1


def _lost(proofs: list[proof.Proof]) -> list[str]:
    """Closes that the ledger knows and the files do not give."""
    there = {one.seal for one in proofs}
    with acting(scope=Scope.everything(), actor="system:verify-close"):
        return [
            _("%(close)s 的文件找不到，或与台账登记的摘要不一致") % {"close": label_of(close)}
            for close in closes()
            if close.manifest_sm3 not in there
        ]
