"""The monthly round of whole ledgers: opened, handed in, sent back, accepted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment import rules
from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.reminders import (
    name_of,
    raise_opened,
    raise_returned,
    settle_of_clerk,
    subject_of,
)
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.codes import LedgerState, LineState
from anju.employment.models import Ledger, Line
from anju.jobs import actions as jobs
from anju.jobs.models import Job as LongWork
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.policy import book
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind

OPEN_MONTH = "employment.open_month"
NAMED = 3  # people named in a refusal
Check = Callable[[str, Month], Sequence[str]]
Progress = Callable[[int, int, str], None]

_TOWNS = """
select distinct left(place, 9) from registry_membership
where start <= %(day)s and (stop is null or stop > %(day)s) order by 1
"""
_LEDGERS = """
insert into employment_ledger (place, community_id, month, state, opened_on, due_on, confirmed_by, reviewed_by, return_reason)
select m.place, c.id, %(month)s, 'open', %(on)s, %(due)s, '', '', ''
from (select distinct place from registry_membership
      where place like %(town)s and start <= %(day)s and (stop is null or stop > %(day)s)) m
left join registry_community c
       on c.place = m.place and c.founded_on <= %(day)s and (c.closed_on is null or c.closed_on > %(day)s)
on conflict do nothing
"""
# Wishes and reasons are those of the person's latest line, however many months ago that was.
_LINES = """
insert into employment_line (place, ledger_id, person_id, month, job_id, state, source, confirmed_by, employed, income_fen,
                             reason, wish, wish_industry, training_wish, planned_out, hint, undo, version)
select l.place, l.id, m.person_id, l.month, j.id, 'unconfirmed', '', '', j.id is not null,
       coalesce(j.income_fen, case when b.job_id = j.id then b.income_fen end),
       case when j.id is null then coalesce(b.reason, '') else '' end, coalesce(b.wish, ''), coalesce(b.wish_industry, ''),
       coalesce(b.training_wish, ''), coalesce(b.planned_out, false),
       case when j.start + make_interval(months => j.contract_months) < %(month)s then 'contract_over'
            when j.id is null and e.person_id is not null then 'work_changed'
            when j.start + make_interval(months => j.contract_months) < %(window)s then 'contract_ending'
            when j.seasonal and %(season)s then 'seasonal'
            when b.reachable is false then 'unreachable'
            when b.planned_out then 'planned_out'
            when b.id is null and %(carried)s then 'newcomer'
            when p.birth_date <= (%(next)s::date - make_interval(years => %(below_age)s))::date then 'aged'
            else '' end,
       '{}', 1
from registry_membership m
join registry_person p on p.id = m.person_id
join employment_ledger l on l.place = m.place and l.month = %(month)s and l.state in ('open', 'returned')
left join (select distinct on (person_id) * from employment_job
           where start <= %(last)s and (stop is null or stop > %(last)s)
           order by person_id, channel = 'public_post', start desc, id) j on j.person_id = m.person_id
left join (select distinct person_id from employment_job where stop > %(month)s and stop <= %(last)s) e
       on e.person_id = m.person_id
left join lateral (select * from employment_line b where b.person_id = m.person_id and b.month < %(month)s
                   order by b.month desc limit 1) b on true
where m.place like %(town)s and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s) and m.student = ''
  and p.birth_date <= (%(day)s::date - make_interval(years => %(from_age)s))::date
  and p.birth_date > (%(day)s::date - make_interval(years => %(below_age)s))::date
  and not exists (select from employment_line k where k.person_id = m.person_id and k.month = %(month)s)
on conflict do nothing
"""


@dataclass(frozen=True)
class Opened:
    """What an opening added: ledgers, lines, and households in which nobody works."""

    ledgers: int
    lines: int
    zero: int


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody watches."""


def ask_open_month(*, month: Month, by: str, place: str) -> LongWork:
    """Queue the opening of a month; pages watch the job."""
    return jobs.start(
        kind=OPEN_MONTH, title=_("%(month)s 台账建账") % {"month": str(month)}, arguments={"month": str(month)},
        place=place, by=by,
    )  # fmt: skip


@transaction.atomic
def open_month(*, month: Month, by: str, on: date, progress: Progress = _silent) -> Opened:
    """Open the ledgers of a month and carry everybody of labour age forward; what is there already stays.

    Called again it adds those who joined the roster since. Raises Refused for a month that has not begun.
    """
    if month.first > on:
        raise Refused(_("%(month)s 还没有开始，不能建账。") % {"month": str(month)})
    words = _words(month, on)
    ledgers = lines = 0
    with connection.cursor() as cursor:
        cursor.execute(_TOWNS, words)
        towns = [row[0] for row in cursor.fetchall()]
        for number, town in enumerate(towns):
            progress(
                number,
                len(towns),
                _("正在建账：第 %(n)s 个镇，共 %(all)s 个") % {"n": number + 1, "all": len(towns)},
            )
            cursor.execute(_LEDGERS, words | {"town": f"{town}%"})
            ledgers += cursor.rowcount
            cursor.execute(_LINES, words | {"town": f"{town}%"})
            lines += cursor.rowcount
    raise_opened(month=month, by=by, on=on)
    follow_jobs()
    zero = watch_zero_employment(place="", by=by, on=on)
    record(
        act=Act.LEDGER_OPENED, by=by, target=f"month:{month}", why=_("台账建账"),
        detail={"ledgers": ledgers, "lines": lines},
    )  # fmt: skip
    progress(len(towns), len(towns), _("建账完成"))
    return Opened(ledgers, lines, zero)


def _words(month: Month, on: date) -> dict[str, Any]:
    """What the statements of an opening take: days, and the dated values in force."""
    day = rules.reference_day(month, on)
    held = book.named("employment/round").on(day)
    ages = book.named("registry/labour_age").on(day)
    return {
        "month": month.first,
        "last": month.last,
        "carried": Line.objects.filter(month__lt=month.first).exists(),
        "next": month.plus(1).first,
        "window": month.plus(1 + int(held["contract_window_months"])).first,
        "season": rules.is_season(month, int(held["seasonal_from_month"]), int(held["seasonal_until_month"])),
        "day": day,
        "on": on,
        "due": rules.due_on(month, int(held["due_day"])),
        "from_age": int(ages["from_age"]),
        "below_age": int(ages["below_age"]),
    }


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
        title=_("%(name)s %(month)s 台账待审核") % {"name": name_of(found), "month": str(month)},
        url=reverse("review_ledger", args=[found.pk]), on=on, by=by,
    )  # fmt: skip
    watch_zero_employment(place=found.place_id, by=by, on=on)
    record(act=Act.LEDGER_CONFIRMED, by=by, target=subject, why=_("报送台账"), detail={"month": str(month)})
    return found


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
    settle(kind=TaskKind.LEDGER_HANDED_IN, subject=subject, on=on, by=by, outcome=_("已退回"))
    raise_returned(found, by=by, on=on)
    record(
        act=Act.LEDGER_RETURNED, by=by, target=subject, why=reason.strip()[:400], detail={"month": str(month)}
    )
    return found


@transaction.atomic
def accept_ledger(*, ledger: int, by: str, on: date) -> Ledger:
    """Accept a ledger that somebody else handed in; it is locked from then on."""
    found = _locked(ledger)
    if rules.after(found.state, rules.Step.ACCEPT) is None:
        raise Refused(_("只有已报送的台账可以通过审核。"))
    if found.confirmed_by == by[:60]:
        raise Refused(_("不能审核自己报送的台账，请由另一位有审核权限的人办理。"))
    found.state, found.reviewed_on, found.reviewed_by = LedgerState.ACCEPTED, on, by
    found.save(update_fields=["state", "reviewed_on", "reviewed_by"])
    subject = subject_of(found)
    settle(kind=TaskKind.LEDGER_HANDED_IN, subject=subject, on=on, by=by, outcome=_("已通过"))
    record(
        act=Act.LEDGER_ACCEPTED,
        by=by,
        target=subject,
        why=_("审核通过"),
        detail={"month": str(Month.of(found.month))},
    )
    return found
