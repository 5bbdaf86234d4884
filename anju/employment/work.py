"""Long work of employment, as the worker does it."""

from typing import Any

from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month
from anju.regions.queries import is_demo, working_day


def open_month(job: Job, tell: Progress) -> dict[str, Any]:
    """Open the ledgers of a month for the county."""
    month, on = Month.parse(job.arguments["month"]), working_day()
    with acting(scope=Scope((job.place,)), actor=job.started_by, why=job.title):
        opened = actions.open_month(month=month, by=job.started_by, on=on, progress=tell)
    return {"ledgers": opened.ledgers, "lines": opened.lines, "zero": opened.zero}


def begin_month(by: str) -> None:
    """Open the running month when its day has come, else tell the bureau that it waits. A demo county lives in its past."""
    if is_demo():
        return
    on = working_day()
    actions.open_running_month(by=by, on=on)
    actions.remind_unopened(by=by, on=on)


def keep_months(by: str) -> int:
    """Bring open months up to roster and jobs; returns how many people were added."""
    added = actions.top_up(by=by, on=working_day())
    actions.follow_jobs()
    return added


def remind(by: str) -> int:
    """Remind everybody whose ledger of any month falls due or is late today; returns how many are late."""
    on = working_day()
    actions.remind_due(by=by, on=on)
    return actions.remind_late(by=by, on=on)


def watch_zero_employment(by: str) -> int:
    """Look through the county: jobs end on days on which nobody opens a page. Returns how many households there are."""
    return actions.watch_zero_employment(place="", by=by, on=working_day())
