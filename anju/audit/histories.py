"""Tables with history, as the database knows them: each row against its history, and history against the chain of acts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

MOST_NAMED = 200  # altered rows that are named, a table and kind
SINCE = ("accounts", "0003_hats")  # the migration since which every write names its actor

_HISTORIES = """
select t.relname, e.relname, k.attname
from pg_class t join pg_class e on e.relname = t.relname || 'event' and e.relnamespace = t.relnamespace
join pg_attribute o on o.attrelid = e.oid and o.attname = 'pgh_obj_id' and not o.attisdropped
join pg_index i on i.indrelid = t.oid and i.indisprimary and i.indnatts = 1
join pg_attribute k on k.attrelid = t.oid and k.attnum = i.indkey[0]
where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace order by t.relname
"""
_SHARED = """
select attname from pg_attribute where attrelid in (to_regclass(%s), to_regclass(%s)) and attnum > 0
and not attisdropped group by attname having count(*) = 2 order by attname
"""
_LIVE = """
with newest as materialized (select distinct on (pgh_obj_id) * from "{events}" order by pgh_obj_id, pgh_id desc)
select coalesce(t."{key}"::text, n.pgh_obj_id::text),
       case when n.pgh_obj_id is null then 'unwritten' when t."{key}" is null then 'gone'
            when n.pgh_label = 'delete' then 'back' else 'other' end
from "{table}" t full join newest n on n.pgh_obj_id = t."{key}"
where n.pgh_obj_id is null or (t."{key}" is null) <> (n.pgh_label = 'delete')
   or (t."{key}" is not null and ({left}) is distinct from ({right}))
limit {most}
"""
_COUNT = 'select count(*) from "{table}"'
# Rows that were there when their table began to have history were begun by that migration, and only then.
_NAMELESS = """
with since as (select applied from django_migrations where app = %s and name = %s)
select e.pgh_id from "{events}" e, since where e.pgh_context_id is null and e.pgh_created_at > applied
  and not (e.pgh_label = 'begin' and e.pgh_created_at < applied + interval '1 day')
order by e.pgh_id limit {most}
"""
_UNWITNESSED = """
with since as (select applied from django_migrations where app = %s and name = %s)
select e.pgh_obj_id::text from "{events}" e, since
where not (e.pgh_label = 'begin' and e.pgh_created_at < applied + interval '1 day') and not exists (
  select from audit_event a where a.target = any({targets}) and a.act = any(%s)
    and a.at between e.pgh_created_at and e.pgh_created_at + interval '{minutes} minutes')
order by e.pgh_id limit {most}
"""
_MINUTES = 15  # within which what began with a transaction is in the chain


@dataclass(frozen=True)
class Witness:
    """What the chain says of each change of a row: an act of these kinds on one of these targets (SQL over the event `e`)."""

    acts: tuple[str, ...]
    targets: str


# Who may do what, and who agreed to it: nothing of that changes without an act.
WITNESSES: dict[str, Witness] = {
    "accounts_user": Witness(
        ("account.changed", "system.changed"),
        "array['user:' || e.username] || array(select 'system:' || s.id from api_system s where s.account_id = e.id)",
    ),
    "accounts_approval": Witness(("approval.given",), "array['approval:' || e.id]"),
    "accounts_delegation": Witness(
        ("account.lent",),
        "array(select 'user:' || u.username from accounts_user u where u.id = e.delegate_id)",
    ),
    "api_system": Witness(("system.changed",), "array['system:' || e.id]"),
}


@dataclass(frozen=True)
class HistoryOf:
    """A table, the table of its history, and the column of its key."""

    table: str
    events: str
    key: str

    def count(self) -> int:
        """How many rows the table has."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format(table=self.table))
            return int(cursor.fetchone()[0])


def histories() -> list[HistoryOf]:
    """Every table of ours that has history."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORIES)
        return [HistoryOf(*row) for row in cursor.fetchall()]


def compared(history: HistoryOf) -> Iterator[tuple[str, str]]:
    """Rows that differ from their newest history row, with how: one statement a table."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [history.table, history.events])
        columns = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            _LIVE.format(
                events=history.events,
                table=history.table,
                key=history.key,
                left=", ".join(f't."{column}"' for column in columns),
                right=", ".join(f'n."{column}"' for column in columns),
                most=MOST_NAMED,
            )
        )
        yield from cursor.fetchall()


def nameless(history: HistoryOf) -> list[int]:
    """History rows that nobody wrote: the program always says who acts."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMELESS.format(events=history.events, most=MOST_NAMED), SINCE)
        return [row[0] for row in cursor.fetchall()]


def unwitnessed(history: HistoryOf) -> list[str]:
    """Rows of accounts, agreements and tokens that changed without an act in the chain: altered with their triggers on."""
    witness = WITNESSES.get(history.table)
    if witness is None:
        return []
    asked = _UNWITNESSED.format(
        events=history.events, targets=witness.targets, minutes=_MINUTES, most=MOST_NAMED
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [*SINCE, list(witness.acts)])
        return [row[0] for row in cursor.fetchall()]
