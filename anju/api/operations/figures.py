"""Figures, their definitions, records and trend: live or of a close, within the system's scope."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import HttpError

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers
from anju.api.schemas import (
    Code,
    FigureOut,
    IndicatorOut,
    PageNumber,
    PageSize,
    Question,
    RecordsOut,
    TrendOut,
)
from anju.api.seen import seen
from anju.indicators import queries as indicators
from anju.indicators.catalogue import Indicator
from anju.indicators.figures import FigureValue
from anju.indicators.queries import asking as figures
from anju.indicators.queries.asking import Asked, asked
from anju.regions.queries import working_day

router = Router(tags=["figures"])
Asking = Annotated[Question, Query()]


def _asked(request: CallRequest, question: Question) -> Asked:
    """The question in the words of the pages; a place outside the scope is not there."""
    day: date | None = question.as_of
    words = {
        "scope": question.scope or "",
        "as_of": day.isoformat() if day else "",
        "live": "1" if question.live else "",
    }
    return asked({key: word for key, word in words.items() if word}, scope=request.scope, today=working_day())


def figure_out(held: FigureValue) -> dict[str, Any]:
    """A figure as the interface tells it."""
    return vars(held) | {"name": figures.name_of(held), "unit": figures.unit_of(held)}


def indicator_out(item: Indicator) -> dict[str, Any]:
    """A definition as the interface tells it."""
    return {
        "code": item.code,
        "name": figures.name_of(item),
        "unit": figures.unit_of(item),
        "task": item.task,
        "definition": figures.definition_of(item),
        "version": item.version,
        "owner": item.owner,
        "legal_basis": item.legal_basis,
    }


@router.get("/indicators/", response=answers(list[IndicatorOut]), summary="The catalogue of indicators")
@needs(Right.READ_FIGURES)
def catalogue(request: CallRequest) -> list[dict[str, Any]]:
    """Every definition."""
    return [indicator_out(item) for item in indicators.catalogue()]


@router.get("/figures/", response=answers(list[FigureOut]), summary="All figures of a place on a day")
@needs(Right.READ_FIGURES)
def figure_list(request: CallRequest, question: Asking) -> list[dict[str, Any]]:
    """The newest close unless a day is named; live where no close has that day, or on request."""
    return [figure_out(held) for held in figures.values(_asked(request, question)).values()]


@router.get("/figures/{code}/", response=answers(FigureOut), summary="One figure")
@needs(Right.READ_FIGURES)
def figure(request: CallRequest, code: Code, question: Asking) -> dict[str, Any]:
    """One figure with what proves it."""
    asked_for = _asked(request, question)
    figures.definition(asked_for, code)
    held = figures.values(asked_for, [code]).get(code)
    if held is None:
        raise HttpError(404, _("这次结账时还没有这个指标。"))
    return figure_out(held)


@router.get(
    "/figures/{code}/breakdown/", response=answers(list[FigureOut]), summary="A figure by town or site"
)
@needs(Right.READ_FIGURES)
def breakdown(
    request: CallRequest, code: Code, by: Literal["town", "site"], question: Asking
) -> list[dict[str, Any]]:
    """The figure of each place below, the largest first."""
    asked_for = _asked(request, question)
    figures.definition(asked_for, code)
    return [figure_out(held) for held in figures.breakdown(asked_for, code, by)]


@router.get(
    "/figures/{code}/trend/", response=answers(list[TrendOut]), summary="A figure over the closed months"
)
@needs(Right.READ_FIGURES)
def trend(request: CallRequest, code: Code, question: Asking) -> list[Any]:
    """The figure in every close until the day."""
    asked_for = _asked(request, question)
    figures.definition(asked_for, code)
    return list(figures.trend(asked_for, code))


@router.get(
    "/figures/{code}/records/", response=answers(RecordsOut), summary="The records behind a figure, masked"
)
@needs(Right.READ_RECORDS)
def records(
    request: CallRequest, code: Code, question: Asking, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """The list that the figure counts."""
    asked_for = _asked(request, question)
    figures.definition(asked_for, code)
    needed = figures.field_of(asked_for, code)
    if needed and not request.user.sees(needed):
        raise HttpError(403, _("这份名单涉及救助、监测或残疾信息，您的岗位不能查看。"))
    found = figures.records(asked_for, code, order="", page=page, size=size)
    persons = [int(link[1]) for link in found.links if link and link[0] == "person"]
    conditions = {"as_of": asked_for.on.isoformat(), "scope": asked_for.scope, "page": page}
    seen(request, f"figure:{code}", persons=persons, rows=len(found.rows), conditions=conditions)
    return {
        "columns": [name for name, _zh, _en in found.columns],
        "rows": [list(row) for row in found.rows],
        "total": found.total,
        "page": page,
        "size": size,
    }
