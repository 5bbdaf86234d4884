"""Closes: the list of months, the pre-flight of the next one, a month with its versions, proving them all."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.exports import workbook
from anju.audit.models import Operation
from anju.indicators import queries
from anju.indicators.catalogue import Catalogue, CheckKind
from anju.indicators.crosschecks import Culprit
from anju.indicators.forms import CloseForm
from anju.indicators.models import Close
from anju.indicators.queries import broken, restated
from anju.indicators.queries.asking import name_of, unit_of
from anju.indicators.queries.preflight import LATE, preflight
from anju.indicators.work import CLOSE, PROVE
from anju.jobs.actions import start
from anju.jobs.models import Job
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.ui.parts import Fact, Progress
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import chinese, day, moment, number

SIZE, MOST_BREAKS = 50, 100
FEW = 5  # columns of a record beside what is wrong with it
COLUMNS = (
    Column("month", gettext_lazy("月份")),
    Column("version", gettext_lazy("版本")),
    Column("closed_at", gettext_lazy("结账时间")),
    Column("closed_by", gettext_lazy("结账人")),
    Column("why", gettext_lazy("更正原因 / 校验说明")),
    Column("sm3", gettext_lazy("清单摘要（SM3）")),
)


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("月度结账"), reverse("closes")), (last, "")]


def closes(request: StaffRequest) -> HttpResponse:
    """Every close, newest month first."""
    address, found = Address.of(request), queries.closes()
    page = page_of(address)
    rows = [_row(close) for close in found[(page - 1) * SIZE : page * SIZE]]
    table = Table(
        COLUMNS, rows, address, total=found.count(), page=page, size=SIZE, caption=_("月度结账"),
        export=str(address.but(page=None).at(reverse("closes_export"))),
        empty=_("还没有结过账。到月底核对数字后，从第一个月开始结账。"),
    )  # fmt: skip
    words = {
        "table": table,
        "next": _next(),
        "may_close": request.user.may(Right.CLOSE_MONTHS),
        "trail": [(_("总览"), "/"), (_("月度结账"), "")],
    }
    return TemplateResponse(request, "indicators/closes.html", words)


def _row(close: Close) -> list[Cell]:
    month = str(Month.of(close.month))
    return [
        Cell(month, reverse("close_month", args=[month])),
        Cell(f"v{close.version}", tone="warn" if close.version > 1 else ""),
        Cell(moment(close.closed_at)),
        Cell(close.closed_by),
        Cell(close.reason or close.accepted or "—"),
        Cell(f"{close.manifest_sm3[:16]}…"),
    ]


def closes_export(request: StaffRequest) -> HttpResponse:
    """The same list as a workbook, with whole digests."""
    taken = take(request, target="closes", title=_("导出结账清单"), filename=_("月度结账"), asks=False)
    rows = [
        [str(Month.of(one.month)), f"v{one.version}", moment(one.closed_at), one.closed_by,
         one.reason or one.accepted, one.manifest_sm3]
        for one in queries.closes()
    ]  # fmt: skip
    return workbook(taken, _("月度结账"), [str(column.title) for column in COLUMNS], rows)


def _next() -> Month:
    """The month to close next; the one that ended last where none is closed."""
    return queries.next_month() or Month.of(working_day()).plus(-1)


def close_next(request: StaffRequest) -> HttpResponse:
    """The pre-flight of the next month, and the button that closes it."""
    month = _next()
    over = working_day() > month.last
    if request.method == "POST" and over:
        form = CloseForm(request.POST)
        if form.is_valid():
            return _asked(request, month, form)
    words: dict[str, Any] = {"month": month, "over": over, "form": CloseForm(), "trail": _trail(str(month))}
    if over:
        found = preflight(month)
        words |= {
            "found": found,
            "late_href": f"{reverse('figure', args=[LATE])}?as_of={month.last}&live=1",
            "breaks": [sentence for _one, sentence in found.breaks[:MOST_BREAKS]],
            "more": max(0, len(found.breaks) - MOST_BREAKS),
        }
    return TemplateResponse(request, "indicators/preflight.html", words)


def _asked(request: StaffRequest, month: Month, form: CloseForm) -> HttpResponse:
    """Ask the worker to close; what it refuses is said on the page of the job."""
    job = start(
        kind=CLOSE, title=stored("%(month)s 结账") % {"month": month}, by=request.user.username, place=request.user.place_id,
        arguments={"month": str(month), "reason": form.cleaned_data["reason"].strip(),
                   "accepted": form.cleaned_data["accepted"].strip()},
    )  # fmt: skip
    return redirect("close_job", pk=job.pk)


def close_month(request: StaffRequest, month: str) -> HttpResponse:
    """One closed month: its versions, what the newest changed, what was accepted; the form for a restatement."""
    asked = _month(month)
    found = list(queries.closes().filter(month=asked.first))
    if not found:
        raise Http404
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["reason"].strip():
            raise Refused(_("更正已结账月份必须写明原因，原版本保留不变。"))
        return _asked(request, asked, form)
    newest, scope = found[0], request.scope.codes[0]
    words = {
        "month": asked,
        "versions": [(one, _facts(one)) for one in found],
        "breaks": _breaks(asked, newest),
        "changed": _changed(found, scope, newest),
        "overview": f"{reverse('overview')}?as_of={queries.day_of(newest)}",
        "form": form,
        "may_close": request.user.may(Right.CLOSE_MONTHS),
        "trail": _trail(str(asked)),
    }
    return TemplateResponse(request, "indicators/close.html", words)


def _breaks(month: Month, close: Close) -> list[tuple[str, str, str]]:
    """Each accepted break: its sentence, the proof of its figure, the page of its records where they can be named."""
    on, found, before = queries.day_of(close), [], queries.close_before(close)
    for n, one in enumerate(restated.told_breaks(close)):
        proof = f"{reverse('figure', args=[one['code']])}?as_of={on}&scope={one['place']}"
        held, records = broken.break_of(close, n), ""
        if held is not None and broken.named(close, held):
            records = reverse("close_break", args=[month, n])
        elif before and one["kind"] == CheckKind.JUMP:
            words = f"before={before.pk}&after={close.pk}&scope={one['place']}"
            records = f"{reverse('moves', args=[one['code']])}?{words}"
        found.append((one["sentence"], proof, records))
    return found


def close_break(request: StaffRequest, month: str, number: int) -> HttpResponse:
    """The records that make the sets of a broken cross-check disagree."""
    close = queries.closes().filter(month=_month(month).first).first()
    one = broken.break_of(close, number) if close else None
    if close is None or one is None or not broken.named(close, one):
        raise Http404
    if not any(one.place.startswith(code) for code in request.scope.codes):
        raise Http404
    address, page = Address.of(request), page_of(Address.of(request))
    found = broken.culprits(close, one, (page - 1) * SIZE, SIZE)
    persons = [int(link[1]) for link in found.page.links if link and link[0] == "person"]
    seen(request, Operation.FIGURE, f"break:{month}:{number}", persons=persons, rows=len(found.shown))
    columns = [Column(name, zh if chinese() else en) for name, zh, en in found.page.columns[:FEW]]
    columns.append(Column("why", _("哪里对不上")))
    known = queries.sealed_catalogue(close)
    rows = [
        [
            *(Cell("—" if value in (None, "") else str(value)) for value in row[:FEW]),
            Cell(_wrong(found.shown[at], known)),
        ]
        for at, row in enumerate(found.page.rows)
    ]
    table = Table(columns, rows, address, total=len(found.culprits), page=page, size=SIZE, caption=_("对不上的记录"),
                  empty=_("没有记录。"))  # fmt: skip
    sentence = restated.told_breaks(close)[number]["sentence"]
    words = {"table": table, "sentence": sentence, "trail": _trail(f"{month} · {_('校验不符')}")}
    return TemplateResponse(request, "indicators/break.html", words)


def _wrong(culprit: Culprit, known: Catalogue) -> str:
    inside = "、".join(name_of(known.get(code)) for code in culprit.in_parts)
    if not culprit.in_whole:
        return _("在“%(parts)s”中，不在总数中") % {"parts": inside}
    return _("同时在“%(parts)s”中") % {"parts": inside} if inside else _("在总数中，不在任何一部分中")


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Http404 from error


def _facts(close: Close) -> list[Fact]:
    facts = [
        Fact(_("结账时间"), moment(close.closed_at)),
        Fact(_("结账人"), close.closed_by),
        Fact(_("数据截至"), day(queries.day_of(close))),
        Fact(_("程序版本"), close.code_version),
        Fact(_("清单摘要（SM3）"), close.manifest_sm3),
    ]
    if close.reason:
        facts.insert(2, Fact(_("更正原因"), close.reason))
    if close.accepted:
        facts.insert(2, Fact(_("校验不符的说明"), close.accepted))
    return facts


def _changed(found: list[Close], scope: str, newest: Close) -> Table | None:
    """Figures that the newest version gives otherwise than the one before; None for a single version."""
    if len(found) < 2:
        return None
    columns = (
        Column("name", _("指标")), Column("before", f"v{found[1].version}", numeric=True),
        Column("after", f"v{newest.version}", numeric=True), Column("moved", _("差"), numeric=True), Column("who", _("名单")),
    )  # fmt: skip
    words = f"before={found[1].pk}&after={newest.pk}&scope={scope}"
    rows = [
        [
            Cell(
                name_of(item),
                f"{reverse('figure', args=[item.code])}?as_of={queries.day_of(newest)}&scope={scope}",
            ),
            Cell(number(old)),
            Cell(number(new)),
            Cell(f"{new - old:+}" if old is not None and new is not None else "—"),
            Cell(_("增减名单"), f"{reverse('moves', args=[item.code])}?{words}")
            if item.counted
            else Cell(unit_of(item)),
        ]
        for item, old, new in restated.changed(found[1], newest, scope)
    ]
    return Table(columns, rows, Address(""), caption=_("更正前后"), empty=_("更正没有改变本范围的任何数字。"))


def job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a close or a proof is, and how it ended."""
    held = _job(request, pk)
    words = {
        "job": held,
        "progress": _progress(held),
        "again": reverse("closes") if held.kind == PROVE else reverse("close_next"),
        "proofs": _proofs(held),
        "trail": _trail(held.title),
    }
    return TemplateResponse(request, "indicators/job.html", words)


def job_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The same as a fragment."""
    held = _job(request, pk)
    if held.ended:
        return HttpResponse(headers={"HX-Redirect": reverse("close_job", args=[pk])})
    return TemplateResponse(request, "ui/progress.html", {"job": _progress(held)})


def _job(request: StaffRequest, pk: int) -> Job:
    held = Job.objects.filter(pk=pk, kind__in=(CLOSE, PROVE), place__startswith=request.user.place_id).first()
    if held is None:
        raise Http404
    return held


def _progress(held: Job) -> Progress:
    return Progress(
        held.title, held.done, held.total, reverse("close_progress", args=[held.pk]), held.message,
        finished=held.ended,
    )  # fmt: skip


def _proofs(held: Job) -> Table | None:
    """What a proof found, close by close."""
    if held.kind != PROVE or "proofs" not in held.result:
        return None
    columns = (
        Column("close", _("结账")), Column("state", _("结果")), Column("figures", _("重算的数字"), numeric=True),
        Column("sm3", "SM3"),
    )  # fmt: skip
    rows = [
        [
            Cell(one["label"]),
            Cell("；".join(one["problems"]), tone="bad") if one["problems"] else Cell(_("相符"), tone="ok"),
            Cell(number(one["figures"])),
            Cell(one["sm3"]),
        ]
        for one in held.result["proofs"]
    ]
    return Table(columns, rows, Address(""), caption=_("核验结果"))


@require_POST
def prove(request: StaffRequest) -> HttpResponse:
    """Ask the worker to prove every close from its files."""
    job = start(
        kind=PROVE,
        title=stored("核验全部结账"),
        by=request.user.username,
        place=request.user.place_id,
        arguments={},
    )
    return redirect("close_job", pk=job.pk)
