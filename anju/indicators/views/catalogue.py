"""The catalogue: searching it, one definition with its versions, the same figure under each version."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.indicators import phrases, queries
from anju.indicators.catalogue import Catalogue, CheckKind, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.forms import TASKS, SearchForm
from anju.indicators.models import Definition
from anju.indicators.queries import versioned
from anju.indicators.queries.asking import definition_of, name_of, unit_of
from anju.kernel.month import Month
from anju.regions.queries import working_day
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese, day, moment, number
from anju.ui.words import said

SIZE = 50
COLUMNS = (
    Column("name", gettext_lazy("指标"), sortable=True),
    Column("task", gettext_lazy("任务"), sortable=True),
    Column("unit", gettext_lazy("单位")),
    Column("definition", gettext_lazy("口径")),
    Column("owner", gettext_lazy("责任单位"), sortable=True),
    Column("version", gettext_lazy("版本")),
)
SIGNS = {CheckKind.EQUALS: "=", CheckKind.AT_LEAST: "≥"}


def _wanted(form: SearchForm, known: Catalogue) -> list[Indicator]:
    """The definitions that a search asks for."""
    held = form.cleaned_data if form.is_valid() else {}
    word, task, origin = str(held.get("q", "")).strip().lower(), held.get("task"), held.get("origin")
    return [
        one
        for one in known
        if (not task or one.task == task)
        and (not origin or one.own == (origin == "own"))
        and (not word or any(word in text.lower() for text in _texts(one)))
    ]


def _texts(one: Indicator) -> tuple[str, ...]:
    return one.code, one.name_zh, one.name_en, one.definition_zh, one.definition_en, one.legal_basis


def _sorted(found: list[Indicator], order: str) -> list[Indicator]:
    keys = {
        "name": lambda one: name_of(one),
        "task": lambda one: (list(TASKS).index(one.task), one.order),
        "owner": lambda one: one.owner,
        "code": lambda one: one.code,
    }
    key = keys.get(order.lstrip("-") or "task")
    return sorted(found, key=key, reverse=order.startswith("-")) if key else found


def _version(one: Indicator) -> str:
    return (
        _("本县 v%(n)s · %(since)s 起") % {"n": one.number, "since": one.since}
        if one.own
        else _("随程序提供")
    )


def catalogue(request: StaffRequest) -> HttpResponse:
    """All definitions in force, searchable."""
    address = Address.of(request)
    form = SearchForm(request.GET)
    found = _sorted(_wanted(form, queries.catalogue()), address.get("sort"))
    page = page_of(address)
    rows = [
        [
            Cell(name_of(one), reverse("indicator", args=[one.code])),
            Cell(str(TASKS[one.task])),
            Cell(unit_of(one)),
            Cell(definition_of(one)),
            Cell(said(one.owner)),
            Cell(_version(one), tone="info" if one.own else ""),
        ]
        for one in found[(page - 1) * SIZE : page * SIZE]
    ]
    table = Table(
        COLUMNS, rows, address, total=len(found), page=page, size=SIZE,
        export=str(address.but(page=None).at(reverse("catalogue_export"))), caption=_("指标目录"),
        empty=_("没有符合条件的指标。换个词试试，或编制一个新指标。"),
    )  # fmt: skip
    words = {
        "form": form,
        "table": table,
        "waiting": _waiting(),
        "may_define": request.user.may(Right.DEFINE_INDICATORS),
        "trail": [(_("总览"), "/"), (_("指标目录"), "")],
    }
    return TemplateResponse(request, "indicators/catalogue.html", words)


def _waiting() -> Sequence[Definition]:
    """Definitions that nobody has checked yet."""
    return list(Definition.objects.filter(review__isnull=True).order_by("written_at")[:SIZE])


def catalogue_export(request: StaffRequest) -> HttpResponse:
    """The listed definitions as a workbook."""
    found = _wanted(SearchForm(request.GET), queries.catalogue())
    taken = take(
        request, target="catalogue", title=_("导出指标目录"), filename=_("指标目录"), asks=False
    )  # fmt: skip
    heads = [str(column.title) for column in COLUMNS] + [_("代码"), _("依据"), _("条件")]
    rows = [
        [name_of(one), str(TASKS[one.task]), unit_of(one), definition_of(one), one.owner, _version(one), one.code,
         one.legal_basis, queries.query_of(one)]
        for one in found
    ]  # fmt: skip
    return workbook(taken, _("指标目录"), heads, rows)


def indicator(request: StaffRequest, code: str) -> HttpResponse:
    """One definition: what it counts in words, its checks, its versions, what waits for a check."""
    known, all_versions = queries.catalogue(), queries.versions(code)
    waiting = Definition.objects.filter(code=code, review__isnull=True).first()
    item = known.indicators.get(code) or (all_versions[-1] if all_versions else None)
    if item is None:
        raise Http404
    words = {
        "item": item,
        "retired": code not in known,
        "title": name_of(item),
        "sentence": definition_of(item),
        "facts": _facts(item),
        "meaning": _meaning(item, known),
        "query": queries.query_of(item),
        "checks": list(_checks(item, known)),
        "versions": _versions_table(code, all_versions),
        "waiting": waiting,
        "own_waiting": waiting is not None and waiting.written_by == request.user.username,
        "may_define": request.user.may(Right.DEFINE_INDICATORS),
        "may_change": item.policy is None and waiting is None and code in known,
        "trail": [(_("总览"), "/"), (_("指标目录"), reverse("catalogue")), (name_of(item), "")],
    }
    return TemplateResponse(request, "indicators/indicator.html", words)


def _facts(item: Indicator) -> list[Fact]:
    return [
        Fact(_("任务"), str(TASKS[item.task])),
        Fact(_("单位"), unit_of(item)),
        Fact(_("责任单位"), said(item.owner)),
        Fact(_("依据"), said(item.legal_basis)),
        Fact(_("编制"), item.authored),
        Fact(_("复核"), item.checked),
        Fact(_("下次复审"), day(item.next_review)),
        Fact(_("口径版本"), item.version),
        Fact(_("指标代码"), item.code),
    ]


def _meaning(item: Indicator, known: Catalogue) -> list[Fact]:
    """What is counted, of what, under which condition, in words."""
    if item.ratio:
        top, bottom = (known.indicators.get(code) for code in item.ratio)
        return [
            Fact(label, name_of(one) if one else code, reverse("indicator", args=[code]))
            for label, one, code in ((_("分子"), top, item.ratio[0]), (_("分母"), bottom, item.ratio[1]))
        ]
    dataset = DATASETS[item.dataset]
    named = dataset.zh if chinese() else dataset.en
    column = dataset.columns.get(item.sum_of)
    facts = [Fact(_("数据"), named)]
    if column:
        facts.append(Fact(_("合计"), column.zh if chinese() else column.en))
    else:
        facts.append(Fact(_("计数"), _counted(item)))
    facts.append(Fact(_("条件"), phrases.predicate_words(item.where, dataset, chinese=chinese())))
    if item.excepted:
        facts.append(Fact(_("除外"), phrases.predicate_words(item.excepted, dataset, chinese=chinese())))
    return facts


def _counted(item: Indicator) -> str:
    words = {
        "person": _("人（每人计一次）"),
        "household": _("户（每户计一次）"),
        "site": _("安置区（每个计一次）"),
    }
    return words.get(DATASETS[item.dataset].links.get(item.key, ""), _("记录条数"))


def _checks(item: Indicator, known: Catalogue) -> Iterable[str]:
    for check in item.checks:
        if check.kind is CheckKind.JUMP:
            yield _("逐月变动不超过 %(percent)s％（变动 %(least)s 以下不计）") % {
                "percent": check.percent,
                "least": check.least,
            }
            continue
        parts = " + ".join(name_of(known.get(code)) if code in known else code for code in check.parts)
        yield f"{name_of(item)} {SIGNS[check.kind]} {parts}"


def _versions_table(code: str, found: Sequence[Indicator]) -> Table:
    """Every version that was ever in force, the newest first."""
    own = {held.number: held for held in queries.own_versions(code)}
    columns = (
        Column("number", _("版本")), Column("since", _("启用日期")), Column("query", _("取数条件")), Column("why", _("理由")),
        Column("by", _("编制 / 复核")), Column("at", _("时间")),
    )  # fmt: skip
    rows = [
        [
            Cell(f"v{one.number}" if one.own else _("随程序提供")),
            Cell(day(one.since) if one.own else "—"),
            Cell(queries.query_of(one)),
            Cell(own[one.number].why if one.number in own else "—"),
            Cell(f"{one.authored} / {one.checked}"),
            Cell(moment(own[one.number].written_at) if one.number in own else day(one.reviewed)),
        ]
        for one in reversed(found)
    ]
    return Table(columns, rows, Address(""), caption=_("历次版本"))


def versions(request: StaffRequest, code: str) -> HttpResponse:
    """The figure of each closed month under every version of its definition, counted from the files of the closes."""
    found = queries.versions(code)
    if not found:
        raise Http404
    table, words = versioned.under_each(code, request.scope.codes[0]), _labels(found)
    columns = [Column("month", _("月份"))] + [
        Column(f"v{n}", label, numeric=True) for n, label in enumerate(words)
    ]
    rows = [
        [Cell(str(Month.of(month))), *(Cell(number(value)) for value in values)] for month, values in table
    ]
    taken: dict[str, Any] = {
        "title": name_of(found[-1]),
        "table": Table(columns, rows, Address.of(request), caption=_("各版本对照")),
        "today": working_day(),
        "code": code,
        "trail": [(_("总览"), "/"), (_("指标目录"), reverse("catalogue")),
                  (name_of(found[-1]), reverse("indicator", args=[code])), (_("各版本对照"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "indicators/versions.html", taken)


def _labels(found: Sequence[Indicator]) -> list[str]:
    return [f"v{one.number}（{one.since}）" if one.own else _("随程序提供") for one in found]
