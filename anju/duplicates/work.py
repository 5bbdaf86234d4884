"""Long work, as the worker does it."""

from typing import Any

from anju.accounts.scope import Scope, acting
from anju.duplicates.actions import find
from anju.intake.models import Batch
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.regions.queries import working_day
from anju.registry.sheets import ROSTER


def run(job: Job, tell: Progress) -> dict[str, Any]:
    """Look for pairs in the whole county, whoever asks: each pair shows to those only who see both persons."""
    with acting(scope=Scope.everything(), actor=job.started_by, why=job.title):
        found = find(on=working_day(), by=job.started_by)
    return {"new": found.new, "closed": found.closed, "open": found.open}


def after_import(job: Job) -> None:
    """Look for pairs when the upload of a job brought persons."""
    if Batch.objects.filter(upload=job.arguments["upload"], sheet=ROSTER.name).exists():
        with acting(scope=Scope.everything(), actor=job.started_by, why=job.title):
            find(on=working_day(), by=job.started_by)
