"""The overview and the pages of the five tasks."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.pages import StaffRequest
from anju.indicators.catalogue import Indicator, Task
from anju.indicators.models import Close
from anju.indicators.queries import asking as figures
from anju.indicators.queries import day_of, label_of
from anju.indicators.queries.asking import Asked, asked
from anju.indicators.views import cards
from anju.regions.queries import working_day
from anju.ui.parts import Card, Fact
from anju.ui.templatetags.ui import day, moment, month

TASKS = {
    Task.MANAGEMENT: gettext_lazy("管理服务"),
    Task.EMPLOYMENT: gettext_lazy("产业就业"),
    Task.RIGHTS: gettext_lazy("权益保障"),
    Task.SERVICES: gettext_lazy("公共服务"),
    Task.GOVERNANCE: gettext_lazy("社会治理"),
}
# The four figures at the top, each with those that are parts of it.
HEADLINE = {
    "households": ("ydfpbq_households",),
    "persons": ("ydfpbq_persons",),
    "sites": ("concentrated_sites",),
    "employed_persons": ("employed_outside_province", "employed_inside_province"),
}
TREND = ("employed_persons", "employed_inside_province", "employed_outside_province")
RANKED = "employed_persons"
IN_A_TASK, IN_THE_MATRIX = 5, 8


def first_page(request: StaffRequest) -> HttpResponse:
    """The overview; who may not see figures goes to the first page that is theirs."""
    if request.user.may(Right.READ_FIGURES):
        return overview(request)
    for right, name in ((Right.READ_RECORDS, "persons"), (Right.MANAGE_ACCOUNTS, "users"), (Right.READ_OWN, "mine"), (Right.READ_PROVINCE, "province"),
                        (Right.READ_SITES, "sites")):  # fmt: skip
        if request.user.may(right):
            return redirect(name)
    return redirect("account")


def as_of_words(question: Asked) -> dict[str, Any]:
    """What the day chooser of a page shows: closed months, live, and what is in force."""
    choices = [
        (day_of(close).isoformat(), f"{month(close.month)} · {_('结账')} v{close.version}")
        for close in question.months
    ]
    if question.live:
        stamp = _("%(day)s 实时计算，未经结账") % {"day": day(question.on)}
    else:
        stamp = _("截至 %(day)s（结账 %(close)s）") % {
            "day": day(question.on),
            "close": _closed(question.close),
        }
    return {"question": question, "choices": choices, "stamp": stamp, "chosen": question.on.isoformat()}


def _closed(close: Close | None) -> str:
    return label_of(close) if close else ""


def overview(request: StaffRequest) -> HttpResponse:
    """The five tasks with their key figures, the trend of employment, the ranking of places."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    found = figures.values(question)
    before = _month_before(question, HEADLINE)
    headline = [
        cards.card(
            question,
            found[code],
            before=before.get(code),
            parts=[found[part] for part in parts if part in found],
        )
        for code, parts in HEADLINE.items()
        if code in found
    ]
    tasks = [
        (title, _href(task, question), _list(question, found, figures.of_task(question, task)))
        for task, title in TASKS.items()
    ]
    ranked = figures.breakdown(question, RANKED, question.by) if question.by else []
    lines = [(figures.definition(question, code), figures.trend(question, code)) for code in TREND]
    words = as_of_words(question) | {
        "place": figures.place_name(question.scope),
        "headline": headline,
        "tasks": tasks,
        "state": _state(question, found),
        "trend": cards.trend_chart(question, "trend", lines),
        "ranking": cards.ranking_chart(
            question, "ranking", figures.name_of(figures.definition(question, RANKED)), ranked
        ),
    }
    return TemplateResponse(request, "web/overview.html", words)


def _state(question: Asked, found: cards.Values) -> list[Fact]:
    """How sound the figures are: the close that fixed them and the cross-checks that hold."""
    close, checks = question.close, figures.checks_of(question, found)
    holding = sum(check.holds for check in checks)
    facts = [
        Fact(
            _("校验"),
            _("%(holding)s / %(all)s 项相符") % {"holding": holding, "all": len(checks)},
            tone="ok" if holding == len(checks) else "bad",
        )
    ]
    if close is None:
        return [Fact(_("取数方式"), _("实时计算"), tone="warn"), *facts]
    return [
        Fact(
            _("结账"),
            label_of(close),
            hint=_("%(moment)s 由 %(who)s 结账")
            % {"moment": moment(close.closed_at), "who": close.closed_by},
        ),
        *facts,
        Fact(_("清单摘要（SM3）"), f"{close.manifest_sm3[:16]}…"),
    ]


def _href(task: Task, question: Asked) -> str:
    words = "&".join(f"{key}={value}" for key, value in question.words().items())
    return f"{reverse('task', args=[task.value])}?{words}"


def _list(question: Asked, found: cards.Values, definitions: Sequence[Indicator]) -> list[Card]:
    return cards.cards(question, found, [one.code for one in definitions][:IN_A_TASK])


def _month_before(question: Asked, codes: Any) -> cards.Values:
    """The same figures in the close before; empty for live figures and the first close."""
    earlier = [close for close in question.months if day_of(close) < question.on]
    if question.live or not earlier:
        return {}
    last = question.at(day_of(earlier[0]))
    return figures.values(last, [code for code in codes if code in last.known])


def task(request: StaffRequest, name: str) -> HttpResponse:
    """All figures of one task, and the most important of them by place."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    definitions = figures.of_task(question, name)
    codes = [one.code for one in definitions]
    found, before = figures.values(question, codes), _month_before(question, codes)
    wide = [one for one in definitions if one.counted][:IN_THE_MATRIX]
    spread = figures.spread(question, [one.code for one in wide])
    title = TASKS[Task(name)]
    words = as_of_words(question) | {
        "title": title,
        "place": figures.place_name(question.scope),
        "lines": [
            (cards.card(question, found[one.code], before=before.get(one.code)), figures.definition_of(one))
            for one in definitions
            if one.code in found
        ],
        "matrix": cards.matrix(question, wide, spread) if spread else None,
        "trail": [(_("总览"), "/"), (title, "")],
    }
    return TemplateResponse(request, "web/task.html", words)
