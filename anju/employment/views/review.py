"""The town's desk: one list of what is late or odd in a month; a ledger against last month; accepted or sent back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.pages import StaffRequest
from anju.employment import actions, codes
from anju.employment.forms import ReturnForm
from anju.employment.models import Ledger
from anju.employment.queries import desk, rounds
from anju.employment.queries.rounds import Compared, LineRow, PlaceMonth
from anju.employment.views import shown
from anju.employment.views.files import table_file
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of, rows_in_order
from anju.ui.templatetags.ui import day, number
from anju.ui.templatetags.ui import month as in_words

INVALID, SIZE = 422, 50
LATE, WAITING, RETURNED = range(3)
COLUMNS = (
    Column("place", gettext_lazy("社区（安置区）"), sortable=True),
    Column("state", gettext_lazy("状态"), sortable=True),
    Column("late", gettext_lazy("逾期"), numeric=True, sortable=True),
    Column("left", gettext_lazy("未确认"), numeric=True, sortable=True),
    Column("changed", gettext_lazy("有变化"), numeric=True, sortable=True),
    Column("employed", gettext_lazy("在岗"), numeric=True, sortable=True),
    Column("against", gettext_lazy("比上月"), numeric=True),
    Column("unreachable", gettext_lazy("电话未通"), numeric=True, sortable=True),
    Column("zero", gettext_lazy("零就业户"), numeric=True),
    Column("open", gettext_lazy("办理")),
)
Listed = tuple[
    PlaceMonth, Ledger, int | None
]  # how a place stands, its ledger, how many more work than a month ago
PARTS = ("began", "stopped", "changed")
CHANGES = (
    Column("name", gettext_lazy("姓名")),
    Column("household", gettext_lazy("户编号")),
    Column("before", gettext_lazy("上月就业")),
    Column("work", gettext_lazy("本月就业")),
    Column("income_before", gettext_lazy("上月月收入"), numeric=True),
    Column("income", gettext_lazy("本月月收入"), numeric=True),
    Column("how", gettext_lazy("确认方式")),
)


def month_of(text: str) -> Month:
    """The month of an address, or nothing found."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Http404 from error


def choices(current: Month, action: str, forgotten: Sequence[Month] = ()) -> dict[str, object]:
    """The months to choose from, for the small form beside the title; `forgotten` are those that nobody has opened."""
    known = rounds.months()
    listed = sorted({current, *known, *forgotten}, reverse=True)
    return {
        "months": [
            (str(one), in_words(one.first) if one in known else _("%(month)s（未开始）") % {"month": in_words(one.first)})
            for one in listed
        ],
        "month_code": str(current),
        "months_action": action,
    }  # fmt: skip


def latest(request: StaffRequest) -> HttpResponse:
    """To the month that is asked for or under way."""
    asked = request.GET.get("month")
    known = rounds.months()
    chosen = month_of(asked) if asked else known[0] if known else Month.of(working_day())
    return redirect("review_month", month=str(chosen))


def waiting(request: StaffRequest, month: str) -> HttpResponse:
    """What is late, waits or was sent back in a month; what is accepted is only counted."""
    chosen = month_of(month)
    listed, accepted = _listed(chosen)
    table = _table(listed, Address.of(request), reverse("review_export", args=[month]), size=SIZE)
    words = {
        "heading": _("%(month)s 台账审核") % {"month": in_words(chosen.first)},
        "lead": _("待办 %(count)s 个，已审核 %(accepted)s 个。这里只列逾期、待审核和已退回的。")
        % {"count": number(table.count), "accepted": number(accepted)},
        "table": table,
        "empty": _nothing(accepted, chosen),
        "trail": [(_("总览"), "/"), (_("台账审核"), "")],
    } | choices(chosen, reverse("review"))
    return TemplateResponse(request, "employment/review.html", words)


def _nothing(accepted: int, chosen: Month) -> tuple[str, str, str, str]:
    if accepted:
        return (
            _("都办完了"),
            _("本月各社区的台账已全部审核。"),
            reverse("month", args=[str(chosen)]),
            _("看本月总体情况"),
        )
    return _("没有逾期或待审核的台账"), _("社区报送后会出现在这里；到期未报的也会列出。"), "", ""


def waiting_export(request: StaffRequest, month: str) -> HttpResponse:
    """The same list as a workbook."""
    listed, _accepted = _listed(month_of(month))
    return table_file(request, _table(listed, Address.of(request), ""), _("台账审核"))


def _listed(chosen: Month) -> tuple[list[Listed], int]:
    """Places with something to do, the latest first; how many employed more or less than a month ago; the number done."""
    on = working_day()
    here = {one.place: one for one in rounds.overview(chosen, on, "site")}
    before = {one.place: one.employed for one in rounds.overview(chosen.plus(-1), on, "site") if one.lines}
    ledgers = list(rounds.ledgers(chosen))
    todo = [one for one in ledgers if _urgency(one, on) is not None]
    todo.sort(key=lambda one: (_urgency(one, on), -shown.late_by(one, on), one.place_id))
    rows = [(here[one.place_id], one, _against(here[one.place_id], before)) for one in todo]
    return rows, sum(one.state == codes.LedgerState.ACCEPTED for one in ledgers)


def _against(place: PlaceMonth, before: Mapping[str, int]) -> int | None:
    return place.employed - before[place.place] if place.place in before else None


def _urgency(one: Ledger, on: date) -> int | None:
    if one.state == codes.LedgerState.HANDED_IN:
        return WAITING
    if shown.late_by(one, on):
        return LATE
    return RETURNED if one.state == codes.LedgerState.RETURNED else None


def _table(listed: Sequence[Listed], address: Address, export: str, *, size: int = 0) -> Table:
    on, page = working_day(), page_of(address)
    listed = rows_in_order(listed, address.get("sort"), _sorts(on))
    homes = Counter(one.place for one in rounds.zero_employed(on))
    cut = listed[(page - 1) * size : page * size] if size else listed
    rows = [_cells(place, one, against, homes[place.place], on) for place, one, against in cut]
    return Table(
        COLUMNS, rows, address, total=len(listed), page=page, size=size, export=export, caption=_("台账审核")
    )


def _sorts(on: date) -> dict[str, Callable[[Listed], Any]]:
    """By what the list may be sorted."""
    return {
        "place": lambda row: row[1].place_id, "state": lambda row: row[1].state, "late": lambda row: shown.late_by(row[1], on),
        "left": lambda row: row[0].unconfirmed, "changed": lambda row: row[0].changed,
        "employed": lambda row: row[0].employed, "unreachable": lambda row: row[0].unreachable,
    }  # fmt: skip


def _cells(place: PlaceMonth, one: Ledger, against: int | None, zero: int, on: date) -> list[Cell]:
    late, home = shown.late_by(one, on), reverse("round", args=[one.pk])
    handed_in = one.state == codes.LedgerState.HANDED_IN
    return [
        Cell(shown.keeper(one), href=home),
        Cell(
            shown.word(codes.LedgerState, one.state), tone=shown.TONES[codes.LedgerState(one.state)] or "warn"
        ),
        Cell(_("%(days)s 天") % {"days": late}, tone="bad") if late else Cell("—"),
        Cell(number(place.unconfirmed), href=f"{home}?tab=unconfirmed"),
        Cell(number(place.changed), href=f"{home}?tab=changed"),
        Cell(number(place.employed), href=f"{home}?tab=all&work=yes"),
        Cell("—" if against is None else f"{against:+,}" if against else "0"),
        Cell(number(place.unreachable), href=f"{home}?tab=all&reach=no" if place.unreachable else ""),
        Cell(number(zero), href=f"{reverse('zero_employed')}?place={place.place}" if zero else ""),
        Cell(_("审核") if handed_in else _("查看"), href=reverse("review_ledger", args=[one.pk])),
    ]


def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    """A ledger against last month: who began, stopped, changed; then accept or send back."""
    return _page(request, shown.found_ledger(pk), ReturnForm())


def _page(request: StaffRequest, found: Ledger, form: ReturnForm, *, status: int = 200) -> HttpResponse:
    compared = rounds.changes_since(found.pk)
    part = request.GET.get("part", "")
    part = part if part in PARTS else next((name for name in PARTS if getattr(compared, name)), PARTS[0])
    words = {
        "ledger": found,
        "heading": f"{shown.keeper(found)} {in_words(found.month)}",
        "state": shown.word(codes.LedgerState, found.state),
        "tone": shown.TONES[codes.LedgerState(found.state)],
        "lead": _("与上月相比有变化的人和检查结果。逐人情况见整本台账。"),
        "waiting": found.state == codes.LedgerState.HANDED_IN,
        "stamp": rounds.stamp(found.lines.all()),
        "returnable": found.state in (codes.LedgerState.HANDED_IN, codes.LedgerState.ACCEPTED),
        "facts": _facts(found, compared),
        "tabs": _tabs(found, compared, part),
        "table": _changes(request, found, compared, part),
        "form": form,
        "trail": [
            (_("总览"), "/"),
            (_("台账审核"), reverse("review_month", args=[str(Month.of(found.month))])),
            (shown.keeper(found), ""),
        ],
    }
    return TemplateResponse(request, "employment/review_ledger.html", words, status=status)


def _facts(found: Ledger, compared: Compared) -> list[Fact]:
    known, home = shown.progress_of(found.pk), reverse("round", args=[found.pk])
    against = compared.employed_now - compared.employed_before
    return [
        Fact(_("报送"), day(found.confirmed_on), hint=desk.named(found.confirmed_by)),
        Fact(_("台账人数"), number(known.total), f"{home}?tab=all"),
        Fact(_("在岗"), number(compared.employed_now), f"{home}?tab=all&work=yes", _("上月 %(count)s，%(against)s") % {
            "count": number(compared.employed_before), "against": f"{against:+,}"}),
        Fact(_("新就业"), number(len(compared.began)), f"?part={PARTS[0]}"),
        Fact(_("不再就业"), number(len(compared.stopped)), f"?part={PARTS[1]}"),
        Fact(_("工作有变"), number(len(compared.changed)), f"?part={PARTS[2]}"),
        Fact(_("未确认"), number(known.left), f"{home}?tab=unconfirmed"),
        Fact(_("检查结果"), _("查看"), reverse("round_hand_in", args=[found.pk])),
    ]  # fmt: skip


def _tabs(found: Ledger, compared: Compared, part: str) -> list[Tab]:
    titles = dict(zip(PARTS, (_("新就业"), _("不再就业"), _("工作有变")), strict=True))
    return [Tab(titles[name], f"?part={name}", name == part, len(getattr(compared, name))) for name in PARTS]


def _changes(request: StaffRequest, found: Ledger, compared: Compared, part: str) -> Table:
    """Who changed, last month's state beside this month's."""
    lines: Sequence[LineRow] = getattr(compared, part)
    earlier = [compared.before[one.person] for one in lines if one.person in compared.before]
    then = dict(zip([one.person for one in earlier], shown.plain_rows(request, found, earlier), strict=True))
    rows = [
        _change(row, then.get(line.person))
        for line, row in zip(lines, shown.plain_rows(request, found, lines, linked=True), strict=True)
    ]
    return Table(CHANGES, rows, Address.of(request), total=len(rows), empty=_("没有这一类变化。"))


def _change(row: shown.Row, then: shown.Row | None) -> tuple[Cell, ...]:
    return (
        Cell(row.name, row.href),
        Cell(row.household, row.household_href),
        Cell(_work(then) if then else _("上月不在台账")),
        Cell(_work(row)),
        Cell(then.income if then else "—"),
        Cell(row.income),
        Cell(row.how),
    )


def _work(row: shown.Row) -> str:
    return f"{row.work} · {row.employer}" if row.employer else row.work


def accept(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept a ledger that was handed in."""
    found = shown.found_ledger(pk)
    stamp = request.POST.get("stamp", "")
    actions.accept_ledger(ledger=pk, by=request.user.username, on=working_day(), stamp=stamp)
    messages.success(request, _("%(place)s的台账已审核通过。") % {"place": shown.keeper(found)})
    return redirect("review_month", month=str(Month.of(found.month)))


def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a ledger back with the reason; the community gets a task."""
    found, form = shown.found_ledger(pk), ReturnForm(request.POST or None)
    if not form.is_valid():
        return _page(request, found, form, status=INVALID if request.method == "POST" else 200)
    try:
        actions.return_ledger(
            ledger=pk, reason=form.cleaned_data["reason"], by=request.user.username, on=working_day()
        )
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, found, form, status=INVALID)
    messages.success(request, _("已退回%(place)s，对方会收到待办。") % {"place": shown.keeper(found)})
    return redirect("review_month", month=str(Month.of(found.month)))
