"""Is everything what was written? Chain, sealed rows, live rows against their history (`anju audit verify`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from anju.audit.histories import HistoryOf, compared, histories, nameless, unwitnessed
from anju.audit.models import Act, Event, Seal
from anju.audit.queries import broken_links, head
from anju.audit.sealed import Range, Sealable, count_after, marks_of, rows_between, sealable_tables

Tell = Callable[[str], None]


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
    files: int = 0
    archived: int = 0
    head: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    *,
    tables: Sequence[str] = (),
    kept_head: str = "",
    files: Iterable[Problem | None] = (),
    tell: Tell = lambda _words: None,
) -> Verdict:
    """Look at the chain, at every sealed range, and at every row that has history; with `tables` only at these of them.

    `files` are the kept files, handed in from above (`web.kept`): each is None when it is what was kept.
    """
    verdict = Verdict()
    tell(_("核验操作链"))
    _chain(verdict, kept_head)
    for table in sealable_tables():
        if not tables or table.name in tables or table.name.removesuffix("event") in tables:
            tell(_("核验 %(table)s 的封存记录") % {"table": table.name})
            _sealed(table, verdict)
    for history in histories():
        if not tables or history.table in tables or history.events in tables:
            tell(_("核对 %(table)s 与其历史") % {"table": history.table})
            _live(history, verdict)
    if not tables:
        tell(_("核对归档文件"))
        for problem in files:
            verdict.files += 1
            verdict.problems += [problem] if problem else []
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


def _live(history: HistoryOf, verdict: Verdict) -> None:
    """Every row equals its newest history row and has one, each history row names who wrote it, and the chain knows of it."""
    meaning = {
        "unwritten": _("没有历史，是绕过程序写入的"),
        "gone": _("被绕过程序删除"),
        "back": _("已删除，又绕过程序写入"),
        "other": _("与最后一条历史不同，是绕过程序改动的"),
    }
    verdict.problems += [Problem(history.table, row, meaning[how]) for row, how in compared(history)]
    verdict.problems += [
        Problem(history.events, row, _("没有操作人，是绕过程序写入的")) for row in nameless(history)
    ]
    verdict.problems += [
        Problem(history.table, row, _("操作链中没有这次变更，是绕过程序改动的"))
        for row in unwitnessed(history)
    ]
    verdict.live[history.table] = history.count()
