"""What is recorded of a person beside the job: technical school, subsidies, start-up loans, whom a business hires."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.accounts.forms import done
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.employment import actions
from anju.employment.codes import SupportKind
from anju.employment.forms import SUPPORT_FORMS, SupportForm
from anju.employment.queries import support as reading
from anju.employment.queries.support import Support
from anju.kernel.money import yuan_of_fen
from anju.regions.queries import working_day
from anju.registry.models import Person
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said

INVALID = 422


@dataclass(frozen=True)
class Group:
    """Records of a kind as they are printed, and the way to a new one."""

    title: str
    table: Table
    href: str


def records(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything of the person, by kind; each record leads to its form."""
    person = _person(pk)
    _look(request, pk)
    words = {
        "person": person,
        "groups": list(_groups(pk, open_=request.user.sees(Field.INCOME))),
        "trail": _trail(person, (_("补贴、创业扶持和技校"), "")),
    }
    return TemplateResponse(request, "employment/support.html", words)


def _person(pk: int) -> Person:
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _look(request: StaffRequest, pk: int) -> None:
    seen(request, Operation.PERSON, f"employment.support:{pk}", persons=[pk])


def _trail(person: Person, *more: tuple[str, str]) -> list[tuple[str, str]]:
    home = reverse("person", args=[person.pk])
    return [(_("总览"), "/"), (_("搬迁人口"), reverse("persons")), (person.name_masked, home), *more]


def _groups(pk: int, *, open_: bool) -> Iterator[Group]:
    listed: dict[str, tuple[Sequence[Column], Sequence[Support]]] = {
        SupportKind.SUBSIDY: (_columns(_("年度"), _("就业见习补贴"), _("求职补贴"), _("转移就业交通补贴"), _("创业补贴")),
                              list(reading.subsidies_of(pk))),
        SupportKind.LOAN: (_columns(_("发放日期"), _("结清日期"), _("贷款金额")), list(reading.loans_of(pk))),
        SupportKind.HIRING: (_columns(_("统计日期"), _("创业项目"), _("带动就业人数"), _("带动贫困劳动力人数")),
                             list(reading.hirings_of(pk))),
        SupportKind.SCHOOLING: (_columns(_("入学日期"), _("毕业日期"), _("技校名称"), _("专业"), _("助学金"), _("雨露计划补贴")),
                                list(reading.schoolings_of(pk))),
    }  # fmt: skip
    for kind, (columns, found) in listed.items():
        rows = [_cells(kind, one, open_=open_) for one in found]
        title = said(SupportKind(kind).label)
        table = Table(columns, rows, Address(""), total=len(rows), caption=title, empty=_("没有登记。"))
        yield Group(title, table, reverse("support_new", args=[pk, kind]))


def _columns(*titles: str) -> list[Column]:
    return [Column(str(at), title) for at, title in enumerate(titles)]


def _cells(kind: str, one: Any, *, open_: bool) -> list[Cell]:
    """The cells of a record, amounts only for posts that see income."""

    def yuan(fen: int | None) -> Cell:
        return Cell((number(yuan_of_fen(fen)) if open_ else "••••••") if fen else "—")

    told: dict[str, Sequence[Any]] = {
        SupportKind.SUBSIDY: ("year", "internship_fen", "seeking_fen", "transport_fen", "startup_fen"),
        SupportKind.LOAN: ("start", "stop", "amount_fen"),
        SupportKind.HIRING: ("counted_on", "job", "hired", "hired_lifted"),
        SupportKind.SCHOOLING: ("start", "stop", "school", "major", "grant_fen", "yulu_fen"),
    }
    href = reverse("support_edit", args=[kind, one.pk])
    cells = [
        yuan(getattr(one, name)) if name.endswith("_fen") else _plain(name, getattr(one, name))
        for name in told[kind]
    ]
    return [Cell(cells[0].text, href), *cells[1:]]


def _plain(name: str, value: Any) -> Cell:
    if name in {"start", "stop", "counted_on"}:
        return Cell(day(value))
    return Cell(
        (value.trade or day(value.start)) if name == "job" else str(value) if value not in ("", None) else "—"
    )


def new(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The form of a new record."""
    person, made = _person(pk), _form_of(kind)
    form = made(request.POST or None, person=pk)
    if request.method == "POST" and form.is_valid() and done(
        form, lambda: actions.record_support(person=pk, kind=kind, values=form.values, by=request.user.username,
                                             on=working_day())
    ):  # fmt: skip
        messages.success(request, _("已登记。"))
        return redirect("support", pk=pk)
    _look(request, pk)
    return _page(request, person, kind, form)


def edit(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """The form of a record that stands; who saves it has seen its last version."""
    made, held = _form_of(kind), reading.support_of(kind, pk)
    if held is None:
        raise Http404
    person = _person(held.person_id)
    form = made(request.POST or None, person=person.pk, record=held)
    if request.method == "POST" and form.is_valid() and done(
        form, lambda: actions.correct_support(kind=kind, pk=pk, version=_version(request), values=form.values,
                                              by=request.user.username, on=working_day())
    ):  # fmt: skip
        messages.success(request, _("已更正。"))
        return redirect("support", pk=person.pk)
    _look(request, person.pk)
    return _page(request, person, kind, form, pk)


def remove(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Take a record out that was never so."""
    if reading.support_of(kind, pk) is None:
        raise Http404
    person = actions.remove_support(kind=kind, pk=pk, version=_version(request), by=request.user.username)
    messages.success(request, _("已删除，历史记录中可以查到。"))
    return redirect("support", pk=person)


def _form_of(kind: str) -> type[SupportForm]:
    made = SUPPORT_FORMS.get(kind)
    if made is None:
        raise Http404
    return made


def _version(request: StaffRequest) -> int:
    word = request.POST.get("version", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


def _page(request: StaffRequest, person: Person, kind: str, form: SupportForm, pk: int = 0) -> HttpResponse:
    title = said(SupportKind(kind).label)
    words = {
        "person": person,
        "heading": title,
        "form": form,
        "remove": reverse("support_remove", args=[kind, pk]) if pk else "",
        "trail": _trail(
            person, (_("补贴、创业扶持和技校"), reverse("support", args=[person.pk])), (title, "")
        ),
    }
    status = INVALID if form.errors else 200
    return TemplateResponse(request, "employment/support_form.html", words, status=status)
