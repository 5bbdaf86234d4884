"""Accounts: made, changed, shut, their passwords set."""

import re
import secrets
from datetime import UTC, date, datetime
from ipaddress import ip_address

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts import rules
from anju.accounts.actions.desks import end_desks
from anju.accounts.codes import ROLES, STANDS_AT, RoleName
from anju.accounts.models import OldPassword, User
from anju.accounts.passwords import kinds_of
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book
from anju.regions.models import Level, Place
from anju.ui.words import said

_LEVELS = {6: Level.COUNTY, 9: Level.TOWN, 12: Level.SITE, 15: Level.GRID}
# Letters, digits and these marks, so that no account passes for one of the program's own (system:…) in the chain.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,59}")
RESERVED = ("system", "unlock", "reset")
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else


@transaction.atomic
def create_user(
    *, username: str, display_name: str, role: str, place: str, password: str, by: str, once: bool = False
) -> User:
    """Make an account whose scope is everything below the place code; with `once` the password must be changed first."""
    check_post(role=role, place=place)
    _check_name(username)
    user = User(username=username, display_name=display_name, role=role, place_id=place, must_change=once)
    user.given_at = timezone.now() if once else None
    _check_password(password, user)
    user.set_password(password)
    user.password_set_on = timezone.localdate()
    user.save()
    record(act=Act.USER_CHANGED, by=by, target=f"user:{username}", detail={"role": role, "place": place})
    return user


def _check_name(username: str) -> None:
    if not _NAME.fullmatch(username) or username.lower().startswith(RESERVED):
        raise Refused(_("账号 %(name)s 不能用：须以字母开头，只含字母、数字、点、横线，也不能以 system 开头。例：wangli") % {
            "name": username})  # fmt: skip
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("账号 %(name)s 已存在，请换一个。") % {"name": username})


def check_post(*, role: str, place: str) -> None:
    """Refuses a post that does not exist, or not at a place of this level."""
    if role not in ROLES:
        raise Refused(_("没有“%(role)s”这个岗位。") % {"role": role})
    if not Place.objects.filter(code=place).exists():
        raise Refused(_("没有代码为 %(code)s 的地点，请先导入行政区划。") % {"code": place})
    if not rules.stands_at(role, place):
        levels = "、".join(str(said(_LEVELS[digits].label)) for digits in sorted(STANDS_AT[role]))
        raise Refused(_("%(role)s只能设在%(levels)s。请改选管辖范围。") % {
            "role": said(RoleName(role).label), "levels": levels})  # fmt: skip


@transaction.atomic
def change_post(*, user: User, display_name: str, role: str, place: str, by: str) -> User:
    """Another role or place; the user's sessions end. Nobody changes their own, and one administrator must remain."""
    if user.username == by:
        raise Refused(_("不能修改自己的岗位和范围。请由另一位系统管理员办理。"))
    check_post(role=role, place=place)
    if role != RoleName.ADMINISTRATOR or not rules.covers(place, user.place_id):
        _another_administrator(user)
    held = User.objects.select_for_update().get(pk=user.pk)
    before = {"role": held.role, "place": held.place_id}
    held.display_name, held.role, held.place_id = display_name, role, place
    held.save(update_fields=["display_name", "role", "place"])
    end_desks(user=held, by=by)
    record(act=Act.USER_CHANGED, by=by, target=f"user:{held.username}", why=stored("变更岗位或范围"),
           detail={"before": before, "role": role, "place": place})  # fmt: skip
    return held


@transaction.atomic
def set_active(*, user: User, active: bool, by: str) -> None:
    """Shut an account out, or let it in again."""
    if user.username == by:
        raise Refused(_("不能停用自己的账号。请由另一位系统管理员办理。"))
    if not active:
        _another_administrator(user)
        end_desks(user=user, by=by)
    User.objects.filter(pk=user.pk).update(is_active=active)
    why = stored("恢复账号") if active else stored("停用账号")
    record(act=Act.USER_CHANGED, by=by, target=f"user:{user.username}", why=why)


def _another_administrator(user: User) -> None:
    """Refuses to take the last one away who stands at this place or above it."""
    others = User.objects.filter(role=RoleName.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    above = others.filter(
        place__in=[user.place_id[:digits] for digits in range(6, len(user.place_id) + 1, 3)]
    )
    if user.role == RoleName.ADMINISTRATOR and user.is_active and not above.exists():
        raise Refused(_("这是最后一位系统管理员，不能停用或改岗。请先设立另一位。"))


def one_time_password() -> str:
    """Three groups of four signs, of as many kinds as a password must have."""
    while True:
        made = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
        if kinds_of(made) > 2:  # small letters, digits, the hyphens
            return made


@transaction.atomic
def reset_password(*, user: User, by: str) -> str:
    """A password that is good for one log-in, after which a new one must be chosen; returns it."""
    if user.username == by:
        raise Refused(_("不能重置自己的密码。请在“我的账号”中修改，或由另一位系统管理员办理。"))
    password = one_time_password()
    User.objects.filter(pk=user.pk).update(
        password=make_password(password), must_change=True, given_at=timezone.now()
    )
    end_desks(user=user, by=by)
    unlock(user=user, by=by)
    record(act=Act.USER_CHANGED, by=by, target=f"user:{user.username}", why=stored("重置密码"))
    return password


@transaction.atomic
def unlock(*, user: User, by: str) -> None:
    """Forget refused log-ins, so that the user may try again at once."""
    record(act=Act.USER_UNLOCKED, by=by, target=f"user:{user.username}", why=stored("解除锁定"))


@transaction.atomic
def unlock_address(*, address: str, by: str) -> None:
    """Forget refused log-ins from an address, so that those behind it may try again at once."""
    try:
        plain = str(ip_address(address.strip()))
    except ValueError as error:
        raise Refused(_("“%(address)s”不是网络地址。例：10.20.3.4") % {"address": address[:45]}) from error
    record(act=Act.USER_UNLOCKED, by=by, target=f"address:{plain}", why=stored("解除地址锁定"))


@transaction.atomic
def change_password(*, user: User, password: str, by: str) -> None:
    """Set a new password; one audit event without the password. The last ones may not come back."""
    _check_password(password, user)
    held = User.objects.select_for_update().get(pk=user.pk)
    kept = int(book.value("accounts/access", "passwords_kept", timezone.localdate()))
    old = [held.password, *held.old_passwords.order_by("-at").values_list("password", flat=True)[: kept - 1]]
    if any(check_password(password, one) for one in old):
        raise Refused(_("新密码不能与最近 %(n)s 个密码相同。") % {"n": kept})
    OldPassword.objects.create(user=held, password=held.password, at=datetime.now(UTC))
    stale = held.old_passwords.order_by("-at").values_list("pk", flat=True)[kept:]
    OldPassword.objects.filter(pk__in=list(stale)).delete()
    User.objects.filter(pk=user.pk).update(
        password=make_password(password),
        password_set_on=timezone.localdate(),
        must_change=False,
        given_at=None,
    )
    record(act=Act.USER_CHANGED, by=by, target=f"user:{user.username}", detail={"field": "password"})
    user.refresh_from_db()


def password_is_old(user: User, on: date) -> bool:
    """Whether the password has to be changed: it was given for once, or has been in use too long."""
    days = int(book.value("accounts/access", "password_days", on))
    return user.must_change or (user.password_set_on is not None and (on - user.password_set_on).days >= days)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
