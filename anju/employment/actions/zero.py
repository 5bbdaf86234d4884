"""Households in which somebody can and wants to work and nobody does (零就业搬迁户): a task with a clock.

The clock follows the household where it moves. One that was stopped by what turns out untrue runs on as if it had not been.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from anju.accounts.codes import Right
from anju.employment.queries.zero import Stand, ZeroRow, stand_of, was_zero, zero_rows
from anju.kernel.stored import stored
from anju.kernel.workdays import workday_after
from anju.policy import book
from anju.registry.models import Household
from anju.tasks.actions import NewTask, move_tasks, raise_tasks, settle_all
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task

_SUBJECT = "household:"
_OPEN = """
select subject from tasks_task
where kind = 'zero_employment' and settled_on is null and place like %(place)s
  and (%(subjects)s::text[] is null or subject = any(%(subjects)s))
"""


def watch_zero_employment(
    *, place: str = "", by: str, on: date, households: Sequence[int] | None = None
) -> int:
    """Raise a task for each household (below a place, of these) that falls into it, settle those of the others.

    The clock is ten working days (domain.md §2.4, S85), as dated policy says. Returns how many households there are.
    """
    found = zero_rows(on, place, households)
    days = int(book.value("employment/round", "zero_employment_workdays", on))
    due, kept = workday_after(on, days), _kept(found, on)
    _move(found)
    raise_tasks(
        [
            NewTask(
                TaskKind.ZERO_EMPLOYMENT, _subject(row.household), row.place, Right.EDIT_LEDGER,
                stored("%(head)s户（%(number)s）有 %(n)s 名有能力有意愿的劳动力，无人就业")
                % {"head": row.head, "number": row.number, "n": row.able},
                f"/households/{row.household}/", kept.get(row.household, due),
            )
            for row in found
        ],
        on=on, by=by,
    )  # fmt: skip
    _over(_open(place, households) - {row.household for row in found}, by=by, on=on)
    return len(found)


def _subject(household: int) -> str:
    return f"{_SUBJECT}{household}"


def _open(place: str, households: Sequence[int] | None) -> set[int]:
    """Households with a running clock."""
    subjects = None if households is None else [_subject(one) for one in households]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"place": f"{place}%", "subjects": subjects})
        return {int(row[0].removeprefix(_SUBJECT)) for row in cursor.fetchall()}


def _move(found: Sequence[ZeroRow]) -> None:
    """Clocks go where their households live."""
    strayed = [row for row in found if row.task_place and row.task_place != row.place]
    for home in {row.place for row in strayed}:
        subjects = [_subject(row.household) for row in strayed if row.place == home]
        move_tasks(kind=TaskKind.ZERO_EMPLOYMENT, subjects=subjects, place=home)


def _kept(found: Sequence[ZeroRow], on: date) -> Mapping[int, date]:
    """Due days that go on: of clocks that were stopped on a day on which, as is known now, nobody worked after all."""
    fresh = [_subject(row.household) for row in found if row.due_on is None]
    if not fresh:
        return {}
    settled = Task.objects.filter(
        kind=TaskKind.ZERO_EMPLOYMENT, subject__in=fresh, settled_on__isnull=False, due_on__isnull=False
    )
    last = {
        int(task.subject.removeprefix(_SUBJECT)): task
        for task in settled.order_by("subject", "-pk").distinct("subject")
    }
    untrue = was_zero({home: task.settled_on for home, task in last.items() if task.settled_on}, on)
    return {home: task.due_on for home, task in last.items() if home in untrue and task.due_on}


def _over(households: set[int], *, by: str, on: date) -> None:
    """Settle the clocks that are over, each with why.

    A household that lives elsewhere by now takes its clock along; one that cannot be seen from here is left for the
    nightly round, which sees all.
    """
    if not households:
        return
    elsewhere = zero_rows(on, households=list(households))
    _move(elsewhere)
    left = households - {row.household for row in elsewhere}
    seen = set(Household.objects.filter(pk__in=left).values_list("pk", flat=True))
    stands = stand_of(list(seen), on)
    outcomes: dict[str, list[str]] = {}
    for household in sorted(seen):
        outcomes.setdefault(_outcome(stands.get(household)), []).append(_subject(household))
    for words, theirs in outcomes.items():
        settle_all(kind=TaskKind.ZERO_EMPLOYMENT, subjects=theirs, on=on, by=by, outcome=words)


def _outcome(stand: Stand | None) -> str:
    """Why a household is no longer one without work."""
    if stand is None:
        return stored("该户已不在本地在册")
    if stand.works:
        return stored("已有人就业")
    if stand.able:
        return stored("有劳动能力的人均登记为暂无就业意愿")
    return stored("户内已无劳动年龄内有劳动能力的人")
