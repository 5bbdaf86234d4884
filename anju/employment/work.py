"""Long work of employment, as the worker does it."""

from typing import Any

from django.utils import timezone

from anju.employment.actions import open_month as open_now
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month


def open_month(job: Job, tell: Progress) -> dict[str, Any]:
    """Open the ledgers of a month for the county."""
    opened = open_now(
        month=Month.parse(job.arguments["month"]), by=job.started_by, on=timezone.localdate(), progress=tell
    )
    return {"ledgers": opened.ledgers, "lines": opened.lines, "zero": opened.zero}
