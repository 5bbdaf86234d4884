"""Closing and proving as the background worker does them."""

from typing import Any

from django.conf import settings

from anju.indicators import actions, proof
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month
from anju.regions.queries import working_day

CLOSE, PROVE = "indicators.close", "indicators.prove"


def close(job: Job, tell: Progress) -> dict[str, Any]:
    """Close a month, or make a further version of one; the result names the close."""
    given = job.arguments
    made = actions.close(
        Month.parse(str(given["month"])), by=job.started_by, on=working_day(), reason=str(given["reason"]),
        accepted=str(given["accepted"]), told=tell,
    )  # fmt: skip
    return {"month": str(given["month"]), "version": made.version, "sm3": made.manifest_sm3}


def prove(job: Job, tell: Progress) -> dict[str, Any]:
    """Prove every close from its files; the result says what was found, close by close."""
    tell(0, 1, "核验结账文件")
    proofs = proof.prove_all(settings.ANJU_CLOSES)
    return {
        "proofs": [
            {"label": one.label, "sm3": one.seal, "figures": one.figures, "problems": list(one.problems)}
            for one in proofs
        ]
    }
