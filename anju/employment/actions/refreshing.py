"""Lines that nobody confirmed yet follow the jobs: what ends elsewhere (an import, a death) shows in the open month."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

_FOLLOW = """
update employment_line l set job_id = f.job, employed = f.job is not null, income_fen = f.income_fen, version = l.version + 1
from (select n.id, j.id as job, case when j.id is null then null else coalesce(j.income_fen, n.income_fen) end as income_fen
      from employment_line n
      join employment_ledger g on g.id = n.ledger_id and g.state in ('open', 'returned')
      left join lateral (select * from employment_job j
                         where j.person_id = n.person_id and j.start <= least(%(on)s::date, g.month + interval '1 month - 1 day')
                           and (j.stop is null or j.stop > least(%(on)s::date, g.month + interval '1 month - 1 day'))
                         order by j.channel = 'public_post', j.start desc, j.id limit 1) j on true
      where n.state = 'unconfirmed' and (%(all)s or n.person_id = any(%(persons)s))) f
where f.id = l.id and (l.job_id is distinct from f.job or l.employed <> (f.job is not null))
"""


def follow_jobs(*, on: date, persons: Sequence[int] | None = None) -> int:
    """Let the unconfirmed lines of open ledgers (of these persons, or all in scope) show the jobs that hold; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"on": on, "all": persons is None, "persons": list(persons or [])})
        return cursor.rowcount
