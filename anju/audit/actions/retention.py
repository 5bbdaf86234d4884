"""Retention of look-ups: sealed ranges older than the law asks for move to an encrypted file, then leave the table."""

import gzip
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Access, Act, Event, Seal
from anju.audit.sealed import Sealable, rows_between, sealable_tables
from anju.kernel.digest import sm3_hex
from anju.kernel.refused import Refused
from anju.policy import book
from anju.privacy.fields import seal_bytes

TABLE = "audit_access"
LEAST_MONTHS = 6


@dataclass(frozen=True)
class Archive:
    """The file that now holds the rows."""

    path: Path
    rows: int


def limit_on(on: date) -> date:
    """The day before which look-ups may be archived."""
    months = max(LEAST_MONTHS, book.value("audit/retention", "access_months", on))
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, 1)


def retain(*, folder: Path, by: str, on: date) -> Archive | None:
    """Archive and remove the oldest whole ranges; None where none is old enough. One act that names the file's SM3.

    The file is written and read back before a row is removed; the removal commits with the act or not at all.
    """
    ranges = _old_ranges(datetime.combine(limit_on(on), time(), UTC))
    if not ranges:
        return None
    table = next(table for table in sealable_tables() if table.name == TABLE)
    content = _content(table, ranges)
    path = _keep(folder, f"access-{ranges[0].first}-{ranges[-1].last}.gz.sm4", seal_bytes(content))
    rows = sum(run.rows for run in ranges)
    record(
        act=Act.ACCESS_ARCHIVED,
        by=by,
        target=TABLE,
        detail={
            "ranges": [[run.first, run.last] for run in ranges],
            "rows": rows,
            "file": path.name,
            "sm3": sm3_hex(content),
        },
    )
    with connection.cursor() as cursor:
        for run in ranges:
            cursor.execute("select anju_forget_access(%s, %s)", [run.first, run.last])
    return Archive(path, rows)


def _old_ranges(limit: datetime) -> list[Seal]:
    """The sealed ranges from the oldest on whose last look-up is older than the limit."""
    acts = Event.objects.filter(act=Act.ACCESS_ARCHIVED).values_list("detail__ranges", flat=True)
    gone = {tuple(run) for ranges in acts for run in ranges or ()}
    found = []
    for seal in Seal.objects.filter(table=TABLE).order_by("first"):
        if (seal.first, seal.last) in gone:
            continue
        newest = Access.objects.filter(id__range=(seal.first, seal.last)).aggregate(at=Max("at"))["at"]
        if newest is None or newest >= limit:
            break
        found.append(seal)
    return found


def _content(table: Sealable, ranges: list[Seal]) -> bytes:
    """The rows as they were sealed, each range under the line of its columns, packed."""
    parts = []
    for run in ranges:
        parts.append(("\t".join(run.columns) + "\n").encode())
        parts += [row for _key, row in rows_between(table, run.columns, run.first, run.last)]
    return gzip.compress(b"".join(parts), mtime=0)


def _keep(folder: Path, name: str, sealed: bytes) -> Path:
    """Write the file durably; raises Refused, also where the name is taken."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        written = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("归档文件 %(path)s 写不进去：%(error)s。没有移出任何记录。")
            % {"path": path, "error": error.strerror}
        ) from error
    if written != sealed:
        raise Refused(
            _("归档文件 %(path)s 写入后读出不一致，没有移出任何记录。请换一个磁盘。") % {"path": path}
        )
    return path
