"""Sessions that the log-in makes: begun, seen, ended from elsewhere. The chain keeps when and where each ended."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.models import Desk, User
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book

NOTED = timedelta(minutes=1)  # how exactly the last use is known


@transaction.atomic
def begin_desk(*, user: User, key: str, address: str, second_factor: bool, at: datetime) -> Desk:
    """Note a new session; the longest unused ones beyond the limit end."""
    most = int(book.value("accounts/access", "sessions_a_user", timezone.localdate(at)))
    for stale in list(user.desks.order_by("-seen_at")[most - 1 :]):
        _end(stale, by=user.username, why=stored("登录处数超过上限"))
    return Desk.objects.create(
        user=user, key=key, began_at=at, seen_at=at, address=address[:45], second_factor=second_factor
    )


def see_desk(*, desk: Desk, at: datetime) -> bool:
    """Whether a session still holds; its use is noted once a minute."""
    page = book.named("accounts/access").on(timezone.localdate(at))
    idle, whole = timedelta(minutes=int(page["idle_minutes"])), timedelta(hours=int(page["session_hours"]))
    if at - desk.seen_at >= idle or at - desk.began_at >= whole:
        _end(desk, by=desk.user.username, why=stored("超时"))
        return False
    if at - desk.seen_at >= NOTED:
        Desk.objects.filter(pk=desk.pk).update(seen_at=at)
    return True


@transaction.atomic
def end_desk(*, user: User, desk: int, by: str) -> None:
    """End one session of a user; raises Refused when it is not theirs."""
    found = user.desks.filter(pk=desk).first()
    if found is None:
        raise Refused(_("没有这次登录，它可能已经结束。"))
    _end(found, by=by, why=stored("结束一处登录"))


@transaction.atomic
def leave_desk(*, user: User, desk: int) -> None:
    """The user logs out: the session ends with it."""
    for found in user.desks.filter(pk=desk):
        _end(found, by=user.username, why="")


def move_desk(*, user: User, desk: int, key: str) -> None:
    """The session goes on under another key (a new password changes it)."""
    user.desks.filter(pk=desk).update(key=key)


@transaction.atomic
def end_desks(*, user: User, by: str) -> int:
    """End all sessions of a user: after a change of post, a reset, a shut-out."""
    found = list(user.desks.all())
    for desk in found:
        _end(desk, by=by, why=stored("账号变更"))
    return len(found)


@transaction.atomic
def _end(desk: Desk, *, by: str, why: str) -> None:
    name = desk.user.username
    detail = {"address": desk.address, "began": desk.began_at.isoformat()}
    Session.objects.filter(session_key=desk.key).delete()
    desk.delete()
    record(act=Act.SIGNED_OUT, by=by, target=f"user:{name}", why=why, detail=detail)
