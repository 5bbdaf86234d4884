"""`anju backup`: everything in one encrypted file: database, received files, closes, keys."""

import argparse
import io
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju import __version__
from anju.accounts.rowsecurity import ROLE
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.actions.sealing import seal_history
from anju.audit.models import Act
from anju.audit.queries import head
from anju.cli import archive
from anju.cli.archive import KEYS, MANIFEST, Manifest
from anju.kernel.refused import Refused
from anju.privacy.container import Writer

NAME = "backup"
HELP = gettext_lazy("备份：把数据库、文件、结账和密钥写成一个加密文件")
EXAMPLES = """  anju backup /srv/backup
  anju backup /media/usb/anju.bak --passphrase-file /root/backup.txt
  anju backup /srv/backup --without-keys"""
BY = "system:backup"


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to, and under which passphrase."""
    parser.add_argument("target", type=Path, metavar="DIR_OR_FILE", help=_("文件夹，或新文件的路径"))
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="F", help=_("口令在这个文件的第一行；不写则提示输入")
    )
    parser.add_argument(
        "--without-keys", action="store_true", help=_("不含密钥文件；密钥须另行保管，恢复时提供")
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the backup aside, then give it its name."""
    said = archive.passphrase(arguments.passphrase_file, twice=True)
    now = datetime.now(UTC)
    path = arguments.target
    if path.is_dir() or not path.suffix:
        path = path / f"anju-{now.strftime('%Y%m%d-%H%M%S')}.bak"
    if path.exists():
        raise Refused(_("%(path)s 已经存在，请换一个文件名。") % {"path": path})
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            manifest = write(file, said, without_keys=arguments.without_keys, now=now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise Refused(
            _("备份写不进 %(path)s：%(error)s") % {"path": path, "error": error.strerror}
        ) from error
    finally:
        part.unlink(missing_ok=True)
    size = path.stat().st_size
    print(
        _("备份已写到 %(path)s（%(size)s 字节）。封印：%(head)s")
        % {"path": path, "size": size, "head": manifest.head}
    )
    return 0


def write(file: BinaryIO, said: str, *, without_keys: bool, now: datetime) -> Manifest:
    """The encrypted archive: first the database as of one moment, then the files, which only ever grow."""
    _tell(without_keys)
    manifest = Manifest(made=now.isoformat(), version=__version__)
    with Writer(file, said) as sealed, tarfile.open(fileobj=sealed, mode="w|", bufsize=1 << 20) as tar:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("select pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            manifest.head, manifest.rows = head(), archive.counted()
            archive.add_dump(tar, manifest, snapshot)
        archive.add_folder(tar, manifest, "files", Path(settings.ANJU_FILES))
        archive.add_folder(tar, manifest, "closes", Path(settings.ANJU_CLOSES))
        if not without_keys and Path(settings.ANJU_KEYS).exists():
            content = Path(settings.ANJU_KEYS).read_bytes()
            archive.add(tar, manifest, KEYS, len(content), io.BytesIO(content))
        listed = manifest.as_bytes()
        archive.add(tar, Manifest(), MANIFEST, len(listed), io.BytesIO(listed))
    return manifest


def _tell(without_keys: bool) -> None:
    """Seal what was appended and write down that a backup is made, so that both are in it."""
    with acting(scope=Scope.everything(), actor=BY, why="anju backup"), connection.cursor() as cursor:
        cursor.execute(f"set local role {ROLE}")
        seal_history(by=BY)
        record(act=Act.BACKUP_MADE, by=BY, target="backup", detail={"keys": not without_keys})
