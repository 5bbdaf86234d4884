"""Linking a resident's account to the person whose it is."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.registry.models import Person, PersonAccount


@transaction.atomic
def link_account(*, user: int, person: int, by: str, on: date) -> PersonAccount:
    """Give a resident's account to the person who showed the identity card; one audit event."""
    account = User.objects.filter(pk=user, role=RoleName.RESIDENT).first()
    found = Person.objects.filter(pk=person).first()
    if account is None or found is None:
        raise Refused(_("没有这个居民账号或这名搬迁人员，请核对账号和人员编号。"))
    if not found.place_id.startswith(account.place_id):
        raise Refused(_("这名人员不在账号所属的安置区，请先更正账号的管辖范围。"))
    if (
        PersonAccount.objects.filter(user=account).exists()
        or PersonAccount.objects.filter(person=found).exists()
    ):
        raise Refused(_("账号或人员已经关联过，不能重复关联。"))
    made = PersonAccount.objects.create(user=account, person=found, place_id=found.place_id)
    record(
        act=Act.USER_CHANGED,
        by=by,
        target=f"user:{account.username}",
        detail={"person": found.pk, "on": on.isoformat()},
    )
    return made
