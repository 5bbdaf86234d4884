"""Proposals, their replies as letters, the figures that a letter cites, its files."""

from typing import Any, Literal

from django.http import Http404, HttpResponse
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import FAILURES, answers, page_of
from anju.api.schemas import Id, JobOut, Paged, PageNumber, PageSize
from anju.api.schemas_desks import CitedOut, FileOut, LetterOut, ProposalOut, ReplyIn
from anju.documents import queries as documents
from anju.documents.codes import FileKind
from anju.documents.models import Letter
from anju.kernel.month import Month
from anju.proposals import queries
from anju.proposals.models import Proposal
from anju.proposals.work import ask_reply
from anju.ui.exports import download

router = Router(tags=["letters"])
_TYPES = {
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PDF: "application/pdf",
    FileKind.OFFICE_PDF: "application/pdf",
}


def _out(letter: Letter) -> dict[str, Any]:
    plain = set(LetterOut.model_fields) - {"place", "close", "files"}
    files = [file for file in letter.files.all() if file.kind in _TYPES]
    return {name: getattr(letter, name) for name in plain} | {
        "place": letter.place_id,
        "close": str(letter.close),
        "files": [{name: getattr(file, name) for name in FileOut.model_fields} for file in files],
    }


def _found(pk: int) -> Letter:
    found = documents.letters().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@router.get("/letters/", response=answers(Paged[LetterOut]), summary="Letters, the newest first")
@needs(Right.READ_FIGURES)
def letter_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """Every letter made, with its files."""
    found = documents.letters()
    return page_of([_out(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size)


@router.get("/letters/{pk}/", response=answers(LetterOut), summary="One letter")
@needs(Right.READ_FIGURES)
def letter(request: CallRequest, pk: Id) -> dict[str, Any]:
    """From which close, for which matter, signed when."""
    return _out(_found(pk))


@router.get("/letters/{pk}/figures/", response=answers(list[CitedOut]), summary="The figures that it cites")
@needs(Right.READ_FIGURES)
def cited(request: CallRequest, pk: Id) -> list[dict[str, Any]]:
    """In reading order, each with the value and close behind it."""
    names = set(CitedOut.model_fields) - {"close"}
    return [
        {name: getattr(one, name) for name in names} | {"close": str(one.close)}
        for one in documents.citations_of(_found(pk))
    ]


@router.get(
    "/letters/{pk}/files/{kind}/", response=FAILURES, summary="A file of a letter",
    openapi_extra={"responses": {200: {"description": "The file", "content": {
        kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(set(_TYPES.values()))
    }}}},
)  # fmt: skip
@needs(Right.READ_FIGURES)
def letter_file(request: CallRequest, pk: Id, kind: Literal["docx", "pdf", "office_pdf"]) -> HttpResponse:
    """As it was made; a file whose digest no longer fits is refused."""
    found, told = _found(pk), FileKind(kind)
    file, path = documents.file_of(found, told)
    return download(path.read_bytes(), filename=f"{found.number}-{file.name}", content_type=_TYPES[told])


@router.get("/proposals/", response=answers(Paged[ProposalOut]), summary="Proposals, the latest first")
@needs(Right.READ_FIGURES)
def proposal_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """As they were assigned."""
    found = queries.proposals()
    return page_of(list(found[(page - 1) * size : page * size]), found.count(), page, size)


@router.post("/proposals/{pk}/reply/", response=answers(JobOut), summary="Make the reply to a proposal")
@needs(Right.MAKE_LETTERS)
def reply(request: CallRequest, pk: Id, body: ReplyIn) -> Any:
    """Queues the work; its job names the letter when it has ended."""
    asked = Proposal.objects.filter(pk=pk).first()
    if asked is None:
        raise Http404
    return ask_reply(
        asked,
        month=Month.parse(body.month),
        on=body.on,
        by=request.user.username,
        place=request.user.place_id,
    )
