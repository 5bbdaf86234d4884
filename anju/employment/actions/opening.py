"""Months and their lines: opened for the county, topped up with those who came since, once for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment.actions.carrying import add_ledgers, add_lines, words_of
from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.reminders import WAITING, raise_opened, settle_unopened
from anju.employment.actions.roster import follow_roster
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.models import Ledger, Line
from anju.jobs import actions as jobs
from anju.jobs.models import Job as LongWork
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book

OPEN_MONTH = "employment.open_month"
Progress = Callable[[int, int, str], None]

_TOWNS = """
select distinct left(place, 9) from registry_membership
where start <= %(day)s and (stop is null or stop > %(day)s) order by 1
"""


@dataclass(frozen=True)
class Opened:
    """What an opening added: ledgers, lines, and households in which nobody works."""

    ledgers: int
    lines: int
    zero: int


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody watches."""


def ask_open_month(*, month: Month, by: str, place: str) -> LongWork:
    """Queue the opening of a month; pages watch the job."""
    return jobs.start(
        kind=OPEN_MONTH, title=stored("%(month)s 台账建账") % {"month": str(month)}, arguments={"month": str(month)},
        place=place, by=by,
    )  # fmt: skip


@transaction.atomic
def open_month(*, month: Month, by: str, on: date, progress: Progress = _silent) -> Opened:
    """Open the ledgers of a month and carry everybody of labour age forward; what is there already stays.

    Called again it adds those who joined the roster since. Raises Refused for a month that has not begun.
    """
    if month.first > on:
        raise Refused(_("%(month)s 还没有开始，不能建账。") % {"month": str(month)})
    words = words_of(month, on)
    ledgers = lines = 0
    with connection.cursor() as cursor:
        cursor.execute(_TOWNS, words)
        towns = [row[0] for row in cursor.fetchall()]
    for number, town in enumerate(towns):
        said = stored("正在建账：第 %(n)s 个镇，共 %(all)s 个") % {"n": number + 1, "all": len(towns)}
        progress(number, len(towns), said)
        ledgers += add_ledgers(words, town)
        lines += add_lines(words, town)
    raise_opened(month=month, by=by, on=on)
    settle_unopened(month, by=by, on=on)
    follow_jobs()
    zero = watch_zero_employment(place="", by=by, on=on)
    record(
        act=Act.LEDGER_OPENED, by=by, target=f"month:{month}", why=stored("台账建账"),
        detail={"ledgers": ledgers, "lines": lines},
    )  # fmt: skip
    progress(len(towns), len(towns), stored("建账完成"))
    return Opened(ledgers, lines, zero)


def open_running_month(*, by: str, on: date) -> Opened | None:
    """Open the running month on the day of the policy, if nobody has; None when there is nothing to do.

    The first month of a county is begun by its bureau.
    """
    day, month = int(book.value("employment/round", "open_day", on)), Month.of(on)
    begun = Ledger.objects.filter(month__lt=month.first).exists()
    if not day or on.day < day or not begun or Ledger.objects.filter(month=month.first).exists():
        return None
    return open_month(month=month, by=by, on=on)


@transaction.atomic
def top_up(*, by: str, on: date, place: str = "") -> int:
    """Bring the open months below a place up to the roster: who left is settled, who came has a line. How many are new.

    Married in, moved in, out of school, sixteen by now: whoever belongs to a month that is still open and has no line.
    """
    follow_roster(by=by, on=on, place=place)
    lines = 0
    for month in open_months(on):
        words = words_of(month, on)
        if add_ledgers(words, place):
            raise_opened(month=month, by=by, on=on)
        lines += add_lines(words, place)
    return lines


def open_months(on: date) -> list[Month]:
    """Months that were opened here, with a ledger in scope that is not handed in, the first before the others."""
    listed = Line.objects.filter(ledger=OuterRef("pk"))
    found = Ledger.objects.filter(Exists(listed), state__in=WAITING, month__lte=on).order_by("month")
    return [Month.of(first) for first in found.values_list("month", flat=True).distinct()]
