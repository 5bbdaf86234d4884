"""Duties lent during a leave (代办)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts.models import Delegation, User
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.regions.models import TOWN_DIGITS

LONGEST = 92  # days


@transaction.atomic
def lend(*, owner: User, delegate: User, start: date, stop: date, reason: str, on: date) -> Delegation:
    """Lend one's duties from `start` to `stop`, both included. Raises Refused where the delegate would gain what is not lent.

    Between different posts one of both places must lie in the other, so that no right reaches beyond its owner's place.
    """
    if owner.pk == delegate.pk:
        raise Refused(_("不能委托给自己。"))
    if not delegate.is_active:
        raise Refused(_("该账号已停用，不能代办。"))
    if start < on or stop < start or (stop - start).days > LONGEST:
        raise Refused(_("请填写今天起三个月以内的起止日期。"))
    nested = owner.place_id.startswith(delegate.place_id) or delegate.place_id.startswith(owner.place_id)
    same_desk = (
        owner.role == delegate.role and owner.place_id[:TOWN_DIGITS] == delegate.place_id[:TOWN_DIGITS]
    )
    if not (same_desk or nested):
        raise Refused(_("只能委托给本镇同岗位的同事，或本辖区上下级的同事。"))
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
        why=_("收回委托"),
        detail={"on": on.isoformat()},
    )
