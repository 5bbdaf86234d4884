"""The monthly round: ledgers, their lines, and what clerks, towns and the bureau do with them."""

from functools import partial
from typing import Any, Literal

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.operations.work import task_out
from anju.api.schemas import Id, JobOut, MonthWord, Paged, PageNumber, PageSize, PlaceCode, TaskOut, Text
from anju.api.schemas_places import Reminded
from anju.api.schemas_rounds import (
    Added,
    ChangeIn,
    Confirmed,
    ConfirmIn,
    LedgerOut,
    LedgerStanding,
    LineOut,
    OpenIn,
    PlaceMonthOut,
    ReturnIn,
    UndoIn,
    ZeroOut,
)  # fmt: skip
from anju.api.seen import seen
from anju.employment import actions
from anju.employment.actions import LineChange
from anju.employment.models import Ledger, Line
from anju.employment.queries import desk, rounds
from anju.employment.queries.rounds import LineFilter
from anju.kernel.month import Month
from anju.regions.queries import working_day
from anju.web.round_checks import blocking_sentences, refresh

router = Router(tags=["rounds"])
Tab = Literal["", "hinted", "unconfirmed", "unchanged", "changed"]


def _ledger(found: Ledger) -> dict[str, Any]:
    words = {
        name: getattr(found, name)
        for name in LedgerOut.model_fields
        if name not in {"place", "community", "name", "month"}
    }
    name = found.community.name if found.community else found.place.name
    return words | {
        "place": found.place_id,
        "community": found.community_id,
        "name": name,
        "month": str(Month.of(found.month)),
    }


def _line(pk: int) -> dict[str, Any]:
    row = rounds.line_row(pk)
    if row is None:
        raise Http404
    return vars(row)


def _in_scope(pk: int) -> None:
    if rounds.ledger(pk) is None:
        raise Http404


@router.get("/ledgers/", response=answers(Paged[LedgerOut]), summary="Ledgers, the newest month first")
@needs(Right.READ_RECORDS)
def ledger_list(
    request: CallRequest, month: MonthWord | None = None, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Ledgers of the scope, of one month when it is named."""
    found = rounds.ledgers(Month.parse(month) if month else None)
    return page_of(
        [_ledger(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size
    )


@router.get("/ledgers/{pk}/", response=answers(LedgerStanding), summary="A ledger and how far it is")
@needs(Right.READ_RECORDS)
def ledger_standing(request: CallRequest, pk: Id) -> dict[str, Any]:
    """With the stamp that a confirmation of all unhinted lines must name."""
    found = rounds.ledger(pk)
    if found is None:
        raise Http404
    return _ledger(found) | vars(rounds.progress(pk)) | {"stamp": rounds.stamp(rounds.unhinted(pk))}


@router.get("/ledgers/{pk}/lines/", response=answers(Paged[LineOut]), summary="Lines of a ledger, masked")
@needs(Right.READ_RECORDS)
def line_list(
    request: CallRequest, pk: Id, tab: Tab = "", q: Text = "", page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """One page of the people of a month."""
    _in_scope(pk)
    found = rounds.lines_of(pk, LineFilter(tab=tab, text=q), "name", page, size)
    persons = [row.person for row in found.rows]
    seen(
        request,
        f"employment.ledger:{pk}",
        persons=persons,
        rows=len(persons),
        conditions={"tab": tab, "page": page},
    )
    return page_of([vars(row) for row in found.rows], found.total, page, size)


@router.post("/ledgers/{pk}/confirm/", response=answers(Confirmed), summary="Confirm lines as unchanged")
@needs(Right.EDIT_LEDGER)
def confirm(request: CallRequest, pk: Id, body: ConfirmIn) -> dict[str, int]:
    """Lines that somebody has written since they were seen are left alone and counted, confirmed ones as well."""
    _in_scope(pk)
    seen_lines = None if body.lines is None else {one.id: one.version for one in body.lines}
    done = actions.confirm_unchanged(
        ledger=pk, lines=seen_lines, stamp=None if body.lines is not None else body.stamp, source=body.source,
        by=request.user.username, on=working_day(),
    )  # fmt: skip
    return {"confirmed": done.count, "overtaken": done.overtaken}


@router.post("/ledgers/{pk}/newcomers/", response=answers(Added), summary="Add who came since the opening")
@needs(Right.EDIT_LEDGER)
def newcomers(request: CallRequest, pk: Id) -> dict[str, int]:
    """Brings the open months of the place up to the roster; who left is settled."""
    found = rounds.ledger(pk)
    if found is None:
        raise Http404
    by, on = request.user.username, working_day()
    return {"added": actions.top_up(by=by, on=on, place=found.place_id)}


@router.post("/lines/{pk}/change/", response=answers(LineOut), summary="Change a line with its job")
@needs(Right.EDIT_LEDGER)
def change(request: CallRequest, pk: Id, body: ChangeIn) -> dict[str, Any]:
    """Stopped, began, changed work, corrected, or only wishes; an older version is refused."""
    if not Line.objects.filter(pk=pk).exists():
        raise Http404
    told = LineChange(**body.model_dump(exclude={"version"}, exclude_unset=True))
    actions.change_line(
        line=pk, version=body.version, change=told, by=request.user.username, on=working_day()
    )
    return _line(pk)


@router.post("/lines/{pk}/undo/", response=answers(LineOut), summary="Take the last change of a line back")
@needs(Right.EDIT_LEDGER)
def undo(request: CallRequest, pk: Id, body: UndoIn) -> dict[str, Any]:
    """The line becomes unconfirmed again, its jobs as they were."""
    if not Line.objects.filter(pk=pk).exists():
        raise Http404
    actions.undo_line(line=pk, version=body.version, by=request.user.username, on=working_day())
    return _line(pk)


@router.post("/ledgers/{pk}/hand-in/", response=answers(LedgerOut), summary="Hand a ledger in")
@needs(Right.HAND_IN)
def hand_in(request: CallRequest, pk: Id) -> dict[str, Any]:
    """All lines confirmed, nothing in the way: then the town reviews."""
    found = rounds.ledger(pk)
    if found is None:
        raise Http404
    by = request.user.username
    refresh(found.place_id, by=by)
    check = partial(blocking_sentences, opens=request.user.opens)
    return _ledger(actions.hand_in(ledger=pk, by=by, on=working_day(), check=check))


@router.post("/ledgers/{pk}/return/", response=answers(LedgerOut), summary="Send a ledger back")
@needs(Right.REVIEW_LEDGER)
def send_back(request: CallRequest, pk: Id, body: ReturnIn) -> dict[str, Any]:
    """With a reason, after which the community corrects it."""
    _in_scope(pk)
    by = request.user.username
    return _ledger(actions.return_ledger(ledger=pk, reason=body.reason, by=by, on=working_day()))


@router.post("/ledgers/{pk}/accept/", response=answers(LedgerOut), summary="Accept a ledger")
@needs(Right.REVIEW_LEDGER)
def accept(request: CallRequest, pk: Id) -> dict[str, Any]:
    """Never one's own; it is locked from then on."""
    _in_scope(pk)
    return _ledger(actions.accept_ledger(ledger=pk, by=request.user.username, on=working_day()))


@router.get("/months/{month}/", response=answers(list[PlaceMonthOut]), summary="A month by town or site")
@needs(Right.READ_FIGURES)
def month_overview(request: CallRequest, month: MonthWord, by: Literal["town", "site"] = "town") -> list[Any]:
    """How far everybody is, and how late."""
    return list(rounds.overview(Month.parse(month), working_day(), by))


@router.post("/month-openings/", response=answers(JobOut), summary="Open a month")
@needs(Right.OPEN_MONTH)
def open_month(request: CallRequest, body: OpenIn) -> Any:
    """Queues the work; watch it under /jobs/."""
    return actions.ask_open_month(
        month=Month.parse(body.month), by=request.user.username, place=request.user.place_id
    )


@router.get("/reminders/", response=answers(Paged[TaskOut]), summary="Who was reminded of a ledger")
@needs(Right.REVIEW_LEDGER)
def reminder_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """The latest first, open ones and those that were heard."""
    found = desk.reminders()
    rows = [task_out(one) for one in found[(page - 1) * size : page * size]]
    return page_of(rows, found.count(), page, size)


@router.post("/months/{month}/reminders/", response=answers(Reminded), summary="Remind who is late")
@needs(Right.REVIEW_LEDGER)
def remind(request: CallRequest, month: MonthWord) -> dict[str, int]:
    """Each ledger of the month past its day gets a task; called again, nobody gets a second one."""
    by = request.user.username
    return {"late": actions.remind_late(month=Month.parse(month), by=by, on=working_day())}


@router.get("/zero-employment/", response=answers(Paged[ZeroOut]), summary="Households in which nobody works")
@needs(Right.READ_RECORDS)
def zero_list(
    request: CallRequest, place: PlaceCode | None = None, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Those with a running clock first."""
    found = list(rounds.zero_employed(working_day(), place or ""))
    shown = found[(page - 1) * size : page * size]
    seen(request, "employment.zero", rows=len(shown), conditions={"place": place})
    return page_of(shown, len(found), page, size)
