"""Lines of open months follow the roster: with who moves they go along, with who dies or leaves they are settled.

What was handed in stays. Of who left before the month began nothing is to be reported, so an open ledger drops the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from anju.employment.actions.carrying import add_ledgers, words_of
from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.reminders import raise_opened
from anju.employment.models import Line
from anju.kernel.month import Month

# Whether somebody is on the roster on the day of the month that has come, and on any of its days.
_STRAYS = """
select l.id, l.month, g.state = 'open', r.listed, p.place,
       exists (select from registry_membership m where m.person_id = l.person_id
               and m.start < l.month + interval '1 month' and (m.stop is null or m.stop > l.month))
from employment_line l join employment_ledger g on g.id = l.ledger_id and g.state in ('open', 'returned')
left join registry_person p on p.id = l.person_id
cross join lateral (select greatest(l.month, least(%(on)s::date, (l.month + interval '1 month - 1 day')::date)) as day) d
cross join lateral (select exists (
  select from registry_membership m where m.person_id = l.person_id and m.start <= d.day and (m.stop is null or m.stop > d.day)
) as listed) r
where l.source <> 'registry' and (%(persons)s::bigint[] is null or l.person_id = any(%(persons)s)) and l.place like %(below)s
  and (p.id is null or p.place <> l.place or not r.listed)
order by l.month, l.id
"""
_MOVE = """
update employment_line l set ledger_id = t.id, place = t.place, version = l.version + 1,
       hint = case when l.hint = '' and l.state = 'unconfirmed' then 'newcomer' else l.hint end
from registry_person p, employment_ledger t
where l.id = any(%(lines)s) and p.id = l.person_id and t.place = p.place and t.month = l.month
  and t.state in ('open', 'returned')
returning l.id
"""
# Nobody can be asked any more: what the records say counts. Of who cannot be seen from here everything stays as it was.
_SETTLE = """
update employment_line l set job_id = f.job, employed = f.job is not null, version = l.version + 1, hint = '',
       income_fen = case when f.job is null then null else l.income_fen end, source = 'registry', confirmed_by = %(by)s,
       confirmed_at = %(at)s,
       state = case when l.employed <> (f.job is not null) then 'changed' when l.state = 'unconfirmed' then 'unchanged'
                    else l.state end,
       undo = jsonb_build_object('left', jsonb_build_object(
         'state', l.state, 'source', l.source, 'confirmed_by', l.confirmed_by, 'confirmed_at', l.confirmed_at, 'hint', l.hint,
         'job', l.job_id, 'employed', l.employed, 'income_fen', l.income_fen, 'undo', l.undo))
from (select n.id, case when p.id is null then n.job_id else j.id end as job
      from employment_line n left join registry_person p on p.id = n.person_id
      left join lateral (select j.id from employment_job j
                         where j.person_id = n.person_id and j.start < n.month + interval '1 month'
                           and (j.stop is null or j.stop >= n.month + interval '1 month')
                         order by j.channel = 'public_post', j.start desc, j.id limit 1) j on true
      where n.id = any(%(lines)s)) f
where f.id = l.id
"""
_BACK = """
update employment_line l set version = l.version + 1, state = b.said->>'state', source = b.said->>'source',
       confirmed_by = b.said->>'confirmed_by', confirmed_at = (b.said->>'confirmed_at')::timestamptz, hint = b.said->>'hint',
       job_id = (select id from employment_job where id = (b.said->>'job')::bigint),
       employed = (b.said->>'employed')::boolean, income_fen = (b.said->>'income_fen')::bigint, undo = b.said->'undo'
from (
  select n.id, n.undo->'left' as said from employment_line n
  join employment_ledger g on g.id = n.ledger_id and g.state in ('open', 'returned')
  join registry_person p on p.id = n.person_id and p.place = n.place
  cross join lateral (select greatest(n.month, least(%(on)s::date, (n.month + interval '1 month - 1 day')::date)) as day) d
  where n.source = 'registry' and (%(persons)s::bigint[] is null or n.person_id = any(%(persons)s)) and n.place like %(below)s
    and exists (select from registry_membership m
                where m.person_id = n.person_id and m.start <= d.day and (m.stop is null or m.stop > d.day))
) b
where b.id = l.id
returning l.person_id
"""


@dataclass(frozen=True)
class _Stray:
    """A line whose person is no longer where the line is."""

    line: int
    month: date
    fresh: bool
    listed: bool
    home: str | None
    in_month: bool

    @property
    def moved(self) -> bool:
        """Whether the person lives elsewhere in the county; None is a place that cannot be seen from here."""
        return self.listed and self.home is not None

    @property
    def never_there(self) -> bool:
        """Whether the person had left before the month began, in a ledger that was never handed in."""
        return self.fresh and self.home is not None and not self.in_month


def follow_roster(*, by: str, on: date, persons: Sequence[int] | None = None, place: str = "") -> int:
    """Let the lines of open months (of these persons, below a place) follow the roster; returns how many strayed.

    Who came back, because a death or a departure was recorded by mistake, has the line as it was.
    """
    words: dict[str, Any] = {
        "on": on, "persons": None if persons is None else list(persons), "below": f"{place}%", "by": by,
        "at": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BACK, words)
        back = [row[0] for row in cursor.fetchall()]
        cursor.execute(_STRAYS, words)
        strays = [_Stray(*row) for row in cursor.fetchall()]
    if back:
        follow_jobs(persons=back)
    if strays:
        _put(strays, words, by=by, on=on)
    return len(strays)


def _put(strays: Sequence[_Stray], words: dict[str, Any], *, by: str, on: date) -> None:
    moved = [one for one in strays if one.moved]
    _homes(moved, by=by, on=on)
    Line.objects.filter(pk__in=[one.line for one in strays if one.never_there]).delete()
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"lines": [one.line for one in moved]})
        gone = {row[0] for row in cursor.fetchall()}
        left = [one.line for one in strays if one.line not in gone and not one.never_there]
        cursor.execute(_SETTLE, words | {"lines": left})


def _homes(moved: Sequence[_Stray], *, by: str, on: date) -> None:
    """Where the first household of a place has moved in, the place gets its ledgers of the open months."""
    for month in dict.fromkeys(Month.of(one.month) for one in moved):
        words = words_of(month, on)
        homes = {one.home for one in moved if one.home and Month.of(one.month) == month}
        if sum(add_ledgers(words, home) for home in homes):
            raise_opened(month=month, by=by, on=on)
