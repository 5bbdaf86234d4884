"""`anju keys`: look whether every sealed value opens, and change the keys."""

import argparse
from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.audit.actions import rotation
from anju.kernel.refused import Refused
from anju.privacy import keys
from anju.privacy.cipher import Unreadable
from anju.privacy.fields import open_bytes

NAME = "keys"
HELP = gettext_lazy("检查密钥、更换密钥")
EXAMPLES = """  anju keys check
  anju keys rotate --reason 保管人员变动
  anju keys rotate --reason 年度更换 --search"""
OWNER_ONLY = 0o077
BY = "system:keys"


def configure(parser: argparse.ArgumentParser) -> None:
    """Check or rotate."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    steps.add_parser("check", help=_("检查密钥文件，并打开全部加密数据和文件"))
    rotate = steps.add_parser(
        "rotate", help=_("启用新密钥，把加密数据和文件分批改用新密钥；中断后重新执行即可")
    )
    rotate.add_argument("--reason", required=True, help=_("更换原因，写入操作链"))
    rotate.add_argument("--search", action="store_true", help=_("同时更换查找用的密钥并重算全部摘要"))
    rotate.add_argument("--resume", action="store_true", help=_("接着做上次中断的更换，不再生成新密钥"))


def run(arguments: argparse.Namespace) -> int:
    """Do the step."""
    if arguments.step == "check":
        return _check()
    if not arguments.reason.strip():
        raise Refused(_("请写明更换原因。"))
    return _rotate(arguments.reason, search=arguments.search, resume=arguments.resume)


def _check() -> int:
    """Open every sealed value and file; 1 when one does not open."""
    path = settings.ANJU_KEYS
    held = keys.load(path)
    print(
        _("密钥 %(count)s 代，现用第 %(current)s 代。") % {"count": len(held.seals), "current": held.current}
    )
    wrong = 0
    if path.stat().st_mode & OWNER_ONLY:
        print(_("%(path)s 可以被其他账户读取，请改为仅本人可读（chmod 600）。") % {"path": path})
        wrong += 1
    with acting(scope=Scope.everything(), actor=BY, why="anju keys check"):
        for table in rotation.sealed_tables():
            counts = ", ".join(
                f"{key}: {count}" for key, count in sorted(rotation.generations(table).items())
            )
            print(_("%(table)s 各代密钥的数据：%(counts)s") % {"table": table.name, "counts": counts or "0"})
            wrong += sum(1 for row in rotation.unreadable(table) if _say_unreadable(table.name, row))
    files = 0
    for file in rotation.sealed_files():
        files += 1
        try:
            open_bytes(file.read_bytes())
        except Unreadable:
            wrong += 1
            print(_("文件 %(name)s 打不开。") % {"name": file.name})
    print(_("文件 %(count)s 个。") % {"count": files})
    return 1 if wrong else 0


def _say_unreadable(table: str, row: int) -> bool:
    print(_("%(table)s 第 %(row)s 行打不开。") % {"table": table, "row": row})
    return True


def _rotate(reason: str, *, search: bool, resume: bool) -> int:
    path = settings.ANJU_KEYS
    held = keys.load(path) if resume else keys.begin_generation(path)
    rows = sum(_reseal(table) for table in rotation.sealed_tables())
    files = sum(1 for file in rotation.sealed_files() if rotation.reseal_file(file))
    if search:
        _new_search(print)
    with acting(scope=Scope.everything(), actor=BY, why="anju keys rotate"):
        rotation.rotated(by=BY, why=reason, generation=held.current, search=search, rows=rows, files=files)
    print(
        _("已改用第 %(current)s 代密钥：%(rows)s 行，%(files)s 个文件。旧密钥仍用于历史记录，不要删除。请重新备份密钥文件。")
        % {"current": held.current, "rows": rows, "files": files}
    )  # fmt: skip
    return 0


def _reseal(table: rotation.SealedTable) -> int:
    """All rows of a table, one transaction a batch."""
    after, changed = 0, 0
    while True:
        with acting(scope=Scope.everything(), actor=BY, why="anju keys rotate"):
            step = rotation.reseal_batch(table, after=after)
        if step is None:
            return changed
        after, changed = step[0], changed + step[1]
        print(_("%(table)s：已换 %(rows)s 行") % {"table": table.name, "rows": changed}, flush=True)


def _new_search(tell: Callable[[str], None]) -> None:
    """All digests in one transaction, then the key: a search finds before and after, and misses for a moment between."""
    keys.begin_search(settings.ANJU_KEYS)
    tables = rotation.sealed_tables()
    with acting(scope=Scope.everything(), actor=BY, why="anju keys rotate --search"):
        if not any(rotation.is_redigested(table) for table in tables):
            for table in tables:
                count = rotation.redigest(table)
                tell(_("%(table)s：重算 %(rows)s 行的查找摘要") % {"table": table.name, "rows": count})
    keys.end_search(settings.ANJU_KEYS)
