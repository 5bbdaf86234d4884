"""Households in which somebody is able and willing and nobody works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from anju.policy import book

# Of a member on a day: able by age and labour; willing by the newest line of a ledger, else by the roster; at work.
_MEMBERS = """
from registry_household h
join registry_membership m on m.household_id = h.id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
join registry_person p on p.id = m.person_id
cross join lateral (select m.student = '' and m.labour in ('skilled', 'ordinary', 'weak')
    and p.birth_date <= (%(day)s::date - make_interval(years => %(from_age)s))::date
    and p.birth_date > (%(day)s::date - make_interval(years => %(below_age)s))::date as able) a
left join lateral (select wish, reason from employment_line
                   where a.able and person_id = m.person_id and month <= %(day)s order by month desc limit 1) n on true
cross join lateral (select case when n.wish = 'none_wished' then false when n.wish <> '' then true
                                when n.reason = 'unwilling' then false else coalesce(m.willing, false) end as willing) w
"""
# Who works on the day: looked up one by one for a household. Of the county, the households in which nobody works and
# somebody might are found first, so that the wishes of the others are not looked up.
_IDLE = """
with idle as materialized (
  select m.household_id from registry_membership m
  left join employment_job j on j.person_id = m.person_id and j.start <= %(day)s and (j.stop is null or j.stop > %(day)s)
  where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s) and m.place like %(place)s
  group by m.household_id
  having count(j.person_id) = 0 and bool_or(m.student = '' and m.labour in ('skilled', 'ordinary', 'weak'))
)
"""
_ALL_WORK = """
join idle i on i.household_id = h.id
cross join lateral (select null::bigint as person_id) j
"""
_THEIR_WORK = """
left join lateral (select person_id from employment_job where person_id = m.person_id and start <= %(day)s
                   and (stop is null or stop > %(day)s) limit 1) j on true
"""
_ZERO = """
{idle}
select h.id, h.number, min(m.place), min(pl.name), min(k.name_masked),
       count(*) filter (where a.able and w.willing), t.raised_on, t.due_on, t.place
{members}{work}
join regions_place pl on pl.code = m.place
left join registry_membership km on km.household_id = h.id and km.relation = 'head' and km.start <= %(day)s
      and (km.stop is null or km.stop > %(day)s)
left join registry_person k on k.id = km.person_id
left join tasks_task t on t.kind = 'zero_employment' and t.settled_on is null and t.subject = 'household:' || h.id
where m.place like %(place)s and (%(households)s::bigint[] is null or h.id = any(%(households)s))
group by h.id, t.raised_on, t.due_on, t.place
having count(*) filter (where a.able and w.willing) > 0 and count(j.person_id) = 0
order by t.due_on nulls last, min(m.place), h.number
"""
_STAND = """
select h.id, count(j.person_id) > 0, count(*) filter (where a.able) > 0
{members}{work}
where h.id = any(%(households)s) group by h.id
"""
# Of households each on a day of its own: those in which, by what the ledger says today, nobody worked on that day.
_WAS = """
select d.household from unnest(%(households)s::bigint[], %(days)s::date[]) d(household, day)
join registry_membership m on m.household_id = d.household and m.start <= d.day and (m.stop is null or m.stop > d.day)
join registry_person p on p.id = m.person_id
cross join lateral (select m.student = '' and m.labour in ('skilled', 'ordinary', 'weak')
    and p.birth_date <= (d.day - make_interval(years => %(from_age)s))::date
    and p.birth_date > (d.day - make_interval(years => %(below_age)s))::date as able) a
left join lateral (select wish, reason from employment_line
                   where a.able and person_id = m.person_id and month <= d.day order by month desc limit 1) n on true
left join lateral (select person_id from employment_job where person_id = m.person_id and start <= d.day
                   and (stop is null or stop > d.day) limit 1) j on true
group by d.household, d.day
having count(j.person_id) = 0 and count(*) filter (where a.able and case
  when n.wish = 'none_wished' then false when n.wish <> '' then true when n.reason = 'unwilling' then false
  else coalesce(m.willing, false) end) > 0
"""


@dataclass(frozen=True)
class ZeroRow:
    """A household without work; the last three are those of its open task, None before there is one."""

    household: int
    number: str
    place: str
    place_name: str
    head: str
    able: int
    raised_on: date | None
    due_on: date | None
    task_place: str | None


def zero_rows(on: date, place: str = "", households: Sequence[int] | None = None) -> list[ZeroRow]:
    """Households without work on a day (domain.md §2.4) below a place (of these), the most urgent first."""
    given = None if households is None else list(households)
    words = _ages(on) | {"place": f"{place}%", "households": given}
    with connection.cursor() as cursor:
        idle, work = (_IDLE, _ALL_WORK) if given is None else ("", _THEIR_WORK)
        cursor.execute(_ZERO.format(idle=idle, members=_MEMBERS, work=work), words)
        return [ZeroRow(*row) for row in cursor.fetchall()]


def was_zero(days: Mapping[int, date], on: date) -> set[int]:
    """Which of these households had nobody at work on the day beside them, by what the ledger says today."""
    words = _ages(on) | {"households": list(days), "days": list(days.values())}
    with connection.cursor() as cursor:
        cursor.execute(_WAS, words)
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class Stand:
    """How a household stands: whether somebody works, whether somebody could."""

    works: bool
    able: bool


def stand_of(households: Sequence[int], on: date) -> dict[int, Stand]:
    """How these households stand on a day; one of which nobody is on the roster any more is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STAND.format(members=_MEMBERS, work=_THEIR_WORK), _ages(on) | {"households": list(households)}
        )
        return {pk: Stand(works, able) for pk, works, able in cursor.fetchall()}


def _ages(on: date) -> dict[str, Any]:
    ages = book.named("registry/labour_age").on(on)
    return {"day": on, "from_age": int(ages["from_age"]), "below_age": int(ages["below_age"])}
