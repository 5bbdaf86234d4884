"""Sheets of the labour system for the place and month of a ledger, masked; in full they leave by the page and two persons."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Code, Id, PageNumber, PageSize
from anju.api.schemas_places import SheetName, SheetOut
from anju.api.seen import seen
from anju.employment.models import Ledger
from anju.employment.queries import rounds
from anju.exchange import exports
from anju.kernel.month import Month

router = Router(tags=["sheets"])


def _ledger(pk: int) -> Ledger:
    found = rounds.ledger(pk)
    if found is None:
        raise Http404
    return found


@router.get("/ledgers/{pk}/sheets/", response=answers(list[SheetName]), summary="Sheets of a ledger")
@needs(Right.EXPORT_RECORDS)
def sheet_list(request: CallRequest, pk: Id) -> list[dict[str, str]]:
    """Which there are."""
    _ledger(pk)
    return [{"code": one.code, "title": one.title, "note": str(one.note)} for one in exports.SHEETS]


@router.get("/ledgers/{pk}/sheets/{code}/", response=answers(SheetOut), summary="One sheet, masked")
@needs(Right.EXPORT_RECORDS)
def sheet(
    request: CallRequest, pk: Id, code: Code, page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Rows as the labour system orders them, names and numbers masked."""
    found, wanted = _ledger(pk), exports.sheet(code)
    if wanted is None:
        raise Http404
    lines = list(exports.drawn(code, found.place_id, Month.of(found.month), full=False))
    shown = lines[(page - 1) * size : page * size]
    persons = list(dict.fromkeys(line.person for line in shown))
    seen(request, f"employment.ledger:{pk}", persons=persons, rows=len(shown), conditions={"sheet": code})
    words = {"code": wanted.code, "title": wanted.title, "heads": list(wanted.heads)}
    return words | page_of([list(line.cells) for line in shown], len(lines), page, size)
