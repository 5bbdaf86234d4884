"""Taking a mistaken record out of the ledger: asked for from the person's page, decided and undone on its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.approvals import leave
from anju.accounts.codes import Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.duplicates import actions, panels
from anju.duplicates.codes import RemovalState
from anju.duplicates.forms import DecideForm, RemovalForm
from anju.duplicates.models import Removal
from anju.duplicates.queries import removals as queries
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.registry import queries as registry
from anju.ui.parts import Tab
from anju.ui.tables import Address, Cell, Column, Table, in_order, page_of
from anju.ui.templatetags.ui import day
from anju.ui.words import said

SIZE, INVALID = 50, 422
COLUMNS = (
    Column("name", gettext_lazy("人员")),
    Column("number", gettext_lazy("户编号")),
    Column("place", gettext_lazy("安置区"), sortable=True),
    Column("why", gettext_lazy("理由")),
    Column("asked", gettext_lazy("申请人")),
    Column("on", gettext_lazy("申请日期"), sortable=True),
    Column("state", gettext_lazy("办理情况"), sortable=True),
)
SORTS = {"place": "place", "on": "asked_on", "state": "state"}
TONES = {
    RemovalState.ASKED: "warn",
    RemovalState.DONE: "ok",
    RemovalState.REFUSED: "",
    RemovalState.UNDONE: "",
}


def _state(request: StaffRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in RemovalState.values else ""


def removal_list(request: StaffRequest) -> HttpResponse:
    """What was asked to be taken out of the ledger, within the viewer's scope."""
    address, state = Address.of(request), _state(request)
    page, found = page_of(address), in_order(queries.removals(state), address.get("sort"), SORTS)
    shown = list(found[(page - 1) * SIZE : page * SIZE])
    seen(request, Operation.LIST, "removals", persons=[one.person for one in shown], rows=len(shown))
    may_export = request.user.may(Right.EXPORT_RECORDS)
    table = Table(
        COLUMNS, [_cells(one) for one in shown], address, total=found.count(), page=page, size=SIZE,
        export=str(address.but(page=None).at(reverse("removals_export"))) if may_export else "",
        caption=_("删除错录"), empty=_("没有删除记录。发现录错的人，在他的页面上点“删除错录”。"),
    )  # fmt: skip
    tabs = [Tab(_("全部"), str(address.but(state=None, page=None)), not state)]
    tabs += [
        Tab(said(one.label), str(address.but(state=one.value, page=None)), state == one)
        for one in RemovalState
    ]
    words = {"table": table, "tabs": tabs, "trail": [(_("总览"), "/"), (_("删除错录"), "")]}
    return TemplateResponse(request, "duplicates/removals.html", words)


def _cells(one: Removal) -> list[Cell]:
    return [
        Cell(one.name, reverse("removal", args=[one.pk])),
        Cell(one.number or "—"),
        Cell(one.place.name),
        Cell(one.asked_why),
        Cell(one.asked_by),
        Cell(day(one.asked_on)),
        Cell(said(one.get_state_display()), tone=TONES[RemovalState(one.state)]),
    ]


def removal_export(request: StaffRequest) -> HttpResponse:
    """The list as a workbook."""
    shown, on = list(queries.removals(_state(request))), working_day()
    list_ = take(
        request, target="removals", title=_("导出删除错录名单"), filename=f"删除错录-{on.isoformat()}",
        persons=tuple(one.person for one in shown), conditions={"state": _state(request)},
    )  # fmt: skip
    rows = [[str(cell.text) for cell in _cells(one)] for one in shown]
    heads = [str(column.title) for column in COLUMNS]
    return leave(request, list_, _("删除错录"), heads, rows, (_("内容：删除错录（个人信息已脱敏）"),))


def removal_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask to take a person out of the ledger; what stands in the way is said before anything is typed."""
    person = registry.person(pk)
    if person is None:
        raise Http404
    form, barred = RemovalForm(request.POST or None), queries.barred(person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_removal(
                person=pk, why=form.cleaned_data["why"], by=request.user.username, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提交，等待另一位有审批权限的人办理。"))
            return redirect("removal", pk=made.pk)
    name = person.name_masked
    words = {
        "name": name,
        "back": reverse("person", args=[pk]),
        "form": form,
        "barred": barred,
        "trail": [(_("总览"), "/"), (name, reverse("person", args=[pk])), (_("删除错录"), "")],
    }
    return TemplateResponse(
        request, "duplicates/removal_new.html", words, status=INVALID if form.errors else 200
    )


def _found(pk: int) -> Removal:
    found = queries.removal(pk)
    if found is None:
        raise Http404
    return found


def removal(request: StaffRequest, pk: int) -> HttpResponse:
    """One request: decide it, or take it back."""
    found = _found(pk)
    seen(request, Operation.LIST, f"removal:{pk}", persons=[found.person])
    may, own = request.user.may(Right.APPROVE), found.asked_by == request.user.username
    words = {
        "removal": found,
        "facts": panels.removal_facts(found),
        "decide": DecideForm() if may and not own and found.state == RemovalState.ASKED else None,
        "undo": RemovalForm() if may and found.state == RemovalState.DONE else None,
        "own": own and found.state == RemovalState.ASKED,
        "trail": [(_("总览"), "/"), (_("删除错录"), reverse("removals")), (found.name, "")],
    }
    return TemplateResponse(request, "duplicates/removal.html", words)


@require_POST
def removal_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve and carry out, or refuse with a reason."""
    found, why, by = _found(pk), request.POST.get("why", ""), request.user.username
    if request.POST.get("decision") == "approve":
        actions.approve_removal(removal=found.pk, by=by, at=timezone.now(), why=why)
        messages.success(request, _("已删除。需要时可在本页撤销。"))
    else:
        actions.refuse_removal(removal=found.pk, why=why, by=by, at=timezone.now())
        messages.info(request, _("未批准删除，申请已退回。"))
    return redirect("removal", pk=pk)


@require_POST
def removal_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the record back."""
    found = _found(pk)
    actions.undo_removal(
        removal=found.pk, why=request.POST.get("why", ""), by=request.user.username, on=working_day()
    )
    messages.success(request, _("删除已撤销，档案恢复原状。"))
    return redirect("person", pk=found.person)
