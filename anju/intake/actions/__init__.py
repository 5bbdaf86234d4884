"""Writing of the importer: what a file is received, previewed, applied and dropped by.

A domain's action gets a `Plan` and calls `merge(plan)`; nothing else of this package is for domains.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from anju.accounts.scope import Scope, acting
from anju.intake.actions import batches, files, importing
from anju.intake.actions.merge import merge
from anju.intake.actions.outcome import Outcome, Progress, Request, silent
from anju.intake.actions.plan import Plan
from anju.intake.files import unsealed
from anju.intake.models import Batch, BatchState, Mapping
from anju.intake.sheet import Sheet
from anju.kernel.refused import Refused

__all__ = [
    "Outcome", "Plan", "Progress", "confirm", "drop", "import_file", "merge", "preview_file", "receive",
    "remember_heads",
]  # fmt: skip


def _take(outcome: Outcome, batch: Batch) -> None:
    """A direct import has no earlier preview to agree with."""


def import_file(
    path: Path,
    *,
    sheets: Sequence[Sheet],
    by: str,
    on: date,
    scope: Scope,
    accept_valid: bool = False,
    name: str = "",
    progress: Progress = silent,
) -> list[Outcome]:
    """Read, check, compare and write a file at once; one outcome for each of its sheets.

    All sheets of the file are written in one transaction. If a row is refused, nothing is written, unless
    `accept_valid` lets the good rows in. Raises Refused for what concerns the file as a whole.
    """
    request = Request(path, name or path.name, sheets, by, on, scope, accept_valid, progress=progress)
    readings = importing.read(request)
    sm3 = files.keep(path.read_bytes())
    outcomes = importing.apply(request, readings, sm3, _take)
    if not all(outcome.applied for outcome in outcomes):
        ids = batches.store(request, outcomes, sm3, BatchState.REFUSED)
        outcomes = [replace(outcome, batch=batch) for outcome, batch in zip(outcomes, ids, strict=True)]
    return outcomes


def preview_file(
    path: Path,
    *,
    sheets: Sequence[Sheet],
    by: str,
    on: date,
    scope: Scope,
    name: str = "",
    progress: Progress = silent,
) -> list[Outcome]:
    """What a file would do; nothing is written or kept."""
    request = Request(path, name or path.name, sheets, by, on, scope, progress=progress)
    return importing.preview(request, importing.read(request))


def receive(
    path: Path,
    *,
    sheets: Sequence[Sheet],
    by: str,
    on: date,
    scope: Scope,
    name: str,
    progress: Progress = silent,
) -> str:
    """Keep a file and its preview until somebody confirms or drops it; returns the id of the upload."""
    request = Request(path, name, sheets, by, on, scope, upload=uuid4().hex, progress=progress)
    outcomes = importing.preview(request, importing.read(request))
    sm3 = files.keep(path.read_bytes())
    batches.store(request, outcomes, sm3, BatchState.PREVIEWED)
    progress(100, 100, f"完成 {name}")
    return request.upload


def _as_previewed(outcome: Outcome, batch: Batch) -> None:
    """What is written is what was shown: the counts must be those of the preview."""
    shown = (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rows_refused)
    if shown != (outcome.new, outcome.changed, outcome.unchanged, outcome.refused):
        raise Refused(f"“{batch.tab}”预览之后台账有了变动，预览结果已过时。请重新上传并预览。")


def confirm(
    upload: str,
    *,
    sheets: Sequence[Sheet],
    by: str,
    scope: Scope,
    accept_valid: bool = False,
    progress: Progress = silent,
) -> list[Outcome]:
    """Write a previewed upload, once. Raises Refused when it was written or dropped already, or the ledger has moved on."""
    with acting(scope=scope, actor=by, why="确认导入"):
        batch = Batch.objects.filter(upload=upload).first()
    if batch is None or batch.judged_on is None:
        raise Refused("没有这次上传。请重新上传文件。")
    with unsealed(batch.sm3) as path:
        request = Request(
            path,
            batch.filename,
            sheets,
            by,
            batch.judged_on,
            scope,
            accept_valid,
            upload=upload,
            progress=progress,
        )
        outcomes = importing.apply(request, importing.read(request), batch.sm3, _as_previewed)
    if not all(outcome.applied for outcome in outcomes):
        raise Refused("文件中有未通过的行，整份文件没有入账。请更正后重新上传，或选择只导入通过的行。")
    return outcomes


def drop(upload: str, *, by: str, scope: Scope) -> None:
    """Give up a previewed upload; nothing of it was ever in the ledger."""
    with acting(scope=scope, actor=by, why="放弃导入"):
        Batch.objects.filter(upload=upload, state=BatchState.PREVIEWED).update(state=BatchState.DROPPED)


def remember_heads(sheet: Sheet, heads: dict[str, str], *, by: str, scope: Scope) -> None:
    """Remember a county's own heads: own head → column name of the sheet."""
    with acting(scope=scope, actor=by, why="对应表头"):
        for head, column in heads.items():
            Mapping.objects.update_or_create(
                sheet=sheet.name, head=head, defaults={"column": sheet.column(column).name, "mapped_by": by}
            )
