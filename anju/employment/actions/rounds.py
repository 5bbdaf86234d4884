"""The monthly round of whole ledgers: opened, handed in, sent back, accepted."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment import rules
from anju.employment.actions.carrying import add_lines, words_of
from anju.employment.actions.reminders import (
    name_of,
    raise_returned,
    settle_of_clerk,
    subject_of,
)
from anju.employment.actions.roster import follow_roster
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.codes import LedgerState, LineState
from anju.employment.models import Ledger, Line
from anju.employment.queries import rounds
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind

NAMED = 3  # people named in a refusal
Check = Callable[[str, Month], Sequence[str]]


def _locked(pk: int) -> Ledger:
    """A ledger for writing; raises Refused where there is none in scope."""
    found = (
        Ledger.objects.select_for_update(of=("self",))
        .select_related("community", "place")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Refused(_("没有这本台账，或不在您的管辖范围内。"))
    return found


@transaction.atomic
def hand_in(*, ledger: int, by: str, on: date, check: Check) -> Ledger:
    """Hand a ledger in for review; nothing in it changes until it comes back.

    `check` gives the sentences of what must be put right first. Raises Refused with what is missing.
    """
    found = _locked(ledger)
    month = Month.of(found.month)
    if rules.after(found.state, rules.Step.HAND_IN) is None:
        raise Refused(_("这本台账已经报送，不用再报。"))
    follow_roster(by=by, on=on, place=found.place_id)
    _all_listed(found, on)
    _all_confirmed(found)
    blocking = list(check(found.place_id, month))
    if blocking:
        words = {"n": len(blocking), "first": "；".join(blocking[:NAMED])}
        raise Refused(_("核查有 %(n)s 个问题必须先改正：%(first)s。") % words)
    found.state, found.confirmed_on, found.confirmed_by, found.return_reason = (
        LedgerState.HANDED_IN,
        on,
        by[:60],
        "",
    )
    found.save(update_fields=["state", "confirmed_on", "confirmed_by", "return_reason"])
    subject = subject_of(found)
    settle_of_clerk([subject], by=by, on=on)
    raise_task(
        kind=TaskKind.LEDGER_HANDED_IN, subject=subject, place=found.place_id, right=Right.REVIEW_LEDGER,
        title=stored("%(name)s %(month)s 台账待审核") % {"name": name_of(found), "month": str(month)},
        url=reverse("review_ledger", args=[found.pk]), on=on, by=by,
    )  # fmt: skip
    watch_zero_employment(place=found.place_id, by=by, on=on)
    record(
        act=Act.LEDGER_CONFIRMED, by=by, target=subject, why=stored("报送台账"), detail={"month": str(month)}
    )
    return found


def _all_listed(ledger: Ledger, on: date) -> None:
    """Who came to the place since the month was opened belongs to it."""
    count = add_lines(words_of(Month.of(ledger.month), on), ledger.place_id)
    if count:
        raise Refused(
            _("有 %(n)s 人应在本月台账而没有行（新迁入、新满16周岁等）。请先点“补入新增人员”，再确认。")
            % {"n": count}
        )


def _all_confirmed(ledger: Ledger) -> None:
    left = Line.objects.filter(ledger=ledger, state=LineState.UNCONFIRMED)
    count = left.count()
    if count:
        names = "、".join(left.order_by("pk").values_list("person__name_masked", flat=True)[:NAMED])
        raise Refused(
            _("还有 %(n)s 人未确认（%(names)s 等），请先逐人或批量确认。") % {"n": count, "names": names}
        )


@transaction.atomic
def return_ledger(*, ledger: int, reason: str, by: str, on: date) -> Ledger:
    """Send a ledger back with a reason; also an accepted one, which is the only way to correct it."""
    found = _locked(ledger)
    if not reason.strip():
        raise Refused(_("请写明退回原因，社区按它更正。"))
    if rules.after(found.state, rules.Step.RETURN) is None:
        raise Refused(_("这本台账还没有报送，不能退回。"))
    found.state, found.confirmed_on, found.confirmed_by = LedgerState.RETURNED, None, ""
    found.reviewed_on, found.reviewed_by, found.return_reason = on, by, reason.strip()
    found.save()
    subject, month = subject_of(found), Month.of(found.month)
    settle(kind=TaskKind.LEDGER_HANDED_IN, subject=subject, on=on, by=by, outcome=stored("已退回"))
    raise_returned(found, by=by, on=on)
    record(
        act=Act.LEDGER_RETURNED, by=by, target=subject, why=reason.strip()[:400], detail={"month": str(month)}
    )
    return found


@transaction.atomic
def accept_ledger(*, ledger: int, by: str, on: date, stamp: str | None = None) -> Ledger:
    """Accept a ledger that somebody else handed in; it is locked from then on.

    `stamp` is that of the lines that the reviewer saw: Refused when they came back and were changed since.
    """
    found = _locked(ledger)
    if stamp is not None and stamp != rounds.stamp(Line.objects.filter(ledger=found)):
        raise Refused(_("这本台账在您打开之后又改过，没有审核通过。请刷新后重新核对。"))
    if rules.after(found.state, rules.Step.ACCEPT) is None:
        raise Refused(_("只有已报送的台账可以通过审核。"))
    if found.confirmed_by == by[:60]:
        raise Refused(_("不能审核自己报送的台账，请由另一位有审核权限的人办理。"))
    found.state, found.reviewed_on, found.reviewed_by = LedgerState.ACCEPTED, on, by
    found.save(update_fields=["state", "reviewed_on", "reviewed_by"])
    subject = subject_of(found)
    settle(kind=TaskKind.LEDGER_HANDED_IN, subject=subject, on=on, by=by, outcome=stored("已通过"))
    record(
        act=Act.LEDGER_ACCEPTED,
        by=by,
        target=subject,
        why=stored("审核通过"),
        detail={"month": str(Month.of(found.month))},
    )
    return found
