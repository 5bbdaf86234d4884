"""What leaves the round as a file: lists as they are shown, and the real sheets of a place and month."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anju.accounts import approvals
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.employment.models import Ledger
from anju.employment.queries import rounds
from anju.employment.views import shown
from anju.employment.views.rounds import LINES, filter_form, ledger_table, tab_of, wanted_of
from anju.kernel.month import Month
from anju.regions.queries import working_day
from anju.ui.exports import Value
from anju.ui.tables import Address, Table

EVERYBODY = 100_000


def table_file(request: StaffRequest, table: Table, title: str, *, asks: bool = False) -> HttpResponse:
    """A table of a page as a workbook: the same columns, the same rows."""
    rows: Iterable[Sequence[Value]] = ([str(cell.text) for cell in row] for row in table.rows)
    filename = f"{title}-{working_day().isoformat()}"
    heads = [str(column.title) for column in table.columns]
    conditions = _conditions(request) if asks else {}
    taken = take(
        request, target="employment.round", title=title, filename=filename, conditions=conditions, asks=asks
    )
    if not asks:
        return workbook(taken, title[:31], heads, rows)
    return approvals.leave(request, taken, title[:31], heads, rows)


def _conditions(request: StaffRequest) -> dict[str, str]:
    """The words of an address that narrow a list; the purpose is kept apart."""
    return {key: str(value) for key, value in request.GET.items() if key != "why"}


def ledgers_export(request: StaffRequest) -> HttpResponse:
    """The ledgers of one's places as a workbook."""
    return table_file(request, ledger_table(request, whole=True), _("各月台账"))


def ledger_export(request: StaffRequest, pk: int) -> HttpResponse:
    """The list of a ledger as it is filtered and sorted, masked."""
    found = shown.found_ledger(pk)
    form, address = filter_form(request.GET, found), Address.of(request)
    tab = tab_of(request.GET, rounds.progress(pk))
    lines = rounds.lines_of(pk, wanted_of(form, tab), address.get("sort") or "name", 1, EVERYBODY).rows
    title = _("就业台账名单")
    taken = take(
        request, target=f"employment.ledger:{pk}", title=title, filename=f"{_name(found)}-{title}",
        conditions={"tab": tab, "filters": form.in_use}, persons=[line.person for line in lines],
    )  # fmt: skip
    heads = [
        *(str(column.title) for column in LINES),
        _("就业单位"),
        _("可能有变化"),
        _("状态"),
        _("确认方式"),
    ]
    rows = [
        (
            row.name,
            row.age,
            row.household,
            row.work,
            row.income,
            row.contact,
            row.employer,
            row.hint,
            row.state,
            row.how,
        )
        for row in shown.plain_rows(request, found, lines)
    ]
    return approvals.leave(request, taken, title, heads, rows, [_("内容：就业台账名单（个人信息已脱敏）")])


def _name(found: Ledger) -> str:
    return f"{shown.keeper(found)}-{Month.of(found.month)}"
