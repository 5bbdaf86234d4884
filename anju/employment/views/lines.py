"""Writing in a ledger's list: confirming many or one, opening a row's form in place, saving it, taking it back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.pages import StaffRequest
from anju.employment import actions, codes
from anju.employment.actions import SameJob, Stale, stale_sentence
from anju.employment.forms import ChangeForm
from anju.employment.models import Ledger
from anju.employment.queries import desk, rounds
from anju.employment.queries.rounds import LineRow
from anju.employment.views import shown, stamps
from anju.employment.views.rounds import filter_form, tab_of, wanted_of
from anju.employment.views.stamps import Stamps
from anju.kernel.refused import Refused
from anju.regions.queries import working_day

INVALID, CONFLICT, LONGEST = 422, 409, 10
_PAIR = re.compile(r"[0-9]{1,18}-[0-9]{1,9}")  # a line and the version in which it was seen
_OVERTAKEN = gettext_lazy("另有 %(count)s 人在您打开名单之后被他人改过，没有确认。请核对后再办。")


@dataclass(frozen=True)
class Pair:
    """One thing that two people wrote differently."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """Somebody else was quicker: who, when, and what stands there now beside what was typed."""

    title: str
    pairs: Sequence[Pair]


def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm the chosen lines, the whole filtered list, or all that have no hint, as unchanged."""
    found = shown.found_ledger(pk)
    source = request.POST.get("source", "")
    request.session["round.source"] = source
    back = redirect(shown.way_back(request, pk))
    try:
        chosen, stamp = _chosen(request, found)
        if chosen == {}:
            messages.warning(request, _("没有选中任何人。请先勾选，或按空格键选中。"))
            return back
        done = actions.confirm_unchanged(
            ledger=pk, lines=chosen, stamp=stamp, source=source, by=request.user.username, on=working_day()
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(request, _("已确认 %(count)s 人无变化。") % {"count": done.count})
    if done.overtaken:
        messages.warning(request, _OVERTAKEN % {"count": done.overtaken})
    return back


def newcomers(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring the ledger up to the roster: who came since the opening gets a line, who left is settled."""
    found, on = shown.found_ledger(pk), working_day()
    count = actions.top_up(by=request.user.username, on=on, place=found.place_id)
    if count:
        messages.success(request, _("已补入 %(count)s 人，请确认。") % {"count": count})
    else:
        messages.info(request, _("没有要补入的人：应在台账的人都有行。"))
    return redirect(shown.way_back(request, pk))


def _chosen(request: StaffRequest, found: Ledger) -> tuple[dict[int, int] | None, str | None]:
    """The chosen lines with the versions seen; None, with the stamp seen, for all without a hint that are still open."""
    if request.POST.get("remaining"):
        return None, request.POST.get(stamps.REMAINING, "")
    if request.POST.get("whole"):
        form = filter_form(request.GET, found)
        wanted = rounds.wanted_lines(
            found.pk, wanted_of(form, tab_of(request.GET, rounds.progress(found.pk)))
        )
        if rounds.stamp(wanted) != request.POST.get(stamps.WHOLE):
            raise Refused(_("名单在您打开之后有了变化，没有确认任何人。请刷新后核对，再确认。"))
        return dict(wanted.values_list("pk", "version")), None
    pairs = [word.split("-") for word in request.POST.getlist("line") if _PAIR.fullmatch(word)]
    return {int(line): int(version) for line, version in pairs}, None


def _found(pk: int) -> tuple[LineRow, Ledger]:
    line, ledger = rounds.line_row(pk), desk.ledger_of(pk)
    if line is None or ledger is None:
        raise Http404
    return line, ledger


def row(request: StaffRequest, pk: int) -> HttpResponse:
    """A row as it stands: what Esc in its form brings back."""
    return _answer(request, pk)


def _answer(request: StaffRequest, pk: int, *, refused: str = "", seen: Stamps | None = None) -> HttpResponse:
    """The row, the progress above it and the stamps of the page; a refused request says so in the row."""
    line, ledger = _found(pk)
    known = rounds.progress(ledger.pk)
    words = {
        "row": shown.shown_rows(request, ledger, [line])[0],
        "open": shown.open_to(request, ledger),
        "progress": shown.done_of(known),
        "tabs": shown.tabs_of(ledger.pk, stamps.tab(request), known),
        "refused": refused,
        "stamps": seen,
        "oob": True,
    }
    status = CONFLICT if refused else 200
    return TemplateResponse(request, "employment/line_answer.html", words, status=status)


def _after(request: StaffRequest, pk: int, ledger: Ledger, before: Stamps, refused: str = "") -> HttpResponse:
    """The row for a page with scripts, the list for one without."""
    if request.headers.get("HX-Request"):
        after = before if refused else stamps.of_line(request, ledger, pk)
        return _answer(request, pk, refused=refused, seen=stamps.taken_along(request, before, after))
    if refused:
        messages.error(request, refused)
    return redirect(shown.way_back(request, ledger.pk))


def confirm_one(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm one line as unchanged."""
    _line, ledger = _found(pk)
    before, source = stamps.of_line(request, ledger, pk), request.POST.get("source", "")
    request.session["round.source"] = source
    try:
        done = actions.confirm_unchanged(
            ledger=ledger.pk, lines={pk: _version(request)}, source=source, by=request.user.username,
            on=working_day(),
        )  # fmt: skip
    except Refused as refusal:
        return _after(request, pk, ledger, before, str(refusal))
    return _after(request, pk, ledger, before, _overtaken(pk) if done.overtaken else "")


def _version(request: StaffRequest) -> int:
    """The version in which the row was seen; 0, which no line has, where the request says none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < LONGEST else 0


def _overtaken(pk: int) -> str:
    """Who was quicker."""
    line, _ledger = _found(pk)
    return stale_sentence(desk.named(line.confirmed_by), line.confirmed_at)


def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a confirmation or a change back."""
    _line, ledger = _found(pk)
    before = stamps.of_line(request, ledger, pk)
    try:
        actions.undo_line(line=pk, version=_version(request), by=request.user.username, on=working_day())
    except Refused as refusal:
        return _after(request, pk, ledger, before, str(refusal))
    return _after(request, pk, ledger, before)


def line(request: StaffRequest, pk: int) -> HttpResponse:
    """The form of a row: in place where there are scripts, a page of its own where there are none."""
    known, ledger = _found(pk)
    if known.left:
        raise Refused(_("此人已离开本地，这一行按人口变动记录，不能再改。登记有误的，请先在户页面撤销变动。"))
    if request.method != "POST":
        return _form(request, known, ledger, ChangeForm(row=known))
    if request.POST.get("version") != str(known.version):
        return _conflict(request, pk)
    form = ChangeForm(request.POST, row=known)
    if not form.is_valid():
        return _form(request, known, ledger, form, status=INVALID)
    before = stamps.of_line(request, ledger, pk)
    try:
        actions.change_line(
            line=pk, version=form.cleaned_data["version"], change=form.change, by=request.user.username,
            on=working_day(),
        )  # fmt: skip
    except Stale:
        return _conflict(request, pk)
    except SameJob as refusal:
        return _form(request, known, ledger, form.blamed("employer", str(refusal)), status=INVALID)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, known, ledger, form, status=INVALID)
    return _after(request, pk, ledger, before)


def _form(
    request: StaffRequest, known: LineRow, ledger: Ledger, form: ChangeForm, *, status: int = 200,
    conflict: Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    inline = bool(request.headers.get("HX-Request"))
    words = {
        "row": shown.shown_rows(request, ledger, [known])[0],
        "form": form,
        "conflict": conflict,
        "inline": inline,
        "save_href": reverse("line", args=[known.id]),
        "next": shown.way_back(request, ledger.pk),
        "trail": [
            (_("总览"), "/"),
            (_("月度台账"), reverse("rounds")),
            (str(ledger), reverse("round", args=[ledger.pk])),
        ],
    }
    template = "employment/line_edit.html" if inline else "employment/line.html"
    return TemplateResponse(request, template, words, status=status)


def _conflict(request: StaffRequest, pk: int) -> HttpResponse:
    """Both values side by side; what was typed stays, and the next saving is meant."""
    known, ledger = _found(pk)
    typed = request.POST.copy()
    typed["version"] = str(known.version)
    form = ChangeForm(typed, row=known)
    if typed.get("what") not in form.whats:  # somebody began or ended the work meanwhile: ask anew
        typed["what"] = ""
        form = ChangeForm(typed, row=known)
    form.is_valid()
    at = f"{timezone.localtime(known.confirmed_at):%Y-%m-%d %H:%M}" if known.confirmed_at else ""
    title = _("%(who)s 已于 %(at)s 改过此人，请核对") % {
        "who": desk.named(known.confirmed_by) or _("他人"),
        "at": at,
    }
    return _form(request, known, ledger, form, status=CONFLICT, conflict=Conflict(title, _pairs(known, form)))


def _pairs(known: LineRow, form: ChangeForm) -> list[Pair]:
    """What the other wrote beside what was typed, where they differ."""
    standing = ChangeForm(row=known)
    pairs = [Pair(_("状态"), shown.word(codes.LineState, known.state), form.shown("what"))]
    pairs += [Pair(_("就业"), shown.work_of(known), "")]
    for name in (
        "channel",
        "work_place",
        "employer",
        "income",
        "reason",
        "wish",
        "wish_employer",
        "training_wish",
    ):
        theirs, mine = standing.shown(name), form.shown(name)
        if theirs != mine:
            pairs.append(Pair(str(form.fields[name].label), theirs or "—", mine or "—"))
    return pairs
