"""The log-in: name and password, the pause after too many refusals, the second factor."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions.factors import check_factor
from anju.accounts.models import User
from anju.audit.actions import record
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book
from anju.privacy.fields import search_digest

WHO = "system:login"  # who writes refusals: nobody is known yet


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
    if _given_too_long_ago(user, at):
        _refused(target, address, why=stored("一次性密码已过期"))
        raise Refused(_("一次性密码已过期。请联系系统管理员重新发放。"))
    if not user.totp_since:
        _signed_in(user, address)
    return user


def _given_too_long_ago(user: User, at: datetime) -> bool:
    """Whether the password was given for one log-in, and nobody used it in time."""
    hours = int(book.value("accounts/access", "one_time_hours", timezone.localdate(at)))
    return user.must_change and user.given_at is not None and at - user.given_at > timedelta(hours=hours)


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
        _signed_in(user, address, service=True)
    return user


def prove_factor(*, user: User, code: str, at: datetime, address: str = "") -> None:
    """The second step of the log-in; raises Refused for a wrong or used code. It pauses as passwords do."""
    prove_step(user=user, code=code, at=at, address=address)
    _signed_in(user, address, second_factor=True)


def prove_step(*, user: User, code: str, at: datetime, address: str = "") -> None:
    """Prove a code of the second factor, at the log-in or later; raises Refused."""
    target = f"user:{user.username}"
    _not_too_often(target, address, at)
    if not check_factor(user=user, code=code, at=at):
        _refused(target, address)
        raise Refused(_("动态口令不正确，或已经用过。请等下一个口令，或使用恢复码。"))


def _not_too_often(target: str, address: str, at: datetime) -> None:
    """A pause after too many refusals of one name at one address, or of all names at one address.

    A name that is tried from many addresses is only slowed down, and not at all where its owner has come in lately: else
    anybody could shut anybody out. An administrator may lift each of them.
    """
    page = book.named("accounts/access").on(timezone.localdate(at))
    minutes = int(page["pause_minutes"])
    since = at - timedelta(minutes=minutes)
    mine, here = _refusals(since, target), _refusals(since, f"address:{address}")
    ours = here.filter(detail__address=address) if address else here.none()
    at_once = mine.filter(target=target, detail__address=address)
    if at_once.count() >= int(page["tries"]) or ours.count() >= int(page["tries_an_address"]):
        raise Refused(_("登录失败次数过多，请 %(n)s 分钟后再试，或联系系统管理员。") % {"n": minutes})
    last = list(
        mine.filter(target=target).order_by("-id").values_list("at", flat=True)[: int(page["tries_a_name"])]
    )
    if len(last) < int(page["tries_a_name"]) or _came_from(
        target, address, at, int(page["known_address_days"])
    ):
        return
    wait = int(page["name_wait_seconds"]) - int((at - last[0]).total_seconds())
    if wait > 0:
        raise Refused(_("这个账号登录失败次数过多，请 %(n)s 秒后再试，或联系系统管理员。") % {"n": wait})


def _refusals(since: datetime, lifted: str) -> QuerySet[Event]:
    """Refused log-ins since then, or since an administrator lifted the pause of a name or an address."""
    unlocked = (
        Event.objects.filter(act=Act.USER_UNLOCKED, target=lifted, at__gte=since).order_by("-id").first()
    )
    found = Event.objects.filter(actor=WHO, act=Act.SIGN_IN_REFUSED, at__gte=since)
    return found.filter(id__gt=unlocked.pk) if unlocked else found


def _came_from(target: str, address: str, at: datetime, days: int) -> bool:
    """Whether the owner of a name has come in from an address lately."""
    came = Event.objects.filter(act=Act.SIGNED_IN, target=target, at__gte=at - timedelta(days=days))
    return bool(address) and came.filter(detail__address=address).exists()


@transaction.atomic
def _signed_in(user: User, address: str, **more: Any) -> None:
    detail = {"address": address} | more
    record(act=Act.SIGNED_IN, by=user.username, target=f"user:{user.username}", detail=detail)


@transaction.atomic
def _refused(target: str, address: str, why: str = "") -> None:
    record(act=Act.SIGN_IN_REFUSED, by=WHO, target=target, why=why, detail={"address": address})
