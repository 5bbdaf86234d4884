"""Changing keys: sealed values are opened under the old key and sealed under the current one, a batch at a time.

History keeps what it is: rows written before stay under the key of their time, which stays in the key file.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model

from anju.audit.actions import record
from anju.audit.models import Act, Event
from anju.privacy import cipher, keys
from anju.privacy.fields import SealedText, open_bytes, seal_bytes

BATCH = 2_000
_GENERATIONS = (
    'select get_byte("{column}", 0), count(*) from "{table}" where length("{column}") > 0 group by 1'
)
_NEXT = 'select "{key}", {columns} from "{table}" where "{key}" > %s order by "{key}" limit {most} for update'
_WHOLE = 'select "{key}", {columns} from "{table}"'
_ONE = 'select "{column}", "{digest}" from "{table}" where length("{column}") > 0 limit 1'
_UPDATE = 'update "{table}" t set {sets} from unnest({arrays}) n(key, {names}) where t."{key}" = n.key'


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed texts: its key and those columns, each with the column of its search digest or ''."""

    name: str
    key: str
    columns: tuple[str, ...]
    digests: tuple[str, ...]


def sealed_tables() -> list[SealedTable]:
    """Every ledger table that holds sealed texts; their history tables are not among them."""
    return [
        table
        for model in apps.get_models()
        if "pgh_tracked_model" not in model.__dict__ and (table := _table(model))
    ]


def _table(model: type[Model]) -> SealedTable | None:
    fields = [field for field in model._meta.local_concrete_fields if isinstance(field, SealedText)]
    names = {field.column for field in model._meta.local_concrete_fields}
    if not fields or model._meta.pk is None:
        return None
    columns = tuple(str(field.column) for field in fields)
    return SealedTable(
        model._meta.db_table,
        str(model._meta.pk.column),
        columns,
        tuple(_digest_of(c, names) for c in columns),
    )


def _digest_of(column: str, names: set[str | None]) -> str:
    wanted = (f"{column}_digest", f"{column.removesuffix('_number')}_digest")
    return next((name for name in wanted if name in names), "")


def generations(table: SealedTable) -> dict[int, int]:
    """How many values of a table each key seals: generation -> values."""
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for column in table.columns:
            cursor.execute(_GENERATIONS.format(table=table.name, column=column))
            for generation, count in cursor.fetchall():
                found[generation] = found.get(generation, 0) + count
    return found


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def reseal_batch(table: SealedTable, *, after: int) -> tuple[int, int] | None:
    """Seal the next BATCH rows after a key anew; (last key looked at, rows changed), None at the end of the table."""
    current = keys.load(settings.ANJU_KEYS).current
    with connection.cursor() as cursor:
        statement = _NEXT.format(table=table.name, key=table.key, columns=_listed(table.columns), most=BATCH)
        cursor.execute(statement, [after])
        rows = cursor.fetchall()
        if not rows:
            return None
        old = [row for row in rows if any(value and value[0] != current for value in row[1:])]
        if old:
            _write(table, table.columns, [_resealed(row) for row in old], kind="bytea")
    return rows[-1][0], len(old)


def _resealed(row: Sequence[bytes]) -> Sequence[bytes]:
    return (row[0], *(seal_bytes(open_bytes(bytes(value))) if value else b"" for value in row[1:]))


def _write(
    table: SealedTable, columns: Sequence[str], rows: Sequence[Sequence[object]], *, kind: str
) -> None:
    """One UPDATE of these columns, row by row of the list; `kind` is PostgreSQL's type of the values."""
    names = ", ".join(f"v{at}" for at in range(len(columns)))
    arrays = ", ".join(["%s::bigint[]", *[f"%s::{kind}[]"] * len(columns)])
    sets = ", ".join(f'"{column}" = v{at}' for at, column in enumerate(columns))
    statement = _UPDATE.format(table=table.name, key=table.key, sets=sets, arrays=arrays, names=names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values) for values in zip(*rows, strict=True)])


def redigest(table: SealedTable) -> int:
    """Write every search digest of a table anew under the coming key; all in the caller's transaction."""
    coming = keys.load(settings.ANJU_KEYS).search_next
    pairs = [(column, digest) for column, digest in zip(table.columns, table.digests, strict=True) if digest]
    if coming is None or not pairs:
        return 0
    with connection.cursor() as cursor:
        columns = _listed([column for column, _digest in pairs])
        cursor.execute(_WHOLE.format(table=table.name, key=table.key, columns=columns) + " for update")
        rows = cursor.fetchall()
        made = [(row[0], *(_digested(coming, value) for value in row[1:])) for row in rows]
        if made:
            _write(table, [digest for _column, digest in pairs], made, kind="text")
    return len(made)


def _digested(key: bytes, sealed: bytes) -> str:
    text = open_bytes(bytes(sealed)).decode() if sealed else ""
    return cipher.digest(key, text) if text else ""


def is_redigested(table: SealedTable) -> bool:
    """Whether a change of the search key that was broken off had reached the database."""
    coming = keys.load(settings.ANJU_KEYS).search_next
    pairs = [(column, digest) for column, digest in zip(table.columns, table.digests, strict=True) if digest]
    if coming is None or not pairs:
        return False
    column, digest = pairs[0]
    with connection.cursor() as cursor:
        cursor.execute(_ONE.format(table=table.name, column=column, digest=digest))
        row = cursor.fetchone()
    return row is not None and cipher.same(_digested(coming, row[0]), row[1])


def sealed_files() -> Iterator[Path]:
    """The kept files that are sealed: what was received, and what was made of it."""
    home = Path(settings.ANJU_FILES)
    known = keys.load(settings.ANJU_KEYS).seals
    for path in sorted(home.glob("??/*")) if home.is_dir() else []:
        with path.open("rb") as file:
            first = file.read(1)
        if first and first[0] in known:
            yield path


def reseal_file(path: Path) -> bool:
    """Seal a kept file anew, whole or not at all; False when it is under the current key already."""
    sealed = path.read_bytes()
    if sealed[0] == keys.load(settings.ANJU_KEYS).current:
        return False
    content = seal_bytes(open_bytes(sealed))
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return True


def rotated(*, by: str, why: str, generation: int, search: bool, rows: int, files: int) -> Event:
    """Write down that keys were changed: one act, without any key."""
    detail = {"generation": generation, "search": search, "rows": rows, "files": files}
    return record(act=Act.KEYS_ROTATED, by=by, target="keys", why=why, detail=detail)


def unreadable(table: SealedTable) -> Iterator[int]:
    """The rows of which a sealed value does not open."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_WHOLE.format(table=table.name, key=table.key, columns=_listed(table.columns)))
        for row in cursor:
            try:
                for value in row[1:]:
                    _ = open_bytes(bytes(value)) if value else b""
            except cipher.Unreadable:
                yield row[0]
