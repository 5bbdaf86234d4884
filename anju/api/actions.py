"""The only writer of systems, their call counts and the answers kept for repetition."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import agreed, check_post
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import User
from anju.accounts.rules import covers
from anju.accounts.wishes import Wish
from anju.api.models import Calls, Reply, System
from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book
from anju.privacy.fields import search_digest

PREFIX = "anju_"
SHOWN = 9  # characters of a token that lists may show
# Desks that a machine may stand in for; the auditor's is for a unit that keeps the seals of the chain elsewhere.
ROLES = (RoleName.BUREAU, RoleName.TOWN, RoleName.CLERK, RoleName.AUDITOR)
_KEPT = timedelta(hours=48)

_COUNT = """
insert into api_calls (system_id, minute, count) values (%s, %s, 1)
on conflict (system_id, minute) do update set count = api_calls.count + 1 returning count
"""
_RESERVE = """
insert into api_reply (system_id, key, request_sm3, status, body, at) values (%s, %s, %s, 0, '', %s)
on conflict (system_id, key) do nothing returning id
"""


@dataclass(frozen=True)
class Issued:
    """A system and its token in clear, which is shown once and kept nowhere."""

    system: System
    token: str


@transaction.atomic
def register_system(*, name: str, owner: str, role: str, place: str, by: str, on: date) -> Issued:
    """Make a system with an account of its own; raises Refused for a taken name, a role or place that cannot be."""
    if role not in ROLES:
        raise Refused(_("接口系统只能使用县、镇、社区经办人或审计员岗位。"))
    if System.objects.filter(name=name).exists():
        raise Refused(_("接口系统“%(name)s”已登记，请换一个名称。") % {"name": name})
    check_post(role=role, place=place)
    account = User(
        username=f"system-{secrets.token_hex(4)}",
        display_name=name,
        role=role,
        place_id=place,
        is_system=True,
    )
    account.set_unusable_password()
    account.save()
    token, fields = _fresh(on)
    system = System.objects.create(name=name, owner=owner, account=account, **fields)
    record(act=Act.SYSTEM_CHANGED, by=by, target=f"system:{system.pk}", why=stored("登记接口系统"),
           detail={"role": role, "place": place})  # fmt: skip
    return Issued(system, token)


@transaction.atomic
def renew_token(*, system: System, by: str, on: date) -> Issued:
    """Give a system a new token; the old one stops at once."""
    token, fields = _fresh(on)
    System.objects.filter(pk=system.pk).update(stopped_on=None, **fields)
    record(act=Act.SYSTEM_CHANGED, by=by, target=f"system:{system.pk}", why=stored("更换令牌"))
    system.refresh_from_db()
    return Issued(system, token)


@transaction.atomic
def open_system(*, name: str, owner: str, role: str, place: str, by: User, at: datetime) -> Issued:
    """Register a system within the administrator's places, with a second person's word: its token opens what the post may.

    Raises SecondWanted.
    """
    if not covers(by.post.place_id, place):
        raise Refused(_("不在您的管辖范围内。请由上一级系统管理员办理。"))
    words = {"name": name, "owner": owner, "role": role, "place": place}
    issued = register_system(**words, by=by.username, on=timezone.localdate(at))
    held = issued.system.account
    summary = stored("登记接口系统“%(name)s”（%(owner)s）：%(post)s，%(place)s") % {
        "name": name, "owner": owner, "post": held.get_role_display(), "place": held.place}  # fmt: skip
    url = f"/systems/new/?{urlencode(words)}"
    agreed(wish=Wish(ApprovalKind.ACCOUNT, _subject(name), summary, url, words), by=by, at=at)
    return issued


@transaction.atomic
def issue_again(*, system: System, by: User, at: datetime) -> Issued:
    """A new token for a system, with a second person's word: whoever renews it sees it. Raises SecondWanted."""
    issued = renew_token(system=system, by=by.username, on=timezone.localdate(at))
    summary = stored("更换接口系统“%(name)s”的令牌") % {"name": system.name}
    wish = Wish(
        ApprovalKind.ACCOUNT, _subject(system.name), summary, f"/systems/{system.pk}/", {"what": "renew"}
    )
    agreed(wish=wish, by=by, at=at)
    return issued


def _subject(name: str) -> str:
    return f"system:{name}"[:100]


@transaction.atomic
def stop_system(*, system: System, by: str, on: date) -> None:
    """Shut a system out from now on; raises Refused when it is."""
    if not System.objects.filter(pk=system.pk, stopped_on__isnull=True).update(stopped_on=on):
        raise Refused(_("该接口系统已经停用。"))
    record(act=Act.SYSTEM_CHANGED, by=by, target=f"system:{system.pk}", why=stored("停用接口系统"))


def _fresh(on: date) -> tuple[str, dict[str, object]]:
    token = PREFIX + secrets.token_urlsafe(32)
    days = int(book.value("api/systems", "token_days", on))
    return token, {
        "token_digest": search_digest(token),
        "token_start": token[:SHOWN],
        "issued_on": on,
        "expires_on": on + timedelta(days=days),
    }


def count_call(*, system: System, at: datetime) -> int:
    """Count one call of this minute; returns how many there are. Older minutes go when a new one begins."""
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [system.pk, minute])
        count = int(cursor.fetchone()[0])
    if count == 1:
        Calls.objects.filter(system=system, minute__lt=minute).delete()
        Reply.objects.filter(system=system, at__lt=at - _KEPT).delete()
    return count


def reserve(*, system: System, key: str, request_sm3: str, at: datetime) -> Reply | None:
    """Take an idempotency key inside the call's transaction; None when it is new, else the answer kept under it.

    A second call with the same key waits here until the first has committed or gone back. Raises Refused when the key
    was used for another call.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [system.pk, key, request_sm3, at])
        if cursor.fetchone():
            return None
    kept = Reply.objects.get(system=system, key=key)
    if kept.request_sm3 != request_sm3:
        raise Refused(_("该幂等键已用于另一个请求。请为每个新请求使用新的 Idempotency-Key。"))
    return kept


def keep(*, system: System, key: str, status: int, body: str) -> None:
    """Keep the answer of a call under its key."""
    reply = Reply.objects.get(system=system, key=key)
    reply.status, reply.body = status, body
    reply.save(update_fields=["status", "body"])
