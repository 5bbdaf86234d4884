"""`anju audit`: seal what was appended, verify that nothing was altered, archive old look-ups."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.audit.actions.retention import retain
from anju.audit.actions.sealing import seal_history
from anju.audit.actions.verifying import verify_and_tell
from anju.audit.verify import Verdict
from anju.kernel.refused import Refused
from anju.web import kept

NAME = "audit"
HELP = gettext_lazy("封存历史记录、核验有无改动、归档到期的查阅记录")
EXAMPLES = """  anju audit verify
  anju audit verify --head /media/usb/anju-head.txt --save-head /media/usb/anju-head.txt
  anju audit verify --table registry_person --quiet
  anju audit seal
  anju audit retain --out /srv/archive"""
WORD = 64  # characters of a seal


def configure(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    check = steps.add_parser("verify", help=_("核验操作链、封存记录和台账；有改动时退出码为 1"))
    check.add_argument(
        "--table", action="append", default=[], metavar="TABLE", help=_("只核验这张表，可重复写")
    )
    check.add_argument("--head", type=Path, metavar="FILE", help=_("与另存的封印比较"))
    check.add_argument("--save-head", type=Path, metavar="FILE", help=_("核验无误后把新的封印写入文件"))
    check.add_argument("--quiet", action="store_true", help=_("只输出问题"))
    steps.add_parser("seal", help=_("立即封存尚未封存的历史记录和查阅记录"))
    old = steps.add_parser("retain", help=_("把超过保存期限的查阅记录归档为加密文件后移出数据库"))
    old.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("归档文件放入的文件夹"))


def run(arguments: argparse.Namespace) -> int:
    """Do the step."""
    with acting(scope=Scope.everything(), actor="system:audit", why=f"anju audit {arguments.step}"):
        if arguments.step == "verify":
            return _verify(arguments)
        if arguments.step == "seal":
            return _seal()
        return _retain(arguments)


def _kept(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        word = path.read_text("utf-8").split()[0]
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise Refused(_("读不到另存的封印文件 %(path)s，请检查路径。") % {"path": path}) from error
    if len(word) != WORD or set(word) - set("0123456789abcdef"):
        raise Refused(_("%(path)s 里不是封印，应为 64 位十六进制数。") % {"path": path})
    return word


def _verify(arguments: argparse.Namespace) -> int:
    tell = (lambda _words: None) if arguments.quiet else lambda words: print(words, flush=True)
    verdict = verify_and_tell(
        tables=arguments.table,
        kept_head=_kept(arguments.head),
        files=kept.problems(),
        by="system:audit",
        tell=tell,
    )
    for problem in verdict.problems:
        row = "" if problem.row is None else _("第 %(row)s 行") % {"row": problem.row}
        print(" ".join(filter(None, (problem.table, row, problem.what))))
    if not verdict.whole:
        print(_("发现 %(count)s 处改动。请封存服务器，并用备份比对。") % {"count": len(verdict.problems)})
        return 1
    if not arguments.quiet:
        _tell_whole(verdict)
    if arguments.save_head:
        arguments.save_head.write_text(f"{verdict.head}\n", "utf-8")
    return 0


def _tell_whole(verdict: Verdict) -> None:
    print(
        _(
            "全部相符：操作 %(acts)s 项，封存记录 %(sealed)s 行，台账 %(live)s 行，文件 %(files)s 份；尚未封存 %(unsealed)s 行。"
        )
        % {
            "acts": verdict.acts,
            "sealed": verdict.sealed,
            "live": sum(verdict.live.values()),
            "files": verdict.files,
            "unsealed": sum(verdict.unsealed.values()),
        }
    )
    print(_("封印（请另存到别处）：%(head)s") % {"head": verdict.head})


def _seal() -> int:
    sealing = seal_history(by="system:audit")
    if sealing is None:
        raise Refused(_("有正在进行的写入，现在不能封存。请稍后再试。"))
    print(_("封存 %(rows)s 行。") % {"rows": sum(sealing.rows.values())})
    return 0


def _retain(arguments: argparse.Namespace) -> int:
    today = datetime.now(UTC).astimezone().date()
    archive = retain(folder=arguments.out, by="system:audit", on=today)
    if archive is None:
        print(_("没有超过保存期限的查阅记录。"))
    else:
        print(_("已归档 %(rows)s 行到 %(path)s。") % {"rows": archive.rows, "path": archive.path})
    return 0
