"""Requests about residence booklets (居住簿): asked for where people live, confirmed by the home side, then by theirs."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Id, Paged, PageNumber, PageSize
from anju.api.schemas_desks import BookletConfirmIn, BookletIn, BookletRequestOut, SayIn
from anju.api.seen import seen
from anju.entitlements import actions, queries
from anju.entitlements.actions import Asked
from anju.entitlements.codes import RequestState
from anju.entitlements.models import BookletRequest
from anju.regions.queries import working_day
from anju.registry import queries as registry

router = Router(tags=["booklets"])
_CODES = {"household", "place", "home"}


def _out(one: BookletRequest) -> dict[str, Any]:
    words = {name: getattr(one, name) for name in BookletRequestOut.model_fields if name not in _CODES}
    return words | {"household": one.household_id, "place": one.place_id, "home": one.home_id}


def _found(pk: int) -> BookletRequest:
    found = queries.request_of(pk)
    if found is None:
        raise Http404
    return found


@router.get(
    "/booklet-requests/", response=answers(Paged[BookletRequestOut]), summary="Requests about booklets"
)
@needs(Right.READ_RECORDS)
def request_list(
    request: CallRequest, state: RequestState | None = None, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Requests whose home or residence side is in scope, the latest first."""
    found = queries.requests().order_by("-id")
    if state:
        found = found.filter(state=state)
    shown = list(found[(page - 1) * size : page * size])
    persons = sorted({person for one in shown for person in one.members})
    seen(request, "booklet_requests", persons=persons, rows=len(shown), conditions={"state": state})
    return page_of([_out(one) for one in shown], found.count(), page, size)


@router.get("/booklet-requests/{pk}/", response=answers(BookletRequestOut), summary="One request")
@needs(Right.READ_RECORDS)
def booklet_request(request: CallRequest, pk: Id) -> dict[str, Any]:
    """Who asked for what, and whose turn it is."""
    found = _found(pk)
    seen(request, f"booklet_request:{pk}", persons=found.members)
    return _out(found)


@router.post("/households/{pk}/booklet/", response=answers(BookletRequestOut), summary="Ask about a booklet")
@needs(Right.EDIT_REGISTRY)
def ask(request: CallRequest, pk: Id, body: BookletIn) -> dict[str, Any]:
    """Issue, change or cancel the booklet of a household; the home side answers first."""
    if registry.household(pk) is None:
        raise Http404
    by, on = request.user.username, working_day()
    return _out(actions.ask_booklet(household=pk, asked=Asked(**body.model_dump()), by=by, on=on))


@router.post(
    "/booklet-requests/{pk}/confirm/", response=answers(BookletRequestOut), summary="Confirm a request"
)
@needs(Right.EDIT_REGISTRY)
def confirm(request: CallRequest, pk: Id, body: BookletConfirmIn) -> dict[str, Any]:
    """By the side whose turn it is; never by the one who confirmed for the other side."""
    _found(pk)
    words = body.model_dump()
    return _out(actions.confirm(request=pk, by=request.user.username, on=working_day(), **words))


@router.post(
    "/booklet-requests/{pk}/refuse/", response=answers(BookletRequestOut), summary="Refuse a request"
)
@needs(Right.EDIT_REGISTRY)
def refuse(request: CallRequest, pk: Id, body: SayIn) -> dict[str, Any]:
    """With a reason; the booklet stays as it is."""
    _found(pk)
    return _out(actions.refuse(request=pk, why=body.why, by=request.user.username, on=working_day()))
