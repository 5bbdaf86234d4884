"""Persons that may be one, with their merges, and persons entered by mistake, with their removals.

A merge or removal is agreed to by a person on a page: a system may ask for it and never be the second person.
"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Code, Id, JobOut, Paged, PageNumber, PageSize, PlaceCode
from anju.api.schemas_desks import MergeOut, PairOut, PersonMergeIn, RemovalOut, SayIn
from anju.api.seen import seen
from anju.duplicates import actions
from anju.duplicates.codes import PairState, RemovalState
from anju.duplicates.models import Merge, Pair, Removal
from anju.duplicates.queries import pairs as queries
from anju.duplicates.queries import removals
from anju.duplicates.queries.pairs import Wanted
from anju.regions.queries import working_day
from anju.registry import queries as registry

router = Router(tags=["duplicates"])


def _merge_out(merge: Merge) -> dict[str, Any]:
    words = {name: getattr(merge, name) for name in MergeOut.model_fields if name != "pair"}
    return words | {"pair": merge.pair_id}


def _out(shown: Sequence[Pair]) -> list[dict[str, Any]]:
    """Pairs with their sides and the merge that stands; three queries however many there are."""
    sides = queries.sides([person for one in shown for person in (one.first, one.second)])
    merges = queries.standing_of([one.pk for one in shown])
    names = ("id", "state", "reasons", "score", "found_on")
    return [
        {name: getattr(one, name) for name in names}
        | {"place": one.place_id, "sides": [sides[pk] for pk in (one.first, one.second) if pk in sides]}
        | {"merge": _merge_out(merges[one.pk]) if one.pk in merges else None}
        for one in shown
    ]


def _found(pk: int) -> Pair:
    found = queries.pair(pk)
    if found is None:
        raise Http404
    return found


def _one(pk: int) -> dict[str, Any]:
    return _out([_found(pk)])[0]


def _seen(request: CallRequest, shown: Sequence[Pair], target: str) -> None:
    persons = [person for one in shown for person in (one.first, one.second)]
    seen(request, target, persons=persons, rows=len(shown))


@router.get(
    "/duplicates/", response=answers(Paged[PairOut]), summary="Persons that may be one, likeliest first"
)
@needs(Right.RESOLVE_DUPLICATES)
def pair_list(
    request: CallRequest, state: PairState = PairState.OPEN, reason: Code = "",
    place: PlaceCode | None = None, page: PageNumber = 1, size: PageSize = 50,
) -> dict[str, Any]:  # fmt: skip
    """Pairs of the scope in a state, masked."""
    found = queries.pairs(Wanted(state, place or "", reason))
    shown = list(found[(page - 1) * size : page * size])
    _seen(request, shown, "duplicates")
    return page_of(_out(shown), found.count(), page, size)


@router.get("/duplicates/{pk}/", response=answers(PairOut), summary="One pair, masked")
@needs(Right.RESOLVE_DUPLICATES)
def pair(request: CallRequest, pk: Id) -> dict[str, Any]:
    """Both persons and the merge that waits or is done."""
    _seen(request, [_found(pk)], f"pair:{pk}")
    return _one(pk)


@router.post("/duplicate-searches/", response=answers(JobOut), summary="Look for duplicates again")
@needs(Right.RESOLVE_DUPLICATES)
def find(request: CallRequest) -> Any:
    """Queues the work; watch it under /jobs/."""
    return actions.ask_run(place=request.user.place_id, by=request.user.username)


@router.post(
    "/duplicates/{pk}/different/", response=answers(PairOut), summary="Say that they are two persons"
)
@needs(Right.RESOLVE_DUPLICATES)
def different(request: CallRequest, pk: Id, body: SayIn) -> dict[str, Any]:
    """They are not suspected again."""
    _found(pk)
    actions.mark_different(pairs=[pk], why=body.why, by=request.user.username, on=working_day())
    return _one(pk)


@router.post("/duplicates/{pk}/reopen/", response=answers(PairOut), summary="Take back that they are two")
@needs(Right.RESOLVE_DUPLICATES)
def reopen(request: CallRequest, pk: Id) -> dict[str, Any]:
    """The pair waits again."""
    _found(pk)
    actions.reopen(pair=pk, by=request.user.username, on=working_day())
    return _one(pk)


@router.post("/duplicates/{pk}/merge/", response=answers(MergeOut), summary="Ask to merge a pair")
@needs(Right.RESOLVE_DUPLICATES)
def ask(request: CallRequest, pk: Id, body: PersonMergeIn) -> dict[str, Any]:
    """The merge is tried and taken back; an officer agrees to it on a page."""
    _found(pk)
    made = actions.ask_merge(
        pair=pk, survivor=body.survivor, choice=body.choice.model_dump(exclude_none=True), why=body.why,
        by=request.user.username, at=timezone.now(),
    )  # fmt: skip
    return _merge_out(made)


def _merge(pk: int) -> Merge:
    found = queries.merge(pk)
    if found is None:
        raise Http404
    return found


@router.get("/merges/{pk}/", response=answers(MergeOut), summary="One merge")
@needs(Right.RESOLVE_DUPLICATES)
def merge(request: CallRequest, pk: Id) -> dict[str, Any]:
    """How a merge stands."""
    found = _merge(pk)
    seen(request, f"merge:{pk}", persons=[found.survivor, found.merged])
    return _merge_out(found)


@router.post("/merges/{pk}/undo/", response=answers(MergeOut), summary="Take a merge back")
@needs(Right.RESOLVE_DUPLICATES)
def undo(request: CallRequest, pk: Id, body: SayIn) -> dict[str, Any]:
    """Both records are as they were, unless something newer stands against it."""
    _merge(pk)
    actions.undo(merge=pk, why=body.why, by=request.user.username, on=working_day())
    return _merge_out(_merge(pk))


def _removal_out(one: Removal) -> dict[str, Any]:
    words = {name: getattr(one, name) for name in RemovalOut.model_fields if name != "place"}
    return words | {"place": one.place_id}


@router.get("/removals/", response=answers(Paged[RemovalOut]), summary="Records taken out of the ledger")
@needs(Right.READ_RECORDS)
def removal_list(
    request: CallRequest, state: RemovalState | None = None, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Entered by mistake: asked for, approved, refused or put back; the latest first."""
    found = removals.removals(state or "")
    shown = list(found[(page - 1) * size : page * size])
    seen(request, "removals", persons=[one.person for one in shown], rows=len(shown))
    return page_of([_removal_out(one) for one in shown], found.count(), page, size)


@router.post("/persons/{pk}/removal/", response=answers(RemovalOut), summary="Ask to remove a mistaken entry")
@needs(Right.EDIT_REGISTRY)
def ask_removal(request: CallRequest, pk: Id, body: SayIn) -> dict[str, Any]:
    """Refused for who was reported already; an officer agrees to it on a page."""
    if registry.person(pk) is None:
        raise Http404
    by, at = request.user.username, timezone.now()
    return _removal_out(actions.ask_removal(person=pk, why=body.why, by=by, at=at))
