"""Who was reminded of a ledger, when, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.pages import StaffRequest
from anju.employment.queries import desk
from anju.employment.views.files import table_file
from anju.regions.queries import working_day
from anju.tasks.models import Task
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said

SIZE = 50
COLUMNS = (
    Column("kind", gettext_lazy("提醒事项")),
    Column("title", gettext_lazy("内容")),
    Column("place", gettext_lazy("单位"), sortable=True),
    Column("charge", gettext_lazy("责任单位")),
    Column("raised", gettext_lazy("提醒日期"), sortable=True),
    Column("due", gettext_lazy("报送期限"), sortable=True),
    Column("state", gettext_lazy("结果")),
)


def reminded(request: StaffRequest) -> HttpResponse:
    """Everybody in scope who was reminded, the latest first."""
    address = Address.of(request)
    words = {
        "table": _table(request, address, size=SIZE),
        "lead": _(
            "报送期限前、逾期后和当月没有开始时，系统每天自动提醒一次，对方在待办中看到；也可以在各镇进度中催报。"
        ),
        "trail": [(_("总览"), "/"), (_("月度工作"), reverse("months")), (_("催报记录"), "")],
    }
    return TemplateResponse(request, "employment/reminders.html", words)


def reminded_export(request: StaffRequest) -> HttpResponse:
    """The whole list as a workbook."""
    return table_file(request, _table(request, Address.of(request), size=0), _("催报记录"))


def _table(request: StaffRequest, address: Address, *, size: int) -> Table:
    found, page = desk.reminders(address.get("sort")), page_of(address)
    cut = list(found[(page - 1) * size : page * size] if size else found)
    charge = desk.in_charge([task.place_id for task in cut])
    export = (
        str(address.but(page=None).at(reverse("reminders_export"))) if request.user.may(Right.EXPORT_RECORDS) else ""
    )  # fmt: skip
    return Table(
        COLUMNS, _rows(cut, charge, working_day()), address, total=found.count(), page=page, size=size, order="-raised",
        caption=_("催报记录"), export=export, empty=_("还没有提醒过任何单位。"),
    )  # fmt: skip


def _rows(tasks: Sequence[Task], charge: Mapping[str, str], on: date) -> list[list[Cell]]:
    return [
        [
            Cell(said(task.get_kind_display())),
            Cell(task.title, href=task.url),
            Cell(task.place.name),
            Cell(charge.get(task.place_id) or task.place.name),
            Cell(day(task.raised_on)),
            Cell(day(task.due_on)),
            _state(task, on),
        ]
        for task in tasks
    ]


def _state(task: Task, on: date) -> Cell:
    if task.settled_on:
        return Cell(f"{task.outcome} {day(task.settled_on)}", tone="ok")
    if task.due_on and task.due_on < on:
        return Cell(_("逾期 %(days)s 天") % {"days": number((on - task.due_on).days)}, tone="bad")
    return Cell(_("未办"), tone="warn")
