"""The second person's word on a merge or a removal, by the one rule of the accounts (双人审批).

It may be given on the page of the matter, or beforehand on the page of approvals; either way it is good once, for just
what was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import ask_approval, use_approval
from anju.accounts.actions.approvals import decide
from anju.accounts.codes import ApprovalKind, Decision
from anju.accounts.models import Approval, User
from anju.kernel.refused import Refused


@dataclass(frozen=True)
class Matter:
    """What exactly is agreed to: `words` are its content, so that another content needs another word."""

    kind: ApprovalKind
    subject: str
    words: Mapping[str, Any]
    summary: str
    url: str
    why: str
    asked_by: str


def _user(name: str) -> User:
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise Refused(_("没有“%(name)s”这个账号，或已停用。") % {"name": name})
    return found


def _all(matter: Matter) -> "models.QuerySet[Approval]":
    return Approval.objects.filter(kind=matter.kind, subject=matter.subject)


def ask(matter: Matter, *, at: datetime) -> None:
    """Ask for a second person's word."""
    ask_approval(
        kind=matter.kind, subject=matter.subject, payload=matter.words, summary=matter.summary, url=matter.url,
        why=matter.why, by=_user(matter.asked_by), at=at,
    )  # fmt: skip


def _open(matter: Matter, at: datetime) -> Approval | None:
    return _all(matter).filter(decision=Decision.OPEN, expires_on__gte=timezone.localdate(at)).first()


def agree(matter: Matter, *, by: str, remark: str, at: datetime) -> str:
    """Give the second word, unless it was given already, and spend it; who gave it."""
    waiting = _open(matter, at)
    if waiting is not None:
        decide(approval=waiting.pk, granted=True, remark=remark, by=_user(by), at=at)
    asker = _user(matter.asked_by)
    spent = use_approval(kind=matter.kind, subject=matter.subject, payload=matter.words, by=asker, at=at)
    return spent.decided_by.username if spent.decided_by else by


def disagree(matter: Matter, *, by: str, remark: str, at: datetime) -> str:
    """Refuse the second word; where it was refused already, or nobody answered in time, the request just ends."""
    waiting = _open(matter, at)
    if waiting is not None:
        decide(approval=waiting.pk, granted=False, remark=remark, by=_user(by), at=at)
        return by
    last = _all(matter).order_by("-pk").first()
    return last.decided_by.username if last and last.decided_by else ""
