"""Households without work (零就业户): who, how many days are left, who sees to it."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Field, Right
from anju.accounts.pages import StaffRequest
from anju.employment.queries import desk, rounds
from anju.employment.queries.zero import ZeroRow
from anju.employment.views.files import table_file
from anju.kernel.workdays import workdays_between
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import day, number

SIZE = 50
COLUMNS = (
    Column("household", gettext_lazy("户编号")),
    Column("head", gettext_lazy("户主")),
    Column("place", gettext_lazy("安置区"), sortable=True),
    Column("able", gettext_lazy("可就业人数"), numeric=True),
    Column("raised", gettext_lazy("发现日期")),
    Column("due", gettext_lazy("办结期限"), sortable=True),
    Column("left", gettext_lazy("剩余工作日"), numeric=True),
    Column("charge", gettext_lazy("责任单位")),
)


def _found(request: StaffRequest) -> list[ZeroRow]:
    place, on = request.GET.get("place", ""), working_day()
    rows = rounds.zero_employed(on, place if place.isdigit() else "")
    order = request.GET.get("sort") or "due"
    if order.removeprefix("-") == "place":
        rows.sort(key=lambda row: (row.place, row.number), reverse=order.startswith("-"))
    else:
        rows.sort(key=lambda row: (row.due_on or date.max, row.number), reverse=order.startswith("-"))
    return rows


def _table(request: StaffRequest, rows: Sequence[ZeroRow], total: int, page: int) -> Table:
    on, address = working_day(), Address.of(request)
    charge = desk.in_charge([row.place for row in rows])
    export = (
        str(address.but(page=None).at(reverse("zero_export")))
        if request.user.may(Right.EXPORT_RECORDS)
        else ""
    )
    named = request.user.sees(Field.NAME)
    return Table(
        columns=COLUMNS,
        rows=[_cells(row, on, charge.get(row.place, ""), named=named) for row in rows],
        address=address, total=total, page=page, size=SIZE, order="due", caption=_("零就业户"), export=export,
    )  # fmt: skip


def _cells(row: ZeroRow, on: date, charge: str, *, named: bool) -> list[Cell]:
    return [
        Cell(row.number, href=reverse("household", args=[row.household])),
        Cell(row.head if named else "—"),
        Cell(row.place_name, href=reverse("site", args=[row.place])),
        Cell(number(row.able)),
        Cell(day(row.raised_on)),
        Cell(day(row.due_on)),
        _left(row.due_on, on),
        Cell(charge),
    ]


def _left(due: date | None, on: date) -> Cell:
    """Working days left on the clock."""
    if due is None:
        return Cell("—")
    if due < on:
        return Cell(_("逾期 %(n)d 个工作日") % {"n": -workdays_between(on, due)}, tone="bad")
    left = workdays_between(on, due)
    return Cell(_("%(days)s 天") % {"days": left}, tone="warn" if left <= 3 else "ok")


def zero_employed(request: StaffRequest) -> HttpResponse:
    """The households of one's scope, the most urgent first."""
    rows, page = _found(request), page_of(Address.of(request))
    late = sum(1 for row in rows if row.due_on and row.due_on < working_day())
    words = {
        "table": _table(request, rows[(page - 1) * SIZE : page * SIZE], len(rows), page),
        "lead": _(
            "共 %(total)s 户，其中 %(late)s 户已过办结期限。在台账中登记就业，或登记为暂无就业意愿，即自动办结。"
        )
        % {"total": number(len(rows)), "late": number(late)},
        "trail": [(_("总览"), "/"), (_("零就业户"), "")],
    }
    return TemplateResponse(request, "employment/zero.html", words)


def zero_export(request: StaffRequest) -> HttpResponse:
    """The whole list as a workbook, masked."""
    rows = _found(request)
    return table_file(request, _table(request, rows, len(rows), 1), _("零就业户"), asks=True)
