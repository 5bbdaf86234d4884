"""The bureau's month: open it, see by town and site how far everybody is, remind who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Right
from anju.accounts.pages import StaffRequest
from anju.employment import actions
from anju.employment.actions import OPEN_MONTH
from anju.employment.queries import desk, rounds
from anju.employment.queries.rounds import PlaceMonth
from anju.employment.views.files import table_file
from anju.employment.views.review import choices, month_of
from anju.jobs.models import Job, JobState
from anju.kernel.month import Month
from anju.regions.queries import working_day
from anju.ui.charts import Chart, Series
from anju.ui.parts import Card, Progress
from anju.ui.tables import Address, Cell, Column, Table, rows_in_order
from anju.ui.templatetags.ui import month as in_words
from anju.ui.templatetags.ui import number, percent

TREND = 12
# What a number of the table counts: the tab and filter of one ledger, or None where it counts ledgers.
BEHIND: dict[str, str | None] = {
    "unconfirmed": "tab=unconfirmed", "changed": "tab=changed", "employed": "tab=all&work=yes",
    "unreachable": "tab=all&reach=no", "ledgers": None, "accepted": None, "handed_in": None, "returned": None, "late": None,
}  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """A button that opens a month, or `again` adds to one what it lacks."""

    code: str
    title: str
    again: bool = False


SORTS = {name: attrgetter(name) for name in ("place", *BEHIND)}
COLUMNS = (
    Column("place", gettext_lazy("镇（社区、安置区）"), sortable=True),
    Column("done", gettext_lazy("已确认"), numeric=True),
    Column("unconfirmed", gettext_lazy("未确认"), numeric=True, sortable=True),
    Column("changed", gettext_lazy("有变化"), numeric=True, sortable=True),
    Column("employed", gettext_lazy("在岗"), numeric=True, sortable=True),
    Column("unreachable", gettext_lazy("电话未通"), numeric=True, sortable=True),
    Column("ledgers", gettext_lazy("台账"), numeric=True, sortable=True),
    Column("accepted", gettext_lazy("已审核"), numeric=True, sortable=True),
    Column("handed_in", gettext_lazy("待审核"), numeric=True, sortable=True),
    Column("returned", gettext_lazy("已退回"), numeric=True, sortable=True),
    Column("late", gettext_lazy("逾期未报"), numeric=True, sortable=True),
)


def latest(request: StaffRequest) -> HttpResponse:
    """To the month that is asked for or under way."""
    asked, known = request.GET.get("month"), rounds.months()
    chosen = month_of(asked) if asked else known[0] if known else Month.of(working_day())
    return redirect("month", month=str(chosen))


def overview(request: StaffRequest, month: str) -> HttpResponse:
    """A month by town, or the sites of one town; what is behind a number is one click away."""
    chosen, address = month_of(month), Address.of(request)
    town, places = _places(request, chosen)
    known, late = rounds.months(), sum(one.late for one in places)
    may_open = request.user.may(Right.OPEN_MONTH)
    words = {
        "heading": _("%(month)s 月度工作") % {"month": in_words(chosen.first)},
        "lead": _lead(places),
        "town": town,
        "all_href": str(address.but(town=None, only=None)),
        "table": _table(places, address, chosen, inner=bool(town)),
        "cards": _cards(places, chosen) if places else [],
        "chart": _trend(chosen, known) if places and not town else None,
        "late": late,
        "opens": _openings(chosen, known) if may_open else [],
        "may_remind": late and request.user.may(Right.REVIEW_LEDGER),
        "may_review": request.user.may(Right.REVIEW_LEDGER),
        "empty": (
            _("这个月还没有开始月度工作"),
            _("开始后，每个社区和镇各有一本台账，上月的情况自动带入，可能有变化的人排在前面。"),
        ),
        "trail": [(_("总览"), "/"), (_("月度工作"), "")],
    } | choices(chosen, reverse("months"), _forgotten(known) if may_open else [])
    return TemplateResponse(request, "employment/month.html", words)


def _openings(chosen: Month, known: Sequence[Month]) -> list[Opening]:
    """What may be begun: the month of the page, or what it still lacks; and the running month."""
    running = Month.of(working_day())
    wanted = [Opening(str(chosen), _("补建本月台账"), again=True)] if chosen in known else []
    return wanted + [
        Opening(str(one), _("开始%(month)s的月度工作") % {"month": in_words(one.first)})
        for one in sorted({chosen, running} - set(known))
        if one <= running
    ]


def _forgotten(known: Sequence[Month]) -> list[Month]:
    """Months of the last year, since the first that was opened, in which nobody did."""
    running = Month.of(working_day())
    first = max(min(known, default=running), running.plus(-TREND))
    return [one for one in reversed(first.through(running)) if one not in known]


def _places(request: StaffRequest, chosen: Month) -> tuple[str, list[PlaceMonth]]:
    """The towns; or the sites of the town in the address, with its name, and of them those that a number counts."""
    town, on, only = request.GET.get("town", ""), working_day(), request.GET.get("only", "")
    if not town and only not in BEHIND:
        return "", rounds.overview(chosen, on, "town")
    sites = [one for one in rounds.overview(chosen, on, "site") if one.place.startswith(town)]
    listed = [one for one in sites if getattr(one, only)] if only in BEHIND else sites
    return desk.place_name(town) if town else _("全县"), listed


def _lead(places: Sequence[PlaceMonth]) -> str:
    ledgers, accepted = sum(one.ledgers for one in places), sum(one.accepted for one in places)
    if not ledgers:
        return ""
    if accepted == ledgers:
        return _("%(total)s 本台账已全部审核，本月完成。") % {"total": number(ledgers)}
    return _("%(total)s 本台账，已审核 %(accepted)s 本。") % {
        "total": number(ledgers),
        "accepted": number(accepted),
    }


def _cards(places: Sequence[PlaceMonth], chosen: Month) -> list[Card]:
    lines, left = sum(one.lines for one in places), sum(one.unconfirmed for one in places)
    home = reverse("month", args=[str(chosen)])
    late, waiting = sum(one.late for one in places), sum(one.handed_in for one in places)
    return [
        Card(_("已确认"), percent((lines - left) / lines) if lines else "—", "", f"{home}?only=unconfirmed",
             _("%(left)s 人未确认，共 %(total)s 人") % {"left": number(left), "total": number(lines)}),
        Card(_("逾期未报"), number(late), _("个单位"), f"{home}?only=late", tone="bad" if late else ""),
        Card(_("待审核"), number(waiting), _("个单位"), f"{home}?only=handed_in"),
        Card(_("电话未通"), number(sum(one.unreachable for one in places)), _("人"), f"{home}?only=unreachable"),
    ]  # fmt: skip


def _table(places: Sequence[PlaceMonth], address: Address, chosen: Month, *, inner: bool) -> Table:
    ledgers = {one.place_id: one.pk for one in rounds.ledgers(chosen)} if inner else {}
    rows = []
    for one in rows_in_order(places, address.get("sort"), SORTS):
        home = reverse("round", args=[ledgers[one.place]]) if one.place in ledgers else ""
        opened = home or str(address.but(town=one.place, only=None))
        done = one.lines - one.unconfirmed
        rows.append([
            Cell(one.name, href=opened),
            Cell(percent(done / one.lines) if one.lines else "—", share=done * 100 // one.lines if one.lines else None),
            *(_number(one, name, home, address) for name in BEHIND),
        ])  # fmt: skip
    export = str(address.at(reverse("month_export", args=[str(chosen)])))
    return Table(COLUMNS, rows, address, total=len(rows), order="place", export=export, caption=_("各镇进度"))


def _number(one: PlaceMonth, name: str, home: str, address: Address) -> Cell:
    """A number that opens what it counts: people of the ledger, or the places of the town."""
    count, part = getattr(one, name), BEHIND[name]
    if not count:
        return Cell("0")
    text = number(count)
    if name == "late":
        text = _("%(count)s（最长 %(days)s 天）") % {"count": count, "days": one.days_late}
    if home:
        return Cell(text, href=f"{home}?{part}" if part else home)
    return Cell(text, href=str(address.but(town=one.place, only=name)))


def _trend(chosen: Month, known: Sequence[Month]) -> Chart | None:
    """How much of each of the last months was confirmed and handed in."""
    shown = sorted(month for month in known if month <= chosen)[-TREND:]
    if len(shown) < 2:
        return None
    shares = desk.shares(shown)
    return Chart(
        "trend", "line", _("各月台账确认和报送"), [in_words(one.first) for one in shown],
        [Series(_("已确认的人"), [shares[one][0] for one in shown]), Series(_("已报送的台账"), [shares[one][1] for one in shown])],
        unit="%", hrefs=[reverse("month", args=[str(one)]) for one in shown],
    )  # fmt: skip


def overview_export(request: StaffRequest, month: str) -> HttpResponse:
    """The same table as a workbook."""
    chosen = month_of(month)
    _town, places = _places(request, chosen)
    return table_file(request, _table(places, Address.of(request), chosen, inner=False), _("月度工作进度"))


def open_one(request: StaffRequest, month: str) -> HttpResponse:
    """Ask for the month to be opened; a job does it."""
    job = actions.ask_open_month(
        month=month_of(month), by=request.user.username, place=request.user.post.place_id
    )
    return redirect("month_opening", pk=job.pk)


def _job(pk: int) -> Job:
    job = Job.objects.filter(pk=pk, kind=OPEN_MONTH).first()
    if job is None:
        raise Http404
    return job


def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """Watch the month being opened; then on to its page."""
    job = _job(pk)
    if job.state == JobState.DONE:
        words = {"ledgers": number(job.result["ledgers"]), "lines": number(job.result["lines"])}
        messages.success(
            request, _("已建账：新增 %(ledgers)s 本台账、%(lines)s 人，各社区可以开始确认。") % words
        )
        return redirect("month", month=job.arguments["month"])
    shown_words = {
        "job": job,
        "progress": _progress(job),
        "sentence": (job.result.get("sentence") or job.error) if job.ended else "",
        "trail": [(_("总览"), "/"), (_("月度工作"), reverse("months")), (job.title, "")],
    }
    return TemplateResponse(request, "employment/opening.html", shown_words)


def _progress(job: Job) -> Progress:
    return Progress(
        job.title, job.done, job.total, reverse("month_opening_progress", args=[job.pk]),
        job.message or job.get_state_display(), finished=job.ended,
    )  # fmt: skip


def opening_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The next state of the running job, or the way on when it has ended."""
    job = _job(pk)
    if job.ended:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("month_opening", args=[job.pk])})
    return TemplateResponse(request, "ui/progress.html", {"job": _progress(job)})


def remind(request: StaffRequest, month: str) -> HttpResponse:
    """Remind everybody who is late: each gets a task."""
    count = actions.remind_late(month=month_of(month), by=request.user.username, on=working_day())
    messages.success(request, _("已催报 %(count)s 个单位，对方会在待办中看到。") % {"count": number(count)})
    return redirect("month", month=month)
