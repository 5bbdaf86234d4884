"""Changes of a household: choose what happened, fill in one form, see it in the household's history, take it back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.intake.files import opened
from anju.kernel.refused import Refused
from anju.registry import actions, queries
from anju.registry.actions import Followers
from anju.registry.codes import ChangeKind
from anju.registry.forms.changes import FORMS, ChangeForm, CorrectForm, OfPersonForm, called
from anju.registry.models import Change, Household
from anju.registry.panels import changed_rows, changes_of
from anju.ui.parts import Fact
from anju.ui.templatetags.ui import day, moment
from anju.ui.words import said

INVALID = 422
ACTIONS: dict[str, Callable[..., Change]] = {
    ChangeKind.BIRTH: actions.register_birth,
    ChangeKind.DEATH: actions.register_death,
    ChangeKind.MARRIED_IN: actions.marry_in,
    ChangeKind.MARRIED_OUT: actions.marry_out,
    ChangeKind.MOVED_IN: actions.move_in,
    ChangeKind.MOVED_OUT: actions.move_out,
    ChangeKind.REHOUSED: actions.rehouse,
    ChangeKind.SPLIT: actions.split,
    ChangeKind.MERGED: actions.merge,
    ChangeKind.HEAD: actions.change_head,
    ChangeKind.STATE: actions.change_state,
    ChangeKind.CORRECTED: actions.correct,
}
FOLLOWED = {
    ChangeKind.DEATH,
    ChangeKind.MARRIED_IN,
    ChangeKind.MOVED_IN,
    ChangeKind.REHOUSED,
    ChangeKind.MERGED,
}
OF_PERSON = (ChangeKind.STATE, ChangeKind.CORRECTED)


def _household(pk: int) -> Household:
    found = queries.household(pk)
    if found is None:
        raise Http404
    return found


def _trail(household: Household, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (household.number, reverse("household", args=[household.pk])), *more]


def household_changes(request: StaffRequest, pk: int) -> HttpResponse:
    """What may be recorded of a household, of each member, and what was."""
    household, on = _household(pk), timezone.localdate()
    present = queries.household_members(pk)
    seen(request, Operation.HOUSEHOLD, f"household:{pk}", persons=[member.person_id for member in present])
    members = [
        (
            called(member, on),
            reverse("person", args=[member.person_id]),
            [(said(kind.label), _new(pk, kind, member.person_id)) for kind in OF_PERSON],
        )
        for member in present
    ]
    words = {
        "household": household,
        "members": members,
        "kinds": [(said(kind.label), _new(pk, kind)) for kind in ChangeKind if kind not in OF_PERSON],
        "may_edit": request.user.may(Right.EDIT_REGISTRY) and household.stop is None,
        "panel": changes_of(pk),
        "trail": _trail(household, (_("变动"), "")),
    }
    return TemplateResponse(request, "registry/household_changes.html", words)


def _new(household: int, kind: ChangeKind, person: int | None = None) -> str:
    address = reverse("change_new", args=[household, kind.value])
    return f"{address}?person={person}" if person else address


def _form(request: StaffRequest, household: Household, kind: str) -> ChangeForm:
    text = request.GET.get("person", "")
    words: dict[str, Any] = {
        "household": household,
        "members": queries.household_members(household.pk),
        "on": timezone.localdate(),
        "person": int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None,
    }
    if kind == ChangeKind.REHOUSED:
        words["sites"] = queries.sites_in_scope()
    if kind == ChangeKind.CORRECTED and words["person"]:
        words["members"] = queries.ever_members(household.pk)
    form = FORMS[kind](request.POST or None, request.FILES or None, **words)
    if isinstance(form, OfPersonForm) and form.member is None:
        raise Http404
    return form


def change_new(request: StaffRequest, pk: int, kind: str, followers: Followers) -> HttpResponse:
    """The form of one kind of change; what was typed stays when it is refused."""
    household = _household(pk)
    if kind not in FORMS:
        raise Http404
    form, label = _form(request, household, kind), said(ChangeKind(kind).label)
    if request.method == "POST" and form.is_valid():
        try:
            made = _recorded(request, household, kind, form, followers)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("change", pk=made.pk)
    words = {
        "household": household,
        "form": form,
        "label": label,
        "who": called(form.member, timezone.localdate())
        if isinstance(form, OfPersonForm) and form.member
        else "",
        "correcting": isinstance(form, CorrectForm),
        "back": reverse("household_changes", args=[pk]),
        "trail": _trail(household, (_("变动"), reverse("household_changes", args=[pk])), (label, "")),
    }
    return TemplateResponse(
        request, "registry/change_form.html", words, status=INVALID if form.errors else 200
    )


def _recorded(
    request: StaffRequest, household: Household, kind: str, form: ChangeForm, followers: Followers
) -> Change:
    words: dict[str, Any] = {"followers": followers} if kind in FOLLOWED else {}
    return ACTIONS[kind](
        household=household.pk,
        about=form.about,
        by=request.user.username,
        on=timezone.localdate(),
        **form.words,
        **words,
    )


def change(request: StaffRequest, pk: int) -> HttpResponse:
    """One change: what, when, why, by whom, what it altered; the last of a household can be taken back."""
    found = _change(pk)
    seen(request, Operation.HOUSEHOLD, f"change:{pk}", persons=found.persons)
    last = queries.latest_standing(found.household_id)
    words = {
        "change": found,
        "facts": _facts(request, found),
        "rows": changed_rows(found, open_=False),
        "may_revert": request.user.may(Right.EDIT_REGISTRY) and last is not None and last.pk == found.pk,
        "trail": _trail(
            found.household,
            (_("变动"), reverse("household_changes", args=[found.household_id])),
            (said(found.get_kind_display()), ""),
        ),
    }
    return TemplateResponse(request, "registry/change.html", words)


def _change(pk: int) -> Change:
    found = queries.change(pk)
    if found is None:
        raise Http404
    return found


def _facts(request: StaffRequest, found: Change) -> list[Fact]:
    facts = [
        Fact(_("变动类型"), said(found.get_kind_display())),
        Fact(_("变动日期"), day(found.day)),
        Fact(_("户编号"), found.household.number, href=reverse("household", args=[found.household_id])),
        Fact(_("所在地"), found.place.name),
        Fact(_("变动原因"), found.reason or "—"),
        Fact(_("登记"), f"{found.recorded_by} · {moment(found.recorded_at)}"),
    ]
    if found.evidence:
        href = reverse("change_evidence", args=[found.pk]) if request.user.may(Right.REVEAL_SECRETS) else ""
        facts.append(Fact(_("佐证材料"), found.evidence_name, href=href))
    if found.reverted_on:
        facts.append(Fact(_("撤销"), f"{found.reverted_by} · {day(found.reverted_on)}", tone="warn"))
    return facts


@require_POST
def change_revert(request: StaffRequest, pk: int, followers: Followers) -> HttpResponse:
    """Take a change back."""
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    actions.revert(
        change=_change(pk).pk,
        version=version,
        by=request.user.username,
        on=timezone.localdate(),
        followers=followers,
    )
    return redirect("change", pk=pk)


def change_evidence(request: StaffRequest, pk: int) -> HttpResponse:
    """The evidence file as it was sent; it names people, so looking is recorded."""
    found = _change(pk)
    if not found.evidence:
        raise Http404
    record(act=Act.SECRET_REVEALED, by=request.user.username, target=f"change:{pk}", why=_("查看佐证材料"))
    seen(request, Operation.REVEAL, f"change:{pk}", persons=found.persons, rows=1, why=_("查看佐证材料"))
    disposition = content_disposition_header(True, found.evidence_name)
    return HttpResponse(
        opened(found.evidence),
        content_type="application/octet-stream",
        headers={"Content-Disposition": str(disposition)},
    )
