"""Lines of open months follow the jobs: what ends or begins elsewhere (another month, an import, a death) shows in them.

A line shows the job that holds on the last day of its month, as far as the ledger knows it today.
"""

from collections.abc import Sequence

from django.db import connection

from anju.employment.models import Line

# Which lines change is settled before any is written: joined to itself in one piece, the table was at times read as a
# whole for each line, for PostgreSQL cannot estimate such a join.
_FOLLOW = """
with seen as materialized (
  select n.id, n.state, n.hint, j.id as job, j.income_fen, last.day
  from employment_line n
  join employment_ledger g on g.id = n.ledger_id and g.state in ('open', 'returned')
  cross join lateral (select (n.month + interval '1 month - 1 day')::date as day) last
  left join employment_job h on h.id = n.job_id and h.start <= last.day and (h.stop is null or h.stop > last.day)
  left join lateral (select * from employment_job j
                     where j.person_id = n.person_id and j.start <= last.day and (j.stop is null or j.stop > last.day)
                     order by j.channel = 'public_post', j.start desc, j.id limit 1) j on true
  where n.source <> 'registry' and (%(persons)s::bigint[] is null or n.person_id = any(%(persons)s))
    and (%(ledger)s::bigint is null or n.ledger_id = %(ledger)s)
    and case
      when n.state = 'unconfirmed' then n.job_id is distinct from j.id or n.employed <> (j.id is not null)
      when n.employed then h.id is null
      else j.id is not null end
)
update employment_line l
set job_id = f.job, employed = f.job is not null, income_fen = f.income_fen, version = l.version + 1,
    reason = case when f.job is null then l.reason else '' end, state = 'unconfirmed', source = '', confirmed_by = '',
    confirmed_at = null, undo = '{}',
    hint = case when f.state <> 'unconfirmed' then 'work_changed'
                when f.hint = '' and f.job is null
                     and exists (select from employment_job e where e.person_id = l.person_id and e.stop > l.month and e.stop <= f.day)
                then 'work_changed' else f.hint end
from seen f
where f.id = l.id
"""
# The later months of one person come first, a handful of lines: without that a planner that knows no numbers yet reads
# every line for every line.
_CARRY = """
with later as materialized (
  select l.id, l.month, l.state = 'unconfirmed' and g.state in ('open', 'returned') as open
  from employment_line l join employment_ledger g on g.id = l.ledger_id
  where l.person_id = %(person)s and l.month > %(month)s
), reached as materialized (
  select id from later
  where open and not exists (select from later k where k.month < later.month and not k.open)
)
update employment_line l set wish = b.wish, wish_industry = b.wish_industry,
       wish_employer = b.wish_employer, training_wish = b.training_wish, planned_out = b.planned_out, reason = case when l.employed then '' else b.reason end, version = l.version + 1
from employment_line b
where b.id = %(line)s and l.id = any(array(select id from reached))
  and (l.wish, l.wish_industry, l.wish_employer, l.training_wish, l.planned_out, l.reason)
      is distinct from (b.wish, b.wish_industry, b.wish_employer, b.training_wish, b.planned_out,
                        case when l.employed then '' else b.reason end)
"""


def follow_jobs(*, persons: Sequence[int] | None = None, ledger: int | None = None) -> int:
    """Let the lines of open ledgers (of these persons, of this ledger, or all in scope) show the jobs that hold.

    A confirmed line that the jobs contradict waits for its clerk again, with a hint. Returns how many changed.
    """
    given = None if persons is None else list(persons)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"persons": given, "ledger": ledger})
        return cursor.rowcount


def carry_on(line: Line) -> None:
    """What a line says reaches every other open month: jobs all of them, wishes those after it up to the next that somebody confirmed."""
    follow_jobs(persons=[line.person_id])
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, {"line": line.pk, "person": line.person_id, "month": line.month})
