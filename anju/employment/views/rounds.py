"""The ledgers of one's places, and the list of a ledger that a clerk works through."""

from datetime import date
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment import codes
from anju.employment.forms import RoundFilterForm
from anju.employment.models import Ledger, Line
from anju.employment.queries import desk, rounds
from anju.employment.queries.rounds import LineFilter, Progress
from anju.employment.views import shown
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table, in_order, page_of
from anju.ui.templatetags.ui import day, month, number, percent

SIZE = 50
MONTHS = (
    Column("month", gettext_lazy("月份"), sortable=True),
    Column("place", gettext_lazy("社区（安置区）"), sortable=True),
    Column("state", gettext_lazy("状态"), sortable=True),
    Column("progress", gettext_lazy("完成"), numeric=True),
    Column("left", gettext_lazy("未确认"), numeric=True),
    Column("due", gettext_lazy("报送期限"), sortable=True),
    Column("late", gettext_lazy("逾期"), numeric=True),
)
SORTS = {"month": "month", "place": "place", "state": "state", "due": "due_on"}
LINES = (
    Column("name", gettext_lazy("姓名"), sortable=True),
    Column("age", gettext_lazy("年龄"), numeric=True, sortable=True),
    Column("household", gettext_lazy("户编号")),
    Column("work", gettext_lazy("就业")),
    Column("income", gettext_lazy("月收入"), numeric=True, sortable=True),
    Column("contact", gettext_lazy("上次联系")),
)
ALL = "all"
TABS = ("hinted", "unconfirmed", "unchanged", "changed", ALL)


def ledgers(request: StaffRequest) -> HttpResponse:
    """The ledgers of the viewer's places, the newest month first; one button leads on where work waits."""
    waiting = rounds.ledgers().filter(state__in=shown.WRITABLE).first()
    words = {
        "table": ledger_table(request),
        "lead": _("每月逐人确认就业情况：先看可能有变化的人，再批量确认无变化的人，最后核对报送。"),
        "next": Fact(_("继续"), "", reverse("round", args=[waiting.pk])) if waiting else None,
        "trail": [(_("总览"), "/"), (_("月度台账"), "")],
    }
    return TemplateResponse(request, "employment/rounds.html", words)


def ledger_table(request: StaffRequest, *, whole: bool = False) -> Table:
    """A page of the ledgers, or all of them for a file."""
    on, address = working_day(), Address.of(request)
    page, found = page_of(address), in_order(rounds.ledgers(), address.get("sort"), SORTS)
    cut = list(found) if whole else list(found[(page - 1) * SIZE : page * SIZE])
    known = desk.progress_of([one.pk for one in cut])
    export = (
        str(address.but(page=None).at(reverse("rounds_export")))
        if request.user.may(Right.EXPORT_RECORDS)
        else ""
    )
    return Table(
        columns=MONTHS, rows=[_ledger_cells(one, known[one.pk], on) for one in cut], address=address,
        total=found.count(), page=page, size=SIZE, order="-month", caption=_("各月台账"), export=export,
    )  # fmt: skip


def _ledger_cells(one: Ledger, known: Progress, on: date) -> list[Cell]:
    done = known.total - known.unconfirmed
    late = shown.late_by(one, on)
    return [
        Cell(month(one.month), href=reverse("round", args=[one.pk])),
        Cell(shown.keeper(one)),
        Cell(shown.word(codes.LedgerState, one.state), tone=shown.TONES.get(one.state) or "info"),
        Cell(
            percent(done / known.total) if known.total else "—",
            share=done * 100 // known.total if known.total else None,
        ),
        Cell(number(known.unconfirmed), href=f"{reverse('round', args=[one.pk])}?tab=unconfirmed"),
        Cell(day(one.due_on)),
        Cell(_("%(days)s 天") % {"days": late}, tone="bad") if late else Cell("—"),
    ]


def wanted_of(form: RoundFilterForm, tab: str) -> LineFilter:
    """The filter that the address says."""
    return LineFilter(
        tab="" if tab == ALL else tab,
        text=form.said("q"),
        building=form.said("building"),
        household=form.said("household"),
        work=form.said("work"),
        reach=form.said("reach"),
    )


def filter_form(asked: QueryDict, ledger: Ledger) -> RoundFilterForm:
    """The filter of an address, with the buildings of the place."""
    return RoundFilterForm(
        asked, buildings=[(str(pk), name) for pk, name in rounds.buildings_of(ledger.place_id)]
    )


def tab_of(asked: QueryDict, known: Progress) -> str:
    """The tab of an address; else the first one with something to do."""
    tab = asked.get("tab", "")
    if tab in TABS:
        return tab
    return (
        "hinted"
        if known.hinted
        else "unconfirmed"
        if known.unconfirmed
        else "changed"
        if known.changed
        else "unchanged"
    )


def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    """The list of a ledger: tabs, filter, bulk confirmation, rows that open their form in place."""
    found = shown.found_ledger(pk)
    form, address, known = filter_form(request.GET, found), Address.of(request), rounds.progress(pk)
    tab, page, open_ = tab_of(request.GET, known), page_of(Address.of(request)), shown.open_to(request, found)
    order = address.get("sort") or ("hint" if tab == "hinted" else "name")
    listed = rounds.lines_of(pk, wanted_of(form, tab), order, page, SIZE)
    table = Table(LINES, [()] * len(listed.rows), address, total=listed.total, page=page, size=SIZE, order=order,
                  export=_export_address(request, address, found))  # fmt: skip
    action = str(address.but(page=None, tab=tab).at(reverse("round_confirm", args=[pk])))
    words = frame(request, found, known) | {
        "form": form,
        "tab": tab,
        "tabs": shown.tabs_of(pk, tab, known),
        "table": table,
        "rows": shown.shown_rows(request, found, listed.rows),
        "address": str(address),
        "back": quote(str(address)),
        "confirm_action": action,
        "stamps": _stamps(pk, rounds.wanted_lines(pk, wanted_of(form, tab)), table, action) if open_ else {},
        "whole": table.pages > 1 and tab != ALL,
        "sources": [(code.value, shown.word(codes.LineSource, code)) for code in codes.TOLD],
        "source": request.session.get("round.source", ""),
        "empty": _empty(tab, found, filtered=bool(form.in_use)),
    }
    return TemplateResponse(request, "employment/round.html", words)


def _stamps(pk: int, wanted: QuerySet[Line], table: Table, action: str) -> dict[str, str]:
    """How the lists that may be confirmed at one click stand: a later click tells it back."""
    whole = rounds.stamp(wanted) if table.pages > 1 else ""
    return {"whole_stamp": whole, "remaining_stamp": rounds.stamp(rounds.unhinted(pk)), "seen_in": action}


def frame(request: StaffRequest, found: Ledger, known: Progress) -> dict[str, object]:
    """What stands around every page of a ledger: title, state, what may be done."""
    open_ = shown.open_to(request, found)
    title = _("%(month)s 就业创业台账") % {"month": month(found.month)}
    banner = {
        codes.LedgerState.HANDED_IN: _("已于%(day)s报送，等候镇审核") % {"day": day(found.confirmed_on)},
        codes.LedgerState.ACCEPTED: _("镇已审核通过（%(day)s）")
        % {"day": day(found.reviewed_on or found.confirmed_on)},
    }.get(codes.LedgerState(found.state), "")
    return {
        "ledger": found,
        "heading": title,
        "state": shown.word(codes.LedgerState, found.state),
        "tone": shown.TONES[codes.LedgerState(found.state)],
        "lead": _lead(found, working_day()),
        "open": open_,
        "banner": banner,
        "returned_title": _("镇已退回，原因如下，更正后请重新报送"),
        "progress": shown.done_of(known),
        "may_name": shown.may_name(request),
        "named": shown.is_named(request, found.pk),
        "sheets": reverse("round_sheets", args=[found.pk]) if request.user.may(Right.EXPORT_RECORDS) else "",
        "trail": [
            (_("总览"), "/"),
            (_("月度台账"), reverse("rounds")),
            (f"{month(found.month)} {shown.keeper(found)}", ""),
        ],
    }


def _lead(found: Ledger, on: date) -> str:
    late = shown.late_by(found, on)
    if late:
        return _("%(place)s · 应于%(day)s前报送，已逾期 %(days)s 天") % {
            "place": shown.keeper(found), "day": day(found.due_on), "days": late,
        }  # fmt: skip
    if found.state in shown.WRITABLE and found.due_on:
        return _("%(place)s · %(day)s前报送") % {"place": shown.keeper(found), "day": day(found.due_on)}
    return shown.keeper(found)


def _export_address(request: StaffRequest, address: Address, found: Ledger) -> str:
    if not request.user.may(Right.EXPORT_RECORDS):
        return ""
    return str(address.but(page=None).at(reverse("round_export", args=[found.pk])))


def _empty(tab: str, found: Ledger, *, filtered: bool) -> tuple[str, str, str, str]:
    home = reverse("round", args=[found.pk])
    if filtered:
        return _("没有符合条件的人。"), _("请放宽筛选条件。"), f"{home}?tab={tab}", _("清除筛选")
    return {
        "hinted": (
            _("没有要先核实的人"), _("其余的人可以批量确认无变化。"), f"{home}?tab=unconfirmed", _("看未确认的人"),
        ),
        "unconfirmed": (_("全部确认完了"), _("请核对后报送。"), reverse("round_hand_in", args=[found.pk]), _("核对并报送")),
        "unchanged": (_("还没有确认为无变化的人"), "", f"{home}?tab=unconfirmed", _("去确认")),
        ALL: (_("台账里还没有人"), "", "", ""),
        "changed": (_("本月还没有登记变化"), _("在名单里按回车键或点“有变化”登记。"), "", ""),
    }[tab]  # fmt: skip


def names(request: StaffRequest, pk: int) -> HttpResponse:
    """Open names and phones of a ledger for this session, or mask them again; opening is one act of the audit."""
    found = shown.found_ledger(pk)
    if request.POST.get("hide") or not shown.may_name(request):
        request.session.pop(shown.NAMED, None)
    else:
        request.session[shown.NAMED] = found.pk
        record(
            act=Act.SECRET_REVEALED,
            by=request.user.username,
            target=f"employment.ledger:{found.pk}",
            why=stored("台账显示姓名和电话"),
            detail={"fields": ["name", "phone"]},
        )
    return redirect(shown.way_back(request, pk))
