"""Findings of the checks, and exceptions."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404
from ninja import Router, Schema

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Day, Id, Paged, PageNumber, PageSize, PlaceCode, Reason
from anju.api.schemas_changes import Strict
from anju.api.seen import seen
from anju.checks import actions, queries, rulebook
from anju.checks.codes import SubjectKind
from anju.checks.queries import Told, Wanted
from anju.regions.queries import working_day

router = Router(tags=["checks"])
Sort = Literal[
    "", "severity", "-severity", "place", "-place", "rule", "-rule", "since", "-since", "until", "-until"
]


class FindingOut(Schema):
    """A rule that a person or household breaks."""

    id: int
    rule: str
    severity: str
    sentence: str
    remedy: str
    kind: str
    subject: int
    who: str
    place: str
    first_seen: date
    last_seen: date
    accepted_on: date | None
    accepted_by: str
    accepted_until: date | None
    cleared_on: date | None


class RunOut(Schema):
    """A run of the checks."""

    id: int
    on: date
    at: datetime
    found: int


class AcceptIn(Strict):
    """Why a finding may stand, and until when."""

    why: Reason
    until: Day | None = None


def _out(told: Told) -> dict[str, Any]:
    one, rule = told.finding, told.rule
    names = (
        "id",
        "rule",
        "severity",
        "kind",
        "subject",
        "first_seen",
        "last_seen",
        "accepted_on",
        "accepted_by",
        "accepted_until",
        "cleared_on",
    )
    words = {"sentence": rule.zh if rule else "", "remedy": rule.remedy_zh if rule else "", "who": told.who}
    return {name: getattr(one, name) for name in names} | words | {"place": one.place_id}


@router.get("/findings/", response=answers(Paged[FindingOut]), summary="What the checks found")
@needs(Right.READ_RECORDS)
def finding_list(
    request: CallRequest, state: Literal["open", "accepted", "cleared"] = "open", rule: str = "",
    place: PlaceCode | None = None, severity: Literal["", "blocking", "doubt"] = "", sort: Sort = "", page: PageNumber = 1,
    size: PageSize = 50,
) -> dict[str, Any]:  # fmt: skip
    """Findings of the scope that the role sees, blocking ones first unless another order is asked for."""
    hidden = rulebook.hidden(request.user.opens)
    wanted = Wanted(state, rule if rule in rulebook.rules() else "", place or "", severity, hidden, sort)
    found = queries.findings(wanted, working_day())
    shown = queries.told(list(found[(page - 1) * size : page * size]))
    persons = [one.finding.subject for one in shown if one.finding.kind == SubjectKind.PERSON]
    seen(
        request,
        "findings",
        persons=persons,
        rows=len(shown),
        conditions={"state": state, "rule": wanted.rule},
    )
    rows = [_out(one) for one in shown]
    return page_of(rows, found.count(), page, size)


@router.post("/findings/run/", response=answers(RunOut), summary="Run the checks over the system's place")
@needs(Right.EDIT_REGISTRY)
def run(request: CallRequest) -> Any:
    """All computed rules, as of today."""
    return actions.run(place=request.user.place_id, on=working_day(), by=request.user.username)


@router.post("/findings/{pk}/accept/", response=answers(FindingOut), summary="Accept a finding with a reason")
@needs(Right.ACCEPT_EXCEPTION)
def accept(request: CallRequest, pk: Id, body: AcceptIn) -> dict[str, Any]:
    """It no longer stands in the way of a hand-in until the day named, the longest term where none is."""
    if queries.finding(pk, rulebook.hidden(request.user.opens)) is None:
        raise Http404
    by, on = request.user.username, working_day()
    return _out(queries.told([actions.accept(finding=pk, why=body.why, until=body.until, by=by, on=on)])[0])
