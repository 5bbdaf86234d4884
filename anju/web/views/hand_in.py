"""Handing a month's ledger in: what the checks find stands first, then one button. Employment knows no checks."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.employment import actions
from anju.employment.models import Ledger
from anju.employment.queries import desk
from anju.employment.queries import rounds as reading
from anju.employment.views import shown
from anju.employment.views.rounds import frame
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.web import round_checks
from anju.web.mending import Desk, homes_of


def checked(request: StaffRequest, pk: int) -> HttpResponse:
    """What must be put right, and what should be looked at, before a ledger is handed in; who left waits for nobody."""
    found = shown.found_ledger(pk)
    if shown.open_to(request, found):
        actions.follow_roster(by=request.user.username, on=working_day(), place=found.place_id)
    return _page(request, found)


def hand_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand the ledger in; what stands in the way is said on the same page."""
    found = shown.found_ledger(pk)
    if request.method != "POST":
        return redirect("round_hand_in", pk=pk)
    by, opens = request.user.username, request.user.opens
    round_checks.refresh(found.place_id, by=by)
    try:
        actions.hand_in(
            ledger=pk,
            by=by,
            on=working_day(),
            check=partial(round_checks.blocking_sentences, opens=opens),
        )
    except Refused as refusal:
        return _page(request, found, refused=str(refusal))
    messages.success(request, _("已报送，镇经办人会收到待办。"))
    return redirect("round", pk=pk)


def _desk(request: StaffRequest, found: Ledger, persons: Sequence[int]) -> Desk:
    """What the reader of the page may put right."""
    user = request.user
    return Desk(
        desk.lines_of_persons(found.pk) if shown.open_to(request, found) else {}, homes_of(persons),
        reverse("round_hand_in", args=[found.pk]), user.may(Right.EDIT_REGISTRY), user.may(Right.RESOLVE_DUPLICATES),
    )  # fmt: skip


def _page(request: StaffRequest, found: Ledger, *, refused: str = "") -> HttpResponse:
    month, known = Month.of(found.month), reading.progress(found.pk)
    findings = round_checks.findings(found.place_id, month, on=working_day(), opens=request.user.opens)
    blocking = [one for one in findings if one.blocking]
    doubts = [one for one in findings if not one.blocking]
    shown_ones = [*blocking[: round_checks.SHOWN], *doubts[: round_checks.SHOWN]]
    persons = [one.person for one in shown_ones if one.person is not None]
    seen(request, Operation.LIST, f"employment.ledger:{found.pk}", persons=persons, rows=len(shown_ones))
    mends = _desk(request, found, persons)
    words = frame(request, found, known) | {
        "tabs": shown.tabs_of(found.pk, "findings", known),
        "left": known.unconfirmed,
        "left_href": f"{reverse('round', args=[found.pk])}?tab=unconfirmed",
        "blocking": round_checks.table(blocking, mends),
        "warnings": round_checks.table(doubts, mends),
        "all_href": f"{reverse('checks')}?{urlencode({'place': found.place_id})}",
        "most": round_checks.SHOWN,
        "ready": not known.unconfirmed and not blocking,
        "may_hand_in": request.user.may(Right.HAND_IN) and shown.open_to(request, found),
        "refused": refused,
    }
    return TemplateResponse(request, "web/hand_in.html", words, status=409 if refused else 200)
