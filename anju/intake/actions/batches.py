"""Batches: what was received, previewed, applied, refused or dropped."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings

from anju.accounts.scope import acting
from anju.intake.actions import files
from anju.intake.actions.outcome import Outcome, Request
from anju.intake.files import table_name
from anju.intake.models import Batch, BatchState
from anju.intake.reading import Reading
from anju.kernel.refused import Refused
from anju.regions.actions import ensure_county

LISTED = 200
"""So many findings stand in the batch itself; all of them lie sealed beside the file."""


def _place(request: Request) -> str:
    """The place that a batch belongs to: the importer's own, the county for those who see everything."""
    code = request.scope.codes[0] if len(request.scope.codes) == 1 else ""
    return code or ensure_county(settings.ANJU_COUNTY).code


def open_batch(request: Request, reading: Reading, sm3: str) -> Batch:
    """The batch of a sheet inside the caller's transaction: the previewed one, locked, or a new one.

    Raises Refused when the upload was applied or dropped meanwhile, so that a double click does nothing twice.
    """
    if request.upload:
        batch = (
            Batch.objects.select_for_update().filter(upload=request.upload, sheet=reading.sheet.name).first()
        )
        if batch is None or batch.state != BatchState.PREVIEWED:
            state = batch.get_state_display() if batch else "不存在"
            raise Refused(f"这份上传{state}，不能再次入账。如需重新导入，请重新上传文件。")
        return batch
    return Batch.objects.create(**_words(request, reading, sm3))


def _words(request: Request, reading: Reading, sm3: str) -> dict[str, object]:
    return {
        "upload": request.upload, "sheet": reading.sheet.name, "tab": reading.tab, "head_row": reading.head_row,
        "filename": request.name, "sm3": sm3, "size": request.path.stat().st_size, "place_id": _place(request),
        "received_by": request.by, "received_at": datetime.now(UTC), "judged_on": request.on,
    }  # fmt: skip


def close_batch(batch: Batch, outcome: Outcome, state: BatchState) -> None:
    """Write the counts and findings of a batch, and lay its full tables beside the file."""
    batch.state = state
    batch.rows_new, batch.rows_changed = outcome.new, outcome.changed
    batch.rows_unchanged, batch.rows_refused = outcome.unchanged, outcome.refused
    batch.warnings = outcome.warnings
    batch.findings = outcome.findings.head(LISTED).to_dicts()
    batch.applied_at = datetime.now(UTC) if state == BatchState.APPLIED else None
    batch.save()
    for name, table in (("findings", outcome.findings), ("differences", outcome.differences)):
        if table.height:
            buffer = io.BytesIO()
            table.write_parquet(buffer)
            files.keep_as(table_name(batch, name), buffer.getvalue())


def store(request: Request, outcomes: Sequence[Outcome], sm3: str, state: BatchState) -> list[int]:
    """Remember what a file that was not written came to; returns the ids of the batches."""
    ids = []
    with acting(scope=request.scope, actor=request.by, why=f"接收 {request.name}"):
        for outcome in outcomes:
            batch = Batch.objects.create(**_words(request, outcome.reading, sm3))
            close_batch(
                batch,
                outcome,
                BatchState.REFUSED if outcome.failed and state == BatchState.REFUSED else state,
            )
            ids.append(batch.pk)
    return ids
