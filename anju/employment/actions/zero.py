"""Households in which somebody can and wants to work and nobody does (零就业搬迁户): a task with a clock."""

from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.employment.queries.zero import zero_rows
from anju.kernel.workdays import workday_after
from anju.policy import book
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind

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
    raise_tasks(
        [
            NewTask(
                TaskKind.ZERO_EMPLOYMENT, f"household:{row.household}", row.place, Right.EDIT_LEDGER,
                _("%(head)s户（%(number)s）有 %(n)s 名有能力有意愿的劳动力，无人就业")
                % {"head": row.head, "number": row.number, "n": row.able},
                f"/households/{row.household}/", due,
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
    if over:
        settle_all(kind=TaskKind.ZERO_EMPLOYMENT, subjects=over, on=on, by=by, outcome=_("已有人就业"))
    return len(found)
