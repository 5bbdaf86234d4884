"""The search page."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table
from anju.web.queries.matching import typed
from anju.web.queries.search import MOST, SUGGESTED, Found, find

NUMBER = 7  # digits that make a search one by ID or phone


def search(request: StaffRequest) -> HttpResponse:
    """What the text in the box may mean, within the viewer's scope."""
    text = typed(request.GET.get("q", ""))
    found = _found(request, text, MOST)
    words = {
        "q": text,
        "found": found,
        "persons": _persons(found),
        "others": _others(found),
        "trail": [(_("总览"), "/"), (_("搜索"), "")],
    }
    return TemplateResponse(request, "web/search.html", words)


def suggest(request: StaffRequest) -> HttpResponse:
    """The first few of what the text may mean, while it is typed: a list that opens below the box."""
    text = typed(request.GET.get("q", ""))
    found = _found(request, text, SUGGESTED)
    options = [
        (
            reverse("person", args=[row.id]),
            row.name,
            " · ".join(filter(None, (row.left, row.id_masked, row.site, row.number))),
        )
        for row in found.persons
    ]
    options += [(hit.href, hit.name, f"{_kinds()[hit.kind]} · {hit.where}") for hit in found.hits]
    words = {"q": text, "options": options[:SUGGESTED], "more": found.more or len(options) > SUGGESTED}
    return TemplateResponse(request, "web/suggestions.html", words)


def _found(request: StaffRequest, text: str, most: int) -> Found:
    """What is found; who was shown is noted."""
    found = find(text, on=working_day(), most=most)
    if found.persons:
        digits = sum(letter.isdigit() for letter in text)
        how = Operation.SEARCH_NUMBER if digits >= NUMBER else Operation.SEARCH
        seen(request, how, "search", persons=[row.id for row in found.persons], rows=len(found.persons))
    return found


def _persons(found: Found) -> Table:
    columns = (
        Column("name", _("姓名")), Column("id", _("身份证号")), Column("age", _("年龄"), numeric=True), Column("site", _("安置区")),
        Column("household", _("户编号")), Column("relation", _("与户主关系")),
        Column("state", _("在册情况")),
    )  # fmt: skip
    rows = [
        (
            Cell(row.name, reverse("person", args=[row.id])),
            Cell(row.id_masked),
            Cell(str(row.age)),
            Cell(row.site, reverse("site", args=[row.place])),
            Cell(row.number, reverse("household", args=[row.household]) if row.opens else ""),
            Cell(row.relation),
            Cell(row.left, tone="warn") if row.left else Cell(_("在册")),
        )
        for row in found.persons
    ]
    return Table(columns, rows, Address(""))


def _kinds() -> dict[str, str]:
    return {
        "household": _("搬迁户"),
        "flat": _("住房"),
        "site": _("安置区"),
        "community": _("社区"),
        "grid": _("网格"),
        "operator": _("园区与工厂"),
    }


def _others(found: Found) -> Table:
    kinds = _kinds()
    columns = (Column("kind", _("类别")), Column("name", _("名称")), Column("where", _("所在")))
    return Table(
        columns,
        [(Cell(kinds[hit.kind]), Cell(hit.name, hit.href), Cell(hit.where)) for hit in found.hits],
        Address(""),
    )
