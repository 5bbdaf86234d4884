"""Pages of the interface: what it offers, and the systems that may call it."""

from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.accounts.wishes import SecondWanted
from anju.api import actions, queries
from anju.api.forms import SystemForm
from anju.api.interface import interface
from anju.api.models import System
from anju.api.words import SUMMARIES
from anju.audit.exports import workbook
from anju.kernel.refused import Refused
from anju.ui.tables import Address, Cell, Column, Table, in_order
from anju.ui.words import said

INVALID = 422
COLUMNS = (
    Column("name", gettext_lazy("系统名称"), sortable=True),
    Column("owner", gettext_lazy("责任单位"), sortable=True),
    Column("role", gettext_lazy("岗位")),
    Column("place", gettext_lazy("管辖范围")),
    Column("token", gettext_lazy("令牌")),
    Column("expires", gettext_lazy("失效日期"), sortable=True),
    Column("state", gettext_lazy("状态")),
)


SORTS = {"name": "name", "owner": "owner", "expires": "expires_on"}


def operations(request: StaffRequest) -> HttpResponse:
    """What other systems may ask: every operation with its right, read from the description itself."""
    columns = (
        Column("method", _("方法")), Column("path", _("地址")), Column("summary", _("内容")), Column("right", _("权限")),
    )  # fmt: skip
    rows = [
        (Cell(method.upper()), Cell(address), Cell(summary), Cell(_right(address, method)))
        for address, method, summary in _described(get_language() or "")
    ]
    table = Table(columns, rows, Address(request.path), caption=_("接口操作"))
    words = {"table": table, "trail": [(_("总览"), "/"), (_("数据接口"), "")]}
    return TemplateResponse(request, "api/operations.html", words)


def _summary(told: str) -> str:
    return str(SUMMARIES.get(told, told))


@lru_cache
def _described(language: str) -> tuple[tuple[str, str, str], ...]:
    """Address, method and summary of each operation. Describing takes half a second and says the same all day."""
    described = interface.get_openapi_schema(path_prefix="/api/v1/")
    return tuple(
        (address, method, _summary(operation["summary"]))
        for address, methods in described["paths"].items()
        for method, operation in methods.items()
    )


def _right(address: str, method: str) -> str:
    held = RIGHTS.get((address, method), "")
    return said(Right(held).label) if held else ""


def _rights() -> dict[tuple[str, str], str]:
    """The right of each operation by address and method."""
    return {
        (f"/api/v1{path}", method.lower()): operation.view_func.right.value  # type: ignore[attr-defined]  # set by `needs`
        for prefix, router in interface._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


RIGHTS = _rights()


def system_list(request: StaffRequest) -> HttpResponse:
    """Systems that may call, with the button for a new one."""
    table = _systems(request)
    words = {"table": table, "trail": [(_("总览"), "/"), (_("接口系统"), "")]}
    return TemplateResponse(request, "api/systems.html", words)


def _systems(request: StaffRequest) -> Table:
    address = Address.of(request)
    found = in_order(queries.systems(request.scope), address.get("sort"), SORTS)
    return Table(
        COLUMNS, [_cells(system) for system in found], address, export=str(address.at(reverse("systems_export"))),
        caption=_("接口系统"), empty=_("还没有登记接口系统。"),
    )  # fmt: skip


def systems_export(request: StaffRequest) -> HttpResponse:
    """The same list as a workbook."""
    filename = f"{_('接口系统')}-{timezone.localdate().isoformat()}"
    taken = take(request, target="systems", title=_("导出接口系统清单"), filename=filename, asks=False)
    heads = [str(column.title) for column in COLUMNS]
    rows = [[str(cell.text) for cell in row] for row in _systems(request).rows]
    return workbook(taken, _("接口系统"), heads, rows)


def _cells(system: System) -> list[Cell]:
    today = timezone.localdate()
    state, tone = (_("使用中"), "ok")
    if system.stopped_on:
        state, tone = _("已停用"), "bad"
    elif system.expires_on <= today:
        state, tone = _("已过期"), "warn"
    return [
        Cell(system.name, href=reverse("system", args=[system.pk])),
        Cell(system.owner),
        Cell(said(system.account.get_role_display())),
        Cell(str(system.account.place)),
        Cell(f"{system.token_start}…"),
        Cell(system.expires_on.isoformat()),
        Cell(state, tone=tone),
    ]


def system_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One system: renew its token, stop it."""
    system = _system(request, pk)
    table = Table(COLUMNS, [_cells(system)], Address.of(request))
    words = {"system": system, "table": table, "trail": _trail(system.name)}
    return TemplateResponse(request, "api/system.html", words)


def system_new(request: StaffRequest) -> HttpResponse:
    """Register a system; its token is shown once."""
    form = SystemForm(request.POST or None, initial=request.GET.dict(), scope=request.scope)
    if form.is_valid():
        try:
            issued = actions.open_system(**form.cleaned_data, by=request.user, at=timezone.now())
        except SecondWanted:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _issued(request, issued)
    words = {"form": form, "trail": _trail(_("登记"))}
    return TemplateResponse(request, "api/system_new.html", words, status=INVALID if form.errors else 200)


@require_POST
def system_renew(request: StaffRequest, pk: int) -> HttpResponse:
    """A new token; the old one stops."""
    issued = actions.issue_again(system=_system(request, pk), by=request.user, at=timezone.now())
    return _issued(request, issued)


@require_POST
def system_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Shut a system out."""
    actions.stop_system(system=_system(request, pk), by=request.user.username, on=timezone.localdate())
    messages.success(request, _("已停用，令牌立即失效。"))
    return redirect("systems")


def _issued(request: StaffRequest, issued: actions.Issued) -> HttpResponse:
    words = {"issued": issued, "trail": _trail(issued.system.name)}
    response = TemplateResponse(request, "api/issued.html", words)
    response.headers["Cache-Control"] = "no-store"
    return response


def _system(request: StaffRequest, pk: int) -> System:
    found = queries.systems(request.scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("接口系统"), reverse("systems")), (last, "")]
