"""A merge that somebody asked for: approved, refused, undone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts.eyes import Eyes
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.duplicates import actions, panels
from anju.duplicates.codes import MergeState
from anju.duplicates.forms import TITLES, DecideForm
from anju.duplicates.models import Merge
from anju.duplicates.queries import pairs as queries
from anju.regions.queries import working_day


def _found(pk: int) -> Merge:
    found = queries.merge(pk)
    if found is None:
        raise Http404
    return found


def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """What is asked for, with the two records side by side, masked."""
    found, on = _found(pk), working_day()
    seen(request, Operation.LIST, f"merge:{pk}", persons=[found.survivor, found.merged])
    words = {
        "merge": found,
        "facts": panels.merge_facts(found, TITLES),
        "reasons": panels.reasons(found.pair),
        "table": panels.compared(found.pair, on, open_=False),
        "ledgers": panels.ledgers(found.pair, on, Eyes(request.user.opens)),
        "waiting": found.state == MergeState.ASKED,
        "own": found.asked_by == request.user.username,
        "form": DecideForm(),
        "trail": [(_("总览"), "/"), (_("合并审批"), "")],
    }
    return TemplateResponse(request, "duplicates/merge.html", words)


@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve and carry out, or refuse with a reason."""
    found, why, by = _found(pk), request.POST.get("why", ""), request.user.username
    if request.POST.get("decision") == "approve":
        actions.approve(merge=found.pk, by=by, at=timezone.now(), why=why)
        messages.success(request, _("已合并。需要时可在疑似重复人员页面撤销。"))
    else:
        actions.refuse(merge=found.pk, why=why, by=by, at=timezone.now())
        messages.info(request, _("未批准合并，申请已退回。"))
    return redirect("merge", pk=pk)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    found = _found(pk)
    actions.undo(merge=found.pk, why=request.POST.get("why", ""), by=request.user.username, on=working_day())
    messages.success(request, _("合并已撤销，两份档案恢复原状。"))
    return redirect("duplicate", pk=found.pair_id)
