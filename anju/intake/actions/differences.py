"""What an import would change, field by field, as people read it: before → after, personal values masked."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.db import connection, models

from anju.intake import findings
from anju.intake.actions.plan import Aim, Field
from anju.intake.sheet import Column, Kind, Sheet
from anju.privacy.classes import Privacy, class_of

SCHEMA = {"row": pl.Int64, "field": pl.String, "before": pl.String, "after": pl.String}
MOST = 200_000


def _shown(aim: Aim) -> list[Field]:
    """Compared fields that may be shown: sealed texts and digests have masked companions that are."""
    return [
        field for field in aim.fields
        if field.value and field.compared and class_of(aim.model, field.name) is not Privacy.SECRET
    ]  # fmt: skip


def _sql(aim: Aim, fields: list[Field]) -> str:
    pairs = ", ".join(
        f'(\'{field.name}\', t."{field.column}"::text, p."v_{field.column}"::text)' for field in fields
    )
    return (
        f'select p.row, d.field, d.before, d.after from "{aim.planned}" p join "{aim.table}" t on t."{aim.key}" = p.found '
        f"cross join lateral (values {pairs}) d(field, before, after) "
        f"where p.changed and d.before is distinct from d.after order by p.row limit {MOST}"
    )


def _words(field: "models.Field[Any, Any]", codes: pl.Series) -> dict[str, str]:
    """The words for stored codes: labels of a list, 是 and 否, names of the records that keys mean."""
    if field.choices:
        return {str(code): str(label) for code, label in field.flatchoices}
    if isinstance(field, models.BooleanField):
        return {"true": "是", "false": "否"}
    related = field.related_model
    if isinstance(related, type) and issubclass(related, models.Model):
        return {
            str(key): str(record) for key, record in related._default_manager.in_bulk(codes.to_list()).items()
        }
    return {}


def _column_of(sheet: Sheet, aim: Aim, name: str) -> Column:
    """A column that says how the values of a field are masked."""
    private = class_of(aim.model, name) is Privacy.PERSONAL
    named = next(
        (column for column in sheet.columns if column.name == name and column.kind is Kind.NAME), None
    )
    return named or Column(name, name, private=private)


def _of_field(frame: pl.DataFrame, sheet: Sheet, aim: Aim, name: str) -> pl.DataFrame:
    """The differences of one field in words."""
    field = aim.model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 - narrows the type; fields of an aim are concrete
    column = _column_of(sheet, aim, name)
    words = _words(field, pl.concat([frame["before"], frame["after"]]).drop_nulls().unique())
    spoken = frame.with_columns(pl.col("before", "after").replace(words)) if words else frame
    if not field.choices:
        spoken = spoken.with_columns(findings.masked(pl.col(side), column) for side in ("before", "after"))
    return spoken.with_columns(field=pl.lit(str(field.verbose_name))).select(SCHEMA.keys())


def _of_aim(sheet: Sheet, aim: Aim) -> Iterator[pl.DataFrame]:
    fields = _shown(aim)
    if not fields:
        return
    with connection.cursor() as cursor:
        cursor.execute(_sql(aim, fields))
        rows = cursor.fetchall()
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    for (name,), part in frame.group_by("field", maintain_order=True):
        yield _of_field(part, sheet, aim, str(name))


def differences(sheet: Sheet, planned: tuple[Aim, ...]) -> pl.DataFrame:
    """Every changed field of a compared plan, at most 200,000, in the order of rows."""
    tables = [pl.DataFrame(schema=SCHEMA)]
    for aim in planned:
        tables += _of_aim(sheet, aim)
    return pl.concat(tables).sort("row", maintain_order=True)
