"""The proof of a figure: its value and definition, trend, breakdown, records, cross-checks, and who cites it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from anju.accounts.approvals import hold
from anju.accounts.codes import Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import as_csv, ask, workbook
from anju.audit.models import Operation
from anju.documents.queries import letters_citing
from anju.indicators.catalogue import CheckKind, Indicator
from anju.indicators.figures import FigureValue, RecordPage, tidy
from anju.indicators.queries import asking as figures
from anju.indicators.queries import label_of
from anju.indicators.queries.asking import Asked, asked, definition_of, name_of, unit_of
from anju.indicators.views import cards
from anju.kernel.facts import Fact as ColumnFact
from anju.plans.queries import goals_at
from anju.plans.rules import reached
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese, day, number
from anju.ui.words import said
from anju.web.views.overview import TASKS, as_of_words

SIZE = 50
LEVELS, MOST_COLUMNS = ("town", "site"), 5
SIGNS = {CheckKind.EQUALS: "=", CheckKind.AT_LEAST: "≥", CheckKind.JUMP: "≈"}
MOST_LETTERS = 10


def figure(request: StaffRequest, code: str) -> HttpResponse:
    """Everything that stands behind one figure of one place and day."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    definition = figures.definition(question, code)
    shown = figures.values(question, [code]).get(code)
    address = Address.of(request)
    columns = _columns(request, question, code)
    by = _by(request, question, columns)
    places = figures.breakdown(question, code, by) if by in LEVELS and definition.policy is None else []
    points = figures.trend(question, code)
    title = name_of(definition)
    words = as_of_words(question) | {
        "definition": definition,
        "title": title,
        "sentence": definition_of(definition),
        "figure": shown,
        "unit": unit_of(definition),
        "place": figures.place_name(question.scope),
        "facts": [*_goal(code, shown, question), *_facts(definition, shown, question)],
        "trend": cards.trend_chart(question, "trend", [(definition, points)]),
        "notes": cards.definition_changes(points),
        "ranking": cards.ranking_chart(question, "ranking", title, places),
        "places": cards.places_table(question, places) if len(places) > 1 else None,
        "tabs": _tabs(address, by, question, columns),
        "map": cards.sites_map(question, title, places) if by == "site" else None,
        "split": cards.columns_table(question, code, columns[by], figures.by_column(question, code, by))
        if by in columns
        else None,
        "tools": _tools(request, question, definition),
        "restated": f"{reverse('restated', args=[code])}?{urlencode(question.words())}"
        if question.close
        else "",
        "records": _records(request, question, code, address),
        "checks": _checks(question, code),
        "letters": letters_citing(code)[:MOST_LETTERS],
        "trail": _trail(definition, title),
        "address": address,
    }
    return TemplateResponse(request, "web/figure.html", words)


def _trail(definition: Indicator, title: str) -> list[tuple[str, str]]:
    task = str(TASKS[definition.task])
    return [(_("总览"), "/"), (task, reverse("task", args=[definition.task.value])), (title, "")]


def _goal(code: str, shown: FigureValue | None, question: Asked) -> list[Fact]:
    """The target of the year at this place, and how the figure stands to it; nothing where none was set."""
    wanted = goals_at(question.scope, question.on.year).get(code)
    if wanted is None:
        return []
    how = reached(wanted.sense, wanted.value, shown.value if shown else None)
    text = f"{wanted.get_sense_display()} {number(tidy(wanted.value, 4))}"
    if how and how.share is not None:
        text += " · " + _("完成 %(share)s％") % {"share": number(how.share)}
    href = f"{reverse('goals')}?year={wanted.year}"
    tone = "" if how is None else "ok" if how.met else "warn"
    return [Fact(_("%(year)s 年目标") % {"year": wanted.year}, text, href, hint=wanted.document, tone=tone)]


def _facts(definition: Indicator, shown: FigureValue | None, question: Asked) -> list[Fact]:
    facts = [
        Fact(_("范围"), figures.place_name(question.scope)),
        Fact(_("数据截至"), day(question.on)),
        Fact(
            _("取数方式"),
            label_of(question.close) if question.close else _("实时计算，未经结账"),
            tone="ok" if question.close else "warn",
        ),
    ]
    if shown and shown.denominator is not None:
        facts += [Fact(_("分子"), number(shown.numerator)), Fact(_("分母"), number(shown.denominator))]
    return [
        *facts,
        Fact(_("口径版本"), shown.definition_version if shown else definition.version),
        Fact(_("责任单位"), said(definition.owner)),
        Fact(_("依据"), said(definition.legal_basis)),
        Fact(_("指标代码"), definition.code),
    ]


def _columns(request: StaffRequest, question: Asked, code: str) -> dict[str, ColumnFact]:
    """The columns that a figure may be split by, for who may see what they tell of."""
    needed = figures.field_of(question, code)
    if needed and not request.user.sees(needed):
        return {}
    return dict(list(figures.columns_of(question, code).items())[:MOST_COLUMNS])


def _by(request: StaffRequest, question: Asked, columns: Mapping[str, ColumnFact]) -> str:
    """How the figure is broken down: as asked, else by the places below, else by the first column."""
    asked_for = request.GET.get("by", "")
    if asked_for in columns or (asked_for in LEVELS and question.by == "town"):
        return asked_for
    return question.by or next(iter(columns), "")


def _tabs(address: Address, by: str, question: Asked, columns: Mapping[str, ColumnFact]) -> list[Tab]:
    pairs = [("town", _("分镇")), ("site", _("分安置区"))] if question.by == "town" else []
    pairs = [("site", _("分安置区"))] if question.by == "site" else pairs
    pairs += [
        (name, _("按%(column)s") % {"column": fact.zh if chinese() else fact.en})
        for name, fact in columns.items()
    ]
    return (
        [Tab(title, str(address.but(by=key, page=None)), by == key) for key, title in pairs]
        if len(pairs) > 1
        else []
    )


def _tools(request: StaffRequest, question: Asked, definition: Indicator) -> list[tuple[str, str]]:
    """What else can be asked of the figure: who joined and left, why another office has another one, its definition."""
    words, code = urlencode(question.words()), definition.code
    found = [(_("与外部数字对账"), f"{reverse('differ', args=[code])}?{words}")]
    behind = question.known.set_of(code)
    if question.months and not behind.sum_of and request.user.may(Right.READ_RECORDS):
        found.insert(0, (_("较上月增减名单"), f"{reverse('moves', args=[code])}?{words}"))
    return [*found, (_("口径和版本"), reverse("indicator", args=[code]))]


def restated(request: StaffRequest, code: str) -> HttpResponse:
    """A piece of the proof: what each version of the month's close says, and what the ledger would give now."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    if question.close is None:
        return HttpResponse()
    definition = figures.definition(question, code)
    words = {"lines": figures.stated(question, code), "unit": unit_of(definition)}
    moves = f"{reverse('moves', args=[code])}?before={question.close.pk}&as_of={question.on}&live=1&scope={question.scope}"
    listed = request.user.may(Right.READ_RECORDS) and not question.known.set_of(code).sum_of
    return TemplateResponse(request, "web/restated.html", words | {"moves": moves if listed else ""})


def _records(request: StaffRequest, question: Asked, code: str, address: Address) -> Table | None:
    """The list behind the figure; None for who may not read records, or not this group of fields."""
    needed = figures.field_of(question, code)
    if not request.user.may(Right.READ_RECORDS) or (needed and not request.user.sees(needed)):
        return None
    page = page_of(address)
    found = figures.records(question, code, order=address.get("sort"), page=page, size=SIZE)
    asked_for = {"as_of": question.on.isoformat(), "scope": question.scope, "page": page}
    seen(
        request,
        Operation.FIGURE,
        f"figure:{code}",
        persons=_persons(found),
        rows=len(found.rows),
        conditions=asked_for,
    )
    may_export = request.user.may(Right.EXPORT_RECORDS)
    return Table(
        columns=[Column(name, zh if chinese() else en, sortable=True) for name, zh, en in found.columns],
        rows=[_line(found, at) for at in range(len(found.rows))],
        address=address,
        total=found.total,
        page=page,
        size=SIZE,
        export=str(address.but(page=None).at(reverse("figure_export", args=[code]))) if may_export else "",
        caption=_("名单"),
        empty=_("这个数字后面没有记录。"),
    )


def _persons(found: RecordPage) -> list[int]:
    """The persons in the rows of a page."""
    return [int(link[1]) for link in found.links if link and link[0] == "person"]


def _line(found: RecordPage, at: int) -> list[Cell]:
    """A row: the first column that is not the place opens the record."""
    link = found.links[at]
    opens = 1 if len(found.columns) > 1 and found.columns[0][0] == "place_name" else 0
    href = _page_of(*link) if link else ""
    return [
        Cell(_text(value), href if column == opens else "") for column, value in enumerate(found.rows[at])
    ]


def _page_of(kind: str, key: Any) -> str:
    """The record page that a row opens; kinds without a page of their own open none."""
    try:
        return reverse(kind, args=[key])
    except NoReverseMatch:
        return ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return "—" if value in (None, "") else said(value) if isinstance(value, str) else number(value)


def _checks(question: Asked, code: str) -> list[dict[str, Any]]:
    """The declared cross-checks in which the figure stands; every number in them is a link."""
    declared, found = figures.checks(question, code)

    def shown(part: str) -> tuple[str, str, str]:
        held = found.get(part)
        return (
            name_of(figures.definition(question, part)),
            question.figure(part),
            number(held.value if held else None),
        )

    return [
        {
            "left": shown(check.code),
            "parts": [shown(part) for part in check.parts],
            "sign": SIGNS[check.kind],
            "holds": check.holds,
        }
        for check in declared
    ]


def figure_export(request: StaffRequest, code: str) -> HttpResponse:
    """All records behind the figure as a workbook or as CSV, masked; one audit event."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    definition, needed = figures.definition(question, code), figures.field_of(question, code)
    if needed and not request.user.sees(needed):
        raise PermissionDenied
    found = figures.records(question, code, order=request.GET.get("sort", ""), page=1, size=None)
    stamp = label_of(question.close) if question.close else "live"
    taken = take(
        request,
        target=f"figure:{code}",
        title=_("导出指标名单"),
        filename=f"{name_of(definition)}-{question.on.isoformat()}",
        conditions={"as_of": question.on.isoformat(), "scope": question.scope, "close": stamp},
        persons=_persons(found),
    )
    if not ask(taken) and (held := hold(request, taken, found.total)) is not None:
        return held
    heads = [zh if chinese() else en for _name, zh, en in found.columns]
    rows = [[_plain(value) for value in row] for row in found.rows]
    if request.GET.get("format") == "csv":
        return as_csv(taken, heads, rows)
    return workbook(taken, name_of(definition), heads, rows, _notes(definition, question, found, request))


def _plain(value: Any) -> Any:
    return (_("是") if value else _("否")) if isinstance(value, bool) else value


def _notes(definition: Indicator, question: Asked, found: RecordPage, request: StaffRequest) -> Sequence[str]:
    user = request.user
    return (
        f"{name_of(definition)}（{definition.code}）",
        definition_of(definition),
        _("范围：%(place)s") % {"place": figures.place_name(question.scope)},
        _("截至：%(day)s") % {"day": question.on.isoformat()},
        _("取数方式：%(how)s")
        % {"how": label_of(question.close) if question.close else _("实时计算，未经结账")},
        _("口径版本：%(version)s") % {"version": definition.version},
        _("行数：%(rows)s") % {"rows": found.total},
        _("导出人：%(name)s（%(post)s）")
        % {"name": user.display_name, "post": said(user.post.get_role_display())},
    )
