"""The second factor: time-based codes (RFC 6238) of a phone application, and codes for a lost phone."""

import secrets
from datetime import date, datetime

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts.actions.desks import end_desks
from anju.accounts.models import User
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.kernel.stored import stored

ISSUER = "安居"
STEP, SKEW = (
    30,
    1,
)  # seconds a code; codes before and after the present one that are taken, for clocks that differ
CODES, LENGTH = 10, 10


def new_secret() -> str:
    """A secret for the application to scan; nothing is kept before `begin_factor` proves it."""
    return pyotp.random_base32()


def provisioning(user: User, secret: str) -> str:
    """The address that the application reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


def _step(secret: str, code: str, at: datetime) -> int:
    """The time step of a code that is right about now, 0 for a wrong one."""
    tidy = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    now = int(at.timestamp()) // STEP
    for step in range(now - SKEW, now + SKEW + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP), tidy):
            return step
    return 0


@transaction.atomic
def begin_factor(*, user: User, secret: str, code: str, at: datetime, on: date) -> list[str]:
    """Switch the second factor on when a first code proves the secret; returns the recovery codes, shown once."""
    step = _step(secret, code, at)
    if not step:
        raise Refused(_("动态口令不正确。请核对手机时间，输入当前显示的 6 位数字。"))
    codes = [
        "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(LENGTH))
        for _ in range(CODES)
    ]
    held = User.objects.select_for_update().get(pk=user.pk)
    held.totp, held.totp_since, held.totp_step = secret, on, step
    held.recovery = [make_password(one) for one in codes]
    held.save(update_fields=["totp", "totp_since", "totp_step", "recovery"])
    record(act=Act.USER_CHANGED, by=user.username, target=f"user:{user.username}", why=stored("启用动态口令"))
    return codes


@transaction.atomic
def check_factor(*, user: User, code: str, at: datetime) -> bool:
    """Whether a code proves the second factor. No code is good twice; a recovery code is spent."""
    held = User.objects.select_for_update().get(pk=user.pk)
    step = _step(held.totp, code, at) if held.totp else 0
    if step > held.totp_step:
        held.totp_step = step
        held.save(update_fields=["totp_step"])
        return True
    tidy = code.strip().lower().replace("-", "").replace(" ", "")
    if len(tidy) != LENGTH:
        return False
    for kept in held.recovery:
        if check_password(tidy, kept):
            held.recovery = [one for one in held.recovery if one != kept]
            held.save(update_fields=["recovery"])
            record(
                act=Act.USER_CHANGED,
                by=user.username,
                target=f"user:{user.username}",
                why=stored("使用恢复码"),
            )
            return True
    return False


@transaction.atomic
def reset_factor(*, user: User, by: str) -> None:
    """Switch the second factor off (a lost phone) and end all sessions; who needs one sets it up at the next log-in.

    Nobody does it for themselves: who holds a session without the phone would be rid of the phone.
    """
    if user.username == by:
        raise Refused(_("不能重置自己的动态口令。手机丢失时请用恢复码登录，或由另一位系统管理员办理。"))
    User.objects.filter(pk=user.pk).update(totp=b"", totp_since=None, totp_step=0, recovery=[])
    end_desks(user=user, by=by)
    record(act=Act.USER_CHANGED, by=by, target=f"user:{user.username}", why=stored("重置动态口令"))
