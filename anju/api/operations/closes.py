"""Definitions with their versions, closes and what they fixed; a definition proposed, which a person has to check."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.operations.figures import figure_out, indicator_out
from anju.api.schemas import Code, Id, MonthWord, Paged, PageNumber, PageSize, PlaceCode
from anju.api.schemas_figures import (
    ClosedFiguresOut,
    ClosedMonthOut,
    CloseOut,
    DefinitionIn,
    DefinitionOut,
    ProposedOut,
    SetIn,
)
from anju.indicators import actions, queries
from anju.indicators.actions import Composed
from anju.indicators.catalogue import Indicator
from anju.indicators.models import Close
from anju.indicators.queries import asking, restated
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.queries import working_day

router = Router(tags=["closes"])


def _close(held: Close) -> dict[str, Any]:
    return {
        "month": str(Month.of(held.month)),
        "version": held.version,
        "as_of": queries.day_of(held),
        "closed_at": held.closed_at,
        "closed_by": held.closed_by,
        "reason": held.reason,
        "accepted": held.accepted,
        "sm3": held.manifest_sm3,
        "previous": held.previous.manifest_sm3 if held.previous else "",
        "program": held.code_version,
    }


def _version(item: Indicator) -> dict[str, Any]:
    return {
        "number": item.number,
        "since": item.since if item.own else None,
        "query": queries.query_of(item),
        "version": item.version,
        "authored": item.authored,
        "checked": item.checked,
    }


@router.get("/indicators/{code}/", response=answers(DefinitionOut), summary="A definition and its versions")
@needs(Right.READ_FIGURES)
def definition(request: CallRequest, code: Code) -> dict[str, Any]:
    """What it counts, and every version that was ever in force; a retired one is still told."""
    known, found = queries.catalogue(), queries.versions(code)
    item = known.indicators.get(code) or (found[-1] if found else None)
    if item is None:
        raise Http404
    return indicator_out(item) | {
        "query": queries.query_of(item),
        "in_force": code in known,
        "versions": [_version(one) for one in found],
    }


@router.post("/indicator-definitions/", response=answers(ProposedOut), summary="Propose a definition")
@needs(Right.DEFINE_INDICATORS)
def propose(request: CallRequest, body: DefinitionIn) -> dict[str, Any]:
    """Writes it down; it counts once a person has checked it on the page. The value is that of today's ledger."""
    held = actions.define(
        composed=_composed(body),
        code=body.code or "",
        since=body.since,
        why=body.why,
        by=request.user.username,
    )
    item, known = actions.fitted(held)
    value = queries.figures(working_day(), request.scope.codes[0], codes=[item.code], known=known)[0].value
    return {"code": held.code, "number": held.number, "since": held.since, "query": queries.query_of(item),
            "value": value}  # fmt: skip


def _composed(body: DefinitionIn) -> Composed:
    if sum(part is not None for part in (body.count, body.sum, body.ratio)) != 1:
        raise Refused("count、sum、ratio 三项中请填写一项，也只填写一项。")
    return Composed(
        name=body.name, unit=body.unit, task=body.task, definition=body.definition, owner=body.owner,
        legal_basis=body.legal_basis, better=body.better, kind=body.kind,
        members=_set(body.count, "key"), total=_set(body.sum, "column"),
        ratio=(body.ratio[0], body.ratio[1]) if body.ratio else None,
        decimals=body.decimals, breakdown=body.breakdown or "",
    )  # fmt: skip


def _set(part: SetIn | None, word: str) -> dict[str, str]:
    """The set as a definition file has it."""
    if part is None:
        return {}
    return {"of": part.of, word: str(getattr(part, word) or ""), "where": part.where}


@router.get("/closes/", response=answers(Paged[CloseOut]), summary="Closes, the newest month first")
@needs(Right.READ_FIGURES)
def close_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """Every version of every closed month."""
    found = queries.closes().select_related("previous")
    return page_of([_close(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size)


def _versions(month: str) -> list[Close]:
    found = list(queries.closes().filter(month=Month.parse(month).first).select_related("previous"))
    if not found:
        raise Http404
    return found


def _scope(request: CallRequest, scope: str | None) -> str:
    """The place that is asked for; one outside the system's own is not there (404)."""
    place = scope or request.scope.codes[0]
    if not any(place.startswith(code) for code in request.scope.codes):
        raise Http404
    return place


@router.get(
    "/closes/{month}/", response=answers(ClosedMonthOut), summary="A closed month with its restatements"
)
@needs(Right.READ_FIGURES)
def closed_month(request: CallRequest, month: MonthWord, scope: PlaceCode | None = None) -> dict[str, Any]:
    """Its versions; the figures that the newest changed in the place, with both values; what was accepted there."""
    found, place = _versions(month), _scope(request, scope)
    changed = restated.changed(found[1], found[0], place) if len(found) > 1 else ()
    return {
        "versions": [_close(one) for one in found],
        "changed": [
            {"code": item.code, "name": asking.name_of(item), "before": before, "after": after}
            for item, before, after in changed
        ],
        "breaks": [one for one in restated.told_breaks(found[0]) if one["place"].startswith(place)],
    }


@router.get(
    "/closes/{month}/figures/", response=answers(ClosedFiguresOut), summary="The figures that a close fixed"
)
@needs(Right.READ_FIGURES)
def closed_figures(
    request: CallRequest, month: MonthWord, scope: PlaceCode | None = None, version: Id | None = None
) -> dict[str, Any]:
    """Of the newest version, or of one named: a version that was restated stays readable."""
    found, place = _versions(month), _scope(request, scope)
    close = next((one for one in found if version in (None, one.version)), None)
    if close is None:
        raise Http404
    return {
        "close": _close(close),
        "figures": [figure_out(held) for held in queries.closed_figures(close, place)],
    }
