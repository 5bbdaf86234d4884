"""Workbooks that come in: sent, looked through, written or dropped, as on the import pages."""

from typing import Any, Literal

from django.http import Http404
from django.utils.datastructures import MultiValueDict
from ninja import File, Router
from ninja.files import UploadedFile

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Id, JobOut, Paged, PageNumber, PageSize
from anju.api.schemas_desks import ApplyIn, BatchOut, RowChangeOut, RowFindingOut
from anju.intake import actions, queries
from anju.intake.actions import asking
from anju.intake.actions.differences import SCHEMA as DIFFERENCES
from anju.intake.files import table_of
from anju.intake.findings import SCHEMA as FINDINGS
from anju.intake.forms import UploadForm
from anju.intake.models import Batch
from anju.kernel.refused import Refused
from anju.regions.queries import working_day

router = Router(tags=["imports"])


def _out(batch: Batch) -> dict[str, Any]:
    words = {name: getattr(batch, name) for name in BatchOut.model_fields if name != "place"}
    return words | {"place": batch.place_id}


def _found(pk: int) -> Batch:
    for batch in queries.upload(pk):
        if batch.pk == pk:
            return batch
    raise Http404


def _rows(pk: int, table: Literal["findings", "differences"], page: int, size: int) -> dict[str, Any]:
    whole = table_of(_found(pk), table, FINDINGS if table == "findings" else DIFFERENCES)
    return page_of(whole.slice((page - 1) * size, size).to_dicts(), whole.height, page, size)


@router.get("/imports/", response=answers(Paged[BatchOut]), summary="Uploads, the latest first")
@needs(Right.IMPORT)
def batch_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """One line for each sheet of an uploaded workbook."""
    found = queries.all_batches()
    return page_of([_out(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size)


@router.post("/imports/", response=answers(JobOut), summary="Send a workbook")
@needs(Right.IMPORT)
def receive(request: CallRequest, file: UploadedFile = File(...)) -> Any:  # noqa: B008 - how ninja is told
    """It is checked and compared, and changes nothing yet; its job names the upload when it has ended."""
    form = UploadForm({}, MultiValueDict({"file": [file]}))
    if not form.is_valid():
        raise Refused(" ".join(str(one) for one in form.errors["file"]))
    kept = form.cleaned_data["file"]
    return asking.submit(
        content=kept.read(), name=kept.name, by=request.user.username, on=working_day(), scope=request.scope
    )  # fmt: skip


@router.get("/imports/{pk}/", response=answers(BatchOut), summary="One sheet of an upload")
@needs(Right.IMPORT)
def batch(request: CallRequest, pk: Id) -> dict[str, Any]:
    """What its rows came to."""
    return _out(_found(pk))


@router.get("/imports/{pk}/findings/", response=answers(Paged[RowFindingOut]), summary="What is wrong in it")
@needs(Right.IMPORT)
def finding_list(request: CallRequest, pk: Id, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """Cells with the rule that they break and the way out, masked."""
    return _rows(pk, "findings", page, size)


@router.get("/imports/{pk}/changes/", response=answers(Paged[RowChangeOut]), summary="What it would change")
@needs(Right.IMPORT)
def change_list(request: CallRequest, pk: Id, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """The ledger's value beside the file's, masked."""
    return _rows(pk, "differences", page, size)


@router.post("/imports/{pk}/apply/", response=answers(JobOut), summary="Write an upload")
@needs(Right.IMPORT)
def apply(request: CallRequest, pk: Id, body: ApplyIn) -> Any:
    """The whole upload that the sheet belongs to; watch the work under /jobs/."""
    good = body.rows == "good"
    return asking.ask_confirm(_found(pk), accept_valid=good, by=request.user.username, scope=request.scope)


@router.post("/imports/{pk}/drop/", response=answers(BatchOut), summary="Give an upload up")
@needs(Right.IMPORT)
def drop(request: CallRequest, pk: Id) -> dict[str, Any]:
    """Nothing of it was ever in the ledger."""
    actions.drop(_found(pk).upload, by=request.user.username, scope=request.scope)
    return _out(_found(pk))
