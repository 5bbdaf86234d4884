"""`anju restore`: a backup into an empty data folder and database; everything is proved before it counts."""

import argparse
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.rowsecurity import MAKE_ROLES, ROLE
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.audit.verify import verify
from anju.cli import archive
from anju.cli.archive import DUMP, KEYS, MANIFEST, Manifest
from anju.kernel.refused import Refused
from anju.privacy import keys
from anju.web import kept

NAME = "restore"
HELP = gettext_lazy("恢复：把备份文件恢复到空的数据目录和空的数据库")
EXAMPLES = """  ANJU_HOME=/srv/anju anju restore /media/usb/anju.bak
  ANJU_HOME=/srv/anju anju restore /srv/backup/anju.bak --passphrase-file /root/backup.txt --keys /media/usb/data.json"""
BY = "system:restore"
# What a dump of one database does not carry, or carries under the name of the former owner.
_RIGHTS = f"""
alter default privileges in schema public grant select, insert, update, delete on tables to {ROLE};
alter default privileges in schema public grant usage, select on sequences to {ROLE};
do $$ begin execute format('grant temporary on database %I to {ROLE}', current_database()); end $$
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which file, under which passphrase, and the keys where they were kept apart."""
    parser.add_argument("source", type=Path, metavar="FILE", help=_("anju backup 写出的文件"))
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="F", help=_("口令在这个文件的第一行；不写则提示输入")
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help=_("另行保管的密钥文件（备份不含密钥时必填）")
    )


def run(arguments: argparse.Namespace) -> int:
    """Check, unpack, load, prove; what fails leaves the folder and the database as empty as before."""
    _empty()
    said = archive.passphrase(arguments.passphrase_file, twice=False)
    print(_("检查备份文件"), flush=True)
    manifest = archive.checked(arguments.source, said)
    if KEYS not in manifest.parts and arguments.keys is None:
        raise Refused(_("这份备份不含密钥，请用 --keys 指出另行保管的密钥文件。"))
    with _undone_on_refusal():
        with tempfile.TemporaryDirectory(dir=settings.ANJU_HOME) as folder:
            dump = Path(folder) / "database"
            print(_("恢复文件"), flush=True)
            _unpack(arguments.source, said, dump)
            if arguments.keys is not None:
                _take_keys(arguments.keys)
            keys.load(settings.ANJU_KEYS)
            print(_("恢复数据库"), flush=True)
            _load(dump)
        _prove(manifest)
    print(
        _("恢复完成：%(rows)s 行，封印 %(head)s。")
        % {"rows": sum(manifest.rows.values()), "head": manifest.head}
    )
    return 0


def _empty() -> None:
    """Refuse where there is something already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        tables = cursor.fetchone()[0]
    there = [path for path in _places() if path.exists() and (path.is_file() or any(path.iterdir()))]
    if tables or there:
        raise Refused(
            _("只能恢复到空的数据目录和空的数据库；%(home)s 已有数据。请换一个 ANJU_HOME 或 DATABASE_URL。")
            % {"home": settings.ANJU_HOME}
        )


def _places() -> tuple[Path, Path, Path]:
    return Path(settings.ANJU_FILES), Path(settings.ANJU_CLOSES), Path(settings.ANJU_KEYS)


@contextlib.contextmanager
def _undone_on_refusal() -> Iterator[None]:
    """Take back everything that was restored when it turns out not to be what was backed up."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            for path in _places():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                path.unlink(missing_ok=True) if path.is_file() else None
            with connection.cursor() as cursor:
                cursor.execute("reset role; drop schema public cascade; create schema public")


def _unpack(source: Path, said: str, dump: Path) -> None:
    """Files, closes and keys to their places, the parts of the dump into one file."""
    files, closes, key_file = _places()
    with dump.open("wb") as whole, archive.told(source):
        for name, content in archive.parts(source, said):
            top, _slash, rest = name.partition("/")
            if name.startswith(DUMP):
                shutil.copyfileobj(content, whole)
            elif name == KEYS:
                _put(content, key_file)
            elif top in {"files", "closes"}:
                _put(content, (files if top == "files" else closes) / rest)
            elif name != MANIFEST:
                raise Refused(_("备份文件里有不认识的内容（%(name)s）。") % {"name": name[:80]})


def _put(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)


def _take_keys(path: Path) -> None:
    try:
        with path.open("rb") as file:
            _put(file, Path(settings.ANJU_KEYS))
    except OSError as error:
        raise Refused(_("读不到密钥文件 %(path)s。") % {"path": path}) from error


def _load(dump: Path) -> None:
    """The tables, whole or not at all; the role that the program acts as first, its rights on new tables last."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLES)
    restore = archive.program("pg_restore")
    listed = _run([restore, "--list", str(dump)])
    kept = dump.with_name("list")
    kept.write_text("\n".join(line for line in listed.splitlines() if " DEFAULT ACL " not in line), "utf-8")
    _run([
        restore, "--no-owner", "--exit-on-error", "--single-transaction", f"--use-list={kept}", *archive.target(), str(dump),
    ])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=archive.environment())
    if done.returncode:
        raise Refused(_("数据库没有恢复：%(words)s") % {"words": done.stderr.strip()[-400:]})
    return done.stdout


def _prove(manifest: Manifest) -> None:
    """Rows as counted, the chain and every seal whole, the head the one of the backup; then write it down."""
    print(_("核验"), flush=True)
    if archive.counted() != manifest.rows:
        raise Refused(_("恢复后的行数与备份清单不符，已撤销恢复。请换用另一份备份。"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local role {ROLE}")
        with acting(scope=Scope.everything(), actor=BY, why="anju restore"):
            verdict = verify(kept_head=manifest.head, files=kept.problems())
            if not verdict.whole:
                first = verdict.problems[0]
                raise Refused(
                    _("备份里的数据通不过审计核验（%(table)s %(row)s %(what)s），已撤销恢复。")
                    % {"table": first.table, "row": first.row or "", "what": first.what}
                )
            record(
                act=Act.BACKUP_RESTORED,
                by=BY,
                target="backup",
                detail={"made": manifest.made, "head": manifest.head},
            )
