"""Long work of the importer, as the worker does it: checking an upload, and writing it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from anju.accounts.scope import Scope
from anju.intake import actions
from anju.intake.files import unsealed
from anju.intake.sheet import Sheet
from anju.jobs.models import Job
from anju.jobs.worker import Progress

RECEIVE, CONFIRM = "intake.receive", "intake.confirm"


def receive(job: Job, tell: Progress, *, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Read and preview a kept file; the result names the upload."""
    asked = job.arguments
    with unsealed(asked["sm3"]) as path:
        upload = actions.receive(
            path, sheets=sheets, by=job.started_by, on=date.fromisoformat(asked["on"]), scope=Scope((job.place,)),
            name=asked["name"], progress=tell,
        )  # fmt: skip
    return {"upload": upload}


def confirm(job: Job, tell: Progress, *, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Write a previewed upload."""
    upload = job.arguments["upload"]
    actions.confirm(
        upload, sheets=sheets, by=job.started_by, scope=Scope((job.place,)),
        accept_valid=bool(job.arguments["accept_valid"]), progress=tell,
    )  # fmt: skip
    return {"upload": upload}
