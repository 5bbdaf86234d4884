"""The list of persons and its export."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.approvals import leave
from anju.accounts.codes import Field, Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.words import said
from anju.web.forms import PersonFilterForm
from anju.web.queries.persons import PersonRow, every_person, persons

SIZE = 50
COLUMNS = (
    Column("name", gettext_lazy("姓名"), sortable=True),
    Column("id", gettext_lazy("身份证号")),
    Column("sex", gettext_lazy("性别"), sortable=True),
    Column("age", gettext_lazy("年龄"), numeric=True, sortable=True),
    Column("site", gettext_lazy("安置区"), sortable=True),
    Column("household", gettext_lazy("户编号")),
    Column("relation", gettext_lazy("与户主关系")),
    Column("programme", gettext_lazy("搬迁项目")),
    Column("labour", gettext_lazy("劳动能力")),
    Column("work", gettext_lazy("就业")),
)


def person_list(request: StaffRequest) -> HttpResponse:
    """Everybody on the roster today whom the viewer may see, masked; names open by one click, which is recorded."""
    form = PersonFilterForm(request.GET, scope=request.scope)
    address, on = Address.of(request), form.day(working_day())
    page = page_of(address)
    found = persons(form.wanted, on=on, order=address.get("sort") or "name", page=page, size=SIZE)
    named = request.method == "POST" and request.user.sees(Field.NAME)
    if named:
        detail, by = {"persons": [row.id for row in found.rows]}, request.user.username
        record(act=Act.SECRET_REVEALED, by=by, target="persons", why=stored("列表显示姓名"), detail=detail)
    ids, asked = [row.id for row in found.rows], {"filters": form.wanted.in_use, "page": page}
    operation = Operation.REVEAL if named else Operation.LIST
    seen(request, operation, "persons", persons=ids, rows=len(ids), conditions=asked, in_full=False)
    table = Table(
        columns=COLUMNS,
        rows=[_cells(row, named=named) for row in found.rows],
        address=address,
        total=found.total,
        page=page,
        size=SIZE,
        order="name",
        export=str(address.but(page=None).at(reverse("persons_export")))
        if request.user.may(Right.EXPORT_RECORDS)
        else "",
        caption=_("搬迁人口"),
        empty=_("没有符合条件的人员。请放宽筛选条件。"),
    )
    words = {
        "form": form,
        "table": table,
        "named": named,
        "may_name": request.user.sees(Field.NAME),
        "on": on,
        "trail": [(_("总览"), "/"), (_("搬迁人口"), "")],
    }
    return TemplateResponse(request, "web/persons.html", words)


def _cells(row: PersonRow, *, named: bool) -> list[Cell]:
    work = f"{row.channel} · {row.work_place}" if row.channel else row.left or "—"
    return [
        Cell(row.full_name if named else row.name, href=reverse("person", args=[row.id])),
        Cell(row.id_masked),
        Cell(row.sex),
        Cell(str(row.age)),
        Cell(row.site, href=reverse("site", args=[row.place])),
        Cell(row.number, href=reverse("household", args=[row.household]) if row.opens else ""),
        Cell(row.relation),
        Cell(row.programme),
        Cell(row.labour),
        Cell(work),
    ]


def person_export(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered and sorted, masked, as a workbook; one audit event with the conditions in force."""
    form, address = PersonFilterForm(request.GET, scope=request.scope), Address.of(request)
    on = form.day(working_day())
    wanted = form.wanted
    rows = [
        (
            row.name,
            row.id_masked,
            row.sex,
            row.age,
            row.site,
            row.number,
            row.relation,
            row.programme,
            row.labour,
            row.channel,
            row.work_place,
        )
        for row in every_person(wanted, on=on, order=address.get("sort") or "name")
    ]
    user = request.user
    taken = take(
        request,
        target="persons",
        title=_("导出搬迁人口名单"),
        filename=f"搬迁人口-{on.isoformat()}",
        conditions={"conditions": wanted.in_use},
    )
    heads = [str(column.title) for column in COLUMNS[:-1]] + [_("就业途径"), _("就业地域")]
    notes = (
        _("内容：搬迁人口名单（个人信息已脱敏）"),
        _("截至：%(day)s") % {"day": on.isoformat()},
        _("行数：%(rows)s") % {"rows": len(rows)},
        _("导出人：%(name)s（%(post)s）")
        % {"name": user.display_name, "post": said(user.post.get_role_display())},
    )
    return leave(request, taken, _("搬迁人口"), heads, rows, notes)
