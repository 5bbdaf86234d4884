"""Subsidies, start-up loans, hiring and technical schools of a person: what the labour system asks for beside the job."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers
from anju.api.schemas import Id
from anju.api.schemas_rounds import SupportChangeIn, SupportIn, SupportOut, UndoIn
from anju.api.seen import seen
from anju.employment import actions
from anju.employment.codes import SupportKind
from anju.employment.queries.support import MODELS, Support, support_of
from anju.regions.queries import working_day
from anju.registry.models import Person

router = Router(tags=["support"])


def _out(one: Support) -> dict[str, Any]:
    return {name: getattr(one, name) for name in SupportOut.model_fields if hasattr(one, name)}


@router.get(
    "/persons/{pk}/support/{kind}/", response=answers(list[SupportOut]), summary="Records beside the job"
)
@needs(Right.EDIT_LEDGER)
def support_list(request: CallRequest, pk: Id, kind: SupportKind) -> list[Any]:
    """Those of a kind, in the order in which they were recorded."""
    if not Person.objects.filter(pk=pk).exists():
        raise Http404
    found = [_out(one) for one in MODELS[kind].objects.filter(person=pk).order_by("pk")]
    seen(request, f"employment.support:{pk}", persons=[pk], rows=len(found))
    return found


@router.post(
    "/persons/{pk}/support/{kind}/", response=answers(SupportOut), summary="Record something beside the job"
)
@needs(Right.EDIT_LEDGER)
def support_record(request: CallRequest, pk: Id, kind: SupportKind, body: SupportIn) -> dict[str, Any]:
    """A subsidy of a year, a loan, a count of people hired, a technical school."""
    if not Person.objects.filter(pk=pk).exists():
        raise Http404
    by, values = request.user.username, body.model_dump(exclude_unset=True)
    return _out(actions.record_support(person=pk, kind=kind, values=values, by=by, on=working_day()))


@router.post("/support/{kind}/{pk}/", response=answers(SupportOut), summary="Correct a record beside the job")
@needs(Right.EDIT_LEDGER)
def support_correct(request: CallRequest, kind: SupportKind, pk: Id, body: SupportChangeIn) -> dict[str, Any]:
    """An older version than the one that stands is refused."""
    _held(kind, pk)
    values = body.model_dump(exclude={"version"}, exclude_unset=True)
    return _out(
        actions.correct_support(kind=kind, pk=pk, version=body.version, values=values, by=request.user.username,
                                on=working_day())
    )  # fmt: skip


@router.post("/support/{kind}/{pk}/remove/", response=answers(dict[str, int]), summary="Take a record out")
@needs(Right.EDIT_LEDGER)
def support_remove(request: CallRequest, kind: SupportKind, pk: Id, body: UndoIn) -> dict[str, int]:
    """One that was never so; its history stays."""
    _held(kind, pk)
    return {
        "person": actions.remove_support(kind=kind, pk=pk, version=body.version, by=request.user.username)
    }


def _held(kind: SupportKind, pk: int) -> None:
    if support_of(kind, pk) is None:
        raise Http404
