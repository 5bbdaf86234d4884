"""Sealing what was appended: history, look-ups, letters, closes. The act in the chain holds the digest of each range."""

import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from anju.audit.actions import record
from anju.audit.models import Act, Event, Seal
from anju.audit.sealed import Range, Sealable, ends, rows_between, sealable_tables

MOST = 20_000
"""Rows of one range: how finely an alteration is found even where no mark names the row."""
_SEALING_LOCK = 61_0927
_PAUSE = 0.05


@dataclass(frozen=True)
class Sealing:
    """What was sealed: rows by table, and the act; `event` is None when there was nothing to seal."""

    rows: dict[str, int]
    event: Event | None


def seal_history(*, by: str, patience: float = 5.0) -> Sealing | None:
    """Seal every row of append-only tables that is not sealed yet; one act, none when there is nothing.

    None when another process seals at the moment, or when a writer that began before does not end in `patience`
    seconds: its rows would later appear inside the sealed range. The next round takes them.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return None
    tables = sealable_tables()
    last = ends(tables)
    if not _writers_ended([table.name for table in tables], patience):
        return None
    sealed = dict(Seal.objects.values_list("table").annotate(Max("last")))
    found: list[tuple[Sealable, Range]] = []
    for table in tables:
        if last[table.name] > sealed.get(table.name, 0):
            found += [(table, run) for run in _ranges(table, sealed.get(table.name, 0) + 1, last[table.name])]
    return _write(found, by) if found else Sealing({}, None)


def _writers_ended(tables: list[str], patience: float) -> bool:
    """Wait until everybody who writes in these tables at this moment, except ourselves, has ended.

    Who writes holds a lock on the table until the end of the transaction, from before its rows get their numbers. Other
    tables do not matter: PostgreSQL itself writes into its own whenever it counts rows.
    """
    deadline = time.monotonic() + patience
    waited = _writers(tables)
    while waited & _writers(tables):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _writers(tables: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct virtualtransaction from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock' "
            "and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database()) "
            "and relation = any(%s::regclass[]::oid[])",
            [tables],
        )
        return {row[0] for row in cursor.fetchall()}


def _ranges(table: Sealable, first: int, last: int) -> list[Range]:
    """The rows from `first` to `last` in ranges of at most MOST."""
    made: list[Range] = []
    for key, row in rows_between(table, table.columns, first, last):
        if not made or made[-1].rows == MOST:
            made.append(Range(table.columns))
        made[-1].add(key, row)
    return made


def _write(found: list[tuple[Sealable, Range]], by: str) -> Sealing:
    digests = [run.sm3() for _table, run in found]
    told = [
        [table.name, run.first, run.last, run.rows, sm3]
        for (table, run), sm3 in zip(found, digests, strict=True)
    ]
    event = record(act=Act.HISTORY_SEALED, by=by, target="history", detail={"ranges": told})
    Seal.objects.bulk_create(
        Seal(
            table=table.name,
            first=run.first,
            last=run.last,
            rows=run.rows,
            columns=list(run.columns),
            sm3=sm3,
            marks=bytes(run.marks),
            event=event.pk,
        )
        for (table, run), sm3 in zip(found, digests, strict=True)
    )
    rows: dict[str, int] = {}
    for table, run in found:
        rows[table.name] = rows.get(table.name, 0) + run.rows
    return Sealing(rows, event)
