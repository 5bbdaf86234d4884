"""The list of changes of a place by month, with how many of each kind, and its export."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.regions.queries import working_day
from anju.registry import queries
from anju.registry.codes import ChangeKind
from anju.registry.forms.places import ChangeFilterForm
from anju.registry.models import Change
from anju.registry.queries import evidence
from anju.ui.parts import Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import day, moment
from anju.ui.words import said

SIZE = 50
COLUMNS = (
    Column("day", gettext_lazy("变动日期"), sortable=True),
    Column("kind", gettext_lazy("变动类型")),
    Column("household", gettext_lazy("户编号")),
    Column("place", gettext_lazy("安置区"), sortable=True),
    Column("persons", gettext_lazy("涉及人数"), numeric=True),
    Column("recorded", gettext_lazy("登记"), sortable=True),
    Column("paper", gettext_lazy("佐证材料")),
    Column("state", gettext_lazy("状态")),
)
MISSING = "missing"
Numbers = Mapping[int, tuple[str, bool]]
ORDERS = {"day": ("day", "id"), "place": ("place_id", "day", "id"), "recorded": ("recorded_at", "id")}


def _asked(request: StaffRequest) -> tuple[ChangeFilterForm, QuerySet[Change]]:
    form = ChangeFilterForm(request.GET, sites=queries.sites_in_scope())
    month = form.said("month")
    first, last = (month.first, month.last) if month else (None, None)
    found = queries.changes(place=form.said("place"), first=first, last=last)
    return form, evidence.missing(found) if form.said("paper") == MISSING else found


def _ordered(found: QuerySet[Change], order: str) -> QuerySet[Change]:
    falling, key = order.startswith("-"), order.removeprefix("-")
    names = ORDERS.get(key, ORDERS["day"])
    return found.order_by(*(f"-{name}" for name in names) if falling else names)


def change_list(request: StaffRequest) -> HttpResponse:
    """Changes of the viewer's places, of a month and a kind when asked."""
    form, every = _asked(request)
    address, kind = Address.of(request), form.said("kind")
    page, found = page_of(address), every.filter(kind=kind) if kind else every
    shown = list(_ordered(found, address.get("sort") or "-day")[(page - 1) * SIZE : page * SIZE])
    numbers = queries.numbers_of(change.household_id for change in shown)
    table = Table(
        columns=COLUMNS,
        rows=[_cells(change, numbers) for change in shown],
        address=address,
        total=found.count(),
        page=page,
        size=SIZE,
        order="-day",
        export=str(address.but(page=None).at(reverse("changes_export")))
        if request.user.may(Right.EXPORT_RECORDS)
        else "",
        caption=_("变动台账"),
        empty=_("没有符合条件的变动。变动在户的页面上登记。"),
    )
    words = {
        "form": form,
        "table": table,
        "tabs": _tabs(queries.counts_by_kind(every), kind, address),
        "trail": [(_("总览"), "/"), (_("变动台账"), "")],
    }
    return TemplateResponse(request, "registry/changes.html", words)


def _tabs(counts: dict[str, int], kind: str, address: Address) -> list[Tab]:
    """All, and each kind that there is, with how many."""
    held = [
        Tab(
            said(one.label), str(address.but(kind=one.value, page=None)), kind == one.value, counts[one.value]
        )
        for one in ChangeKind
        if one.value in counts
    ]
    return [Tab(_("全部"), str(address.but(kind=None, page=None)), not kind, sum(counts.values())), *held]


def _cells(change: Change, numbers: Numbers) -> list[Cell]:
    number, opens = numbers.get(change.household_id, ("—", False))
    return [
        Cell(day(change.day), reverse("change", args=[change.pk])),
        Cell(said(change.get_kind_display())),
        Cell(number, reverse("household", args=[change.household_id]) if opens else ""),
        Cell(_where(change)),
        Cell(str(len(change.persons))),
        Cell(f"{change.recorded_by} {moment(change.recorded_at)}"),
        Cell(_paper(change), tone="warn" if _waits(change) else ""),
        Cell(_("已撤销"), tone="warn") if change.reverted_on else Cell(_("有效")),
    ]


def _where(change: Change) -> str:
    """Where it happened; of somebody who left a place for another, both."""
    return f"{change.away.name} → {change.place.name}" if change.away else change.place.name


def _waits(change: Change) -> bool:
    return bool(change.later) and not change.evidence and not change.reverted_on


def _paper(change: Change) -> str:
    if change.evidence:
        return _("有")
    return _("待补") if _waits(change) else "—"


def change_export(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered and sorted; it names no person."""
    form, every = _asked(request)
    kind = form.said("kind")
    found = every.filter(kind=kind) if kind else every
    shown = list(_ordered(found, Address.of(request).get("sort") or "-day"))
    numbers = queries.numbers_of(change.household_id for change in shown)
    rows = [_line(change, numbers) for change in shown]
    on = working_day().isoformat()
    conditions = {name: True for name in ("month", "place", "kind", "paper") if form.said(name)}
    list_ = take(
        request, target="changes", title=_("导出变动台账"), filename=f"变动台账-{on}", conditions=conditions
    )
    heads = [str(column.title) for column in COLUMNS]
    return workbook(list_, _("变动台账"), heads, rows, (_("截至：%(day)s") % {"day": on},))


def _line(change: Change, numbers: Numbers) -> Sequence[Any]:
    return (
        change.day,
        said(change.get_kind_display()),
        numbers.get(change.household_id, ("—", False))[0],
        _where(change),
        len(change.persons),
        f"{change.recorded_by} {moment(change.recorded_at)}",
        _paper(change),
        _("已撤销") if change.reverted_on else _("有效"),
    )
