"""Requests about residence booklets: asked for on one side, confirmed by two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse

from anju.accounts.codes import Right
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.entitlements import queries, rules
from anju.entitlements.codes import BookletStatus, RequestKind, RequestState, Side
from anju.entitlements.models import BookletRequest, BookletState
from anju.kernel.refused import Refused
from anju.kernel.workdays import workday_after
from anju.policy import book
from anju.registry.models import Booklet, Household
from anju.registry.queries import household_members, in_scope
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind

_ADDRESS, _REASON = 120, 200


@dataclass(frozen=True)
class Asked:
    """What is asked for about a booklet, by which member, and whom the booklet is to name."""

    kind: str
    applicant: int
    members: Sequence[int]
    reason: str
    from_address: str = ""
    to_address: str = ""


@transaction.atomic
def ask_booklet(*, household: int, asked: Asked, by: str, on: date) -> BookletRequest:
    """Take a request and put it before the home side. Raises Refused for one that cannot be right, naming why."""
    home = Household.objects.select_for_update(of=("self",)).filter(pk=household).first()
    if home is None:
        raise Refused("没有这一户，或不在您的管辖范围内。")
    if home.stop is not None:
        raise Refused("这一户已经注销，不能再办理居住簿。")
    people = {member.person_id: member.person.name_masked for member in household_members(household)}
    _judge(asked, people, queries.booklet_of(household))
    try:
        with transaction.atomic():
            made = BookletRequest.objects.create(
                place_id=home.place_id, home_id=queries.home_of(home), household=home, number=home.number,
                kind=asked.kind, applicant=people[asked.applicant], members=sorted(set(asked.members)),
                from_address=asked.from_address.strip(), to_address=asked.to_address.strip(),
                reason=asked.reason.strip(), asked_by=by, asked_on=on, booklet=queries.booklet_of(household),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("这一户已有一件居住簿申请在办理。请先办结那一件。") from error
    _call(made, Side.HOME, on=on, by=by)
    _record(made, by, "受理居住簿申请")
    return made


def _judge(asked: Asked, people: dict[int, str], held: Booklet | None) -> None:
    """What can be said against a request before anybody has confirmed it."""
    if asked.kind not in RequestKind.values:
        raise Refused("没有这种申请事项。请重新选择。")
    if asked.applicant not in people or not set(asked.members) <= people.keys():
        raise Refused("申请人和登记人员必须是这一户的现有成员。请重新选择。")
    if asked.kind == RequestKind.ISSUE and held is not None:
        raise Refused(f"这一户已有有效的居住簿 {held.number}。请改为申请变更。")
    if asked.kind != RequestKind.ISSUE and held is None:
        raise Refused("这一户没有有效的居住簿，不能变更或注销。请先申领。")
    if asked.kind != RequestKind.CANCEL and not (asked.to_address.strip() and asked.members):
        raise Refused("申领和变更必须填新地址，并选择登记人员。")
    if not asked.reason.strip():
        raise Refused("请写明申请原因。")
    if max(len(asked.from_address), len(asked.to_address)) > _ADDRESS or len(asked.reason) > _REASON:
        raise Refused("地址不超过120个字，原因不超过200个字。请缩短后再提交。")


@transaction.atomic
def confirm(*, request: int, by: str, on: date, number: str = "", issued_by: str = "") -> BookletRequest:
    """The side whose turn it is confirms; the residence side's word completes the request and writes the booklet.

    `number` and `issued_by` (发放单位) are asked of the residence side when a booklet is issued.
    """
    found, standing = _standing(request, by)
    if standing.turn is Side.HOME:
        found.home_by, found.home_on = by, on
    else:
        found.residence_by, found.residence_on, found.decided_on = by, on, on
        found.booklet = _written(found, number.strip(), issued_by.strip(), on)
    found.state = rules.after(standing, confirmed=True)
    found.save()
    _settle(found, standing.turn, on=on, by=by, outcome="已确认")
    if standing.turn is Side.HOME:
        _call(found, Side.RESIDENCE, on=on, by=by)
    _record(found, by, "原籍确认" if standing.turn is Side.HOME else "住地确认并办结")
    return found


@transaction.atomic
def refuse(*, request: int, why: str, by: str, on: date) -> BookletRequest:
    """The side whose turn it is refuses, with a reason; the booklet stays as it is."""
    found, standing = _standing(request, by)
    if not 1 < len(why.strip()) <= _REASON:
        raise Refused("请写明不予办理的原因（2至200个字）。")
    found.refused_by, found.refused_why, found.decided_on = by, why.strip(), on
    found.state = rules.after(standing, confirmed=False)
    found.save()
    _settle(found, standing.turn, on=on, by=by, outcome="不予办理")
    _record(found, by, "不予办理")
    return found


def _standing(pk: int, by: str) -> tuple[BookletRequest, rules.Standing]:
    """The request, locked, and how it stands; raises Refused when it is not for this person to answer now."""
    found = BookletRequest.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这件申请，或不在您的管辖范围内。")
    standing = rules.Standing(found.state, found.home_by)
    if why := rules.barred(standing, by, in_reach=in_scope(_where(found, standing.turn))):
        raise Refused(why)
    return found, standing


def _where(request: BookletRequest, side: Side | None) -> str:
    return request.home_id if side is Side.HOME else request.place_id


def _written(request: BookletRequest, number: str, issued_by: str, on: date) -> Booklet:
    """The booklet as the request leaves it."""
    held = _issued(request, number, on) if request.kind == RequestKind.ISSUE else request.booklet
    if held is None:
        raise Refused("这件申请没有对应的居住簿，不能办结。请退件后重新申请。")
    if request.kind == RequestKind.ISSUE and not issued_by:
        raise Refused("请填写发放单位（派出所）。")
    state = BookletState.objects.filter(booklet=held).first() or BookletState(
        booklet=held, issued_by=issued_by, address=request.to_address, members=request.members
    )
    state.place_id, state.since = request.place_id, on
    if request.kind == RequestKind.CANCEL:
        state.status = BookletStatus.CANCELLED
        held.cancelled_on = on
        held.save(update_fields=["cancelled_on"])
    else:
        state.address, state.members = request.to_address, request.members
        issued = request.kind == RequestKind.ISSUE
        state.status = BookletStatus.VALID if issued else BookletStatus.CHANGED
    state.save()
    return held


def _issued(request: BookletRequest, number: str, on: date) -> Booklet:
    if not number:
        raise Refused("请填写居住簿编号。")
    try:
        with transaction.atomic():
            return Booklet.objects.create(
                place_id=request.place_id, household_id=request.household_id, number=number, issued_on=on
            )
    except IntegrityError as error:
        raise Refused(f"居住簿编号“{number}”已经用过。请核对。") from error


def _subject(request: BookletRequest, side: Side) -> str:
    return f"booklet_request:{request.pk}:{side.value}"


def _call(request: BookletRequest, side: Side, *, on: date, by: str) -> None:
    """Give the side a task. It may lie outside the scope of who hands over, so the task is written in its own scope."""
    place = _where(request, side)
    days = int(book.value(queries.BOOKLETS, f"{side.value}_workdays", on))
    with acting(scope=Scope((place,)), actor=by, why=f"居住簿申请 {request.pk}"):
        raise_task(
            kind=TaskKind.BOOKLET_REQUEST, subject=_subject(request, side), place=place, right=Right.EDIT_REGISTRY,
            title=f"户 {request.number} 的居住簿{RequestKind(request.kind).label}待{side.label}确认",
            url=reverse("booklet_request", args=[request.pk]), on=on, due=workday_after(on, days), by=by,
        )  # fmt: skip


def _settle(request: BookletRequest, side: Side | None, *, on: date, by: str, outcome: str) -> None:
    if side is not None:
        settle(kind=TaskKind.BOOKLET_REQUEST, subject=_subject(request, side), on=on, by=by, outcome=outcome)


def _record(request: BookletRequest, by: str, why: str) -> None:
    detail = {
        "kind": request.kind,
        "state": RequestState(request.state).value,
        "household": request.household_id,
    }
    record(act=Act.RECORD_CHANGED, by=by, target=f"booklet_request:{request.pk}", why=why, detail=detail)
