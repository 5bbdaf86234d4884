"""The second person of a merge: the rule of accounts, with the merge as what is agreed to."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import ask_approval, decide, use_approval
from anju.accounts.codes import ApprovalKind, Decision
from anju.accounts.models import Approval, User
from anju.duplicates.models import Merge
from anju.kernel.refused import Refused


def _user(name: str) -> User:
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise Refused(_("没有“%(name)s”这个账号，或已停用。") % {"name": name})
    return found


def _words(merge: Merge) -> dict[str, Any]:
    """What exactly is agreed to: another choice needs another word."""
    return {"pair": merge.pair_id, "survivor": merge.survivor, "merged": merge.merged, "choice": merge.choice}


def _subject(merge: Merge) -> str:
    return f"merge:{merge.pk}"


def ask(merge: Merge, *, at: datetime) -> None:
    """Ask for a second person's word on a merge."""
    ask_approval(
        kind=ApprovalKind.MERGE, subject=_subject(merge), payload=_words(merge), summary=_("合并重复人员档案"),
        url=reverse("merge", args=[merge.pk]), why=merge.asked_why, by=_user(merge.asked_by), at=at,
    )  # fmt: skip


def _open(merge: Merge, at: datetime) -> Approval | None:
    held = Approval.objects.filter(kind=ApprovalKind.MERGE, subject=_subject(merge), decision=Decision.OPEN)
    return held.filter(expires_on__gte=timezone.localdate(at)).first()


def agree(merge: Merge, *, by: str, remark: str, at: datetime) -> str:
    """Give the second word, unless it was given already, and spend it; who gave it."""
    waiting = _open(merge, at)
    if waiting is not None:
        decide(approval=waiting.pk, granted=True, remark=remark, by=_user(by), at=at)
    spent = use_approval(
        kind=ApprovalKind.MERGE,
        subject=_subject(merge),
        payload=_words(merge),
        by=_user(merge.asked_by),
        at=at,
    )
    return spent.decided_by.username if spent.decided_by else by


def disagree(merge: Merge, *, by: str, remark: str, at: datetime) -> str:
    """Refuse the second word; where it was refused already, or nobody answered in time, the request just ends."""
    waiting = _open(merge, at)
    if waiting is not None:
        decide(approval=waiting.pk, granted=False, remark=remark, by=_user(by), at=at)
        return by
    last = Approval.objects.filter(kind=ApprovalKind.MERGE, subject=_subject(merge)).order_by("-pk").first()
    return last.decided_by.username if last and last.decided_by else ""
