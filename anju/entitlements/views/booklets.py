"""Pages of residence booklets and of the responsibility matrix."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts import purposes
from anju.accounts.approvals import leave
from anju.accounts.codes import Field, Right
from anju.accounts.forms import done
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.entitlements import actions, queries, rules
from anju.entitlements.actions import Asked
from anju.entitlements.codes import RequestKind, RequestState, Side
from anju.entitlements.forms.booklets import AskForm, ConfirmForm, FilterForm, RefuseForm
from anju.entitlements.models import BookletRequest
from anju.entitlements.panels import TONES, request_facts
from anju.regions.queries import places_within, working_day
from anju.registry import queries as registry
from anju.registry.models import Household
from anju.ui.parts import Tab
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.templatetags.ui import day
from anju.ui.words import said

SIZE, INVALID = 50, 422
ALL = "all"
COLUMNS = (
    Column("asked", gettext_lazy("受理日期"), sortable=True),
    Column("kind", gettext_lazy("申请事项")),
    Column("number", gettext_lazy("户编号"), sortable=True),
    Column("applicant", gettext_lazy("申请人")),
    Column("place", gettext_lazy("住地"), sortable=True),
    Column("home", gettext_lazy("原籍")),
    Column("state", gettext_lazy("办理状态")),
    Column("decided", gettext_lazy("办结日期"), sortable=True),
)
ORDERS = {"asked": "asked_on", "number": "number", "place": "place_id", "decided": "decided_on"}


def _asked(request: StaffRequest) -> tuple[FilterForm, QuerySet[BookletRequest]]:
    """The filter and what it leaves, all states."""
    places = [(place.code, place.name) for place in places_within(request.scope.codes)]
    form, found = FilterForm(request.GET, places=places), queries.requests()
    if kind := form.said("kind"):
        found = found.filter(kind=kind)
    if place := form.said("place"):
        found = found.filter(place__code__startswith=place)
    return form, found


def _in_state(found: QuerySet[BookletRequest], state: str) -> QuerySet[BookletRequest]:
    if state == ALL:
        return found
    return (
        found.filter(state=state) if state in RequestState.values else found.filter(decided_on__isnull=True)
    )


def _ordered(found: QuerySet[BookletRequest], order: str) -> QuerySet[BookletRequest]:
    falling, column = order.startswith("-"), ORDERS.get(order.removeprefix("-"), "asked_on")
    sign = "-" if falling or not order else ""
    return found.order_by(f"{sign}{column}", "-pk")


def request_list(request: StaffRequest) -> HttpResponse:
    """Requests in scope, those that wait first."""
    form, every = _asked(request)
    address = Address.of(request)
    state, page = address.get("state"), page_of(address)
    found = _in_state(every, state)
    ordered = list(_ordered(found, address.get("sort"))[(page - 1) * SIZE : page * SIZE])
    rows = [_cells(one) for one in ordered]
    persons = sorted({person for one in ordered for person in one.members})
    conditions = {"state": state, "page": page}
    seen(request, Operation.LIST, "booklet_requests", persons=persons, rows=len(rows), conditions=conditions)
    export = str(address.but(page=None).at(reverse("booklet_requests_export")))
    words = {
        "form": form,
        "table": Table(
            COLUMNS, rows, address, total=found.count(), page=page, size=SIZE, order="-asked",
            export=export if request.user.may(Right.EXPORT_RECORDS) else "", caption=_("居住簿申请"),
            empty=_("没有符合条件的申请。申请在户的页面上办理。"),
        ),
        "tabs": _tabs(queries.counts(every), state, address),
        "trail": [(_("总览"), "/"), (_("居住簿申请"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "entitlements/requests.html", words)


def _tabs(tally: dict[str, int], state: str, address: Address) -> list[Tab]:
    waiting = sum(tally.get(one, 0) for one in queries.OPEN_STATES)
    known = {ALL, *RequestState.values}
    tabs = [Tab(_("在办"), str(address.but(state=None, page=None)), state not in known, waiting)]
    tabs += [
        Tab(said(one.label), str(address.but(state=one.value, page=None)), state == one, tally.get(one, 0))
        for one in RequestState
    ]
    return [*tabs, Tab(_("全部"), str(address.but(state=ALL, page=None)), state == ALL, sum(tally.values()))]


def _cells(one: BookletRequest) -> list[Cell]:
    return [
        Cell(day(one.asked_on), reverse("booklet_request", args=[one.pk])),
        Cell(said(one.get_kind_display())),
        Cell(one.number),
        Cell(one.applicant),
        Cell(one.place.name),
        Cell(one.home.name),
        Cell(said(one.get_state_display()), tone=TONES[RequestState(one.state)]),
        Cell(day(one.decided_on)),
    ]


def request_export(request: StaffRequest) -> HttpResponse:
    """The list as it is filtered and sorted, masked."""
    address, (_form, every) = Address.of(request), _asked(request)
    found = list(_ordered(_in_state(every, address.get("state")), address.get("sort")))
    on, title = working_day(), _("居住簿申请")
    list_ = take(
        request, target="booklet_requests", title=title, filename=f"{title}-{on.isoformat()}",
        conditions={"state": address.get("state")}, persons=sorted({person for one in found for person in one.members}),
    )  # fmt: skip
    rows = [[str(cell.text) for cell in _cells(one)] for one in found]
    heads = [str(column.title) for column in COLUMNS]
    return leave(request, list_, title, heads, rows, (_("截至：%(day)s") % {"day": on.isoformat()},))


def request_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One request, masked, with the forms of the side whose turn it is; sent, it opens for a purpose."""
    found = _found(pk)
    if request.method != "POST" or not request.user.sees(Field.CONTACT):
        return _page(request, found)
    if asked := purposes.ask(request):
        return asked
    by, why = request.user.username, purposes.said(request)
    detail = {"fields": [str(Field.CONTACT)]}
    record(act=Act.SECRET_REVEALED, by=by, target=f"booklet_request:{pk}", why=why, detail=detail)
    return _page(request, found, open_=True)


@require_POST
def request_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """The side whose turn it is confirms."""
    found = _found(pk)
    form = ConfirmForm(request.POST, issues=_issues(found))
    words: dict[str, Any] = {"request": pk, "by": request.user.username, "on": working_day()}
    if form.is_valid() and done(form, lambda: actions.confirm(**words, **form.cleaned_data)):
        messages.success(request, _("已确认。"))
        return redirect("booklet_request", pk=pk)
    return _page(request, found, confirm=form)


@require_POST
def request_refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """The side whose turn it is refuses, with a reason."""
    found, form = _found(pk), RefuseForm(request.POST)
    words: dict[str, Any] = {"request": pk, "by": request.user.username, "on": working_day()}
    if form.is_valid() and done(form, lambda: actions.refuse(**words, **form.cleaned_data)):
        messages.success(request, _("已退件。"))
        return redirect("booklet_request", pk=pk)
    return _page(request, found, refusal=form)


def _found(pk: int) -> BookletRequest:
    found = queries.request_of(pk)
    if found is None:
        raise Http404
    return found


def _standing(one: BookletRequest) -> rules.Standing:
    return rules.Standing(one.state, one.home_by)


def _issues(one: BookletRequest) -> bool:
    """Whether the answer that is awaited issues a booklet."""
    return one.kind == RequestKind.ISSUE and _standing(one).turn is Side.RESIDENCE


def _page(
    request: StaffRequest,
    one: BookletRequest,
    *,
    confirm: forms.Form | None = None,
    refusal: forms.Form | None = None,
    open_: bool = False,
) -> HttpResponse:
    standing = _standing(one)
    where = one.home_id if standing.turn is Side.HOME else one.place_id
    barred = rules.barred(standing, request.user.username, in_reach=registry.in_scope(where))
    may = request.user.may(Right.EDIT_REGISTRY) and not barred
    failed = confirm or refusal
    operation, why = (Operation.REVEAL, purposes.said(request)) if open_ else (Operation.HOUSEHOLD, "")
    seen(request, operation, f"booklet_request:{one.pk}", persons=one.members, why=why, in_full=False)
    words = {
        "one": one,
        "facts": request_facts(one, open_=open_),
        "open": open_,
        "may_reveal": request.user.sees(Field.CONTACT),
        "reveal": reverse("booklet_request", args=[one.pk]),
        "confirm": (confirm or ConfirmForm(issues=_issues(one))) if may else None,
        "refusal": (refusal or RefuseForm()) if may else None,
        "barred": barred if standing.turn else "",
        "household": reverse("household", args=[one.household_id])
        if queries.visible_household(one.household_id)
        else "",
        "trail": [(_("总览"), "/"), (_("居住簿申请"), reverse("booklet_requests")), (one.number, "")],
    }
    status = INVALID if failed is not None and failed.errors else 200
    return TemplateResponse(request, "entitlements/request.html", words, status=status)


def booklet_ask(request: StaffRequest, pk: int) -> HttpResponse:
    """A request about the booklet of a household."""
    home = registry.household(pk)
    if home is None:
        raise Http404
    members = registry.household_members(pk)
    people = [
        (str(one.person_id), f"{one.person.name_masked}（{said(one.get_relation_display())}）")
        for one in members
    ]
    everybody = [key for key, _name in people]
    initial = {"kind": _usual(home), "members": everybody, "applicant": everybody[0] if everybody else ""}
    form = AskForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(form.cleaned_data)
        words: dict[str, Any] = {"by": request.user.username, "on": working_day()}
        if done(form, lambda: actions.ask_booklet(household=pk, asked=wanted, **words)):
            messages.success(request, _("已受理，等待原籍确认。"))
            return redirect("household", pk=pk)
    words = {
        "form": form,
        "household": home,
        "home": queries.place_name(queries.home_of(home)),
        "trail": [(_("总览"), "/"), (home.number, reverse("household", args=[pk])), (_("居住簿申请"), "")],
    }
    return TemplateResponse(request, "entitlements/ask.html", words, status=INVALID if form.errors else 200)


def _usual(home: Household) -> str:
    return RequestKind.CHANGE if queries.booklet_of(home.pk) else RequestKind.ISSUE


def _wanted(said_: dict[str, Any]) -> Asked:
    members: Sequence[str] = said_["members"]
    return Asked(
        kind=said_["kind"], applicant=int(said_["applicant"]), members=[int(one) for one in members],
        reason=said_["reason"], from_address=said_["from_address"], to_address=said_["to_address"],
    )  # fmt: skip


def matrix(request: StaffRequest) -> HttpResponse:
    """Which side answers for which matter, since when, and which document says so."""
    on = working_day()
    rows = [
        (Cell(said(one.matter.label)), Cell(said(one.side.label), tone="info" if one.side is Side.HOME else "ok"),
         Cell(day(one.since)), Cell(one.source))
        for one in queries.matrix(on)
    ]  # fmt: skip
    columns = (
        Column("matter", _("事项")), Column("side", _("责任方")), Column("since", _("自")), Column("source", _("依据")),
    )  # fmt: skip
    words = {
        "table": Table(
            columns, rows, Address.of(request), caption=_("责任清单"), empty=_("还没有发布责任清单。")
        ),
        "trail": [(_("总览"), "/"), (_("责任清单"), "")],
    }
    return TemplateResponse(request, "entitlements/matrix.html", words)
