"""What the ledgers hold of the persons and households that a file of the labour system names."""

from collections.abc import Mapping
from datetime import date

import polars as pl
from django.db import connection

_JOBS = """
select j.person_id, j.start as known_start, j.stop as known_stop, j.channel as known_channel, j.kind as known_kind,
       j.work_place as known_place, j.found_by as known_found_by, j.post_kind as known_post, j.address as known_address,
       j.employer as known_employer, j.trade as known_trade, j.contract_months as known_months,
       j.employer_nature as known_nature, j.operator_id as known_firm, j.post_subsidy_fen as known_subsidy,
       j.pay_cycle_months as known_cycle, j.income_fen as known_income, j.industry as known_industry,
       j.point_to_point as known_point
from employment_job j where j.person_id = any(%(persons)s)
"""
_JOB_COLUMNS: dict[str, type[pl.DataType]] = {
    "person_id": pl.Int64, "known_start": pl.Date, "known_stop": pl.Date, "known_channel": pl.String, "known_kind": pl.String,
    "known_place": pl.String, "known_found_by": pl.String, "known_post": pl.String, "known_address": pl.String,
    "known_employer": pl.String, "known_trade": pl.String, "known_months": pl.Int64, "known_nature": pl.String,
    "known_firm": pl.Int64, "known_subsidy": pl.Int64, "known_cycle": pl.Int64, "known_income": pl.Int64,
    "known_industry": pl.String, "known_point": pl.Boolean,
}  # fmt: skip
_OPERATORS = """
select name as employer, min(id) as operator_id, min(kind) as operator_kind from employment_operator
where name = any(%(names)s) group by name having count(*) = 1
"""
_HOMES = """
select m.person_id, m.household_id from registry_membership m where m.person_id = any(%(persons)s) and m.stop is null
"""
_HEADS = """
select p.id_digest, p.name as known_name, h.number as known_number, h.place as known_home, h.programme as known_programme,
       h.category as known_category, h.mode as known_mode, h.household_class as known_class, h.address as known_address,
       h.start as known_moved, m.relation as known_relation, m.health as known_health,
       pl.name || b.number || f.unit || '单元' || f.room || '室' as known_flat
from registry_person p
left join registry_membership m on m.person_id = p.id and m.stop is null
left join registry_household h on h.id = m.household_id
left join regions_place pl on pl.code = h.place
left join registry_flat f on f.id = h.flat_id
left join registry_building b on b.id = f.building_id
where p.id_digest = any(%(digests)s)
"""
_HEAD_COLUMNS: dict[str, type[pl.DataType]] = {
    "id_digest": pl.String, "known_name": pl.String, "known_number": pl.String, "known_home": pl.String,
    "known_programme": pl.String, "known_category": pl.String, "known_mode": pl.String, "known_class": pl.String,
    "known_address": pl.String, "known_moved": pl.Date, "known_relation": pl.String, "known_health": pl.String,
    "known_flat": pl.String,
}  # fmt: skip
_SITES = """
select s.place as home_place, s.mode as site_mode,
       coalesce((select max(right(h.number, 4)::int) from registry_household h where h.number ~ ('^' || s.place || '-[0-9]{4}$')), 0)
       as last_serial
from registry_site s where s.place = any(%(places)s)
"""
# Of each person the first month whose ledger is still open, else the latest month of all, with what its line says.
_LINES = """
select distinct on (l.person_id) l.person_id, l.month as line_month, g.state in ('open', 'returned') as line_open,
       l.version as line_version, l.wish as line_wish, l.training_wish as line_training, l.income_fen as line_income
from employment_line l join employment_ledger g on g.id = l.ledger_id
where l.person_id = any(%(persons)s) and l.source <> 'registry' and l.month <= %(day)s
  and (%(month)s::date is null or l.month = %(month)s)
order by l.person_id, g.state not in ('open', 'returned'),
         case when g.state in ('open', 'returned') then l.month - date '2000-01-01' else date '2000-01-01' - l.month end
"""
_SUBSIDIES = """
select u.person_id, u.year as known_year, u.internship_fen as known_internship, u.seeking_fen as known_seeking,
       u.transport_fen as known_transport, u.startup_fen as known_startup, u.version as subsidy_version
from employment_subsidy u where u.person_id = any(%(persons)s)
"""
_LOANS = """
select o.person_id, o.start as known_loan_start, o.stop as known_loan_stop, o.amount_fen as known_loan,
       o.version as loan_version
from employment_loan o where o.person_id = any(%(persons)s) and o.start <= %(day)s and (o.stop is null or o.stop > %(day)s)
"""
_HIRINGS = """
select distinct on (h.job_id) j.person_id, j.start as known_start, j.channel as known_channel, h.hired as known_hired,
       h.hired_lifted as known_hired_lifted
from employment_hiring h join employment_job j on j.id = h.job_id
where h.person_id = any(%(persons)s) and h.counted_on <= %(day)s order by h.job_id, h.counted_on desc
"""
_SCHOOLINGS = """
select s.person_id, s.start as known_start, s.stop as known_stop, s.school as known_school, s.address as known_address,
       s.region as known_region, s.major as known_major, s.years as known_years, s.sushan as known_sushan,
       s.grant_fen as known_grant, s.yulu_fen as known_yulu, s.free as known_free, s.hired_on as known_hired_on,
       s.version as school_version
from employment_schooling s where s.person_id = any(%(persons)s)
"""
_STANDS = """
select p.id as person_id, p.name as known_name, p.phone_digest as known_phone, p.phone_masked as known_phone_masked, m.start as spell_start,
       m.education as known_education, m.labour as known_labour, m.student as known_student, m.health as known_health,
       p.place as known_home
from registry_person p left join registry_membership m on m.person_id = p.id and m.stop is null where p.id = any(%(persons)s)
"""


def _frame(
    sql: str,
    words: Mapping[str, list[int] | list[str] | date | None],
    schema: Mapping[str, type[pl.DataType]],
) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return pl.DataFrame(cursor.fetchall(), schema=dict(schema), orient="row")


def jobs_of(persons: list[int]) -> pl.DataFrame:
    """Every spell of work of these persons: person_id and `known_…` columns."""
    return _frame(_JOBS, {"persons": persons}, _JOB_COLUMNS)


def operators_named(names: list[str]) -> pl.DataFrame:
    """Parks and factories by a name that only one of them has. Columns: employer, operator_id, operator_kind."""
    schema: dict[str, type[pl.DataType]] = {
        "employer": pl.String, "operator_id": pl.Int64, "operator_kind": pl.String,
    }  # fmt: skip
    return _frame(_OPERATORS, {"names": names}, schema)


def homes_of(persons: list[int]) -> pl.DataFrame:
    """The household of each person today. Columns: person_id, household_id."""
    return _frame(_HOMES, {"persons": persons}, {"person_id": pl.Int64, "household_id": pl.Int64})


def heads_of(digests: list[str]) -> pl.DataFrame:
    """Persons by the digest of their number, with the household in which they are: id_digest and `known_…` columns."""
    return _frame(_HEADS, {"digests": digests}, _HEAD_COLUMNS)


def sites_of(places: list[str]) -> pl.DataFrame:
    """Sites with their mode and the last serial of household numbers given out here. Columns: home_place, site_mode, last_serial."""
    schema: dict[str, type[pl.DataType]] = {
        "home_place": pl.String, "site_mode": pl.String, "last_serial": pl.Int64,
    }  # fmt: skip
    return _frame(_SITES, {"places": places}, schema)


def lines_of(persons: list[int], day: date, month: date | None = None) -> pl.DataFrame:
    """The line of each person that a file of a day is about (of a month, where it names one): person_id and `line_…`."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "line_month": pl.Date, "line_open": pl.Boolean, "line_version": pl.Int64, "line_wish": pl.String,
        "line_training": pl.String, "line_income": pl.Int64,
    }  # fmt: skip
    return _frame(_LINES, {"persons": persons, "day": day, "month": month}, schema)


def subsidies_of(persons: list[int]) -> pl.DataFrame:
    """Subsidies of each year: person_id, known_year and the amounts."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_year": pl.Int64, "known_internship": pl.Int64, "known_seeking": pl.Int64,
        "known_transport": pl.Int64, "known_startup": pl.Int64, "subsidy_version": pl.Int64,
    }  # fmt: skip
    return _frame(_SUBSIDIES, {"persons": persons}, schema)


def loans_of(persons: list[int], day: date) -> pl.DataFrame:
    """Start-up loans that run on a day: person_id, `known_loan…`, loan_version."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_loan_start": pl.Date, "known_loan_stop": pl.Date, "known_loan": pl.Int64,
        "loan_version": pl.Int64,
    }  # fmt: skip
    return _frame(_LOANS, {"persons": persons, "day": day}, schema)


def hirings_of(persons: list[int], day: date) -> pl.DataFrame:
    """The latest count of each business until a day, by person, beginning and channel of the business."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_start": pl.Date, "known_channel": pl.String, "known_hired": pl.Int64,
        "known_hired_lifted": pl.Int64,
    }  # fmt: skip
    return _frame(_HIRINGS, {"persons": persons, "day": day}, schema)


def schoolings_of(persons: list[int]) -> pl.DataFrame:
    """Technical schools of these persons: person_id and `known_…` columns."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_start": pl.Date, "known_stop": pl.Date, "known_school": pl.String,
        "known_address": pl.String, "known_region": pl.String, "known_major": pl.String, "known_years": pl.Int64,
        "known_sushan": pl.Boolean, "known_grant": pl.Int64, "known_yulu": pl.Int64, "known_free": pl.Boolean,
        "known_hired_on": pl.Date, "school_version": pl.Int64,
    }  # fmt: skip
    return _frame(_SCHOOLINGS, {"persons": persons}, schema)


def stands_of(persons: list[int]) -> pl.DataFrame:
    """What person and roster say today: person_id, phone, the open spell with education, ability, school, health."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_name": pl.String, "known_phone": pl.String, "known_phone_masked": pl.String, "spell_start": pl.Date,
        "known_education": pl.String, "known_labour": pl.String, "known_student": pl.String, "known_health": pl.String,
        "known_home": pl.String,
    }  # fmt: skip
    return _frame(_STANDS, {"persons": persons}, schema)
