"""Single records of a person or a household: looked at as a list, added, corrected, ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.entitlements import actions, panels, queries
from anju.entitlements.actions.records import KEPT
from anju.entitlements.codes import RecordKind
from anju.entitlements.forms.records import FORMS, EndForm
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.registry import queries as registry
from anju.ui.words import said

INVALID = 422
SEES: Mapping[str, Field] = {
    RecordKind.INSURANCE: Field.BENEFITS,
    RecordKind.ASSISTANCE: Field.BENEFITS,
    RecordKind.DISABILITY: Field.HEALTH,
    RecordKind.MONITORING: Field.BENEFITS,
    RecordKind.MEASURE: Field.BENEFITS,
    RecordKind.LAND: Field.CONTACT,
}
OF_PERSON = (RecordKind.INSURANCE, RecordKind.ASSISTANCE, RecordKind.DISABILITY)
OF_HOUSEHOLD = (RecordKind.MONITORING, RecordKind.LAND)


@dataclass(frozen=True)
class Owner:
    """Whose records a page is about: its name, its own page, the list of its records."""

    name: str
    page: str
    list: str
    persons: tuple[int, ...] = ()


def _person(pk: int) -> Owner:
    found = registry.person(pk)
    if found is None or found.survivor_id:
        raise Http404
    return Owner(found.name_masked, reverse("person", args=[pk]), reverse("person_records", args=[pk]), (pk,))


def _household(pk: int) -> Owner:
    found = registry.household(pk)
    if found is None:
        raise Http404
    name, page = _("户 %(number)s") % {"number": found.number}, reverse("household", args=[pk])
    return Owner(name, page, reverse("household_records", args=[pk]))


def _may_see(request: StaffRequest, kind: str) -> bool:
    return SEES[kind] in request.user.opens


def person_records(request: StaffRequest, pk: int) -> HttpResponse:
    """Insurance, assistance and disability certificates of a person, those that ended as well."""
    return _list(request, _person(pk), "person", pk, OF_PERSON)


def household_records(request: StaffRequest, pk: int) -> HttpResponse:
    """Monitoring with its measures, and land of a household."""
    return _list(request, _household(pk), "household", pk, OF_HOUSEHOLD)


def _list(
    request: StaffRequest, owner: Owner, of: str, pk: int, kinds: tuple[RecordKind, ...]
) -> HttpResponse:
    seen(request, Operation.LIST, f"{of}:{pk}:entitlements", persons=list(owner.persons))
    on, shown = working_day(), [kind for kind in kinds if _may_see(request, kind)]
    words = {
        "owner": owner,
        "groups": [
            (said(kind.label), panels.record_table(kind, pk, on), reverse("record_new", args=[of, pk, kind.value]))
            for kind in shown
        ],
        "measures": [
            (reverse("record_new", args=["monitoring", one.pk, RecordKind.MEASURE.value]), panels.monitored(one))
            for one in (queries.monitorings_ever(pk) if RecordKind.MONITORING in shown else [])
            if one.resolved_on is None
        ],
        "trail": [(_("总览"), "/"), (owner.name, owner.page), (_("权益记录"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "entitlements/records.html", words)


def record_new(request: StaffRequest, of: str, pk: int, kind: str) -> HttpResponse:
    """A new record of a person, a household, or of what a household is monitored for."""
    if kind not in KEPT or KEPT[kind].owner != of or not _may_see(request, kind):
        raise Http404
    owner = _owner_of(of, pk)
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"kind": kind, "owner": pk, "fields": form.told, **_by(request, form)}
        if _done(request, form, lambda: actions.add_record(**told)):
            return redirect(owner.list)
    return _form_page(request, form, owner, _("登记%(what)s") % {"what": said(RecordKind(kind).label)})


def record_change(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """A record that was entered wrongly."""
    row, owner = _record(request, kind, pk)
    form = FORMS[kind](request.POST or None, row=row, seen=queries.version_of(row))
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"kind": kind, "pk": pk, "fields": form.told, **_by(request, form)}
        told["seen"] = form.cleaned_data["seen"] or 0
        if _done(request, form, lambda: actions.change_record(**told)):
            return redirect(owner.list)
    return _form_page(request, form, owner, _("更正%(what)s") % {"what": said(RecordKind(kind).label)})


def record_end(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """A record that holds no longer, or that should never have been."""
    row, owner = _record(request, kind, pk)
    form = EndForm(request.POST or None, initial={"seen": queries.version_of(row)})
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {
            "kind": kind,
            "pk": pk,
            "seen": form.cleaned_data["seen"],
            **_by(request, form),
        }
        if form.cleaned_data["mistaken"]:
            done = _done(request, form, lambda: actions.remove_record(**told))
        else:
            day = form.cleaned_data["day"]
            done = _done(request, form, lambda: actions.end_record(day=day, **told))
        if done:
            return redirect(owner.list)
    return _form_page(request, form, owner, _("终止%(what)s") % {"what": said(RecordKind(kind).label)})


def _record(request: StaffRequest, kind: str, pk: int) -> tuple[Any, Owner]:
    """A record in scope that the post may see, and whose it is."""
    if kind not in KEPT or not _may_see(request, kind):
        raise Http404
    row = queries.record_of(KEPT[kind].model, pk)
    if row is None:
        raise Http404
    of = KEPT[kind].owner
    return row, _owner_of(of, getattr(row, f"{of}_id"))


def _owner_of(of: str, pk: int) -> Owner:
    if of == "person":
        return _person(pk)
    if of == "household":
        return _household(pk)
    found = queries.monitoring(pk)
    if found is None:
        raise Http404
    return _household(found.household_id)


def _by(request: StaffRequest, form: Any) -> dict[str, Any]:
    return {"why": form.cleaned_data["why"], "by": request.user.username, "on": working_day()}


def _done(request: StaffRequest, form: Any, act: Any) -> bool:
    """Whether the act was done; a refusal stands in the form, what is to be looked at again on the next page."""
    try:
        done = act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    for warning in dict.fromkeys(done.warnings if done else ()):
        messages.warning(request, warning)
    messages.success(request, _("已登记。"))
    return True


def _form_page(request: StaffRequest, form: Any, owner: Owner, label: str) -> HttpResponse:
    words = {
        "form": form,
        "owner": owner,
        "label": label,
        "trail": [(_("总览"), "/"), (owner.name, owner.page), (_("权益记录"), owner.list), (label, "")],
    }
    return TemplateResponse(
        request, "entitlements/record_form.html", words, status=INVALID if form.errors else 200
    )
