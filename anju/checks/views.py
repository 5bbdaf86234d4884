"""Pages of the checks: findings by place and rule, a rule, an exception, a new run."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.approvals import leave
from anju.accounts.codes import Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.checks import actions, queries, rulebook
from anju.checks.codes import Severity, Status, SubjectKind
from anju.checks.forms import AcceptForm, FilterForm
from anju.checks.models import Finding
from anju.checks.queries import ACCEPTED, CLEARED, OPEN, Spot, Told, Wanted
from anju.checks.rulebook import Rule
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Progress, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese
from anju.ui.words import said

SIZE, INVALID = 50, 422
TITLES = {OPEN: gettext_lazy("待处理"), ACCEPTED: gettext_lazy("已认可"), CLEARED: gettext_lazy("已消除")}
COLUMNS = (
    Column("severity", gettext_lazy("程度"), sortable=True),
    Column("who", gettext_lazy("对象")),
    Column("place", gettext_lazy("安置区"), sortable=True),
    Column("rule", gettext_lazy("规则"), sortable=True),
    Column("sentence", gettext_lazy("问题")),
    Column("remedy", gettext_lazy("怎么改")),
    Column("since", gettext_lazy("首次发现"), sortable=True),
)
ACCEPTANCE = (
    Column("until", gettext_lazy("认可至"), sortable=True),
    Column("by", gettext_lazy("认可人")),
    Column("why", gettext_lazy("认可理由")),
)
STATUSES = {
    Status.ACTIVE: gettext_lazy("自动核查"),
    Status.ENFORCED: gettext_lazy("入账时已保证"),
    Status.NOT_HELD: gettext_lazy("缺少台账，未核查"),
}


def _state(address: Address) -> str:
    return address.get("state") if address.get("state") in TITLES else OPEN


def _hidden(request: StaffRequest) -> frozenset[str]:
    """Rules whose findings tell what the post of the one who asks does not see."""
    return rulebook.hidden(request.user.opens)


def finding_list(request: StaffRequest) -> HttpResponse:
    """What the checks found in scope, by community, by rule and one by one."""
    address, on, hidden = Address.of(request), working_day(), _hidden(request)
    state, page = _state(address), page_of(address)
    form = FilterForm(request.GET, scope=request.scope, hidden=hidden)
    wanted = form.wanted(state, address.get("sort"))
    found, tally = queries.findings(wanted, on), queries.tally(on, hidden)
    counts = queries.counts(wanted, on)
    told = queries.told(list(found[(page - 1) * SIZE : page * SIZE]))
    _seen(
        request,
        [one.finding for one in told],
        {"state": state, "rule": wanted.rule, "place": wanted.place, "page": page},
    )
    table = Table(
        columns_of(state), [_cells(one, state) for one in told], address, order="severity",
        total=sum(counts.values()), page=page, size=SIZE, export=str(address.but(page=None).at(reverse("checks_export"))),
        caption=_("核查问题"), empty=_("没有核查问题。导入、报送时自动核查，也可以点“重新核查”。"),
    )  # fmt: skip
    words = {
        "form": form,
        "table": table,
        "places": _by_place(wanted, address, on),
        "rules": _by_rule(counts, address),
        "tabs": [Tab(str(title), str(address.but(state=name, page=None)), name == state, tally[name])
                 for name, title in TITLES.items()],
        "latest": queries.latest_run(request.user.post.place_id),
        "may_run": request.user.may(Right.EDIT_REGISTRY),
        "trail": [(_("总览"), "/"), (_("核查"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "checks/findings.html", words)


def _seen(
    request: StaffRequest, shown: Sequence[Finding], conditions: Mapping[str, Any] | None = None
) -> None:
    persons = [one.subject for one in shown if one.kind == SubjectKind.PERSON]
    seen(request, Operation.LIST, "checks", persons=persons, rows=len(shown), conditions=conditions)


def columns_of(state: str) -> tuple[Column, ...]:
    """The columns of the list: who accepted what until when stands with the exceptions."""
    return COLUMNS + ACCEPTANCE if state == ACCEPTED else COLUMNS


def _sentence(rule: Rule | None, otherwise: str) -> str:
    return (rule.zh if chinese() else rule.en) if rule else otherwise


def _remedy(rule: Rule | None) -> str:
    return (rule.remedy_zh if chinese() else rule.remedy_en) if rule else ""


def _tone(severity: str) -> str:
    return "bad" if severity == Severity.BLOCKING else "warn"


def _cells(told: Told, state: str) -> list[Cell]:
    one = told.finding
    cells = [
        Cell(said(one.get_severity_display()), tone=_tone(one.severity)),
        Cell(told.who or "—", href=f"/{one.kind}s/{one.subject}/"),
        Cell(str(one.place)),
        Cell(one.rule, href=reverse("check_rule", args=[one.rule])),
        Cell(_sentence(told.rule, one.rule), href=reverse("finding", args=[one.pk])),
        Cell(_remedy(told.rule)),
        Cell(one.first_seen.isoformat()),
    ]
    until = one.accepted_until.isoformat() if one.accepted_until else ""
    acceptance = [Cell(until), Cell(one.accepted_by), Cell(one.accepted_why)]
    return cells + acceptance if state == ACCEPTED else cells


def _by_place(wanted: Wanted, address: Address, on: date) -> Table:
    columns = (
        Column("place", _("社区（安置区）")),
        Column("blocking", _("必须改正"), numeric=True),
        Column("all", _("合计"), numeric=True),
    )
    rows = [
        (
            Cell(one.name, href=str(address.but(place=one.place, page=None))),
            Cell(str(one.blocking)),
            Cell(str(one.total)),
        )
        for one in queries.by_place(wanted, on)
    ]
    return Table(columns, rows, address, caption=_("按社区"), cards=False)


def _by_rule(counts: Mapping[str, int], address: Address) -> Table:
    columns = (Column("rule", _("规则")), Column("count", _("合计"), numeric=True))
    known = rulebook.rules()
    rows = [
        (Cell(f"{rule} {_sentence(known.get(rule), '')}".strip(), href=str(address.but(rule=rule, page=None))),
         Cell(str(count)))
        for rule, count in sorted(counts.items(), key=lambda one: -one[1])
    ]  # fmt: skip
    return Table(columns, rows, address, caption=_("按规则"), cards=False)


def finding_export(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered and sorted, masked, as a workbook."""
    address, on = Address.of(request), working_day()
    state = _state(address)
    form = FilterForm(request.GET, scope=request.scope, hidden=_hidden(request))
    found = list(queries.findings(form.wanted(state, address.get("sort")), on))
    title = _("核查问题")
    list_ = take(
        request, target="checks", title=title, filename=f"{title}-{on.isoformat()}", conditions=request.GET.dict(),
        persons=tuple(one.subject for one in found if one.kind == SubjectKind.PERSON),
    )  # fmt: skip
    rows = [[str(cell.text) for cell in _cells(one, state)] for one in queries.told(found)]
    heads = [str(column.title) for column in columns_of(state)]
    return leave(request, list_, title, heads, rows, (_("内容：核查问题（个人信息已脱敏）"),))


def rule_list(request: StaffRequest) -> HttpResponse:
    """Every rule with its state."""
    columns = (
        Column("id", _("规则")), Column("sentence", _("问题")), Column("severity", _("程度")), Column("status", _("状态")),
    )  # fmt: skip
    rows = [
        (Cell(rule.id, href=reverse("check_rule", args=[rule.id])), Cell(rule.zh if chinese() else rule.en),
         Cell(said(rule.severity.label)), Cell(STATUSES[rule.status]))
        for rule in rulebook.rules().values()
    ]  # fmt: skip
    words = {
        "table": Table(columns, rows, Address.of(request), caption=_("核查规则")),
        "trail": _trail(_("核查规则")),
    }
    return TemplateResponse(request, "checks/rules.html", words)


def rule_page(request: StaffRequest, rule: str) -> HttpResponse:
    """One rule: what it looks at, where it comes from, how many it finds (for posts that see what it tells)."""
    held = rulebook.rules().get(rule)
    if held is None:
        raise Http404
    on = working_day()
    facts = _rule_facts(held)
    if held.status is Status.ACTIVE:
        facts.append(Fact(_("条件"), held.condition(on)))
        if rule not in _hidden(request):
            count = queries.counts(Wanted(rule=rule), on).get(rule, 0)
            facts.append(Fact(_("待处理"), str(count), href=f"{reverse('checks')}?rule={rule}"))
    return TemplateResponse(
        request, "checks/rule.html", {"rule": held, "facts": facts, "trail": _trail(rule)}
    )


def _rule_facts(rule: Rule) -> list[Fact]:
    return [
        Fact(_("问题"), _sentence(rule, rule.id)),
        Fact(_("程度"), said(rule.severity.label)),
        Fact(_("怎么改"), _remedy(rule)),
        Fact(_("来源"), rule.source),
        Fact(_("状态"), STATUSES[rule.status], hint=rule.why),
    ]


def finding_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One finding: who, what, what to do; accept it with a reason."""
    found, on = _found(request, pk), working_day()
    _seen(request, [found])
    form = _accept_form(request, on)
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.accept(finding=pk, by=request.user.username, on=on, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已认可，不再影响报送。"))
            return redirect("finding", pk=pk)
    words = {
        "facts": _facts(found),
        "form": form if found.cleared_on is None and not found.accepted_at(on) else None,
        "may_withdraw": request.user.may(Right.ACCEPT_EXCEPTION) and found.accepted_on is not None,
        "finding": found,
    }
    return _about(request, found.rule, form, words)


def seen_page(request: StaffRequest, rule: str, subject: int) -> HttpResponse:
    """What a rule finds on a past day though nothing is kept of it, because it is right today: how to accept it."""
    held = rulebook.rules().get(rule)
    if held is None or held.status is not Status.ACTIVE or rule in _hidden(request):
        raise Http404
    place = queries.place_of(held.subject, subject)
    if place is None:
        raise Http404
    today = working_day()
    kept = queries.kept(rule, subject, today)
    if kept is not None:
        return redirect("finding", pk=kept)
    asked = request.GET.get("place", "")
    spot = Spot(rule, subject, asked if asked.isdigit() else place, _day(request, today))
    if queries.seen(spot) is None:
        raise Http404
    seen(
        request,
        Operation.LIST,
        "checks",
        persons=[subject] if held.subject == SubjectKind.PERSON else [],
        rows=1,
    )
    form = _accept_form(request, today)
    if request.method == "POST" and form and form.is_valid():
        try:
            accepted = actions.accept_seen(spot=spot, by=request.user.username, on=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已认可，不再影响报送。"))
            return redirect("finding", pk=accepted.pk)
    return _about(request, rule, form, {"facts": _seen_facts(held, spot), "form": form})


def _about(request: StaffRequest, rule: str, form: AcceptForm | None, words: dict[str, Any]) -> HttpResponse:
    status = INVALID if form and form.errors else 200
    return TemplateResponse(
        request, "checks/finding.html", words | {"rule": rule, "trail": _trail(rule)}, status=status
    )


def _accept_form(request: StaffRequest, on: date) -> AcceptForm | None:
    """The form for those who may accept."""
    if not request.user.may(Right.ACCEPT_EXCEPTION):
        return None
    longest = actions.longest_until(on)
    return AcceptForm(request.POST or None, longest=longest, initial={"until": longest})


def _day(request: StaffRequest, today: date) -> date:
    """The day that the address asks for; today where it names none."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def _seen_facts(rule: Rule, spot: Spot) -> list[Fact]:
    kind, subject = rule.subject.value, spot.subject
    who = queries.names([(kind, subject)]).get((kind, subject), "")
    return [
        Fact(_("对象"), who or "—", href=f"/{kind}s/{subject}/"),
        Fact(_("问题"), _sentence(rule, rule.id)),
        Fact(_("程度"), said(rule.severity.label), tone=_tone(rule.severity)),
        Fact(_("台账日期"), spot.day.isoformat(), hint=_("按这一天的台账核查。")),
        Fact(_("怎么改"), _remedy(rule)),
    ]


def _facts(found: Finding) -> list[Fact]:
    told = queries.told([found])[0]
    seen = _("最近发现 %(day)s") % {"day": found.last_seen}
    facts = [
        Fact(_("对象"), told.who or "—", href=f"/{found.kind}s/{found.subject}/"),
        Fact(_("问题"), _sentence(told.rule, found.rule)),
        Fact(_("安置区"), str(found.place)),
        Fact(_("程度"), said(found.get_severity_display()), tone=_tone(found.severity)),
        Fact(_("首次发现"), found.first_seen.isoformat(), hint=seen),
        Fact(_("怎么改"), _remedy(told.rule)),
    ]
    if found.accepted_on:
        until = _("至 %(day)s") % {"day": found.accepted_until}
        facts.append(
            Fact(_("已认可"), f"{found.accepted_by} {found.accepted_on} {until}", hint=found.accepted_why)
        )
    if found.cleared_on:
        facts.append(Fact(_("已消除"), found.cleared_on.isoformat(), tone="ok"))
    return facts


@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    _found(request, pk)
    actions.withdraw(finding=pk, by=request.user.username, on=working_day())
    messages.success(request, _("已撤回认可。"))
    return redirect("finding", pk=pk)


@require_POST
def run(request: StaffRequest) -> HttpResponse:
    """Check again: a community at once, more as a job."""
    user = request.user
    if len(user.post.place_id) >= SITE_DIGITS:
        done = actions.run(place=user.post.place_id, on=working_day(), by=user.username)
        messages.success(request, _("核查完成，共有 %(n)s 个问题。") % {"n": done.found})
        return redirect("checks")
    return redirect("check_job", pk=actions.ask_run(place=user.post.place_id, by=user.username).pk)


def job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a run is."""
    held = _job(request, pk)
    words = {"job": held, "progress": _progress(held), "trail": _trail(_("核查进度"))}
    return TemplateResponse(request, "checks/job.html", words)


def job_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The same as a fragment."""
    held = _job(request, pk)
    if held.ended:
        return HttpResponse(headers={"HX-Redirect": reverse("checks")})
    return TemplateResponse(request, "ui/progress.html", {"job": _progress(held)})


def _progress(held: Job) -> Progress:
    return Progress(held.title, held.done, held.total, reverse("check_progress", args=[held.pk]), held.message,
                    finished=held.ended)  # fmt: skip


def _job(request: StaffRequest, pk: int) -> Job:
    held = Job.objects.filter(pk=pk, kind=actions.RUN, place__startswith=request.user.post.place_id).first()
    if held is None:
        raise Http404
    return held


def _found(request: StaffRequest, pk: int) -> Finding:
    found = queries.finding(pk, _hidden(request))
    if found is None:
        raise Http404
    return found


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("核查"), reverse("checks")), (last, "")]
