"""Long work of employment, as the worker does it."""

from typing import Any

from django.utils import timezone

from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month


def open_month(job: Job, tell: Progress) -> dict[str, Any]:
    """Open the ledgers of a month for the county."""
    month, on = Month.parse(job.arguments["month"]), timezone.localdate()
    with acting(scope=Scope((job.place,)), actor=job.started_by, why=job.title):
        opened = actions.open_month(month=month, by=job.started_by, on=on, progress=tell)
    return {"ledgers": opened.ledgers, "lines": opened.lines, "zero": opened.zero}


def remind_late(by: str) -> int:
    """Remind everybody whose ledger of any month is late today; returns how many are."""
    return actions.remind_late(by=by, on=timezone.localdate())


def watch_zero_employment(by: str) -> int:
    """Look through the county: jobs end on days on which nobody opens a page. Returns how many households there are."""
    return actions.watch_zero_employment(place="", by=by, on=timezone.localdate())
