"""Composing an indicator: dataset, conditions, measure, what it gives at once; saved as a version; checked by another."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts.codes import Field, Right
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.indicators import actions, builder, phrases, queries
from anju.indicators.builder import Condition
from anju.indicators.catalogue import Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.forms import MOST_CONDITIONS, MOST_GROUPS, ComposeForm, Conditions, first_of_next
from anju.indicators.models import Definition
from anju.indicators.queries.asking import name_of
from anju.kernel.facts import Dataset, Fact
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese, number
from anju.ui.words import said

INVALID = 422
SAMPLE = 10


@dataclass(frozen=True)
class Choice:
    """An option of a drop-down."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class LineShown:
    """One line of the builder as the page prints it."""

    name: str
    columns: list[Choice]
    operators: list[Choice]
    options: list[Choice]
    values: tuple[str, ...]
    wanted: int
    input_type: str


def _fact_name(fact: Fact) -> str:
    return fact.zh if chinese() else fact.en


def _line(name: str, one: Condition | None, dataset: Dataset) -> LineShown:
    """A line with its drop-downs; an empty one to add."""
    columns = [Choice("", _("选择一栏"), one is None)]
    columns += [
        Choice(column, _fact_name(fact), one is not None and column == one.column)
        for column, fact in builder.askable(dataset).items()
    ]
    if one is None:
        return LineShown(name, columns, [], [], (), 0, "text")
    fact = dataset.columns[one.column]
    operators = [
        Choice(
            str(operator),
            phrases.operator_words(str(operator), fact, chinese=chinese()),
            operator == one.operator,
        )
        for operator in builder.operators_of(fact)
    ]
    options = [Choice(code, said(label), code in one.values) for code, label in fact.choices]
    kinds = {"date": "date", "int": "number", "decimal": "number"}
    wanted = builder.values_wanted(one.operator)
    values = (*one.values, "", "")[: max(wanted, 0)]
    return LineShown(name, columns, operators, options, values, wanted, kinds.get(fact.kind, "text"))


def _shown(conditions: Conditions) -> list[list[LineShown]]:
    """All groups with an empty line at the end of each; a first empty group where there is none."""
    if conditions.dataset is None:
        return []
    groups = []
    for n, group in enumerate(conditions.groups or [()]):
        lines = [_line(f"c-{n}-{at}", one, conditions.dataset) for at, one in enumerate(group)]
        if len(group) < MOST_CONDITIONS:
            lines.append(_line(f"c-{n}-{len(group)}", None, conditions.dataset))
        groups.append(lines)
    return groups


def compose(request: StaffRequest, code: str = "") -> HttpResponse:
    """The page on which an indicator is composed or changed; every press of a button shows what it gives."""
    base = _base(code)
    if request.method != "POST":
        copied = base or _base(request.GET.get("from", ""))
        form, conditions = _begun(copied, code)
        return _page(request, code, form, conditions)
    known = queries.catalogue()
    form = ComposeForm(request.POST, known=known)
    conditions = _changed(Conditions.posted(request.POST, form.asked_dataset()), request.POST)
    if request.POST.get("do") != "save":  # what is not filled in yet is no mistake while one composes
        return _page(request, code, ComposeForm(initial=request.POST.dict(), known=known), conditions)
    if form.is_valid() and not conditions.problem:
        return _saved(request, code, form, conditions)
    return _page(request, code, form, conditions, status=INVALID)


def _base(code: str) -> Indicator | None:
    """The indicator that is changed or copied; an unknown one is not there (404)."""
    if not code:
        return None
    item = queries.catalogue().indicators.get(code)
    if item is None:
        raise Http404
    return item


def _begun(base: Indicator | None, code: str) -> tuple[ComposeForm, Conditions]:
    """Form and conditions at the start: empty, or those of an indicator that is there."""
    known, newest = queries.catalogue(), queries.latest_close()
    since = first_of_next(newest.month if newest else None, working_day())
    if base is None:
        return ComposeForm(initial={"since": since, "measure": "count"}, known=known), Conditions([], None)
    composed = actions.as_composed(base)
    part = composed.members or composed.total
    measure = "ratio" if composed.ratio else "sum" if composed.total else "count"
    initial: dict[str, Any] = vars(composed) | {
        "measure": measure,
        "since": since,
        "dataset": part.get("of", ""),
        "key": part.get("key", ""),
        "column": part.get("column", ""),
        "name": composed.name if code else _("%(name)s（副本）") % {"name": composed.name},
    }
    if composed.ratio:
        initial |= {"top": composed.ratio[0], "bottom": composed.ratio[1]}
    dataset = DATASETS.get(part.get("of", ""))
    groups = builder.read(part.get("where", ""), dataset) if dataset else []
    if groups is None or part.get("except"):
        raise Refused(_("“%(name)s”的条件不能在这里修改，请联系程序维护人员。") % {"name": name_of(base)})
    return ComposeForm(initial=initial, known=known), Conditions(groups, dataset)


def _changed(conditions: Conditions, data: QueryDict) -> Conditions:
    """The conditions after the button that was pressed: a line removed, a group added or removed."""
    word, _sep, at = data.get("do", "").partition(":")
    if word == "group" and len(conditions.groups) < MOST_GROUPS:
        conditions.groups.append(())
    numbers = [int(one) for one in at.split("-") if one.isdigit()]
    if word == "drop" and len(numbers) == 2 and numbers[0] < len(conditions.groups):
        group = conditions.groups[numbers[0]]
        conditions.groups[numbers[0]] = tuple(one for n, one in enumerate(group) if n != numbers[1])
    return conditions


def _page(
    request: StaffRequest, code: str, form: ComposeForm, conditions: Conditions, *, status: int = 200
) -> HttpResponse:
    words = {
        "form": form,
        "code": code,
        "groups": _shown(conditions),
        "problem": conditions.problem if status == INVALID or conditions.groups else "",
        "more_groups": conditions.dataset is not None and len(conditions.groups or [()]) < MOST_GROUPS,
        "measure": form["measure"].value() or "count",
        "preview": _preview(request, form, conditions),
        "title": _("修改指标口径") if code else _("编制指标"),
        "trail": [(_("总览"), "/"), (_("指标目录"), reverse("catalogue")), (_("编制指标"), "")],
    }
    return TemplateResponse(request, "indicators/compose.html", words, status=status)


@dataclass(frozen=True)
class Preview:
    """What a definition gives now: its value, its condition in words, the first records."""

    value: str
    unit: str
    on: date
    words: str
    query: str
    table: Table | None = None
    trouble: str = ""


def _preview(request: StaffRequest, form: ComposeForm, conditions: Conditions) -> Preview | None:
    """What the unsaved definition gives on the ledger of today; None while it is not complete."""
    drafted = _drafted(form, conditions)
    if drafted is None:
        return None
    on = working_day()
    try:
        item, known = actions.fitted(drafted)
    except Refused as refusal:
        return Preview("—", "", on, "", "", trouble=str(refusal))
    scope = request.scope.codes[0]
    held = queries.figures(on, scope, codes=[item.code], known=known)[0]
    dataset = DATASETS.get(item.dataset)
    words = phrases.predicate_words(item.where, dataset, chinese=chinese()) if dataset else ""
    return Preview(
        number(held.value), item.unit_zh, on, words, held.query, _records(request, item, known, on)
    )


def _drafted(form: ComposeForm, conditions: Conditions) -> Definition | None:
    """The definition as far as it is composed, with words in place of what is not said yet; None while too little is."""
    held = {
        name: str(form[name].value() or "")
        for name in ("measure", "dataset", "key", "column", "top", "bottom")
    }
    needed = {"count": ("dataset", "key"), "sum": ("dataset", "column"), "ratio": ("top", "bottom")}
    if conditions.problem or not all(held[name] for name in needed.get(held["measure"], ("dataset",))):
        return None
    where = {"of": held["dataset"], "where": conditions.text()}
    composed = actions.Composed(
        name=_("草稿"), unit=str(form["unit"].value() or "个"), task="management", definition=_("草稿"), owner="—",
        legal_basis="—", better="neutral", kind="stock",
        members=where | {"key": held["key"]} if held["measure"] == "count" else {},
        total=where | {"column": held["column"]} if held["measure"] == "sum" else {},
        ratio=(held["top"], held["bottom"]) if held["measure"] == "ratio" else None,
        decimals=_whole(form["decimals"].value()),
    )  # fmt: skip
    return actions.draft(composed, code="", since=working_day(), by="draft")


def _whole(value: Any) -> int:
    text = str(value or "")
    return min(int(text), 4) if text.isdigit() else 0


def _records(request: StaffRequest, item: Indicator, known: Any, on: date) -> Table | None:
    """The first records behind the draft, masked; None for who may not see them."""
    behind = known.set_of(item.code)
    needed = DATASETS[behind.dataset].sees
    if not request.user.may(Right.READ_RECORDS) or (needed and not request.user.sees(Field(needed))):
        return None
    page = queries.records(item.code, on, request.scope.codes[0], limit=SAMPLE, known=known)
    persons = [int(link[1]) for link in page.links if link and link[0] == "person"]
    seen(request, Operation.FIGURE, "figure:draft", persons=persons, rows=len(page.rows))
    columns = [Column(name, zh if chinese() else en) for name, zh, en in page.columns]
    rows = [[Cell(_text(value)) for value in row] for row in page.rows]
    return Table(columns, rows, Address(""), total=page.total, size=SAMPLE, caption=_("名单（前几条）"),
                 empty=_("没有符合条件的记录。"))  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "—" if value in (None, "") else str(value)


def _saved(request: StaffRequest, code: str, form: ComposeForm, conditions: Conditions) -> HttpResponse:
    held = form.cleaned_data
    made = actions.define(
        composed=form.composed(conditions),
        code=code,
        since=held["since"],
        why=held["why"],
        by=request.user.username,
    )
    messages.success(
        request, _("已保存，等待另一人复核。复核后从 %(since)s 起启用。") % {"since": made.since}
    )
    return redirect("indicator_waiting", pk=made.pk)


def waiting(request: StaffRequest, pk: int) -> HttpResponse:
    """A definition that waits for its check: what it would count, beside what counts today."""
    held = queries.own_versions().filter(pk=pk).first()
    if held is None:
        raise Http404
    review = getattr(held, "review", None)
    item, trouble = _item_of(held)
    current = queries.catalogue().indicators.get(held.code)
    on = working_day()
    words = {
        "held": held,
        "review": review,
        "trouble": trouble,
        "item": item,
        "retires": held.body.get("status") == "archived",
        "query": queries.query_of(item) if item else "",
        "current": current,
        "current_query": queries.query_of(current) if current else "",
        "words": _in_words(item),
        "current_words": _in_words(current),
        "value": _value_of(held, item, request, on),
        "current_value": _current_value(current, request, on),
        "own": held.written_by == request.user.username,
        "title": held.body["name"]["zh"] if chinese() else held.body["name"]["en"],
        "trail": [(_("总览"), "/"), (_("指标目录"), reverse("catalogue")), (_("口径复核"), "")],
    }
    return TemplateResponse(request, "indicators/waiting.html", words)


def _in_words(item: Indicator | None) -> str:
    """What a definition counts, for whoever has to agree with it."""
    if item is None or not item.dataset:
        return (
            " ÷ ".join(name_of(queries.indicator(code)) for code in item.ratio)
            if item and item.ratio
            else "—"
        )
    dataset = DATASETS[item.dataset]
    parts = [dataset.zh if chinese() else dataset.en]
    parts.append(phrases.predicate_words(item.where, dataset, chinese=chinese()))
    if item.excepted:
        parts.append(_("除外") + " " + phrases.predicate_words(item.excepted, dataset, chinese=chinese()))
    return "；".join(parts) if chinese() else "; ".join(parts)


def _item_of(held: Definition) -> tuple[Indicator | None, str]:
    try:
        return actions.fitted(held)[0], ""
    except Refused as refusal:
        return None, str(refusal)


def _value_of(held: Definition, item: Indicator | None, request: StaffRequest, on: date) -> str:
    if item is None:
        return "—"
    known = actions.fitted(held)[1]
    return number(queries.figures(on, request.scope.codes[0], codes=[item.code], known=known)[0].value)


def _current_value(current: Indicator | None, request: StaffRequest, on: date) -> str:
    if current is None:
        return "—"
    return number(queries.figures(on, request.scope.codes[0], codes=[current.code])[0].value)


@require_POST
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide about somebody else's definition."""
    granted = request.POST.get("decision") == "grant"
    made = actions.review(
        definition=pk,
        granted=granted,
        note=request.POST.get("note", "").strip()[:400],
        by=request.user.username,
    )
    messages.success(request, _("已同意，按启用日期生效。") if granted else _("已退回编制人。"))
    return redirect("indicator", code=made.definition.code) if granted else redirect("catalogue")


@require_POST
def retire(request: StaffRequest, code: str) -> HttpResponse:
    """Ask that an indicator leaves the catalogue."""
    newest = queries.latest_close()
    since = first_of_next(Month.of(newest.month).first if newest else None, working_day())
    made = actions.retire(
        code=code, since=since, why=request.POST.get("why", "").strip()[:400], by=request.user.username
    )
    messages.success(request, _("停用申请已提交，等待另一人复核。"))
    return redirect("indicator_waiting", pk=made.pk)
