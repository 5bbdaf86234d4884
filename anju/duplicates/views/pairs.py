"""The queue of suspicions, one pair side by side, and what is decided about it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts import helpings
from anju.accounts.approvals import leave
from anju.accounts.codes import Right
from anju.accounts.eyes import Eyes
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.duplicates import actions, panels
from anju.duplicates.codes import MergeState, PairState
from anju.duplicates.forms import TITLES, FilterForm, MergeForm, ReasonForm
from anju.duplicates.models import Pair
from anju.duplicates.queries import pairs as queries
from anju.duplicates.queries.pairs import Side
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.ui.parts import Tab
from anju.ui.tables import Address, Cell, Column, Table, in_order, page_of
from anju.ui.words import said

SIZE, INVALID = 50, 422
SHOWN = (PairState.OPEN, PairState.ASKED, PairState.MERGED, PairState.DIFFERENT, PairState.CLOSED)
COLUMNS = (
    Column("first", gettext_lazy("人员一")),
    Column("second", gettext_lazy("人员二")),
    Column("reasons", gettext_lazy("依据")),
    Column("score", gettext_lazy("可能性"), numeric=True, sortable=True),
    Column("found", gettext_lazy("发现日期"), sortable=True),
)


SORTS = {"score": "score", "found": "found_on"}


def pair_list(request: StaffRequest) -> HttpResponse:
    """Pairs that may be one person, within the viewer's scope."""
    form, address = FilterForm(request.GET, scope=request.scope), Address.of(request)
    wanted, page = form.wanted, page_of(address)
    tally = queries.counts(wanted)
    shown = list(in_order(queries.pairs(wanted), address.get("sort"), SORTS)[(page - 1) * SIZE : page * SIZE])
    sides = _sides(shown)
    _seen(request, shown)
    table = Table(
        COLUMNS, [], address, total=tally.get(wanted.state, 0), page=page, size=SIZE, order="-score",
        export=str(address.but(page=None).at(reverse("duplicates_export"))),
    )  # fmt: skip
    words = {
        "form": form,
        "table": table,
        "rows": [(one, _cells(one, sides)) for one in shown],
        "open": wanted.state == PairState.OPEN,
        "tabs": [
            Tab(
                said(state.label),
                str(address.but(state=state.value, page=None)),
                state == wanted.state,
                tally.get(state, 0),
            )
            for state in SHOWN
        ],
        "reason": ReasonForm(),
        "trail": [(_("总览"), "/"), (_("疑似重复人员"), "")],
    }
    return TemplateResponse(request, "duplicates/pairs.html", words)


def _sides(shown: Sequence[Pair]) -> dict[int, Side]:
    return queries.sides([person for one in shown for person in (one.first, one.second)])


def _seen(request: StaffRequest, shown: Sequence[Pair], target: str = "duplicates") -> None:
    persons = [person for one in shown for person in (one.first, one.second)]
    seen(request, Operation.LIST, target, persons=persons, rows=len(shown))


def _cells(one: Pair, sides: dict[int, Side]) -> list[Cell]:
    href = reverse("duplicate", args=[one.pk])
    return [
        Cell(_called(sides.get(one.first)), href),
        Cell(_called(sides.get(one.second)), href),
        Cell(panels.reasons(one)),
        Cell(str(one.score)),
        Cell(one.found_on.isoformat()),
    ]


def _called(side: Side | None) -> str:
    if side is None:
        return _("已并入")
    return " · ".join(filter(None, (side.name, side.id_masked, side.place, side.number)))


def pair_export(request: StaffRequest) -> HttpResponse:
    """The queue as it is filtered, masked, as a workbook."""
    form, on = FilterForm(request.GET, scope=request.scope), working_day()
    shown = list(in_order(queries.pairs(form.wanted), request.GET.get("sort", ""), SORTS))
    sides = _sides(shown)
    list_ = take(
        request, target="duplicates", title=_("导出疑似重复人员名单"), filename=f"疑似重复人员-{on.isoformat()}",
        persons=tuple(sides),
        conditions={"state": form.wanted.state, "place": form.wanted.place, "reason": form.wanted.reason},
    )  # fmt: skip
    heads = [str(column.title) for column in COLUMNS]
    rows = [[str(cell.text) for cell in _cells(one, sides)] for one in shown]
    return leave(request, list_, _("疑似重复人员"), heads, rows, (_("内容：疑似重复人员（个人信息已脱敏）"),))


@require_POST
def find_now(request: StaffRequest) -> HttpResponse:
    """Look again, in the background."""
    actions.ask_run(place=request.user.post.place_id, by=request.user.username)
    messages.info(request, _("已开始查找，一般一分钟内完成。请稍后刷新本页。"))
    return redirect("duplicates")


@require_POST
def different(request: StaffRequest) -> HttpResponse:
    """Say of the chosen pairs that each is two persons."""
    chosen = [
        int(one) for one in request.POST.getlist("pair") if one.isascii() and one.isdigit() and len(one) < 19
    ]
    if not chosen:
        raise Refused(_("没有选中任何一对。请先在左边打勾。"))
    count = actions.mark_different(
        pairs=chosen, why=request.POST.get("why", ""), by=request.user.username, on=working_day()
    )
    messages.success(request, _("%(count)s 对已认定为不是同一人。") % {"count": count})
    return redirect("duplicates")


def _found(pk: int) -> Pair:
    found = queries.pair(pk)
    if found is None:
        raise Http404
    return found


def pair(request: StaffRequest, pk: int) -> HttpResponse:
    """Two records side by side; a click opens them, which is recorded."""
    found = _found(pk)
    open_ = request.method == "POST" and request.user.may(Right.REVEAL_SECRETS)
    return _pair_page(request, found, open_=open_, form=MergeForm(sides=(found.first, found.second)))


def _pair_page(request: StaffRequest, found: Pair, *, form: MergeForm, open_: bool = False) -> HttpResponse:
    on, last = working_day(), queries.standing(found.pk)
    if open_:
        helpings.reveal(request.user, 2, url=request.path, at=timezone.now())
        detail = {
            "persons": [found.first, found.second],
            "fields": ["name", "id_number", "phone", "birth_date"],
        }
        record(
            act=Act.SECRET_REVEALED,
            by=request.user.username,
            target=f"pair:{found.pk}",
            why=stored("核对重复人员"),
            detail=detail,
        )
    _seen(request, [found], f"pair:{found.pk}")
    words: dict[str, Any] = {
        "pair": found,
        "state": said(found.get_state_display()),
        "reasons": panels.reasons(found),
        "table": panels.compared(found, on, open_=open_),
        "ledgers": panels.ledgers(found, on, Eyes(request.user.opens, numbers=True, opened=open_)),
        "open": open_,
        "may_reveal": request.user.may(Right.REVEAL_SECRETS) and found.state != PairState.MERGED,
        "form": form if found.state == PairState.OPEN else None,
        "reason": ReasonForm(),
        "undecided": found.state in (PairState.OPEN, PairState.CLOSED),
        "reopen": found.state == PairState.DIFFERENT,
        "merge": last,
        "may_undo": last is not None and last.state == MergeState.DONE,
        "may_approve": last is not None
        and last.state == MergeState.ASKED
        and request.user.may(Right.APPROVE),
        "facts": panels.merge_facts(last, TITLES) if last else [],
        "trail": [(_("总览"), "/"), (_("疑似重复人员"), reverse("duplicates")), (f"{found.pk}", "")],
    }
    return TemplateResponse(request, "duplicates/pair.html", words, status=INVALID if form.errors else 200)


@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask to merge; what was chosen stays when it is refused."""
    found = _found(pk)
    form = MergeForm(request.POST, sides=(found.first, found.second))
    if form.is_valid():
        try:
            actions.ask_merge(
                pair=pk, survivor=form.cleaned_data["survivor"], choice=form.choice, why=form.cleaned_data["why"],
                by=request.user.username, at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("合并申请已提交，等待另一位有审批权限的人审批。"))
            return redirect("duplicate", pk=pk)
    return _pair_page(request, found, form=form)


@require_POST
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back that the two are two."""
    actions.reopen(pair=_found(pk).pk, by=request.user.username, on=working_day())
    return redirect("duplicate", pk=pk)
