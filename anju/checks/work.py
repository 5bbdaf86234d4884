"""Long runs, as the worker does them."""

from typing import Any

from anju.accounts.scope import Scope, acting
from anju.checks import actions
from anju.intake.models import Batch
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.regions.queries import working_day


def run(job: Job, tell: Progress) -> dict[str, Any]:
    """Run all rules over the place of the job."""
    done = actions.run(place=str(job.arguments["place"]), on=working_day(), by=job.started_by, progress=tell)
    return {"run": done.pk, "found": done.found}


def after_import(job: Job, tell: Progress) -> None:
    """Check the places whose records the upload of a job wrote, and nothing else."""
    with acting(scope=Scope((job.place,)), actor=job.started_by, why=job.title):
        batches = Batch.objects.filter(upload=job.arguments["upload"]).values_list("pk", flat=True)
        actions.run_touched(batches=list(batches), on=working_day(), by=job.started_by, progress=tell)
