"""The log-in: name and password, the pause after too many refusals, the second factor."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions.factors import check_factor
from anju.accounts.models import User
from anju.audit.actions import record
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from anju.policy import book
from anju.privacy.fields import search_digest


def sign_in(*, username: str, password: str, at: datetime, address: str = "") -> User:
    """The user whom name and password prove, recorded either way; raises Refused.

    The refusal says the same for a wrong name and a wrong password, so that names cannot be tried out.
    """
    known = User.objects.filter(username=username).exists()
    # A password typed into the wrong box must not stay in the chain: unknown names are kept as a digest.
    target = f"user:{username}" if known else f"user:?{search_digest(username)[:16]}"
    _not_too_often(target, address, at)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        _refused(target, address)
        raise Refused(_("账号或密码不正确。请检查大小写后重试。"))
    if not user.totp_since:
        with transaction.atomic():
            record(act=Act.SIGNED_IN, by=username, target=f"user:{username}")
    return user


def sign_in_as(*, username: str, at: datetime, address: str = "") -> User:
    """The user whom the identity service names, recorded either way; raises Refused.

    Accounts are given here and nowhere else: a name that the service knows and we do not opens nothing.
    """
    user = User.objects.filter(username=username, is_active=True, is_system=False).first()
    target = f"user:{username}" if user else f"user:?{search_digest(username)[:16]}"
    _not_too_often(target, address, at)
    if user is None:
        _refused(target, address)
        raise Refused(_("您的账号在本系统中没有登记或已停用。请联系系统管理员。"))
    if not user.totp_since:
        with transaction.atomic():
            record(act=Act.SIGNED_IN, by=username, target=target, detail={"service": True})
    return user


def prove_factor(*, user: User, code: str, at: datetime, address: str = "") -> None:
    """The second step of the log-in; raises Refused for a wrong or used code. It pauses as passwords do."""
    target = f"user:{user.username}"
    _not_too_often(target, address, at)
    if not check_factor(user=user, code=code, at=at):
        _refused(target, address)
        raise Refused(_("动态口令不正确，或已经用过。请等下一个口令，或使用恢复码。"))
    with transaction.atomic():
        record(act=Act.SIGNED_IN, by=user.username, target=target, detail={"second_factor": True})


def _not_too_often(target: str, address: str, at: datetime) -> None:
    """A pause after too many refusals of one name or one address; an administrator may lift that of a name."""
    page = book.named("accounts/access").on(timezone.localdate(at))
    minutes = int(page["pause_minutes"])
    since = at - timedelta(minutes=minutes)
    lifted = Event.objects.filter(act=Act.USER_UNLOCKED, target=target, at__gte=since).order_by("-id").first()
    refused = Event.objects.filter(act=Act.SIGN_IN_REFUSED, at__gte=since)
    mine = refused.filter(target=target, **({"id__gt": lifted.pk} if lifted else {}))
    ours = refused.filter(detail__address=address) if address else refused.none()
    if mine.count() >= int(page["tries"]) or ours.count() >= int(page["tries_an_address"]):
        raise Refused(_("登录失败次数过多，请 %(n)s 分钟后再试，或联系系统管理员。") % {"n": minutes})


def _refused(target: str, address: str) -> None:
    with transaction.atomic():
        record(
            act=Act.SIGN_IN_REFUSED,
            by="system:login",
            target=target,
            detail={"address": address} if address else {},
        )
