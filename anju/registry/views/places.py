"""Flats of a site and who lives there, its grids, old houses, the locked population."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.forms import done
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.audit.models import Operation
from anju.regions.queries import working_day
from anju.registry import actions, codes, panels, queries
from anju.registry.forms.places import (
    AssignForm,
    FlatFilterForm,
    GridForm,
    HandOverForm,
    LockForm,
    OccupationForm,
    ReclamationForm,
)
from anju.registry.models import Flat
from anju.registry.queries import flats as flat_queries
from anju.registry.queries.flats import FlatRow
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said

INVALID, SIZE = 422, 60
TONES = {"occupied": "ok", "empty": "warn", "let": "info", "lent": "info"}
FLAT_COLUMNS = (
    Column("building", gettext_lazy("楼栋")),
    Column("door", gettext_lazy("单元房号")),
    Column("area", gettext_lazy("面积（㎡）"), numeric=True),
    Column("household", gettext_lazy("户编号")),
    Column("head", gettext_lazy("户主")),
    Column("members", gettext_lazy("在册人数"), numeric=True),
    Column("allocated", gettext_lazy("分配日期")),
    Column("handed", gettext_lazy("交房日期")),
    Column("state", gettext_lazy("入住情况")),
    Column("seen", gettext_lazy("核查日期")),
)


def _site_name(request: StaffRequest, code: str) -> str:
    """The name of a site in the scope, or around it: a grid worker walks through the own part of it."""
    name = queries.site_name(code)
    if not name or not any(code.startswith(own) or own.startswith(code) for own in request.scope.codes):
        raise Http404
    return name


def _export(request: StaffRequest, address: str) -> str:
    """The address of a workbook, for posts that may take lists away."""
    return address if request.user.may(Right.EXPORT_RECORDS) else ""


def _site_trail(code: str, name: str, last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (name, reverse("site", args=[code])), (last, "")]


def _day(request: StaffRequest) -> date:
    today = working_day()
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def site_flats(request: StaffRequest, code: str) -> HttpResponse:
    """Building by building: each flat, to whom it is allocated, and what was found there last."""
    name, on, address = _site_name(request, code), _day(request), Address.of(request)
    buildings = [building.number for building in flat_queries.buildings_of(code)]
    form = FlatFilterForm(request.GET, buildings=buildings)
    rows = flat_queries.flats_of(code, on, building=form.said("building"), state=form.said("state"))
    page = page_of(address)
    seen(request, Operation.LIST, f"site:{code}:flats", rows=len(rows))
    table = Table(
        columns=FLAT_COLUMNS,
        rows=[_flat_cells(row) for row in rows[(page - 1) * SIZE : page * SIZE]],
        address=address,
        total=len(rows),
        page=page,
        size=SIZE,
        export=_export(request, str(address.but(page=None).at(reverse("site_flats_export", args=[code])))),
        caption=_("住房"),
        empty=_("没有符合条件的住房。住房由“住房与权证台账”导入。"),
    )
    words = {
        "name": name,
        "code": code,
        "on": on,
        "form": form,
        "table": table,
        "lived": sum(row.state == codes.Occupied.OCCUPIED for row in rows),
        "trail": _site_trail(code, name, _("楼栋住房")),
    }
    return TemplateResponse(request, "registry/site_flats.html", words)


def _flat_cells(row: FlatRow) -> list[Cell]:
    return [
        Cell(row.building),
        Cell(f"{row.unit}-{row.room}", reverse("flat", args=[row.id])),
        Cell(number(row.area_m2)),
        Cell(row.number or "—", reverse("household", args=[row.household]) if row.opens else ""),
        Cell(row.head or "—"),
        Cell(number(row.members) if row.household else "—"),
        Cell(day(row.allocated_on)),
        Cell(day(row.handed_over_on)),
        Cell(
            said(codes.Occupied(row.state).label) if row.state else _("未核查"), tone=TONES.get(row.state, "")
        ),
        Cell(day(row.seen_on)),
    ]


def site_flats_export(request: StaffRequest, code: str) -> HttpResponse:
    """The same as a workbook; heads of households are left out, so that it names nobody."""
    name, on = _site_name(request, code), _day(request)
    form = FlatFilterForm(request.GET, buildings=[one.number for one in flat_queries.buildings_of(code)])
    rows = flat_queries.flats_of(code, on, building=form.said("building"), state=form.said("state"))
    heads = [str(column.title) for column in FLAT_COLUMNS if column.name != "head"]
    lines = [
        (
            row.building, f"{row.unit}-{row.room}", row.area_m2, row.number, row.members, row.allocated_on,
            row.handed_over_on, said(codes.Occupied(row.state).label) if row.state else "", row.seen_on,
        )
        for row in rows
    ]  # fmt: skip
    notes = (_("安置区：%(name)s") % {"name": name}, _("截至：%(day)s") % {"day": on.isoformat()})
    list_ = take(
        request, target=f"flats:{code}", title=_("导出楼栋住房"), filename=f"楼栋住房-{name}-{on}", asks=False
    )
    return workbook(list_, _("住房"), heads, lines, notes)


def _flat(pk: int) -> Flat:
    found = flat_queries.flat(pk)
    if found is None:
        raise Http404
    return found


def flat(request: StaffRequest, pk: int) -> HttpResponse:
    """A flat: to whom it was given, what was found there; the clerk adds what was found today."""
    found, data = _flat(pk), request.POST or None
    given = flat_queries.allocations_of(pk).filter(stop__isnull=True).first()
    handing = bool(data and "hand_over" in data)
    look = OccupationForm(None if handing else data, initial={"day": working_day()})
    keys = (
        HandOverForm(data if handing else None, prefix="keys") if given and not given.handed_over_on else None
    )
    form = keys if handing and keys else look
    if (
        data
        and request.user.may(Right.EDIT_REGISTRY)
        and form.is_valid()
        and done(form, _flat_action(request, pk, form))
    ):
        return redirect("flat", pk=pk)
    words = {
        "flat": found,
        "facts": _flat_facts(found),
        "panels": [panels.allocations(pk), panels.occupations(pk)],
        "look": look,
        "keys": keys,
        "form": form,
        "may_edit": request.user.may(Right.EDIT_REGISTRY),
        "trail": [
            (_("总览"), "/"),
            (found.place.name, reverse("site", args=[found.place_id])),
            (_("楼栋住房"), reverse("site_flats", args=[found.place_id])),
            (f"{found.building.number} {found.unit}-{found.room}", ""),
        ],
    }
    return TemplateResponse(request, "registry/flat.html", words, status=INVALID if form.errors else 200)


def _flat_action(request: StaffRequest, pk: int, form: forms.Form) -> Callable[[], object]:
    act: Callable[..., object] = (
        actions.hand_over if isinstance(form, HandOverForm) else actions.record_occupation
    )
    return partial(act, flat=pk, by=request.user.username, on=working_day(), **form.cleaned_data)


def _flat_facts(found: Flat) -> list[Fact]:
    return [
        Fact(_("安置区"), found.place.name, href=reverse("site", args=[found.place_id])),
        Fact(_("楼栋"), found.building.number),
        Fact(_("单元"), found.unit),
        Fact(_("房号"), found.room),
        Fact(_("建筑面积"), f"{number(found.area_m2)} ㎡"),
    ]


def reclamation(request: StaffRequest, pk: int) -> HttpResponse:
    """The old house of a household: torn down, reclaimed."""
    household = queries.household(pk)
    if household is None:
        raise Http404
    known = queries.reclamation_of(pk)
    form = ReclamationForm(request.POST or None, initial=known)
    words: dict[str, Any] = {"household": pk, "by": request.user.username, "on": working_day()}
    if request.method == "POST" and form.is_valid():
        if done(form, partial(actions.record_reclamation, **words, **form.cleaned_data)):
            return redirect("household", pk=pk)
    page = {
        "household": household,
        "form": form,
        "label": _("拆旧复垦"),
        "back": reverse("household", args=[pk]),
        "trail": [(_("总览"), "/"), (household.number, reverse("household", args=[pk])), (_("拆旧复垦"), "")],
    }
    return TemplateResponse(request, "registry/plain_form.html", page, status=INVALID if form.errors else 200)


def site_grids(request: StaffRequest, code: str) -> HttpResponse:
    """The grids of a site with their buildings and people; the clerk makes one, or puts buildings into one."""
    name, data = _site_name(request, code), request.POST or None
    making = bool(data and "serial" in data)
    rows = flat_queries.grids_of(code)
    buildings = [
        (str(one.pk), f"{one.number}（{one.grid.name}）" if one.grid else one.number)
        for one in flat_queries.buildings_of(code)
    ]
    new = GridForm(data if making else None, initial={"serial": len(rows) + 1})
    grids = [(row.grid.pk, row.grid.place.name) for row in rows]
    assign = AssignForm(None if making else data, grids=grids, buildings=buildings)
    form = new if making else assign
    if (
        data
        and request.user.may(Right.EDIT_REGISTRY)
        and form.is_valid()
        and done(form, _grid_action(request, code, form))
    ):
        return redirect("site_grids", code=code)
    words = {
        "name": name,
        "table": panels.grid_table(
            rows, Address.of(request), _export(request, reverse("site_grids_export", args=[code]))
        ),
        "new": new,
        "assign": assign,
        "form": form,
        "may_edit": request.user.may(Right.EDIT_REGISTRY),
        "trail": _site_trail(code, name, _("网格")),
    }
    return TemplateResponse(
        request, "registry/site_grids.html", words, status=INVALID if form.errors else 200
    )


def site_grids_export(request: StaffRequest, code: str) -> HttpResponse:
    """The grids of a site as a workbook; of people it names the leaders only."""
    name, on = _site_name(request, code), working_day().isoformat()
    return _taken(
        request, panels.grid_table(flat_queries.grids_of(code), Address("")), _("网格"), f"网格-{name}-{on}",
        f"grids:{code}", (_("安置区：%(name)s") % {"name": name},),
    )  # fmt: skip


def _taken(
    request: StaffRequest, table: Table, title: str, filename: str, target: str, notes: tuple[str, ...]
) -> HttpResponse:
    """A table that names no resident as a workbook."""
    list_ = take(
        request, target=target, title=_("导出%(what)s") % {"what": title}, filename=filename, asks=False
    )
    heads = [str(column.title) for column in table.columns]
    return workbook(list_, title, heads, [[str(cell.text) for cell in row] for row in table.rows], notes)


def _grid_action(request: StaffRequest, code: str, form: forms.Form) -> Callable[[], object]:
    by, on, words = request.user.username, working_day(), form.cleaned_data
    if isinstance(form, GridForm):
        return partial(actions.make_grid, site=code, by=by, on=on, **words)
    buildings = [int(pk) for pk in words["buildings"]]
    return partial(actions.assign_grid, grid=words["grid"], buildings=buildings, by=by, on=on)


def verifications(request: StaffRequest) -> HttpResponse:
    """The locked populations, and the form that fixes another."""
    form = LockForm(request.POST or None)
    may_lock = request.user.may(Right.CLOSE_MONTHS)
    if request.method == "POST" and may_lock and form.is_valid():
        words = {"by": request.user.username, "on": working_day(), **form.cleaned_data}
        if done(form, partial(actions.lock_population, **words)):
            return redirect("verifications")
    words = {
        "form": form,
        "table": panels.verification_table(
            queries.verifications(), Address.of(request), _export(request, reverse("verifications_export"))
        ),
        "may_lock": may_lock,
        "trail": [(_("总览"), "/"), (_("核定锁定"), "")],
    }
    return TemplateResponse(
        request, "registry/verifications.html", words, status=INVALID if form.errors else 200
    )


def verifications_export(request: StaffRequest) -> HttpResponse:
    """The locked populations as a workbook; it names no person."""
    on = working_day().isoformat()
    table = panels.verification_table(queries.verifications(), Address(""))
    notes = (_("截至：%(day)s") % {"day": on},)
    return _taken(request, table, _("核定锁定"), f"核定锁定-{on}", "verifications", notes)
