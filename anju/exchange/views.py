"""The sheets of the labour system for the place and month of a ledger: masked to look at, in full to hand on.

In full they hold names, numbers and phones of everybody in them: the right to reveal, a purpose, a second person, and one
entry of the audit that names them all.
"""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.approvals import hold
from anju.accounts.codes import Field, Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import ask, workbook, workbooks
from anju.employment.models import Ledger
from anju.employment.views import shown
from anju.exchange import exports
from anju.exchange.exports import OutSheet
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.policy import book
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import month as in_words

COLUMNS = (
    Column("title", gettext_lazy("报表")),
    Column("note", gettext_lazy("内容")),
    Column("masked", gettext_lazy("脱敏")),
    Column("full", gettext_lazy("完整")),
)


def listed(request: StaffRequest, pk: int) -> HttpResponse:
    """Every sheet, masked and in full."""
    found = shown.found_ledger(pk)
    rows = [_cells(request, found, sheet) for sheet in exports.SHEETS]
    words = {
        "ledger": found,
        "heading": _("上级系统报表"),
        "lead": f"{shown.keeper(found)} · {in_words(found.month)}",
        "table": Table(COLUMNS, rows, Address(""), total=len(rows), caption=_("上级系统报表")),
        "most": exports.MOST,
        "trail": [
            (_("总览"), "/"),
            (_("月度台账"), reverse("rounds")),
            (f"{in_words(found.month)} {shown.keeper(found)}", reverse("round", args=[pk])),
            (_("上级系统报表"), ""),
        ],
    }
    return TemplateResponse(request, "exchange/sheets.html", words)


def _cells(request: StaffRequest, found: Ledger, sheet: OutSheet) -> list[Cell]:
    at = [found.pk, sheet.code]
    full = Cell(_("下载完整表"), reverse("round_sheet_full", args=at)) if _may_open(request) else Cell("—")
    return [Cell(sheet.title), Cell(sheet.note), Cell(_("下载"), reverse("round_sheet", args=at)), full]


def _may_open(request: StaffRequest) -> bool:
    """Whether the viewer may take names, numbers and phones away."""
    may = request.user.may(Right.REVEAL_SECRETS) and request.user.may(Right.EXPORT_RECORDS)
    return may and all(request.user.sees(field) for field in (Field.NAME, Field.CONTACT, Field.INCOME))


def masked(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A sheet with names and numbers masked."""
    return _leave(request, pk, code, full=False)


def full(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A sheet as the labour system takes it."""
    if not _may_open(request):
        raise Refused(_("您的岗位不能导出完整的个人信息。请下载脱敏表，或由社区、镇、县经办人办理。"))
    return _leave(request, pk, code, full=True)


def _leave(request: StaffRequest, pk: int, code: str, *, full: bool) -> HttpResponse:
    found, sheet = shown.found_ledger(pk), exports.sheet(code)
    if sheet is None:
        raise Http404
    month, words = Month.of(found.month), _words(found, sheet, full=full)
    taken = take(request, target=f"employment.ledger:{pk}", **words)
    if asked := ask(taken):
        return asked
    lines = list(exports.drawn(code, found.place_id, month, full=full))
    least = int(book.value("exchange/sheets", "full_rows_for_two", working_day())) if full else None
    if held := hold(request, taken, len(lines), least=least):
        return held
    taken = replace(taken, persons=tuple(dict.fromkeys(line.person for line in lines)))
    rows = [line.cells for line in lines]
    if sheet.most and len(rows) > sheet.most:
        return workbooks(taken, sheet.title, sheet.heads, rows, sheet.most)
    return workbook(taken, sheet.title, sheet.heads, rows)


def _words(found: Ledger, sheet: OutSheet, *, full: bool) -> dict[str, Any]:
    how = _("完整") if full else _("脱敏")
    return {
        "title": f"{sheet.title}（{how}）",
        "filename": f"{shown.keeper(found)}-{Month.of(found.month)}-{sheet.title}-{how}",
        "conditions": {"sheet": sheet.code, "full": full},
    }
