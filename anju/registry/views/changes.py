"""Changes of a household: choose what happened, fill in one form, see it in the household's history, take it back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
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
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.registry import actions, queries
from anju.registry.actions import Followers
from anju.registry.codes import ChangeKind
from anju.registry.forms.changes import FORMS
from anju.registry.forms.fields import called
from anju.registry.forms.households import END, REGISTER, REPLACE, TRANSFER, CertificateForm
from anju.registry.forms.members import CorrectForm
from anju.registry.forms.notice import ChangeForm, OfPersonForm, RelatedForm, RevertForm, SupplyForm
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
    ChangeKind.HOUSEHOLD: actions.change_household,
    ChangeKind.AMENDED: actions.amend_household,
    ChangeKind.DATES: actions.correct_day,
    ChangeKind.OLD_NUMBER: actions.record_old_number,
}
CERTIFYING: dict[str, Callable[..., Change]] = {
    REGISTER: actions.register_certificate,
    REPLACE: actions.register_certificate,
    TRANSFER: actions.transfer_certificate,
    END: actions.end_certificate,
}
FOLLOWED = {
    ChangeKind.DEATH,
    ChangeKind.MARRIED_IN,
    ChangeKind.MARRIED_OUT,
    ChangeKind.MOVED_IN,
    ChangeKind.MOVED_OUT,
    ChangeKind.REHOUSED,
    ChangeKind.MERGED,
}
OF_PERSON = (ChangeKind.STATE, ChangeKind.CORRECTED, ChangeKind.DATES, ChangeKind.OLD_NUMBER)
# What may still be recorded of a household that is deregistered, and of who has left.
OF_THE_PAST = (
    ChangeKind.CORRECTED, ChangeKind.DATES, ChangeKind.OLD_NUMBER, ChangeKind.AMENDED, ChangeKind.CERTIFIED,
)  # fmt: skip


def _household(pk: int) -> Household:
    found = queries.household(pk)
    if found is None:
        raise Http404
    return found


def _trail(household: Household, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (household.number, reverse("household", args=[household.pk])), *more]


def household_changes(request: StaffRequest, pk: int) -> HttpResponse:
    """What may be recorded of a household, of each member, and what was."""
    household, on = _household(pk), working_day()
    gone = household.stop is not None
    people = queries.ever_members(pk) if gone else queries.household_members(pk)
    seen(request, Operation.HOUSEHOLD, f"household:{pk}", persons=[member.person_id for member in people])
    allowed = [kind for kind in ChangeKind if not gone or kind in OF_THE_PAST]
    members = [
        (
            called(member, on),
            reverse("person", args=[member.person_id]),
            [(said(kind.label), _new(pk, kind, member.person_id)) for kind in allowed if kind in OF_PERSON],
        )
        for member in people
    ]
    words = {
        "household": household,
        "members": members,
        "kinds": [(said(kind.label), _new(pk, kind)) for kind in allowed if kind not in OF_PERSON],
        "may_edit": request.user.may(Right.EDIT_REGISTRY),
        "panel": changes_of(pk),
        "trail": _trail(household, (_("变动"), "")),
    }
    return TemplateResponse(request, "registry/household_changes.html", words)


def _new(household: int, kind: ChangeKind, person: int | None = None) -> str:
    address = reverse("change_new", args=[household, kind.value])
    return f"{address}?person={person}" if person else address


def _form(request: StaffRequest, household: Household, kind: str) -> ChangeForm:
    """The form as it was sent; asked to derive the relations, the same once more with them filled in."""
    text = request.GET.get("person", "")
    words: dict[str, Any] = {
        "household": household,
        "members": queries.household_members(household.pk),
        "on": working_day(),
        "person": int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None,
        "kind": kind,
    }
    if kind == ChangeKind.REHOUSED:
        words["sites"] = queries.sites_in_scope()
    if kind in OF_THE_PAST and words["person"]:
        words["members"] = queries.ever_members(household.pk)
    form = FORMS[kind](request.POST or None, request.FILES or None, **words)
    if isinstance(form, OfPersonForm) and form.member is None:
        raise Http404
    if "derive" in request.POST and isinstance(form, RelatedForm):
        return FORMS[kind](**words, told=form.sent | form.prefill)
    return form


def change_new(request: StaffRequest, pk: int, kind: str, followers: Followers) -> HttpResponse:
    """The form of one kind of change; what was typed stays when it is refused."""
    household = _household(pk)
    if kind not in FORMS:
        raise Http404
    form, label = _form(request, household, kind), said(ChangeKind(kind).label)
    if form.is_bound and form.is_valid():
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
        "who": called(form.member, working_day()) if isinstance(form, OfPersonForm) and form.member else "",
        "correcting": isinstance(form, CorrectForm),
        "here": request.get_full_path(),
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
    action = CERTIFYING[form.act_asked] if isinstance(form, CertificateForm) else ACTIONS[kind]
    return action(
        household=household.pk,
        about=form.about,
        by=request.user.username,
        on=working_day(),
        **form.words,
        **words,
    )


def change(request: StaffRequest, pk: int) -> HttpResponse:
    """One change: what, when, why, by whom, what it altered; the last of a household can be taken back."""
    return _change_page(request, _change(pk))


def _change_page(
    request: StaffRequest, found: Change, *, supply: SupplyForm | None = None, back: RevertForm | None = None
) -> HttpResponse:
    seen(request, Operation.HOUSEHOLD, f"change:{found.pk}", persons=found.persons)
    last = queries.latest_standing(found.household_id)
    household = queries.household(found.household_id)  # out of sight for the place that it left
    may = request.user.may(Right.EDIT_REGISTRY) and household is not None
    number = queries.numbers_of([found.household_id]).get(found.household_id, ("—", False))[0]
    waits = bool(found.later) and not found.evidence and not found.reverted_on
    failed = supply or back
    trail = [(_("总览"), "/"), (_("变动台账"), reverse("changes"))]
    if household:
        trail = _trail(household, (_("变动"), reverse("household_changes", args=[household.pk])))
    words = {
        "change": found,
        "household": household,
        "number": number,
        "facts": _facts(request, found, number, household),
        "rows": changed_rows(found, open_=False, away=household is None),
        "back": (back or RevertForm()) if may and last is not None and last.pk == found.pk else None,
        "supply": (supply or SupplyForm()) if may and waits else None,
        "form": failed or SupplyForm(),
        "trail": [*trail, (said(found.get_kind_display()), "")],
    }
    status = INVALID if failed is not None and failed.errors else 200
    return TemplateResponse(request, "registry/change.html", words, status=status)


def _change(pk: int) -> Change:
    found = queries.change(pk)
    if found is None:
        raise Http404
    return found


def _facts(request: StaffRequest, found: Change, number: str, household: Household | None) -> list[Fact]:
    facts = [
        Fact(_("变动类型"), said(found.get_kind_display())),
        Fact(_("变动日期"), day(found.day)),
        Fact(_("户编号"), number, href=reverse("household", args=[household.pk]) if household else ""),
        Fact(_("所在地"), found.place.name),
        *([Fact(_("迁离地"), found.away.name)] if found.away else []),
        Fact(_("变动原因"), found.reason or "—"),
        Fact(_("登记"), f"{found.recorded_by} · {moment(found.recorded_at)}"),
        _paper(request, found),
    ]
    if found.reverted_on:
        told = f"{found.reverted_by} · {day(found.reverted_on)}"
        facts.append(Fact(_("撤销"), told, hint=found.reverted_why, tone="warn"))
    return facts


def _paper(request: StaffRequest, found: Change) -> Fact:
    """The document of a change, or why it is not here yet."""
    title = _("佐证材料")
    if not found.evidence:
        return Fact(title, _("待补"), hint=found.later, tone="warn") if found.later else Fact(title, "—")
    href = reverse("change_evidence", args=[found.pk]) if request.user.may(Right.REVEAL_SECRETS) else ""
    later = f"{found.evidence_by} · {day(found.evidence_on)}" if found.evidence_on else ""
    return Fact(
        title, found.evidence_name, href=href, hint=_("补交：%(by)s") % {"by": later} if later else ""
    )


@require_POST
def change_revert(request: StaffRequest, pk: int, followers: Followers) -> HttpResponse:
    """Take a change back, with a reason."""
    found, form = _change(pk), RevertForm(request.POST)
    if not form.is_valid():
        return _change_page(request, found, back=form)
    actions.revert(
        change=found.pk,
        version=form.cleaned_data["version"],
        why=form.cleaned_data["why"],
        by=request.user.username,
        on=working_day(),
        followers=followers,
    )
    return redirect("change", pk=pk)


@require_POST
def change_supply(request: StaffRequest, pk: int) -> HttpResponse:
    """The document that was to come later is here."""
    found, form = _change(pk), SupplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.supply_evidence(
                change=found.pk, evidence=form.given, by=request.user.username, on=working_day()
            )
        except Refused as refusal:
            form.add_error("evidence", str(refusal))
        else:
            return redirect("change", pk=pk)
    return _change_page(request, found, supply=form)


def change_evidence(request: StaffRequest, pk: int) -> HttpResponse:
    """The evidence file as it was sent; it names people, so looking is recorded."""
    found = _change(pk)
    if not found.evidence:
        raise Http404
    record(
        act=Act.SECRET_REVEALED, by=request.user.username, target=f"change:{pk}", why=stored("查看佐证材料")
    )
    seen(request, Operation.REVEAL, f"change:{pk}", persons=found.persons, rows=1, why=_("查看佐证材料"))
    disposition = content_disposition_header(True, found.evidence_name)
    return HttpResponse(
        opened(found.evidence),
        content_type="application/octet-stream",
        headers={"Content-Disposition": str(disposition)},
    )
