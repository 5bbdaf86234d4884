"""Reading employment: how workbooks name operators, what checks need, and what pages show of persons and places."""

from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from anju.employment.codes import Channel
from anju.employment.models import Job, Ledger, Linkage, Operator, Training
from anju.intake.sheet import Lookup

OPERATOR = Lookup(
    "园区或工厂",
    "select name, id, place from employment_operator where name = any(%(keys)s)",
    "请核对名称，或先导入园区与社区工厂台账。",
)

_STATES = """
select p.id, p.name, m.start, m.stop, m.student, m.labour
from registry_person p left join registry_membership m on m.person_id = p.id where p.id = any(%(persons)s)
"""
_SPELLS = "select person_id, channel, start, stop from employment_job where person_id = any(%(persons)s)"
_KINDS = "select id, kind from employment_operator where id = any(%(operators)s)"


def _frame(sql: str, parameters: dict[str, list[int]], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def known_states(persons: list[int]) -> pl.DataFrame:
    """Persons with their spells of the roster. Columns: person_id, known_name, from, until, student, labour."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "known_name": pl.String, "from": pl.Date, "until": pl.Date, "known_student": pl.String,
        "known_labour": pl.String,
    }  # fmt: skip
    return _frame(_STATES, {"persons": persons}, schema)


def known_jobs(persons: list[int]) -> pl.DataFrame:
    """Jobs in the ledger of these persons. Columns: person_id, channel, start, stop."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "channel": pl.String, "start": pl.Date, "stop": pl.Date,
    }  # fmt: skip
    return _frame(_SPELLS, {"persons": persons}, schema)


def known_kinds(operators: list[int]) -> pl.DataFrame:
    """Kinds of these operators. Columns: operator_id, known_operator."""
    return _frame(_KINDS, {"operators": operators}, {"operator_id": pl.Int64, "known_operator": pl.String})


def active(on: date) -> Q:
    """Spells that cover a day."""
    return Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))


# A public post is the main job of nobody who has another; of several the latest.
_MAIN = Case(When(channel=Channel.PUBLIC_POST, then=Value(1)), default=Value(0))


def main_job(person: int, on: date) -> Job | None:
    """The main work of a person on a day."""
    return Job.objects.filter(active(on), person=person).order_by(_MAIN, "-start", "pk").first()


def jobs_of(person: int) -> QuerySet[Job]:
    """Work of a person, the latest first."""
    return Job.objects.filter(person=person).select_related("operator").order_by("-start", "-id")


def trainings_of(person: int) -> QuerySet[Training]:
    """Courses of a person, the latest first."""
    return Training.objects.filter(person=person).order_by("-start", "-id")


def linkages_of(household: int) -> QuerySet[Linkage]:
    """Linkage contracts of a household, the latest first."""
    return Linkage.objects.filter(household=household).select_related("operator").order_by("-start", "-id")


def operators_of(place: str, on: date) -> QuerySet[Operator]:
    """Parks and factories below a place that run on a day."""
    return Operator.objects.filter(active(on), place__code__startswith=place).order_by("kind", "name")


def ledgers_of(place: str) -> QuerySet[Ledger]:
    """Monthly ledgers of the communities below a place, the latest first."""
    return (
        Ledger.objects.filter(place__code__startswith=place)
        .select_related("community")
        .order_by("-month", "community")
    )
