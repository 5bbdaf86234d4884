"""Pages of a person and of a household, with everything known of them."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts import purposes
from anju.accounts.codes import Field, Right
from anju.accounts.eyes import Eyes
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.duplicates.queries import removals as duplicates
from anju.employment.queries import desk
from anju.intake.models import Batch
from anju.kernel.identity import age_on
from anju.regions.queries import working_day
from anju.registry import queries
from anju.registry.codes import StopReason
from anju.registry.panels import HIDDEN, HouseholdSubject, PersonSubject, family, lock_fact, roster
from anju.registry.queries.standing import Standing, standing
from anju.ui.parts import Fact
from anju.ui.templatetags.ui import day, id_groups
from anju.ui.words import said
from anju.web.panels import household_panels, person_panels
from anju.web.queries import records
from anju.web.queries.records import FormerRecord, PersonRecord


def person(request: StaffRequest, pk: int) -> HttpResponse:
    """A person, masked; the address of a record that is gone leads to where it went."""
    survivor = queries.survivor_of(pk)
    if survivor:
        return redirect("person", pk=survivor)
    gone = duplicates.gone(pk)
    return redirect("removal", pk=gone.pk) if gone else _person_page(request, pk, open_=False)


@require_POST
def person_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The same page with everything open that the post may see, for a purpose; one audit event names it and the groups."""
    if asked := purposes.ask(request):
        return asked
    response = _person_page(request, pk, open_=True)
    _revealed(request, f"person:{pk}")
    return response


def _revealed(request: StaffRequest, target: str) -> None:
    """The audit event of a page that was opened."""
    fields = [str(field) for field in sorted(request.user.opens)]
    fields += ["numbers"] if request.user.may(Right.REVEAL_SECRETS) else []
    by, detail = request.user.username, {"fields": fields}
    record(act=Act.SECRET_REVEALED, by=by, target=target, why=purposes.said(request), detail=detail)


def _eyes(request: StaffRequest, *, open_: bool) -> Eyes:
    return Eyes(request.user.opens, request.user.may(Right.REVEAL_SECRETS), open_)


def _person_page(request: StaffRequest, pk: int, *, open_: bool) -> HttpResponse:
    on, eyes = day_asked(request), _eyes(request, open_=open_)
    found = records.person(pk, on)
    if found is None and not open_ and (former := records.former(pk, on)):
        return _former_page(request, former, on)
    if found is None or (open_ and not eyes.sees):
        raise Http404
    why = purposes.said(request) if open_ else ""
    seen(request, Operation.REVEAL if open_ else Operation.PERSON, f"person:{pk}", persons=[pk], why=why)
    may_edit = request.user.may(Right.EDIT_REGISTRY) and found.member is not None
    may_keep = request.user.may(Right.EDIT_LEDGER) and found.member is not None
    household = found.member.household_id if found.member else None
    subject = PersonSubject(pk, household, on, eyes, may_edit, may_keep)
    name = found.person.name if eyes.shows(Field.NAME) else found.person.name_masked
    words = {
        "name": name,
        "record": found,
        "on": on,
        "past": on < working_day(),
        "facts": person_facts(found, on, eyes),
        "panels": person_panels(subject),
        "history": records.person_history(pk, open_=eyes.shows_all),
        "open": open_,
        "may_reveal": bool(eyes.sees),
        "reveal": reverse("person_reveal", args=[pk]),
        "own_record": reverse("person_record", args=[pk]) if request.user.may(Right.REVEAL_SECRETS) else "",
        "may_edit": may_edit,
        "work": _work_form(pk) if may_keep and found.here else "",
        "state": _state(found, on),
        "source": source_fact(
            found.member.batch if found.member else None, found.member.batch_row if found.member else None
        ),
        "trail": [(_("总览"), "/"), (_("搬迁人口"), reverse("persons")), (name, "")],
    }
    return TemplateResponse(request, "web/person.html", words)


def _work_form(pk: int) -> str:
    """Where the person's work is written this month: what a clerk comes for most; empty where no ledger is open."""
    line = desk.open_line_of(pk)
    return f"{reverse('line', args=[line])}?next={reverse('person', args=[pk])}" if line else ""


def _state(found: PersonRecord, on: date) -> str:
    """How the person stood on the roster on the day, in a word; empty for who was on it."""
    if found.here or found.member is None:
        return "" if found.here else _("不在册")
    if found.member.start > on:
        return _("这一天不在册")
    ways = {
        StopReason.DIED.value: _("已去世"),
        StopReason.MOVED_OUT.value: _("已迁出"),
        StopReason.MARRIED_OUT.value: _("已婚出"),
    }
    return ways.get(found.member.stop_reason, _("已离开"))


def _former_page(request: StaffRequest, found: FormerRecord, on: date) -> HttpResponse:
    """Somebody who moved on to a place out of sight: as this place knew them, and nothing that came later."""
    pk, then = found.person.pk, min(on, found.last_day)
    seen(request, Operation.PERSON, f"person:{pk}", persons=[pk])
    subject = PersonSubject(pk, found.member.household_id, then)
    words = {
        "name": found.person.name_masked,
        "member": found.member,
        "number": found.number,
        "then": then,
        "facts": [
            Fact(_("身份证号"), found.person.id_masked),
            Fact(_("性别"), said(found.person.get_sex_display())),
            Fact(_("年龄"), _("%(age)s 岁") % {"age": age_on(found.person.birth_date, then)}),
            Fact(_("安置区"), found.member.place.name, href=reverse("site", args=[found.member.place_id])),
            Fact(_("户编号"), found.number, hint=said(found.member.get_relation_display())),
            Fact(_("劳动能力"), said(found.member.get_labour_display())),
            Fact(_("文化程度"), said(found.member.get_student_display() or found.member.get_education_display() or "—")),
        ],
        "panels": [panel for panel in (family(subject), roster(subject)) if panel],
        "trail": [(_("总览"), "/"), (_("搬迁人口"), reverse("persons")), (found.person.name_masked, "")],
    }  # fmt: skip
    return TemplateResponse(request, "web/former.html", words)


def person_facts(found: PersonRecord, on: date, eyes: Eyes) -> list[Fact]:
    """What is known of a person in short, as these eyes see it."""
    person, member, job = found.person, found.member, found.job
    facts = [
        Fact(_("姓名"), person.name if eyes.shows(Field.NAME) else person.name_masked),
        Fact(_("身份证号"), id_groups(person.id_number) if eyes.shows_numbers else person.id_masked),
        Fact(_("联系电话"), (person.phone if eyes.shows_numbers else person.phone_masked) or "—"),
        Fact(_("性别"), said(person.get_sex_display())),
        Fact(
            _("年龄"),
            _("%(age)s 岁") % {"age": age_on(person.birth_date, on)},
            hint=day(person.birth_date) if eyes.shows_numbers else "",
        ),
        Fact(_("民族"), said(person.get_ethnicity_display())),
        _site_fact(found),
    ]
    if member:
        facts += [
            Fact(
                _("户编号"),
                member.household.number,
                href=reverse("household", args=[member.household_id]),
                hint=said(member.get_relation_display()),
            ),
            Fact(_("搬迁项目"), said(member.household.get_programme_display())),
            Fact(_("劳动能力"), said(member.get_labour_display())),
            Fact(_("文化程度"), said(member.get_student_display() or member.get_education_display() or "—")),
            Fact(_("健康状况"), said(member.get_health_display()) if eyes.shows(Field.HEALTH) else HIDDEN),
            Fact(_("政治面貌"), said(member.get_political_display())),
        ]
    facts.append(lock_fact(queries.lock_of(person=person.pk)))
    work = f"{said(job.get_channel_display())} · {said(job.get_work_place_display())}" if job else _("未就业")
    return [*facts, Fact(_("当前就业"), work, tone="ok" if job else "")]


def _site_fact(found: PersonRecord) -> Fact:
    """Where the person lived on the day; who was not on the roster then, where they were last."""
    place = found.member.place if found.member else found.person.place
    hint = "" if found.here else _("这一天不在册")
    return Fact(_("安置区"), place.name, href=reverse("site", args=[place.pk]), hint=hint)


def household(request: StaffRequest, pk: int) -> HttpResponse:
    """A household, masked."""
    return _household_page(request, pk, open_=False)


@require_POST
def household_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The same page with names and address open, for a purpose; one audit event."""
    if asked := purposes.ask(request):
        return asked
    response = _household_page(request, pk, open_=True)
    _revealed(request, f"household:{pk}")
    return response


def _household_page(request: StaffRequest, pk: int, *, open_: bool) -> HttpResponse:
    found, on, eyes = records.household(pk), day_asked(request), _eyes(request, open_=open_)
    if found is None or (open_ and not eyes.sees):
        raise Http404
    members = records.members_of(pk)
    may_edit = request.user.may(Right.EDIT_REGISTRY) and found.stop is None
    operation, why = (Operation.REVEAL, purposes.said(request)) if open_ else (Operation.HOUSEHOLD, "")
    seen(request, operation, f"household:{pk}", persons=members, why=why)
    words = {
        "household": found,
        "facts": _household_facts(standing(found, on), eyes),
        "on": on,
        "past": on < working_day(),
        "panels": household_panels(HouseholdSubject(pk, on, eyes, may_edit)),
        "history": records.household_history(pk, open_=eyes.shows_all),
        "open": open_,
        "may_reveal": bool(eyes.sees),
        "reveal": reverse("household_reveal", args=[pk]),
        "may_edit": request.user.may(Right.EDIT_REGISTRY),
        "source": source_fact(found.batch, found.batch_row),
        "trail": [
            (_("总览"), "/"),
            (found.place.name, reverse("site", args=[found.place_id])),
            (found.number, ""),
        ],
    }
    return TemplateResponse(request, "web/household.html", words)


def _household_facts(then: Standing, eyes: Eyes) -> list[Fact]:
    """What is known of the household, as it stood on the day."""
    found = then.household
    origin = (found.origin if eyes.shows(Field.CONTACT) else HIDDEN) if found.origin else "—"
    address = (then.address if eyes.shows(Field.CONTACT) else HIDDEN) if then.address else "—"
    return [
        Fact(_("户编号"), found.number),
        Fact(_("安置区"), found.place.name, href=reverse("site", args=[found.place_id])),
        Fact(_("搬迁项目"), said(found.get_programme_display())),
        Fact(_("搬迁类别"), said(found.get_category_display())),
        Fact(_("安置方式"), said(then.mode_label)),
        Fact(_("户类型"), said(then.class_label)),
        Fact(_("搬迁日期"), day(found.start)),
        Fact(_("注销日期"), day(found.stop)),
        Fact(_("迁出地"), origin, hint=found.origin_code if eyes.shows(Field.CONTACT) else ""),
        Fact(_("目前地址"), address),
        lock_fact(queries.lock_of(household=found.pk)),
    ]


def day_asked(request: StaffRequest) -> date:
    """The day that the address asks for (`?on=2021-08-31`); today where it names none, or one to come."""
    today = working_day()
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def source_fact(batch: Batch | None, row: int | None) -> Fact | None:
    """From which row of which workbook a record came; the link opens that row, or the file where no row is known."""
    if batch is None:
        return None
    if row is None:
        return Fact(_("来源"), batch.filename, href=reverse("batch", args=[batch.pk]))
    place = _("%(file)s 第 %(row)s 行") % {"file": batch.filename, "row": row}
    return Fact(_("来源"), place, href=reverse("source_row", args=[batch.pk, row]))
