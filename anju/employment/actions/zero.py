"""Households in which somebody can and wants to work and nobody does (零就业搬迁户): a task with a clock."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.employment.queries.zero import Stand, ZeroRow, stand_of, zero_rows
from anju.kernel.workdays import workday_after
from anju.policy import book
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task

_OPEN = """
select subject from tasks_task
where kind = 'zero_employment' and settled_on is null and place like %(place)s
  and (%(household)s::text = '' or subject = %(household)s::text)
"""


def watch_zero_employment(*, place: str, by: str, on: date, household: int | None = None) -> int:
    """Raise a task for each household that falls into it, settle those of the others; returns how many there are.

    The clock is ten working days (domain.md §2.4, S85), as dated policy says.
    """
    found = zero_rows(on, place, household)
    days = int(book.value("employment/round", "zero_employment_workdays", on))
    due = workday_after(on, days)
    kept = _undone(found, on)
    raise_tasks(
        [
            NewTask(
                TaskKind.ZERO_EMPLOYMENT, f"household:{row.household}", row.place, Right.EDIT_LEDGER,
                _("%(head)s户（%(number)s）有 %(n)s 名有能力有意愿的劳动力，无人就业")
                % {"head": row.head, "number": row.number, "n": row.able},
                f"/households/{row.household}/", kept.get(f"household:{row.household}", due),
            )
            for row in found
        ],
        on=on, by=by,
    )  # fmt: skip
    still = {f"household:{row.household}" for row in found}
    with connection.cursor() as cursor:
        subject = f"household:{household}" if household else ""
        cursor.execute(_OPEN, {"place": f"{place}%", "household": subject})
        over = [row[0] for row in cursor.fetchall() if row[0] not in still]
    _settle(over, by=by, on=on)
    return len(found)


def _undone(found: Sequence[ZeroRow], on: date) -> dict[str, date]:
    """The clocks that were stopped today by what is taken back now: they run on, no clock starts anew."""
    fresh = [f"household:{row.household}" for row in found if row.due_on is None]
    if not fresh:
        return {}
    held = Task.objects.filter(kind=TaskKind.ZERO_EMPLOYMENT, subject__in=fresh, settled_on=on).order_by("pk")
    return {subject: due for subject, due in held.values_list("subject", "due_on") if due}


def _settle(subjects: Sequence[str], *, by: str, on: date) -> None:
    """Settle the clocks that are over, each with why."""
    if not subjects:
        return
    stands = stand_of([int(subject.removeprefix("household:")) for subject in subjects], on)
    outcomes: dict[str, list[str]] = {}
    for subject in subjects:
        words = _outcome(stands.get(int(subject.removeprefix("household:"))))
        outcomes.setdefault(words, []).append(subject)
    for words, theirs in outcomes.items():
        settle_all(kind=TaskKind.ZERO_EMPLOYMENT, subjects=theirs, on=on, by=by, outcome=words)


def _outcome(stand: Stand | None) -> str:
    """Why a household is no longer one without work."""
    if stand is None:
        return _("该户已不在本地在册")
    if stand.works:
        return _("已有人就业")
    if stand.able:
        return _("有劳动能力的人均登记为暂无就业意愿")
    return _("户内已无劳动年龄内有劳动能力的人")
