"""Long runs, as the worker does them."""

from typing import Any

from django.utils import timezone

from anju.checks import actions
from anju.jobs.models import Job
from anju.jobs.worker import Progress


def run(job: Job, tell: Progress) -> dict[str, Any]:
    """Run all rules over the place of the job."""
    done = actions.run(
        place=str(job.arguments["place"]), on=timezone.localdate(), by=job.started_by, progress=tell
    )
    return {"run": done.pk, "found": done.found}
