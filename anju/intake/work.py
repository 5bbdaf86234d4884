"""Long work of the importer, as the worker does it: checking an upload, and writing it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from anju.accounts.scope import Scope
from anju.intake import actions
from anju.intake.files import unsealed
from anju.intake.heads import HeadsMissing
from anju.intake.sheet import Sheet
from anju.jobs.models import Job
from anju.jobs.worker import Progress


def receive(job: Job, tell: Progress, *, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Read and preview a kept file; the result names the upload, or the heads that somebody has to map first."""
    asked = job.arguments
    try:
        with unsealed(asked["sm3"]) as path:
            upload = actions.receive(
                path, sheets=sheets, by=job.started_by, on=date.fromisoformat(asked["on"]),
                scope=Scope((job.place,)), name=asked["name"], progress=tell,
            )  # fmt: skip
    except HeadsMissing as refusal:
        heads = {"sheet": refusal.sheet.name, "missing": refusal.missing, "unknown": refusal.unknown}
        return {"heads": heads, "sentence": str(refusal)}
    return {"upload": upload}


def confirm(job: Job, tell: Progress, *, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Write a previewed upload."""
    upload = job.arguments["upload"]
    actions.confirm(
        upload, sheets=sheets, by=job.started_by, scope=Scope((job.place,)),
        accept_valid=bool(job.arguments["accept_valid"]), progress=tell,
    )  # fmt: skip
    return {"upload": upload}
