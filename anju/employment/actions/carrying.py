"""What a month takes over: a ledger for each place with people, and everybody of labour age with what is known of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from anju.employment import rules
from anju.employment.models import Line
from anju.kernel.month import Month
from anju.policy import book

_LEDGERS = """
insert into employment_ledger (place, community_id, month, state, opened_on, due_on, confirmed_by, reviewed_by, return_reason)
select m.place, c.id, %(month)s, 'open', %(on)s, %(due)s, '', '', ''
from (select distinct place from registry_membership
      where place like %(below)s and start <= %(day)s and (stop is null or stop > %(day)s)) m
left join registry_community c
       on c.place = m.place and c.founded_on <= %(day)s and (c.closed_on is null or c.closed_on > %(day)s)
on conflict do nothing
"""
# A contract that is over is the surest sign, until a clerk has confirmed once that the work goes on without it.
# Wishes and reasons are those of the person's latest line, however many months ago that was.
_LINES = """
insert into employment_line (place, ledger_id, person_id, month, job_id, state, source, confirmed_by, employed, income_fen,
                             reason, wish, wish_industry, wish_employer, training_wish, planned_out, hint, undo, version)
select l.place, l.id, m.person_id, l.month, j.id, 'unconfirmed', '', '', j.id is not null,
       coalesce(j.income_fen, case when b.job_id = j.id then b.income_fen end),
       case when j.id is null then coalesce(b.reason, '') else '' end, coalesce(b.wish, ''),
       coalesce(b.wish_industry, ''), coalesce(b.wish_employer, ''),
       coalesce(b.training_wish, ''), coalesce(b.planned_out, false),
       case when j.start + make_interval(months => j.contract_months) < %(month)s and not coalesce(
                   b.job_id = j.id and b.employed and b.state <> 'unconfirmed'
                   and b.month >= j.start + make_interval(months => j.contract_months), false) then 'contract_over'
            when j.id is null and e.person_id is not null then 'work_changed'
            when j.start + make_interval(months => j.contract_months) >= %(month)s
                 and j.start + make_interval(months => j.contract_months) < %(window)s then 'contract_ending'
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
left join lateral (select * from employment_job
                   where person_id = m.person_id and start <= %(last)s and (stop is null or stop > %(last)s)
                   order by channel = 'public_post', start desc, id limit 1) j on true
left join lateral (select person_id from employment_job
                   where person_id = m.person_id and stop > %(month)s and stop <= %(last)s limit 1) e on true
left join lateral (select * from employment_line b where b.person_id = m.person_id and b.month < %(month)s
                   order by b.month desc limit 1) b on true
where m.place like %(below)s and (%(persons)s::bigint[] is null or m.person_id = any(%(persons)s))
  and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s) and m.student = ''
  and p.birth_date <= (%(day)s::date - make_interval(years => %(from_age)s))::date
  and p.birth_date > (%(day)s::date - make_interval(years => %(below_age)s))::date
  and not exists (select from employment_line k where k.person_id = m.person_id and k.month = %(month)s)
on conflict do nothing
"""


def words_of(month: Month, on: date) -> dict[str, Any]:
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


def add_ledgers(words: dict[str, Any], below: str) -> int:
    """A ledger for each place below a code in which somebody lives, where there is none; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LEDGERS, words | {"below": f"{below}%"})
        return cursor.rowcount


def add_lines(words: dict[str, Any], below: str, persons: Sequence[int] | None = None) -> int:
    """A line for each person below a code (or of these) who has none in the month; how many. Others stay as they are."""
    with connection.cursor() as cursor:
        given = None if persons is None else list(persons)
        cursor.execute(_LINES, words | {"below": f"{below}%", "persons": given})
        return cursor.rowcount
