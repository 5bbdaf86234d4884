"""Is everything what was written? Chain, sealed rows, ledger rows against their history (`anju audit verify`)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from anju.audit.models import Act, Event, Seal
from anju.audit.queries import broken_links, head
from anju.audit.sealed import Range, Sealable, count_after, marks_of, rows_between, sealable_tables

Tell = Callable[[str], None]
MOST_NAMED = 200  # altered rows that are named; beyond these they are only counted
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Problem:
    """A row that is not what was written. `row` is its key, None where only the range is known."""

    table: str
    row: int | str | None
    what: str


@dataclass
class Verdict:
    """What was looked at, what is wrong, and the seal of the last act to keep elsewhere."""

    problems: list[Problem] = field(default_factory=list)
    acts: int = 0
    sealed: int = 0
    unsealed: dict[str, int] = field(default_factory=dict)
    live: dict[str, int] = field(default_factory=dict)
    archived: int = 0
    head: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(*, tables: Sequence[str] = (), kept_head: str = "", tell: Tell = lambda _words: None) -> Verdict:
    """Look at the chain, at every sealed range, and at every ledger row; with `tables` only at these two of them."""
    verdict = Verdict()
    tell(_("核验操作链"))
    _chain(verdict, kept_head)
    for table in sealable_tables():
        if not tables or table.name in tables or table.name.removesuffix("event") in tables:
            tell(_("核验 %(table)s 的封存记录") % {"table": table.name})
            _sealed(table, verdict)
    for event in _histories():
        live = event.__dict__["pgh_tracked_model"]._meta.db_table
        if not tables or live in tables or event._meta.db_table in tables:
            tell(_("核对 %(table)s 与其历史") % {"table": live})
            _live(event, verdict)
    verdict.head = head()
    return verdict


def _chain(verdict: Verdict, kept_head: str) -> None:
    for link in broken_links():
        verdict.problems.append(Problem("audit_event", link.event, link.problem))
    verdict.acts = Event.objects.count()
    if kept_head and not Event.objects.filter(digest=kept_head).exists():
        verdict.problems.append(Problem("audit_event", None, _("链中没有另存的封印，末尾被截去或整链被换")))


def _sealed(table: Sealable, verdict: Verdict) -> None:
    """Every sealed range of a table gives its digest again, and the digest is the one in the chain."""
    told = _told(table.name)
    seals = list(Seal.objects.filter(table=table.name).defer("marks").order_by("first"))
    for missing in sorted(told.keys() - {(seal.first, seal.last) for seal in seals}):
        verdict.problems.append(Problem("audit_seal", None, _("%(table)s 第 %(first)s 至 %(last)s 行的封存被删除") % {
            "table": table.name, "first": missing[0], "last": missing[1]}))  # fmt: skip
    archived = _archived(table.name)
    kept = [seal for seal in seals if (seal.first, seal.last) not in archived]
    verdict.archived += len(seals) - len(kept)
    for columns, group in groupby(kept, key=lambda seal: tuple(seal.columns)):
        gone = set(columns) - set(table.columns)
        if gone:
            what = _("封存后列 %(columns)s 被删除，无法核验") % {"columns": ", ".join(sorted(gone))}
            verdict.problems.append(Problem(table.name, None, what))
            continue
        _compare(table, columns, list(group), told, verdict)
    unsealed = count_after(table, seals[-1].last if seals else 0)
    if unsealed:
        verdict.unsealed[table.name] = unsealed


def _told(table: str) -> dict[tuple[int, int], str]:
    """The digests that the chain holds for a table: (first, last) -> SM3."""
    found: dict[tuple[int, int], str] = {}
    for ranges in Event.objects.filter(act=Act.HISTORY_SEALED).values_list("detail__ranges", flat=True):
        found |= {(first, last): sm3 for name, first, last, _rows, sm3 in ranges or () if name == table}
    return found


def _archived(table: str) -> set[tuple[int, int]]:
    """The ranges that retention has moved to an encrypted file: their rows are gone by right."""
    acts = Event.objects.filter(act=Act.ACCESS_ARCHIVED, target=table).values_list(
        "detail__ranges", flat=True
    )
    return {(first, last) for ranges in acts for first, last in ranges or ()}


def _compare(
    table: Sealable,
    columns: tuple[str, ...],
    seals: list[Seal],
    told: dict[tuple[int, int], str],
    verdict: Verdict,
) -> None:
    """Read the rows of these ranges once and compare digests; rows of a broken range are named by their marks.

    No other question is asked before the last row is read: the connection is busy with the COPY until then.
    """
    broken: list[tuple[Seal, Range]] = []
    rows = _Reader(rows_between(table, columns, seals[0].first, seals[-1].last))
    for seal in seals:
        run = Range(columns)
        between = rows.until(seal.first - 1)
        verdict.problems += [Problem(table.name, key, _("在封存范围之间被插入")) for key, _row in between]
        for key, row in rows.until(seal.last):
            run.add(key, row)
        verdict.sealed += run.rows
        if run.sm3() != told.get((seal.first, seal.last)):
            broken.append((seal, run))
    for seal, run in broken:
        verdict.problems += _named(table, seal, run)


class _Reader:
    """Rows in the order of their key, taken up to a key at a time."""

    def __init__(self, rows: Iterator[tuple[int, bytes]]) -> None:
        self.rows = rows
        self.ahead = next(rows, None)

    def until(self, key: int) -> Iterator[tuple[int, bytes]]:
        """The rows up to and including the key."""
        while self.ahead is not None and self.ahead[0] <= key:
            yield self.ahead
            self.ahead = next(self.rows, None)


def _named(table: Sealable, seal: Seal, found: Range) -> list[Problem]:
    """Which rows of a broken range differ from their marks; the range itself where none does."""
    then, now = marks_of(bytes(seal.marks)), marks_of(bytes(found.marks))
    problems = [Problem(table.name, key, _("封存后被删除")) for key in then.keys() - now.keys()]
    problems += [Problem(table.name, key, _("封存后被插入")) for key in now.keys() - then.keys()]
    problems += [
        Problem(table.name, key, _("封存后被改动"))
        for key in then.keys() & now.keys()
        if then[key] != now[key]
    ]
    if problems:
        return problems
    what = _("第 %(first)s 至 %(last)s 行与封存时不同") % {"first": seal.first, "last": seal.last}
    return [Problem(table.name, None, what)]


def _histories() -> list[type[Model]]:
    """The event tables that pghistory keeps."""
    return [model for model in apps.get_models() if "pgh_tracked_model" in model.__dict__]


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


def _shared(table: str, events: str) -> list[str]:
    """The columns that a table and its history have in common, as the database knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid in (to_regclass(%s), to_regclass(%s)) and attnum > 0 "
            "and not attisdropped group by attname having count(*) = 2 order by attname",
            [table, events],
        )
        return [row[0] for row in cursor.fetchall()]


def _key_of(model: type[Model]) -> str:
    """The column of the key of a table."""
    return next(field.column for field in model._meta.local_concrete_fields if field.primary_key) or ""


def _live(event: type[Model], verdict: Verdict) -> None:
    """Every row of a ledger equals its newest history row, and every row has one: one statement a table."""
    model: type[Model] = event.__dict__["pgh_tracked_model"]
    meaning = {
        "unwritten": _("没有历史，是绕过程序写入的"),
        "gone": _("被绕过程序删除"),
        "back": _("已删除，又绕过程序写入"),
        "other": _("与最后一条历史不同，是绕过程序改动的"),
    }
    table, events = model._meta.db_table, event._meta.db_table
    columns = _shared(table, events)
    if not columns:
        return  # a table that the database does not have yet: the program is newer than its last migration
    statement = _LIVE.format(
        events=events,
        table=table,
        key=_key_of(model),
        left=", ".join(f't."{column}"' for column in columns),
        right=", ".join(f'n."{column}"' for column in columns),
        most=MOST_NAMED,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        verdict.problems += [Problem(table, row, meaning[how]) for row, how in cursor.fetchall()]
        cursor.execute(_COUNT.format(table=table))
        verdict.live[table] = cursor.fetchone()[0]
