"""Long work of employment, as the worker does it."""

from typing import Any

from django.utils import timezone

from anju.accounts.scope import Scope, acting
from anju.employment.actions import open_month as open_now
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month


def open_month(job: Job, tell: Progress) -> dict[str, Any]:
    """Open the ledgers of a month for the county."""
    month, on = Month.parse(job.arguments["month"]), timezone.localdate()
    with acting(scope=Scope((job.place,)), actor=job.started_by, why=job.title):
        opened = open_now(month=month, by=job.started_by, on=on, progress=tell)
    return {"ledgers": opened.ledgers, "lines": opened.lines, "zero": opened.zero}
