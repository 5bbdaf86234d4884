"""Requests for a second person's word. A system may read them; only a person decides, on a page."""

from typing import Any, Literal

from django.http import Http404
from ninja import Router

from anju.accounts import queries
from anju.accounts.codes import Right
from anju.accounts.models import Approval
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Id, Paged, PageNumber, PageSize
from anju.api.schemas_desks import ApprovalOut
from anju.regions.queries import working_day

router = Router(tags=["approvals"])
_NAMED = {"place", "asked_by", "decided_by"}


def _out(one: Approval) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ApprovalOut.model_fields if name not in _NAMED} | {
        "place": one.place_id,
        "asked_by": one.asked_by.username,
        "decided_by": one.decided_by.username if one.decided_by else "",
    }


@router.get("/approvals/", response=answers(Paged[ApprovalOut]), summary="Requests for a second word")
@needs(Right.SIGNED_IN)
def approval_list(
    request: CallRequest, tab: Literal["open", "mine", "decided"] = "mine", page: PageNumber = 1,
    size: PageSize = 50,
) -> dict[str, Any]:  # fmt: skip
    """Those that wait for somebody else's word, the system's own, or those decided."""
    found = queries.approvals(request.user, tab, working_day())
    return page_of([_out(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size)


@router.get("/approvals/{pk}/", response=answers(ApprovalOut), summary="One request for a second word")
@needs(Right.SIGNED_IN)
def approval(request: CallRequest, pk: Id) -> dict[str, Any]:
    """What is asked for, and how it was decided."""
    found = queries.approval(pk, request.user)
    if found is None:
        raise Http404
    return _out(found)
