"""Reading the rows of append-only tables the way they are sealed: text of PostgreSQL, in the order of their key.

Which tables these are is asked of the database itself: those to which the acting role may add and not change.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from django.db import connection

CHAIN = ("audit_event", "audit_seal")  # the chain proves itself, and the seals against it
CONTEXT = "pgh_context_id"
"""Column of history rows: who wrote them and why stands in another table, and is sealed with them."""
_MARK = struct.Struct("<II")

_TABLES = """
select c.relname, k.attname, array_agg(a.attname::text order by a.attname <> k.attname, a.attnum)
from pg_class c
join pg_index i on i.indrelid = c.oid and i.indisprimary and i.indnatts = 1
join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0] and k.atttypid in ('int4'::regtype, 'int8'::regtype)
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  and not has_column_privilege(c.oid, a.attnum, 'UPDATE')  -- a column that may change is not sealed
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all (%s)
  and has_table_privilege(c.oid, 'INSERT') and not has_table_privilege(c.oid, 'UPDATE')
  and not has_table_privilege(c.oid, 'DELETE')
group by c.relname, k.attname order by c.relname
"""
_PLAIN = """
set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'; set local intervalstyle = 'postgres';
set local bytea_output = 'hex'; set local extra_float_digits = 1
"""

_COPY = 'copy (select {listed} from "{table}" t {joined} where t."{key}" between {first} and {last} order by t."{key}") to stdout'
_WITH_CONTEXT = f'left join pghistory_context c on c.id = t."{CONTEXT}"'
_END = 'select \'{table}\', coalesce(max("{key}"), 0) from "{table}"'
_AFTER = 'select count(*) from "{table}" where "{key}" > %s'


@dataclass(frozen=True)
class Sealable:
    """An append-only table: its name, its key, and all its columns, the key first."""

    name: str
    key: str
    columns: tuple[str, ...]


@dataclass
class Range:
    """The digest of a run of rows, as it grows: SM3 over the columns and the rows, and a mark of each row."""

    columns: Sequence[str]
    first: int = 0
    last: int = 0
    rows: int = 0
    marks: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._sm3 = hashes.Hash(hashes.SM3())
        self._sm3.update(json.dumps(list(self.columns)).encode() + b"\n")

    def add(self, key: int, row: bytes) -> None:
        """One more row."""
        if not self.rows:
            self.first = key
        self._sm3.update(row)
        self.marks += _MARK.pack(key & 0xFFFFFFFF, zlib.crc32(row))
        self.last, self.rows = key, self.rows + 1

    def sm3(self) -> str:
        """The digest of what was added; nothing can be added afterwards."""
        return self._sm3.finalize().hex()


def sealable_tables() -> list[Sealable]:
    """Every append-only table of ours with a whole number as its key."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(CHAIN)])
        return [Sealable(name, key, tuple(columns)) for name, key, columns in cursor.fetchall()]


def rows_between(
    table: Sealable, columns: Sequence[str], first: int, last: int
) -> Iterator[tuple[int, bytes]]:
    """Key and text of each row from key `first` to key `last`; the columns are those of the time of sealing."""
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN)
        with cursor.copy(_copy(table, columns, first, last)) as copy:
            for row in copy:
                line = bytes(row)
                yield int(line.split(b"\t", 1)[0]), line


def _copy(table: Sealable, columns: Sequence[str], first: int, last: int) -> str:
    """The COPY of a range; identifiers come from the catalogue of the database, numbers are whole."""
    listed = [f't."{column}"' for column in columns]
    with_context = CONTEXT in columns
    return _COPY.format(
        listed=", ".join([*listed, "c.metadata"] if with_context else listed),
        table=table.name,
        joined=_WITH_CONTEXT if with_context else "",
        key=table.key,
        first=int(first),
        last=int(last),
    )


def marks_of(marks: bytes) -> dict[int, int]:
    """Row -> its mark."""
    return dict(_MARK.iter_unpack(marks))


def ends(tables: Sequence[Sealable]) -> dict[str, int]:
    """The highest key of each table, 0 where it is empty."""
    if not tables:
        return {}
    asked = " union all ".join(_END.format(table=table.name, key=table.key) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def count_after(table: Sealable, key: int) -> int:
    """How many rows follow a key."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER.format(table=table.name, key=table.key), [key])
        return int(cursor.fetchone()[0])
