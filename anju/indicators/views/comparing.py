"""Why do our figures differ, and why did a figure move: the ground, and the records one by one."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.approvals import hold
from anju.accounts.codes import Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import ask, workbook
from anju.audit.models import Operation
from anju.indicators.figures import RecordPage
from anju.indicators.forms import DifferForm
from anju.indicators.models import Close
from anju.indicators.queries import asking, differing, lists_compared
from anju.indicators.queries import moves as moving
from anju.indicators.queries.asking import Asked, asked, name_of, unit_of
from anju.indicators.queries.differing import Ground, Guess
from anju.indicators.queries.lists_compared import Compared
from anju.indicators.queries.moves import Moves
from anju.indicators.queries.states import State
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese, day, number

SIZE, INVALID = 50, 422
MOST_NAMED = 500  # persons that a look names
FEW = 5  # columns of a record beside the reason
GROUNDS = {
    Ground.AS_OF: gettext_lazy("日期不同"),
    Ground.PLACE: gettext_lazy("范围不同"),
    Ground.DEFINITION: gettext_lazy("条件不同"),
    Ground.INDICATOR: gettext_lazy("指标不同"),
}


def _state(question: Asked) -> State:
    return State.of(question.close) if question.close else State(question.on)


def _may_list(request: StaffRequest, question: Asked, code: str) -> bool:
    needed = asking.field_of(question, code)
    return request.user.may(Right.READ_RECORDS) and (needed is None or request.user.sees(needed))


def differ(request: StaffRequest, code: str) -> HttpResponse:
    """Put in another office's figure or list; see on what ground it differs."""
    words = request.GET.dict() | {
        key: request.POST[key] for key in ("as_of", "scope", "live") if key in request.POST
    }
    question = asked(words, scope=request.scope, today=working_day())
    definition = asking.definition(question, code)
    shown = asking.values(question, [code]).get(code)
    form = DifferForm(request.POST if request.method == "POST" else None)
    answer: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        answer = _answer(request, question, code, form)
    taken = answer.pop("file", None)
    if taken is not None:
        return taken
    context = answer | {
        "form": form,
        "question": question,
        "code": code,
        "title": name_of(definition),
        "figure": shown,
        "unit": unit_of(definition),
        "place": asking.place_name(question.scope),
        "may_list": _may_list(request, question, code),
        "may_export": request.user.may(Right.EXPORT_RECORDS),
        "trail": _trail(name_of(definition), question.figure(code), _("与外部数字对账")),
    }
    failed = request.method == "POST" and not form.is_valid()
    return TemplateResponse(request, "indicators/differ.html", context, status=INVALID if failed else 200)


def _trail(name: str, href: str, last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (name, href), (last, "")]


def _answer(request: StaffRequest, question: Asked, code: str, form: DifferForm) -> dict[str, Any]:
    """What can be said: of the number, of the list, or the list as a file."""
    held = form.cleaned_data
    found: dict[str, Any] = {}
    if held["theirs"] is not None:
        exact, near = differing.explained(code, _state(question), question.scope, held["theirs"])
        found |= {
            "theirs": held["theirs"],
            "exact": [_guess(question, code, one, held["theirs"]) for one in exact],
            "near": [_guess(question, code, one, held["theirs"]) for one in near],
        }
    if held["names"]:
        found |= _of_list(request, question, code, held["names"])
    return found


def _guess(question: Asked, code: str, one: Guess, theirs: Any) -> dict[str, Any]:
    """A guess as the page prints it; its value opens the figure that has it, where there is one."""
    words = question.words(one.scope or question.scope)
    if one.on == "live":
        words = {"as_of": question.on.isoformat(), "live": "1", "scope": question.scope}
    elif one.on:
        words = {"as_of": one.on, "scope": question.scope}
    query = "&".join(f"{key}={value}" for key, value in words.items())
    return {
        "ground": GROUNDS[one.ground],
        "words": one.zh if chinese() else one.en,
        "value": number(one.value),
        "gap": number(one.gap(theirs)),
        "href": f"{reverse('figure', args=[one.code])}?{query}" if one.code else "",
    }


def _of_list(request: StaffRequest, question: Asked, code: str, text: str) -> dict[str, Any]:
    """Their list beside ours."""
    if not _may_list(request, question, code):
        raise PermissionDenied
    state = _state(question)
    found = lists_compared.compared(
        code, state, question.scope, lists_compared.lines_of(text), chinese=chinese()
    )
    conditions = {"as_of": question.on.isoformat(), "scope": question.scope, "theirs": found.theirs}
    seen(
        request,
        Operation.FIGURE,
        f"differ:{code}",
        persons=_persons(found),
        rows=found.theirs,
        conditions=conditions,
    )
    if "export" in request.POST:
        if not request.user.may(Right.EXPORT_RECORDS):
            raise PermissionDenied
        return {"file": _taken(request, question, code, found, state)}
    ours = found.only_ours[:SIZE]
    return {
        "compared": found,
        "counts": _counts(found),
        "odd": _odd_table(found),
        "ours": _ours_table(lists_compared.only_ours(found, state, ours), len(found.only_ours)),
        "doubled": [line.text for line in found.doubled[:SIZE]],
    }


def _persons(found: Compared) -> list[int]:
    return [odd.key for odd in found.only_theirs if odd.key is not None][:MOST_NAMED]


def _counts(found: Compared) -> list[Fact]:
    return [
        Fact(_("我们的名单"), number(found.ours)),
        Fact(_("对方的名单"), number(found.theirs)),
        Fact(_("双方都有"), number(found.both)),
        Fact(_("只有我们有"), number(len(found.only_ours))),
        Fact(_("只有对方有"), number(len(found.only_theirs))),
        Fact(_("对方重复"), number(len(found.doubled))),
    ]


def _odd_table(found: Compared) -> Table:
    kind = found.item.key
    columns = (
        Column("at", _("行"), numeric=True),
        Column("line", _("对方的一行")),
        Column("why", _("为什么不在我们的数里")),
    )
    rows = [
        [Cell(number(odd.line.at)), Cell(odd.line.text, _opens(kind, odd.key)), Cell(odd.reason)]
        for odd in found.only_theirs[:SIZE]
    ]
    return Table(columns, rows, Address(""), total=len(found.only_theirs), size=0, caption=_("只有对方有"),
                 empty=_("对方名单中的人都在我们的数里。"))  # fmt: skip


def _opens(kind: str, key: Any) -> str:
    """The page of a record."""
    if key is None:
        return ""
    try:
        return reverse(kind, args=[key])
    except NoReverseMatch:
        return ""


def _ours_table(page: RecordPage, total: int) -> Table:
    columns = [Column(name, zh if chinese() else en) for name, zh, en in page.columns]
    rows = [_row(page, at) for at in range(len(page.rows))]
    return Table(
        columns,
        rows,
        Address(""),
        total=total,
        caption=_("只有我们有"),
        empty=_("我们数里的人都在对方名单中。"),
    )


def _row(page: RecordPage, at: int) -> list[Cell]:
    link = page.links[at]
    href = _opens(*link) if link else ""
    opens = 1 if len(page.columns) > 1 and page.columns[0][0] == "place_name" else 0
    return [Cell(_text(value), href if n == opens else "") for n, value in enumerate(page.rows[at])]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "—" if value in (None, "") else str(value)


def _taken(request: StaffRequest, question: Asked, code: str, found: Compared, state: State) -> HttpResponse:
    """Both differences as one workbook: whose line, what it says, why."""
    page = lists_compared.only_ours(found, state, found.only_ours)
    rows: list[Sequence[Any]] = [
        [_("只有对方有"), odd.line.at, odd.line.text, odd.reason] for odd in found.only_theirs
    ]
    rows += [[_("对方重复"), line.at, line.text, _("与前面一行是同一人（户）")] for line in found.doubled]
    rows += [[_("只有我们有"), "", "  ".join(_text(value) for value in row), ""] for row in page.rows]
    taken = take(
        request, target=f"differ:{code}", title=_("导出对账结果"), filename=_("对账结果"), persons=_persons(found),
        conditions={"as_of": question.on.isoformat(), "scope": question.scope},
    )  # fmt: skip
    if not ask(taken) and (held := hold(request, taken, len(rows))) is not None:
        return held
    return workbook(taken, _("对账结果"), [_("类别"), _("行"), _("内容"), _("说明")], rows)


def moves(request: StaffRequest, code: str) -> HttpResponse:
    """Who joined and who left a figure between two closes, or between a close and the ledger of today."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    before, after = _two(request, question)
    if not _may_list(request, question, code):
        raise PermissionDenied
    address, page = Address.of(request), page_of(Address.of(request))
    found = moving.moves(code, before, after, question.scope)
    side = "left" if request.GET.get("side") == "left" else "joined"
    keys = found.left if side == "left" else found.joined
    listed, other = (before, after) if side == "left" else (after, before)
    part = keys[(page - 1) * SIZE : page * SIZE]
    shown = moving.moved(found, part, listed=listed, asked=other, scope=question.scope, chinese=chinese())
    persons = [int(link[1]) for link in shown.page.links if link and link[0] == "person"]
    conditions = {"before": before.label, "after": after.label, "scope": question.scope, "side": side}
    seen(request, Operation.FIGURE, f"moves:{code}", persons=persons, rows=len(part), conditions=conditions)
    columns = [Column(name, zh if chinese() else en) for name, zh, en in shown.page.columns[:FEW]]
    columns.append(Column("why", _("为什么不在 %(state)s 的数里") % {"state": _named(other)}))
    rows = [[*_row(shown.page, at)[:FEW], Cell(shown.reasons[at])] for at in range(len(shown.page.rows))]
    export = str(address.but(page=None).at(reverse("moves_export", args=[code])))
    table = Table(
        columns, rows, address, total=len(keys), page=page, size=SIZE, caption=_("增减名单"), empty=_("没有记录。"),
        export=export if request.user.may(Right.EXPORT_RECORDS) else "",
    )  # fmt: skip
    words = {
        "title": name_of(found.item),
        "place": asking.place_name(question.scope),
        "before": _named(before),
        "after": _named(after),
        "facts": _moved_facts(found),
        "tabs": _sides(address, side, found),
        "table": table,
        "trail": _trail(name_of(found.item), question.figure(code), _("增减名单")),
    }
    return TemplateResponse(request, "indicators/moves.html", words)


def moves_export(request: StaffRequest, code: str) -> HttpResponse:
    """Both sides as one workbook: who joined, who left, and why they are not in the other figure."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    before, after = _two(request, question)
    if not _may_list(request, question, code):
        raise PermissionDenied
    found = moving.moves(code, before, after, question.scope)
    rows, persons, heads = [], [], [_("类别")]
    for word, keys, listed, other in (
        (_("新增"), found.joined, after, before), (_("减少"), found.left, before, after),
    ):  # fmt: skip
        shown = moving.moved(found, keys, listed=listed, asked=other, scope=question.scope, chinese=chinese())
        heads = [_("类别"), *(zh if chinese() else en for _name, zh, en in shown.page.columns), _("说明")]
        persons += [int(link[1]) for link in shown.page.links if link and link[0] == "person"]
        rows += [
            [word, *(_text(value) for value in row), shown.reasons[at]]
            for at, row in enumerate(shown.page.rows)
        ]
    taken = take(
        request, target=f"moves:{code}", title=_("导出增减名单"), persons=persons[:MOST_NAMED],
        filename=f"{name_of(found.item)}-{_('增减名单')}",
        conditions={"before": before.label, "after": after.label, "scope": question.scope},
    )  # fmt: skip
    if not ask(taken) and (held := hold(request, taken, len(rows))) is not None:
        return held
    return workbook(taken, _("增减名单"), heads, rows)


def _named(state: State) -> str:
    """How the page calls a state: a close, or the ledger of a day."""
    return state.label if state.close else _("%(day)s 的台账") % {"day": day(state.on)}


def _two(request: StaffRequest, question: Asked) -> tuple[State, State]:
    """The two states: closes named by id; without the first the month before, without the second the one in question."""
    after = _close_of(request.GET.get("after", ""))
    state = State.of(after) if after else _state(question)
    before = _close_of(request.GET.get("before", "")) or _earlier(question, state)
    if before is None:
        raise Refused(_("这是第一个结账月份，没有更早的数可以对照。"))
    return State.of(before), state


def _earlier(question: Asked, state: State) -> Close | None:
    """The close before a state: of the month before, or for the ledger of today the newest one."""
    held = [one for one in question.months if State.of(one).on < state.on or state.close is None]
    return held[0] if held else None


def _close_of(text: str) -> Close | None:
    if not text:
        return None
    found = Close.objects.filter(pk=int(text)).first() if text.isdigit() and len(text) < 18 else None
    if found is None:
        raise Http404
    return found


def _moved_facts(found: Moves) -> list[Fact]:
    return [
        Fact(_("前一数"), number(len(found.left) + found.stayed)),
        Fact(_("新增"), f"+{number(len(found.joined))}"),
        Fact(_("减少"), f"−{number(len(found.left))}"),
        Fact(_("后一数"), number(len(found.joined) + found.stayed)),
    ]


def _sides(address: Address, side: str, found: Moves) -> list[Tab]:
    pairs = (("joined", _("新增"), len(found.joined)), ("left", _("减少"), len(found.left)))
    return [
        Tab(title, str(address.but(side=name, page=None)), name == side, count)
        for name, title, count in pairs
    ]
