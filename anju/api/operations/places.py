"""The calling system, the tree of places, the sites."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import ROLES, Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers
from anju.api.schemas import Me, PlaceCode, PlaceOut, SiteOut
from anju.regions.queries import places_within, working_day
from anju.ui.words import said
from anju.web.queries.sites import sites

router = Router(tags=["places"])


@router.get("/me/", response=answers(Me), summary="Who am I here")
@needs(Right.SIGNED_IN)
def me(request: CallRequest) -> dict[str, Any]:
    """The system's role, place and rights, and until when its token holds."""
    account = request.user
    return {
        "system": request.system.name,
        "role": said(account.get_role_display()),
        "place": account.place_id,
        "place_name": account.place.name,
        "rights": sorted(right.value for right in ROLES[account.role].rights),
        "token_expires_on": request.system.expires_on,
    }


@router.get("/places/", response=answers(list[PlaceOut]), summary="Places at and below the system's own")
@needs(Right.READ_SITES)
def place_list(request: CallRequest) -> list[dict[str, Any]]:
    """County, towns, sites, grids of the scope."""
    return [dict(row) for row in places_within(request.scope.codes).values("code", "name", "level", "parent")]


@router.get("/sites/", response=answers(list[SiteOut]), summary="Settlement sites with their people")
@needs(Right.READ_FIGURES)
def site_list(request: CallRequest, town: PlaceCode | None = None) -> list[Any]:
    """Sites in scope today, concentrated and dispersed."""
    return list(sites(on=working_day(), town=town or "", kind=""))


@router.get("/sites/{code}/", response=answers(SiteOut), summary="One site")
@needs(Right.READ_FIGURES)
def site(request: CallRequest, code: PlaceCode) -> Any:
    """One site of the scope."""
    found = [row for row in sites(on=working_day(), town=code, kind="") if row.place == code]
    if not found:
        raise Http404
    return found[0]
