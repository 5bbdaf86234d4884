"""What an import would do: staged lines beside the ledger, one temporary table `planned_<table>` for each target."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection, models

from anju.intake.models import Sourced
from anju.intake.sheet import Ref, Sheet, Target

_EMPTY = "''"


@dataclass(frozen=True)
class Field:
    """One model field of a target: its column, and the SQL of the value that the staged line `s` gives it."""

    name: str
    column: str
    value: str
    join: str
    compared: bool
    quiet: bool
    missing: str  # SQL of the value that a new record gets where the line has none; empty for null


@dataclass(frozen=True)
class Aim:
    """A target with everything that its statements need."""

    target: Target
    model: type[models.Model]
    fields: tuple[Field, ...]
    main: bool
    when: str

    @property
    def table(self) -> str:
        """The table of the ledger."""
        return self.model._meta.db_table

    @property
    def planned(self) -> str:
        """The temporary table that holds what would be written: row, found, changed, and `v_<column>` for each field."""
        return f"planned_{self.table}"

    @property
    def key(self) -> str:
        """The primary key's column."""
        return str(self.model._meta.pk.column)

    @cached_property
    def key_fields(self) -> tuple[Field, ...]:
        """The fields that make two rows the same record."""
        return tuple(next(field for field in self.fields if field.name == name) for name in self.target.key)

    @property
    def sourced(self) -> bool:
        """Whether the record keeps the batch and row it came from."""
        return issubclass(self.model, Sourced)


@dataclass(frozen=True)
class Plan:
    """A sheet staged and compared: what `apply` of a sheet gets. `batch` is the id of the batch that it writes for."""

    sheet: Sheet
    aims: tuple[Aim, ...]
    by: str
    on: date
    batch: int | None = None

    def planned(self, model: type[models.Model]) -> str:
        """Name of the temporary table of a model: row, seq, found (primary key or null), changed, v_<column> …"""
        return next(aim.planned for aim in self.aims if aim.model is model)

    def gives(self, model: type[models.Model], *names: str) -> bool:
        """Whether the file says something of these fields of a model, so that their `v_<column>` are there."""
        aim = next(aim for aim in self.aims if aim.model is model)
        return set(names) <= {field.name for field in aim.fields if field.value}


def _staged(name: str, columns: frozenset[str], relation: bool) -> str:
    """The staged column that a name means: the id found by a lookup for a relation, else the value."""
    if relation and f"{name}_id" in columns:
        return f's."{name}_id"'
    return f's."{name}"' if name in columns else ""


def _missing(field: "models.Field[Any, Any]") -> str:
    """SQL of the value of a new record where the line says nothing."""
    if field.has_default() and not callable(field.default):
        return _literal(field.get_default(), field)
    if not field.null and isinstance(field, models.CharField | models.TextField):
        return _EMPTY
    return ""


def _literal(value: Any, field: "models.Field[Any, Any]") -> str:
    """A default of the model as SQL text; defaults are written by programmers, never by users."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if value is None:
        return ""
    return f"'{value}'::{field.db_type(connection)}"


def ref_joins(alias: str, ref: Ref) -> str:
    """The joins from the staged line `s` to the record that a reference means, under an alias."""
    before, wanted = "", []
    for name, source in ref.match.items():
        column = ref.model._meta.get_field(name).column
        if isinstance(source, Ref):
            inner = f"{alias}_{name}"
            before += ref_joins(inner, source)
            wanted.append(f'{alias}."{column}" = {inner}."{source.model._meta.pk.column}"')
        else:
            wanted.append(f'{alias}."{column}" = s."{source}"')
    return f'{before} left join "{ref.model._meta.db_table}" {alias} on {" and ".join(wanted)} '


def _source(field: "models.Field[Any, Any]", target: Target, columns: frozenset[str]) -> tuple[str, str]:
    """The SQL of a field's value and the joins that it needs; empty where the sheet says nothing of the field."""
    source = target.fields.get(field.name)
    if isinstance(source, Ref):
        return f'r_{field.name}."{source.model._meta.pk.column}"', ref_joins(f"r_{field.name}", source)
    if source:
        return _staged(source, columns, field.is_relation), ""
    if field.name == "place" and target.place:
        return f's."{target.place}_place"', ""
    return _staged(field.name, columns, field.is_relation), ""


def _fields(target: Target, columns: frozenset[str]) -> Iterator[Field]:
    for field in target.model._meta.concrete_fields:
        if field.name in {"batch", "batch_row"} or (field.primary_key and field.name not in target.key):
            continue
        value, join = _source(field, target, columns)
        missing = _missing(field)
        if value:
            value = f"({value})::{field.db_type(connection)}"
            quiet = field.name in target.quiet
            if missing and not quiet:
                value = f"coalesce({value}, {missing})"
            yield Field(
                field.name,
                field.column,
                value,
                join,
                field.name not in target.key and not quiet,
                quiet,
                missing,
            )
        elif missing:
            yield Field(field.name, field.column, "", "", False, False, missing)


def aims(sheet: Sheet, columns: frozenset[str]) -> tuple[Aim, ...]:
    """The targets of a sheet for lines that have the staged columns named."""
    main = sheet.targets[sheet.main]
    return tuple(
        Aim(target, target.model, tuple(_fields(target, columns)), target is main, target.when)
        for target in sheet.targets
    )


def _plan_sql(aim: Aim) -> str:
    """The statement that fills the planned table of an aim."""
    given = [field for field in aim.fields if field.value]
    keys = ", ".join(field.value for field in aim.key_fields)
    same = " and ".join(f't."{field.column}" = {field.value}' for field in aim.key_fields)
    compared = [field for field in given if field.compared]
    new, old = ", ".join(f.value for f in compared), ", ".join(f't."{f.column}"' for f in compared)
    changed = f't."{aim.key}" is not null and row({new}) is distinct from row({old})' if compared else "false"
    values = "".join(f', {field.value} as "v_{field.column}"' for field in given)
    joins = " ".join(field.join for field in given if field.join)
    once = "" if aim.main else f"distinct on ({keys})"
    order = "" if aim.main else f"order by {keys}, s.seq"
    where = f'where s."{aim.when}" is not null' if aim.when else ""
    return (
        f'create temporary table "{aim.planned}" on commit drop as select {once} s.row, s.seq, t."{aim.key}" as found, '
        f'{changed} as changed{values} from staged s {joins} left join "{aim.table}" t on {same} {where} {order}'
    )


def compare(planned: tuple[Aim, ...]) -> None:
    """Fill the planned tables of all aims from `staged` and the ledger as it stands."""
    with connection.cursor() as cursor:
        for aim in planned:
            cursor.execute(f'drop table if exists pg_temp."{aim.planned}"')
            cursor.execute(_plan_sql(aim))


def _states_sql(planned: tuple[Aim, ...]) -> str:
    """One state for each line: new by the main target (by any, where the line has no main record), changed by any."""
    main = next(aim for aim in planned if aim.main)
    touched = " or ".join(
        f'("{aim.planned}".row is not null and ("{aim.planned}".changed or "{aim.planned}".found is null))'
        for aim in planned
    )
    fresh = " or ".join(
        f'("{aim.planned}".row is not null and "{aim.planned}".found is null)' for aim in planned
    )
    joins = " ".join(f'left join "{aim.planned}" using (row)' for aim in planned)
    return (
        f'select s.row, case when "{main.planned}".row is not null and "{main.planned}".found is null then \'new\' '
        f"when \"{main.planned}\".row is null and ({fresh}) then 'new' "
        f"when {touched} then 'changed' else 'unchanged' end as state from staged s {joins}"
    )


def counts(planned: tuple[Aim, ...]) -> dict[str, int]:
    """How many lines are new, changed and unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(f"select state, count(*) from ({_states_sql(planned)}) states group by state")
        found = dict(cursor.fetchall())
    return {state: found.get(state, 0) for state in ("new", "changed", "unchanged")}
