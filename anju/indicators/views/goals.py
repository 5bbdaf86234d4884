"""Targets of the year beside what was reached: the list, setting one, taking one away."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.forms import done
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.indicators import queries
from anju.indicators.figures import tidy
from anju.indicators.forms import DropForm, GoalForm, GoalsForm
from anju.indicators.models import Close
from anju.indicators.queries.asking import name_of, unit_of
from anju.indicators.queries.goals import Standing, newest_of, standings
from anju.plans import actions
from anju.plans.models import Goal
from anju.plans.queries import years_with_goals
from anju.regions.queries import places_within, working_day
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import number

SIZE, INVALID = 50, 422
COLUMNS = (
    Column("name", gettext_lazy("指标"), sortable=True),
    Column("place", gettext_lazy("范围"), sortable=True),
    Column("goal", gettext_lazy("年度目标"), numeric=True),
    Column("value", gettext_lazy("结账数"), numeric=True),
    Column("share", gettext_lazy("完成"), numeric=True, sortable=True),
    Column("gap", gettext_lazy("差距"), numeric=True),
    Column("state", gettext_lazy("状态")),
    Column("document", gettext_lazy("依据文件")),
)


def _name(one: Standing) -> str:
    return name_of(one.item) if one.item else one.goal.code


def _asked(request: StaffRequest) -> tuple[GoalsForm, int, Close | None, list[Standing]]:
    """The filter, the year, the close it is judged by, the targets that are left."""
    places = [(place.code, place.name) for place in places_within(request.scope.codes)]
    years = years_with_goals() or [working_day().year]
    form = GoalsForm(request.GET or None, years=years, places=places)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    year = int(said.get("year") or years[0])
    close = newest_of(year)
    found = standings(year, said.get("place") or "", close)
    if state := said.get("state"):
        found = [one for one in found if _state(one)[0] == state]
    return form, year, close, found


def _state(one: Standing) -> tuple[str, str, str]:
    """Code, words and tone of how a target stands."""
    if one.reached is None:
        return "open", _("没有结账数"), ""
    return ("met", _("已达到"), "ok") if one.reached.met else ("short", _("未达到"), "warn")


def _sorted(found: list[Standing], order: str) -> list[Standing]:
    keys = {
        "name": lambda one: (_name(one), one.goal.place_id),
        "place": lambda one: (one.goal.place_id, _name(one)),
        "share": lambda one: one.reached.share if one.reached and one.reached.share is not None else -1,
    }
    key = keys.get(order.lstrip("-"))
    return sorted(found, key=key, reverse=order.startswith("-")) if key else found


def _texts(one: Standing) -> tuple[str, ...]:
    """What a line says, as text."""
    unit = unit_of(one.item) if one.item else ""
    gone = one.reached
    return (
        _name(one),
        one.goal.place.name,
        f"{one.goal.get_sense_display()} {number(tidy(one.goal.value, 4))} {unit}".strip(),
        number(one.value),
        f"{number(gone.share)}%" if gone and gone.share is not None else "—",
        number(tidy(gone.gap, 4)) if gone and gone.gap else "—",
        _state(one)[1],
        one.goal.document,
    )


def _cells(one: Standing, close: Close | None, may_define: bool) -> list[Cell]:
    texts = _texts(one)
    proof = ""
    if close and one.item:
        proof = f"{reverse('figure', args=[one.goal.code])}?as_of={queries.day_of(close)}&scope={one.goal.place_id}"
    hrefs = {2: reverse("goal", args=[one.goal.pk]) if may_define else "", 3: proof}
    cells = [Cell(text, hrefs.get(at, "")) for at, text in enumerate(texts)]
    if one.reached and one.reached.share is not None:
        cells[4] = Cell(texts[4], share=min(100, int(one.reached.share)))
    cells[6] = Cell(texts[6], tone=_state(one)[2])
    return cells


def goals(request: StaffRequest) -> HttpResponse:
    """The targets of a year, every figure a link to its proof."""
    form, year, close, found = _asked(request)
    address, may_define = Address.of(request), request.user.may(Right.DEFINE_INDICATORS)
    page, met = page_of(address), sum(_state(one)[0] == "met" for one in found)
    shown = _sorted(found, address.get("sort"))[(page - 1) * SIZE : page * SIZE]
    table = Table(
        COLUMNS, [_cells(one, close, may_define) for one in shown], address, total=len(found), page=page, size=SIZE,
        export=str(address.but(page=None).at(reverse("goals_export"))), caption=_("年度目标"),
        empty=_("这一年还没有下达目标。可以逐个登记，也可以用“年度目标”工作簿一次导入。"),
    )  # fmt: skip
    words = {
        "form": form, "table": table, "year": year, "close": close, "met": met, "may_define": may_define,
        "label": queries.label_of(close) if close else "",
        "trail": [(_("总览"), "/"), (_("年度目标"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "indicators/goals.html", words)


def goals_export(request: StaffRequest) -> HttpResponse:
    """The listed targets as a workbook."""
    _form, year, close, found = _asked(request)
    taken = take(
        request, target=f"goals:{year}", title=_("导出年度目标"), filename=f"{_('年度目标')}-{year}", asks=False
    )  # fmt: skip
    notes = (_("取数方式：%(how)s") % {"how": queries.label_of(close) if close else _("尚未结账")},)
    heads = [str(column.title) for column in COLUMNS]
    return workbook(taken, _("年度目标"), heads, [_texts(one) for one in found], notes)


def goal(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Set a target, or change one; a changed one needs its reason."""
    held = Goal.objects.filter(pk=pk).select_related("place").first() if pk else None
    if pk and held is None:
        raise Http404
    places = [(place.code, place.name) for place in places_within(request.scope.codes)]
    form = GoalForm(
        request.POST or None, known=queries.catalogue(), places=places, held=held, year=working_day().year
    )
    if request.method == "POST" and form.is_valid():
        told = form.said()
        if done(form, partial(actions.set_goal, **told, by=request.user.username)):
            messages.success(request, _("年度目标已保存。"))
            return redirect(f"{reverse('goals')}?year={told['year']}")
    title = _("修改年度目标") if held else _("登记年度目标")
    words: dict[str, Any] = {
        "form": form, "held": held, "title": title, "drop": DropForm(),
        "trail": [(_("总览"), "/"), (_("年度目标"), reverse("goals")), (title, "")],
    }  # fmt: skip
    return TemplateResponse(request, "indicators/goal.html", words, status=INVALID if form.errors else 200)


@require_POST
def goal_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away a target that was set by mistake."""
    if not Goal.objects.filter(pk=pk).exists():
        raise Http404
    form = DropForm(request.POST)
    if form.is_valid() and done(
        form, partial(actions.drop_goal, goal=pk, by=request.user.username, **form.cleaned_data)
    ):
        messages.success(request, _("年度目标已撤销；历史中仍可查。"))
        return redirect("goals")
    messages.error(request, str(next(iter(form.non_field_errors()), _("请写明撤销目标的理由。"))))
    return redirect("goal", pk=pk)
