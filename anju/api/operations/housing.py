"""Flats, grids, old houses, locked populations and the matrix of responsibility: what the pages of a site offer."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api import schemas_places as told
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Day, Id, Paged, PageNumber, PageSize, PlaceCode, Text
from anju.api.seen import seen
from anju.entitlements import queries as entitlements
from anju.regions.queries import working_day
from anju.registry import actions, queries
from anju.registry.models import Flat, Reclamation, Verification
from anju.registry.queries import flats as flat_queries
from anju.registry.queries.flats import GridRow

router = Router(tags=["housing"])


def _site(request: CallRequest, code: str) -> None:
    """A site in the scope, or around it."""
    inside = any(code.startswith(own) or own.startswith(code) for own in request.scope.codes)
    if not inside or not queries.site_name(code):
        raise Http404


def _flat(pk: int) -> Flat:
    found = flat_queries.flat(pk)
    if found is None:
        raise Http404
    return found


@router.get("/sites/{code}/flats/", response=answers(Paged[told.FlatOut]), summary="Flats of a site")
@needs(Right.READ_RECORDS)
def flat_list(
    request: CallRequest, code: PlaceCode, building: Text = "", state: told.FlatState = "", on: Day | None = None,
    page: PageNumber = 1, size: PageSize = 50,
) -> dict[str, Any]:  # fmt: skip
    """Building by building, as of a day; `free` are those without a household, `unknown` those nobody looked at."""
    _site(request, code)
    today = working_day()
    rows = flat_queries.flats_of(code, min(on or today, today), building=building, state=state)
    shown = rows[(page - 1) * size : page * size]
    seen(request, f"site:{code}:flats", rows=len(shown))
    return page_of(shown, len(rows), page, size)


@router.get("/flats/{pk}/", response=answers(told.FlatHistory), summary="One flat")
@needs(Right.READ_RECORDS)
def flat(request: CallRequest, pk: Id) -> dict[str, Any]:
    """To whom it was given, and what was found there."""
    found = _flat(pk)
    seen(request, f"flat:{pk}")
    return {
        "id": found.pk, "place": found.place_id, "building": found.building.number, "unit": found.unit, "room": found.room,
        "area_m2": found.area_m2, "allocations": list(flat_queries.allocations_of(pk)),
        "occupations": list(flat_queries.occupations_of(pk)),
    }  # fmt: skip


@router.post("/flats/{pk}/occupation/", response=answers(told.OccupationOut), summary="Say what was found")
@needs(Right.EDIT_REGISTRY)
def occupation(request: CallRequest, pk: Id, body: told.OccupationIn) -> Any:
    """Who lives there on a day; a second look on the same day corrects the first."""
    _flat(pk)
    by = request.user.username
    return actions.record_occupation(flat=pk, by=by, on=working_day(), **body.model_dump())


@router.post("/flats/{pk}/hand-over/", response=answers(told.AllocationOut), summary="Hand the keys over")
@needs(Right.EDIT_REGISTRY)
def hand_over(request: CallRequest, pk: Id, body: told.HandOverIn) -> Any:
    """To the household that has it."""
    _flat(pk)
    return actions.hand_over(flat=pk, day=body.day, by=request.user.username, on=working_day())


def _household(pk: int) -> None:
    if queries.household(pk) is None:
        raise Http404


@router.get(
    "/households/{pk}/reclamation/", response=answers(told.ReclamationOut), summary="The old house of a household"
)  # fmt: skip
@needs(Right.READ_RECORDS)
def reclamation(request: CallRequest, pk: Id) -> Any:
    """Torn down and reclaimed, as far as it is known."""
    _household(pk)
    found = Reclamation.objects.filter(household=pk).first()
    if found is None:
        raise Http404
    seen(request, f"household:{pk}")
    return found


@router.post(
    "/households/{pk}/reclamation/", response=answers(told.ReclamationOut), summary="Record the old house"
)
@needs(Right.EDIT_REGISTRY)
def reclaim(request: CallRequest, pk: Id, body: told.ReclamationIn) -> Any:
    """Torn down, and accepted as reclaimed; said again, it is corrected."""
    _household(pk)
    by = request.user.username
    return actions.record_reclamation(household=pk, by=by, on=working_day(), **body.model_dump())


def _grid(row: GridRow) -> dict[str, Any]:
    return {
        "code": row.grid.pk, "name": row.grid.place.name, "kind": row.grid.kind, "buildings": list(row.buildings),
        "households": row.households, "persons": row.persons,
    }  # fmt: skip


@router.get("/sites/{code}/grids/", response=answers(list[told.GridOut]), summary="Grids of a site")
@needs(Right.READ_RECORDS)
def grid_list(request: CallRequest, code: PlaceCode) -> list[dict[str, Any]]:
    """With their buildings and how many live there."""
    _site(request, code)
    return [_grid(row) for row in flat_queries.grids_of(code)]


@router.post("/sites/{code}/grids/", response=answers(list[told.GridOut]), summary="Make a grid")
@needs(Right.EDIT_REGISTRY)
def grid_new(request: CallRequest, code: PlaceCode, body: told.GridIn) -> list[dict[str, Any]]:
    """A new grid of a site; answers all of them."""
    _site(request, code)
    actions.make_grid(site=code, by=request.user.username, on=working_day(), **body.model_dump())
    return [_grid(row) for row in flat_queries.grids_of(code)]


@router.post(
    "/sites/{code}/grid-buildings/", response=answers(told.Assigned), summary="Put buildings into a grid"
)
@needs(Right.EDIT_REGISTRY)
def grid_assign(request: CallRequest, code: PlaceCode, body: told.AssignIn) -> dict[str, int]:
    """Of one site; an empty grid takes them out."""
    _site(request, code)
    known = {building.pk for building in flat_queries.buildings_of(code)}
    if set(body.buildings) - known:
        raise Http404
    by = request.user.username
    count = actions.assign_grid(grid=body.grid, buildings=body.buildings, by=by, on=working_day())
    return {"buildings": count}


@router.get("/verifications/", response=answers(list[told.VerificationOut]), summary="Locked populations")
@needs(Right.READ_FIGURES)
def verification_list(request: CallRequest) -> list[Verification]:
    """The latest first; they name no person."""
    return list(queries.verifications())


@router.post("/verifications/", response=answers(told.VerificationOut), summary="Lock a population")
@needs(Right.CLOSE_MONTHS)
def lock(request: CallRequest, body: told.VerificationIn) -> Verification:
    """Once a programme and day, for the whole county."""
    return actions.lock_population(by=request.user.username, on=working_day(), **body.model_dump())


@router.get("/matrix/", response=answers(list[told.MatterOut]), summary="Which side answers for what")
@needs(Right.READ_FIGURES)
def matrix(request: CallRequest) -> list[dict[str, Any]]:
    """The matrix of responsibility of the home village and the place of residence, in force today."""
    return [
        {"matter": one.matter.value, "label": one.matter.label, "side": one.side.value, "since": one.since,
         "source": one.source}
        for one in entitlements.matrix(working_day())
    ]  # fmt: skip
