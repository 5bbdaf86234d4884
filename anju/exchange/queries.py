"""What the ledgers hold of the persons and households that a file of the labour system names."""

import polars as pl
from django.db import connection

_JOBS = """
select j.person_id, j.start as known_start, j.stop as known_stop, j.channel as known_channel, j.kind as known_kind,
       j.work_place as known_place, j.found_by as known_found_by, j.post_kind as known_post, j.address as known_address,
       j.employer as known_employer, j.trade as known_trade, j.contract_months as known_months,
       j.employer_nature as known_nature, j.operator_id as known_firm, j.post_subsidy_fen as known_subsidy,
       j.pay_cycle_months as known_cycle
from employment_job j where j.person_id = any(%(persons)s)
"""
_JOB_COLUMNS: dict[str, type[pl.DataType]] = {
    "person_id": pl.Int64, "known_start": pl.Date, "known_stop": pl.Date, "known_channel": pl.String, "known_kind": pl.String,
    "known_place": pl.String, "known_found_by": pl.String, "known_post": pl.String, "known_address": pl.String,
    "known_employer": pl.String, "known_trade": pl.String, "known_months": pl.Int64, "known_nature": pl.String,
    "known_firm": pl.Int64, "known_subsidy": pl.Int64, "known_cycle": pl.Int64,
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
       h.start as known_moved, m.relation as known_relation, m.health as known_health
from registry_person p
left join registry_membership m on m.person_id = p.id and m.stop is null
left join registry_household h on h.id = m.household_id
where p.id_digest = any(%(digests)s)
"""
_HEAD_COLUMNS: dict[str, type[pl.DataType]] = {
    "id_digest": pl.String, "known_name": pl.String, "known_number": pl.String, "known_home": pl.String,
    "known_programme": pl.String, "known_category": pl.String, "known_mode": pl.String, "known_class": pl.String,
    "known_address": pl.String, "known_moved": pl.Date, "known_relation": pl.String, "known_health": pl.String,
}  # fmt: skip
_SITES = """
select s.place as home_place, s.mode as site_mode,
       coalesce((select max(right(h.number, 4)::int) from registry_household h where h.number ~ ('^' || s.place || '-[0-9]{4}$')), 0)
       as last_serial
from registry_site s where s.place = any(%(places)s)
"""


def _frame(
    sql: str, words: dict[str, list[int] | list[str]], schema: dict[str, type[pl.DataType]]
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
