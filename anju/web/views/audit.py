"""The auditor's pages: what was done, who looked at whom, and whether the ledger is whole."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.audit.models import Access, Act, Event, Operation
from anju.ui.exports import Value
from anju.ui.parts import Fact, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import number
from anju.ui.words import said
from anju.web.audit_forms import AuditFilterForm
from anju.web.audit_words import detail_words, target_words
from anju.web.queries import audit

SIZE = 50
MOST_EXPORTED = 100_000
Logged = TypeVar("Logged", Event, Access)


def acts(request: StaffRequest) -> HttpResponse:
    """What was done, newest first."""
    form = AuditFilterForm(request.GET, kinds=Act)
    found = audit.acts(form.wanted, request.scope)
    heads = _act_heads()
    table = _table(request, heads, found, _act_row, reverse("audit_export"), _("操作记录"))
    return _page(request, "audit", form, table)


def access(request: StaffRequest) -> HttpResponse:
    """Who looked at whom, newest first."""
    form = AuditFilterForm(request.GET, kinds=Operation)
    found = audit.looks(form.wanted, request.scope)
    table = _table(request, _look_heads(), found, _look_row, reverse("audit_access_export"), _("查阅记录"))
    return _page(request, "audit_access", form, table)


def acts_export(request: StaffRequest) -> HttpResponse:
    """The acts as a workbook."""
    wanted = AuditFilterForm(request.GET, kinds=Act).wanted
    found = audit.acts(wanted, request.scope)[:MOST_EXPORTED]
    return _export(
        request, "audit:acts", _("操作记录"), _act_heads(), [_act_row(one) for one in found], wanted
    )


def access_export(request: StaffRequest) -> HttpResponse:
    """The looks as a workbook."""
    wanted = AuditFilterForm(request.GET, kinds=Operation).wanted
    found = audit.looks(wanted, request.scope)[:MOST_EXPORTED]
    return _export(
        request, "audit:access", _("查阅记录"), _look_heads(), [_look_row(one) for one in found], wanted
    )


def _page(request: StaffRequest, name: str, form: AuditFilterForm, table: Table) -> HttpResponse:
    words = {
        "form": form,
        "table": table,
        "tabs": [
            Tab(_("操作记录"), reverse("audit"), name == "audit"),
            Tab(_("查阅记录"), reverse("audit_access"), name == "audit_access"),
        ],
        "verified": _verified(),
        "clear": reverse(name),
        "trail": [(_("总览"), "/"), (_("审计"), "")],
    }
    return TemplateResponse(request, "web/audit.html", words)


def _verified() -> list[Fact]:
    """The result of the last verification as facts; one fact where nobody has verified yet."""
    last = audit.last_verification()
    if last is None:
        return [Fact(_("上次核验"), _("尚未核验，请运行 anju audit verify"), tone="warn")]
    held = last.detail
    problems = held.get("problem_count", 0)
    result = _("全部相符") if not problems else _("发现 %(count)s 处改动") % {"count": number(problems)}
    return [
        Fact(_("上次核验"), _moment(last.at)),
        Fact(_("结果"), result, tone="bad" if problems else "ok"),
        Fact(_("操作"), number(held.get("acts", 0))),
        Fact(_("封存记录"), number(held.get("sealed", 0))),
        Fact(_("台账行数"), number(held.get("live", 0))),
        Fact(_("尚未封存"), number(held.get("unsealed", 0))),
    ]


def _table(
    request: StaffRequest,
    heads: Sequence[str],
    found: "QuerySet[Logged]",
    row: "Callable[[Logged], tuple[str, ...]]",
    export: str,
    caption: str,
) -> Table:
    address = Address.of(request)
    pages = Paginator(found, SIZE)
    page = min(page_of(address), pages.num_pages)
    lines = [[Cell(str(value)) for value in row(one)] for one in pages.page(page)]
    return Table(
        columns=[Column(f"c{at}", head) for at, head in enumerate(heads)],
        rows=lines,
        address=address,
        total=pages.count,
        page=page,
        size=SIZE,
        export=str(address.but(page=None).at(export)),
        caption=caption,
        empty=_("没有符合条件的记录。"),
    )


def _act_heads() -> list[str]:
    return [_("时间"), _("操作人"), _("事项"), _("对象"), _("事由"), _("内容"), _("编号")]


def _act_row(event: Event) -> tuple[str, ...]:
    words = detail_words(event.detail)
    return (
        _moment(event.at), event.actor, said(event.get_act_display()), target_words(event.target), said(event.why) or "—", words or "—", str(event.pk),
    )  # fmt: skip


def _look_heads() -> list[str]:
    return [
        _("时间"),
        _("查阅人"),
        _("代为办理"),
        _("方式"),
        _("对象"),
        _("行数"),
        _("事由"),
        _("条件"),
        _("来源地址"),
    ]


def _look_row(look: Access) -> tuple[str, ...]:
    words = detail_words(look.conditions)
    return (
        _moment(look.at), look.actor, look.behalf or "—", said(look.get_operation_display()), target_words(look.target), number(look.rows),
        said(look.why) or "—", words or "—", look.address or "—",
    )  # fmt: skip


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def _export(
    request: StaffRequest,
    target: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    wanted: audit.Wanted,
) -> HttpResponse:
    on = timezone.localdate().isoformat()
    taken = take(
        request, target=target, title=title, filename=f"{title}-{on}", conditions={"filters": wanted.in_use}, asks=False,
    )  # fmt: skip
    return workbook(taken, title, heads, rows, [_("截至：%(day)s") % {"day": on}])
