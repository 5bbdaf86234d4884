"""What pages ask for: each is kept and queued at once, and done by the worker."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from anju.accounts.scope import Scope
from anju.intake.actions import files
from anju.intake.models import Batch, BatchState
from anju.intake.sheet import Sheet
from anju.intake.workbook import LARGEST_FILE
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.kernel.refused import Refused

RECEIVE, CONFIRM = "intake.receive", "intake.confirm"  # kinds of long work


def _place(scope: Scope) -> str:
    return scope.codes[0] or settings.ANJU_COUNTY


def submit(*, content: bytes, name: str, by: str, on: date, scope: Scope) -> Job:
    """Keep an uploaded file and ask for its preview."""
    if len(content) > LARGEST_FILE:
        raise Refused(f"“{name}”超过 {LARGEST_FILE // 2**20} MB。请按镇拆分后分别上传。")
    arguments = {"sm3": files.keep(content), "name": name, "on": on.isoformat()}
    return jobs.start(kind=RECEIVE, title=f"核对 {name}", arguments=arguments, by=by, place=_place(scope))


def submit_again(job: Job, *, by: str, scope: Scope) -> Job:
    """Ask for the preview of the same file once more, after its heads were mapped."""
    return jobs.start(kind=job.kind, title=job.title, arguments=job.arguments, by=by, place=_place(scope))


def ask_confirm(batch: Batch, *, accept_valid: bool, by: str, scope: Scope) -> Job:
    """Ask for the writing of a previewed upload; refused when it is written or dropped already."""
    if batch.state != BatchState.PREVIEWED:
        raise Refused(f"这份上传{batch.get_state_display()}，不能再次入账。如需重新导入，请重新上传文件。")
    arguments = {"upload": batch.upload, "accept_valid": accept_valid}
    title = f"入账 {batch.filename}"
    return jobs.start(kind=CONFIRM, title=title, arguments=arguments, by=by, place=_place(scope))


def heads_of(sheets: Sequence[Sheet], name: str) -> Sheet:
    """The sheet of that machine name; raises Refused for an unknown one."""
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    raise Refused(f"没有这种表：{name}。")
