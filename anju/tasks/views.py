"""The list of what is to be done."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts import queries as accounts
from anju.accounts.looks import take
from anju.accounts.models import Approval
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.kernel.workdays import workdays_between
from anju.regions.queries import working_day
from anju.tasks import queries
from anju.tasks.models import Task
from anju.ui.parts import Panel, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.words import said

SIZE = 50
FIRST = 5  # approvals shown here; the others stand on their own page
SOON = 3  # working days
COLUMNS = (
    Column("kind", gettext_lazy("事项"), sortable=True),
    Column("title", gettext_lazy("内容")),
    Column("place", gettext_lazy("所在地"), sortable=True),
    Column("raised", gettext_lazy("提出日期"), sortable=True),
    Column("due", gettext_lazy("办理期限"), sortable=True),
    Column("state", gettext_lazy("状态")),
)

APPROVALS = (
    Column("kind", gettext_lazy("事项")),
    Column("summary", gettext_lazy("内容")),
    Column("asked", gettext_lazy("申请人")),
    Column("until", gettext_lazy("有效期至")),
)


def task_list(request: StaffRequest) -> HttpResponse:
    """What the viewer has to do, the most urgent first; what places below have to do; what is done."""
    address, on = Address.of(request), working_day()
    page, tab = page_of(address), _tab(address)
    wanted = _wanted(request, address, tab)
    tally = queries.counts(request.user, on)
    rows = wanted[(page - 1) * SIZE : page * SIZE]
    table = Table(
        columns=COLUMNS,
        rows=[_cells(task, on) for task in rows],
        address=address,
        total=getattr(tally, tab),
        page=page,
        size=SIZE,
        order="due",
        export=str(address.but(page=None).at(reverse("tasks_export"))),
        caption=_("待办事项"),
        empty=_EMPTY[tab],
    )
    words = {
        "table": table,
        "tabs": _tabs(address, tab, tally),
        "late": tally.late,
        "panels": [*_approvals(request, timezone.localdate())] if tab == queries.OWN and page == 1 else [],
        "trail": [(_("总览"), "/"), (_("待办"), "")],
    }
    return TemplateResponse(request, "tasks/tasks.html", words)


def _approvals(request: StaffRequest, on: date) -> Iterator[Panel]:
    """Two-person requests that wait for the viewer's word, and those of the viewer that were granted."""
    waiting = list(accounts.to_decide(request.user, on)[: FIRST + 1])
    if waiting:
        yield _panel(_("待我审批"), waiting, reverse("approvals"))
    granted = list(accounts.granted_to(request.user, on)[: FIRST + 1])
    if granted:
        yield _panel(_("已同意、待我办理"), granted, f"{reverse('approvals')}?tab=mine")


def _panel(title: str, found: Sequence[Approval], href: str) -> Panel:
    rows = [
        [
            Cell(said(one.get_kind_display())),
            Cell(said(one.summary), href=reverse("approval", args=[one.pk])),
            Cell(one.asked_by.display_name),
            Cell(one.expires_on.isoformat()),
        ]
        for one in found[:FIRST]
    ]
    action = _("查看全部") if len(found) > FIRST else _("到审批页")
    table = Table(APPROVALS, rows, Address(href), total=len(rows), caption=title)
    return Panel(title, table=table, href=href, action=action)


def task_export(request: StaffRequest) -> HttpResponse:
    """The list of the tab as a workbook. Titles hold no unmasked personal data."""
    address, on = Address.of(request), working_day()
    heads = [str(column.title) for column in COLUMNS]
    rows = [
        [str(cell.text) for cell in _cells(task, on)] for task in _wanted(request, address, _tab(address))
    ]
    list_ = take(request, target="tasks", title=_("导出待办"), filename=f"待办-{on.isoformat()}", asks=False)
    notes = (_("内容：待办事项"), _("截至：%(day)s") % {"day": on.isoformat()})
    return workbook(list_, _("待办"), heads, rows, notes)


_EMPTY = {
    queries.OWN: gettext_lazy("没有待办事项。台账退回、零就业帮扶、变更确认等需要您办理时，会出现在这里。"),
    queries.BELOW: gettext_lazy("下级没有未办结的事项。"),
    queries.SETTLED: gettext_lazy("还没有办结的事项。"),
}


def _tab(address: Address) -> str:
    tab = address.get("tab")
    return tab if tab in _EMPTY else queries.OWN


def _wanted(request: StaffRequest, address: Address, tab: str) -> "queries.Tasks":
    tasks = queries.in_tab(queries.tasks_of(request.user), tab, request.user)
    return queries.ordered(tasks, address.get("sort") or "due")


def _tabs(address: Address, tab: str, tally: queries.Tally) -> list[Tab]:
    titles = {queries.OWN: _("我的"), queries.BELOW: _("下级"), queries.SETTLED: _("已办结")}
    return [
        Tab(title, str(address.but(tab=name, page=None)), name == tab, getattr(tally, name))
        for name, title in titles.items()
    ]


def _cells(task: Task, on: date) -> list[Cell]:
    words, tone = _state(task, on)
    return [
        Cell(said(task.get_kind_display())),
        Cell(said(task.title), href=task.url),
        Cell(str(task.place)),
        Cell(task.raised_on.isoformat()),
        Cell(task.due_on.isoformat() if task.due_on else "—"),
        Cell(words, tone=tone),
    ]


def _state(task: Task, on: date) -> tuple[str, str]:
    """How a task stands in words, and the tone of its badge."""
    if task.settled_on:
        return said(task.outcome) or _("已办结"), "ok"
    if task.due_on is None:
        return _("待办"), "info"
    left = workdays_between(on, task.due_on)
    if left < 0:
        return _("逾期 %(n)d 个工作日") % {"n": -left}, "bad"
    if left == 0:
        return _("今天到期") if on == task.due_on else _("已到期"), "warn"
    words = _("还剩 %(n)d 个工作日") % {"n": left}
    return words, "warn" if left <= SOON else "info"
