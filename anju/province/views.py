"""Pages of the province: counties beside each other, one county with its towns and sites, what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.forms import TASKS
from anju.indicators.queries.asking import definition_of, name_of, unit_of
from anju.kernel.month import Month
from anju.province import queries
from anju.province.disclosure import Cell as Shown
from anju.province.forms import AskForm
from anju.province.models import Receipt
from anju.province.queries import PlaceFigure
from anju.ui import maps
from anju.ui.charts import Chart, Series
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import moment, number
from anju.ui.templatetags.ui import month as month_words

SIZE, MOST_BARS = 50, 20
FIRST = "persons"


@dataclass(frozen=True)
class Wanted:
    """Which month and indicator a page is about."""

    month: Month
    months: list[Month]
    known: Catalogue
    item: Indicator

    @property
    def words(self) -> str:
        """The same as an address has it."""
        return f"month={self.month}&code={self.item.code}"


def _wanted(request: StaffRequest) -> Wanted | None:
    """What the address asks for; None before anything came in. An unknown month or indicator is not there (404)."""
    months = queries.months()
    if not months:
        return None
    text = request.GET.get("month", "")
    month = next((one for one in months if str(one) == text), None) if text else months[0]
    if month is None:
        raise Http404
    known = queries.known_on(month)
    item = known.indicators.get(request.GET.get("code") or FIRST)
    if item is None:
        raise Http404
    return Wanted(month, months, known, item)


def _text(cell: Shown) -> str:
    return _("数小，不显示") if cell.hidden else number(cell.value)


def overview(request: StaffRequest) -> HttpResponse:
    """One figure of every county: table, ranking, map."""
    wanted = _wanted(request)
    if wanted is None:
        return TemplateResponse(request, "province/empty.html", {"trail": [(_("省级视图"), "")]})
    found = sorted(queries.counties(wanted.month, wanted.item.code), key=_largest_first)
    receipts = queries.newest_receipts(wanted.month)
    words = {
        "form": _form(wanted),
        "wanted": wanted,
        "title": name_of(wanted.item),
        "sentence": definition_of(wanted.item),
        "unit": unit_of(wanted.item),
        "whole": _text(queries.whole(wanted.month, wanted.item)),
        "counties": len(found),
        "table": _table(request, wanted, found, receipts),
        "ranking": _ranking(wanted, found),
        "map": _map(wanted, found),
        "trail": [(_("省级视图"), "")],
    }
    return TemplateResponse(request, "province/overview.html", words)


def _form(wanted: Wanted) -> AskForm:
    initial = {"month": str(wanted.month), "code": wanted.item.code}
    return AskForm(initial=initial, months=wanted.months, known=wanted.known)


def _largest_first(figure: PlaceFigure) -> tuple[bool, Decimal, str]:
    return figure.cell.value is None, -Decimal(figure.cell.value or 0), figure.place


def _county(wanted: Wanted, code: str) -> str:
    return f"{reverse('province_county', args=[code])}?{wanted.words}"


def _table(
    request: StaffRequest, wanted: Wanted, found: Sequence[PlaceFigure], receipts: dict[str, Receipt]
) -> Table:
    before = _before(wanted)
    columns = (
        Column("rank", "#"), Column("county", _("县")), Column("value", f"{_('数值')}（{unit_of(wanted.item)}）", numeric=True),
        Column("moved", _("较上月"), numeric=True), Column("note", _("说明")),
    )  # fmt: skip
    rows = [
        [
            Cell(str(rank)),
            Cell(figure.name, _county(wanted, figure.place)),
            Cell(_text(figure.cell), _county(wanted, figure.place)),
            Cell(_moved(figure.cell, before.get(figure.place))),
            Cell(_note(receipts.get(figure.place), wanted.item.code)),
        ]
        for rank, figure in enumerate(found, start=1)
    ]
    return Table(
        columns, rows, Address.of(request), caption=_("各县数字"), total=len(rows),
        export=f"{reverse('province_export')}?{wanted.words}",
    )  # fmt: skip


def _before(wanted: Wanted) -> dict[str, Shown]:
    """The same figure a month earlier, where it was reported and known."""
    earlier = wanted.month.plus(-1)
    if earlier not in wanted.months or wanted.item.code not in queries.known_on(earlier):
        return {}
    return {figure.place: figure.cell for figure in queries.counties(earlier, wanted.item.code)}


def _moved(now: Shown, before: Shown | None) -> str:
    if before is None or now.value is None or before.value is None:
        return "—"
    moved = Decimal(now.value) - Decimal(before.value)
    return f"{'+' if moved > 0 else '−' if moved < 0 else ''}{number(abs(moved))}"


def _note(receipt: Receipt | None, code: str) -> str:
    if receipt is None:
        return ""
    notes = [_("更正 v%(version)s") % {"version": receipt.version}] if receipt.version > 1 else []
    if code in receipt.other_definitions:
        notes.append(_("该县口径不同，已按省级口径重算"))
    return "；".join(notes)


def _ranking(wanted: Wanted, found: Sequence[PlaceFigure]) -> Chart | None:
    shown = [figure for figure in found if figure.cell.value is not None][:MOST_BARS]
    if len(shown) < 2:
        return None
    series = [Series(name_of(wanted.item), [figure.cell.value for figure in shown])]
    hrefs = [_county(wanted, figure.place) for figure in shown]
    return Chart(
        "ranking",
        "ranking",
        name_of(wanted.item),
        [figure.name for figure in shown],
        series,
        unit_of(wanted.item),
        hrefs,
    )


def _map(wanted: Wanted, found: Sequence[PlaceFigure]) -> maps.Map | None:
    where = queries.centres(wanted.month)
    places = [
        maps.Place(
            figure.name,
            *where[figure.place],
            figure.cell.value,
            _text(figure.cell),
            _county(wanted, figure.place),
        )
        for figure in found
        if figure.place in where
    ]
    return maps.drawn(name_of(wanted.item), places)


def export(request: StaffRequest) -> HttpResponse:
    """The counties of the page as a workbook, as they are shown."""
    wanted = _wanted(request)
    if wanted is None:
        raise Http404
    found = queries.counties(wanted.month, wanted.item.code)
    title = f"{name_of(wanted.item)}-{wanted.month}"
    taken = take(
        request, target=f"province:{wanted.item.code}", title=_("导出各县数字"), filename=title, asks=False
    )
    rows = [[figure.place, figure.name, _plain(figure.cell)] for figure in sorted(found, key=_largest_first)]
    return workbook(
        taken, _("各县数字"), [_("县代码"), _("县"), f"{_('数值')}（{unit_of(wanted.item)}）"], rows
    )


def _plain(cell: Shown) -> Any:
    return _("数小，不显示") if cell.hidden else cell.value


def county(request: StaffRequest, code: str) -> HttpResponse:
    """One county: the chosen figure by towns and sites and over the months, all figures of the month, its receipts."""
    wanted = _wanted(request)
    receipts = [one for one in queries.receipts() if one.county == code]
    if wanted is None or not receipts:
        raise Http404
    below = queries.below(wanted.month, code, wanted.item.code)
    whole = {figure.place: figure for figure in queries.counties(wanted.month, wanted.item.code)}.get(code)
    words = {
        "form": _form(wanted),
        "wanted": wanted,
        "name": receipts[0].name,
        "title": name_of(wanted.item),
        "unit": unit_of(wanted.item),
        "value": _text(whole.cell) if whole else "—",
        "trend": _trend(wanted, code),
        "places": _places(wanted, below),
        "figures": _figures(wanted, code),
        "facts": _facts([one for one in receipts if one.month == wanted.month.first]),
        "trail": [(_("省级视图"), f"{reverse('province')}?{wanted.words}"), (receipts[0].name, "")],
    }
    return TemplateResponse(request, "province/county.html", words)


def _trend(wanted: Wanted, code: str) -> Chart | None:
    points = queries.trend(code, wanted.item.code)
    if len(points) < 2:
        return None
    return Chart(
        "trend", "line", name_of(wanted.item), [month_words(month.first) for month, _cell in points],
        [Series(name_of(wanted.item), [cell.value for _month, cell in points])], unit_of(wanted.item),
    )  # fmt: skip


def _places(wanted: Wanted, below: Sequence[PlaceFigure]) -> Table:
    columns = (
        Column("place", _("地方")),
        Column("value", f"{_('数值')}（{unit_of(wanted.item)}）", numeric=True),
    )
    rows = [
        [Cell(figure.name if figure.level == "town" else f"　　{figure.name}"), Cell(_text(figure.cell))]
        for figure in below
    ]
    return Table(columns, rows, Address(""), caption=_("镇和安置区"), empty=_("没有分地方的数字。"))


def _figures(wanted: Wanted, code: str) -> Table:
    """Every figure of the county in the month; the name chooses the figure of the page."""
    held = queries.of_county(wanted.month, code)
    here = reverse("province_county", args=[code])
    columns = (
        Column("name", _("指标")), Column("task", _("任务")), Column("value", _("数值"), numeric=True), Column("unit", _("单位")),
    )  # fmt: skip
    rows = [
        [
            Cell(name_of(item), f"{here}?month={wanted.month}&code={item.code}"),
            Cell(str(TASKS[item.task])),
            Cell(_text(held[item.code])),
            Cell(unit_of(item)),
        ]
        for item in wanted.known
        if item.code in held
    ]
    return Table(columns, rows, Address(""), caption=_("全部指标"))


def _facts(receipts: Sequence[Receipt]) -> list[Fact]:
    """What came in for the month, the newest first."""
    facts = []
    for one in receipts:
        facts += [
            Fact(_("上报"), f"v{one.version} · {moment(one.received_at)}", hint=one.reason),
            Fact(_("上报包摘要（SM3）"), f"{one.pack_sm3[:16]}…"),
            Fact(
                _("口径不同的指标"),
                number(len(one.other_definitions)),
                hint="、".join(one.other_definitions[:5]),
            ),
            Fact(_("未报的指标"), number(len(one.missing)), hint="、".join(one.missing[:5])),
        ]
    return facts


def receipts(request: StaffRequest) -> HttpResponse:
    """Everything that came in."""
    address, found = Address.of(request), queries.receipts()
    page = page_of(address)
    columns = (
        Column("month", _("月份")), Column("county", _("县")), Column("version", _("版本")), Column("at", _("接收时间")),
        Column("other", _("口径不同"), numeric=True), Column("missing", _("未报"), numeric=True), Column("sm3", _("上报包摘要（SM3）")),
    )  # fmt: skip
    rows = [
        [
            Cell(str(Month.of(one.month))),
            Cell(one.name, f"{reverse('province_county', args=[one.county])}?month={Month.of(one.month)}"),
            Cell(f"v{one.version}"),
            Cell(moment(one.received_at)),
            Cell(number(len(one.other_definitions))),
            Cell(number(len(one.missing))),
            Cell(f"{one.pack_sm3[:16]}…"),
        ]
        for one in found[(page - 1) * SIZE : page * SIZE]
    ]
    table = Table(
        columns, rows, address, total=found.count(), page=page, size=SIZE, caption=_("接收记录"),
        export=str(address.but(page=None).at(reverse("province_receipts_export"))),
        empty=_("还没有接收过上报包。在服务器上运行 anju province ingest。"),
    )  # fmt: skip
    words = {"table": table, "trail": [(_("省级视图"), reverse("province")), (_("接收记录"), "")]}
    return TemplateResponse(request, "province/receipts.html", words)


def receipts_export(request: StaffRequest) -> HttpResponse:
    """The same list as a workbook, with whole digests."""
    taken = take(
        request, target="province:receipts", title=_("导出接收记录"), filename=_("接收记录"), asks=False
    )
    rows = [
        [str(Month.of(one.month)), one.county, one.name, f"v{one.version}", one.reason, moment(one.received_at),
         "、".join(one.other_definitions), "、".join(one.missing), one.pack_sm3, one.close_sm3]
        for one in queries.receipts()
    ]  # fmt: skip
    heads = [_("月份"), _("县代码"), _("县"), _("版本"), _("更正原因"), _("接收时间"), _("口径不同的指标"), _("未报的指标"),
             _("上报包摘要（SM3）"), _("清单摘要（SM3）")]  # fmt: skip
    return workbook(taken, _("接收记录"), heads, rows)
