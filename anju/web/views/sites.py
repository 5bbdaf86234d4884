"""The list of sites and the page of a site."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.indicators.queries import asking as figures
from anju.indicators.queries.asking import asked
from anju.indicators.views import cards
from anju.regions.queries import working_day
from anju.registry.models import Site
from anju.registry.panels import SiteSubject
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said
from anju.web.forms import SiteFilterForm
from anju.web.panels import site_panels
from anju.web.queries.sites import SiteRow, site, sites
from anju.web.views.overview import as_of_words
from anju.web.views.records import day_asked, source_fact

FIGURES = (
    "households", "persons", "ydfpbq_households", "ydfpbq_persons", "employed_persons", "employed_inside_province",
    "employed_outside_province", "public_posts",
)  # fmt: skip
COLUMNS = (
    Column("name", gettext_lazy("安置区"), sortable=True),
    Column("town", gettext_lazy("镇"), sortable=True),
    Column("mode", gettext_lazy("安置方式")),
    Column("urbanity", gettext_lazy("城乡")),
    Column("fyp13", gettext_lazy("十三五集中安置点")),
    Column("community", gettext_lazy("社区")),
    Column("households", gettext_lazy("户"), numeric=True, sortable=True),
    Column("persons", gettext_lazy("人"), numeric=True, sortable=True),
)


def _listed(request: StaffRequest) -> tuple[SiteFilterForm, list[SiteRow]]:
    """The sites that the filter leaves, in the order asked for."""
    form = SiteFilterForm(request.GET, scope=request.scope)
    order = request.GET.get("sort") or "town"
    key = order.removeprefix("-")
    rows = sites(on=working_day(), town=form.said("town"), kind=form.first_digit)
    if key in {"name", "households", "persons"}:
        rows.sort(key=lambda row: (getattr(row, key), row.place), reverse=order.startswith("-"))
    else:
        rows.sort(key=lambda row: row.place, reverse=order.startswith("-"))
    return form, rows


def site_list(request: StaffRequest) -> HttpResponse:
    """All sites of the viewer's scope with the people who live there today."""
    form, rows = _listed(request)
    address = Address.of(request)
    table = Table(
        columns=COLUMNS,
        rows=[_cells(row, request.user.may(Right.READ_RECORDS)) for row in rows],
        address=address,
        order="town",
        total=len(rows),
        export=str(address.at(reverse("sites_export"))),
        caption=_("安置区"),
        empty=_("没有符合条件的安置区。请先导入安置区台账，或放宽筛选条件。"),
    )
    words = {
        "form": form,
        "table": table,
        "households": sum(row.households for row in rows),
        "persons": sum(row.persons for row in rows),
        "trail": [(_("总览"), "/"), (_("安置区台账"), "")],
    }
    return TemplateResponse(request, "web/sites.html", words)


def _cells(row: SiteRow, records: bool) -> list[Cell]:
    persons = f"{reverse('persons')}?site={row.place}" if records else ""
    return [
        Cell(row.name, reverse("site", args=[row.place])),
        Cell(row.town),
        Cell(row.mode),
        Cell(row.urbanity),
        Cell(_("是") if row.fyp13 else "—"),
        Cell(row.community or "—"),
        Cell(number(row.households)),
        Cell(number(row.persons), persons),
    ]


def site_export(request: StaffRequest) -> HttpResponse:
    """The list as a workbook; it names no person."""
    _form, rows = _listed(request)
    lines = [
        (
            row.name,
            row.town,
            row.mode,
            row.urbanity,
            _("是") if row.fyp13 else _("否"),
            row.community,
            row.households,
            row.persons,
        )
        for row in rows
    ]
    on = working_day().isoformat()
    heads = [str(column.title) for column in COLUMNS]
    list_ = take(request, target="sites", title=_("导出安置区台账"), filename=f"安置区-{on}", asks=False)
    return workbook(list_, _("安置区"), heads, lines, (_("截至：%(day)s") % {"day": on},))


def site_page(request: StaffRequest, code: str) -> HttpResponse:
    """A site: its facts, its figures, and what each domain knows of it."""
    found = site(code)
    if found is None:
        raise Http404
    name = found.place.name
    question = asked(request.GET.dict() | {"scope": code}, scope=request.scope, today=working_day())
    held = figures.values(question, FIGURES) if request.user.may(Right.READ_FIGURES) else {}
    words = as_of_words(question) | {
        "site": found,
        "figures": cards.cards(question, held, FIGURES) if held else [],
        "facts": _facts(found),
        "on": day_asked(request),
        "past": day_asked(request) < working_day(),
        "panels": site_panels(SiteSubject(code, day_asked(request))),
        "may_read": request.user.may(Right.READ_RECORDS),
        "trail": [(_("总览"), "/"), (_("安置区台账"), reverse("sites")), (name, "")],
    }
    return TemplateResponse(request, "web/site.html", words)


def _facts(found: Site) -> list[Fact]:
    facts = [
        Fact(_("所在镇"), found.place.parent.name if found.place.parent else "—"),
        Fact(_("代码"), found.place_id),
        Fact(_("安置方式"), said(found.get_mode_display())),
        Fact(_("城乡"), said(found.get_urbanity_display())),
        Fact(_("十三五集中安置点"), _("是") if found.fyp13 else _("否")),
        Fact(_("建成日期"), day(found.built_on)),
        Fact(_("占地"), f"{number(found.land_mu)} {_('亩')}" if found.land_mu else "—"),
        Fact(_("规划户数"), number(found.planned_households)),
    ]
    source = source_fact(found.batch, found.batch_row)
    return [*facts, source] if source else facts
