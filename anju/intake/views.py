"""Import pages: upload, watch the check, look at what would change, then apply or drop."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts import purposes
from anju.accounts.approvals import hold
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.exports import ask, made, workbook
from anju.audit.models import Act, Operation
from anju.intake import actions, marked, queries, tables
from anju.intake.actions import asking
from anju.intake.actions.asking import CONFIRM, RECEIVE
from anju.intake.files import table_of, unsealed
from anju.intake.findings import SCHEMA as FINDINGS
from anju.intake.forms import HeadsForm, UploadForm
from anju.intake.models import Batch, BatchState
from anju.intake.sheet import Sheet
from anju.jobs.models import Job, JobState
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Progress
from anju.ui.tables import Address, Table

INVALID = 422


def imports(request: StaffRequest, sheets: Sequence[Sheet]) -> HttpResponse:
    """Upload a workbook; below, what was imported before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = asking.submit(
            content=file.read(),
            name=file.name,
            by=request.user.username,
            on=working_day(),
            scope=request.scope,
        )
        return redirect("import_job", pk=job.pk)
    words = {
        "form": form,
        "table": _imported(request, sheets),
        "sheets": [sheet.title for sheet in sheets],
        "trail": [(_("总览"), "/"), (_("数据导入"), "")],
    }
    return TemplateResponse(request, "intake/imports.html", words, status=INVALID if form.errors else 200)


def _imported(request: StaffRequest, sheets: Sequence[Sheet], *, size: int = tables.SIZE) -> Table:
    """What was imported, as the address sorts it."""
    address = Address.of(request)
    export = str(address.but(page=None).at(reverse("imports_export")))
    return tables.batches(queries.all_batches(), sheets, address, size=size, export=export)


def imports_export(request: StaffRequest, sheets: Sequence[Sheet]) -> HttpResponse:
    """The same list as a workbook: files and counts, nobody's data."""
    table = _imported(request, sheets, size=0)
    filename = f"{_('导入记录')}-{working_day().isoformat()}"
    taken = take(request, target="imports", title=_("导出导入记录"), filename=filename, asks=False)
    heads = [str(column.title) for column in table.columns]
    return workbook(taken, _("导入记录"), heads, [[str(cell.text) for cell in row] for row in table.rows])


def _job(pk: int) -> Job:
    job = Job.objects.filter(pk=pk, kind__in=(RECEIVE, CONFIRM)).first()
    if job is None:
        raise Http404
    return job


def _progress(job: Job) -> Progress:
    return Progress(
        job.title, job.done, job.total, reverse("import_progress", args=[job.pk]), job.message or job.get_state_display(),
        finished=job.ended,
    )  # fmt: skip


def _batch_of(job: Job) -> Batch | None:
    upload = job.result.get("upload")
    return queries.first_batch(upload) if job.state == JobState.DONE and upload else None


def _heads_form(job: Job, sheets: Sequence[Sheet], request: HttpRequest) -> HeadsForm | None:
    """The form that maps heads, when the check stopped at missing ones and the file has heads to offer."""
    heads = job.result.get("heads")
    if not heads or not heads["unknown"]:
        return None
    sheet = asking.heads_of(sheets, heads["sheet"])
    return HeadsForm(request.POST or None, sheet=sheet, missing=heads["missing"], unknown=heads["unknown"])


def import_job(request: StaffRequest, pk: int, sheets: Sequence[Sheet]) -> HttpResponse:
    """Watch a check or an import; when it has ended, on to what it came to. POST maps heads and checks again."""
    job = _job(pk)
    batch = _batch_of(job)
    if batch:
        return redirect("batch", pk=batch.pk)
    form = _heads_form(job, sheets, request)
    if form and request.method == "POST" and form.is_valid():
        sheet = asking.heads_of(sheets, job.result["heads"]["sheet"])
        actions.remember_heads(sheet, form.heads, by=request.user.username, scope=request.scope)
        return redirect(
            "import_job", pk=asking.submit_again(job, by=request.user.username, scope=request.scope).pk
        )
    sentence = job.result.get("sentence") or job.error
    trail = [(_("总览"), "/"), (_("数据导入"), reverse("imports")), (job.title, "")]
    words = {"job": job, "progress": _progress(job), "form": form, "sentence": sentence, "trail": trail}
    return TemplateResponse(request, "intake/job.html", words)


def import_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The next state of a running job, or the way on when it has ended."""
    job = _job(pk)
    if job.ended:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("import_job", args=[job.pk])})
    return TemplateResponse(request, "ui/progress.html", {"job": _progress(job)})


def _batch(pk: int) -> tuple[Batch, list[Batch]]:
    upload = queries.upload(pk)
    for batch in upload:
        if batch.pk == pk:
            return batch, upload
    raise Http404


def batch(request: StaffRequest, pk: int, sheets: Sequence[Sheet]) -> HttpResponse:
    """What one sheet of an upload came to: counts, findings, differences; apply, apply the good rows, or drop."""
    found, upload = _batch(pk)
    address = Address.of(request)
    shown = tables.DIFFERENCES if address.get("show") == tables.DIFFERENCES else tables.FINDINGS
    words = {
        "batch": found,
        "facts": _facts(found),
        "sheet_tabs": tables.sheet_tabs(found, upload),
        "tabs": tables.tabs(found, shown, address),
        "table": tables.of_batch(found, shown, address),
        "waiting": found.state == BatchState.PREVIEWED,
        "refused": sum(one.rows_refused for one in upload),
        "good": sum(one.rows_new + one.rows_changed + one.rows_unchanged for one in upload),
        "trail": [(_("总览"), "/"), (_("数据导入"), reverse("imports")), (found.filename, "")],
    }
    return TemplateResponse(request, "intake/batch.html", words)


def _facts(found: Batch) -> list[Fact]:
    numbers = (
        (_("新增"), found.rows_new), (_("变更"), found.rows_changed), (_("无变化"), found.rows_unchanged),
        (_("退回"), found.rows_refused), (_("提醒"), found.warnings),
    )  # fmt: skip
    when = timezone.localtime(found.received_at).strftime("%Y-%m-%d %H:%M")
    return [
        *(Fact(label, f"{number:,}") for label, number in numbers),
        Fact(_("状态"), found.get_state_display()),
        Fact(_("提交"), f"{found.received_by} {when}"),
        Fact(_("文件摘要（SM3）"), f"{found.sm3[:16]}…"),
    ]


def batch_apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for the writing of an upload; `good` writes only its good rows."""
    found, _upload = _batch(pk)
    job = asking.ask_confirm(
        found, accept_valid=request.POST.get("rows") == "good", by=request.user.username, scope=request.scope
    )
    return redirect("import_job", pk=job.pk)


def batch_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Give an upload up."""
    found, _upload = _batch(pk)
    actions.drop(found.upload, by=request.user.username, scope=request.scope)
    return redirect("batch", pk=pk)


def batch_marked(request: StaffRequest, pk: int) -> HttpResponse:
    """The workbook again with its cells marked. It holds what the uploader sent, in the clear, so it leaves as lists do."""
    found, upload = _batch(pk)
    list_ = take(
        request, target=f"intake.batch:{pk}", title=_("下载标注错误的工作簿"), conditions={"sm3": found.sm3},
        filename=f"{Path(found.filename).stem}-核对结果.xlsx",
    )  # fmt: skip
    rows = sum(one.rows_new + one.rows_changed + one.rows_unchanged + one.rows_refused for one in upload)
    if kept := ask(list_) or hold(request, list_, rows):
        return kept
    told = [(one.tab, table_of(one, "findings", FINDINGS)) for one in upload]
    with unsealed(found.sm3) as source, tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "marked.xlsx"
        marked.write(source, target, told, working_day())
        return made(list_, target.read_bytes(), rows=rows)


def source_row(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """Row n of the file that a record came from, as it was typed; the purpose is asked for, looking is recorded."""
    found, _upload = _batch(pk)
    cells = queries.source_row(found, row)
    if not cells:
        raise Http404
    if asked := purposes.ask(request):
        return asked
    target, why = f"intake.batch:{pk}:{row}", purposes.said(request)
    record(act=Act.SECRET_REVEALED, by=request.user.username, target=target, why=why)
    seen(request, Operation.REVEAL, target, rows=1, why=why)
    trail = [
        (_("总览"), "/"),
        (_("数据导入"), reverse("imports")),
        (found.filename, reverse("batch", args=[pk])),
        (_("第 %d 行") % row, ""),
    ]
    facts = [Fact(head, text or "—") for head, text in cells.items()]
    return TemplateResponse(
        request, "intake/row.html", {"batch": found, "row": row, "facts": facts, "trail": trail}
    )
