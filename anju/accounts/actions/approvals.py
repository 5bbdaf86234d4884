"""The two-person rule: somebody asks, somebody else decides, then it is done once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.codes import ApprovalKind, Decision, Right
from anju.accounts.models import Approval, Delegation, User
from anju.accounts.scope import behalf_now
from anju.accounts.wishes import SecondWanted, Wish
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.digest import canonical_sm3
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book


@transaction.atomic
def ask_approval(
    *, kind: ApprovalKind, subject: str, payload: Mapping[str, Any], summary: str, url: str, why: str, by: User,
    at: datetime,
) -> Approval:  # fmt: skip
    """Ask for a second person's word on just this; an open request for the same is returned as it stands."""
    if len(why.strip()) < 2:
        raise Refused(_("请写明申请事由。"))
    by = _as_worn(by)
    digest = canonical_sm3(payload)
    held = Approval.objects.filter(
        kind=kind, subject=subject, payload_sm3=digest, asked_by=by, decision=Decision.OPEN
    )
    known = held.filter(expires_on__gte=timezone.localdate(at)).first()
    if known is not None:
        return known
    days = int(book.value("accounts/access", "approval_days", timezone.localdate(at)))
    made = Approval.objects.create(
        kind=kind, subject=subject, payload_sm3=digest, summary=summary[:200], url=url[:400], asked_by=by, asked_at=at,
        why=why.strip()[:200], place_id=by.post.place_id, expires_on=timezone.localdate(at) + timedelta(days=days),
    )  # fmt: skip
    _record(made, by.username, why.strip())
    return made


@transaction.atomic
def decide(*, approval: int, granted: bool, remark: str, by: User, at: datetime) -> Approval:
    """Agree or not. Never the one who asked, nor who stands in for them, nor whom they stand in for.

    Nobody agrees to what is done to their own account either.
    """
    found = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .filter(pk=approval)
        .first()
    )
    if found is None:
        raise Refused(_("没有这项申请，或不在您的管辖范围内。"))
    if by.is_system:
        raise Refused(_("接口系统不能作为第二人审批。请由有审批权限的人在页面上办理。"))
    by = _as_worn(by)
    if not by.may(Right.APPROVE):
        raise Refused(_("您的岗位不能审批。"))
    if found.subject == f"user:{by.username}":
        raise Refused(_("不能审批与自己账号有关的申请，请由另一人审批。"))
    if found.decision != Decision.OPEN or found.expires_on < timezone.localdate(at):
        raise Refused(_("这项申请已经审批或过期。"))
    if found.asked_by_id == by.pk or _one_desk(found.asked_by, by, at):
        raise Refused(_("申请人及其代办人不能审批自己的申请，请由另一人审批。"))
    if not granted and not remark.strip():
        raise Refused(_("不同意时请写明意见。"))
    found.decision = Decision.GRANTED if granted else Decision.REFUSED
    found.decided_by, found.decided_at, found.remark = by, at, remark.strip()[:200]
    found.save()
    _record(found, by.username, remark.strip() or str(Decision(found.decision).label))
    return found


def _as_worn(user: User) -> User:
    """The user with the post that the transaction says is worn: some callers know the name only."""
    lender = "" if user.hat else behalf_now()
    if lender and lender != user.username:
        user.hat = User.objects.filter(username=lender, is_active=True).first()
    return user


def _one_desk(asker: User, decider: User, at: datetime) -> bool:
    """Whether one of both does the other's duties today."""
    day = timezone.localdate(at)
    either = Q(owner=asker, delegate=decider) | Q(owner=decider, delegate=asker)
    return Delegation.objects.filter(either, start__lte=day, stop__gte=day).exists()


@transaction.atomic
def use_approval(
    *, kind: ApprovalKind, subject: str, payload: Mapping[str, Any], by: User, at: datetime
) -> Approval:
    """Spend the word that was given for just this; raises Refused where there is none, or it is spent or too old."""
    found = (
        Approval.objects.select_for_update(of=("self",))
        .filter(
            kind=kind, subject=subject, payload_sm3=canonical_sm3(payload), asked_by=by, decision=Decision.GRANTED,
            used_at__isnull=True, expires_on__gte=timezone.localdate(at),
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise Refused(_("此事须经第二人审批：没有审批过，或内容已变、已用过、已过期。请重新申请。"))
    found.used_at = at
    found.save(update_fields=["used_at"])
    _record(found, by.username, stored("按审批办理"))
    return found


def agreed(*, wish: Wish, by: User, at: datetime) -> Approval:
    """Spend the word that was given for a wish; raises SecondWanted, which leads to asking for it."""
    try:
        return use_approval(kind=wish.kind, subject=wish.subject, payload=wish.payload, by=by, at=at)
    except Refused as refusal:
        raise SecondWanted(str(refusal), wish) from refusal


def opened(*, wish: Wish, by: User, at: datetime) -> bool:
    """Whether a second person opened something for a time: unlike `agreed`, the word holds until it expires."""
    found = Approval.objects.filter(
        kind=wish.kind, subject=wish.subject, payload_sm3=canonical_sm3(wish.payload), asked_by=by,
        decision=Decision.GRANTED, expires_on__gte=timezone.localdate(at),
    )  # fmt: skip
    return found.exists()


def _record(approval: Approval, by: str, why: str) -> None:
    detail = {"kind": approval.kind, "subject": approval.subject, "decision": approval.decision}
    record(act=Act.APPROVAL_GIVEN, by=by, target=f"approval:{approval.pk}", why=why[:400], detail=detail)
