"""Pages of the two-person rule: ask, look, decide."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts import actions, queries
from anju.accounts.codes import ApprovalKind, Decision, Right
from anju.accounts.forms import AskForm, DecideForm
from anju.accounts.looks import take
from anju.accounts.models import Approval
from anju.accounts.pages import StaffRequest
from anju.accounts.wishes import HELD
from anju.audit.exports import workbook
from anju.kernel.refused import Refused
from anju.ui.parts import Fact, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.words import said

SIZE, INVALID = 50, 422
TABS = {"open": gettext_lazy("待我审批"), "mine": gettext_lazy("我的申请"), "decided": gettext_lazy("已审批")}
COLUMNS = (
    Column("kind", gettext_lazy("事项")),
    Column("summary", gettext_lazy("内容")),
    Column("why", gettext_lazy("事由")),
    Column("asked", gettext_lazy("申请人")),
    Column("at", gettext_lazy("申请时间")),
    Column("state", gettext_lazy("结果")),
)
_TONES = {Decision.OPEN: "info", Decision.GRANTED: "ok", Decision.REFUSED: "bad"}


def _tab(request: StaffRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in TABS else "open" if request.user.may(Right.APPROVE) else "mine"


def approval_list(request: StaffRequest) -> HttpResponse:
    """What waits for a second person's word, what one asked for, what is decided."""
    address, tab, on = Address.of(request), _tab(request), timezone.localdate()
    page, found = page_of(address), queries.approvals(request.user, tab, on)
    table = Table(
        COLUMNS, [_cells(one, on) for one in found[(page - 1) * SIZE : page * SIZE]], address, total=found.count(), page=page,
        size=SIZE, export=str(address.but(page=None).at(reverse("approvals_export"))), caption=_("审批"),
        empty=_("没有审批事项。批量导出、合并人员、授权等须经第二人同意时会在这里申请。"),
    )  # fmt: skip
    tabs = [
        Tab(str(title), str(address.but(tab=name, page=None)), name == tab) for name, title in TABS.items()
    ]
    words = {"table": table, "tabs": tabs, "trail": [(_("总览"), "/"), (_("审批"), "")]}
    return TemplateResponse(request, "accounts/approvals.html", words)


def approval_export(request: StaffRequest) -> HttpResponse:
    """The same list as a workbook."""
    on = timezone.localdate()
    found = queries.approvals(request.user, _tab(request), on)
    rows = [[str(cell.text) for cell in _cells(one, on)] for one in found]
    heads = [str(column.title) for column in COLUMNS]
    list_ = take(
        request, target="approvals", title=_("导出审批事项"), filename=f"审批-{on.isoformat()}", asks=False
    )
    return workbook(list_, _("审批"), heads, rows, (_("内容：双人审批"),))


def _cells(one: Approval, on: date) -> list[Cell]:
    expired = one.decision == Decision.OPEN and one.expires_on < on
    return [
        Cell(said(one.get_kind_display())),
        Cell(one.summary, href=reverse("approval", args=[one.pk])),
        Cell(one.why),
        Cell(one.asked_by.display_name),
        Cell(f"{timezone.localtime(one.asked_at):%Y-%m-%d %H:%M}"),
        Cell(_("已过期"), tone="warn")
        if expired
        else Cell(said(one.get_decision_display()), tone=_TONES[Decision(one.decision)]),
    ]


def approval_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One request: decide it, or go on with what was granted."""
    found = queries.approval(pk, request.user)
    if found is None:
        raise Http404
    form = DecideForm(request.POST or None)
    mine = found.asked_by_id == request.user.pk
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(
                approval=pk, granted=request.POST.get("granted") == "yes", remark=form.cleaned_data["remark"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已审批。"))
            return redirect("approvals")
    open_ = found.decision == Decision.OPEN
    granted = found.decision == Decision.GRANTED and found.used_at is None
    words = {
        "approval": found,
        "facts": _facts(found),
        "form": form if open_ and not mine and request.user.may(Right.APPROVE) else None,
        "go_on": found.url if mine and granted else "",
        "trail": [(_("总览"), "/"), (_("审批"), reverse("approvals")), (str(pk), "")],
    }
    return TemplateResponse(request, "accounts/approval.html", words, status=INVALID if form.errors else 200)


def _facts(found: Approval) -> list[Fact]:
    facts = [
        Fact(_("事项"), said(found.get_kind_display())),
        Fact(_("内容"), found.summary),
        Fact(_("事由"), found.why),
        Fact(_("申请人"), f"{found.asked_by.display_name}（{found.place}）"),
        Fact(_("有效期至"), found.expires_on.isoformat()),
        Fact(_("结果"), said(found.get_decision_display()), hint=found.remark),
    ]
    if found.decided_by and found.decided_at:
        at = f"{timezone.localtime(found.decided_at):%Y-%m-%d %H:%M}"
        facts.append(Fact(_("审批人"), found.decided_by.display_name, hint=at))
    if found.used_at:
        facts.append(Fact(_("已使用"), f"{timezone.localtime(found.used_at):%Y-%m-%d %H:%M}"))
    return facts


def approval_ask(request: StaffRequest) -> HttpResponse:
    """Ask for what the page before refused: what it was is kept in the session, not in the form."""
    held = request.session.get(HELD)
    if not held:
        return redirect("approvals")
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.ask_approval(
                kind=ApprovalKind(held["kind"]), subject=held["subject"], payload=held["payload"], summary=held["summary"],
                url=held["url"], why=form.cleaned_data["why"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[HELD]
            messages.success(request, _("已提交，等待另一位有审批权限的人办理。"))
            return redirect("approval", pk=made.pk)
    words = {
        "form": form,
        "held": held,
        "trail": [(_("总览"), "/"), (_("审批"), reverse("approvals")), (_("申请"), "")],
    }
    return TemplateResponse(
        request, "accounts/approval_ask.html", words, status=INVALID if form.errors else 200
    )
