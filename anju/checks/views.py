"""Pages of the checks: findings by place and rule, a rule, an exception, a new run."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.approvals import leave
from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.checks import actions, queries, rulebook
from anju.checks.codes import Severity, Status, SubjectKind
from anju.checks.forms import AcceptForm, FilterForm
from anju.checks.models import Finding
from anju.checks.queries import ACCEPTED, CLEARED, OPEN, Told, Wanted
from anju.checks.rulebook import Rule
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS
from anju.ui.parts import Fact, Progress, Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese
from anju.ui.words import said

SIZE, INVALID = 50, 422
TITLES = {OPEN: gettext_lazy("待处理"), ACCEPTED: gettext_lazy("已认可"), CLEARED: gettext_lazy("已消除")}
COLUMNS = (
    Column("severity", gettext_lazy("程度")),
    Column("who", gettext_lazy("对象")),
    Column("place", gettext_lazy("安置区")),
    Column("rule", gettext_lazy("规则")),
    Column("sentence", gettext_lazy("问题")),
    Column("remedy", gettext_lazy("怎么改")),
    Column("since", gettext_lazy("首次发现")),
)
STATUSES = {
    Status.ACTIVE: gettext_lazy("自动核查"),
    Status.ENFORCED: gettext_lazy("入账时已保证"),
    Status.NOT_HELD: gettext_lazy("缺少台账，未核查"),
}


def _state(address: Address) -> str:
    return address.get("state") if address.get("state") in TITLES else OPEN


def finding_list(request: StaffRequest) -> HttpResponse:
    """What the checks found in scope, by place and one by one."""
    address, on = Address.of(request), timezone.localdate()
    state, page = _state(address), page_of(address)
    form = FilterForm(request.GET, scope=request.scope)
    wanted = form.wanted(state)
    found, tally = queries.findings(wanted, on), queries.tally(on)
    counts = queries.counts(wanted, on)
    table = Table(
        COLUMNS, [_cells(one) for one in queries.told(list(found[(page - 1) * SIZE : page * SIZE]))], address,
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


def _cells(told: Told) -> list[Cell]:
    one, rule = told.finding, told.rule
    sentence = (rule.zh if chinese() else rule.en) if rule else one.rule
    remedy = (rule.remedy_zh if chinese() else rule.remedy_en) if rule else ""
    return [
        Cell(said(one.get_severity_display()), tone="bad" if one.severity == Severity.BLOCKING else "warn"),
        Cell(told.who or "—", href=f"/{one.kind}s/{one.subject}/"),
        Cell(str(one.place)),
        Cell(one.rule, href=reverse("check_rule", args=[one.rule])),
        Cell(sentence, href=reverse("finding", args=[one.pk])),
        Cell(remedy),
        Cell(one.first_seen.isoformat()),
    ]


def _by_place(wanted: Wanted, address: Address, on: date) -> Table:
    columns = (
        Column("place", _("安置区")),
        Column("blocking", _("必须改正"), numeric=True),
        Column("all", _("合计"), numeric=True),
    )
    rows = [
        (Cell(name, href=str(address.but(place=code, page=None))), Cell(str(blocking)), Cell(str(count)))
        for code, name, blocking, count in queries.by_place(wanted, on)
    ]
    return Table(columns, rows, address, caption=_("按安置区"), cards=False)


def _by_rule(counts: Mapping[str, int], address: Address) -> Table:
    columns = (Column("rule", _("规则")), Column("count", _("合计"), numeric=True))
    known = rulebook.rules()
    rows = [
        (Cell(f"{rule} {known[rule].zh if chinese() else known[rule].en}" if rule in known else rule,
              href=str(address.but(rule=rule, page=None))), Cell(str(count)))
        for rule, count in sorted(counts.items(), key=lambda one: -one[1])
    ]  # fmt: skip
    return Table(columns, rows, address, caption=_("按规则"), cards=False)


def finding_export(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered, masked, as a workbook."""
    address, on = Address.of(request), timezone.localdate()
    wanted = FilterForm(request.GET, scope=request.scope).wanted(_state(address))
    found = list(queries.findings(wanted, on))
    title = _("核查问题")
    list_ = take(
        request, target="checks", title=title, filename=f"{title}-{on.isoformat()}", conditions=request.GET.dict(),
        persons=tuple(one.subject for one in found if one.kind == SubjectKind.PERSON),
    )  # fmt: skip
    rows = [[str(cell.text) for cell in _cells(one)] for one in queries.told(found)]
    heads = [str(column.title) for column in COLUMNS]
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
    """One rule: what it looks at, where it comes from, how many it finds."""
    held = rulebook.rules().get(rule)
    if held is None:
        raise Http404
    on = timezone.localdate()
    count = queries.counts(Wanted(rule=rule), on).get(rule, 0)
    words = {"rule": held, "facts": _rule_facts(held, on, count), "trail": _trail(rule)}
    return TemplateResponse(request, "checks/rule.html", words)


def _rule_facts(rule: Rule, on: date, count: int) -> list[Fact]:
    facts = [
        Fact(_("问题"), rule.zh if chinese() else rule.en),
        Fact(_("程度"), said(rule.severity.label)),
        Fact(_("怎么改"), rule.remedy_zh if chinese() else rule.remedy_en),
        Fact(_("来源"), rule.source),
        Fact(_("状态"), STATUSES[rule.status], hint=rule.why),
    ]
    if rule.status is Status.ACTIVE:
        facts += [
            Fact(_("条件"), rule.condition(on)),
            Fact(_("待处理"), str(count), href=f"{reverse('checks')}?rule={rule.id}"),
        ]
    return facts


def finding_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One finding: who, what, what to do; accept it with a reason."""
    found = _found(pk)
    form = AcceptForm(request.POST or None)
    may_accept = request.user.may(Right.ACCEPT_EXCEPTION)
    if request.method == "POST" and may_accept and form.is_valid():
        try:
            actions.accept(
                finding=pk, why=form.cleaned_data["why"], until=form.cleaned_data["until"], by=request.user.username,
                on=timezone.localdate(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已认可，不再影响报送。"))
            return redirect("finding", pk=pk)
    words = {
        "finding": found,
        "facts": _facts(found),
        "form": form
        if may_accept and found.cleared_on is None and not found.accepted_at(timezone.localdate())
        else None,
        "may_withdraw": may_accept and found.accepted_on is not None and found.cleared_on is None,
        "trail": _trail(found.rule),
    }
    return TemplateResponse(request, "checks/finding.html", words, status=INVALID if form.errors else 200)


def _facts(found: Finding) -> list[Fact]:
    told = queries.told([found])[0]
    rule = told.rule
    facts = [
        Fact(_("对象"), told.who or "—", href=f"/{found.kind}s/{found.subject}/"),
        Fact(_("安置区"), str(found.place)),
        Fact(
            _("程度"),
            said(found.get_severity_display()),
            tone="bad" if found.severity == Severity.BLOCKING else "warn",
        ),
        Fact(
            _("首次发现"), found.first_seen.isoformat(), hint=_("最近发现 %(day)s") % {"day": found.last_seen}
        ),
    ]
    if rule is not None:
        facts.append(Fact(_("怎么改"), rule.remedy_zh if chinese() else rule.remedy_en))
    if found.accepted_on:
        until = _("至 %(day)s") % {"day": found.accepted_until} if found.accepted_until else ""
        facts.append(
            Fact(_("已认可"), f"{found.accepted_by} {found.accepted_on} {until}", hint=found.accepted_why)
        )
    if found.cleared_on:
        facts.append(Fact(_("已消除"), found.cleared_on.isoformat(), tone="ok"))
    return facts


@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    _found(pk)
    actions.withdraw(finding=pk, by=request.user.username, on=timezone.localdate())
    messages.success(request, _("已撤回认可。"))
    return redirect("finding", pk=pk)


@require_POST
def run(request: StaffRequest) -> HttpResponse:
    """Check again: a community at once, more as a job."""
    user = request.user
    if len(user.post.place_id) >= SITE_DIGITS:
        done = actions.run(place=user.post.place_id, on=timezone.localdate(), by=user.username)
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


def _found(pk: int) -> Finding:
    found = queries.finding(pk)
    if found is None:
        raise Http404
    return found


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("核查"), reverse("checks")), (last, "")]
