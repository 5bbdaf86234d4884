"""Duties lent during a leave (代办), and the post that somebody wears."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts.actions.entry import prove_step
from anju.accounts.models import Delegation, User
from anju.accounts.queries import may_stand_in
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.kernel.stored import stored

LONGEST = 92  # days


@transaction.atomic
def lend(*, owner: User, delegate: User, start: date, stop: date, reason: str, on: date) -> Delegation:
    """Lend one's own post from `start` to `stop`, both included; a post that one wears is not lent on.

    Raises Refused where the delegate's post may not stand in for the owner's.
    """
    if owner.pk == delegate.pk:
        raise Refused(_("不能委托给自己。"))
    if not delegate.is_active or delegate.is_system:
        raise Refused(_("该账号已停用，不能代办。"))
    if start < on or stop < start or (stop - start).days > LONGEST:
        raise Refused(_("请填写今天起三个月以内的起止日期。"))
    if not may_stand_in(owner, delegate):
        raise Refused(
            _("该同事的岗位不能代办您的岗位。只能委托给本镇同岗位的同事，或相邻层级可以代办的岗位。")
        )
    if not reason.strip():
        raise Refused(_("请写明事由，如：年休假。"))
    made = Delegation.objects.create(
        owner=owner, delegate=delegate, start=start, stop=stop, reason=reason.strip()
    )
    record(
        act=Act.DUTIES_LENT, by=owner.username, target=f"user:{delegate.username}", why=reason.strip()[:400],
        detail={"from": start.isoformat(), "until": stop.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(*, delegation: int, owner: User, on: date) -> None:
    """End a delegation before its day; raises Refused when it is not one's own."""
    found = Delegation.objects.select_for_update().filter(pk=delegation, owner=owner).first()
    if found is None:
        raise Refused(_("没有这项委托。"))
    target = f"user:{found.delegate.username}"
    found.delete()
    record(
        act=Act.DUTIES_LENT,
        by=owner.username,
        target=target,
        why=stored("收回委托"),
        detail={"on": on.isoformat()},
    )


def put_on(
    *, user: User, lending: Delegation, factor: bool, code: str, at: datetime, address: str = ""
) -> None:
    """Begin to stand in for a colleague; with `factor` the post asks for a code of the own second factor now.

    Raises Refused. Refused codes are kept although the switch is not, so call it outside what rolls back.
    """
    if factor and not user.totp_since:
        raise Refused(_("这个岗位须用动态口令。请先在“我的账号”中启用动态口令，再切换。"))
    if factor:
        prove_step(user=user, code=code, at=at, address=address)
    _switched(user, lending.owner.username, address, factor)


def take_off(*, user: User, address: str = "") -> None:
    """Back to the own post."""
    _switched(user, user.username, address, factor=False)


@transaction.atomic
def _switched(user: User, to: str, address: str, factor: bool) -> None:
    detail = {"address": address, "second_factor": factor}
    record(act=Act.POST_SWITCHED, by=user.username, target=f"user:{to}", detail=detail)
